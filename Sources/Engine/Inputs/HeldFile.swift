private import Glibc

/// An open file that is read at offsets; closed with its last user.
final class HeldFile: Sendable {
  let descriptor: Int32

  /// Takes the descriptor over.
  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Opens a file; nil when it cannot be.
  convenience init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    self.init(descriptor: descriptor)
  }

  deinit { close(descriptor) }

  /// Bytes at an offset: as many as there are, at most `count`. Nil on an error.
  func read(at offset: Int, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { read(at: offset, into: $0) }
    guard got >= 0 else { return nil }
    bytes.removeLast(count - got)
    return bytes
  }

  /// - Returns: The bytes read, which are fewer than the buffer holds at the end of the file, or
  ///   −1 with `errno`.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let got = pread(descriptor, rest.baseAddress, rest.count, offset + done)
      if got < 0, errno == EINTR { continue }
      if got < 0 { return done > 0 ? done : -1 }
      if got == 0 { return done }
      done += got
    }
    return done
  }

  /// The whole record at an offset, or nil when something else stands there now.
  func record(at offset: Int, count: Int) -> [UInt8]? {
    let lead = offset > 0 ? 1 : 0
    guard let bytes = read(at: offset - lead, count: count + lead + 1),
      bytes.count >= count + lead, lead == 0 || bytes[0] == UInt8(ascii: "\n")
    else { return nil }
    let after = bytes.dropFirst(count + lead).first
    guard after == nil || after == UInt8(ascii: "\n") || after == UInt8(ascii: "\r") else {
      return nil
    }
    return Array(bytes[lead..<lead + count])
  }
}
