/// A number that a value is, exact enough to be compared with any literal.
enum Quantity {
  /// A whole number in the range of ``Number``, however it was written: `1000`, `1000.0`, `1e3`.
  case whole(Number)
  /// Any other: with a fraction, or out of that range. `range` is its text.
  case decimal(DecimalParts, Range<Int>)
}

/// What stands before the decimal point of a number, and whether something stands after it.
struct DecimalParts: Equatable {
  var isNegative = false
  /// The whole part; meaningless when huge.
  var magnitude: UInt64 = 0
  /// Whether the whole part takes more than 64 bits.
  var isHuge = false
  var hasFraction = false
}

extension BlockText {
  /// The number that a value is, or nil. Text counts when it is one as JSON writes them, without an
  /// exponent (`1e3` in text is more often a part of a hash); addresses and booleans do not.
  @inline(__always) func quantity(_ span: FieldSpan, _ columns: borrowing EventColumns) -> Quantity?
  {
    switch span.kind {
    case .integer: .whole(Number(UInt64(span.value)))
    case .wideInteger: columns.number(of: span).map { .whole($0) }
    case .text: quantity(in: span.range, allowsExponent: false)
    case .decimal: quantity(in: span.range, allowsExponent: true)
    default: nil
    }
  }

  /// The number that fills `range`, or nil: `-`, digits without leading zeros, a fraction, an
  /// exponent.
  func quantity(in range: Range<Int>, allowsExponent: Bool) -> Quantity? {
    guard !range.isEmpty else { return nil }
    var index = range.lowerBound
    let isNegative = self[index] == UInt8(ascii: "-")
    if isNegative { index &+= 1 }
    let start = index
    index = skipDigits(from: index, end: range.upperBound)
    let point = index
    guard point > start, point == start &+ 1 || self[start] != 0x30 else { return nil }
    if index < range.upperBound, self[index] == UInt8(ascii: ".") {
      index = skipDigits(from: index &+ 1, end: range.upperBound)
      guard index > point &+ 1 else { return nil }
    }
    let end = index
    var scale = 0
    if index < range.upperBound {
      guard allowsExponent, let exponent = exponent(from: index, end: range.upperBound) else {
        return nil
      }
      scale = exponent
    }
    var parts = parts(digits: start..<end, point: point, scale: scale)
    parts.isNegative = isNegative
    if parts.hasFraction || parts.isHuge { return .decimal(parts, range) }
    if !isNegative || parts.magnitude == 0 { return .whole(Number(parts.magnitude)) }
    guard parts.magnitude <= 1 << 63 else { return .decimal(parts, range) }
    return .whole(Number(Int64(bitPattern: 0 &- parts.magnitude)))
  }

  private func skipDigits(from start: Int, end: Int) -> Int {
    var index = start
    while index < end, self[index] &- 0x30 < 10 { index &+= 1 }
    return index
  }

  /// The exponent that fills `start..<end`, cut at a million; nil for anything else.
  private func exponent(from start: Int, end: Int) -> Int? {
    guard self[start] | 0x20 == UInt8(ascii: "e") else { return nil }
    var index = start &+ 1
    guard index < end else { return nil }
    let isDown = self[index] == UInt8(ascii: "-")
    if isDown || self[index] == UInt8(ascii: "+") { index &+= 1 }
    guard index < end else { return nil }
    var value = 0
    for place in index..<end {
      guard self[place] &- 0x30 < 10 else { return nil }
      value = min(value * 10 + Int(self[place] &- 0x30), 1_000_000)
    }
    return isDown ? -value : value
  }

  /// The number of the digits (with a point among them at `point`) times 10^`scale`.
  private func parts(digits: Range<Int>, point: Int, scale: Int) -> DecimalParts {
    var parts = DecimalParts()
    var left = point &- digits.lowerBound &+ scale  // digits before the shifted point
    for index in digits where index != point {
      let digit = UInt64(self[index] &- 0x30)
      if left > 0 {
        append(digit, to: &parts)
      } else if digit != 0 {
        parts.hasFraction = true
      }
      left &-= 1
    }
    while left > 0, parts.magnitude != 0, !parts.isHuge {
      append(0, to: &parts)
      left &-= 1
    }
    return parts
  }

  private func append(_ digit: UInt64, to parts: inout DecimalParts) {
    let (tens, overflow) = parts.magnitude.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(digit)
    if overflow || carry { parts.isHuge = true }
    parts.magnitude = sum
  }

  /// The double nearest to the number in `range`.
  func double(in range: Range<Int>) -> Double {
    Double(line().string(in: range)) ?? 0
  }
}

extension Quantity {
  /// −1, 0 or 1 as it is less than, equal to or greater than a whole number. Exact.
  func order(to other: Number) -> Int {
    switch self {
    case .whole(let number): return number < other ? -1 : number == other ? 0 : 1
    case .decimal(let parts, _):
      if parts.isNegative != other.isNegative { return parts.isNegative ? -1 : 1 }
      let magnitude = other.isNegative ? 0 &- other.bits : other.bits
      let isMore = parts.isHuge || parts.magnitude >= magnitude  // never equal: it has a fraction
      return isMore != parts.isNegative ? 1 : -1
    }
  }

  /// The same for a double that is not a whole number in the range of ``Number``; nil for none.
  func order(to other: Double, in text: BlockText) -> Int? {
    switch self {
    case .whole(let number):
      if other.isNaN { return nil }
      if abs(other) >= 0x1p63 { return other > 0 ? -1 : 1 }
      return number.asDouble < other ? -1 : 1
    case .decimal(_, let range):
      let value = text.double(in: range)
      return value < other ? -1 : value > other ? 1 : value == other ? 0 : nil
    }
  }
}

extension Number {
  /// The same number as a double, when that is a whole number in range.
  init?(exactly double: Double) {
    // `Int64(exactly:)` needs libm, which a program with Detect alone does not link.
    if double >= -0x1p63, double < 0x1p63 {
      let value = Int64(double)
      guard Double(value) == double else { return nil }
      self.init(value)
    } else if double >= 0x1p63, double < 0x1p64 {
      self.init(UInt64(double))
    } else {
      return nil
    }
  }
}

extension NumberLiteral {
  /// The same number as a whole one, when it is one in the range of ``Number``.
  var asWhole: Number? {
    switch self {
    case .whole(let number): number
    case .decimal(let double): Number(exactly: double)
    }
  }
}
