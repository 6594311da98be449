/// The literals of two or of three bytes: each is its own window.
struct ShortIndex: BitwiseCopyable {
  private struct Slot: BitwiseCopyable {
    let window: UInt32
    /// The ids in the table: none in an empty slot.
    let first: UInt32
    let count: UInt32
  }

  private let slots: Table<Slot>
  private let shift: UInt32
  private let ids: Table<UInt32>

  var isEmpty: Bool { ids.count == 0 }

  /// - Parameter literals: Ids by window.
  init(_ literals: [UInt32: [UInt32]], in store: TableStore) {
    var bits: UInt32 = 3
    while 1 << bits < literals.count * 2 { bits += 1 }
    shift = 32 - bits
    var slots = [Slot](repeating: Slot(window: 0, first: 0, count: 0), count: 1 << bits)
    var ids: [UInt32] = []
    for (window, members) in literals.sorted(by: { $0.key < $1.key }) {
      var place = Int(WindowIndex.hash(window) >> shift)
      while slots[place].count != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = Slot(
        window: window, first: UInt32(ids.count), count: UInt32(members.count))
      ids += members
    }
    self.slots = store.freeze(slots)
    self.ids = store.freeze(ids)
  }

  /// Adds a hit for each literal that stands at `place`. Returns false when there is no room.
  @inline(__always) func confirm(
    _ line: borrowing Line, _ place: Int, _ width: Int, _ hits: inout LiteralHits
  ) -> Bool {
    guard place &+ width <= line.end else { return true }
    var window: UInt32 = 0
    for offset in 0..<width {
      let byte = CaseFolding.fold(line[place &+ offset])
      window |= UInt32(byte) &<< UInt32(truncatingIfNeeded: offset &* 8)
    }
    var index = WindowIndex.hash(window) &>> shift
    while slots[index].count != 0 {
      let slot = slots[index]
      if slot.window == window { return report(slot, place, &hits) }
      index = (index &+ 1) & UInt32(truncatingIfNeeded: slots.count &- 1)
    }
    return true
  }

  private func report(_ slot: Slot, _ place: Int, _ hits: inout LiteralHits) -> Bool {
    for id in slot.first..<slot.first &+ slot.count where !hits.append(ids[id], place) {
      return false
    }
    return true
  }
}

/// The literals of one byte.
struct SingleIndex: BitwiseCopyable {
  /// For each byte where its ids begin; one more at the end.
  private let starts: Table<UInt32>
  private let ids: Table<UInt32>

  var isEmpty: Bool { ids.count == 0 }

  /// - Parameter literals: Ids by folded byte.
  init(_ literals: [UInt8: [UInt32]], in store: TableStore) {
    var starts: [UInt32] = [0]
    var ids: [UInt32] = []
    for byte in 0...UInt8.max {
      ids += literals[CaseFolding.fold(byte)] ?? []
      starts.append(UInt32(ids.count))
    }
    self.starts = store.freeze(starts)
    self.ids = store.freeze(ids)
  }

  /// Adds a hit for each literal that is `byte`. Returns false when there is no room.
  @inline(__always) func confirm(
    _ byte: UInt8, _ place: Int, _ hits: inout LiteralHits
  ) -> Bool {
    var index = starts[Int(byte)]
    let end = starts[Int(byte) &+ 1]
    while index < end {
      guard hits.append(ids[index], place) else { return false }
      index &+= 1
    }
    return true
  }
}
