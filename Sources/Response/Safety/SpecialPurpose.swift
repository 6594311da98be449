import Detect

extension NeverBlock {
  /// Space that is no one host's public address: the IANA special-purpose registries (RFC 6890,
  /// iana-ipv4-special-registry and iana-ipv6-special-registry), multicast (RFC 5771, RFC 4291),
  /// and what RFC 4291 reserves.
  ///
  /// The documentation networks (RFC 5737, RFC 3849, RFC 9637) are left out: nobody loses anything
  /// when they are blocked, and examples and tests need addresses that can be.
  package static let specialPurpose: [Entry] = ipv4SpecialPurpose + ipv6SpecialPurpose

  private static let ipv4SpecialPurpose: [Entry] = [
    ipv4(0, 0, 0, 0, 8, "this network (RFC 791)"),
    ipv4(10, 0, 0, 0, 8, "private use (RFC 1918)"),
    ipv4(100, 64, 0, 0, 10, "shared address space of carriers (RFC 6598)"),
    ipv4(127, 0, 0, 0, 8, "loopback (RFC 1122)"),
    ipv4(169, 254, 0, 0, 16, "link-local (RFC 3927)"),
    ipv4(172, 16, 0, 0, 12, "private use (RFC 1918)"),
    ipv4(192, 0, 0, 0, 24, "IETF protocol assignments (RFC 6890)"),
    ipv4(192, 31, 196, 0, 24, "AS112 (RFC 7535)"),
    ipv4(192, 52, 193, 0, 24, "AMT (RFC 7450)"),
    ipv4(192, 88, 99, 0, 24, "6to4 relay anycast (RFC 7526)"),
    ipv4(192, 168, 0, 0, 16, "private use (RFC 1918)"),
    ipv4(192, 175, 48, 0, 24, "AS112 (RFC 7534)"),
    ipv4(198, 18, 0, 0, 15, "benchmarking (RFC 2544)"),
    ipv4(224, 0, 0, 0, 4, "multicast (RFC 5771)"),
    ipv4(240, 0, 0, 0, 4, "reserved (RFC 1112)"),
    ipv4(255, 255, 255, 255, 32, "limited broadcast (RFC 8190)"),
  ]

  private static let ipv6SpecialPurpose: [Entry] = [
    ipv6(0, 0, 128, "unspecified (RFC 4291)"),
    ipv6(0, 1, 128, "loopback (RFC 4291)"),
    ipv6(0, 0, 8, "reserved (RFC 4291)"),
    ipv6(0x0064_ff9b_0000_0000, 0, 96, "NAT64 (RFC 6052)"),
    ipv6(0x0064_ff9b_0001_0000, 0, 48, "local NAT64 (RFC 8215)"),
    ipv6(0x0100_0000_0000_0000, 0, 64, "discard only (RFC 6666)"),
    ipv6(0x0100_0000_0000_0001, 0, 64, "dummy prefix (RFC 9780)"),
    ipv6(0x2001_0000_0000_0000, 0, 23, "IETF protocol assignments (RFC 2928)"),
    ipv6(0x2001_0000_0000_0000, 0, 32, "Teredo (RFC 4380)"),
    ipv6(0x2002_0000_0000_0000, 0, 16, "6to4 (RFC 3056)"),
    ipv6(0x2620_004f_8000_0000, 0, 48, "AS112 (RFC 7534)"),
    ipv6(0x5f00_0000_0000_0000, 0, 16, "segment routing (RFC 9602)"),
    ipv6(0xfc00_0000_0000_0000, 0, 7, "unique local (RFC 4193)"),
    ipv6(0xfe80_0000_0000_0000, 0, 10, "link-local (RFC 4291)"),
    ipv6(0xfec0_0000_0000_0000, 0, 10, "site-local (RFC 3879)"),
    ipv6(0xff00_0000_0000_0000, 0, 8, "multicast (RFC 4291)"),
  ]

  private static func ipv4(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ length: Int, _ reason: String
  ) -> Entry {
    entry(Address(ipv4: a << 24 | b << 16 | c << 8 | d), length, reason)
  }

  private static func ipv6(_ high: UInt64, _ low: UInt64, _ length: Int, _ reason: String) -> Entry
  {
    entry(Address(high: high, low: low), length, reason)
  }

  private static func entry(_ address: Address, _ length: Int, _ reason: String) -> Entry {
    Entry(Prefix(address, length: length) ?? Prefix(host: address), reason: reason)
  }
}
