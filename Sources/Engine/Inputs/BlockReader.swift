package import Detect
private import Glibc

/// Reads one input into blocks of whole records.
///
/// Wherever the reads happen to end, every record stands whole in one block, also one of several
/// lines (``Detect/RecordGrouping``, told by the first lines). A record over the
/// limit is given up to one byte more than the limit, by which the worker knows to cut it; the rest
/// of it is passed over.
package struct BlockReader {
  private let source: any ByteSource
  /// Bytes to ask for at once.
  private let readBytes: Int
  /// The begun record after the last block.
  private var carry: [UInt8] = []
  /// Whether bytes are passed over up to the next line end.
  private var isSkipping = false
  private var isAtEnd = false
  /// Where the next block begins in the input.
  private var offset = 0
  private var recordNumber = 1
  /// Which lines belong together; nil until the first of them were seen.
  private var grouping: RecordGrouping?
  /// What ended the input early; the blocks before it are good.
  package private(set) var failure: InputError?

  /// Bytes of capacity that blocks for this reader need.
  package static func capacity(readBytes: Int) -> Int {
    max(readBytes, RecordCursor.recordBytesMaximum + 64)
  }

  /// - Parameters:
  ///   - leading: Bytes of the source that were read already.
  ///   - readBytes: How much to ask for at once, 1 or more.
  ///   - joinsLines: Whether lines that belong together are one record.
  package init(
    _ source: any ByteSource, leading: [UInt8] = [], readBytes: Int, joinsLines: Bool = false
  ) {
    self.source = source
    grouping = joinsLines ? nil : .lines
    self.readBytes = readBytes
    pending = leading[...]
  }

  /// Goes on where an earlier reader of the same bytes was: passes over the bytes before `offset`.
  package mutating func skip(to offset: Int, recordNumber: Int) {
    var buffer = [UInt8](repeating: 0, count: min(max(offset, 1), 1 << 16))
    while self.offset < offset {
      let wanted = min(buffer.count, offset - self.offset)
      let got = buffer.withUnsafeMutableBytes {
        read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
      }
      if got == 0 { return }
      self.offset += got
    }
    self.recordNumber = recordNumber
  }

  /// Bytes read before the reader was made, not yet given to a block.
  private var pending: ArraySlice<UInt8>

  /// Fills a block with the next records.
  ///
  /// - Returns: False at the end of the input; the block is unchanged then.
  package mutating func fill(_ block: Block) -> Bool {
    let bytes = block.recordBytes
    bytes.copyBytes(from: carry)
    var count = carry.count
    carry.removeAll(keepingCapacity: true)
    var recordsEnd: Int?
    while recordsEnd == nil {
      if count > RecordCursor.recordBytesMaximum {
        return finish(block, recordsEnd: RecordCursor.recordBytesMaximum + 1, dropping: count)
      }
      let got = read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
      if got == 0 {
        if count == 0 { return false }
        return finish(block, recordsEnd: count, dropping: count)
      }
      let fresh = skipped(bytes, from: count, count: got)
      recordsEnd = lastLineEnd(bytes, in: count..<count + fresh).map { $0 + 1 }
      count += fresh
      if let end = recordsEnd { recordsEnd = endOfGroups(block, end, of: count) }
    }
    let end = recordsEnd ?? count
    carry.append(contentsOf: bytes[end..<count])
    return finish(block, recordsEnd: end, dropping: end)
  }

  /// Where the last record begins that may go on in the next block, when lines belong together; nil
  /// when that is the only record. `end` where every line is a record.
  private mutating func endOfGroups(_ block: Block, _ end: Int, of count: Int) -> Int? {
    if grouping == .lines { return end }
    block.recordsEnd = Block.recordsStart + end
    let grouping =
      grouping
      ?? RecordGrouping(firstBytes: block.line(start: Block.recordsStart, end: block.recordsEnd))
    self.grouping = grouping
    block.grouping = grouping
    guard grouping != .lines else { return end }
    var cursor = RecordCursor(block)
    var last = Block.recordsStart
    while let record = cursor.nextRecord() { last = record.lowerBound }
    if last > Block.recordsStart { return last - Block.recordsStart }
    return count > RecordCursor.recordBytesMaximum ? end : nil
  }

  /// Describes the block. Of `dropping` bytes that were consumed, those after `recordsEnd` are
  /// the rest of a record that is cut.
  private mutating func finish(_ block: Block, recordsEnd: Int, dropping: Int) -> Bool {
    block.recordsEnd = Block.recordsStart + recordsEnd
    block.grouping = grouping ?? .lines
    grouping = block.grouping
    block.firstByteOffset = offset
    block.firstRecordNumber = recordNumber
    block.recordCount = RecordCursor.recordCount(in: block, byteCount: recordsEnd)
    recordNumber += block.recordCount
    offset += dropping
    if recordsEnd > RecordCursor.recordBytesMaximum, !endsWithLineEnd(block) { isSkipping = true }
    return true
  }

  private func endsWithLineEnd(_ block: Block) -> Bool {
    block.recordBytes[block.recordsEnd - Block.recordsStart - 1] == UInt8(ascii: "\n")
  }

  /// While skipping, drops what came up to and with the next line end.
  ///
  /// - Returns: How many fresh bytes remain, moved down to `start`.
  private mutating func skipped(
    _ bytes: UnsafeMutableRawBufferPointer, from start: Int, count: Int
  ) -> Int {
    guard isSkipping else { return count }
    let fresh = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
    guard let lineEnd = fresh.firstIndex(of: UInt8(ascii: "\n")) else {
      offset += count
      return 0
    }
    isSkipping = false
    let rest = count - lineEnd - 1
    offset += lineEnd + 1
    if rest > 0, let base = bytes.baseAddress {
      memmove(base + start, base + start + lineEnd + 1, rest)
    }
    return rest
  }

  private func lastLineEnd(_ bytes: UnsafeMutableRawBufferPointer, in range: Range<Int>) -> Int? {
    bytes[range].lastIndex(of: UInt8(ascii: "\n"))
  }

  private mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(readBytes, buffer.count)])
    if !pending.isEmpty {
      let part = pending.prefix(room.count)
      room.copyBytes(from: part)
      pending = pending.dropFirst(part.count)
      return part.count
    }
    guard !isAtEnd else { return 0 }
    do throws(InputError) {
      let count = try source.read(into: room)
      isAtEnd = count == 0
      return count
    } catch {
      failure = error
      isAtEnd = true
      return 0
    }
  }
}
