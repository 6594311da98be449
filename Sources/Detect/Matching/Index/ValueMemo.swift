/// Remembers which keys the texts of values fire, for values that come again and again: the same
/// programs, paths, hosts and commands stand in most events of a source.
///
/// A direct-mapped cache. What a text fires depends on its bytes and on what the index looks up for
/// its field, nothing else, so an entry never grows old. The place of an entry follows from the
/// first, the middle and the last eight bytes; an entry counts only when all bytes are the same.
struct ValueMemo: ~Copyable {
  struct Entry: BitwiseCopyable {
    /// The number of the look-ups, from 1; 0 for none.
    var owner: UInt32 = 0
    var length: UInt16 = 0
    var keyCount: UInt16 = 0
  }

  static let bytesMaximum = 128
  private static let keysMaximum = 6
  private static let words = bytesMaximum / 8
  private static let bits = 11

  private var entries: Scratch<Entry>
  /// The text of each entry, zeros after its end.
  private var texts: Scratch<UInt64>
  private var keys: Scratch<UInt32>

  init(isUsed: Bool) {
    let count = isUsed ? 1 << ValueMemo.bits : 0
    entries = Scratch(repeating: Entry(), count: count)
    texts = Scratch(repeating: 0, count: count * ValueMemo.words)
    keys = Scratch(repeating: 0, count: count * ValueMemo.keysMaximum)
  }

  /// Where a text of 1 to ``bytesMaximum`` bytes is remembered.
  @inline(__always) func place(_ owner: UInt32, _ text: BlockText, _ range: Range<Int>) -> Int {
    var mixed = (text.head(of: range) ^ UInt64(owner) << 32) &* 0x9e37_79b9_7f4a_7c15
    if range.count > 8 {
      let middle = text.word(at: range.lowerBound &+ (range.count &- 8) / 2)
      mixed = (mixed ^ mixed >> 32 ^ middle) &* 0xff51_afd7_ed55_8ccd
      mixed = (mixed ^ mixed >> 32 ^ text.tail(of: range)) &* 0xbf58_476d_1ce4_e5b9
    }
    return Int(truncatingIfNeeded: mixed >> UInt64(64 - ValueMemo.bits))
  }

  /// Fires the keys of a text. Returns false when it is not remembered.
  @inline(__always) func fire(
    at place: Int, _ owner: UInt32, _ text: BlockText, _ range: Range<Int>,
    into fired: inout StampedSet
  ) -> Bool {
    let entry = entries[place]
    guard entry.owner == owner, Int(entry.length) == range.count else { return false }
    var word = place &* ValueMemo.words
    var offset = range.lowerBound
    while offset < range.upperBound {
      if texts[word] != text.head(of: offset..<range.upperBound) { return false }
      word &+= 1
      offset &+= 8
    }
    let first = place &* ValueMemo.keysMaximum
    for key in first..<first &+ Int(entry.keyCount) { fired.insert(keys[key]) }
    return true
  }

  /// Remembers that a text fired the keys from number `first` on, unless they are many.
  mutating func remember(
    at place: Int, _ owner: UInt32, _ text: BlockText, _ range: Range<Int>,
    fired: borrowing StampedSet, from first: Int
  ) {
    let count = fired.count &- first
    guard count <= ValueMemo.keysMaximum else { return }
    entries[place] = Entry(
      owner: owner, length: UInt16(truncatingIfNeeded: range.count),
      keyCount: UInt16(truncatingIfNeeded: count))
    var word = place &* ValueMemo.words
    var offset = range.lowerBound
    while offset < range.upperBound {
      texts[word] = text.head(of: offset..<range.upperBound)
      word &+= 1
      offset &+= 8
    }
    for key in 0..<count { keys[place &* ValueMemo.keysMaximum &+ key] = fired[first &+ key] }
  }
}
