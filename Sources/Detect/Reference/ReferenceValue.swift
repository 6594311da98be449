/// One value of an event, unpacked, with the meaning of each test of a value.
struct ReferenceValue {
  let kind: ValueKind
  let text: [UInt8]
  let address: Address?
  let number: Number?
  let flag: Bool

  /// The typed address, or the one that the text is.
  var anyAddress: Address? {
    switch kind {
    case .ipv4, .ipv6: address
    case .null: nil
    default: Address(String(decoding: text, as: UTF8.self))
    }
  }

  func isBoolean(_ wanted: Bool) -> Bool {
    if kind == .null { return false }
    if kind == .boolean, flag == wanted { return true }
    return text.map(CaseFolding.fold) == Array((wanted ? "true" : "false").utf8)
  }

  /// A pattern of literal text alone that is an address also equals the same address in other text,
  /// when the value is typed as one.
  func matches(_ pattern: TextPattern) -> Bool {
    if kind == .null { return false }
    if let address, pattern.tokens.count == 1, case .literal(let bytes) = pattern.tokens[0],
      Address(String(decoding: bytes, as: UTF8.self)) == address
    {
      return true
    }
    return ReferenceText.matches(pattern, text)
  }

  func stands(_ relation: FieldRelation, to other: ReferenceValue) -> Bool {
    if kind == .null || other.kind == .null { return false }
    let a = text.map(CaseFolding.fold)
    let b = other.text.map(CaseFolding.fold)
    switch relation {
    case .equals: return a == b || (address != nil && address == other.address)
    case .startsWith: return a.starts(with: b)
    case .endsWith: return a.reversed().starts(with: b.reversed())
    case .contains:
      return b.count <= a.count && (0...a.count - b.count).contains { a[$0...].starts(with: b) }
    }
  }

  /// −1, 0 or 1 as the value is less than, equal to or greater than `literal`; nil when the value
  /// is not a number or they cannot be compared.
  func order(to literal: NumberLiteral) -> Int? {
    let value: ReferenceNumber
    switch kind {
    case .integer, .wideInteger:
      guard let number else { return nil }
      value = ReferenceNumber(number.description.utf8, allowsExponent: false)!
    case .decimal:
      guard let read = ReferenceNumber(text, allowsExponent: true) else { return nil }
      value = read
    case .text:
      guard let read = ReferenceNumber(text, allowsExponent: false) else { return nil }
      value = read
    default: return nil
    }
    switch literal {
    case .whole(let number):
      return value.order(to: ReferenceNumber(number.description.utf8, allowsExponent: false)!)
    case .decimal(let double):
      if let exact = ReferenceNumber(exactly: double) { return value.order(to: exact) }
      if double.isNaN { return nil }
      // Beyond all whole numbers, or with a fraction: then doubles around it are exact enough.
      let rounded = Double(String(decoding: value.source, as: UTF8.self)) ?? 0
      if value.isWholeNumber, abs(double) >= 0x1p63 { return double > 0 ? -1 : 1 }
      return rounded < double ? -1 : rounded > double ? 1 : 0
    }
  }
}

/// A number as its decimal digits, of any length.
struct ReferenceNumber {
  let source: [UInt8]
  let isNegative: Bool
  /// Without zeros at either end; none is zero.
  let digits: [UInt8]
  /// The number is 0.digits × 10^exponent.
  let exponent: Int

  /// Reads a number as JSON writes it: no plus sign, no leading zeros, nothing before or after.
  init?(_ text: some Sequence<UInt8>, allowsExponent: Bool) {
    source = Array(text)
    var rest = source[...]
    let hasSign = rest.first == UInt8(ascii: "-")
    if hasSign { rest = rest.dropFirst() }
    let whole = rest.prefix { $0 &- 0x30 < 10 }
    rest = rest.dropFirst(whole.count)
    guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { return nil }
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix { $0 &- 0x30 < 10 }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(fraction.count + 1)
    }
    var scale = 0
    if allowsExponent, let first = rest.first, first | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      let isDown = rest.first == UInt8(ascii: "-")
      if isDown || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
      guard !rest.isEmpty, rest.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
      scale = min(Int(String(decoding: rest, as: UTF8.self)) ?? .max, 1_000_000)
      if isDown { scale = -scale }
      rest = []
    }
    guard rest.isEmpty else { return nil }
    let all = Array(whole + fraction)
    let leading = all.prefix { $0 == 0x30 }.count
    digits = Array(all.dropFirst(leading).reversed().drop { $0 == 0x30 }.reversed())
    exponent = digits.isEmpty ? 0 : whole.count - leading + scale
    isNegative = hasSign && !digits.isEmpty
  }

  /// A double that is a whole number within the range of ``Number``.
  init?(exactly double: Double) {
    guard abs(double) <= 0x1p64 else { return nil }
    let text = "\(double.magnitude)"
    // Swift writes whole numbers below 2^54 in full.
    if double.magnitude < 0x1p53 {
      guard text.hasSuffix(".0") else { return nil }
      let sign = double < 0 ? "-" : ""
      self.init((sign + text.dropLast(2)).utf8, allowsExponent: false)
      return
    }
    // From 2^53 on all doubles are whole.
    if double == 0x1p64 || double < -0x1p63 { return nil }
    let value = double < 0 ? String(Int64(double)) : String(UInt64(double))
    self.init(value.utf8, allowsExponent: false)
  }

  /// Whether it is within the range of ``Number`` and has no fraction.
  var isWholeNumber: Bool {
    guard exponent >= digits.count, exponent <= 20 else { return digits.isEmpty }
    let text = String(decoding: digits, as: UTF8.self)
    let padded = text + String(repeating: "0", count: exponent - digits.count)
    return isNegative ? Int64("-" + padded) != nil : UInt64(padded) != nil
  }

  func order(to other: ReferenceNumber) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    let magnitude = magnitudeOrder(to: other)
    return isNegative ? -magnitude : magnitude
  }

  private func magnitudeOrder(to other: ReferenceNumber) -> Int {
    if digits.isEmpty || other.digits.isEmpty {
      return digits.isEmpty == other.digits.isEmpty ? 0 : digits.isEmpty ? -1 : 1
    }
    if exponent != other.exponent { return exponent < other.exponent ? -1 : 1 }
    if digits == other.digits { return 0 }
    return digits.lexicographicallyPrecedes(other.digits) ? -1 : 1
  }
}
