package import Detect

/// How much of the address space networks take: of IPv4 in addresses, of IPv6 in /64s, where what is
/// smaller counts as one. Networks that overlap count each.
package struct BlockedSpace: Hashable, Sendable {
  package private(set) var ipv4: UInt64 = 0
  package private(set) var ipv6: UInt64 = 0

  package init() {}

  package init(_ network: Prefix) {
    if network.isIPv4 {
      ipv4 = 1 << UInt64(32 - network.length)
    } else {
      ipv6 = network.length >= 64 ? 1 : 1 << UInt64(min(63, 64 - network.length))
    }
  }

  static func + (a: BlockedSpace, b: BlockedSpace) -> BlockedSpace {
    var sum = a
    sum.ipv4 &+= b.ipv4
    sum.ipv6 &+= b.ipv6
    return sum
  }

  static func - (a: BlockedSpace, b: BlockedSpace) -> BlockedSpace {
    var difference = a
    difference.ipv4 -= min(a.ipv4, b.ipv4)
    difference.ipv6 -= min(a.ipv6, b.ipv6)
    return difference
  }

  /// All of a family in millionths: 2³² addresses, and the 2⁶¹ /64s of global unicast space
  /// (2000::/3, RFC 4291).
  static let ipv4Millionth = Double(1 << 32) / 1e6
  static let ipv6Millionth = Double(1 << 61) / 1e6

  /// Whether it is more than so many millionths of either family.
  func exceeds(millionths: Int64) -> Bool {
    Double(ipv4) > Double(millionths) * BlockedSpace.ipv4Millionth
      || Double(ipv6) > Double(millionths) * BlockedSpace.ipv6Millionth
  }
}

/// Shares as people write them: `1%`, `0.05%`.
package enum ShareText {
  /// Millionths, 1 to 1,000,000; nil for anything else. At most four digits stand after the point.
  package static func millionths(_ text: String) -> Int64? {
    guard text.hasSuffix("%") else { return nil }
    let parts = text.dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = number(parts[0]) else { return nil }
    var rest: Int64 = 0
    if parts.count == 2 {
      guard (1...4).contains(parts[1].utf8.count), let digits = number(parts[1]) else { return nil }
      rest = digits
      for _ in parts[1].utf8.count..<4 { rest *= 10 }
    }
    let millionths = whole * 10_000 + rest
    return (1...1_000_000).contains(millionths) ? millionths : nil
  }

  private static func number(_ digits: Substring) -> Int64? {
    guard (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
      return nil
    }
    return Int64(digits)
  }

  /// The shortest such text.
  package static func text(millionths: Int64) -> String {
    let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 10_000)
    guard rest > 0 else { return "\(whole)%" }
    var digits = String(10_000 + rest).dropFirst()
    while digits.hasSuffix("0") { digits = digits.dropLast() }
    return "\(whole).\(digits)%"
  }
}
