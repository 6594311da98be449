import Support
import Testing

@testable import Detect

/// Whether and when a correlation fires again for a key that fired.
@Suite struct RearmingTests {
  private static func rule(
    _ kind: CorrelationRule.Kind, _ rearming: Rearming, feeds: Int = 1, atLeast bound: Double? = 3
  ) -> CorrelationRule {
    CorrelationRule(
      kind: kind,
      feeds: (0..<feeds).map {
        .init(source: .rule($0), groupBy: [FieldID(.sourceIP)], values: [FieldID(.userName)])
      },
      spanNanoseconds: 100, conditions: bound.map { [.init(.greaterOrEqual, $0)] } ?? [],
      rearming: rearming)
  }

  private static func firings(
    _ rules: [CorrelationRule], _ inputs: [CorrelationInput], limits: CorrelatorLimits = .init()
  ) throws -> [CorrelationFiring] {
    var shard = CorrelatorShard(try CorrelationProgram(rules, ruleCount: 4), limits: limits)
    var firings: [CorrelationFiring] = []
    shard.process(inputs, into: &firings)
    return firings
  }

  /// Span 100, three events fire: the policy, the times, and the events that complete a firing.
  @Test(
    arguments: [
      (Rearming(), [0, 1, 2, 3, 4, 5, 101, 102], [2, 7]),
      (Rearming(.reset), [0, 1, 2, 3, 4, 5], [2, 5]),
      (Rearming(.reset), [0, 1, 2, 3, 4], [2]),
      (Rearming(.reset), [0, 1, 2, 101, 102, 103], [2, 5]),
      (Rearming(.reset), [50, 51, 52, 10, 11, 12], [2, 5]),  // late, and inside
      (Rearming(.reset), [150, 151, 152, 52, 153, 154], [2]),  // too late: the time stays
      (Rearming(.always), [0, 1, 2, 3, 4, 150], [2, 3, 4]),
      (Rearming(suppressNanoseconds: 300), [0, 1, 2, 200, 201, 202, 301, 302, 303], [2, 8]),
      (Rearming(suppressNanoseconds: 5), [0, 1, 2, 8, 9, 10, 102], [2, 6]),
      (Rearming(.reset, suppressNanoseconds: 20), [0, 1, 2, 3, 4, 5, 21, 22, 23], [2, 7]),
      (Rearming(.reset, suppressNanoseconds: 300), [0, 1, 2, 3, 4, 5, 302, 303, 304], [2, 8]),
      (Rearming(.always, suppressNanoseconds: 2), [0, 1, 2, 3, 4, 5, 6], [2, 4, 6]),
    ] as [(Rearming, [Int64], [Int])],
    [CorrelationRule.Kind.eventCount, .valueCount, .valueSum])
  func `a key fires again as its rule says`(
    sample: (rearming: Rearming, times: [Int64], expected: [Int]), kind: CorrelationRule.Kind
  ) throws {
    let inputs = sample.times.enumerated().map { order, time in
      let value: UInt64 =
        switch kind {
        case .eventCount: 1
        case .valueCount: UInt64(order) + 9
        default: (1.0).bitPattern
        }
      return CorrelatorShardTests.input(time: time, value: value, order: order)
    }
    let rules = [Self.rule(kind, sample.rearming)]
    let found = try Self.firings(rules, inputs)
    #expect(found.map { Int($0.position) } == sample.expected)
    var twin = ReferenceCorrelator(rules)
    var expected: [CorrelationFiring] = []
    twin.process(inputs, into: &expected)
    #expect(found == expected)
  }

  @Test func `what has fired is no evidence after a reset`() throws {
    let inputs = (0..<6).map { CorrelatorShardTests.input(time: Int64($0), order: $0) }
    let found = try Self.firings([Self.rule(.eventCount, Rearming(.reset))], inputs)
    #expect(found.map(\.count) == [3, 3])
    #expect(found.map { $0.evidence.map(\.recordNumber) } == [[1, 2, 3], [4, 5, 6]])
    #expect(found[1].firstNanoseconds == 3)
  }

  @Test func `a key that is silent is kept while there is room`() throws {
    var limits = CorrelatorLimits()
    limits.latenessNanoseconds = 10
    let long = Self.rule(.eventCount, Rearming(.reset, suppressNanoseconds: 1 << 40), atLeast: 1)
    let inputs = (0..<600).map { order in
      CorrelatorShardTests.input(
        time: Int64(order) * 1000, key: order % 100 == 0 ? 7 : UInt64(order) << 20, order: order)
    }
    let found = try Self.firings([long], inputs, limits: limits)
    #expect(found.count == 600 - 5)
  }

  @Test(arguments: 0..<60)
  func `agrees with the slow twin under every policy`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let kinds: [(CorrelationRule.Kind, Int, Double?)] = [
      (.eventCount, 1, 3), (.valueCount, 1, 3), (.valueCount, 1, 12), (.temporal, 2, nil),
      (.temporalOrdered, 2, nil), (.temporalOrdered, 3, nil), (.valueSum, 1, 4),
    ]
    let rules = kinds.map { kind, feeds, bound in
      Self.rule(kind, Rearming(), feeds: feeds, atLeast: bound)
        .rearming(like: .random(in: 0..<1000, using: &random))
    }
    var clock: Int64 = 1000
    let inputs = (0..<1500).map { order in
      clock += Int64.random(in: 0...(seed % 2 == 0 ? 6 : 40), using: &random)
      let place = Int.random(in: 0..<kinds.count, using: &random)
      let value: UInt64 =
        switch kinds[place].0 {
        case .eventCount: UInt64.random(in: 1...2, using: &random)
        case .valueCount: UInt64.random(in: 1...20, using: &random)
        case .valueSum: Double(Int.random(in: 0...3, using: &random)).bitPattern
        default:
          CorrelationPlan.value(
            ofFeed: UInt32.random(in: 0..<UInt32(kinds[place].1), using: &random))
        }
      let isLate = Int.random(in: 0..<6, using: &random) == 0
      return CorrelatorShardTests.input(
        time: isLate ? clock - Int64.random(in: 0...120, using: &random) : clock, value: value,
        key: UInt64.random(in: 1...3, using: &random) << 8 | UInt64(place), order: order,
        correlation: UInt32(place))
    }
    var twin = ReferenceCorrelator(rules)
    var expected: [CorrelationFiring] = []
    twin.process(inputs, into: &expected)
    #expect(try Self.firings(rules, inputs) == expected)
  }
}

extension CorrelationRule {
  /// The same rule with a policy that `seed` chooses.
  func rearming(like seed: UInt64) -> CorrelationRule {
    let policy = Rearming.Policy.allCases[Int(seed % 3)]
    let silence: Int64 = [0, 0, 7, 150, 400][Int(seed / 3 % 5)]
    return CorrelationRule(
      kind: kind, feeds: feeds, spanNanoseconds: spanNanoseconds, conditions: conditions,
      condition: condition, rearming: Rearming(policy, suppressNanoseconds: silence))
  }
}
