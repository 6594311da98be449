/// The lines of an input one after another, for commands that read what detectd writes.
struct InputLines {
  private let source: any ByteSource
  private var pending: [UInt8]
  private var start = 0
  private var isAtEnd = false

  /// Bytes of a line that are kept; the rest of a longer one is read and dropped.
  static let lineBytesMaximum = 16 << 20

  init(_ input: Input) throws(InputError) {
    (source, pending) = try input.open()
  }

  /// The next line without its end, or nil after the last.
  ///
  /// - Complexity: O(bytes read).
  mutating func next() throws(InputError) -> [UInt8]? {
    var searched = start
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        return Array(pending[start..<end].prefix(InputLines.lineBytesMaximum))
      }
      if isAtEnd {
        defer { start = pending.count }
        return start < pending.count ? Array(pending[start...]) : nil
      }
      pending.removeFirst(start)
      start = 0
      if pending.count > InputLines.lineBytesMaximum {
        pending.removeLast(pending.count - InputLines.lineBytesMaximum)
      }
      searched = pending.count
      try readMore()
    }
  }

  private mutating func readMore() throws(InputError) {
    let before = pending.count
    var result = Result<Int, InputError>.success(0)
    pending.append(contentsOf: repeatElement(0, count: 1 << 16))
    pending.withUnsafeMutableBytes { bytes in
      let room = UnsafeMutableRawBufferPointer(rebasing: bytes[before...])
      do throws(InputError) {
        result = .success(try source.read(into: room))
      } catch {
        result = .failure(error)
      }
    }
    let count = (try? result.get()) ?? 0
    pending.removeLast(pending.count - before - count)
    isAtEnd = count == 0
    if case .failure(let error) = result { throw error }
  }
}
