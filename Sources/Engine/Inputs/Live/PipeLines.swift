import Detect
import Glibc

/// Lines of a descriptor that is read as they come, put into blocks whole. One that is too long for
/// a record is cut, and its rest passed over.
struct PipeLines {
  /// Whether nothing more comes.
  private(set) var isAtEnd = false
  private var isSkipping = false
  /// The beginning of a line whose end has not come.
  private var carry: [UInt8] = []

  /// Reads once.
  ///
  /// - Parameter takesLast: Whether a last line without its end counts as one.
  /// - Returns: The bytes of the block that hold records; nil when there are none now.
  mutating func read(_ descriptor: Int32, into block: Block, takesLast: Bool = true) -> Int? {
    let bytes = block.recordBytes
    bytes.copyBytes(from: carry)
    let begun = carry.count
    let room = UnsafeMutableRawBufferPointer(rebasing: bytes[begun...])
    let got = Glibc.read(descriptor, room.baseAddress, min(room.count, 1 << 18))
    if got < 0 {
      isAtEnd = errno != EINTR && errno != EAGAIN
      return nil
    }
    isAtEnd = got == 0
    if isAtEnd, !takesLast { return nil }
    return take(begun + got, block)
  }

  private mutating func take(_ count: Int, _ block: Block) -> Int? {
    var bytes = UnsafeMutableRawBufferPointer(rebasing: block.recordBytes[..<count])
    if isSkipping {
      carry.removeAll(keepingCapacity: true)
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      isSkipping = false
      let rest = bytes[(end + 1)...]
      block.recordBytes.copyBytes(from: Array(rest))
      bytes = UnsafeMutableRawBufferPointer(rebasing: block.recordBytes[..<rest.count])
    }
    var used = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if isAtEnd { used = bytes.count }
    if used == 0, bytes.count > RecordCursor.recordBytesMaximum {
      used = RecordCursor.recordBytesMaximum + 1
      isSkipping = true
    }
    carry = isSkipping ? [] : Array(bytes[used...])
    return used > 0 ? used : nil
  }
}
