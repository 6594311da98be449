import Detect
import Glibc

/// Lines from a descriptor that is read as they come: standard input, or a child's output.
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
  private var isSkipping = false
  private var carry: [UInt8] = []

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
    let block = batch.block
    let bytes = block.recordBytes
    bytes.copyBytes(from: carry)
    let begun = carry.count
    let room = UnsafeMutableRawBufferPointer(rebasing: bytes[begun...])
    let got = read(descriptor, room.baseAddress, min(room.count, 1 << 18))
    if got < 0 {
      isDone = errno != EINTR && errno != EAGAIN
      return nil
    }
    isDone = got == 0
    return take(begun + got, isEnd: got == 0, block)
  }

  /// A descriptor that others share cannot be made not to wait, so it is asked first.
  private func isReadable() -> Bool {
    var list = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    isReady = poll(&list, 1, 0) > 0
    return isReady
  }

  private func take(_ count: Int, isEnd: Bool, _ block: Block) -> LiveUnit? {
    var bytes = UnsafeMutableRawBufferPointer(rebasing: block.recordBytes[..<count])
    if isSkipping {
      carry.removeAll(keepingCapacity: true)
      guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      isSkipping = false
      let rest = bytes[(end + 1)...]
      block.recordBytes.copyBytes(from: Array(rest))
      bytes = UnsafeMutableRawBufferPointer(rebasing: block.recordBytes[..<rest.count])
    }
    var used = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if isEnd { used = bytes.count }
    if used == 0, bytes.count > RecordCursor.recordBytesMaximum {
      used = RecordCursor.recordBytesMaximum + 1
      isSkipping = true
    }
    carry = isSkipping ? [] : Array(bytes[used...])
    guard used > 0 else { return nil }
    return finish(used, block)
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
