import Detect
import Support
import Testing

@Suite struct MatcherAgreementTests {
  /// What the reference evaluator says of all events and rules.
  static func expectedHits(
    _ rules: [DetectionRule], _ sources: [LogSource], _ events: borrowing TestEvents
  ) -> [RuleHit] {
    var reference = ReferenceEvaluator()
    var hits: [RuleHit] = []
    for place in 0..<events.columns.eventCount {
      let event = events.columns[event: place]
      let source =
        Int(event.logSource) < sources.count ? sources[Int(event.logSource)] : LogSource()
      for (number, rule) in rules.enumerated()
      where rule.logSource.matches(source)
        && reference.holds(rule.condition, event, events.columns, events.block)
      {
        hits.append(RuleHit(event: UInt32(place), rule: UInt32(number)))
      }
    }
    return hits
  }

  /// Runs a few rules over a few events, and says what differs.
  private func check(seed: UInt64, rules ruleCount: Int, depth: Int) throws -> Int {
    var stock = RandomRules(seed: seed)
    let rules = (0..<ruleCount).map { _ in stock.rule(depth) }
    let samples = (0..<12).map { _ in stock.event() }
    let events = TestEvents(samples, names: RandomRules.names)
    let program = try Program(
      rules: rules, logSources: RandomRules.sources, names: RandomRules.names)
    var matcher = Matcher(program)
    var hits: [RuleHit] = []
    matcher.match(events.block, events.columns, into: &hits)
    let expected = Self.expectedHits(rules, RandomRules.sources, events)
    for hit in Set(hits).symmetricDifference(expected) {
      let isMissed = expected.contains(hit)
      Issue.record(
        """
        seed \(seed): rule \(hit.rule) \(isMissed ? "missed" : "wrongly fired for")
        event \(hit.event)
        \(program.describe(rule: Int(hit.rule)))
        \(samples[Int(hit.event)])
        """)
    }
    #expect(hits == expected, "seed \(seed)")
    hits = []
    matcher.match(events.block, events.columns, into: &hits)
    #expect(hits == expected, "seed \(seed), the second time")
    return expected.count
  }

  @Test(arguments: [(1, 0, 400), (3, 1, 300), (12, 2, 150), (60, 3, 40)])
  func `the matcher agrees with the reference`(rules: Int, depth: Int, rounds: Int) throws {
    let first = UInt64.random(in: 0..<1 << 32)
    print("agreement of \(rules) rules: seeds \(first) and \(rounds - 1) more")
    var hits = 0
    for seed in first..<first + UInt64(rounds) {
      hits += try check(seed: seed, rules: rules, depth: depth)
    }
    #expect(hits > rounds, "rules and events should meet")
  }
}
