import Detect

/// Texts with numbers, looked up by the bytes of a line; ASCII case aside where wanted.
///
/// Open addressing over hashes of eight bytes at a time. A table of no texts answers at once.
struct NameTable: Sendable {
  private struct Slot: Sendable {
    var first: UInt64 = 0
    var start: UInt32 = 0
    var length: UInt32 = 0
    var number: Int32 = -1
  }

  private var slots: [Slot]
  /// The texts in words of eight bytes, the last filled with zeros.
  private var words: [UInt64] = []
  private let folds: Bool
  /// Which lengths occur; all from 63 on share a bit.
  private var lengths: UInt64 = 0

  /// - Parameter names: A text that comes twice keeps its first number. Numbers are not negative.
  init(_ names: [(text: String, number: Int)], folds: Bool = false) {
    self.folds = folds
    var capacity = 4
    while capacity < names.count * 3 { capacity *= 2 }
    slots = names.isEmpty ? [] : [Slot](repeating: Slot(), count: capacity)
    for name in names { insert(Array(name.text.utf8), name.number) }
  }

  private mutating func insert(_ bytes: [UInt8], _ number: Int) {
    let packed = stride(from: 0, to: bytes.count, by: 8).map { start in
      let word = bytes[start..<min(start + 8, bytes.count)].reversed()
        .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return folds ? NameTable.folded(word) : word
    }
    let hash = packed.reduce(NameTable.seed(bytes.count), NameTable.step)
    var place = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
    while slots[place].number >= 0 {
      let slot = slots[place]
      if Int(slot.length) == bytes.count,
        Array(words[Int(slot.start)..<Int(slot.start) + packed.count]) == packed
      {
        return
      }
      place = (place + 1) & (slots.count - 1)
    }
    lengths |= 1 << UInt64(min(bytes.count, 63))
    slots[place] = Slot(
      first: packed.first ?? 0, start: UInt32(words.count), length: UInt32(bytes.count),
      number: Int32(number))
    words += packed
  }

  /// The number of the text that fills `range`, or −1.
  ///
  /// - Complexity: O(length of the text).
  func number(of range: Range<Int>, in line: borrowing Line) -> Int {
    let count = range.count
    guard lengths >> UInt64(min(count, 63)) & 1 != 0 else { return -1 }
    let first = word(at: range.lowerBound, min(count, 8), line)
    var hash = NameTable.step(NameTable.seed(count), first)
    if count == 0 { hash = NameTable.seed(0) }
    var offset = range.lowerBound &+ 8
    while offset < range.upperBound {
      hash = NameTable.step(hash, word(at: offset, min(8, range.upperBound &- offset), line))
      offset &+= 8
    }
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: hash >> 32) & mask
    while slots[place].number >= 0 {
      let slot = slots[place]
      if slot.first == first, Int(slot.length) == count, holdsRest(slot, range, line) {
        return Int(slot.number)
      }
      place = (place &+ 1) & mask
    }
    return -1
  }

  private func holdsRest(_ slot: Slot, _ range: Range<Int>, _ line: borrowing Line) -> Bool {
    var offset = range.lowerBound &+ 8
    var index = Int(slot.start) &+ 1
    while offset < range.upperBound {
      if words[index] != word(at: offset, min(8, range.upperBound &- offset), line) {
        return false
      }
      offset &+= 8
      index &+= 1
    }
    return true
  }

  @inline(__always) private func word(
    at offset: Int, _ count: Int, _ line: borrowing Line
  ) -> UInt64 {
    guard count > 0 else { return 0 }
    let word = line.word(at: offset, count: count)
    return folds ? NameTable.folded(word) : word
  }

  @inline(__always) private static func seed(_ length: Int) -> UInt64 {
    0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: length)
  }

  @inline(__always) private static func step(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
    return mixed ^ mixed >> 29
  }

  /// The word with its capital letters in lower case: bytes from `A` on carry into the high bit of
  /// one sum, bytes after `Z` into that of the other.
  private static func folded(_ word: UInt64) -> UInt64 {
    let low = word & 0x7f7f_7f7f_7f7f_7f7f
    let fromA = low &+ 0x3f3f_3f3f_3f3f_3f3f
    let afterZ = low &+ 0x2525_2525_2525_2525
    return word | (fromA & ~afterZ & ~word & 0x8080_8080_8080_8080) >> 2
  }
}
