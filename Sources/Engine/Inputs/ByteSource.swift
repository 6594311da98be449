private import Glibc

/// Where the bytes of one input come from.
package protocol ByteSource: AnyObject {
  /// Reads at least one byte, or none at the end.
  ///
  /// - Throws: ``InputError``; the source is at its end afterwards.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int
  /// Bytes taken from the file so far (compressed ones for gzip), for progress.
  var bytesTaken: Int { get }
}

/// An open file, pipe or terminal.
package final class FileSource: ByteSource {
  private let descriptor: Int32
  private let path: String
  private let closes: Bool
  package private(set) var bytesTaken = 0

  /// - Throws: ``InputError/missing(path:)`` or ``InputError/unreadable(path:reason:)``.
  package init(path: String) throws(InputError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    closes = true
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? .missing(path: path) : .unreadable(path: path, reason: errorText(errno))
    }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  /// Standard input, which is left open.
  package init(standardInput name: String) {
    descriptor = STDIN_FILENO
    path = name
    closes = false
  }

  deinit { if closes { close(descriptor) } }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        bytesTaken += count
        return count
      }
      if errno != EINTR { throw .unreadable(path: path, reason: errorText(errno)) }
    }
  }
}

/// Bytes that are at hand.
package final class MemorySource: ByteSource {
  private var rest: ArraySlice<UInt8>
  package private(set) var bytesTaken = 0

  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = rest.prefix(buffer.count)
    buffer.copyBytes(from: part)
    rest = rest.dropFirst(part.count)
    bytesTaken += part.count
    return part.count
  }
}

/// The system's words for an error number.
package func errorText(_ code: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  _ = strerror_r(code, &buffer, buffer.count)
  return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
