/// What a STIX pattern looks for, as far as single values tell it (STIX 2.1, part 9).
///
/// Comparisons with `=`, `IN`, `ISSUBSET`, and `LIKE '%.domain'`, joined by `OR`, give a value each. Where
/// `AND` joins them, only the hashes of one file do: each names the file by itself. Everything else is
/// not evaluated; nothing is left out of an `AND`, which would widen what is meant.
struct STIXPattern {
  /// Values that each by itself is what the pattern means.
  private(set) var values: [FeedValue] = []
  /// Values that mean it only together with others.
  private(set) var parts: [FeedValue] = []
  /// Why some of it is not evaluated.
  private(set) var unevaluated: String?

  /// Nil for a text that is no pattern.
  init?(_ text: String) {
    guard let tokens = STIXToken.tokens(of: text), !tokens.isEmpty else { return nil }
    var reader = STIXReader(tokens)
    guard let observations = reader.pattern() else { return nil }
    unevaluated = reader.unevaluated
    for terms in observations {
      let found = terms.map(\.value)
      if terms.count == 1 || terms.allSatisfy(\.isOfFile) {
        for term in terms { add(term, isAlone: terms.count == 1) }
        let isNamed = found.contains { value in
          if case .digest = value?.kind { true } else { false }
        }
        if terms.count > 1, !isNamed { unevaluated = unevaluated ?? terms[0].path }
      } else {
        parts += found.compactMap(\.self)
        unevaluated = unevaluated ?? "values that count only together"
      }
    }
  }

  private mutating func add(_ term: STIXReader.Term, isAlone: Bool) {
    guard let value = term.value else {
      // The name of a file says nothing beside its hashes.
      if isAlone { unevaluated = unevaluated ?? term.path }
      return
    }
    if case .fileName = value.kind {
      parts.append(value)
      if isAlone { unevaluated = unevaluated ?? term.path }
    } else {
      values.append(value)
    }
  }
}

/// A word of a STIX pattern.
enum STIXToken: Equatable {
  case open, close, bracketOpen, bracketClose, comma
  case word(String)
  case text(String)
  /// `=`, `!=`, `<`, …
  case comparison(String)

  /// Nil when a quote or a character is out of place.
  static func tokens(of pattern: String) -> [STIXToken]? {
    var tokens: [STIXToken] = []
    let bytes = Array(pattern.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x20, 0x09, 0x0a, 0x0d: index += 1
      case UInt8(ascii: "["):
        tokens.append(.bracketOpen)
        index += 1
      case UInt8(ascii: "]"):
        tokens.append(.bracketClose)
        index += 1
      case UInt8(ascii: "("):
        tokens.append(.open)
        index += 1
      case UInt8(ascii: ")"):
        tokens.append(.close)
        index += 1
      case UInt8(ascii: ","):
        tokens.append(.comma)
        index += 1
      case UInt8(ascii: "'"):
        guard let text = quoted(bytes, &index) else { return nil }
        tokens.append(.text(text))
      case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
        let end = bytes[index...].firstIndex { !"=!<>".utf8.contains($0) } ?? bytes.count
        tokens.append(.comparison(String(decoding: bytes[index..<end], as: UTF8.self)))
        index = end
      default:
        guard let word = word(bytes, &index) else { return nil }
        tokens.append(.word(word))
      }
    }
    return tokens
  }

  /// A text between quotes, with `\'` and `\\` undone.
  private static func quoted(_ bytes: [UInt8], _ index: inout Int) -> String? {
    var out: [UInt8] = []
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "'") {
        index += 1
        return String(decoding: out, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
      out.append(bytes[index])
      index += 1
    }
    return nil
  }

  /// A keyword, a number or a path, whose parts may be quoted: `file:hashes.'SHA-256'`.
  private static func word(_ bytes: [UInt8], _ index: inout Int) -> String? {
    var out: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      let isPart =
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "_:.-+*".utf8.contains(byte)
        || byte >= 0x80
      if isPart {
        out.append(byte)
        index += 1
      } else if byte == UInt8(ascii: "'"), let last = out.last, "." == UnicodeScalar(last) {
        guard let part = quoted(bytes, &index) else { return nil }
        out += part.utf8
      } else if byte == UInt8(ascii: "["), out.contains(UInt8(ascii: ":")),
        let close = bytes[index...].firstIndex(of: UInt8(ascii: "]"))
      {
        // An index into a list says only which one.
        index = close + 1
      } else {
        break
      }
    }
    return out.isEmpty ? nil : String(decoding: out, as: UTF8.self)
  }
}

/// Reads the words of a pattern as a disjunction of observations, each a conjunction of terms.
struct STIXReader {
  /// A comparison.
  struct Term {
    let path: String
    /// Nil when it is not evaluated.
    let value: FeedValue?

    var isOfFile: Bool { path.hasPrefix("file:") }
  }

  private let tokens: [STIXToken]
  private var next = 0
  private var depth = 0
  private(set) var unevaluated: String?

  private static let depthMaximum = 32
  private static let termsMaximum = 10_000

  init(_ tokens: [STIXToken]) { self.tokens = tokens }

  private func peek() -> STIXToken? { next < tokens.count ? tokens[next] : nil }

  private mutating func take(_ token: STIXToken) -> Bool {
    guard peek() == token else { return false }
    next += 1
    return true
  }

  /// Nil when the pattern is not well formed.
  mutating func pattern() -> [[Term]]? {
    guard let all = observations(), next == tokens.count else { return nil }
    return all
  }

  private mutating func observations() -> [[Term]]? {
    guard var all = observation() else { return nil }
    while case .word(let word) = peek(), ["OR", "AND", "FOLLOWEDBY"].contains(word) {
      next += 1
      guard let more = observation() else { return nil }
      if word == "OR" {
        all += more
      } else {
        // Each side may be what is meant only with the other.
        unevaluated = unevaluated ?? word
        all = [all.flatMap(\.self) + more.flatMap(\.self)]
      }
    }
    return all
  }

  private mutating func observation() -> [[Term]]? {
    depth += 1
    defer { depth -= 1 }
    guard depth < STIXReader.depthMaximum else { return nil }
    var all: [[Term]]?
    if take(.bracketOpen) {
      all = disjunction()
      guard take(.bracketClose) else { return nil }
    } else if take(.open) {
      all = observations()
      guard take(.close) else { return nil }
    }
    guard let all, skipQualifiers() else { return nil }
    return all
  }

  /// `WITHIN 5 SECONDS`, `REPEATS 3 TIMES`, `START t'…' STOP t'…'`: a value alone is less than what
  /// is meant.
  private mutating func skipQualifiers() -> Bool {
    while case .word(let word) = peek(), ["WITHIN", "REPEATS", "START"].contains(word) {
      unevaluated = unevaluated ?? word
      next += word == "START" ? 6 : 3
      guard next <= tokens.count else { return false }
    }
    return true
  }

  // Inside brackets, as alternatives of conjunctions.

  private mutating func disjunction() -> [[Term]]? {
    guard var all = conjunction() else { return nil }
    while take(.word("OR")) {
      guard let more = conjunction() else { return nil }
      all += more
    }
    return all
  }

  private mutating func conjunction() -> [[Term]]? {
    guard var all = comparison() else { return nil }
    while take(.word("AND")) {
      guard let more = comparison(), all.count * more.count <= STIXReader.termsMaximum else {
        return nil
      }
      all = all.flatMap { left in more.map { left + $0 } }
    }
    return all
  }

  private mutating func comparison() -> [[Term]]? {
    if take(.open) {
      depth += 1
      defer { depth -= 1 }
      guard depth < STIXReader.depthMaximum, let inner = disjunction(), take(.close) else {
        return nil
      }
      return inner
    }
    guard case .word(let path) = peek(), path != "EXISTS", path != "NOT" else {
      return unreadable()
    }
    next += 1
    guard path.contains(":") else { return nil }
    let isNegated = take(.word("NOT"))
    guard let operation = operation(), let texts = literals() else { return nil }
    if isNegated { return [[Term(path: "NOT", value: nil)]] }
    return texts.map { [term(path, operation, $0)] }
  }

  /// `EXISTS path` and `NOT EXISTS path`.
  private mutating func unreadable() -> [[Term]]? {
    _ = take(.word("NOT"))
    guard take(.word("EXISTS")), case .word(let path) = peek() else { return nil }
    next += 1
    return [[Term(path: "EXISTS \(path)", value: nil)]]
  }

  private mutating func operation() -> String? {
    switch peek() {
    case .comparison(let sign):
      next += 1
      return sign
    case .word(let word) where ["IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"].contains(word):
      next += 1
      return word
    default: return nil
    }
  }

  private mutating func literals() -> [String]? {
    if take(.open) {
      var all: [String] = []
      repeat {
        guard let one = literal() else { return nil }
        all.append(one)
      } while take(.comma)
      return take(.close) ? all : nil
    }
    return literal().map { [$0] }
  }

  private mutating func literal() -> String? {
    switch peek() {
    case .text(let text):
      next += 1
      return text
    case .word(let word):
      next += 1
      // t'…', h'…' and b'…'
      if case .text(let text) = peek(), ["t", "h", "b"].contains(word) {
        next += 1
        return text
      }
      return word
    default: return nil
    }
  }

  private func term(_ path: String, _ operation: String, _ text: String) -> Term {
    let none = Term(path: path, value: nil)
    guard let type = STIXReader.type(of: path) else { return none }
    switch operation {
    case "=", "==", "IN": return Term(path: path, value: FeedText.value(text, as: type))
    case "ISSUBSET" where type == .address:
      return Term(path: path, value: FeedText.value(text, as: type))
    case "LIKE" where type == .domain && text.hasPrefix("%."):
      let rest = String(text.dropFirst(2))
      guard !rest.contains("%"), !rest.contains("_") else { return none }
      return Term(path: path, value: FeedText.value(rest, as: type))
    default: return none
    }
  }

  /// Nil for what is not looked for.
  private static func type(of path: String) -> FeedType? {
    switch path {
    case "ipv4-addr:value", "ipv6-addr:value": .address
    case "network-traffic:dst_ref.value", "network-traffic:src_ref.value": .any
    case "domain-name:value": .domain
    case "url:value": .url
    case "email-addr:value", "email-message:from_ref.value", "email-message:sender_ref.value":
      .mail
    case "file:name": .fileName
    case _ where path.hasPrefix("file:hashes") && !path.contains("SHA3"): .digest
    default: nil
    }
  }
}
