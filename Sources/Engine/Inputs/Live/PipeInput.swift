import Detect
import Glibc

/// Lines of standard input as they come.
final class PipeInput: LiveInput {
  let place: Int
  let lookMilliseconds: Int32 = 1000
  private(set) var isDone = false
  let isReplayable = false
  private let name: String
  private let descriptor: Int32
  private let unit: LiveUnit
  private let counters: InputCounters
  private var position = StreamPosition()
  private var isReady = true
  private var lines = PipeLines()

  /// Standard input.
  init(
    _ configuration: InputConfiguration, place: Int, units: UnitTable, counters: InputCounters,
    run: String
  ) {
    self.place = place
    self.counters = counters
    name = configuration.name
    descriptor = STDIN_FILENO
    unit = units.make(
      place: place, name: name, naming: .identity("\(name)@\(run)"), texts: .memory)
  }

  func addDescriptors(to list: inout [pollfd]) {
    if !isDone { list.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
  }

  func attend(_ ready: ArraySlice<pollfd>) {
    isReady = ready.first.map { $0.revents != 0 } ?? false
  }

  func close() { isDone = true }

  func fill(_ batch: Batch, atNanoseconds now: UInt64) -> LiveUnit? {
    guard isReady, !isDone, isReadable() else { return nil }
    let used = lines.read(descriptor, into: batch.block)
    isDone = lines.isAtEnd
    return used.map { finish($0, batch.block) }
  }

  /// A descriptor that others share cannot be made not to wait, so it is asked first.
  private func isReadable() -> Bool {
    var list = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    isReady = poll(&list, 1, 0) > 0
    return isReady
  }

  private func finish(_ used: Int, _ block: Block) -> LiveUnit {
    block.recordsEnd = Block.recordsStart + used
    block.recordCount = RecordCursor.recordCount(in: block, byteCount: used)
    block.firstByteOffset = position.offset
    block.firstRecordNumber = position.recordNumber
    position.offset += used
    position.recordNumber += block.recordCount
    counters.change { counts in
      counts.records += block.recordCount
      counts.bytes += used
      counts.lastRecordSeconds = RunClock.nowSeconds
    }
    return unit
  }
}
