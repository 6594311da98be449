/// Indicators that are found by their whole value: URLs, digests of files and mail addresses.
///
/// A value is hashed byte by byte in canonical form, so that what a record holds is never copied.
/// An indicator takes 14 bytes here.
struct ExactIndex: Sendable {
  /// The longest mail address (RFC 3696, 3).
  static let mailMaximum = 320

  private var slots: HashSlots
  private var kinds: UInt8 = 0

  static let empty: ExactIndex = {
    var ranking = IndicatorRanking(records: [], listings: [])
    return ExactIndex([], pool: [], ranking: &ranking)
  }()

  /// - Parameters:
  ///   - indicators: URLs, digests and mail addresses.
  ///   - pool: Holds their canonical values.
  init(_ indicators: [UInt32], pool: [UInt8], ranking: inout IndicatorRanking) {
    slots = HashSlots(entries: indicators.count)
    var equals: [UInt64] = []
    for indicator in indicators {
      let record = ranking.records[Int(indicator)]
      kinds |= 1 << record.kind.rawValue
      let key = record.keyRange(in: pool)
      var hash = KeyHash(record.kind)
      for place in key { hash.add(pool[place]) }
      let tag = hash.tag
      var slot = slots.start(tag)
      while slots.indicator(slot) != HashSlots.none {
        let other = ranking.records[Int(slots.indicator(slot))]
        if slots.tag(slot) == tag, other.kind == record.kind,
          pool[other.keyRange(in: pool)].elementsEqual(pool[key])
        {
          break
        }
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

  var byteCount: Int { slots.byteCount }
  var isEmpty: Bool { kinds == 0 }

  /// Whether any indicator is of the kind.
  @inline(__always) func holds(_ kind: IndicatorKind) -> Bool { kinds & 1 << kind.rawValue != 0 }

  /// The best indicator of a value, or ``HashSlots/none``.
  ///
  /// - Parameters:
  ///   - hash: Of all bytes of the value.
  ///   - isSame: Whether the value is the one that stands in a range of the pool.
  @inline(__always) func find(
    _ kind: IndicatorKind, _ hash: KeyHash, records: [IndicatorRecord], pool: [UInt8],
    isSame: (Range<Int>) -> Bool
  ) -> UInt32 {
    let tag = hash.tag
    var slot = slots.start(tag)
    while true {
      let indicator = slots.indicator(slot)
      if indicator == HashSlots.none { return indicator }
      if slots.tag(slot) == tag {
        let record = records[Int(indicator)]
        if record.kind == kind, isSame(record.keyRange(in: pool)) { return indicator }
      }
      slot = slots.after(slot)
    }
  }
}

/// The hash of a value, built byte by byte (FNV-1a, mixed).
struct KeyHash {
  private var state: UInt64

  init(_ kind: IndicatorKind) {
    state = 0x2545_f491_4f6c_dd1d ^ UInt64(kind.rawValue)
  }

  @inline(__always) mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  var tag: UInt32 { UInt32(truncatingIfNeeded: mixedBits(state) >> 32) }
}

extension IndicatorRecord {
  /// The bytes in the pool that are compared.
  fileprivate func keyRange(in pool: [UInt8]) -> Range<Int> {
    let text = valueRange
    guard kind == .url else { return text }
    return URLParts.keyStart(text, in: pool)..<text.upperBound
  }
}
