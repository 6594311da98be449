package import Detect

/// A scalar as written, and the type that it has.
package struct YAMLScalar: Hashable, Sendable {
  package enum Style: Sendable { case plain, quoted, block }

  /// The type that the writer meant.
  ///
  /// Quoted and block scalars are text. Of the plain ones, YAML 1.2's core schema decides, and
  /// wherever the number would not read back as it was written, it stays text: `0644`, `0x1F`,
  /// `1e10`, `1_000`, `.5`, and whole numbers beyond 64 bits. `yes`, `no`, `on`, `off`, dates and
  /// times are text too.
  package enum Value: Hashable, Sendable {
    case text(String)
    case whole(Number)
    case decimal(Double)
    case boolean(Bool)
    case null
  }

  package let text: String
  package let style: Style
  package let value: Value

  package init(_ text: String, style: Style) {
    self.text = text
    self.style = style
    value = style == .plain ? YAMLScalar.value(ofPlain: text) : .text(text)
  }

  init(_ text: String, style: Style, value: Value) {
    self.text = text
    self.style = style
    self.value = value
  }

  /// What it is, for messages.
  package var sort: String {
    switch value {
    case .text: text.isEmpty ? "an empty text" : "'\(text)'"
    case .whole, .decimal: "the number \(text)"
    case .boolean: text
    case .null: "nothing"
    }
  }
}

extension YAMLScalar {
  static func value(ofPlain text: String) -> Value {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    default: break
    }
    guard let first = text.utf8.first, first &- 0x30 < 10 || first == 0x2d || first == 0x2b else {
      return .text(text)
    }
    return number(text) ?? .text(text)
  }

  /// The number that `text` is in decimal: an optional sign, digits without leading zeros, and
  /// optionally a fraction, after which an exponent may stand.
  package static func number(_ text: String) -> Value? {
    var digits = Substring(text).utf8
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    let whole = digits.prefix { $0 &- 0x30 < 10 }
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return nil }
    let rest = digits.dropFirst(whole.count)
    if rest.isEmpty {
      let magnitude = Substring(whole)
      if isNegative { return Int64("-" + magnitude).map { .whole(Number($0)) } }
      return UInt64(magnitude).map { .whole(Number($0)) }
    }
    guard rest.first == UInt8(ascii: ".") else { return nil }
    let fraction = rest.dropFirst().prefix { $0 &- 0x30 < 10 }
    var tail = rest.dropFirst(1 + fraction.count)
    guard !fraction.isEmpty else { return nil }
    if let first = tail.first, first | 0x20 == UInt8(ascii: "e") {
      tail = tail.dropFirst()
      if tail.first == 0x2d || tail.first == 0x2b { tail = tail.dropFirst() }
      guard !tail.isEmpty, tail.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    } else if !tail.isEmpty {
      return nil
    }
    guard let value = Double(text), value.isFinite else { return nil }
    return .decimal(value)
  }
}
