/// Fires the keys whose literals stand in a text: a ``LiteralSearch`` for the literals of keys.
struct KeySearch: BitwiseCopyable {
  let search: LiteralSearch
  /// By literal: its key, and its length in bytes.
  private let keys: Table<UInt32>
  private let lengths: Table<UInt32>
  private let shortest: Int
  /// A bit for each byte of the lexicon where a literal begins.
  private let lexiconStarts: Table<UInt64>

  /// - Parameter literals: Not empty, ASCII letters in lower case; none stands twice.
  init(_ literals: [(key: UInt32, bytes: [UInt8])], in store: TableStore) {
    search = LiteralSearch(literals.map(\.bytes), in: store)
    keys = store.freeze(literals.map(\.key))
    lengths = store.freeze(literals.map { UInt32($0.bytes.count) })
    shortest = literals.map(\.bytes.count).min() ?? 0
    lexiconStarts = store.freeze(KeySearch.starts(in: Block(capacity: 64), search))
  }

  private static func starts(in block: Block, _ search: LiteralSearch) -> [UInt64] {
    var starts = [UInt64](repeating: 0, count: (Lexicon.byteCount + 63) / 64)
    var hits = LiteralHits(capacity: max(1024, search.hitsAtOnePlaceMaximum))
    let line = block.line(start: 0, end: Lexicon.byteCount)
    var from = 0
    while from < line.end {
      from = search.search(line, from: from, into: &hits)
      for place in 0..<hits.count {
        let start = hits[place].start
        starts[Int(start / 64)] |= 1 << UInt64(start % 64)
      }
    }
    return starts
  }

  /// Fires the keys of all literals in `range`.
  @inline(__always) func fire(
    _ text: BlockText, _ range: Range<Int>, _ hits: inout LiteralHits, into fired: inout StampedSet
  ) {
    if range.count < shortest { return }
    if range.upperBound <= Lexicon.byteCount, !mayStand(inWordAt: range) { return }
    let line = text.line(range)
    var from = range.lowerBound
    while from < range.upperBound {
      from = search.search(line, from: from, into: &hits)
      for place in 0..<hits.count { fired.insert(keys[hits[place].literal]) }
    }
  }

  /// Fires the key of a hit if all of its literal stands in `range`.
  @inline(__always) func fire(
    _ hit: LiteralHit, in range: Range<Int>, into fired: inout StampedSet
  ) {
    if Int(hit.start) >= range.lowerBound, end(of: hit) <= range.upperBound {
      fired.insert(keys[hit.literal])
    }
  }

  @inline(__always) func end(of hit: LiteralHit) -> Int {
    Int(hit.start) &+ Int(lengths[hit.literal])
  }

  /// Whether some literal begins in the word of the lexicon at `range`. Decoders give the same few
  /// words to most events.
  private func mayStand(inWordAt range: Range<Int>) -> Bool {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let count = min(range.upperBound &- offset, 64 &- offset % 64)
      let mask = count == 64 ? .max : (1 &<< UInt64(truncatingIfNeeded: count)) &- 1
      let starts = lexiconStarts[offset / 64] &>> UInt64(truncatingIfNeeded: offset % 64)
      if starts & mask != 0 { return true }
      offset &+= count
    }
    return false
  }
}

/// Fires the keys of the literals that stand in whole records, for one record after the other.
///
/// Records that follow each other and have the same search are searched at one go: the search passes
/// over them in long steps, and the hits of each record come before those of the next.
struct RecordSearch: ~Copyable {
  private var hits: LiteralHits
  private var searcher = SlotPlan.none
  /// The next hit to look at.
  private var place = 0
  /// Where the records that it is for begin, where the search goes on, and where they end.
  private var start = 0
  private var next = 0
  private var end = 0

  /// - Parameter capacity: As for ``LiteralHits``.
  init(capacity: Int) { hits = LiteralHits(capacity: capacity) }

  /// Forgets what it found, before the first event of a block.
  @inline(__always) mutating func begin() {
    (next, end) = (0, 0)
    hits.removeAll()
    place = 0
  }

  /// Whether it has yet to be told how far to go, for this record.
  @inline(__always) func isDone(_ searcher: UInt32, before record: Range<Int>) -> Bool {
    searcher != self.searcher || record.upperBound > end
  }

  /// Begins a search over the records from `start` to `end`.
  @inline(__always) mutating func begin(_ searcher: UInt32, from start: Int, to end: Int) {
    begin()
    self.searcher = searcher
    self.start = start
    next = start
    self.end = end
  }

  /// Fires the keys of all literals in `record`. Records come in their order, each once.
  @inline(__always) mutating func fire(
    _ search: KeySearch, _ text: BlockText, _ record: Range<Int>, into fired: inout StampedSet
  ) {
    while true {
      while place < hits.count {
        let hit = hits[place]
        if Int(hit.start) >= record.upperBound { return }
        search.fire(hit, in: record, into: &fired)
        place &+= 1
      }
      if next >= record.upperBound { return }
      // From the start on: the place where hits found no room is in the middle of a literal.
      next = search.search.search(text.line(start..<end), from: next, into: &hits)
      place = 0
    }
  }
}
