/// IPv4 indicators by address.
///
/// A bitmap over all /24 networks (2 MiB, so it stays in the second-level cache) says where
/// anything is listed at all, and most addresses of a log end there. Single addresses are in a hash
/// table keyed by the whole address; networks are sorted ranges behind a directory of the /16 they
/// begin in. A single address takes 14 bytes, a network at most 16, and the rest is 2.3 MiB.
struct IPv4Index: Sendable {
  /// Bit `address >> 8`: something in this /24 is listed, or a network that holds it.
  private var listed: [UInt64]
  private var hosts: HashSlots
  private let starts: [UInt32]
  private let owners: [UInt32]
  /// `directory[address >> 16]` is the number of ranges that begin before that /16.
  private let directory: [UInt32]

  static let empty: IPv4Index = {
    var ranking = IndicatorRanking(records: [], listings: [])
    return IPv4Index(hosts: [], networks: [], ranking: &ranking)
  }()

  init(
    hosts all: [UInt64], networks: [(prefix: Prefix, indicator: UInt32)],
    ranking: inout IndicatorRanking
  ) {
    let isEmpty = all.isEmpty && networks.isEmpty
    listed = Array(repeating: 0, count: isEmpty ? 0 : 1 << 18)
    hosts = HashSlots(entries: all.count)
    let ranges = NetworkRanges(networks, ranking: &ranking)
    starts = ranges.starts.map(\.ipv4)
    owners = ranges.owners
    directory = IPv4Index.directory(starts)
    for (prefix, _) in networks { mark(prefix.address.ipv4 >> 8, prefix.last.ipv4 >> 8) }
    insert(all, ranking: &ranking)
  }

  var byteCount: Int {
    listed.count * 8 + hosts.byteCount + (starts.count + owners.count + directory.count) * 4
  }

  private static func directory(_ starts: [UInt32]) -> [UInt32] {
    guard !starts.isEmpty else { return [] }
    var directory = [UInt32](repeating: 0, count: (1 << 16) + 1)
    for start in starts { directory[Int(start >> 16) + 1] += 1 }
    for place in 1..<directory.count { directory[place] += directory[place - 1] }
    return directory
  }

  /// Sets the bits of the /24 networks from `first` to `last`.
  private mutating func mark(_ first: UInt32, _ last: UInt32) {
    let words = Int(first >> 6)...Int(last >> 6)
    for word in words {
      var bits = UInt64.max
      if word == words.lowerBound { bits &= .max << UInt64(first & 63) }
      if word == words.upperBound { bits &= .max >> UInt64(63 &- (last & 63)) }
      listed[word] |= bits
    }
  }

  /// - Parameter all: The address in the high half, the indicator in the low half.
  private mutating func insert(_ all: [UInt64], ranking: inout IndicatorRanking) {
    var equals: [UInt64] = []
    for entry in all {
      let address = UInt32(entry >> 32)
      let indicator = UInt32(truncatingIfNeeded: entry)
      mark(address >> 8, address >> 8)
      var slot = hosts.start(mixedBits(address))
      while hosts.indicator(slot) != HashSlots.none, hosts.tag(slot) != address {
        slot = hosts.after(slot)
      }
      let held = hosts.indicator(slot)
      if held == HashSlots.none {
        hosts.set(slot, tag: address, indicator: indicator)
      } else if ranking.precedes(indicator, held) {
        hosts.set(slot, tag: address, indicator: indicator)
        equals.append(UInt64(slot) << 32 | UInt64(held))
      } else {
        equals.append(UInt64(slot) << 32 | UInt64(indicator))
      }
    }
    ranking.link(equals: equals) { self.hosts.indicator($0) }
  }

  /// Whether anything listed may hold the address; false is certain.
  @inline(__always) func mayHold(_ address: UInt32) -> Bool {
    let word = Int(address >> 14)
    return word < listed.count && listed[word] & (1 << UInt64(address >> 8 & 63)) != 0
  }

  /// The best indicator of exactly this address, or ``HashSlots/none``.
  @inline(__always) func host(_ address: UInt32) -> UInt32 {
    guard hosts.count > 0 else { return HashSlots.none }
    var slot = hosts.start(mixedBits(address))
    while true {
      let indicator = hosts.indicator(slot)
      if indicator == HashSlots.none || hosts.tag(slot) == address { return indicator }
      slot = hosts.after(slot)
    }
  }

  /// The best indicator of the narrowest network around the address, or ``HashSlots/none``.
  func network(_ address: UInt32) -> UInt32 {
    guard !starts.isEmpty else { return HashSlots.none }
    var low = Int(directory[Int(address >> 16)])
    var high = Int(directory[Int(address >> 16) + 1])
    while low < high {
      let middle = (low &+ high) / 2
      if starts[middle] <= address { low = middle &+ 1 } else { high = middle }
    }
    return low == 0 ? HashSlots.none : owners[low &- 1]
  }
}

extension IndicatorRanking {
  /// Links what shares a slot of a hash table with a better indicator.
  ///
  /// - Parameters:
  ///   - equals: The slot in the high half, the indicator in the low half.
  ///   - best: The indicator that the slot holds.
  mutating func link(equals: [UInt64], best: (Int) -> UInt32) {
    let order = self
    let sorted = equals.sorted { a, b in
      if a >> 32 != b >> 32 { return a < b }
      return order.precedes(UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b))
    }
    var index = 0
    while index < sorted.count {
      let slot = sorted[index] >> 32
      let end = sorted[index...].firstIndex { $0 >> 32 != slot } ?? sorted.count
      let others = sorted[index..<end].map { UInt32(truncatingIfNeeded: $0) }
      _ = link([best(Int(slot))] + others)
      index = end
    }
  }
}
