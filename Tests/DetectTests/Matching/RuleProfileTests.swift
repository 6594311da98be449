import Detect
import Support
import Synchronization
import Testing

@Suite struct RuleProfileTests {
  @Test func `a profile counts what matching counts, whatever the clock says`() throws {
    var stock = RandomRules(seed: 7)
    let rules = (0..<40).map { _ in stock.rule(2) }
    let events = TestEvents((0..<60).map { _ in stock.event() }, names: RandomRules.names)
    let program = try Program(
      rules: rules, logSources: RandomRules.sources, names: RandomRules.names)
    let reading = Mutex<UInt64>(0)
    var profile = RuleProfile(program) {
      reading.withLock { now in
        now += 3
        return now
      }
    }
    var matcher = Matcher(program)
    var profiler = Matcher(program)
    var hits: [RuleHit] = []
    matcher.match(events.block, events.columns, into: &hits)
    profiler.profile(events.block, events.columns, into: &profile)
    #expect(profile.events == 60)
    for rule in rules.indices {
      #expect(profile.rules[rule].hits == hits.count { Int($0.rule) == rule })
      #expect(profile.rules[rule].hits <= profile.rules[rule].candidates)
      #expect(profile.rules[rule].candidates <= profile.considered(rule, in: program))
    }
    #expect(profile.rules.reduce(0) { $0 + $1.candidates } == matcher.counters.candidates)
  }
}
