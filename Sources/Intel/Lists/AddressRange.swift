package import Detect

/// All addresses from one to another, of one family.
package struct AddressRange: Hashable, Sendable {
  package let first: Address
  package let last: Address

  /// - Parameters: Both of one family, `first` not after `last`.
  package init(_ first: Address, _ last: Address) {
    precondition(first.isIPv4 == last.isIPv4 && first <= last, "a range goes upwards")
    self.first = first
    self.last = last
  }

  /// The fewest networks that cover exactly the range, in order.
  ///
  /// - Complexity: At most 62 networks for IPv4, 254 for IPv6.
  package var networks: [Prefix] {
    var networks: [Prefix] = []
    var next: Address? = first
    while let start = next, start <= last {
      let network = widest(from: start)
      networks.append(network)
      next = network.last == last ? nil : network.last.next
    }
    return networks
  }

  /// The widest network that begins at `start` and ends in the range.
  private func widest(from start: Address) -> Prefix {
    var network = Prefix(host: start)
    while network.length > 0,
      let wider = Prefix(start, length: network.length - 1), wider.isIPv4 == first.isIPv4,
      wider.address == start, wider.last <= last
    { network = wider }
    return network
  }
}
