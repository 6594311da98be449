/// An IPv4 or IPv6 address in 128 bits. IPv4 is held as its IPv4-mapped form, so that
/// `::ffff:198.51.100.7` and `198.51.100.7` are the same value.
@frozen @usableFromInline
package struct Address: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  @usableFromInline package let high: UInt64
  /// The last eight bytes, big-endian.
  @usableFromInline package let low: UInt64

  @inlinable package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// - Parameter ipv4: The four bytes, the first the most significant.
  @inlinable package init(ipv4: UInt32) { self.init(high: 0, low: 0xffff_0000_0000 | UInt64(ipv4)) }

  @inlinable package var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

  /// The four bytes of an IPv4 address; meaningless for IPv6.
  @inlinable package var ipv4: UInt32 { UInt32(truncatingIfNeeded: low) }
}

extension Address: Comparable {
  /// IPv4 sorts before IPv6, and each by its bytes.
  @inlinable package static func < (a: Address, b: Address) -> Bool {
    if a.isIPv4 != b.isIPv4 { return a.isIPv4 }
    return (a.high, a.low) < (b.high, b.low)
  }
}

extension Address {
  /// The address one after this one, or nil after the last of its family.
  package var next: Address? {
    if isIPv4 { return ipv4 == .max ? nil : Address(ipv4: ipv4 + 1) }
    let (low, overflow) = low.addingReportingOverflow(1)
    if !overflow { return Address(high: high, low: low) }
    return high == .max ? nil : Address(high: high + 1, low: 0)
  }
}
