/// A buffer of whole records from one input, with room beside them for text that had to be
/// unescaped.
///
/// The buffer holds, one after the other, so that one offset addresses any of them:
///
///     0 ─ lexicon ─ 4096 ─ records ─ recordsEnd ─ … ─ arenaStart ─ arena ─ bufferBytes
///
/// One thread owns a block at a time. The reader fills it and hands it to a worker.
@safe package final class Block: @unchecked Sendable {
  /// The buffer: 64-byte aligned, with 64 readable bytes after its end.
  package let base: UnsafeMutablePointer<UInt8>
  /// Bytes that records may take.
  package let capacity: Int
  package let bufferBytes: Int
  /// The offset of the first record.
  package static let recordsStart = Lexicon.byteCount
  /// The offset after the last record.
  package var recordsEnd = Block.recordsStart
  /// The number of records, counted by the reader.
  package var recordCount = 0
  /// Which of the lines belong together as one record.
  package var grouping = RecordGrouping.lines
  /// Position in the order of all blocks of a run, from 0.
  package var sequence = 0
  /// Which input the records came from.
  package var input = 0
  /// The number of the first record in its input, from 1.
  package var firstRecordNumber = 1
  /// The offset of the first record in its input's (decompressed) bytes.
  package var firstByteOffset = 0

  /// - Parameter capacity: Bytes that records may take; rounded up to a multiple of 64.
  package init(capacity: Int) {
    let rounded = (capacity + 63) & ~63
    self.capacity = rounded
    bufferBytes = Block.recordsStart + rounded * 3
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: bufferBytes + 64, alignment: 64)
      .bindMemory(to: UInt8.self, capacity: bufferBytes + 64)
    unsafe Lexicon.write(to: base)
  }

  deinit { unsafe base.deallocate() }

  /// The offset where unescaped text may begin: after all records that could come.
  @inlinable package var arenaStart: Int { Block.recordsStart + capacity }

  /// A line over part of the buffer. The caller keeps the block alive while it uses the line.
  @_lifetime(immortal)
  @inlinable package func line(start: Int, end: Int) -> Line {
    precondition(start >= 0 && start <= end && end <= bufferBytes, "line outside the block")
    // SAFETY: inside the buffer, which lives as long as the block.
    return unsafe Line(base: UnsafePointer(base), start: start, end: end)
  }

  /// Bytes that the records take, line ends included.
  package var recordByteCount: Int { recordsEnd - Block.recordsStart }

  /// The offset in its input's bytes of what stands at `offset` of the buffer.
  package func inputOffset(of offset: Int) -> Int { firstByteOffset + offset - Block.recordsStart }

  /// The bytes of the records, for the reader to write into and for digests.
  package var recordBytes: UnsafeMutableRawBufferPointer {
    // SAFETY: the buffer is `capacity` bytes long from there.
    unsafe UnsafeMutableRawBufferPointer(start: base + Block.recordsStart, count: capacity)
  }
}
