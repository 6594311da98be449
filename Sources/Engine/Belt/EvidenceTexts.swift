import Detect
private import Glibc

/// The text of records that stand before the one that completed an alert.
///
/// Plain files are read again where the record stands. Of other inputs the last bytes are held: of
/// the one under way in a run over files, of each in a run without end.
struct EvidenceTexts: ~Copyable {
  private let isLive: Bool
  private var histories: [Int: History] = [:]
  /// The file that was read last, since evidence of one alert mostly stands in one file.
  private var file: (input: Int, descriptor: Int32)?

  init(isLive: Bool) { self.isLive = isLive }

  deinit { if let file { close(file.descriptor) } }

  /// Holds a block's bytes when its input cannot be read again. Called in the order of the blocks.
  mutating func take(_ block: Block, of source: TextSource) {
    guard case .memory = source, block.recordByteCount > 0 else { return }
    if histories[block.input] == nil {
      if !isLive { histories.removeAll() }
      histories[block.input] = isLive ? .live : History()
    }
    let bytes = UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(block.recordBytes)[..<block.recordByteCount])
    histories[block.input]?.append(bytes, at: block.firstByteOffset)
  }

  /// The record's bytes, or nil when they are no longer to be had.
  ///
  /// - Parameter completedAt: The input and the offset after the record that completed the alert.
  mutating func text(
    input: Int, offset: Int, count: Int, completedAt: (input: Int, offset: Int),
    _ source: TextSource
  ) -> [UInt8]? {
    switch source {
    case .path(let path): return read(path, input, offset, count)
    case .held(let file): return file.record(at: offset, count: count)
    case .memory:
      guard isLive || input == completedAt.input, let history = histories[input] else {
        return nil
      }
      let end = input == completedAt.input ? completedAt.offset : history.end
      return history.bytes(offset: offset, count: count, completedAt: end)
    }
  }

  private mutating func read(
    _ path: String, _ input: Int, _ offset: Int, _ count: Int
  ) -> [UInt8]? {
    if file?.input != input {
      if let file { close(file.descriptor) }
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      file = descriptor >= 0 ? (input, descriptor) : nil
    }
    guard let file else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = bytes.withUnsafeMutableBytes { pread(file.descriptor, $0.baseAddress, count, offset) }
    return got == count ? bytes : nil
  }
}
