import Detect

/// A pattern such as `%{source.ip} - %{user.name} [%{@timestamp}] %{*}`, as it was written.
///
/// Text stands for itself. `%{…}` is a ``CustomTarget``; `%{}` passes over; `->` at its end passes
/// over repetitions of the text after it; `%{*}` is what key=value, CSV or JSON reads; `%%{` is the
/// text `%{`.
package struct CustomPattern: Sendable {
  package enum Part: Equatable, Sendable {
    case text(String)
    /// - isPadded: Whether the text after it may repeat.
    case piece(CustomTarget, isPadded: Bool)
    case rest
  }

  package let parts: [Part]

  package var hasRest: Bool { parts.contains(.rest) }
  package var targets: [CustomTarget] {
    parts.compactMap { if case .piece(let target, _) = $0 { target } else { nil } }
  }
}

extension CustomPattern {
  package init(_ source: String) throws(CustomSyntaxError) {
    var parts: [Part] = []
    var text = ""
    var rest = Substring(source)
    func flush() {
      if !text.isEmpty { parts.append(.text(text)) }
      text = ""
    }
    while let character = rest.first {
      let offset = source.count - rest.count
      if rest.hasPrefix("%%{") {
        text += "%{"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("%{") {
        flush()
        guard let close = CustomPattern.close(rest) else {
          throw CustomSyntaxError(
            offset, "this '%{' has no '}'", hint: "write %{field} or, for the text itself, %%{")
        }
        parts.append(
          try CustomPattern.piece(
            rest[rest.index(rest.startIndex, offsetBy: 2)..<close],
            at: offset + 2))
        rest = rest[rest.index(after: close)...]
      } else {
        text.append(character)
        rest = rest.dropFirst()
      }
    }
    flush()
    self.parts = parts
    try check(source)
  }

  /// The brace that closes the first two characters; those in parentheses do not.
  private static func close(_ text: Substring) -> String.Index? {
    var depth = 0
    for index in text.indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      case "}" where depth <= 0: return index
      default: break
      }
    }
    return nil
  }

  private static func piece(
    _ inner: Substring, at offset: Int
  ) throws(CustomSyntaxError) -> Part {
    if inner == "*" { return .rest }
    let isPadded = inner.hasSuffix("->")
    let text = String(isPadded ? inner.dropLast(2) : inner)
    do throws(CustomSyntaxError) {
      return .piece(try CustomTarget.parse(text, isInPattern: true), isPadded: isPadded)
    } catch {
      throw CustomSyntaxError(offset + error.offset, error.message, hint: error.hint)
    }
  }

  /// Reports what could never be told apart.
  private func check(_ source: String) throws(CustomSyntaxError) {
    guard parts.contains(where: { if case .text = $0 { false } else { true } }) else {
      throw CustomSyntaxError(
        0, "the pattern has no %{…}", hint: "write %{field} where a value stands")
    }
    if parts.filter({ $0 == .rest }).count > 1 {
      throw CustomSyntaxError(0, "%{*} stands twice", hint: "one part can be read on")
    }
    for (index, part) in parts.enumerated().dropLast() {
      guard case .piece(let target, _) = part, !target.endsByItself else {
        if part == .rest, case .piece = parts[index + 1] { throw adjacent("*") }
        continue
      }
      if case .text = parts[index + 1] { continue }
      throw adjacent(target.name)
    }
  }

  private func adjacent(_ name: String) -> CustomSyntaxError {
    CustomSyntaxError(
      0, "nothing stands between '%{\(name)}' and the next '%{'",
      hint: "put the text that separates them, or a kind that ends by itself (ip, integer, time)")
  }
}

extension CustomTarget {
  /// Whether the end of a piece follows from its kind, and not from the text after it.
  var endsByItself: Bool {
    switch kind {
    case .ip, .port, .integer, .number, .mac, .time, .quoted, .word: true
    case .text, .last, .host, .transport: false
    }
  }
}
