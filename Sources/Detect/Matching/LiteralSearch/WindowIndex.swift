/// The literals of four and more bytes, by the window that each is looked for.
///
/// The literals of one window are grouped by where, seen from the window, their check words stand
/// (eight bytes around the window, or the whole of a shorter literal), and sorted by them. So a text
/// made of a window that a thousand literals share costs a few binary searches a place.
struct WindowIndex: BitwiseCopyable {
  /// 32 bytes, and enough to refuse most places that are not a literal after all.
  struct Slot: BitwiseCopyable {
    let window: UInt32
    /// The slot's groups: none in an empty slot.
    let first: UInt32
    let count: UInt32
    /// The group's delta and mask, and the entry's check word, when there is one of each.
    let delta: Int32
    let mask: UInt64
    let check: UInt64

    /// A mask that no group has: there are several entries to look through.
    static let several: UInt64 = 0
  }

  struct Group: BitwiseCopyable {
    /// The bytes of the check word that count, all ones for eight.
    let mask: UInt64
    /// From the window's place to the check word.
    let delta: Int32
    let first: UInt32
    let count: UInt32
  }

  struct Entry: BitwiseCopyable {
    let check: UInt64
    /// Where the window stands in the literal.
    let windowAt: UInt32
    /// The literal's bytes in the table.
    let first: UInt32
    let count: UInt32
    let id: UInt32
  }

  let slots: Table<Slot>
  let shift: UInt32
  let groups: Table<Group>
  let entries: Table<Entry>
  let bytes: Table<UInt8>

  /// The upper bits choose a slot.
  @inline(__always) static func hash(_ window: UInt32) -> UInt32 { window &* 0x9e37_79b1 }

  /// Adds a hit for each literal whose window is at `place`. Returns false when there is no room.
  @inline(__always) func confirm(
    _ line: borrowing Line, _ place: Int, _ hits: inout LiteralHits
  ) -> Bool {
    guard place &+ 4 <= line.end else { return true }
    let window = CaseFolding.foldFour(UInt32(littleEndian: line.load(at: place)))
    var index = WindowIndex.hash(window) &>> shift
    while true {
      let slot = slots[index]
      if slot.window == window, slot.count != 0 {
        if slot.mask == Slot.several { return confirmGroups(line, place, slot, &hits) }
        let check = line.checkWord(at: place &+ Int(slot.delta), mask: slot.mask)
        if check != slot.check { return true }
        return confirm(entries[groups[slot.first].first], line, place, &hits)
      }
      if slot.count == 0 { return true }
      index = (index &+ 1) & UInt32(truncatingIfNeeded: slots.count &- 1)
    }
  }

  private func confirmGroups(
    _ line: borrowing Line, _ place: Int, _ slot: Slot, _ hits: inout LiteralHits
  ) -> Bool {
    var index = slot.first
    let end = slot.first &+ slot.count
    while index < end {
      let group = groups[index]
      index &+= 1
      guard let word = line.checkWord(at: place &+ Int(group.delta), mask: group.mask) else {
        continue
      }
      if !confirmEntries(line, place, group, word, &hits) { return false }
    }
    return true
  }

  @inline(__always) private func confirmEntries(
    _ line: borrowing Line, _ place: Int, _ group: Group, _ word: UInt64,
    _ hits: inout LiteralHits
  ) -> Bool {
    var index = group.first
    let end = group.first &+ group.count
    if group.count > 4 { index = lowest(atLeast: word, index, end) }
    while index < end {
      let entry = entries[index]
      index &+= 1
      if entry.check != word {
        if entry.check > word { break }
        continue
      }
      if !confirm(entry, line, place, &hits) { return false }
    }
    return true
  }

  /// Adds a hit if all of a literal stands where its window and its check word do.
  @inline(__always) private func confirm(
    _ entry: Entry, _ line: borrowing Line, _ place: Int, _ hits: inout LiteralHits
  ) -> Bool {
    let start = place &- Int(entry.windowAt)
    if start < line.start || start &+ Int(entry.count) > line.end { return true }
    if entry.count > 8, !hasRest(of: entry, line, start) { return true }
    return hits.append(entry.id, start)
  }

  /// The first entry of `low..<high` whose check word is `word` or more.
  private func lowest(atLeast word: UInt64, _ low: UInt32, _ high: UInt32) -> UInt32 {
    var low = low
    var high = high
    while low < high {
      let middle = low &+ (high &- low) / 2
      if entries[middle].check < word { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// Whether all bytes of a literal of more than eight stand at `start`. The range was checked.
  private func hasRest(of entry: Entry, _ line: borrowing Line, _ start: Int) -> Bool {
    var offset = 0
    let last = Int(entry.count) &- 8
    while true {
      let here = CaseFolding.fold(UInt64(littleEndian: line.load(at: start &+ offset)))
      // The table has the same bytes, eight from each offset up to the last.
      if here != bytes.word(at: Int(entry.first) &+ offset) { return false }
      if offset == last { return true }
      offset = min(offset &+ 8, last)
    }
  }
}

extension Line {
  /// A number from the bytes at `offset`, as they stand in memory.
  @inline(__always)
  fileprivate func load<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Number {
    precondition(offset >= start && offset &+ Number.bitWidth / 8 <= end, "outside the line")
    // SAFETY: just checked.
    return unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: Number.self)
  }

  /// The folded bytes under `mask` at `offset`, or nil when they are not all inside the line.
  @inline(__always) fileprivate func checkWord(at offset: Int, mask: UInt64) -> UInt64? {
    guard offset >= start else { return nil }
    if offset &+ 8 <= end {
      return CaseFolding.fold(UInt64(littleEndian: load(at: offset))) & mask
    }
    let count = 8 &- mask.leadingZeroBitCount / 8
    guard offset &+ count <= end else { return nil }
    return CaseFolding.fold(word(at: offset, count: count))
  }
}

extension CaseFolding {
  /// Folds the ASCII letters among four bytes.
  @inline(__always) fileprivate static func foldFour(_ word: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: fold(UInt64(word)))
  }
}
