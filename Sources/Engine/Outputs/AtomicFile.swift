private import Glibc

/// Why a file could not be written. What stood there before stands there still.
package struct WriteError: Error, Equatable, Sendable, CustomStringConvertible {
  package let path: String
  package let reason: String
  package var description: String { "\(path): cannot be written: \(reason)" }
}

/// Replaces a file whole or not at all.
package enum AtomicFile {
  /// Writes beside the file, syncs, and renames over it, so that a reader sees the old bytes or the
  /// new ones, also after a crash.
  ///
  /// - Throws: ``WriteError``; the old file stays.
  package static func write(_ bytes: [UInt8], to path: String) throws(WriteError) {
    let temporary = "\(path).\(getpid()).new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WriteError(path: path, reason: errorText(errno)) }
    var failure = writeAll(bytes, to: descriptor)
    if failure == nil, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == nil { failure = errno }
    if failure == nil, rename(temporary, path) != 0 { failure = errno }
    if let failure {
      unlink(temporary)
      throw WriteError(path: path, reason: errorText(failure))
    }
    syncFolder(of: path)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        rest = rest.dropFirst(count)
      }
      return nil
    }
  }

  /// The rename itself must survive a crash; a folder that cannot be synced is no error.
  private static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
