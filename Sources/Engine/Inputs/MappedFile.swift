private import Glibc

/// A file as bytes in memory, for lists that are read once and whole.
final class MappedFile {
  let bytes: UnsafeRawBufferPointer

  /// Nil when there is no such file, or it cannot be read.
  init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let count = Int(status.st_size)
    guard count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    // A private mapping: pages of the list are the page cache's and can be dropped at any time.
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return nil }
    madvise(start, count, MADV_SEQUENTIAL)
    bytes = UnsafeRawBufferPointer(start: start, count: count)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}

/// Questions about paths.
enum FileKind {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
