import Detect
import Glibc

/// One TCP connection of a sender. Holds at most one message and one read.
final class Connection {
  let descriptor: Int32
  /// When the last message came, or the connection.
  var messageNanoseconds: UInt64
  private(set) var isAtEnd = false
  /// Whether the system has more, as far as is known.
  var isReadable = true
  private var framing: SyslogFraming
  private var bytes: [UInt8]
  private var start = 0
  private var end = 0

  private static let readBytes = 1 << 16

  init(_ descriptor: Int32, messageBytes: Int, atNanoseconds now: UInt64) {
    self.descriptor = descriptor
    messageNanoseconds = now
    // At the limit of all records it is the worker that cuts, and marks what it cuts.
    framing = SyslogFraming(
      limit: messageBytes < RecordCursor.recordBytesMaximum
        ? messageBytes : RecordFiller.messageMaximum)
    bytes = []
  }

  deinit { close(descriptor) }

  /// Whether all that came is used up and nothing more will come.
  var isFinished: Bool { isAtEnd && start == end }

  /// Puts whole messages into the block, reading what is there.
  ///
  /// - Returns: Whether there may be more at once.
  func fill(_ filler: inout RecordFiller, atNanoseconds now: UInt64) -> Bool {
    var reads = 0
    while true {
      switch takeMessages(&filler, now) {
      case .full: return true
      case .needsMore:
        if isAtEnd {
          start = end
          return false
        }
        guard isReadable, reads < 4 else { return isReadable }
        reads += 1
        read()
      }
    }
  }

  private enum Taken { case full, needsMore }

  private func takeMessages(_ filler: inout RecordFiller, _ now: UInt64) -> Taken {
    guard start < end else { return .needsMore }
    return bytes.withUnsafeBytes { all in
      let held = UnsafeRawBufferPointer(rebasing: all[..<end])
      while filler.hasRoom(for: RecordFiller.messageMaximum) {
        var passed = start
        let message = framing.next(held, from: start, isEnd: isAtEnd, passed: &passed)
        guard let message else {
          start = passed
          return .needsMore
        }
        filler.append(
          UnsafeRawBufferPointer(rebasing: held[message.range]), isCut: message.isCut)
        start = message.next
        messageNanoseconds = now
      }
      return .full
    }
  }

  private func read() {
    if start == end {
      start = 0
      end = 0
    } else if start > 0 {
      bytes.replaceSubrange(0..<end - start, with: bytes[start..<end])
      end -= start
      start = 0
    }
    if bytes.count < end + Connection.readBytes {
      bytes += [UInt8](repeating: 0, count: end + Connection.readBytes - bytes.count)
    }
    let wanted = min(Connection.readBytes, bytes.count - end)
    let got = bytes.withUnsafeMutableBytes { all in
      all.baseAddress.map { recv(descriptor, $0 + end, wanted, Int32(MSG_DONTWAIT)) } ?? -1
    }
    if got > 0 {
      end += got
      isReadable = got == wanted
      return
    }
    isReadable = false
    if got == 0 || (errno != EAGAIN && errno != EINTR) { isAtEnd = true }
  }
}
