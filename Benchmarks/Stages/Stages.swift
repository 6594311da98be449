private import Detect
private import Engine
private import Logs
private import Rules

/// Each stage of the hot path by itself, over one log in memory: the door through which the
/// benchmarks, which are a package of their own, reach what is inside the product.
public final class Stages {
  /// Of the records, line ends included.
  public private(set) var bytes = 0
  public private(set) var records = 0
  private let detection: Detection
  private var blocks: [Block] = []
  private var writers: [DecodedBlock] = []
  private var matcher: Matcher
  private var hits: [[RuleHit]] = []
  private var inputs: [[CorrelationInput]] = []

  /// A block's events, which keep their place between stages.
  private final class DecodedBlock {
    var writer: EventWriter

    init(_ detection: Detection) {
      let fields = detection.fieldsRead
      writer = EventWriter(
        names: detection.rules.fieldNames, keepsAllFields: fields == nil, keeping: fields)
    }
  }

  /// - Parameters:
  ///   - log: The records.
  ///   - rules: Paths of packs.
  ///   - indicators: Paths of lists.
  ///   - year: Of times without one.
  /// - Returns: Nil when something cannot be loaded.
  public init?(log: [UInt8], rules: [String], indicators: [String] = [], year: Int) {
    guard let clock = try? TimeReference(timezone: "UTC", year: year, nowSeconds: nil),
      let lists = try? indicators.map({ try IndicatorArgument($0) })
    else { return nil }
    var settings = Settings(clock: clock)
    settings.rulePaths = rules
    settings.indicators = lists
    guard let detection = Detection.load(settings).detection else { return nil }
    self.detection = detection
    matcher = Matcher(detection.program)
    fill(log)
    _ = decode()
    _ = match()
    collect()
  }

  private func fill(_ log: [UInt8]) {
    var reader = BlockReader(MemorySource(log), readBytes: 256 << 10)
    while true {
      let block = Block(capacity: BlockReader.capacity(readBytes: 256 << 10))
      guard reader.fill(block) else { break }
      block.sequence = blocks.count
      blocks.append(block)
      writers.append(DecodedBlock(detection))
      hits.append([])
      inputs.append([])
      records += block.recordCount
      bytes += block.recordByteCount
    }
  }
}

// Each returns what it counted, so that nothing can be optimised away.
extension Stages {
  /// Bytes to records.
  public func frame() -> Int {
    var count = 0
    for block in blocks {
      var cursor = RecordCursor(block)
      while let range = cursor.nextRecord() { count &+= range.count }
    }
    return count
  }

  /// Records to events: framing, recognition and decoding.
  public func decode() -> Int {
    let decoder = detection.decoder
    var fields = 0
    for (block, decoded) in zip(blocks, writers) {
      decoded.writer.begin(block)
      var cursor = RecordCursor(block)
      while let range = cursor.nextRecord() {
        let record = block.line(start: range.lowerBound, end: range.upperBound)
        decoder.decode(record, isCut: cursor.isCut, into: &decoded.writer)
      }
      fields &+= decoded.writer.columns.fieldCount
    }
    return fields
  }

  /// Events to hits of rules.
  public func match() -> Int {
    var count = 0
    for place in blocks.indices {
      hits[place].removeAll(keepingCapacity: true)
      matcher.match(blocks[place], writers[place].writer.columns, into: &hits[place])
      count &+= hits[place].count
    }
    return count
  }

  /// Events to hits of indicators.
  public func probe() -> Int {
    var found: [IndicatorHit] = []
    for place in blocks.indices {
      detection.indicators.probe(
        blocks[place], writers[place].writer.columns, nowSeconds: detection.nowSeconds,
        into: &found)
    }
    return found.count
  }

  /// Hits of rules to inputs of correlations, for ``correlate()``.
  private func collect() {
    var collector = CorrelationCollector(detection.correlations, seed: 1)
    for place in blocks.indices {
      inputs[place].removeAll(keepingCapacity: true)
      collector.collect(
        hits[place], blocks[place], writers[place].writer.columns, into: &inputs[place])
    }
  }

  /// Inputs of correlations to firings, with windows that begin empty.
  public func correlate() -> Int {
    var shard = CorrelatorShard(detection.correlations, seed: 1)
    var firings: [CorrelationFiring] = []
    for place in blocks.indices { shard.process(inputs[place], into: &firings) }
    return firings.count
  }

  /// Rules of packs to a set of rules.
  public static func load(rules: [String]) -> Int { RuleFiles.load(rules).count }
}
