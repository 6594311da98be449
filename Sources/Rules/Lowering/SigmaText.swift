internal import Detect

/// A Sigma string: escapes and wildcards read before any modifier adds more, so that the backslash
/// at the end of `\Temp\` never meets a star.
struct SigmaText: Equatable {
  var tokens: [TextPattern.Token]
  var isCased = false

  init(tokens: [TextPattern.Token], isCased: Bool = false) {
    self.tokens = tokens
    self.isCased = isCased
  }

  /// `*` and `?` are wildcards; `\*`, `\?` and `\\` are those characters; any other backslash is
  /// one.
  init(parsing text: String) {
    let star = UInt8(ascii: "*")
    let mark = UInt8(ascii: "?")
    let backslash = UInt8(ascii: "\\")
    let bytes = Array(text.utf8)
    var tokens: [TextPattern.Token] = []
    var literal: [UInt8] = []
    func flush() {
      if !literal.isEmpty { tokens.append(.literal(literal)) }
      literal = []
    }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == backslash, index + 1 < bytes.count,
        [star, mark, backslash].contains(bytes[index + 1])
      {
        literal.append(bytes[index + 1])
        index += 1
      } else if byte == star || byte == mark {
        flush()
        tokens.append(byte == star ? .anyRun : .anyOne)
      } else {
        literal.append(byte)
      }
      index += 1
    }
    flush()
    self.tokens = TextPattern(tokens).tokens
  }

  var hasWildcards: Bool { tokens.contains { $0 == .anyRun || $0 == .anyOne } }
  var pattern: TextPattern { TextPattern(tokens, isCased: isCased) }

  /// Open at the front, the back, or both.
  func opened(front: Bool, back: Bool) -> SigmaText {
    let tokens = (front ? [.anyRun] : []) + self.tokens + (back ? [.anyRun] : [])
    return SigmaText(tokens: TextPattern(tokens).tokens, isCased: isCased)
  }

  /// Each `-` or `/` that begins a word becomes a ``TextPattern/Token/dash``: nothing or a
  /// character of no word before it, a character of a word after it.
  func withDashes() -> SigmaText {
    var result: [TextPattern.Token] = []
    for token in tokens {
      guard case .literal(let bytes) = token else {
        result.append(token)
        continue
      }
      let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
      var literal = String.UnicodeScalarView()
      for (index, scalar) in scalars.enumerated() {
        let begins = index == 0 || !SigmaText.isWord(scalars[index - 1])
        let isDash =
          (scalar == "-" || scalar == "/") && begins && index + 1 < scalars.count
          && SigmaText.isWord(scalars[index + 1])
        if isDash {
          result.append(.literal(Array(String(literal).utf8)))
          result.append(.dash)
          literal = String.UnicodeScalarView()
        } else {
          literal.append(scalar)
        }
      }
      result.append(.literal(Array(String(literal).utf8)))
    }
    return SigmaText(tokens: TextPattern(result).tokens, isCased: isCased)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// All texts with each dash spelt out, for encodings, which know no classes of characters; nil
  /// when there are more than `limit`.
  func spelledDashes(limit: Int = 125) -> [SigmaText]? {
    var texts: [[TextPattern.Token]] = [[]]
    for token in tokens {
      let choices = token == .dash ? SigmaText.dashes : [token]
      guard texts.count * choices.count <= limit else { return nil }
      texts = texts.flatMap { text in choices.map { text + [$0] } }
    }
    return texts.map { SigmaText(tokens: TextPattern($0).tokens, isCased: isCased) }
  }

  static let dashes: [TextPattern.Token] = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"].map {
    .literal(Array($0.utf8))
  }
}
