import Support
import Testing

@testable import Detect

/// Windows that are saved and taken up again.
@Suite struct WindowArchiveTests {
  /// One correlation of each sort, with policies that `seed` chooses.
  private static func rules(_ seed: UInt64) -> [CorrelationRule] {
    let field = FieldID(.sourceIP)
    func rule(
      _ kind: CorrelationRule.Kind, feeds: Int = 1, span: Int64, _ bound: Double?
    ) -> CorrelationRule {
      CorrelationRule(
        kind: kind,
        feeds: (0..<feeds).map {
          .init(source: .rule($0), groupBy: [field], values: [FieldID(.networkBytes)])
        },
        spanNanoseconds: span,
        conditions: bound.map { [.init(.greaterOrEqual, $0)] } ?? [])
    }
    return [
      rule(.eventCount, span: 100, 5), rule(.eventCount, span: 400, 60),
      rule(.valueCount, span: 100, 4), rule(.valueCount, span: 900, 40),
      rule(.temporal, feeds: 2, span: 50, nil), rule(.temporalOrdered, feeds: 2, span: 60, nil),
      rule(.temporalOrdered, feeds: 3, span: 90, nil), rule(.valueSum, span: 60, 40),
      rule(.valuePercentile(95), span: 400, 9.5),
    ].enumerated().map { $1.rearming(like: seed &+ UInt64($0)) }
  }

  private static func inputs(
    _ random: inout SeededGenerator, _ rules: [CorrelationRule]
  ) -> [CorrelationInput] {
    var clock: Int64 = 1000
    let keys = UInt64.random(in: 1...4, using: &random)
    let step = Int64([0, 1, 3, 20].randomElement(using: &random) ?? 1)
    return (0..<1500).map { order in
      clock += Int64.random(in: 0...step, using: &random)
      let place = Int.random(in: 0..<rules.count, using: &random)
      let rule = rules[place]
      let value: UInt64 =
        switch rule.kind {
        case .eventCount: UInt64.random(in: 1...2, using: &random)
        case .valueCount: UInt64.random(in: 1...90, using: &random) &* 0xff51_afd7
        case .temporal, .temporalOrdered:
          CorrelationPlan.value(
            ofFeed: UInt32.random(in: 0..<UInt32(rule.feeds.count), using: &random))
        default: (Double(Int.random(in: 0...40, using: &random)) / 4).bitPattern
        }
      let isLate = Int.random(in: 0..<6, using: &random) == 0
      return CorrelatorShardTests.input(
        time: isLate ? clock - Int64.random(in: 0...120, using: &random) : clock, value: value,
        key: UInt64.random(in: 1...keys, using: &random) << 8 | UInt64(place), order: order,
        correlation: UInt32(place))
    }
  }

  @Test(arguments: 0..<60)
  func `a shard that takes up saved windows goes on as if nothing had happened`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let rules = Self.rules(seed)
    let program = try CorrelationProgram(rules, ruleCount: 4)
    let inputs = Self.inputs(&random, rules)
    let cut = Int.random(in: 0...inputs.count, using: &random)
    var shard = CorrelatorShard(program, seed: 9)
    var before: [CorrelationFiring] = []
    shard.process(Array(inputs[..<cut]), into: &before)
    let archive = shard.save()
    var later = CorrelatorShard(program, seed: 9)
    let known = Dictionary(uniqueKeysWithValues: archive.inputs.map { ($0, $0) })
    let isTaken = later.restore(
      archive.bytes, places: Array(rules.indices), inputs: known, unknownInput: 1)
    #expect(isTaken)
    #expect(later.statistics.keys == shard.statistics.keys)
    var expected: [CorrelationFiring] = []
    var found: [CorrelationFiring] = []
    shard.process(Array(inputs[cut...]), into: &expected)
    later.process(Array(inputs[cut...]), into: &found)
    #expect(found == expected)
    #expect(expected.count + before.count > 5)
  }

  @Test func `windows follow their correlation to its new place, and others go`() throws {
    let rules = Self.rules(0)
    let seed: UInt64 = 9
    let hashes = KeyHasher.correlationKeys(rules.count, KeyHasher.key(seed: seed))
    func input(_ order: Int, _ place: Int) -> CorrelationInput {
      CorrelatorShardTests.input(
        time: Int64(order), value: 1, key: 77 ^ hashes[place].low, order: order,
        correlation: UInt32(place))
    }
    var shard = CorrelatorShard(try CorrelationProgram(rules, ruleCount: 4), seed: seed)
    var firings: [CorrelationFiring] = []
    shard.process((0..<4).map { input($0, 0) } + [input(4, 1)], into: &firings)
    #expect(firings.isEmpty)
    let moved = [rules[1], rules[0]]
    var later = CorrelatorShard(try CorrelationProgram(moved, ruleCount: 4), seed: seed)
    let places: [Int?] = [1] + Array(repeating: nil, count: rules.count - 1)
    let isTaken = later.restore(
      shard.save().bytes, places: places, inputs: [0: 5], unknownInput: 6)
    #expect(isTaken)
    #expect(later.keysByCorrelation == [0, 1])
    let completing = CorrelationInput(
      keyHigh: (77 ^ hashes[0].low) &* 0x9e37_79b9_7f4a_7c15 ^ hashes[0].high ^ hashes[1].high,
      keyLow: 77 ^ hashes[1].low, value: 1, timeNanoseconds: 5, position: 5,
      evidence: EvidenceReference(input: 5, record: 6, offset: 0, length: 1), correlation: 1)
    later.process([completing], into: &firings)
    #expect(firings.map(\.correlation) == [1])
    #expect(firings.first?.evidence.map(\.input) == [5, 5, 5, 5, 5])
    #expect(firings.first?.evidence.map(\.offset) == [0, 10, 20, 30, 0])
  }

  @Test(arguments: 0..<40)
  func `bytes that are no archive change nothing`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rules = Self.rules(seed)
    let program = try CorrelationProgram(rules, ruleCount: 4)
    var shard = CorrelatorShard(program)
    var firings: [CorrelationFiring] = []
    shard.process(Self.inputs(&random, rules), into: &firings)
    var bytes = shard.save().bytes
    for _ in 0..<20 {
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes.removeLast(Int.random(in: 0...min(40, bytes.count), using: &random))
      case 1 where !bytes.isEmpty:
        bytes[Int.random(in: 0..<bytes.count, using: &random)] =
          .random(in: 0...255, using: &random)
      default: bytes += [UInt8](repeating: 7, count: Int.random(in: 0...9, using: &random))
      }
      var later = CorrelatorShard(program)
      let isTaken = later.restore(
        bytes, places: Array(rules.indices), inputs: [:], unknownInput: 0)
      if !isTaken { #expect(later.statistics.keys == 0) }
      later.process(Self.inputs(&random, rules), into: &firings)
    }
  }
}
