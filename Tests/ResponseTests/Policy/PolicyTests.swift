import Detect
import Response
import Testing

@Suite struct PolicyTests {
  private func choose(_ alert: Alert, _ policy: Policy = .standard) -> String {
    guard let choice = policy.choices(for: alert, isInternal: Sample.neverBlock.protects).first
    else {
      return "nothing"
    }
    let doubt = choice.isAmbiguous ? " ambiguous" : ""
    return "\(choice.rule.action.rawValue) \(choice.target) by \(choice.rule.name)\(doubt)"
  }

  @Test func `the standard policy blocks a listed end of confidence 70`() {
    let inbound = Sample.alert(
      kind: .indicator, indicator: Sample.indicator("203.0.113.7", confidence: 70),
      source: "203.0.113.7", destination: "10.0.0.5")
    #expect(choose(inbound) == "block 203.0.113.7 by listed address")
    let outbound = Sample.alert(
      level: .low, kind: .indicator, indicator: Sample.indicator("203.0.113.0/24"),
      source: "10.0.0.5", destination: "203.0.113.7")
    #expect(choose(outbound) == "block 203.0.113.7 by listed address")
  }

  @Test(arguments: [
    (Level.critical, Alert.Phase.response, "203.0.113.7", "block 203.0.113.7 by hostile source"),
    (.high, .response, "203.0.113.7", "block 203.0.113.7 by hostile source"),
    (.high, .response, "10.0.0.5", "watch 10.0.0.5 by suspicious source"),
    (.high, .earlyWarning, "203.0.113.7", "watch 203.0.113.7 by suspicious source"),
    (.medium, .response, "203.0.113.7", "watch 203.0.113.7 by suspicious source"),
    (.low, .response, "203.0.113.7", "nothing"),
    (.informational, .response, "203.0.113.7", "nothing"),
  ])
  func `the standard policy answers by level, phase and side`(
    level: Level, phase: Alert.Phase, source: String, expected: String
  ) {
    let alert = Sample.alert(level: level, phase: phase, source: source, destination: "10.0.0.5")
    #expect(choose(alert) == expected)
  }

  @Test func `the standard policy does not block on weak indicators or without a source`() {
    let weak = Sample.alert(
      level: .low, kind: .indicator, indicator: Sample.indicator("203.0.113.7", confidence: 69),
      source: "203.0.113.7")
    #expect(choose(weak) == "nothing")
    #expect(choose(Sample.alert(user: "root")) == "nothing")
  }

  @Test(arguments: [
    Detect.Indicator.Value.domain("bad.example"), .url("http://bad.example/x"),
    .digest(String(repeating: "0a", count: 32)), .mail("a@bad.example"),
  ])
  func `the standard policy leaves whoever asks for what is listed alone`(
    value: Detect.Indicator.Value
  ) {
    let indicator = Alert.Indicator(
      feed: "feed-x", listed: "x", seen: "x", field: "url.original", confidence: 100, type: "url",
      value: value)
    for (source, destination) in [("203.0.113.7", "192.0.2.1"), ("10.0.0.5", "203.0.113.7")] {
      let alert = Sample.alert(
        level: .critical, kind: .indicator, indicator: indicator, source: source,
        destination: destination)
      #expect(choose(alert) == "nothing")
    }
  }

  @Test func `the standard policy watches a doubtful address`() {
    let alert = Sample.alert(
      level: .medium, kind: .indicator, indicator: Sample.indicator("203.0.113.7", confidence: 50),
      source: "10.0.0.5", destination: "203.0.113.7")
    #expect(choose(alert) == "watch 203.0.113.7 by doubtful address")
  }

  @Test func `the first rule that matches wins, and an exception ends the search`() {
    var policy = Policy.standard
    policy.rules.insert(
      PolicyRule(
        name: "scanner of ours", match: PolicyMatch(ruleIDs: ["r1"]), action: .none,
        target: .source, durationSeconds: 0),
      at: 0)
    #expect(choose(Sample.alert(source: "203.0.113.7"), policy) == "nothing")
    #expect(
      choose(Sample.alert(rule: "r2", source: "203.0.113.7"), policy)
        == "block 203.0.113.7 by hostile source")
  }

  /// Source, destination, and what `external` makes of them.
  @Test(arguments: [
    ("203.0.113.7", "10.0.0.5", "block 203.0.113.7 by x"),
    ("10.0.0.5", "203.0.113.7", "block 203.0.113.7 by x"),
    ("203.0.113.7", nil, "block 203.0.113.7 by x"),
    ("203.0.113.7", "198.51.100.9", "block 203.0.113.7 by x ambiguous"),
    ("203.0.113.7", "203.0.113.7", "block 203.0.113.7 by x"),
    ("10.0.0.5", "192.168.1.1", "nothing"),
    (nil, nil, "nothing"),
  ])
  func `external is the one end that is not ours`(
    source: String?, destination: String?, expected: String
  ) {
    let policy = Policy(rules: [
      PolicyRule(
        name: "x", match: PolicyMatch(), action: .block, target: .external, durationSeconds: 60)
    ])
    #expect(choose(Sample.alert(source: source, destination: destination), policy) == expected)
  }

  @Test func `text that looks like an address never becomes a target`() {
    let hostile = "203.0.113.99"
    let indicator = Alert.Indicator(
      feed: "f", listed: hostile, seen: hostile, field: "url.domain", confidence: 100,
      type: "ipv4-addr", value: .network(Sample.network(hostile)))
    for target in PolicyTarget.allCases {
      let policy = Policy(rules: [
        PolicyRule(
          name: "x", match: PolicyMatch(), action: .block, target: target, durationSeconds: 60)
      ])
      let alert = Sample.alert(
        name: hostile, indicator: indicator, entity: .host(hostile), source: "198.51.100.1",
        destination: "10.0.0.5", user: hostile)
      let chosen = policy.choices(for: alert, isInternal: Sample.neverBlock.protects).first
      #expect(chosen?.target != Sample.target(hostile), "\(target)")
    }
  }
}
