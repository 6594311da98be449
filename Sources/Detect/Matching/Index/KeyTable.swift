/// Where a key is looked up: a number of up to 64 bits and what it is a number of.
struct KeyProbe: BitwiseCopyable, Hashable {
  enum Kind: UInt64, BitwiseCopyable {
    case equals = 1
    case startsWith, endsWith, number, negativeNumber, address, network, boolean
  }

  let key: UInt64
  /// Kind, length and slot; never 0.
  let tag: UInt64

  /// - Parameter length: Bytes of text in the key, cut at 255, or bits of a network.
  @inline(__always) init(_ kind: Kind, slot: Int, length: Int = 0, key: UInt64) {
    self.key = key
    tag =
      kind.rawValue | UInt64(truncatingIfNeeded: min(length, 255)) << 8
      | UInt64(truncatingIfNeeded: slot) << 16
  }

  /// The key of an address, or of a network by its lowest address.
  @inline(__always) static func key(of address: Address) -> UInt64 {
    (address.high &* 0x9e37_79b9_7f4a_7c15) ^ address.low
  }

  @inline(__always) var hash: UInt64 {
    let mixed = (key ^ tag &* 0xff51_afd7_ed55_8ccd) &* 0x9e37_79b9_7f4a_7c15
    return (mixed ^ mixed >> 29) &* 0xbf58_476d_1ce4_e5b9
  }
}

/// An id that a probe may fire, and what must be compared before it does.
struct KeyEntry: BitwiseCopyable {
  /// The key's number in the program.
  let id: UInt32
  /// The literal in the table of bytes, or the place of the network.
  var first: UInt32 = 0
  var count: UInt32 = 0
}

/// A hash table from probes to entries, open addressing, at most half full.
///
/// Nearly all probes find nothing. A filter of 16 bits a key and more, small enough for the nearest
/// cache where the slots are not, says so first.
struct KeyTable: BitwiseCopyable {
  struct Slot: BitwiseCopyable {
    var probe = KeyProbe(.equals, slot: 0, key: 0)
    var first: UInt32 = 0
    var count: UInt32 = 0
  }

  private let slots: Table<Slot>
  let entries: Table<KeyEntry>
  private let shift: UInt64
  private let filter: Table<UInt64>
  private let filterShift: UInt64

  init(_ entries: [KeyProbe: [KeyEntry]], in store: TableStore) {
    var capacity = 16
    while capacity < entries.count * 2 { capacity *= 2 }
    shift = UInt64(64 - capacity.trailingZeroBitCount)
    var slots = [Slot](repeating: Slot(), count: capacity)
    var all: [KeyEntry] = []
    let sorted = entries.sorted { ($0.key.tag, $0.key.key) < ($1.key.tag, $1.key.key) }
    for (probe, found) in sorted {
      var place = Int(truncatingIfNeeded: probe.hash >> shift)
      while slots[place].count > 0 { place = (place + 1) & (capacity - 1) }
      slots[place] = Slot(probe: probe, first: UInt32(all.count), count: UInt32(found.count))
      all += found
    }
    self.slots = store.freeze(slots)
    filterShift = shift - 3
    var filter = [UInt64](repeating: 0, count: capacity / 8)
    for probe in entries.keys {
      let bit = probe.hash >> filterShift
      filter[Int(bit >> 6)] |= 1 << (bit & 63)
    }
    self.filter = store.freeze(filter)
    self.entries = store.freeze(all)
  }

  /// Whether the probe may fire something; it seldom says so of one that does not.
  @inline(__always) func mayHave(_ probe: KeyProbe) -> Bool {
    let bit = probe.hash &>> filterShift
    return filter[Int(truncatingIfNeeded: bit &>> 6)] &>> (bit & 63) & 1 != 0
  }

  /// The places in `entries` of what the probe may fire.
  @inline(__always) func find(_ probe: KeyProbe) -> Range<Int> {
    var place = Int(truncatingIfNeeded: probe.hash >> shift)
    while true {
      let slot = slots[place]
      if slot.count == 0 { return 0..<0 }
      if slot.probe.key == probe.key, slot.probe.tag == probe.tag {
        return Int(slot.first)..<Int(slot.first) &+ Int(slot.count)
      }
      place = (place &+ 1) & (slots.count &- 1)
    }
  }
}
