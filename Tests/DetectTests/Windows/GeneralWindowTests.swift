import Support
import Testing

@testable import Detect

/// Correlations that ask more of their windows than a count.
@Suite struct GeneralWindowTests {
  private static func rule(
    _ kind: CorrelationRule.Kind, feeds: [Int] = [0], span: Int64 = 100,
    _ bounds: [(Comparison, Double)] = [], _ condition: FeedCondition? = nil
  ) -> CorrelationRule {
    CorrelationRule(
      kind: kind,
      feeds: feeds.map {
        .init(source: .rule($0), groupBy: [FieldID(.sourceIP)], values: [FieldID(.networkBytes)])
      },
      spanNanoseconds: span, conditions: bounds.map { .init($0.0, $0.1) }, condition: condition)
  }

  private func firings(
    _ rules: [CorrelationRule], _ inputs: [CorrelationInput], shards: Int = 1, batch: Int = .max,
    limits: CorrelatorLimits = CorrelatorLimits()
  ) throws -> [CorrelationFiring] {
    let program = try CorrelationProgram(rules, ruleCount: 4)
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

  private static func numbers(_ events: [(time: Int64, value: Double)]) -> [CorrelationInput] {
    events.enumerated().map {
      CorrelatorShardTests.input(time: $1.time, value: $1.value.bitPattern, order: $0)
    }
  }

  /// A kind with a bound, events as (time, number), span 100, and those that complete a firing.
  @Test(
    arguments: [
      (.valueSum, 10, [(0, 4), (50, 5), (99, 1)], [2]),
      (.valueSum, 10, [(0, 4), (50, 5), (100, 1)], []),  // the first has left
      (.valueSum, 0.3, [(0, 0.1), (1, 0.2)], [1]),  // sums are exact
      (.valueSum, 3, [(0, 5), (1, -3), (200, 3)], [0, 2]),
      (.valueSum, 9_007_199_254_740_992, [(0, 9_007_199_254_740_991), (1, 1)], [1]),
      (.valueAverage, 5, [(0, 1), (1, 9)], [1]),
      (.valueAverage, 5, [(0, 1), (1, 8), (2, 6)], [2]),
      (.valueMedian, 5, [(0, 9), (1, 1)], [0]),
      (.valueMedian, 5, [(0, 1), (1, 2), (2, 9), (3, 9)], [3]),  // between 2 and 9
      (.valuePercentile(100), 7, [(0, 1), (1, 7)], [1]),
      (.valuePercentile(0), 2, [(0, 1), (1, 2), (101, 2)], [2]),
      (.valuePercentile(90), 9, [(0, 0), (1, 10)], [1]),
    ] as [(CorrelationRule.Kind, Double, [(Int64, Double)], [Int])])
  func `numbers are taken over a sliding window`(
    kind: CorrelationRule.Kind, bound: Double, events: [(Int64, Double)], expected: [Int]
  ) throws {
    let found = try firings(
      [Self.rule(kind, [(.greaterOrEqual, bound)])], Self.numbers(events))
    #expect(found.map { Int($0.position) } == expected)
  }

  private static func sightings(_ events: [(time: Int64, feed: UInt32)]) -> [CorrelationInput] {
    events.enumerated().map {
      CorrelatorShardTests.input(
        time: $1.time, value: CorrelationPlan.value(ofFeed: $1.feed), order: $0)
    }
  }

  /// The rules that feed it, events as (time, feed), and those that complete a firing.
  @Test(
    arguments: [
      (.temporal, [0, 0], [(0, 0)], []),  // one event is not two
      (.temporal, [0, 0], [(0, 0), (99, 0)], [1]),
      (.temporal, [0, 0], [(0, 0), (100, 0)], []),
      (.temporal, [0, 1, 0], [(0, 0), (1, 0), (2, 1)], [2]),
      (.temporal, [0, 1, 0], [(0, 0), (1, 1)], []),
      (.temporalOrdered, [0, 0], [(0, 0), (99, 0)], [1]),
      (.temporalOrdered, [0, 1, 2], [(0, 0), (1, 1), (2, 2)], [2]),
      (.temporalOrdered, [0, 1, 2], [(0, 1), (1, 0), (2, 2)], []),
      (.temporalOrdered, [0, 1, 2], [(0, 0), (50, 1), (100, 2)], []),
      (.temporalOrdered, [0, 1, 2], [(0, 0), (50, 1), (60, 0), (100, 2)], []),
      (.temporalOrdered, [0, 1, 2], [(0, 0), (10, 0), (20, 1), (105, 2)], [3]),
      (.temporalOrdered, [0, 1, 2], [(0, 0), (0, 1), (0, 2)], [2]),  // in the records' order
      (.temporalOrdered, [0, 1, 2], [(10, 0), (30, 2), (20, 1), (40, 2)], [3]),
      (.temporalOrdered, [0, 1, 0], [(0, 0), (1, 1)], []),
      (.temporalOrdered, [0, 1, 0], [(0, 0), (1, 1), (2, 0)], [2]),
    ] as [(CorrelationRule.Kind, [Int], [(Int64, UInt32)], [Int])])
  func `rules may be named twice and ordered`(
    kind: CorrelationRule.Kind, feeds: [Int], events: [(Int64, UInt32)], expected: [Int]
  ) throws {
    let found = try firings([Self.rule(kind, feeds: feeds)], Self.sightings(events))
    #expect(found.map { Int($0.position) } == expected)
  }

  @Test(
    arguments: [
      (.all([.feed(0), .not(.feed(1))]), [(0, 0)], [0]),
      (.all([.feed(0), .not(.feed(1))]), [(0, 1), (99, 0)], []),
      (.all([.feed(0), .not(.feed(1))]), [(0, 1), (100, 0)], [1]),
      (.all([.feed(0), .any([.feed(1), .feed(2)])]), [(0, 0), (1, 2)], [1]),
      (.all([.feed(0), .any([.feed(1), .feed(2)])]), [(0, 1), (1, 2)], []),
    ] as [(FeedCondition, [(Int64, UInt32)], [Int])])
  func `a condition over rules is judged at each event`(
    condition: FeedCondition, events: [(Int64, UInt32)], expected: [Int]
  ) throws {
    let rule = Self.rule(.temporal, feeds: [0, 1, 2], [], condition)
    let found = try firings([rule], Self.sightings(events))
    #expect(found.map { Int($0.position) } == expected)
  }

  @Test func `an ordered firing names the events of its way`() throws {
    let events: [(Int64, UInt32)] = [(0, 0), (1, 2), (2, 0), (3, 1), (4, 1), (5, 2)]
    let found = try #require(
      try firings([Self.rule(.temporalOrdered, feeds: [0, 1, 2])], Self.sightings(events)).first)
    #expect(found.evidence.map(\.recordNumber) == [3, 5, 6])
    #expect(found.count == 3)
    #expect(found.firstNanoseconds == 2 && found.lastNanoseconds == 5)
  }

  @Test(arguments: 0..<40)
  func `agrees with the slow twin whatever the shards and batches`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rules = [
      Self.rule(.valueSum, span: 60, [(.greaterOrEqual, 40)]),
      Self.rule(.valueAverage, span: 40, [(.greater, 6.5)]),
      Self.rule(.valueMedian, span: 200, [(.less, 3)]),
      Self.rule(.valuePercentile(95), span: 400, [(.greaterOrEqual, 9.5), (.notEqual, 10)]),
      Self.rule(.temporal, feeds: [0, 1, 0, 2], span: 30),
      Self.rule(
        .temporal, feeds: [0, 1, 2], span: 30, [],
        .any([.all([.feed(0), .feed(2), .not(.feed(1))]), .all([.feed(1), .feed(2)])])),
      Self.rule(.temporalOrdered, feeds: [0, 1, 2], span: 40),
      Self.rule(.temporalOrdered, feeds: [2, 1, 2, 0], span: 90),
    ].map { $0.rearming(like: seed) }
    var clock: Int64 = 1000
    let keys = UInt64.random(in: 1...4, using: &random)
    let step = Int64([0, 1, 3, 20].randomElement(using: &random) ?? 1)
    let inputs = (0..<1200).map { order in
      clock += Int64.random(in: 0...step, using: &random)
      let isLate = Int.random(in: 0..<5, using: &random) == 0
      let correlation = UInt32.random(in: 0..<8, using: &random)
      let number = Double(Int.random(in: 0...40, using: &random)) / 4
      let feed = CorrelationPlan.value(
        ofFeed: rules[Int(correlation)].ordinal(
          ofFeed: Int.random(
            in: 0..<rules[Int(correlation)].feeds.count, using: &random)))
      return CorrelatorShardTests.input(
        time: isLate ? clock - Int64.random(in: 0...60, using: &random) : clock,
        value: correlation < 4 ? number.bitPattern : feed,
        key: UInt64.random(in: 1...keys, using: &random) << 8 | UInt64(correlation), order: order,
        correlation: correlation)
    }
    var twin = ReferenceCorrelator(rules)
    var expected: [CorrelationFiring] = []
    twin.process(inputs, into: &expected)
    for (shards, batch) in [(1, Int.max), (3, 7)] {
      #expect(try firings(rules, inputs, shards: shards, batch: batch) == expected)
    }
  }

  @Test func `a percentile of many thousands is that of the sorted list`() {
    var random = SeededGenerator(seed: 5)
    var ranks = RankedNumbers()
    var plain: [Double] = []
    for round in 0..<6000 {
      if round % 3 == 2, let gone = plain.randomElement(using: &random) {
        ranks.remove(gone)
        plain.remove(at: plain.firstIndex(of: gone) ?? 0)
      } else {
        let number = Double(Int.random(in: 0...900, using: &random))
        ranks.insert(number)
        plain.append(number)
      }
    }
    plain.sort()
    #expect(ranks.count == plain.count)
    for share in [0, 0.25, 0.5, 0.999, 1] {
      let place = share * Double(plain.count - 1)
      let below = plain[Int(place)]
      let above = plain[min(Int(place) + 1, plain.count - 1)]
      #expect(ranks.percentile(share) == below + (above - below) * (place - Double(Int(place))))
    }
  }

  @Test func `keys and windows stay within the budget`() throws {
    var limits = CorrelatorLimits()
    limits.budgetBytes = 1 << 20
    limits.entriesPerKey = 500
    let rule = Self.rule(.valueSum, span: 1 << 40, [(.greaterOrEqual, 1e12)])
    var shard = CorrelatorShard(
      try CorrelationProgram([rule], ruleCount: 4), limits: limits)
    var firings: [CorrelationFiring] = []
    for round in 0..<30 {
      let inputs = (round * 1000..<round * 1000 + 1000).map { order in
        let key = order % 2 == 0 ? 7 : UInt64(order) &* 0x9e37_79b9_7f4a_7c15
        return CorrelatorShardTests.input(
          time: Int64(order), value: (1.0).bitPattern, key: key, order: order)
      }
      shard.process(inputs, into: &firings)
      #expect(shard.statistics.bytes <= limits.budgetBytes + 65_536)
    }
    #expect(shard.statistics.evictedKeys > 1000)
    #expect(shard.statistics.forgottenEntries > 1000)
  }
}
