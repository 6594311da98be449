import Detect
import Response

/// One block on its way along the belt, with what each stage made of it.
///
/// Owned by one thread at a time: reader, worker, each shard in turn, response loop. The belt's
/// monitor orders the hand-overs.
final class Batch: @unchecked Sendable {
  let block: Block
  /// How its records are read; set by the reader.
  var origin: Origin
  /// Where reading goes on after it, when its input can be read again; set by the reader.
  var checkpoint: Checkpoint?
  /// Whether an earlier run has told what its records raise: only the windows need them; set by the
  /// reader.
  var isReplay = false
  /// Whether shards save their windows as they are after it; set by the reader.
  var savesWindows = false
  /// What each shard saved.
  var windows: [WindowArchive?]
  /// What the saved windows' evidence is from; set by the response loop.
  var windowInputs: [SavedWindows.Input] = []
  /// Whether a rule that is silent for a while after an alert would have raised one; set by the
  /// response loop, as is what such rules have raised where windows are saved.
  var hasSilentRules = false
  var suppression: [SuppressionTable.Entry] = []
  /// When the reader handed it on, by the monotonic clock; 0 when nobody asked.
  var filledNanoseconds: UInt64 = 0
  /// What the worker hands to the shards, in record order; each takes its own.
  var correlationInputs: [CorrelationInput] = []
  /// What each shard made of it.
  var firings: [[CorrelationFiring]]
  /// Alerts of rules and indicators, in record order.
  var alerts: [PlacedAlert] = []
  var statistics = BatchStatistics()
  /// What its rules cost, in nanoseconds; of some blocks of a run that wants to know.
  var costs: RuleProfile?
  /// Times of the first and last event that has one; nil when none has.
  var times: (first: Int64, last: Int64)?
  /// Counts up where an input begins earlier than the one before it ended: windows start anew.
  var epoch = 0
  /// Shards that have not processed it yet.
  var shardsLeft = 0

  init(block: Block, shardCount: Int, origin: Origin) {
    self.block = block
    self.origin = origin
    firings = Array(repeating: [], count: shardCount)
    windows = Array(repeating: nil, count: shardCount)
  }

  func clear() {
    correlationInputs.removeAll(keepingCapacity: true)
    for shard in firings.indices { firings[shard].removeAll(keepingCapacity: true) }
    alerts.removeAll(keepingCapacity: true)
    statistics = BatchStatistics()
    for shard in windows.indices { windows[shard] = nil }
    windowInputs = []
    hasSilentRules = false
    suppression = []
    costs = nil
    times = nil
    checkpoint = nil
  }
}

/// An alert and its place in the order of all: by record, then indicators, rules, correlations.
struct PlacedAlert {
  let record: Int
  let order: Int
  let alert: Alert

  /// Places one kind after another at the same record.
  static func order(_ kind: Alert.Kind, index: Int) -> Int {
    switch kind {
    case .indicator: index
    case .rule: 1 << 32 + index
    case .correlation: 1 << 33 + index
    }
  }
}

/// What a worker counted in one block.
struct BatchStatistics {
  var records = 0
  var bytes = 0
  var cut = 0
  var limited = 0
  var malformed = 0
  var unrecognised = 0
  var expressionLimits = 0
  var ungrouped = 0
  /// Counted by the response loop.
  var suppressed = 0
  /// Events by decoder.
  var byDecoder: [Int] = []
}

extension BatchStatistics {
  /// Counts a block's events.
  mutating func count(_ columns: borrowing EventColumns, decoders: Int) {
    byDecoder = Array(repeating: 0, count: decoders)
    for place in 0..<columns.eventCount {
      let event = columns[event: place]
      records += 1
      bytes += Int(event.recordEnd - event.recordStart)
      byDecoder[Int(event.decoder)] += 1
      if event.flags == [.hasTime] { continue }
      if event.flags.contains(.isCut) { cut += 1 }
      if event.flags.contains(.limited) { limited += 1 }
      if event.flags.contains(.malformed) { malformed += 1 }
      if event.flags.contains(.unrecognised) { unrecognised += 1 }
    }
  }
}
