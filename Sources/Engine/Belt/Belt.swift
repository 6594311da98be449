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
  /// Hashes of one run cannot be foreseen; what comes out does not depend on it.
  private let seed = UInt64.random(in: .min ... .max)
  private let monitor = Monitor()
  /// Guarded by the monitor.
  private var schedule: Schedule

  /// - Parameters:
  ///   - workers: Threads that decode and match, 1 or more.
  ///   - readBytes: How much is read at once; a block is about that long.
  package init(detection: Detection, workers: Int, readBytes: Int = 256 << 10) {
    self.detection = detection
    workerCount = max(1, workers)
    self.readBytes = max(1, readBytes)
    schedule = Schedule(
      detection, workerCount: workerCount, readBytes: self.readBytes, seed: seed)
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
    let reading = Reading(inputs: inputs, readBytes: readBytes)
    let reader = Thread { self.read(reading) }
    let workers = (0..<workerCount).map { _ in Thread { self.work(reading) } }
    var statistics = ScanStatistics()
    respond(reading, &statistics, onBytes, onAlert)
    reader.join()
    for worker in workers { worker.join() }
    reading.addStatistics(to: &statistics)
    for shard in schedule.shards { shard.work.addStatistics(to: &statistics) }
    return statistics
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

  private func read(_ reading: Reading) {
    while case .batch(let batch) = waitFor({ $0.takeFree() }) {
      let isFilled = reading.fill(batch.block)
      change { schedule in
        if isFilled { schedule.addFilled(batch) } else { schedule.endReading() }
      }
      if !isFilled { return }
    }
    change { $0.endReading() }
  }

  private func work(_ reading: Reading) {
    var worker = Worker(detection, seed: seed)
    while true {
      switch waitFor({ $0.nextTask() }) {
      case .match(let batch):
        worker.process(batch, input: reading.input(batch.block.input).path)
        change { $0.addFinished(batch) }
      case .correlate(let place, let work, let batch):
        work.process(batch)
        change { $0.release(shard: place, batch) }
      case .stop: return
      }
    }
  }

  private func respond(
    _ reading: Reading, _ statistics: inout ScanStatistics, _ onBytes: (Int) -> Void,
    _ onAlert: (Alert) -> Bool
  ) {
    var loop = ResponseLoop(detection)
    while case .batch(let batch) = waitFor({ $0.takeDone() }) {
      let goesOn = loop.process(batch, reading.input, onAlert)
      statistics.add(batch.statistics)
      onBytes(reading.bytesTaken)
      change { schedule in
        batch.clear()
        schedule.addFree(batch)
        if !goesOn { schedule.stop() }
      }
    }
  }
}
