import Detect
import Logs
import Rules

/// Measures a pack on a log: each stage by itself, then each rule.
struct RuleBench: ~Copyable {
  private let detection: Detection
  private let passes: Int
  private var writer: EventWriter
  private var matcher: Matcher
  private var profiler: Matcher
  private var profile: RuleProfile
  private var collector: CorrelationCollector
  private var shard: CorrelatorShard
  private var hits: [RuleHit] = []
  private var inputs: [CorrelationInput] = []
  private var firings: [CorrelationFiring] = []
  private var inputsOf: [Int]
  private var firingsOf: [Int]
  private var records = 0
  private var bytes = 0
  private var nanoseconds = BenchReport.Stages()

  /// - Parameter passes: How often each block is decoded and matched; the quickest pass counts.
  init(_ detection: Detection, passes: Int) {
    self.detection = detection
    self.passes = max(1, passes)
    let fields = detection.fieldsRead
    writer = EventWriter(
      names: detection.rules.fieldNames, keepsAllFields: fields == nil, keeping: fields)
    matcher = Matcher(detection.program)
    profiler = Matcher(detection.program)
    profile = RuleProfile(detection.program, clock: RuleBench.ticks)
    collector = CorrelationCollector(detection.correlations, seed: 1)
    shard = CorrelatorShard(detection.correlations, seed: 1)
    inputsOf = Array(repeating: 0, count: detection.correlations.correlationCount)
    firingsOf = inputsOf
  }

  /// Nanoseconds of a steady clock.
  private static let ticks: @Sendable () -> UInt64 = {
    let start = ContinuousClock.now
    return { UInt64(truncatingIfNeeded: Int((ContinuousClock.now - start) / .nanoseconds(1))) }
  }()

  mutating func run(_ reader: inout BlockReader, input: Int) {
    let block = Block(capacity: BlockReader.capacity(readBytes: 256 << 10))
    block.input = input
    while reader.fill(block) { measure(block) }
  }

  private mutating func measure(_ block: Block) {
    nanoseconds.decode += quickest { bench in bench.decode(block) }
    nanoseconds.match += quickest { bench in
      bench.hits.removeAll(keepingCapacity: true)
      bench.matcher.match(block, bench.writer.columns, into: &bench.hits)
    }
    nanoseconds.correlate += RuleBench.time(&self) { bench in bench.correlate(block) }
    for input in inputs where !input.isCarrier { inputsOf[Int(input.correlation)] += 1 }
    for firing in firings { firingsOf[firing.correlation] += 1 }
    profiler.profile(block, writer.columns, into: &profile)
    records += writer.columns.eventCount
    bytes += block.recordByteCount
  }

  private mutating func decode(_ block: Block) {
    let decoder = detection.decoder
    writer.begin(block)
    var cursor = RecordCursor(block)
    while let range = cursor.nextRecord() {
      let record = block.line(start: range.lowerBound, end: range.upperBound)
      decoder.decode(record, isCut: cursor.isCut, into: &writer)
    }
  }

  private mutating func correlate(_ block: Block) {
    inputs.removeAll(keepingCapacity: true)
    firings.removeAll(keepingCapacity: true)
    collector.collect(hits, block, writer.columns, into: &inputs)
    shard.process(inputs, into: &firings)
  }

  private mutating func quickest(_ body: (inout RuleBench) -> Void) -> Double {
    var best = Double.infinity
    for _ in 0..<passes { best = min(best, RuleBench.time(&self, body)) }
    return best
  }

  private static func time(
    _ bench: inout RuleBench, _ body: (inout RuleBench) -> Void
  ) -> Double {
    let start = ContinuousClock.now
    body(&bench)
    return (ContinuousClock.now - start) / .nanoseconds(1)
  }
}

extension RuleBench {
  /// - Throws: ``BenchError/noRecords``.
  func report(_ paths: [String]) throws(BenchError) -> BenchReport {
    guard records > 0 else { throw .noRecords }
    let each = Double(records)
    var stages = nanoseconds
    stages.decode /= each
    stages.match /= each
    stages.correlate /= each
    let index = Double(profile.indexTicks)
    let all = profile.rules.reduce(index) { $0 + Double($1.ticks) }
    return BenchReport(
      inputs: paths, records: records, bytes: bytes, stages: stages,
      indexNsPerRecord: index / each,
      rules: profile.rules.indices.map { rule($0, all: all, each) }.sorted {
        ($1.nsPerRecord, $1.candidates, $0.id) < ($0.nsPerRecord, $0.candidates, $1.id)
      },
      correlations: inputsOf.indices.map { correlation($0) },
      windows: BenchReport.Windows(shard.statistics))
  }

  private func rule(_ place: Int, all: Double, _ records: Double) -> BenchReport.Rule {
    let info = detection.rules.ruleInfo[place]
    let rule = profile.rules[place]
    return BenchReport.Rule(
      id: info.id, name: info.title, level: info.level.rawValue, pack: info.pack,
      considered: profile.considered(place, in: detection.program), candidates: rule.candidates,
      matches: rule.hits, nsPerRecord: Double(rule.ticks) / records,
      share: all > 0 ? Double(rule.ticks) / all : 0,
      witness: detection.program.witness(of: place))
  }

  private func correlation(_ place: Int) -> BenchReport.Correlation {
    let info = detection.rules.correlationInfo[place]
    return BenchReport.Correlation(
      id: info.id, name: info.title, inputs: inputsOf[place], firings: firingsOf[place],
      keys: shard.keysByCorrelation[place])
  }
}

extension BenchReport.Windows {
  fileprivate init(_ statistics: CorrelatorStatistics) {
    self.init(
      keys: statistics.keys, bytes: statistics.bytes, expired: statistics.expiredKeys,
      evicted: statistics.evictedKeys, late: statistics.late)
  }
}
