private import Detect
package import Response

/// The belt: a reader fills blocks, workers match them, shards correlate them in order, and the
/// caller's thread takes the alerts in the order of the records.
///
/// Blocks come to the workers in order but may be finished in any. Each shard takes the finished
/// batches strictly in order, on whichever worker is free, so that no shard has a lock or a thread
/// of its own and the outcome does not depend on how many workers there are.
package final class Belt: @unchecked Sendable {
  private let detection: Detection
  private let workerCount: Int
  private let readBytes: Int
  /// Its seed: hashes of one run cannot be foreseen; what comes out does not depend on them.
  private let windows: WindowOptions
  private let monitor = Monitor()
  /// Guarded by the monitor.
  private var schedule: Schedule

  /// - Parameters:
  ///   - workers: Threads that decode and match, 1 or more.
  ///   - readBytes: How much is read at once; a block is about that long.
  package convenience init(detection: Detection, workers: Int, readBytes: Int = 256 << 10) {
    self.init(
      detection: detection, workers: workers, readBytes: readBytes, windows: WindowOptions())
  }

  init(detection: Detection, workers: Int, readBytes: Int = 256 << 10, windows: WindowOptions) {
    self.detection = detection
    workerCount = max(1, workers)
    self.readBytes = max(1, readBytes)
    self.windows = windows
    schedule = Schedule(
      detection, workerCount: workerCount, readBytes: self.readBytes, windows: windows)
  }

  /// Reads all inputs to their ends. Call it once.
  ///
  /// - Parameters:
  ///   - onBytes: Called on this thread now and then with the bytes taken from the inputs.
  ///   - onAlert: Called on this thread, in the order of the records. False stops the run.
  /// - Returns: What was read, and what could not be.
  package func run(
    _ inputs: [Input], onBytes: (Int) -> Void = { _ in }, onAlert: (Alert) -> Bool
  ) -> ScanStatistics {
    let reading = Reading(detection, inputs: inputs, readBytes: readBytes)
    var statistics = ScanStatistics()
    run(reading) { batch, alerts in
      statistics.add(batch.statistics)
      onBytes(reading.bytesTaken)
      return alerts.allSatisfy(onAlert)
    }
    reading.addStatistics(to: &statistics)
    for shard in schedule.shards { shard.work.addStatistics(to: &statistics) }
    return statistics
  }

  /// Takes blocks from the source until it ends. Call it once.
  ///
  /// - Parameter onBatch: Called on this thread with each batch and its alerts, in the order of the
  ///   blocks. False stops the reading; it is not called again then.
  func run(_ source: any BlockSource, onBatch: (Batch, [Alert]) -> Bool) {
    let reader = Thread { self.read(source) }
    let workers = (0..<workerCount).map { _ in Thread { self.work() } }
    respond(source, onBatch)
    reader.join()
    for worker in workers { worker.join() }
  }

  /// Runs `body` on the schedule, alone, and wakes whoever waits for what it changed.
  private func change<T>(_ body: (inout Schedule) -> T) -> T {
    monitor.lock()
    defer {
      monitor.wakeAll()
      monitor.unlock()
    }
    return body(&schedule)
  }

  /// Waits until `body` gives something.
  private func waitFor<T>(_ body: (inout Schedule) -> T?) -> T {
    monitor.lock()
    defer { monitor.unlock() }
    while true {
      if let result = body(&schedule) { return result }
      monitor.wait()
    }
  }

  // MARK: The three kinds of thread

  private func read(_ source: any BlockSource) {
    while case .batch(let batch) = waitFor({ $0.takeFree() }) {
      let isFilled = source.fill(batch)
      change { schedule in
        if isFilled { schedule.addFilled(batch) } else { schedule.endReading() }
      }
      if !isFilled { return }
    }
    change { $0.endReading() }
  }

  private func work() {
    var worker = Worker(
      Origin(detection, input: ""), seed: windows.start.seed, samplesCosts: windows.isLive)
    while true {
      switch waitFor({ $0.nextTask() }) {
      case .match(let batch):
        worker.process(batch)
        change { $0.addFinished(batch) }
      case .correlate(let place, let work, let batch):
        work.process(batch)
        change { $0.release(shard: place, batch) }
      case .stop: return
      }
    }
  }

  private func respond(_ source: any BlockSource, _ onBatch: (Batch, [Alert]) -> Bool) {
    var loop = ResponseLoop(detection, windows)
    var goesOn = true
    while case .batch(let batch) = waitFor({ $0.takeDone() }) {
      if goesOn { goesOn = onBatch(batch, loop.process(batch, source)) }
      change { schedule in
        batch.clear()
        schedule.addFree(batch)
        if !goesOn { schedule.stop() }
      }
    }
  }
}
