/// A whole number of −2^63 to 2^64 − 1, so that identifiers beyond 2^53 compare exactly.
@frozen @usableFromInline
package struct Number: Hashable, Sendable, Comparable {
  /// The two's complement bits.
  @usableFromInline package let bits: UInt64
  @usableFromInline package let isNegative: Bool

  @inlinable package init(_ value: Int64) {
    bits = UInt64(bitPattern: value)
    isNegative = value < 0
  }
  @inlinable package init(_ value: UInt64) {
    bits = value
    isNegative = false
  }

  @inlinable package var asDouble: Double {
    isNegative ? Double(Int64(bitPattern: bits)) : Double(bits)
  }

  @inlinable package static func < (a: Number, b: Number) -> Bool {
    a.isNegative == b.isNegative ? a.bits < b.bits : a.isNegative
  }
}

extension Number: CustomStringConvertible {
  @usableFromInline package var description: String {
    isNegative ? String(Int64(bitPattern: bits)) : String(bits)
  }
}
