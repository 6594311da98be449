private import CKernels

/// Cuts a block into records.
///
/// A record is what stands between line ends, without the line end and one carriage return before
/// it. The last record of an input may lack the line end. A record over the limit is cut. Where the
/// input's lines belong together (``RecordGrouping``), a record holds several of them.
@safe package struct RecordCursor {
  /// The most bytes of a record that are looked at.
  package static let recordBytesMaximum = 65536

  private let base: UnsafePointer<UInt8>
  private var next: Int
  private let end: Int
  private let grouping: RecordGrouping
  /// Whether the record that ``nextRecord()`` gave last was longer than the limit.
  package private(set) var isCut = false

  /// - Parameter block: Kept alive by the caller while the cursor is used.
  package init(_ block: Block) {
    unsafe base = UnsafePointer(block.base)
    next = Block.recordsStart
    end = block.recordsEnd
    grouping = block.grouping
  }

  /// The next record's bytes, or nil after the last.
  ///
  /// - Complexity: O(length of the record).
  package mutating func nextRecord() -> Range<Int>? {
    guard next < end else { return nil }
    // SAFETY: `next..<end` is inside the block's records.
    let length = unsafe ckernels_find(base + next, end - next, UInt8(ascii: "\n"))
    let start = next
    var stop = start + length
    next = stop + 1
    isCut = length > RecordCursor.recordBytesMaximum
    if grouping != .lines, !isCut { stop = group(start..<stop) }
    if isCut {
      stop = start + RecordCursor.recordBytesMaximum
    } else if stop > start, unsafe base[stop - 1] == UInt8(ascii: "\r") {
      stop -= 1
    }
    return start..<stop
  }

  /// The end of the record that begins with a line; ``next`` is where the one after it begins.
  private mutating func group(_ first: Range<Int>) -> Int {
    // SAFETY: the block's records, which the caller keeps alive.
    let line = unsafe Line(base: base, start: Block.recordsStart, end: end)
    let extent = grouping.extent(
      of: first, in: line, limit: first.lowerBound &+ RecordCursor.recordBytesMaximum)
    next = extent.next
    return extent.end
  }

  /// How many records stand in the first `count` bytes of a block's records, counting a last one
  /// without a line end. Where lines belong together, all of its records count.
  package static func recordCount(in block: Block, byteCount: Int) -> Int {
    precondition(byteCount >= 0 && byteCount <= block.capacity)
    guard byteCount > 0 else { return 0 }
    if block.grouping != .lines {
      var cursor = RecordCursor(block)
      var count = 0
      while cursor.nextRecord() != nil { count += 1 }
      return count
    }
    let start = unsafe UnsafePointer(block.base) + Block.recordsStart
    // SAFETY: the block's buffer holds `capacity` bytes from there.
    let lineEnds = unsafe ckernels_count(start, byteCount, UInt8(ascii: "\n"))
    return unsafe lineEnds + (start[byteCount - 1] == UInt8(ascii: "\n") ? 0 : 1)
  }
}
