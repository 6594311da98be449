/// Finds which of many literals stand in a text, ASCII case aside.
///
/// Of each literal one window of four bytes (its rarest) goes through a hash into a bit table. The
/// text is read once, and at each place the four bytes there are looked up; where the bit is set,
/// the literals of that hash are compared byte by byte. Literals of two and three bytes use
/// windows of two, those of one byte a table of bytes.
struct LiteralSearcher: BitwiseCopyable {
  struct Entry: BitwiseCopyable {
    /// The window's bytes, the first in the lowest bits.
    let window: UInt32
    /// Where the window stands in the literal.
    let windowAt: UInt32
    let id: UInt32
    /// The literal in the table of bytes.
    let first: UInt32
    let count: UInt32
  }

  private let fours: WindowTable
  private let pairs: WindowTable
  private let singles: WindowTable
  private let bytes: Table<UInt8>

  /// - Parameter literals: Not empty, ASCII letters in lower case; `first` is where the bytes
  ///   stand in the table.
  init(
    _ literals: [(id: UInt32, first: UInt32, bytes: [UInt8])], _ bytes: Table<UInt8>,
    in store: TableStore
  ) {
    self.bytes = bytes
    func table(_ width: Int, _ counts: ClosedRange<Int>) -> WindowTable {
      WindowTable(literals.filter { counts.contains($0.bytes.count) }, width: width, in: store)
    }
    fours = table(4, 4...(.max - 1))
    pairs = table(2, 2...3)
    singles = table(1, 1...1)
  }

  /// Adds the ids of all literals that stand in `range` to `fired`.
  ///
  /// - Complexity: O(length) unless windows hit; at worst O(length × literals of one window).
  func search(_ text: BlockText, _ range: Range<Int>, into fired: inout StampedSet) {
    if !fours.isEmpty { searchFours(fours, bytes, text, range, into: &fired) }
    if !pairs.isEmpty { searchShort(pairs, 2, bytes, text, range, into: &fired) }
    if !singles.isEmpty { searchShort(singles, 1, bytes, text, range, into: &fired) }
  }
}

/// The windows of one width: a bit table before a hash table.
struct WindowTable: BitwiseCopyable {
  let filter: Table<UInt64>
  let filterShift: UInt32
  /// Where the entries of each bucket begin; one more at the end.
  let buckets: Table<UInt32>
  let bucketShift: UInt32
  let entries: Table<LiteralSearcher.Entry>

  var isEmpty: Bool { entries.count == 0 }

  init(
    _ literals: [(id: UInt32, first: UInt32, bytes: [UInt8])], width: Int, in store: TableStore
  ) {
    var bucketBits = 4
    while 1 << bucketBits < literals.count { bucketBits += 1 }
    let filterBits = min(max(bucketBits + 4, 12), 18)
    bucketShift = UInt32(32 - bucketBits)
    filterShift = UInt32(32 - filterBits)
    let windows = WindowTable.choose(literals.map(\.bytes), width: width)
    var filter = [UInt64](repeating: 0, count: (1 << filterBits) >> 6)
    var chains = [[LiteralSearcher.Entry]](repeating: [], count: 1 << bucketBits)
    for (literal, at) in zip(literals, windows) {
      let window = WindowTable.window(literal.bytes, at: at, width: width)
      let hash = WindowTable.hash(window)
      let bit = hash >> filterShift
      filter[Int(bit >> 6)] |= 1 << UInt64(bit & 63)
      chains[Int(hash >> bucketShift)].append(
        LiteralSearcher.Entry(
          window: window, windowAt: UInt32(at), id: literal.id, first: literal.first,
          count: UInt32(literal.bytes.count)))
    }
    var starts: [UInt32] = [0]
    for chain in chains { starts.append(starts.last! + UInt32(chain.count)) }
    self.filter = store.freeze(filter)
    buckets = store.freeze(starts)
    entries = store.freeze(chains.flatMap { $0 })
  }

  @inline(__always) static func hash(_ window: UInt32) -> UInt32 { window &* 0x9e37_79b1 }

  static func window(_ bytes: [UInt8], at start: Int, width: Int) -> UInt32 {
    var window: UInt32 = 0
    for place in 0..<width { window |= UInt32(bytes[start + place]) << UInt32(place * 8) }
    return window
  }

  /// Where the window of each literal begins: the one with the rarest bytes that the fewest other
  /// literals have too.
  static func choose(_ literals: [[UInt8]], width: Int) -> [Int] {
    var users: [UInt32: Int] = [:]
    for bytes in literals {
      for start in 0...bytes.count - width {
        users[window(bytes, at: start, width: width), default: 0] += 1
      }
    }
    return literals.map { bytes in
      var best = (cost: Int.max, start: 0)
      for start in 0...bytes.count - width {
        let window = window(bytes, at: start, width: width)
        let cost = cost(bytes, start, width, users: users[window] ?? 1)
        if cost < best.cost { best = (cost, start) }
      }
      return best.start
    }
  }

  private static func cost(_ bytes: [UInt8], _ start: Int, _ width: Int, users: Int) -> Int {
    var common = 0
    var isFlat = true
    for place in start..<start + width {
      common += commonness(of: bytes[place])
      if bytes[place] != bytes[start] { isFlat = false }
    }
    // A window of one byte repeated is hit at every place of a run of it.
    return common + (users.bitWidth - users.leadingZeroBitCount) * 2 + (isFlat ? 40 : 0)
  }

  /// How common a byte is in logs, roughly as a logarithm.
  static func commonness(of byte: UInt8) -> Int {
    switch Unicode.Scalar(byte) {
    case " ", "e", "0", "1": 9
    case "t", "a", "i", "n", "o", "s", "r": 8
    case "2"..."9", ".", "-", "/", "\\", "=", ":", "l", "c", "d", "m", "p", "u": 7
    case "f", "g", "h", "\"", "_", ",", "w", "y": 6
    case "a"..."z": 4
    default: byte < 0x80 ? 3 : 2
    }
  }
}

private func searchFours(
  _ table: WindowTable, _ bytes: Table<UInt8>, _ text: BlockText, _ range: Range<Int>,
  into fired: inout StampedSet
) {
  let filter = table.filter
  let shift = table.filterShift
  var index = range.lowerBound
  let last = range.upperBound &- 4
  while index <= last {
    // Seven bytes hold four windows; those that reach past the end are dropped when compared.
    let word = CaseFolding.fold(text.word(at: index))
    var hits: UInt64 = 0
    var lane: UInt64 = 0
    while lane < 4 {
      let window = UInt32(truncatingIfNeeded: word &>> (lane &* 8))
      let bit = WindowTable.hash(window) &>> shift
      hits |= (filter[bit >> 6] &>> UInt64(bit & 63) & 1) &<< lane
      lane &+= 1
    }
    while hits != 0 {
      let lane = hits.trailingZeroBitCount
      hits &= hits &- 1
      let window = UInt32(truncatingIfNeeded: word &>> UInt64(lane &* 8))
      confirm(table, window, bytes, text, index &+ lane, range, into: &fired)
    }
    index &+= 4
  }
}

private func searchShort(
  _ table: WindowTable, _ width: Int, _ bytes: Table<UInt8>, _ text: BlockText,
  _ range: Range<Int>, into fired: inout StampedSet
) {
  let filter = table.filter
  var index = range.lowerBound
  let last = range.upperBound &- width
  while index <= last {
    var window = UInt32(CaseFolding.fold(text[index]))
    if width == 2 { window |= UInt32(CaseFolding.fold(text[index &+ 1])) << 8 }
    let bit = WindowTable.hash(window) &>> table.filterShift
    if filter[bit >> 6] &>> UInt64(bit & 63) & 1 != 0 {
      confirm(table, window, bytes, text, index, range, into: &fired)
    }
    index &+= 1
  }
}

/// Compares the literals of a window that was hit at `index`.
@inline(never)
private func confirm(
  _ table: WindowTable, _ window: UInt32, _ bytes: Table<UInt8>, _ text: BlockText, _ index: Int,
  _ range: Range<Int>, into fired: inout StampedSet
) {
  let bucket = Int(WindowTable.hash(window) &>> table.bucketShift)
  var place = table.buckets[bucket]
  let end = table.buckets[bucket &+ 1]
  while place < end {
    let entry = table.entries[place]
    place &+= 1
    if entry.window != window || fired.contains(entry.id) { continue }
    let start = index &- Int(entry.windowAt)
    let first = Int(entry.first)
    let count = Int(entry.count)
    guard start >= range.lowerBound, start &+ count <= range.upperBound else { continue }
    if hasLiteral(bytes, first..<first &+ count, text, at: start, isCased: false) {
      fired.insert(entry.id)
    }
  }
}
