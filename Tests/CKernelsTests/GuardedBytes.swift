import Glibc

/// Bytes that end where a page ends, before a page that must not be touched, and that may begin
/// right after such a page: reading or writing outside them kills the test.
final class GuardedBytes {
  private let pages: UnsafeMutableRawPointer
  private let pageBytes: Int
  private static let middlePages = 4

  init() {
    pageBytes = sysconf(Int32(_SC_PAGESIZE))
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let all = pageBytes * (GuardedBytes.middlePages + 2)
    guard let mapped = mmap(nil, all, PROT_READ | PROT_WRITE, flags, -1, 0), mapped != MAP_FAILED,
      mprotect(mapped, pageBytes, PROT_NONE) == 0,
      mprotect(mapped + all - pageBytes, pageBytes, PROT_NONE) == 0
    else { preconditionFailure("no memory for the test") }
    pages = mapped
  }

  deinit { munmap(pages, pageBytes * (GuardedBytes.middlePages + 2)) }

  /// A copy of `bytes` right before the page that must not be touched.
  func atEnd(_ bytes: [UInt8]) -> UnsafeMutablePointer<UInt8> {
    put(bytes, at: GuardedBytes.middlePages * pageBytes - bytes.count)
  }

  /// A copy of `bytes` that begins `offset` after the first page that must not be touched.
  func atStart(_ bytes: [UInt8], offset: Int) -> UnsafeMutablePointer<UInt8> {
    put(bytes, at: offset)
  }

  private func put(_ bytes: [UInt8], at offset: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(offset + bytes.count <= GuardedBytes.middlePages * pageBytes)
    let place = (pages + pageBytes + offset).assumingMemoryBound(to: UInt8.self)
    for (index, byte) in bytes.enumerated() { place[index] = byte }
    return place
  }
}
