/// What stands behind an indicator that may expire: the next best of the same value, then the best
/// of the enclosing network.
struct FallbackChain: Sendable {
  /// Sorted: the indicator in the high half, the one behind it in the low half.
  private let pairs: [UInt64]

  init(_ links: [UInt64]) { pairs = links.sorted() }

  var byteCount: Int { pairs.count * 8 }

  /// The indicator behind another, or nil.
  ///
  /// - Complexity: O(log n) of the indicators that have one.
  func next(_ indicator: UInt32) -> UInt32? {
    var low = 0
    var high = pairs.count
    while low < high {
      let middle = (low &+ high) / 2
      if UInt32(pairs[middle] >> 32) < indicator { low = middle &+ 1 } else { high = middle }
    }
    guard low < pairs.count, UInt32(pairs[low] >> 32) == indicator else { return nil }
    return UInt32(truncatingIfNeeded: pairs[low])
  }
}

/// Ranks indicators of equal value and links those that can matter once better ones have expired.
struct IndicatorRanking {
  let records: [IndicatorRecord]
  let listings: [Listing]
  private(set) var links: [UInt64] = []

  init(records: [IndicatorRecord], listings: [Listing]) {
    self.records = records
    self.listings = listings
  }

  func expires(_ indicator: UInt32) -> Int64 {
    listings[records[Int(indicator)].listing].expiresSeconds
  }

  /// Whether `a` is named before `b`: more confidence, then the earlier feed, then the earlier
  /// line.
  func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
    let first = listings[records[Int(a)].listing]
    let second = listings[records[Int(b)].listing]
    if first.confidence != second.confidence { return first.confidence > second.confidence }
    return (first.feed, a) < (second.feed, b)
  }

  /// Links indicators of one value, best first, leaving out each that expires no later than a
  /// better one.
  ///
  /// - Returns: The last that was linked.
  mutating func link(_ ranked: some Collection<UInt32>) -> UInt32? {
    guard var last = ranked.first else { return nil }
    for indicator in ranked.dropFirst() where expires(indicator) > expires(last) {
      link(last, to: indicator)
      last = indicator
    }
    return last
  }

  mutating func link(_ indicator: UInt32, to next: UInt32) {
    links.append(UInt64(indicator) << 32 | UInt64(next))
  }
}
