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

  /// What the sets of a kernel hold of some decisions: each host until the last of its blocks ends,
  /// and disjoint networks.
  ///
  /// A host stands there also when a network around it does: hosts are looked up in a set of their
  /// own. So a change of one host is a change of one element, whatever lies beside it.
  package init(forKernel decisions: [Decision], atSeconds: Int64) {
    let entries = decisions.compactMap { decision in
      decision.isBlocking(atSeconds) ? Entry(decision) : nil
    }
    var hosts = entries.indices.filter { entries[$0].network.isHost }
    hosts.sort { left, right in
      let (a, b) = (entries[left].network, entries[right].network)
      if a != b { return a < b }
      let (mine, other) = (entries[left].expiresSeconds, entries[right].expiresSeconds)
      return mine == other ? entries[left].id < entries[right].id : mine > other
    }
    var found = BlockList.aggregate(
      entries, entries.indices.filter { !entries[$0].network.isHost })
    var last: Prefix?
    for place in hosts where entries[place].network != last {
      last = entries[place].network
      found.append(
        AddressSet.Member(
          network: entries[place].network, expiresSeconds: entries[place].expiresSeconds,
          place: place))
    }
    found.sort { $0.network < $1.network }
    decided = entries
    members = found
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

extension BlockList.Entry {
  /// Nil for what has no addresses.
  init?(_ decision: Decision) {
    guard case .network(let network) = decision.target else { return nil }
    self.init(
      network: network, createdSeconds: decision.createdSeconds,
      expiresSeconds: decision.expiresSeconds, id: decision.id, cause: decision.reason.cause)
  }
}

extension Decision {
  /// It blocks, has begun and has not ended.
  package func isBlocking(_ atSeconds: Int64) -> Bool {
    action == .block && createdSeconds <= atSeconds && atSeconds < expiresSeconds
  }
}
