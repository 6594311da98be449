import Detect

/// A fixed set of short names, each with a number, looked up by the bytes of a line.
///
/// Built once. Two names never share a slot: the multiplier of the hash is chosen so when the
/// table is made, and a look-up compares exactly once. The table is never freed, so that reading
/// it counts no references.
@safe struct KeyTable: @unchecked Sendable {
  /// Longest name, in bytes: three words hold it.
  static let lengthMaximum = 24

  struct Entry {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var last: UInt64 = 0
    var length: UInt32 = 0
    var code: UInt32 = 0
  }

  private let slots: UnsafePointer<UInt8>
  private let entries: UnsafePointer<Entry>
  private let multiplier: UInt64
  private let shift: UInt64
  private let folds: Bool

  /// - Parameter names: At most 255 different names of 1 to 24 bytes, none with number 0.
  /// - Parameter folds: Whether ASCII case does not matter; the names are then in lower case.
  init(_ names: [(String, UInt8)], folds: Bool = false) {
    precondition(names.count < 256, "too many names for one table")
    let list = [Entry()] + names.map(KeyTable.entry)
    var bits = 6
    while 1 << bits < names.count * 8 { bits += 1 }
    var multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15
    var found: [UInt8]?
    while found == nil {
      found = KeyTable.place(list, multiplier: multiplier, bits: bits)
      if found == nil { multiplier = multiplier &* 0xd134_2543_de82_ef95 &+ 2 | 1 }
    }
    self.multiplier = multiplier
    shift = UInt64(64 - bits)
    self.folds = folds
    unsafe slots = UnsafePointer(KeyTable.immortal(found ?? []))
    unsafe entries = UnsafePointer(KeyTable.immortal(list))
  }

  /// The number of the name in `range`, or 0 when it is none of the table's.
  ///
  /// - Complexity: O(1).
  func code(of range: Range<Int>, in line: borrowing Line) -> UInt8 {
    let count = range.count
    guard count > 0, count <= KeyTable.lengthMaximum else { return 0 }
    let start = range.lowerBound
    var first = line.word(at: start, count: min(count, 8))
    var last = count > 8 ? line.word(at: range.upperBound &- 8, count: 8) : 0
    var second = count > 16 ? line.word(at: start &+ 8, count: 8) : 0
    if folds {
      first = KeyTable.folded(first)
      second = KeyTable.folded(second)
      last = KeyTable.folded(last)
    }
    let slot = KeyTable.hash(first, last, count, multiplier) >> shift
    // SAFETY: `shift` leaves as many bits as there are slots, and a slot names an entry.
    let entry = unsafe entries[Int(slots[Int(slot)])]
    let isEqual =
      entry.first == first && entry.last == last && entry.second == second
      && entry.length == UInt32(truncatingIfNeeded: count)
    return isEqual ? UInt8(truncatingIfNeeded: entry.code) : 0
  }
}

extension KeyTable {
  private static func hash(
    _ first: UInt64, _ last: UInt64, _ count: Int, _ multiplier: UInt64
  ) -> UInt64 {
    (first ^ last &* 0xff51_afd7_ed55_8ccd ^ UInt64(truncatingIfNeeded: count)) &* multiplier
  }

  /// Every byte with the bit that tells `A` from `a`; no two letters, digits or signs that names
  /// hold become equal by it.
  private static func folded(_ word: UInt64) -> UInt64 {
    var letters = word
    var bytes: UInt64 = 0
    for place in 0..<8 {
      let byte = UInt8(truncatingIfNeeded: letters)
      letters >>= 8
      bytes |= UInt64(byte &- 0x41 < 26 ? byte | 0x20 : byte) << UInt64(place * 8)
    }
    return bytes
  }

  private static func entry(_ name: (String, UInt8)) -> Entry {
    let bytes = Array(name.0.utf8)
    precondition((1...lengthMaximum).contains(bytes.count) && name.1 != 0, "bad name \(name.0)")
    var entry = Entry()
    entry.length = UInt32(bytes.count)
    entry.code = UInt32(name.1)
    entry.first = pack(bytes.prefix(8))
    if bytes.count > 8 { entry.last = pack(bytes.suffix(8)) }
    if bytes.count > 16 { entry.second = pack(bytes[8..<16]) }
    return entry
  }

  private static func pack(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The slots under one multiplier, or nil when two entries meet. Entry 0 marks an empty slot.
  private static func place(_ list: [Entry], multiplier: UInt64, bits: Int) -> [UInt8]? {
    var slots = [UInt8](repeating: 0, count: 1 << bits)
    for (index, entry) in list.enumerated().dropFirst() {
      let slot = hash(entry.first, entry.last, Int(entry.length), multiplier) >> UInt64(64 - bits)
      if slots[Int(slot)] != 0 { return nil }
      slots[Int(slot)] = UInt8(index)
    }
    return slots
  }

  private static func immortal<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
    let copy = UnsafeMutablePointer<T>.allocate(capacity: max(values.count, 1))
    // SAFETY: the memory was just allocated for as many values, and is never freed.
    for (index, value) in values.enumerated() { unsafe (copy + index).initialize(to: value) }
    return unsafe copy
  }
}
