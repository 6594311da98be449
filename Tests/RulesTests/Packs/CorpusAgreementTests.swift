import Detect
import Rules
import Support
import Testing

private let corpus = SharedData.file(in: "data", prefix: "sigmahq-", suffix: ".tar.gz")

/// The matcher against the reference evaluator, on SigmaHQ's rules and events made to fire them.
@Suite struct CorpusAgreementTests {
  @Test(.enabled(if: corpus != nil, "there is no shared/data/sigmahq-*.tar.gz beside the clone"))
  func `the matcher agrees with the reference on all published rules`() throws {
    try SharedData.withUnpacked(try #require(corpus)) { folder in
      let trees = ["rules", "rules-emerging-threats", "rules-threat-hunting"].map {
        "\(folder)/\($0)"
      }
      let set = RuleFiles.load(trees)
      let seed = UInt64.random(in: 0..<1 << 32)
      var maker = EventMaker(set, random: SeededRandom(seed: seed))
      let samples = (0..<60).map { _ in maker.event() }
      let events = TestEvents(samples, names: set.fieldNames)
      let clock = ContinuousClock()
      let start = clock.now
      let program = try Program(
        rules: set.rules, logSources: maker.sources, names: set.fieldNames)
      let compiled = clock.now
      var matcher = Matcher(program)
      var hits: [RuleHit] = []
      matcher.match(events.block, events.columns, into: &hits)
      print(
        "SigmaHQ, seed \(seed): compiled in \(compiled - start), \(hits.count) hits,",
        "\(matcher.counters.candidates) candidates, \(program.openRules.count) open rules")
      #expect(hits == maker.expectedHits(events), "seed \(seed)")
      #expect(hits.count >= 30)
    }
  }
}

/// Makes events out of the texts that rules look for.
private struct EventMaker {
  let set: RuleSet
  var random: SeededRandom
  let sources: [LogSource]

  init(_ set: RuleSet, random: SeededRandom) {
    self.set = set
    self.random = random
    sources = Set(
      set.rules.map { rule in
        LogSource(
          products: rule.logSource.product.map { [$0] } ?? [],
          categories: rule.logSource.category.map { [$0] } ?? [],
          services: rule.logSource.service.map { [$0] } ?? [])
      }
    ).sorted { "\($0)" < "\($1)" }
  }

  /// An event with what the tests of one rule ask for, but for those under a negation.
  mutating func event() -> TestEvent {
    let rule = random.pick(set.rules)
    var event = TestEvent("a record", [])
    event.logSource = sources.indices.filter { rule.logSource.matches(sources[$0]) }.first ?? 0
    fill(&event, rule.condition)
    return event
  }

  private mutating func fill(_ event: inout TestEvent, _ condition: Condition) {
    switch condition {
    case .all(let parts): for part in parts { fill(&event, part) }
    case .any(let parts): if !parts.isEmpty { fill(&event, random.pick(parts)) }
    case .not: break
    case .test(let predicate):
      guard case .field(let id) = predicate.subject else {
        event.fields.append(("message", value(predicate.test)))
        return
      }
      event.fields.append((set.fieldNames.name(of: id), value(predicate.test)))
    }
  }

  private mutating func value(_ test: Detect.Test) -> TestValue {
    switch test {
    case .text(let pattern):
      let bytes = pattern.tokens.flatMap { token -> [UInt8] in
        switch token {
        case .literal(let bytes): bytes
        case .anyRun: random.once(in: 3) ? [] : Array(" some ".utf8)
        case .anyOne: [UInt8(ascii: "1")]
        case .dash: [UInt8(ascii: "/")]
        }
      }
      return .bytes(bytes)
    case .number(.whole(let number)): return .number(number, nil)
    case .network(let network): return .text("\(network.address)")
    case .boolean(let flag): return .boolean(flag, nil)
    case .null: return .null
    default: return "something else"
    }
  }

  func expectedHits(_ events: borrowing TestEvents) -> [RuleHit] {
    var reference = ReferenceEvaluator()
    var hits: [RuleHit] = []
    for place in 0..<events.columns.eventCount {
      let event = events.columns[event: place]
      for (number, rule) in set.rules.enumerated()
      where rule.logSource.matches(sources[Int(event.logSource)])
        && reference.holds(rule.condition, event, events.columns, events.block)
      {
        hits.append(RuleHit(event: UInt32(place), rule: UInt32(number)))
      }
    }
    return hits
  }
}
