/// Domain indicators by name; a name is found under every domain that is a suffix of its labels.
///
/// A name is hashed once, from its last byte towards its first, and the hash is looked up where a
/// label begins. A bitmap of at least eight bits a domain ends most look-ups.
struct DomainIndex: Sendable {
  /// The longest name of the DNS in text, without the trailing dot (RFC 1035, 2.3.4).
  static let nameMaximum = 253

  private var slots: HashSlots
  private var filter: [UInt64]
  /// Lengths of the shortest and the longest listed domain.
  private var shortest = Int.max
  private var longest = 0

  static let empty: DomainIndex = {
    var ranking = IndicatorRanking(records: [], listings: [])
    return DomainIndex(domains: [], pool: [], ranking: &ranking)
  }()

  /// - Parameters:
  ///   - domains: Indicators of kind ``IndicatorKind/domain``.
  ///   - pool: Holds their canonical text.
  init(domains: [UInt32], pool: [UInt8], ranking: inout IndicatorRanking) {
    slots = HashSlots(entries: domains.count)
    var words = 16
    while words * 8 < domains.count { words *= 2 }
    filter = Array(repeating: 0, count: words)
    var equals: [UInt64] = []
    for indicator in domains {
      let text = ranking.records[Int(indicator)].valueRange
      var hash = DomainIndex.seed
      for place in text.reversed() { hash = DomainIndex.step(hash, pool[place]) }
      hash = mixedBits(hash)
      shortest = min(shortest, text.count)
      longest = max(longest, text.count)
      filter[Int(hash & 0xffff_ffff) >> 6 & (words - 1)] |= 1 << (hash & 63)
      let tag = UInt32(truncatingIfNeeded: hash >> 32)
      var slot = slots.start(tag)
      while slots.indicator(slot) != HashSlots.none {
        let other = ranking.records[Int(slots.indicator(slot))].valueRange
        if slots.tag(slot) == tag, pool[other].elementsEqual(pool[text]) { break }
        slot = slots.after(slot)
      }
      var loser = indicator
      let held = slots.indicator(slot)
      if held == HashSlots.none || ranking.precedes(indicator, held) {
        slots.set(slot, tag: tag, indicator: indicator)
        loser = held
      }
      if loser != HashSlots.none { equals.append(UInt64(slot) << 32 | UInt64(loser)) }
    }
    ranking.link(equals: equals) { self.slots.indicator($0) }
  }

  var byteCount: Int { slots.byteCount + filter.count * 8 }
  var isEmpty: Bool { slots.count == 0 }

  private static var seed: UInt64 { 0x2545_f491_4f6c_dd1d }
  @inline(__always) private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  /// Calls `found` with the best indicator of each listed domain that the name is or is under, the
  /// widest domain first. ASCII case and one trailing dot do not matter.
  ///
  /// - Complexity: O(length of the longest domain), whatever the name's length.
  @inline(__always) func forEachSuffix(
    of range: Range<Int>, in line: borrowing Line, records: [IndicatorRecord], pool: [UInt8],
    _ found: (UInt32) -> Void
  ) {
    var end = range.upperBound
    if end > range.lowerBound, line[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
    let limit = max(range.lowerBound, end &- longest)
    var hash = DomainIndex.seed
    var place = end
    while place > limit {
      place &-= 1
      hash = DomainIndex.step(hash, asciiLowercase(line[place]))
      guard end &- place >= shortest,
        place == range.lowerBound || line[place &- 1] == UInt8(ascii: ".")
      else { continue }
      let full = mixedBits(hash)
      let word = Int(full & 0xffff_ffff) >> 6 & (filter.count &- 1)
      guard filter[word] & (1 << (full & 63)) != 0 else { continue }
      let indicator = find(
        place..<end, in: line, tag: UInt32(truncatingIfNeeded: full >> 32), records, pool)
      if indicator != HashSlots.none { found(indicator) }
    }
  }

  private func find(
    _ range: Range<Int>, in line: borrowing Line, tag: UInt32, _ records: [IndicatorRecord],
    _ pool: [UInt8]
  ) -> UInt32 {
    var slot = slots.start(tag)
    while true {
      let indicator = slots.indicator(slot)
      if indicator == HashSlots.none { return indicator }
      if slots.tag(slot) == tag {
        let text = records[Int(indicator)].valueRange
        var index = 0
        if text.count == range.count {
          while index < text.count,
            pool[text.lowerBound &+ index] == asciiLowercase(line[range.lowerBound &+ index])
          { index &+= 1 }
          if index == text.count { return indicator }
        }
      }
      slot = slots.after(slot)
    }
  }
}

@inline(__always) func asciiLowercase(_ byte: UInt8) -> UInt8 {
  byte &- 0x41 < 26 ? byte | 0x20 : byte
}
