import Glibc

/// Cuts a TCP stream into syslog messages: octet counting (RFC 6587 3.4.1) and line ends (3.4.2),
/// both on one connection, decided message by message.
///
/// A message is counted when it begins with a number, a space and `<`. So a line that begins with a
/// date is a line. What is longer than the limit is cut, and its rest passed over.
struct SyslogFraming {
  /// A whole message, or what is to be had of it.
  struct Message {
    let range: Range<Int>
    /// Where the next one begins in the buffer.
    let next: Int
    /// Whether more of it than line ends is beyond the limit. The same however the bytes come.
    let isCut: Bool
  }

  private enum Rest {
    case none
    /// So many bytes of a counted message are passed over.
    case counted(Int)
    /// All up to the next line end is passed over.
    case line
  }

  private let limit: Int
  private var rest = Rest.none

  /// The most digits of a count: a counted message may have 9,999,999 bytes, of which the limit is
  /// kept.
  private static let digits = 7
  /// So much may follow the limit and be nothing but the end of a line.
  private static let endBytes = 2

  /// - Parameter limit: Bytes of a message that are kept.
  init(limit: Int) { self.limit = limit }

  /// The next message in the bytes from `start` on.
  ///
  /// - Parameters:
  ///   - isEnd: Whether no more bytes will come, so that a line without its end is whole.
  ///   - passed: How far the bytes were used up without a message.
  /// - Returns: Nil when more bytes are needed.
  mutating func next(
    _ bytes: UnsafeRawBufferPointer, from start: Int, isEnd: Bool, passed: inout Int
  ) -> Message? {
    passed = start
    guard passRest(bytes, &passed) else { return nil }
    // Some senders put a line end behind a counted message, or a NUL behind a line.
    while passed < bytes.count, bytes[passed] == 0x0a || bytes[passed] == 0x0d || bytes[passed] == 0
    { passed += 1 }
    guard passed < bytes.count else { return nil }
    switch count(bytes, from: passed) {
    case .counted(let length, let begin): return counted(bytes, begin, length, isEnd: isEnd)
    case .unknown where !isEnd: return nil
    default: return line(bytes, passed, isEnd: isEnd)
    }
  }

  private enum Count {
    case counted(length: Int, begin: Int)
    case none
    /// The bytes end too early to know.
    case unknown
  }

  private func count(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Count {
    var length = 0
    var place = start
    guard bytes[start] != 0x30 else { return .none }
    while place < bytes.count, bytes[place] &- 0x30 < 10, place - start <= SyslogFraming.digits {
      length = length * 10 + Int(bytes[place] - 0x30)
      place += 1
    }
    guard place > start, place - start <= SyslogFraming.digits else { return .none }
    guard place < bytes.count else { return .unknown }
    guard bytes[place] == 0x20 else { return .none }
    guard place + 1 < bytes.count else { return .unknown }
    return bytes[place + 1] == 0x3c ? .counted(length: length, begin: place + 1) : .none
  }

  private mutating func counted(
    _ bytes: UnsafeRawBufferPointer, _ begin: Int, _ length: Int, isEnd: Bool
  ) -> Message? {
    let there = bytes.count - begin
    guard there >= min(length, limit + SyslogFraming.endBytes + 1) || isEnd else { return nil }
    let held = min(there, length)
    let end = begin + min(held, limit)
    let isCut = isMore(than: SyslogFraming.endBytes, bytes[end..<begin + held])
    if there >= length {
      return Message(range: begin..<end, next: begin + length, isCut: isCut)
    }
    rest = .counted(begin + length - end)
    return Message(range: begin..<end, next: end, isCut: isCut)
  }

  private mutating func line(
    _ bytes: UnsafeRawBufferPointer, _ begin: Int, isEnd: Bool
  ) -> Message? {
    let lineEnd = SyslogFraming.lineEnd(bytes, from: begin)
    let there = (lineEnd ?? bytes.count) - begin
    guard lineEnd != nil || isEnd || there >= limit + SyslogFraming.endBytes else { return nil }
    let end = begin + min(there, limit)
    // The line end itself is one of the bytes that may follow.
    let isCut = isMore(than: SyslogFraming.endBytes - 1, bytes[end..<begin + there])
    if let lineEnd { return Message(range: begin..<end, next: lineEnd + 1, isCut: isCut) }
    if !isEnd { rest = .line }
    return Message(range: begin..<end, next: isEnd ? bytes.count : end, isCut: isCut)
  }

  /// Whether what is beyond the limit is more than an end of so many bytes at most.
  private func isMore(than ends: Int, _ beyond: Slice<UnsafeRawBufferPointer>) -> Bool {
    beyond.count > ends || !beyond.allSatisfy { $0 == 0x0a || $0 == 0x0d || $0 == 0 }
  }

  private static func lineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress,
      let end = memchr(base + start, 0x0a, bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(end) - base
  }

  /// - Returns: False while the rest of a message is still to come.
  private mutating func passRest(_ bytes: UnsafeRawBufferPointer, _ passed: inout Int) -> Bool {
    switch rest {
    case .none: return true
    case .counted(let left):
      let here = min(left, bytes.count - passed)
      passed += here
      rest = here == left ? .none : .counted(left - here)
      return here == left
    case .line:
      guard let end = SyslogFraming.lineEnd(bytes, from: passed) else {
        passed = bytes.count
        return false
      }
      passed = end + 1
      rest = .none
      return true
    }
  }
}
