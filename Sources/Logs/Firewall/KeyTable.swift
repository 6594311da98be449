import Detect

/// A fixed set of short names, each with a number, looked up by the bytes of a line.
///
/// Built once. Two names never share a slot: the multiplier of the hash is chosen so when the
/// table is made, and a look-up compares exactly once. The table is never freed, so that reading
/// it counts no references.
@safe struct KeyTable: @unchecked Sendable {
  /// Longest name, in bytes: five words hold it.
  static let lengthMaximum = 40

  struct Entry {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0
    var last: UInt64 = 0
    var length: UInt32 = 0
    var code: UInt32 = 0
  }

  private let slots: UnsafePointer<UInt8>
  private let entries: UnsafePointer<Entry>
  private let multiplier: UInt64
  private let shift: UInt64
  private let folds: Bool
  /// Which first bytes (by their low six bits) and which lengths occur, to turn most words away.
  private let firstBytes: UInt64
  private let lengths: UInt64

  /// - Parameter names: At most 255 different names of 1 to 40 bytes, none with number 0.
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
    firstBytes = list.dropFirst().reduce(0) { $0 | KeyTable.mark(UInt8($1.first & 0xff), folds) }
    lengths = list.dropFirst().reduce(0) { $0 | 1 << $1.length }
    unsafe slots = UnsafePointer(KeyTable.immortal(found ?? []))
    unsafe entries = UnsafePointer(KeyTable.immortal(list))
  }

  /// The number of the name in `range`, or 0 when it is none of the table's.
  ///
  /// - Complexity: O(1).
  func code(of range: Range<Int>, in line: borrowing Line) -> UInt8 {
    guard mayHold(range.count) else { return 0 }
    return code(of: range, first: line.word(at: range.lowerBound, count: min(range.count, 8)), line)
  }

  /// The same, when the first eight bytes of the name are known.
  func code(
    of range: Range<Int>, first word: UInt64, _ line: borrowing Line
  ) -> UInt8 {
    let count = range.count
    guard mayHold(count), firstBytes & KeyTable.mark(UInt8(word & 0xff), folds) != 0 else {
      return 0
    }
    let first = folds ? KeyTable.folded(word) : word
    var last: UInt64 = 0
    if count > 8 {
      last = line.word(at: range.upperBound &- 8, count: 8)
      if folds { last = KeyTable.folded(last) }
    }
    let entry = unsafe entry(first, last, count)
    // SAFETY: one of the entries, which are never freed.
    let isEqual =
      unsafe entry.pointee.first == first && entry.pointee.last == last
      && entry.pointee.length == UInt32(truncatingIfNeeded: count)
      && (count <= 16 || holdsMiddle(of: entry, range, line))
    guard isEqual
    else { return 0 }
    return unsafe UInt8(truncatingIfNeeded: entry.pointee.code)
  }

  /// Whether the words of a long name between the first and the last are the entry's.
  private func holdsMiddle(
    of entry: UnsafePointer<Entry>, _ range: Range<Int>, _ line: borrowing Line
  ) -> Bool {
    func word(_ place: Int) -> UInt64 {
      guard range.count > place &+ 8 else { return 0 }
      let word = line.word(at: range.lowerBound &+ place, count: 8)
      return folds ? KeyTable.folded(word) : word
    }
    // SAFETY: one of the entries, which are never freed.
    return unsafe entry.pointee.second == word(8) && entry.pointee.third == word(16)
      && entry.pointee.fourth == word(24)
  }

  private func mayHold(_ count: Int) -> Bool {
    count <= KeyTable.lengthMaximum && lengths >> UInt64(truncatingIfNeeded: count) & 1 != 0
  }

  /// The only entry that could be the name's.
  private func entry(
    _ first: UInt64, _ last: UInt64, _ count: Int
  ) -> UnsafePointer<Entry> {
    let slot = KeyTable.hash(first, last, count, multiplier) >> shift
    // SAFETY: `shift` leaves as many bits as there are slots, and a slot names an entry.
    return unsafe entries + Int(slots[Int(slot)])
  }
}

extension KeyTable {
  private static func hash(
    _ first: UInt64, _ last: UInt64, _ count: Int, _ multiplier: UInt64
  ) -> UInt64 {
    (first ^ last &* 0xff51_afd7_ed55_8ccd ^ UInt64(truncatingIfNeeded: count)) &* multiplier
  }

  /// A bit for a first byte; upper and lower case share one when the table folds.
  private static func mark(_ byte: UInt8, _ folds: Bool) -> UInt64 {
    1 << UInt64((folds ? byte | 0x20 : byte) & 63)
  }

  /// The word with its capital letters in lower case: bytes from `A` on carry into the high bit of
  /// one sum, bytes after `Z` into that of the other.
  private static func folded(_ word: UInt64) -> UInt64 {
    let low = word & 0x7f7f_7f7f_7f7f_7f7f
    let fromA = low &+ 0x3f3f_3f3f_3f3f_3f3f
    let afterZ = low &+ 0x2525_2525_2525_2525
    return word | (fromA & ~afterZ & ~word & 0x8080_8080_8080_8080) >> 2
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
    if bytes.count > 24 { entry.third = pack(bytes[16..<24]) }
    if bytes.count > 32 { entry.fourth = pack(bytes[24..<32]) }
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
