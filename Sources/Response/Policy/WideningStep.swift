import Detect

/// When the network around an address is blocked too: enough of its hosts misbehaved in a time.
///
/// Of a network wider than an IPv6 /64 the /64s count as its hosts, since one machine has all
/// addresses of its own.
package struct WideningStep: Hashable, Sendable {
  /// Different hosts of the network, 2 or more.
  package var hosts: Int
  /// The longest time between the first and the last of them.
  package var withinSeconds: Int64
  /// Prefix lengths of the network, 0 to 32 and 0 to 128.
  package var ipv4Length: Int
  package var ipv6Length: Int
  /// Both halves of the network must have misbehaved, so that a wide step is not taken for what a
  /// narrow one covers.
  package var needsBothHalves: Bool

  package init(
    hosts: Int, withinSeconds: Int64, ipv4Length: Int = 24, ipv6Length: Int = 64,
    needsBothHalves: Bool = false
  ) {
    self.hosts = hosts
    self.withinSeconds = withinSeconds
    self.ipv4Length = ipv4Length
    self.ipv6Length = ipv6Length
    self.needsBothHalves = needsBothHalves
  }

  /// The network of this step that holds `address`; nil when the length is impossible.
  func network(of address: Address) -> Prefix? {
    Prefix(address, length: address.isIPv4 ? ipv4Length : ipv6Length)
  }

  /// What counts as one host of `network`.
  func host(_ address: Address, in network: Prefix) -> Address {
    guard !network.isIPv4, network.length < 64 else { return address }
    return Prefix(address, length: 64)?.address ?? address
  }
}
