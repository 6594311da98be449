import Detect
private import Synchronization

/// The inputs of a run over files, opened and read one after the other. Used by the reader thread;
/// what other threads ask is guarded.
final class Reading: BlockSource, @unchecked Sendable {
  private let detection: Detection
  private let inputs: [Input]
  private let readBytes: Int
  private var next = 0
  private var reader: BlockReader?
  private var source: (any ByteSource)?
  private var origin: Origin
  private var bytesOfClosed = 0
  private let shared = Mutex(Shared())
  private let taken = Atomic<Int>(0)

  private struct Shared {
    var opened: [OpenInput] = []
    var problems: [InputError] = []
  }

  /// An input that was opened.
  private struct OpenInput: Sendable {
    let path: String
    /// Whether its bytes can be read again at any offset.
    let isPlainFile: Bool
  }

  init(_ detection: Detection, inputs: [Input], readBytes: Int) {
    self.detection = detection
    self.inputs = inputs
    self.readBytes = readBytes
    origin = Origin(detection, input: "")
  }

  /// Fills a block from the input under way or the next one that opens.
  ///
  /// - Returns: False when all are at their ends.
  func fill(_ batch: Batch) -> Bool {
    while true {
      if reader != nil {
        let isFilled = reader?.fill(batch.block) ?? false
        taken.store(bytesOfClosed + (source?.bytesTaken ?? 0), ordering: .relaxed)
        if isFilled {
          batch.block.input = shared.withLock { $0.opened.count - 1 }
          batch.origin = origin
          return true
        }
        closeInput()
      }
      guard next < inputs.count else { return false }
      openInput(inputs[next])
      next += 1
    }
  }

  private func openInput(_ input: Input) {
    do throws(InputError) {
      let (source, leading) = try input.open()
      self.source = source
      reader = BlockReader(
        source, leading: leading, readBytes: readBytes, joinsLines: true)
      origin = Origin(detection, input: input.path)
      let isPlain = source is FileSource && input.byteCount != nil
      shared.withLock { $0.opened.append(OpenInput(path: input.path, isPlainFile: isPlain)) }
    } catch {
      shared.withLock { $0.problems.append(error) }
    }
  }

  private func closeInput() {
    if let failure = reader?.failure { shared.withLock { $0.problems.append(failure) } }
    bytesOfClosed += source?.bytesTaken ?? 0
    reader = nil
    source = nil
  }

  // MARK: For other threads

  var bytesTaken: Int { taken.load(ordering: .relaxed) }

  func texts(of input: Int) -> TextSource {
    let open = shared.withLock { $0.opened[input] }
    return open.isPlainFile ? .path(open.path) : .memory
  }

  func addStatistics(to statistics: inout ScanStatistics) {
    shared.withLock { shared in
      statistics.inputs = shared.opened.map(\.path)
      statistics.problems += shared.problems
    }
    statistics.bytesTaken = bytesTaken
  }
}
