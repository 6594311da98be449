import Support
import Testing

@testable import Detect

/// Correlations of kinds `temporal` and `temporal_ordered`, and correlations that feed others.
@Suite struct CorrelationChainTests {
  private static func rule(
    _ kind: CorrelationRule.Kind, _ sources: [CorrelationRule.Source], span: Int64 = 100,
    atLeast bound: Double? = nil
  ) -> CorrelationRule {
    CorrelationRule(
      kind: kind,
      feeds: sources.map { .init(source: $0, groupBy: [FieldID(.sourceIP)], values: []) },
      spanNanoseconds: span,
      conditions: bound.map { [.init(.greaterOrEqual, $0)] } ?? [])
  }

  /// Runs events (time, rule) of one group, and gives (correlation, place of the completing event).
  private static func firings(
    _ rules: [CorrelationRule], _ events: [(time: Int64, rule: UInt32)], shards: Int = 1
  ) throws -> [[Int]] {
    let program = try CorrelationProgram(rules, ruleCount: 4)
    let inputs = inputs(program, events)
    var firings: [CorrelationFiring] = []
    for place in 0..<shards {
      var shard = CorrelatorShard(program, shard: place, of: shards, seed: 7)
      shard.process(inputs, into: &firings)
    }
    return firings.map { [$0.correlation, Int($0.position)] }
  }

  private static func inputs(
    _ program: CorrelationProgram, _ events: [(time: Int64, rule: UInt32)]
  ) -> [CorrelationInput] {
    var writer = EventWriter(names: .ecs, keepsAllFields: false)
    let block = Block(capacity: 4096)
    let text = Array("203.0.113.7".utf8)
    block.recordBytes.copyBytes(from: text)
    block.recordsEnd = Block.recordsStart + text.count
    writer.begin(block)
    let range = Block.recordsStart..<block.recordsEnd
    for event in events {
      writer.beginEvent(record: range)
      writer.event.timeNanoseconds = event.time
      writer.event.flags = [.hasTime]
      writer.add(.sourceIP, Address(ipv4: 0xcb00_7107), range)
      writer.endEvent()
    }
    var collector = CorrelationCollector(program, seed: 7)
    var inputs: [CorrelationInput] = []
    let hits = events.enumerated().map { RuleHit(event: UInt32($0), rule: $1.rule) }
    collector.collect(hits, block, writer.columns, into: &inputs)
    return inputs
  }

  /// Events as (time, rule), and the events that complete "rule 0 and rule 1 within 100".
  @Test(
    arguments: [
      ([(0, 0), (50, 1)], [1]),
      ([(0, 1), (50, 0)], [1]),
      ([(0, 0), (100, 1)], []),
      ([(0, 0), (10, 0), (20, 0)], []),
    ] as [([(Int64, UInt32)], [Int])])
  func `temporal asks for every rule in any order`(
    events: [(Int64, UInt32)], expected: [Int]
  ) throws {
    let rule = Self.rule(.temporal, [.rule(0), .rule(1)])
    #expect(try Self.firings([rule], events).map { $0[1] } == expected)
  }

  @Test(
    arguments: [
      ([(0, 0), (50, 1)], [1]),
      ([(0, 0), (0, 1)], [1]),  // equal times count in the order of the records
      ([(0, 1), (50, 0)], []),
      ([(0, 1), (50, 0), (60, 1)], [2]),
      ([(0, 0), (100, 1)], []),
      ([(50, 0), (40, 1)], []),  // the first by time came second
    ] as [([(Int64, UInt32)], [Int])])
  func `temporal_ordered asks for the order of the event times`(
    events: [(Int64, UInt32)], expected: [Int]
  ) throws {
    let rule = Self.rule(.temporalOrdered, [.rule(0), .rule(1)])
    #expect(try Self.firings([rule], events).map { $0[1] } == expected)
  }

  /// Three events of rule 0 within 100 are a burst; a burst and then rule 1 within 1000 is the
  /// chain.
  @Test(arguments: [1, 2, 7])
  func `a correlation feeds another wherever its shard is`(shards: Int) throws {
    let rules = [
      Self.rule(.eventCount, [.rule(0)], atLeast: 3),
      Self.rule(.temporalOrdered, [.correlation(0), .rule(1)], span: 1000),
    ]
    let burst: [(Int64, UInt32)] = [(0, 0), (10, 0), (20, 0)]
    #expect(try Self.firings(rules, burst + [(500, 1)], shards: shards) == [[0, 2], [1, 3]])
    #expect(try Self.firings(rules, burst + [(1020, 1)], shards: shards) == [[0, 2]])
    #expect(try Self.firings(rules, [(0, 1)] + burst, shards: shards).count == 1)
    #expect(try Self.firings(rules, [(0, 0), (10, 0), (20, 1)], shards: shards).isEmpty)
  }

  @Test func `a chain of three counts the firings of the second`() throws {
    let rules = [
      Self.rule(.eventCount, [.rule(0)], span: 10, atLeast: 2),
      Self.rule(.eventCount, [.correlation(0)], span: 1000, atLeast: 3),
    ]
    let bursts = [0, 100, 200].flatMap { start -> [(Int64, UInt32)] in
      [(start, 0), (start + 1, 0)]
    }
    #expect(try Self.firings(rules, bursts).last == [1, 5])
  }

  private static func counting(
    _ source: CorrelationRule.Source, by groupBy: [Field], of values: [Field] = [],
    span: Int64 = 100, atLeast bound: Double
  ) -> CorrelationRule {
    CorrelationRule(
      kind: values.isEmpty ? .eventCount : .valueCount,
      feeds: [
        .init(source: source, groupBy: groupBy.map(FieldID.init), values: values.map(FieldID.init))
      ],
      spanNanoseconds: span, conditions: [.init(.greaterOrEqual, bound)],
      rearming: Rearming(.reset))
  }

  /// Events of rule 0 as (time, host, user), in one block.
  private static func inputs(
    _ program: CorrelationProgram, _ events: [(time: Int64, host: UInt32, user: UInt8)]
  ) -> [CorrelationInput] {
    var writer = EventWriter(names: .ecs, keepsAllFields: false)
    let block = Block(capacity: 4096)
    let text = Array("abcdefgh".utf8)
    block.recordBytes.copyBytes(from: text)
    block.recordsEnd = Block.recordsStart + text.count
    writer.begin(block)
    let range = Block.recordsStart..<block.recordsEnd
    for event in events {
      writer.beginEvent(record: range)
      writer.event.timeNanoseconds = event.time
      writer.event.flags = [.hasTime]
      writer.add(.sourceIP, Address(ipv4: 0xc000_0200 + event.host), range)
      let user = Block.recordsStart + Int(event.user)
      writer.add(.userName, user..<user + 1)
      writer.endEvent()
    }
    var collector = CorrelationCollector(program, seed: 7)
    var inputs: [CorrelationInput] = []
    collector.collect(
      events.indices.map { RuleHit(event: UInt32($0), rule: 0) }, block, writer.columns,
      into: &inputs)
    return inputs
  }

  private static func firings(
    _ rules: [CorrelationRule], _ events: [(time: Int64, host: UInt32, user: UInt8)], shards: Int
  ) throws -> [[Int]] {
    let program = try CorrelationProgram(rules, ruleCount: 1)
    var firings: [CorrelationFiring] = []
    for place in 0..<shards {
      var shard = CorrelatorShard(program, shard: place, of: shards, seed: 7)
      shard.process(inputs(program, events), into: &firings)
    }
    return firings.map { [Int($0.position), $0.correlation] }.sorted {
      $0.lexicographicallyPrecedes($1)
    }
  }

  /// Two failures of a user from a host; three such users from one host; two such hosts.
  @Test(arguments: [1, 2, 5], 0..<12)
  func `a chain groups by fewer fields than what feeds it`(shards: Int, seed: UInt64) throws {
    let rules = [
      Self.counting(.rule(0), by: [.sourceIP, .userName], atLeast: 2),
      Self.counting(.correlation(0), by: [.sourceIP], atLeast: 3),
      Self.counting(.correlation(0), by: [.userName], atLeast: 2),
      Self.counting(.correlation(0), by: [.sourceIP], of: [.userName], span: 400, atLeast: 3),
      Self.counting(.correlation(1), by: [], span: 1000, atLeast: 2),
    ]
    var random = SeededGenerator(seed: seed)
    let events = (0..<400).map { order in
      (
        time: Int64(order) * 3, host: UInt32.random(in: 0..<3, using: &random),
        user: UInt8.random(in: 0..<4, using: &random)
      )
    }
    var expected: [[Int]] = []
    var windows: [[String]: [(time: Int64, value: Int)]] = [:]
    func count(_ place: Int, _ key: [String], _ event: Int, value: Int) -> Bool {
      let (span, bound): (Int64, Int) = [(100, 2), (100, 3), (100, 2), (400, 3), (1000, 2)][place]
      var window = windows[key, default: []].filter { $0.time > events[event].time - span }
      if place == 3 { window.removeAll { $0.value == value } }
      window.append((events[event].time, value))
      let fires = window.count >= bound
      if fires { expected.append([event, place]) }
      windows[key] = fires ? [] : window
      return fires
    }
    for (place, event) in events.enumerated() {
      let (host, user) = ("host \(event.host)", "user \(event.user)")
      guard count(0, ["0", host, user], place, value: place) else { continue }
      if count(1, ["1", host], place, value: place) { _ = count(4, ["4"], place, value: place) }
      _ = count(2, ["2", user], place, value: place)
      _ = count(3, ["3", host], place, value: Int(event.user))
    }
    expected.sort { $0.lexicographicallyPrecedes($1) }
    #expect(Set(expected.map { $0[1] }) == [0, 1, 2, 3, 4])
    #expect(try Self.firings(rules, events, shards: shards) == expected)
    // A single end: the shard goes by what it groups by.
    let single = Array(rules[..<2])
    #expect(
      try Self.firings(single, events, shards: shards) == expected.filter { $0[1] < 2 })
  }

  @Test func `a chain is in one shard by what its end groups by`() throws {
    let pair = [
      Self.counting(.rule(0), by: [.userName, .sourceIP], atLeast: 2),
      Self.counting(.correlation(0), by: [.sourceIP], atLeast: 3),
    ]
    #expect(try CorrelationProgram(pair, ruleCount: 1).routes == [[1], [0]])
    let forked = pair + [Self.counting(.correlation(0), by: [.userName], atLeast: 3)]
    #expect(try CorrelationProgram(forked, ruleCount: 1).routes == [[], [], []])
    let equal = [
      Self.counting(.rule(0), by: [.sourceIP], atLeast: 2),
      Self.counting(.correlation(0), by: [.sourceIP], atLeast: 3),
      Self.counting(.correlation(0), by: [.sourceIP], atLeast: 4),
    ]
    #expect(try CorrelationProgram(equal, ruleCount: 1).routes == [[0], [0], [0]])
  }

  @Test func `what a chain cannot carry is refused by name`() {
    let inner = Self.rule(.eventCount, [.rule(0)], atLeast: 3)
    let others = CorrelationRule(
      kind: .eventCount,
      feeds: [.init(source: .correlation(0), groupBy: [FieldID(.userName)], values: [])],
      spanNanoseconds: 1, conditions: [.init(.greaterOrEqual, 2)])
    #expect(throws: CorrelationError.chained(correlation: 1)) {
      try CorrelationProgram([inner, others], ruleCount: 1)
    }
  }

  @Test func `windows go on in another program where the correlation is the same`() throws {
    let count = Self.rule(.eventCount, [.rule(0)], atLeast: 4)
    let order = Self.rule(.temporalOrdered, [.rule(1), .rule(2), .rule(3)])
    let gone = Self.rule(.eventCount, [.rule(0)], atLeast: 9)
    let before = try CorrelationProgram([count, gone, order], ruleCount: 4)
    let after = try CorrelationProgram(
      [Self.rule(.eventCount, [.rule(3)], atLeast: 50), order, count], ruleCount: 4)
    var shard = CorrelatorShard(before, seed: 7)
    var firings: [CorrelationFiring] = []
    shard.process(
      Self.inputs(before, [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2)]), into: &firings)
    #expect(firings.isEmpty)
    let bytes = shard.statistics.bytes
    var next = CorrelatorShard(after, seed: 7, adopting: &shard, places: [2, nil, 1])
    #expect(shard.statistics.keys == 0)
    #expect(next.statistics.keys == 2)
    #expect(next.statistics.bytes <= bytes)
    next.process(Self.inputs(after, [(5, 0), (6, 3)]), into: &firings)
    #expect(firings.map(\.correlation) == [2, 1])
    #expect(firings.map(\.count) == [4, 3])
  }
}
