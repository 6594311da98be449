import Detect
import Support
import Testing

@Suite struct CorrelationCollectorTests {
  private func rule(
    _ kind: CorrelationRule.Kind = .eventCount, feeds: [Int] = [0], groupBy: [Field],
    values: [Field] = []
  ) -> CorrelationRule {
    CorrelationRule(
      kind: kind,
      feeds: feeds.map {
        .init(
          source: .rule($0), groupBy: groupBy.map(FieldID.init), values: values.map(FieldID.init))
      },
      spanNanoseconds: 1_000_000_000, conditions: [.init(.greaterOrEqual, 2)])
  }

  /// All rules hit all events of the sample.
  private func collect(
    _ rules: [CorrelationRule], _ sample: borrowing SampleBlock, seed: UInt64 = 1
  ) throws -> (inputs: [CorrelationInput], CorrelationCollector.Statistics, last: Int64?) {
    let program = try CorrelationProgram(rules, ruleCount: 2)
    var collector = CorrelationCollector(program, seed: seed)
    var hits: [RuleHit] = []
    for event in 0..<sample.writer.columns.eventCount {
      hits += [RuleHit(event: UInt32(event), rule: 0), RuleHit(event: UInt32(event), rule: 1)]
    }
    var inputs: [CorrelationInput] = []
    collector.collect(hits, sample.block, sample.writer.columns, into: &inputs)
    return (inputs, collector.statistics, collector.lastNanoseconds)
  }

  private func key(_ input: CorrelationInput) -> [UInt64] { [input.keyHigh, input.keyLow] }

  /// Two events each, and whether they are of one group.
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1", true),
    ("192.0.2.1", "192.0.2.2", false),
    ("::ffff:192.0.2.1", "192.0.2.1", true),
    ("2001:DB8::0001", "2001:db8::1", true),
    ("22", "22", true),
    ("22", "22 ", false),
    ("alice", "Alice", false),  // text is exact
    ("alice", "alice", true),
    ("a long name of many bytes", "a long name of many bytez", false),
    ("18446744073709551615", "18446744073709551614", false),
  ])
  func `groups by the value`(first: String, second: String, isSame: Bool) throws {
    var sample = SampleBlock()
    sample.add([(.userName, first)], timeNanoseconds: 1)
    sample.add([(.userName, second)], timeNanoseconds: 2)
    let inputs = try collect([rule(groupBy: [.userName])], sample).inputs
    #expect(inputs.count == 2)
    #expect((key(inputs[0]) == key(inputs[1])) == isSame)
  }

  @Test func `parts of a group do not run together`() throws {
    var sample = SampleBlock()
    sample.add([(.userName, "ab"), (.hostName, "c")], timeNanoseconds: 1)
    sample.add([(.userName, "a"), (.hostName, "bc")], timeNanoseconds: 1)
    let inputs = try collect([rule(groupBy: [.userName, .hostName])], sample).inputs
    #expect(key(inputs[0]) != key(inputs[1]))
  }

  @Test func `correlations of one group have keys of their own`() throws {
    var sample = SampleBlock()
    sample.add([(.sourceIP, "192.0.2.1")], timeNanoseconds: 1)
    let rules = [rule(groupBy: [.sourceIP]), rule(groupBy: [.sourceIP])]
    let inputs = try collect(rules, sample).inputs
    #expect(inputs.map(\.correlation) == [0, 1])
    #expect(key(inputs[0]) != key(inputs[1]))
  }

  @Test func `an event without a group or value is counted and left out`() throws {
    var sample = SampleBlock()
    sample.add([(.sourcePort, "1")], timeNanoseconds: 1)
    sample.add([(.sourceIP, "192.0.2.1")], timeNanoseconds: 1)
    let (inputs, statistics, _) = try collect(
      [rule(.valueCount, groupBy: [.sourceIP], values: [.sourcePort])], sample)
    #expect(inputs.isEmpty)
    #expect(statistics.withoutGroup == 1)
    #expect(statistics.withoutValue == 1)
  }

  @Test func `an event that two rules of a correlation match counts once`() throws {
    var sample = SampleBlock()
    sample.add([(.sourceIP, "192.0.2.1")], timeNanoseconds: 1, repetitions: 3)
    sample.add([(.sourceIP, "192.0.2.1")], timeNanoseconds: 1)
    let inputs = try collect([rule(feeds: [0, 1], groupBy: [.sourceIP])], sample).inputs
    #expect(inputs.map(\.value) == [3, 1])
  }

  @Test func `an event without a time takes the one before it`() throws {
    var sample = SampleBlock(sequence: 3, input: 2, firstRecordNumber: 100, firstByteOffset: 5000)
    let fields: [(Field, String)] = [(.sourceIP, "192.0.2.1")]
    sample.add(fields)
    sample.add(fields, timeNanoseconds: 50)
    sample.add(fields)
    var (inputs, _, last) = try collect([rule(groupBy: [.sourceIP])], sample)
    #expect(inputs.map(\.needsTime) == [true, false, false])
    inputs.setTimes(carried: 40)
    #expect(inputs.map(\.timeNanoseconds) == [40, 50, 50])
    #expect(inputs.map(\.needsTime) == [false, false, false])
    #expect(last == 50)
    #expect(inputs.map(\.evidence.recordNumber) == [100, 101, 102])
    #expect(inputs.map(\.evidence.offset) == [5000, 5011, 5022])
    #expect(inputs.map(\.evidence.input) == [2, 2, 2])
    #expect(inputs.map(\.evidence.length) == [10, 10, 10])
    #expect(inputs[1].position == CorrelationInput.position(sequence: 3, event: 1))
  }

  @Test func `without group-by there is one group`() throws {
    var sample = SampleBlock()
    sample.add([(.sourceIP, "192.0.2.1")], timeNanoseconds: 1)
    sample.add([(.sourceIP, "192.0.2.2")], timeNanoseconds: 1)
    let inputs = try collect([rule(groupBy: [])], sample).inputs
    #expect(key(inputs[0]) == key(inputs[1]))
  }

  @Test func `the seed changes keys and no result`() throws {
    var sample = SampleBlock()
    for index in 0..<50 {
      sample.add([(.sourceIP, "192.0.2.\(index % 5)")], timeNanoseconds: Int64(index))
    }
    let rules = [rule(groupBy: [.sourceIP])]
    let firings = try [UInt64(1), 2, .max].map { seed in
      let program = try CorrelationProgram(rules, ruleCount: 2)
      var shard = CorrelatorShard(program)
      var firings: [CorrelationFiring] = []
      shard.process(try collect(rules, sample, seed: seed).inputs, into: &firings)
      return firings
    }
    #expect(firings[0].map(\.keyHigh) != firings[1].map(\.keyHigh))
    #expect(firings[0].map(\.evidence) == firings[1].map(\.evidence))
    #expect(firings[0].map(\.position) == firings[2].map(\.position))
    #expect(firings[0].count == 5)
  }
}
