import Detect
import Logs
import Response
import Rules

/// What one worker thread does with a block: records to events, events to hits, hits to alerts and
/// to inputs of the shards. Owns all scratch, so that nothing is allocated for a record that raises
/// nothing.
struct Worker: ~Copyable {
  private let detection: Detection
  private let generation: Int
  private let seed: UInt64
  private var writer: EventWriter
  private var matcher: Matcher
  private var collector: CorrelationCollector
  private var builder: AlertBuilder
  private var indicatorHits: [IndicatorHit] = []
  private var ruleHits: [RuleHit] = []
  private var counted = (limits: 0, ungrouped: 0)
  private let samplesCosts: Bool
  private var blocksToSample = 0

  /// One block in so many is matched a second time to see what rules cost: hardly a hundredth of
  /// the work.
  private static let blocksOfSample = 64

  /// - Parameters:
  ///   - seed: The same for all workers of a run.
  ///   - samplesCosts: Whether ``Batch/costs`` are wanted.
  init(_ origin: Origin, seed: UInt64, samplesCosts: Bool) {
    detection = origin.detection
    generation = origin.generation
    self.seed = seed
    self.samplesCosts = samplesCosts
    let fields = detection.fieldsRead
    writer = EventWriter(
      names: detection.rules.fieldNames, keepsAllFields: fields == nil, keeping: fields)
    matcher = Matcher(detection.program)
    collector = CorrelationCollector(detection.correlations, seed: seed)
    builder = AlertBuilder(detection)
  }

  mutating func process(_ batch: Batch) {
    if batch.origin.generation != generation {
      self = Worker(batch.origin, seed: seed, samplesCosts: samplesCosts)
    }
    decode(batch)
    probe(batch)
    ruleHits.removeAll(keepingCapacity: true)
    matcher.match(batch.block, writer.columns, into: &ruleHits)
    collector.collect(ruleHits, batch.block, writer.columns, into: &batch.correlationInputs)
    count(batch)
    if samplesCosts, batch.block.recordCount > 0 { sampleCosts(batch) }
    raiseAlerts(batch)
  }

  private mutating func sampleCosts(_ batch: Batch) {
    blocksToSample -= 1
    guard blocksToSample < 0 else { return }
    blocksToSample = Worker.blocksOfSample - 1
    var costs = RuleProfile(detection.program) { MonotonicClock.nanoseconds }
    matcher.profile(batch.block, writer.columns, into: &costs)
    batch.costs = costs
  }

  private mutating func decode(_ batch: Batch) {
    let block = batch.block
    // Read once: a property of a class is retained at each use.
    let decoder = batch.origin.decoder
    writer.begin(block)
    var cursor = RecordCursor(block)
    while let range = cursor.nextRecord() {
      let record = block.line(start: range.lowerBound, end: range.upperBound)
      decoder.decode(record, isCut: cursor.isCut, into: &writer)
    }
    batch.statistics.count(writer.columns, decoders: detection.decoderNames.count)
    batch.times = writer.columns.times
  }

  /// Takes over what matcher and collector have counted since the last block.
  private mutating func count(_ batch: Batch) {
    let limits = matcher.counters.expressionLimits
    let ungrouped = collector.statistics.withoutGroup + collector.statistics.withoutValue
    batch.statistics.expressionLimits = limits - counted.limits
    batch.statistics.ungrouped = ungrouped - counted.ungrouped
    counted = (limits, ungrouped)
  }

  /// Looks indicators up and lets rules see what was found, as fields of the event.
  private mutating func probe(_ batch: Batch) {
    indicatorHits.removeAll(keepingCapacity: true)
    detection.indicators.probe(
      batch.block, writer.columns, nowSeconds: batch.origin.nowSeconds, into: &indicatorHits)
    for hit in indicatorHits { detection.describe(hit, to: &writer) }
  }

  /// Alerts of indicators and rules, record by record. The block's events are not needed after
  /// this.
  private mutating func raiseAlerts(_ batch: Batch) {
    let sightings = indicatorHits.map { Sighting($0, writer.columns, batch.block) }
    let rules = ruleHits.filter { detection.rules.rules[Int($0.rule)].alerts }
    let raising = Set(sightings.map(\.event) + rules.map(\.event)).sorted()
    var nextSighting = 0
    var nextRule = 0
    for place in raising {
      let record = RaisingRecord(
        writer.columns[event: Int(place)], ordinal: Int(place), in: batch)
      builder.begin(record)
      while nextSighting < sightings.count, sightings[nextSighting].event == place {
        let sighting = sightings[nextSighting]
        add(
          builder.alert(
            indicator: sighting.indicator, field: sighting.field, seen: sighting.seen,
            about: record), place, sighting.indicator, batch)
        nextSighting += 1
      }
      while nextRule < rules.count, rules[nextRule].event == place {
        let rule = Int(rules[nextRule].rule)
        add(
          builder.alert(
            .rule, detection.rules.ruleInfo[rule], about: record, count: 1,
            evidence: [record.evidence]), place, rule, batch)
        nextRule += 1
      }
    }
  }

  private func add(_ alert: Alert, _ place: UInt32, _ index: Int, _ batch: Batch) {
    batch.alerts.append(
      PlacedAlert(
        record: Int(place), order: PlacedAlert.order(alert.kind, index: index), alert: alert))
  }

  /// An indicator hit with what is needed of its event.
  private struct Sighting {
    let event: UInt32
    let indicator: Int
    let field: FieldID
    let seen: String

    init(_ hit: IndicatorHit, _ columns: borrowing EventColumns, _ block: Block) {
      event = hit.event
      indicator = Int(hit.indicator)
      let span = columns[field: Int(hit.field)]
      field = span.field
      seen = block.line(start: span.range.lowerBound, end: span.range.upperBound)
        .string(in: span.range)
    }
  }
}
