import Detect

/// One shard of the correlator and what belongs to it. One thread at a time uses it.
final class ShardWork: @unchecked Sendable {
  private var program: CorrelationProgram
  private let limits: CorrelatorLimits
  private let place: Int
  private let count: Int
  private let seed: UInt64
  private var shard: CorrelatorShard
  private var epoch = 0
  private var generation = 0
  /// What shards of earlier epochs counted.
  private var past = CorrelatorStatistics()

  /// - Parameters:
  ///   - place: Which of `count` shards it is.
  ///   - seed: That of the run.
  init(
    _ program: CorrelationProgram, place: Int, of count: Int, seed: UInt64,
    limits: CorrelatorLimits
  ) {
    self.program = program
    self.limits = limits
    self.place = place
    self.count = count
    self.seed = seed
    shard = CorrelatorShard(program, shard: place, of: count, seed: seed, limits: limits)
  }

  func process(_ batch: Batch) {
    if batch.epoch != epoch || batch.origin.generation != generation { startAnew(batch) }
    shard.process(batch.correlationInputs, into: &batch.firings[place])
  }

  private func startAnew(_ batch: Batch) {
    epoch = batch.epoch
    generation = batch.origin.generation
    program = batch.origin.detection.correlations
    past.add(shard.statistics)
    shard = CorrelatorShard(program, shard: place, of: count, seed: seed, limits: limits)
  }

  func addStatistics(to statistics: inout ScanStatistics) {
    past.add(shard.statistics)
    statistics.late += past.late
    statistics.evicted += past.evictedKeys
  }
}

extension CorrelatorStatistics {
  fileprivate mutating func add(_ other: CorrelatorStatistics) {
    late += other.late
    evictedKeys += other.evictedKeys
  }
}
