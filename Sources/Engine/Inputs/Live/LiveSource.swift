import Detect
import Glibc
import Logs
private import Synchronization

/// The blocks of a run without end: all inputs in turns, as soon as they have something.
///
/// Once a second it gives an empty block, so that what is due by the clock is done in the order of
/// the records. When records trickle, it waits 2 ms between two rounds, so that a block is not made
/// for each.
final class LiveSource: BlockSource, @unchecked Sendable {
  private let inputs: [any LiveInput]
  private let configurations: [InputConfiguration]
  private let zone: TimeReference.Zone
  private let units: UnitTable
  private let ticks: LiveUnit
  private let shared: Mutex<Shared>
  private let isStopping = Atomic<Bool>(false)
  private let wantsWindows = Atomic<Bool>(false)
  private let taken = Atomic<Int>(0)
  // The rest is the reader thread's.
  private var detection: Detection
  private var generation = 0
  private var origins: [Int: Origin] = [:]
  private var decoders: [Int: RecordDecoder] = [:]
  private var minute: Int64 = 0
  private var turn = 0
  private var tickNanoseconds: UInt64 = 0
  private var roundNanoseconds: UInt64 = 0
  /// Set once the end has begun.
  private var drainUntil: UInt64 = 0
  private var hasEnded = false

  private struct Shared {
    var next: Detection?
  }

  private static let tickEvery: UInt64 = 1_000_000_000
  private static let roundEvery: UInt64 = 2_000_000
  private static let drainFor: UInt64 = 500_000_000

  init(
    _ inputs: [any LiveInput], _ configuration: RunConfiguration, units: UnitTable,
    detection: Detection
  ) {
    self.inputs = inputs
    configurations = configuration.inputs
    zone = configuration.settings.clock.zone
    self.units = units
    self.detection = detection
    shared = Mutex(Shared())
    ticks = units.make(place: -1, name: "clock", naming: .offset, texts: .memory)
  }

  // MARK: For other threads

  /// Ends the run: what was read is still processed, and nothing more is read.
  func stop() { isStopping.store(true, ordering: .relaxed) }

  /// From the next block on, records are read with this.
  func use(_ detection: Detection) { shared.withLock { $0.next = detection } }

  /// With the next tick of the clock, the windows are saved.
  func saveWindows() { wantsWindows.store(true, ordering: .relaxed) }

  func texts(of input: Int) -> TextSource { units.texts(of: input) }
  var bytesTaken: Int { taken.load(ordering: .relaxed) }

  // MARK: The reader thread

  func fill(_ batch: Batch) -> Bool {
    while true {
      let now = MonotonicClock.nanoseconds
      takeOver()
      batch.checkpoint = nil
      batch.isReplay = false
      batch.savesWindows = false
      if isStopping.load(ordering: .relaxed) || inputs.allSatisfy(\.isDone) {
        return drain(batch, now)
      }
      if now - tickNanoseconds >= LiveSource.tickEvery {
        tickNanoseconds = now
        return tick(batch)
      }
      for _ in inputs.indices {
        turn = (turn + 1) % inputs.count
        if let unit = inputs[turn].fill(batch, atNanoseconds: now) {
          stamp(batch, unit)
          return true
        }
      }
      wait(now)
    }
  }

  /// At the end: what has come already and cannot be had again, for at most half a second.
  private func drain(_ batch: Batch, _ now: UInt64) -> Bool {
    if drainUntil == 0 { drainUntil = now + LiveSource.drainFor }
    if now < drainUntil {
      for input in inputs where !input.isReplayable {
        if let unit = input.fill(batch, atNanoseconds: now) {
          stamp(batch, unit)
          return true
        }
      }
    }
    for input in inputs { input.close() }
    guard !hasEnded else { return false }
    hasEnded = true
    // What the windows are at the end.
    wantsWindows.store(true, ordering: .relaxed)
    return tick(batch)
  }

  private func tick(_ batch: Batch) -> Bool {
    batch.block.recordsEnd = Block.recordsStart
    batch.block.recordCount = 0
    batch.block.firstByteOffset = 0
    batch.block.firstRecordNumber = 1
    batch.savesWindows = wantsWindows.exchange(false, ordering: .relaxed)
    stamp(batch, ticks)
    return true
  }

  private func stamp(_ batch: Batch, _ unit: LiveUnit) {
    batch.block.input = unit.number
    batch.filledNanoseconds = MonotonicClock.nanoseconds
    batch.origin = origin(of: unit)
    taken.add(batch.block.recordByteCount, ordering: .relaxed)
  }

  /// Takes over what another thread has loaded.
  private func takeOver() {
    guard let next = shared.withLock({ $0.next.take() }) else { return }
    detection = next
    generation += 1
    minute = 0
  }

  private func origin(of unit: LiveUnit) -> Origin {
    let seconds = RunClock.nowSeconds
    // Years are told, and indicators end, by the minute.
    if seconds / 60 != minute {
      minute = seconds / 60
      origins.removeAll(keepingCapacity: true)
      decoders.removeAll(keepingCapacity: true)
    }
    if let known = origins[unit.number], known.input == unit.name { return known }
    let configuration =
      configurations.indices.contains(unit.place) ? configurations[unit.place] : nil
    let origin = Origin(
      detection, generation: generation, place: configuration == nil ? nil : unit.place,
      decoder: decoder(unit.place, configuration, seconds), nowSeconds: seconds, input: unit.name,
      naming: unit.naming, isTrusted: configuration?.isTrusted ?? true)
    origins[unit.number] = origin
    return origin
  }

  private func decoder(
    _ place: Int, _ configuration: InputConfiguration?, _ seconds: Int64
  ) -> RecordDecoder {
    if let known = decoders[place] { return known }
    let clock = TimeReference(nowSeconds: seconds, zone: configuration?.zone ?? zone)
    // A decoder that a reload took away is replaced by recognition; the reload says so.
    let decoder =
      (try? RecordDecoder(clock: clock, format: configuration?.format, custom: detection.custom))
      ?? detection.decoder
    decoders[place] = decoder
    return decoder
  }

  /// Waits until an input has something, or is to be looked at.
  private func wait(_ now: UInt64) {
    var list: [pollfd] = []
    var ranges: [Range<Int>] = []
    var timeout = Int32(1000)
    for input in inputs {
      let start = list.count
      input.addDescriptors(to: &list)
      ranges.append(start..<list.count)
      if !input.isDone { timeout = min(timeout, input.lookMilliseconds) }
    }
    let due = LiveSource.tickEvery - min(LiveSource.tickEvery, now - tickNanoseconds)
    // A stop is noticed within 200 ms.
    timeout = min(timeout, Int32(due / 1_000_000) + 1, 200)
    let pause = MonotonicClock.nanoseconds - roundNanoseconds
    if pause < LiveSource.roundEvery { usleep(UInt32((LiveSource.roundEvery - pause) / 1000)) }
    let found = poll(&list, UInt(list.count), timeout)
    roundNanoseconds = MonotonicClock.nanoseconds
    if found <= 0 { for place in list.indices { list[place].revents = 0 } }
    for (input, range) in zip(inputs, ranges) { input.attend(list[range]) }
  }
}
