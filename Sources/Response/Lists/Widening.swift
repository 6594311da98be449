import Detect

/// Blocks whole networks of which enough is blocked already, for consumers with little room.
///
/// It blocks addresses that nobody decided to block, so it is off unless asked for, bounded by the
/// share that must be blocked already and by the widest network, and never covers a protected
/// address. It lasts no longer than the first of its parts to end, and is not applied where the
/// consumer ends entries by itself.
package struct Widening: Hashable, Sendable {
  /// Of a network's addresses, at least this many in a hundred must be blocked already: 1 to 100.
  package let minimumShare: Int
  /// The widest IPv4 network made: 8 to 32.
  package let shortestIPv4Length: Int
  /// The widest IPv6 network made: 16 to 128.
  package let shortestIPv6Length: Int

  /// Nil when a number is outside its range.
  package init?(minimumShare: Int, shortestIPv4Length: Int = 24, shortestIPv6Length: Int = 56) {
    guard (1...100).contains(minimumShare), (8...32).contains(shortestIPv4Length),
      (16...128).contains(shortestIPv6Length)
    else { return nil }
    self.minimumShare = minimumShare
    self.shortestIPv4Length = shortestIPv4Length
    self.shortestIPv6Length = shortestIPv6Length
  }

  /// Sorted disjoint networks with the dense ones made whole, and how many were.
  ///
  /// - Complexity: O(n × bits).
  func widen(
    _ members: [AddressSet.Member], neverBlock: NeverBlock
  ) -> (members: [AddressSet.Member], widened: Int) {
    var run = Run(widening: self, members: members, neverBlock: neverBlock)
    var start = 0
    while start < members.count {
      let first = members[start].network
      let length = first.isIPv4 ? shortestIPv4Length : shortestIPv6Length
      guard first.length > length, let top = Prefix(first.address, length: length) else {
        run.found.append(members[start])
        start += 1
        continue
      }
      var end = start + 1
      while end < members.count, top.contains(members[end].network) { end += 1 }
      run.add(top, start, end)
      start = end
    }
    return (run.found, run.widened)
  }

  private struct Run {
    let widening: Widening
    let members: [AddressSet.Member]
    let neverBlock: NeverBlock
    var found: [AddressSet.Member] = []
    var widened = 0

    /// Adds the members from `start` to `end`, all within `node`.
    mutating func add(_ node: Prefix, _ start: Int, _ end: Int) {
      guard start < end else { return }
      guard end - start > 1, let halves = node.halves else {
        found.append(contentsOf: members[start..<end])
        return
      }
      if isDense(node, start, end), neverBlock.entry(against: node) == nil {
        let expires = members[start..<end].reduce(Int64.max) { min($0, $1.expiresSeconds) }
        let place = members[start].place
        found.append(.init(network: node, expiresSeconds: expires, place: place))
        widened += 1
        return
      }
      var middle = start
      while middle < end, members[middle].network.address < halves.1.address { middle += 1 }
      add(halves.0, start, middle)
      add(halves.1, middle, end)
    }

    private func isDense(_ node: Prefix, _ start: Int, _ end: Int) -> Bool {
      let share = members[start..<end].reduce(0.0) { sum, member in
        let halvings = Int(member.network.bits) - Int(node.bits)
        return sum + Double(sign: .plus, exponent: -halvings, significand: 1)
      }
      return share * 100 >= Double(widening.minimumShare)
    }
  }
}
