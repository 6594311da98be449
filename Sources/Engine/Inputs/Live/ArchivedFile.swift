import Detect

/// A rotated file that was compressed: read once, to its end.
final class ArchivedFile {
  let path: String
  let status: FileStatus
  let identity: String
  var unit: LiveUnit?
  private let input: String
  private var reader: BlockReader
  private var offset: Int
  private var recordNumber: Int
  private var isFinished = false

  /// Nil when the file cannot be opened.
  init?(
    _ path: String, _ status: FileStatus, input: String, from start: Checkpoint?, readBytes: Int
  ) {
    guard let source = try? FileSource(path: path) else { return nil }
    self.path = path
    self.status = status
    self.input = input
    offset = start?.offset ?? 0
    recordNumber = start?.recordNumber ?? 1
    identity = FileIdentity.of(GzipBytes(path: path)) ?? ""
    reader = BlockReader(
      GzipSource(source, path: path, leading: []), readBytes: readBytes)
    if let start { reader.skip(to: start.offset, recordNumber: start.recordNumber) }
  }

  var problem: String? { reader.failure?.description }

  /// - Returns: False at the end.
  func fill(_ block: Block) -> Bool {
    guard reader.fill(block) else { return false }
    offset = block.firstByteOffset + block.recordByteCount
    recordNumber = block.firstRecordNumber + block.recordCount
    return true
  }

  /// Says with an empty block that all is read.
  func finish(_ block: Block) {
    isFinished = true
    block.recordsEnd = Block.recordsStart
    block.recordCount = 0
    block.firstByteOffset = offset
    block.firstRecordNumber = recordNumber
  }

  func checkpoint(atSeconds seconds: Int64) -> Checkpoint {
    Checkpoint(
      input: input, path: path, device: status.device, inode: status.inode, identity: identity,
      offset: offset, recordNumber: recordNumber, preceding: "", isSkipping: false,
      isFinished: isFinished, seconds: seconds)
  }

  /// The checkpoint of a file that is passed over.
  static func passed(_ path: String, _ status: FileStatus, input: String) -> Checkpoint {
    Checkpoint(
      input: input, path: path, device: status.device, inode: status.inode, identity: "",
      offset: 0, recordNumber: 1, preceding: "", isSkipping: false, isFinished: true,
      seconds: RunClock.nowSeconds)
  }
}
