import Detect
import Glibc

/// One log file that grows: open, wherever its name has gone.
final class TailedFile {
  let file: HeldFile
  let status: FileStatus
  /// Where it stands, or stood last.
  var path: String
  /// Whether the path leads to another file or to none now.
  var isRotated = false
  /// Whether there may be more to read at once.
  var isHot = true
  /// When bytes were found last, by the monotonic clock.
  var grownNanoseconds: UInt64
  /// What identifies the file; nil while its first record is not complete.
  private(set) var identity: String?
  /// Whether records were taken from it since it was opened.
  private(set) var hasBeenRead = false
  private(set) var unit: LiveUnit?
  private(set) var offset: Int
  private(set) var recordNumber: Int
  private var isSkipping: Bool
  private var preceding: String
  /// The size and the time of change that were last found to hold no further whole record.
  private var seen = (size: -1, nanoseconds: Int64(0))
  /// Whether nobody was told of it yet.
  private var isNew = true
  private let input: String
  /// Where an earlier run left it, while it is read again up to there.
  private var replayEnd: Checkpoint?

  typealias MakeUnit = (_ identity: String, _ former: LiveUnit?) -> LiveUnit

  /// What reading it found.
  enum Found {
    /// The block holds records, or nothing but a new checkpoint.
    case records
    case nothing
    /// The file is shorter than what was read of it, or holds something else there.
    case replaced
  }

  init(
    _ file: HeldFile, _ status: FileStatus, path: String, input: String, from start: Checkpoint?,
    atNanoseconds now: UInt64
  ) {
    self.file = file
    self.status = status
    self.path = path
    self.input = input
    offset = start?.offset ?? 0
    recordNumber = start?.recordNumber ?? 1
    isSkipping = start?.isSkipping ?? false
    preceding = start?.preceding ?? ""
    grownNanoseconds = now
    identity = FileIdentity.of(file)
  }

  /// Whether what is read next was read by an earlier run.
  var isReplaying: Bool { replayEnd != nil }

  /// Reads from a place before the one where it was left up to that.
  func replay(from start: Checkpoint, until end: Checkpoint) {
    resume(from: start)
    replayEnd = end
  }

  /// Goes on where a file was left of which this is a copy.
  func resume(from start: Checkpoint) {
    offset = start.offset
    recordNumber = start.recordNumber
    isSkipping = start.isSkipping
    preceding = start.preceding
  }

  /// Passes over what is there already. A record that is under way is passed over too.
  func skipToEnd() {
    guard let size = FileStatus(file)?.size, size > 0 else { return }
    offset = size
    isSkipping = file.read(at: size - 1, count: 1) != [UInt8(ascii: "\n")]
    preceding = FileIdentity.preceding(offset, in: file) ?? ""
  }

  var lagBytes: Int { max(0, (FileStatus(file)?.size ?? 0) - offset) }

  func checkpoint(atSeconds seconds: Int64) -> Checkpoint {
    if let replayEnd { return replayEnd }
    return Checkpoint(
      input: input, path: path, device: status.device, inode: status.inode,
      identity: identity ?? "", offset: offset, recordNumber: recordNumber, preceding: preceding,
      isSkipping: isSkipping, isFinished: false, seconds: seconds)
  }

  /// Reads on into the block.
  ///
  /// - Parameters:
  ///   - isFinal: Whether a last record without a line end is taken as it stands.
  ///   - waits: Whether nothing is to be read yet.
  ///   - makeUnit: Makes the unit of an identity, in place of an earlier one.
  func fill(
    _ batch: Batch, readBytes: Int, isFinal: Bool, waits: Bool, _ makeUnit: MakeUnit
  ) -> Found {
    if isNew || waits { return tellOnce(batch, makeUnit) }
    guard let now = FileStatus(file) else { return .nothing }
    if now.size < offset { return .replaced }
    if (now.size, now.modifiedNanoseconds) == seen, !isFinal || now.size == offset {
      return tellOnce(batch, makeUnit)
    }
    guard FileIdentity.preceding(offset, in: file) == preceding else { return .replaced }
    let start = offset
    let found = read(batch.block, readBytes: readBytes, isFinal: isFinal)
    if !found {
      seen = (now.size, now.modifiedNanoseconds)
      if offset != start { preceding = FileIdentity.preceding(offset, in: file) ?? "" }
      return tellOnce(batch, makeUnit)
    }
    seen.size = -1
    isHot = true
    hasBeenRead = true
    tell(batch, makeUnit)
    return .records
  }

  /// The first checkpoint, also when nothing is read yet: the start is to be remembered.
  private func tellOnce(_ batch: Batch, _ makeUnit: MakeUnit) -> Found {
    isHot = isNew
    guard isNew else { return .nothing }
    empty(batch.block)
    tell(batch, makeUnit)
    return .records
  }

  private func tell(_ batch: Batch, _ makeUnit: MakeUnit) {
    isNew = false
    if identity == nil { identity = FileIdentity.of(file) }
    if unit?.naming != .identity(identity ?? "") { unit = makeUnit(identity ?? "", unit) }
    preceding = FileIdentity.preceding(offset, in: file) ?? ""
  }

  private func empty(_ block: Block) {
    block.recordsEnd = Block.recordsStart
    block.recordCount = 0
    block.firstByteOffset = offset
    block.firstRecordNumber = recordNumber
  }

  /// - Returns: Whether the block holds records.
  private func read(_ block: Block, readBytes: Int, isFinal: Bool) -> Bool {
    let room = min(block.capacity, max(readBytes, RecordCursor.recordBytesMaximum + 64))
    let buffer = UnsafeMutableRawBufferPointer(rebasing: block.recordBytes[..<room])
    defer { endReplay() }
    while true {
      let left = replayEnd.map { min($0.offset - offset, room) } ?? room
      let count = file.read(
        at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<left]))
      if count <= 0 { return false }
      let bytes = buffer[..<count]
      if isSkipping {
        guard let end = TailedFile.lineEnd(bytes) else {
          offset += count
          continue
        }
        isSkipping = false
        offset += end + 1
        continue
      }
      if offset == 0, buffer[0] == 0 {
        offset += bytes.prefix { $0 == 0 }.count
        continue
      }
      let isLast = replayEnd.map { $0.offset <= offset + count } ?? isFinal
      return take(bytes, into: block, isFinal: isLast)
    }
  }

  /// From where an earlier run left it, everything is new.
  private func endReplay() {
    guard let end = replayEnd, offset >= end.offset else { return }
    replayEnd = nil
    resume(from: end)
  }

  private static func lineEnd(_ bytes: Slice<UnsafeMutableRawBufferPointer>) -> Int? {
    guard let start = bytes.base.baseAddress,
      let end = memchr(start, Int32(UInt8(ascii: "\n")), bytes.count)
    else { return nil }
    return end - start
  }

  private func take(
    _ bytes: Slice<UnsafeMutableRawBufferPointer>, into block: Block, isFinal: Bool
  ) -> Bool {
    var used: Int
    if let end = bytes.lastIndex(of: UInt8(ascii: "\n")) {
      used = end + 1
    } else if bytes.count > RecordCursor.recordBytesMaximum {
      used = RecordCursor.recordBytesMaximum + 1
      isSkipping = true
    } else if isFinal {
      used = bytes.count
    } else {
      return false
    }
    block.recordsEnd = Block.recordsStart + used
    block.recordCount = RecordCursor.recordCount(in: block, byteCount: used)
    block.firstByteOffset = offset
    block.firstRecordNumber = recordNumber
    recordNumber += block.recordCount
    if isSkipping { used = bytes.count }
    offset += used
    return true
  }
}
