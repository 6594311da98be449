/// Networks flattened into disjoint ranges of addresses, each owned by its narrowest network.
///
/// `starts` is sorted; a range ends where the next begins. At most two ranges a network.
struct NetworkRanges {
  private(set) var starts: [Address] = []
  private(set) var owners: [UInt32] = []

  /// - Parameters:
  ///   - networks: All of one address family, in any order.
  ///   - ranking: Takes a link from each network that can expire to the best enclosing one.
  /// - Complexity: O(n log n).
  init(_ networks: [(prefix: Prefix, indicator: UInt32)], ranking: inout IndicatorRanking) {
    let order = ranking
    let sorted = networks.sorted { a, b in
      a.prefix == b.prefix ? order.precedes(a.indicator, b.indicator) : a.prefix < b.prefix
    }
    var open: [(last: Address, owner: UInt32)] = []
    var index = 0
    while index < sorted.count {
      let prefix = sorted[index].prefix
      let end = sorted[index...].firstIndex { $0.prefix != prefix } ?? sorted.count
      while let top = open.last, top.last < prefix.address { close(&open) }
      let last = ranking.link(sorted[index..<end].lazy.map(\.indicator))
      if let last, let enclosing = open.last, ranking.expires(last) != .max {
        ranking.link(last, to: enclosing.owner)
      }
      begin(prefix.address, owner: sorted[index].indicator)
      open.append((prefix.last, sorted[index].indicator))
      index = end
    }
    while !open.isEmpty { close(&open) }
  }

  private mutating func close(_ open: inout [(last: Address, owner: UInt32)]) {
    guard let next = open.removeLast().last.next else { return }
    begin(next, owner: open.last?.owner ?? HashSlots.none)
  }

  private mutating func begin(_ start: Address, owner: UInt32) {
    if starts.last == start {
      owners[owners.count - 1] = owner
    } else {
      starts.append(start)
      owners.append(owner)
    }
  }
}
