import Detect
private import Rules

/// One shard of the correlator and what belongs to it. One thread at a time uses it.
final class ShardWork: @unchecked Sendable {
  private var detection: Detection
  private let limits: CorrelatorLimits
  /// Whether records come as they are written.
  private let isLive: Bool
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
  init(_ detection: Detection, place: Int, of count: Int, _ windows: WindowOptions) {
    self.detection = detection
    limits = windows.limits
    isLive = windows.isLive
    self.place = place
    self.count = count
    seed = windows.start.seed
    shard = CorrelatorShard(
      detection.correlations, shard: place, of: count, seed: seed, limits: limits)
    guard windows.start.shards.indices.contains(place) else { return }
    // Whoever read the bytes has made sure that they are an archive.
    _ = shard.restore(
      windows.start.shards[place], places: windows.start.places, inputs: windows.start.inputs,
      unknownInput: windows.start.unknownInput)
  }

  func process(_ batch: Batch) {
    if batch.origin.generation != generation { takeOver(batch.origin) }
    if batch.epoch != epoch { startAnew(batch.epoch) }
    let now = isLive ? batch.origin.nowSeconds * 1_000_000_000 : nil
    shard.process(batch.correlationInputs, now: now, into: &batch.firings[place])
    if batch.savesWindows { batch.windows[place] = shard.save() }
  }

  /// Goes on with the rules of a reload, and with the windows of those that are the same.
  private func takeOver(_ origin: Origin) {
    generation = origin.generation
    past.add(shard.statistics)
    let places = origin.detection.rules.places(ofCorrelationsIn: detection.rules)
    detection = origin.detection
    shard = CorrelatorShard(
      detection.correlations, seed: seed, adopting: &shard, places: places)
  }

  private func startAnew(_ epoch: Int) {
    self.epoch = epoch
    past.add(shard.statistics)
    shard = CorrelatorShard(
      detection.correlations, shard: place, of: count, seed: seed, limits: limits)
  }

  func addStatistics(to statistics: inout ScanStatistics) {
    past.add(shard.statistics)
    statistics.late += past.late
    statistics.ahead += past.ahead
    statistics.forgotten += past.forgottenEntries
    statistics.evicted += past.evictedKeys
  }
}

extension CorrelatorStatistics {
  fileprivate mutating func add(_ other: CorrelatorStatistics) {
    late += other.late
    ahead += other.ahead
    forgottenEntries += other.forgottenEntries
    evictedKeys += other.evictedKeys
  }
}
