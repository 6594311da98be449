import Glibc
import Response

/// A file as the system knows it.
struct FileStatus: Hashable {
  let device: UInt64
  let inode: UInt64
  let size: Int
  let links: Int
  /// When it was changed last, Unix nanoseconds.
  let modifiedNanoseconds: Int64
  let isRegular: Bool

  /// What stands at the path now, links followed. Nil when nothing does.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(_ file: HeldFile) {
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
    size = Int(status.st_size)
    links = Int(status.st_nlink)
    modifiedNanoseconds =
      Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }

  var modifiedSeconds: Int64 { modifiedNanoseconds / 1_000_000_000 }

  func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}

/// What a log file is told by when names and inodes change: its first record, and the bytes before
/// an offset.
enum FileIdentity {
  /// How much of the first record counts.
  private static let firstBytes = 1024
  /// How many bytes before an offset count.
  private static let precedingBytes = 128

  /// A hash of the first record, or nil while it is not complete.
  static func of(_ file: some OffsetReading) -> String? {
    guard let bytes = file.read(at: 0, count: firstBytes) else { return nil }
    if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      return hash(Array(bytes[...end]))
    }
    return bytes.count == firstBytes ? hash(bytes) : nil
  }

  /// A hash of the bytes before the offset; nil when they are not all there.
  static func preceding(_ offset: Int, in file: some OffsetReading) -> String? {
    let count = min(offset, precedingBytes)
    guard count > 0 else { return "" }
    guard let bytes = file.read(at: offset - count, count: count), bytes.count == count else {
      return nil
    }
    return hash(bytes)
  }

  private static func hash(_ bytes: [UInt8]) -> String {
    String(SHA256.hex(of: bytes).prefix(32))
  }
}

/// Bytes that can be read at any offset.
protocol OffsetReading {
  func read(at offset: Int, count: Int) -> [UInt8]?
}

extension HeldFile: OffsetReading {}

/// A gzip file's decompressed bytes; reading far in means decompressing all before.
struct GzipBytes: OffsetReading {
  let path: String

  func read(at offset: Int, count: Int) -> [UInt8]? {
    guard let source = try? FileSource(path: path) else { return nil }
    let gzip = GzipSource(source, path: path, leading: [])
    var left = offset
    var found: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while found.count < count {
      let got = buffer.withUnsafeMutableBytes { (try? gzip.read(into: $0)) ?? 0 }
      if got == 0 { break }
      let passed = min(left, got)
      left -= passed
      found += buffer[passed..<got].prefix(count - found.count)
    }
    return found
  }

  /// Whether the file begins as gzip does (RFC 1952, 2.3.1).
  static func isGzip(_ file: HeldFile) -> Bool {
    file.read(at: 0, count: 2) == [0x1f, 0x8b]
  }
}
