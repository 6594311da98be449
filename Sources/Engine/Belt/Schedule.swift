import Detect

/// Where every batch is, and who may go on. Plain data; the belt guards it.
struct Schedule {
  enum Turn {
    case batch(Batch)
    case end
  }

  enum Task {
    case match(Batch)
    case correlate(shard: Int, ShardWork, Batch)
    case stop
  }

  struct Shard {
    let work: ShardWork
    /// The sequence of the batch that it takes next.
    var next = 0
    var isBusy = false
  }

  private(set) var shards: [Shard]
  private var free: [Batch] = []
  /// Blocks with records, for any worker.
  private var filled: [Batch] = []
  /// Batches that a worker has finished and some shard has not, by sequence.
  private var finished: [Int: Batch] = [:]
  /// Batches that every shard has processed, by sequence.
  private var done: [Int: Batch] = [:]
  private var filledCount = 0
  private var takenCount = 0
  private var isReadingDone = false
  private var isStopped = false
  private var seal: Seal

  init(_ detection: Detection, workerCount: Int, readBytes: Int, windows: WindowOptions) {
    seal = Seal(isLive: windows.isLive)
    let shardCount = windows.shardCount(workers: workerCount)
    shards = (0..<shardCount).map { place in
      Shard(work: ShardWork(detection, place: place, of: shardCount, windows))
    }
    let capacity = BlockReader.capacity(readBytes: readBytes)
    let origin = Origin(detection, input: "")
    free = (0..<workerCount * 2 + 2).map { _ in
      Batch(block: Block(capacity: capacity), shardCount: shardCount, origin: origin)
    }
  }

  // MARK: The reader

  mutating func takeFree() -> Turn? {
    if isStopped { return .end }
    return free.popLast().map(Turn.batch)
  }

  mutating func addFilled(_ batch: Batch) {
    batch.block.sequence = filledCount
    filledCount += 1
    filled.append(batch)
  }

  mutating func endReading() { isReadingDone = true }

  // MARK: The workers

  mutating func nextTask() -> Task? {
    if let place = shards.firstIndex(where: { !$0.isBusy && $0.next < seal.count }),
      let batch = finished[shards[place].next]
    {
      shards[place].isBusy = true
      return .correlate(shard: place, shards[place].work, batch)
    }
    if !filled.isEmpty { return .match(filled.removeFirst()) }
    return isReadingDone && shards.allSatisfy({ $0.next == filledCount }) ? .stop : nil
  }

  mutating func addFinished(_ batch: Batch) {
    batch.shardsLeft = shards.count
    finished[batch.block.sequence] = batch
    while let next = finished[seal.count] { seal.apply(to: next) }
  }

  mutating func release(shard place: Int, _ batch: Batch) {
    shards[place].isBusy = false
    shards[place].next += 1
    batch.shardsLeft -= 1
    guard batch.shardsLeft == 0 else { return }
    finished[batch.block.sequence] = nil
    done[batch.block.sequence] = batch
  }

  // MARK: The response loop

  /// The next batch in the order of the records.
  mutating func takeDone() -> Turn? {
    if let batch = done.removeValue(forKey: takenCount) {
      takenCount += 1
      return .batch(batch)
    }
    return isReadingDone && takenCount == filledCount ? .end : nil
  }

  mutating func addFree(_ batch: Batch) { free.append(batch) }

  /// Ends the reading early; what was read is still processed.
  mutating func stop() { isStopped = true }
}

/// How windows go on from one input to the next.
struct WindowOptions {
  /// Whether inputs come side by side and without end. Otherwise they come one after the other, as
  /// rotated files do.
  var isLive = false
  var limits = CorrelatorLimits()
  var start = WindowStart()

  /// As many as there are workers, or as there are windows to go on with.
  func shardCount(workers: Int) -> Int {
    start.shards.isEmpty ? workers : start.shards.count
  }
}

/// What is decided about batches in their order, before any shard sees them.
private struct Seal {
  let isLive: Bool
  /// Batches sealed so far.
  private(set) var count = 0
  private var epoch = 0
  private var input = -1
  /// The last event time so far; events without a time take it.
  private var lastTime: Int64?
  private var inputHasBegun = false
  /// The same for each input of a run without end.
  private var lastTimes: [Int: Int64] = [:]

  init(isLive: Bool) { self.isLive = isLive }

  /// Gives the batch its epoch, and times to its inputs that have none.
  ///
  /// Windows go on from one input to the next (a rotated file and the one after it), unless the
  /// next begins earlier than the one before it ended: then they start anew, since one clock cannot
  /// run twice.
  mutating func apply(to batch: Batch) {
    count += 1
    if isLive { return applyLive(to: batch) }
    let nowNanoseconds = batch.origin.nowSeconds * 1_000_000_000
    if batch.block.input != input {
      input = batch.block.input
      inputHasBegun = false
    }
    if let times = batch.times {
      if !inputHasBegun, let last = lastTime, times.first < last {
        epoch += 1
        lastTime = nil
      }
      inputHasBegun = true
      batch.correlationInputs.setTimes(carried: lastTime ?? times.first)
      lastTime = times.last
    } else {
      batch.correlationInputs.setTimes(carried: lastTime ?? nowNanoseconds)
    }
    batch.epoch = epoch
  }

  /// Inputs come in turns, each with its own last time; windows never start anew.
  private mutating func applyLive(to batch: Batch) {
    let now = batch.origin.nowSeconds * 1_000_000_000
    batch.correlationInputs.setTimes(
      carried: lastTimes[batch.block.input] ?? batch.times?.first ?? now)
    if let times = batch.times { lastTimes[batch.block.input] = times.last }
  }
}
