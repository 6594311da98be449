/// A ``LiteralSearch`` that owns its tables: many literals, found in any number of blocks.
package struct LiteralSet: Sendable {
  private let store = TableStore()
  private let search: LiteralSearch

  /// - Parameter literals: Of one byte or more. ASCII letters match both cases.
  package init(_ literals: [[UInt8]]) { search = LiteralSearch(literals, in: store) }

  /// How often literals stand in a block's records, across line ends too.
  package func count(in block: Block) -> Int {
    var hits = LiteralHits(capacity: max(1024, search.hitsAtOnePlaceMaximum))
    let line = block.line(start: Block.recordsStart, end: block.recordsEnd)
    var from = line.start
    var count = 0
    while from < line.end {
      from = search.search(line, from: from, into: &hits)
      count += hits.count
    }
    return count
  }
}
