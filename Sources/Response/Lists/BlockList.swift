package import Detect

/// What is blocked, ready to be rendered: disjoint networks, sorted, each with its reason.
package struct BlockList: Sendable {
  /// One network that is blocked, and why.
  package struct Entry: Sendable {
    package let network: Prefix
    /// Unix seconds.
    package let createdSeconds: Int64
    /// Unix seconds; ``Decision/never`` when it does not expire.
    package let expiresSeconds: Int64
    /// The decision behind it.
    package let id: DecisionID
    /// The weightiest reason.
    package let cause: Cause
  }

  /// What was decided, in no particular order.
  package let decided: [Entry]
  /// What the lists carry: disjoint, sorted, IPv4 first; `place` points into ``decided``.
  package var members: [AddressSet.Member]

  init(_ entries: [Entry]) {
    decided = entries
    members = BlockList.aggregate(entries, entries.indices)
  }

  /// The disjoint networks of some of the entries.
  static func aggregate(
    _ entries: [Entry], _ places: some Sequence<Int>
  ) -> [AddressSet.Member] {
    let members = places.map { place in
      AddressSet.Member(
        network: entries[place].network, expiresSeconds: entries[place].expiresSeconds,
        place: place)
    }
    return AddressSet.aggregate(members) { entries[$0].id < entries[$1].id }
  }

  /// The networks of one family.
  func members(ipv4: Bool) -> ArraySlice<AddressSet.Member> {
    let border = AddressSet.firstIPv6(members)
    return ipv4 ? members[..<border] : members[border...]
  }
}

extension AddressSet {
  /// Where IPv6 begins among sorted members.
  static func firstIPv6(_ members: [Member]) -> Int {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].network.isIPv4 { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
