/// IPv6 indicators by address: a hash table of single addresses, and sorted ranges of networks.
///
/// A single address takes 34 bytes (16 of them its key), a network at most 40.
struct IPv6Index: Sendable {
  private var hosts: HashSlots
  /// The address of each hash entry; the entry holds the place here.
  private var keys: [Address] = []
  private var best: [UInt32] = []
  private let starts: [Address]
  private let owners: [UInt32]

  static let empty: IPv6Index = {
    var ranking = IndicatorRanking(records: [], listings: [])
    return IPv6Index(hosts: [], networks: [], ranking: &ranking)
  }()

  init(
    hosts all: [(address: Address, indicator: UInt32)],
    networks: [(prefix: Prefix, indicator: UInt32)], ranking: inout IndicatorRanking
  ) {
    hosts = HashSlots(entries: all.count)
    let ranges = NetworkRanges(networks, ranking: &ranking)
    starts = ranges.starts
    owners = ranges.owners
    insert(all, ranking: &ranking)
  }

  var byteCount: Int {
    hosts.byteCount + (keys.count + starts.count) * 16 + (best.count + owners.count) * 4
  }

  private mutating func insert(
    _ all: [(address: Address, indicator: UInt32)], ranking: inout IndicatorRanking
  ) {
    keys.reserveCapacity(all.count)
    best.reserveCapacity(all.count)
    var equals: [UInt64] = []
    for (address, indicator) in all {
      let hash = IPv6Index.hash(address)
      let slot = find(address, hash)
      guard hosts.indicator(slot) != HashSlots.none else {
        hosts.set(slot, tag: hash, indicator: UInt32(keys.count))
        keys.append(address)
        best.append(indicator)
        continue
      }
      let place = Int(hosts.indicator(slot))
      var loser = indicator
      if ranking.precedes(indicator, best[place]) { swap(&loser, &best[place]) }
      equals.append(UInt64(place) << 32 | UInt64(loser))
    }
    ranking.link(equals: equals) { self.best[$0] }
  }

  private static func hash(_ address: Address) -> UInt32 {
    UInt32(truncatingIfNeeded: mixedBits(address.low ^ mixedBits(address.high)) >> 32)
  }

  /// The slot of the address, or the free one where it would be.
  private func find(_ address: Address, _ hash: UInt32) -> Int {
    var slot = hosts.start(hash)
    while hosts.indicator(slot) != HashSlots.none {
      if hosts.tag(slot) == hash, keys[Int(hosts.indicator(slot))] == address { break }
      slot = hosts.after(slot)
    }
    return slot
  }

  /// The best indicator of exactly this address, or ``HashSlots/none``.
  func host(_ address: Address) -> UInt32 {
    guard hosts.count > 0 else { return HashSlots.none }
    let place = hosts.indicator(find(address, IPv6Index.hash(address)))
    return place == HashSlots.none ? place : best[Int(place)]
  }

  /// The best indicator of the narrowest network around the address, or ``HashSlots/none``.
  func network(_ address: Address) -> UInt32 {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low &+ high) / 2
      if address < starts[middle] { high = middle } else { low = middle &+ 1 }
    }
    return low == 0 ? HashSlots.none : owners[low &- 1]
  }
}
