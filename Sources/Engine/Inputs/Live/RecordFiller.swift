import Detect

/// Puts messages into a block as its records, one line each.
///
/// A line end inside a message becomes a space, so that no text in a message can pass for a record
/// of its own. Line ends and NULs at the end, which some senders add, are left out.
struct RecordFiller {
  private let bytes: UnsafeMutableRawBufferPointer
  private let block: Block
  private(set) var count = 0
  private(set) var records = 0
  /// Messages that lost their end and have a length that is allowed: nobody after this can know.
  private(set) var cut = 0

  init(_ block: Block) {
    self.block = block
    bytes = block.recordBytes
  }

  /// The most bytes of a message that are kept: one more than the limit, by which the worker knows
  /// to cut.
  static let messageMaximum = RecordCursor.recordBytesMaximum + 1

  func hasRoom(for length: Int) -> Bool {
    count + min(length, RecordFiller.messageMaximum) + 1 <= bytes.count
  }

  /// Appends a message that there is room for; an empty one is passed over.
  ///
  /// - Parameter isCut: Whether it has lost its end already.
  mutating func append(_ message: UnsafeRawBufferPointer, isCut: Bool = false) {
    var length = message.count
    while length > 0,
      message[length - 1] == 0x0a || message[length - 1] == 0x0d
        || message[length - 1] == 0
    { length -= 1 }
    guard length > 0 else { return }
    length = min(length, RecordFiller.messageMaximum)
    if isCut, length <= RecordCursor.recordBytesMaximum { cut += 1 }
    let target = UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + length])
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: message[..<length]))
    var rest = target[...]
    while let place = rest.firstIndex(of: 0x0a) {
      target[place] = 0x20
      rest = target[(place + 1)...]
    }
    bytes[count + length] = 0x0a
    count += length + 1
    records += 1
  }

  /// Describes the block.
  func finish(_ position: inout StreamPosition) {
    block.recordsEnd = Block.recordsStart + count
    block.recordCount = records
    block.firstByteOffset = position.offset
    block.firstRecordNumber = position.recordNumber
    position.offset += count
    position.recordNumber += records
  }
}

/// How far a stream was read.
struct StreamPosition {
  var offset = 0
  var recordNumber = 1
}
