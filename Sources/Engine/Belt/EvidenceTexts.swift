import Detect
private import Glibc

/// The text of records that stand before the one that completed an alert.
///
/// Plain files are read again where the record stands. Of other inputs the last bytes are held.
struct EvidenceTexts: ~Copyable {
  private var history = History()
  /// Which input the history is of.
  private var historyInput: Int?
  /// The file that was read last, since evidence of one alert mostly stands in one file.
  private var file: (input: Int, descriptor: Int32)?

  deinit { if let file { close(file.descriptor) } }

  /// Holds a block's bytes when its input cannot be read again. Called in the order of the blocks.
  mutating func take(_ block: Block, of input: Reading.OpenInput) {
    guard !input.isPlainFile else { return }
    if historyInput != block.input {
      history.reset()
      historyInput = block.input
    }
    let bytes = UnsafeRawBufferPointer(
      rebasing: UnsafeRawBufferPointer(block.recordBytes)[..<block.recordByteCount])
    history.append(bytes, at: block.firstByteOffset)
  }

  /// The record's bytes, or nil when they are no longer to be had.
  ///
  /// - Parameter completedAt: The input and the offset after the record that completed the alert.
  mutating func text(
    input: Int, offset: Int, count: Int, completedAt: (input: Int, offset: Int),
    _ open: Reading.OpenInput
  ) -> [UInt8]? {
    if open.isPlainFile { return read(open.path, input, offset, count) }
    guard input == completedAt.input else { return nil }
    return history.bytes(offset: offset, count: count, completedAt: completedAt.offset)
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
