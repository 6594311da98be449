import Support
import Testing

@testable import Detect

@Suite struct CorrelatorShardTests {
  static func rule(
    _ kind: CorrelationRule.Kind, span: Int64 = 100,
    _ bounds: [(Comparison, Double)] = [(.greaterOrEqual, 3)]
  ) -> CorrelationRule {
    CorrelationRule(
      kind: kind,
      feeds: [.init(source: .rule(0), groupBy: [FieldID(.sourceIP)], values: [FieldID(.userName)])],
      spanNanoseconds: span, conditions: bounds.map { .init($0.0, $0.1) })
  }

  static func input(
    time: Int64, value: UInt64 = 1, key: UInt64 = 1, order: Int, correlation: UInt32 = 0
  ) -> CorrelationInput {
    CorrelationInput(
      keyHigh: key &* 0x9e37_79b9_7f4a_7c15, keyLow: key, value: value, timeNanoseconds: time,
      position: UInt64(order),
      evidence: EvidenceReference(input: 0, record: order + 1, offset: order * 10, length: 9),
      correlation: correlation)
  }

  private func firings(
    _ rules: [CorrelationRule], _ inputs: [CorrelationInput], shards: Int = 1, batch: Int = .max,
    limits: CorrelatorLimits = CorrelatorLimits()
  ) throws -> [CorrelationFiring] {
    let program = try CorrelationProgram(rules, ruleCount: 1)
    var firings: [CorrelationFiring] = []
    for shard in 0..<shards {
      var owner = CorrelatorShard(program, shard: shard, of: shards, limits: limits)
      var rest = inputs[...]
      while !rest.isEmpty {
        owner.process(Array(rest.prefix(batch)), into: &firings)
        rest = rest.dropFirst(batch)
      }
    }
    return firings.sorted { ($0.position, $0.correlation) < ($1.position, $1.correlation) }
  }

  /// Times, span 100, at least 3 events, and the events that complete a firing.
  @Test(arguments: [
    ([0, 1, 2], [2]),
    ([0, 50, 99], [2]),
    ([0, 50, 100], []),  // the window is open on the left
    ([0, 50, 100, 149], [3]),
    ([50, 60, 0], [2]),  // late but inside
    ([100, 101, 0, 102], [3]),  // one whole span late does not count
    ([0, 0, 0, 0, 0, 0], [2]),  // once a span
    ([0, 1, 2, 50, 101, 102, 103], [2, 5]),  // armed again at 102
    ([0, 1, 2, 300, 301, 302], [2, 5]),
  ])
  func `counts the events of a sliding window`(times: [Int64], expected: [Int]) throws {
    let inputs = times.enumerated().map { CorrelatorShardTests.input(time: $1, order: $0) }
    let found = try firings([CorrelatorShardTests.rule(.eventCount)], inputs)
    #expect(found.map { Int($0.position) } == expected)
  }

  @Test(
    arguments: [
      ([(0, 1), (1, 2), (2, 3)], [2]),
      ([(0, 1), (1, 1), (2, 2), (3, 2)], []),
      ([(0, 1), (50, 2), (99, 1), (140, 3)], [3]),  // the value seen again stays
      ([(0, 1), (50, 2), (100, 3)], []),
      ([(50, 1), (60, 2), (0, 3)], [2]),
    ] as [([(Int64, UInt64)], [Int])])
  func `counts the distinct values of a sliding window`(
    events: [(Int64, UInt64)], expected: [Int]
  ) throws {
    let inputs = events.enumerated().map {
      CorrelatorShardTests.input(time: $1.0, value: $1.1, order: $0)
    }
    let found = try firings([CorrelatorShardTests.rule(.valueCount)], inputs)
    #expect(found.map { Int($0.position) } == expected)
  }

  @Test(
    arguments: [
      ([(.less, 2)], [0]),
      ([(.lessOrEqual, 1)], [0]),
      ([(.equal, 2)], [1]),
      ([(.equal, 2.5)], []),
      ([(.greater, 1.5)], [1]),
      ([(.greater, 2)], [2]),
      ([(.greaterOrEqual, 2), (.lessOrEqual, 2)], [1]),
      ([(.notEqual, 1)], [1]),
      ([(.greaterOrEqual, 1), (.notEqual, 1), (.notEqual, 2)], [2]),
    ] as [([(Comparison, Double)], [Int])])
  func `bounds are judged at each event`(
    bounds: [(Comparison, Double)], expected: [Int]
  ) throws {
    let inputs = (0..<5).map { CorrelatorShardTests.input(time: Int64($0), order: $0) }
    let found = try firings([CorrelatorShardTests.rule(.eventCount, bounds)], inputs)
    #expect(found.map { Int($0.position) } == expected)
  }

  /// Hours from now, span one hour, three events fire; the events that complete a firing, and how
  /// many were ahead.
  @Test(
    arguments: [
      ([0, 0, 10, 0], [3], 1),  // a forged time does not make the true ones late
      ([10, 0, 0, 0], [3], 0),  // nor when it comes first
      ([0, 0, 10, 10, 10], [], 3),
      ([8, 8, 8], [2], 0),  // a clock that is wrong is at least wrong alike
      ([8, 8, 0, 8, 0, 0], [5], 1),
      ([-900, -900, -900], [2], 0),
      ([0.9, 0, 0], [2], 0),  // clocks may differ
    ] as [([Double], [Int], Int)], [CorrelationRule.Kind.eventCount, .valueSum])
  func `a time that is yet to come moves no window away from the true times`(
    sample: (hours: [Double], expected: [Int], ahead: Int), kind: CorrelationRule.Kind
  ) throws {
    let now: Int64 = 1_800_000_000_000_000_000
    let hour = CorrelatorShard.skewNanoseconds
    let one = kind == .eventCount ? 1 : (1.0).bitPattern
    let rule = CorrelatorShardTests.rule(kind, span: hour)
    var shard = CorrelatorShard(try CorrelationProgram([rule], ruleCount: 1))
    var firings: [CorrelationFiring] = []
    shard.process(
      sample.hours.enumerated().map {
        CorrelatorShardTests.input(
          time: now + Int64($1 * Double(hour)), value: one, order: $0)
      }, now: now, into: &firings)
    #expect(firings.map { Int($0.position) } == sample.expected)
    #expect(shard.statistics.ahead == sample.ahead)
    #expect(shard.statistics.late == 0)
  }

  @Test func `an event counts as often as it stands for`() throws {
    let inputs = [CorrelatorShardTests.input(time: 0, value: 7, order: 0)]
    let found = try firings([CorrelatorShardTests.rule(.eventCount)], inputs)
    #expect(found.map(\.count) == [7])
  }

  @Test func `a firing names the first and last five records`() throws {
    let inputs = (0..<40).map { CorrelatorShardTests.input(time: Int64($0 / 20), order: $0) }
    let rule = CorrelatorShardTests.rule(.eventCount, [(.greaterOrEqual, 40)])
    let found = try #require(firings([rule], inputs).first)
    #expect(found.count == 40)
    #expect(found.evidence.map(\.recordNumber) == [1, 2, 3, 4, 5, 36, 37, 38, 39, 40])
    #expect(found.completing.recordNumber == 40)
    #expect(found.completing.offset == 390)
    #expect(found.completing.length == 9)
    #expect(found.firstNanoseconds == 0 && found.lastNanoseconds == 1)
  }

  @Test(arguments: 0..<60)
  func `agrees with the slow twin whatever the shards and batches`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rules = [
      CorrelatorShardTests.rule(.eventCount, span: 40),
      CorrelatorShardTests.rule(.valueCount, span: 60, [(.greaterOrEqual, 4)]),
      CorrelatorShardTests.rule(.eventCount, span: 60, [(.greaterOrEqual, 100)]),
      CorrelatorShardTests.rule(.valueCount, span: 500, [(.greaterOrEqual, 40)]),
      CorrelatorShardTests.rule(.eventCount, span: 30, [(.equal, 4), (.notEqual, 5)]),
      CorrelatorShardTests.rule(.valueCount, span: 90, [(.lessOrEqual, 2)]),
    ]
    let inputs = RandomStream.inputs(&random, rules: rules)
    var twin = ReferenceCorrelator(rules)
    var expected: [CorrelationFiring] = []
    twin.process(inputs, into: &expected)
    for (shards, batch) in [(1, Int.max), (2, 1), (7, 13)] {
      #expect(try firings(rules, inputs, shards: shards, batch: batch) == expected)
    }
  }

  @Test(arguments: 0..<10)
  func `bursts of one time agree with the slow twin`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var time: Int64 = 0
    let inputs = (0..<1500).map { order in
      if Int.random(in: 0..<25, using: &random) == 0 { time += 10 }
      let isLate = Int.random(in: 0..<4, using: &random) == 0
      return CorrelatorShardTests.input(
        time: isLate ? time - 10 : time, value: .random(in: 1...5, using: &random), order: order)
    }
    let rule = CorrelatorShardTests.rule(
      .eventCount, span: 35, [(.greaterOrEqual, 60), (.lessOrEqual, 240)])
    var twin = ReferenceCorrelator([rule])
    var expected: [CorrelationFiring] = []
    twin.process(inputs, into: &expected)
    #expect(try firings([rule], inputs) == expected)
    #expect(expected.count > 5)
  }

  @Test func `many keys stay within the budget and the stalest leave`() throws {
    var limits = CorrelatorLimits()
    limits.budgetBytes = 1 << 20
    let program = try CorrelationProgram(
      [CorrelatorShardTests.rule(.eventCount, span: 50)], ruleCount: 1)
    var shard = CorrelatorShard(program, limits: limits)
    var firings: [CorrelationFiring] = []
    for start in stride(from: 0, to: 60_000, by: 1000) {
      var inputs: [CorrelationInput] = []
      for order in start..<start + 1000 {
        let key = mixed(UInt64(order))
        inputs.append(CorrelatorShardTests.input(time: Int64(order), key: key, order: order))
        // One key that is always fresh is never among those that leave.
        if order % 20 == 0 {
          inputs.append(CorrelatorShardTests.input(time: Int64(order), key: 7, order: order))
        }
      }
      shard.process(inputs, into: &firings)
      #expect(shard.statistics.bytes <= limits.budgetBytes + 4096)
    }
    #expect(shard.statistics.expiredKeys > 40_000)
    #expect(shard.statistics.evictedKeys == 0)
    // The fresh key has three events each 50 ns, so it fires at 40, then once a span.
    #expect(firings.allSatisfy { $0.keyLow == 7 })
    #expect(firings.count == 1000)
  }

  @Test func `one key cannot grow without bound`() throws {
    var limits = CorrelatorLimits()
    limits.entriesPerKey = 1000
    for kind in [CorrelationRule.Kind.eventCount, .valueCount] {
      let rule = CorrelatorShardTests.rule(kind, span: 1 << 40, [(.greaterOrEqual, 100)])
      var shard = CorrelatorShard(
        try CorrelationProgram([rule], ruleCount: 1), limits: limits)
      let inputs = (0..<20_000).map {
        CorrelatorShardTests.input(time: Int64($0), value: mixed(UInt64($0)), order: $0)
      }
      var firings: [CorrelationFiring] = []
      shard.process(inputs, into: &firings)
      #expect(shard.statistics.forgottenEntries == 19_000)
      #expect(shard.statistics.bytes < 200_000)
      #expect(firings.count == 1)
    }
  }

  @Test func `keys that are past their time leave when a lateness is given`() throws {
    var limits = CorrelatorLimits()
    limits.latenessNanoseconds = 10
    let program = try CorrelationProgram([CorrelatorShardTests.rule(.eventCount)], ruleCount: 1)
    var shard = CorrelatorShard(program, limits: limits)
    let inputs = (0..<50_000).map {
      CorrelatorShardTests.input(time: Int64($0), key: mixed(UInt64($0)), order: $0)
    }
    var firings: [CorrelationFiring] = []
    shard.process(inputs, into: &firings)
    #expect(shard.statistics.keys < 600)
    #expect(shard.statistics.evictedKeys == 0)
  }

  private func mixed(_ value: UInt64) -> UInt64 {
    var random = SeededGenerator(seed: value)
    return random.next() | 1 << 40
  }
}

/// Streams with equal times, late events, bursts and pauses.
enum RandomStream {
  static func inputs(
    _ random: inout SeededGenerator, rules: [CorrelationRule]
  ) -> [CorrelationInput] {
    var clock: Int64 = 1000
    let keys = UInt64.random(in: 1...6, using: &random)
    let values = UInt64.random(in: 1...120, using: &random)
    let step = Int64([0, 1, 3, 20].randomElement(using: &random) ?? 1)
    return (0..<Int.random(in: 1...1500, using: &random)).map { order in
      clock += Int64.random(in: 0...step, using: &random)
      if Int.random(in: 0..<200, using: &random) == 0 { clock += 300 }
      let isLate = Int.random(in: 0..<5, using: &random) == 0
      let time = isLate ? clock - Int64.random(in: 0...120, using: &random) : clock
      let correlation = UInt32.random(in: 0..<UInt32(rules.count), using: &random)
      let counts = rules[Int(correlation)].kind == .valueCount
      let weight = UInt64.random(in: 1...2, using: &random)
      return CorrelatorShardTests.input(
        time: time,
        value: counts ? UInt64.random(in: 1...values, using: &random) &* 0xff51_afd7 : weight,
        key: UInt64.random(in: 1...keys, using: &random) << 8 | UInt64(correlation), order: order,
        correlation: correlation)
    }
  }
}
