import Detect
import Response
import Testing

@Suite struct PolicyMatchTests {
  private static let alert = Sample.alert(
    level: .high, kind: .correlation, rule: "r1", ruleset: "starter", tags: ["attack.t1110.001"],
    techniques: ["T1110.001"], indicator: Sample.indicator("203.0.113.7", confidence: 80),
    entity: .user("root"), source: "203.0.113.7", destination: "10.0.0.5")

  @Test(arguments: [
    (PolicyMatch(), true),
    (PolicyMatch(levels: [.high, .critical]), true),
    (PolicyMatch(levels: [.critical]), false),
    (PolicyMatch(tags: ["attack.t1110.001", "x"]), true),
    (PolicyMatch(tags: ["attack.t1110"]), false),
    (PolicyMatch(techniques: ["T1110.001"]), true),
    (PolicyMatch(techniques: ["T1110"]), true),
    (PolicyMatch(techniques: ["T1110.002"]), false),
    (PolicyMatch(techniques: ["T111"]), false),
    (PolicyMatch(ruleIDs: ["r1"]), true),
    (PolicyMatch(ruleIDs: ["r2"]), false),
    (PolicyMatch(ruleIDs: ["SSH brute force"]), true),  // by its title
    (PolicyMatch(trusts: [.trusted]), true),
    (PolicyMatch(trusts: [.untrusted, .mixed]), false),
    (PolicyMatch(assets: [Asset(name: "lan", networks: [Sample.network("10.0.0.0/24")])]), true),
    (PolicyMatch(assets: [Asset(name: "dmz", networks: [Sample.network("10.0.1.0/24")])]), false),
    (PolicyMatch(assets: [Asset(name: "web", networks: [], hosts: ["WEB01"])]), false),
    (PolicyMatch(rulesets: ["starter"]), true),
    (PolicyMatch(rulesets: ["other"]), false),
    (PolicyMatch(kinds: [.correlation]), true),
    (PolicyMatch(kinds: [.rule, .indicator]), false),
    (PolicyMatch(phases: [.response]), true),
    (PolicyMatch(phases: [.earlyWarning]), false),
    (PolicyMatch(feeds: ["feed-x"]), true),
    (PolicyMatch(feeds: ["feed-y"]), false),
    (PolicyMatch(minimumConfidence: 80), true),
    (PolicyMatch(minimumConfidence: 81), false),
    (PolicyMatch(entityKinds: [.user]), true),
    (PolicyMatch(entityKinds: [.address, .host]), false),
    (PolicyMatch(source: .external), true),
    (PolicyMatch(source: .internal), false),
    (PolicyMatch(destination: .internal), true),
    (PolicyMatch(destination: .external), false),
    (PolicyMatch(levels: [.high], kinds: [.rule]), false),  // all must hold
  ])
  func `every condition that is given must hold`(match: PolicyMatch, expected: Bool) {
    #expect(
      match.matches(PolicyMatchTests.alert, isInternal: Sample.neverBlock.protects) == expected)
  }

  @Test func `an asset is an end of the connection, or the host that logged it`() {
    let asset = Asset(name: "web", networks: [Sample.network("192.0.2.0/24")], hosts: ["Web01"])
    #expect(!asset.concerns(Sample.alert(source: "203.0.113.7", destination: "203.0.113.8")))
    #expect(asset.concerns(Sample.alert(source: "192.0.2.7", destination: "203.0.113.8")))
    #expect(asset.concerns(Sample.alert(entity: .host("WEB01"))))
    #expect(!asset.concerns(Sample.alert(entity: .user("web01"))))
    var logged = Sample.alert()
    logged.hostName = "web01"
    #expect(asset.concerns(logged))
  }

  private static let trustCases: [(PolicyRule.Action, Set<Alert.Trust>, Alert.Trust, Bool)] = [
    (.block, [], .trusted, true), (.block, [], .mixed, false), (.block, [], .untrusted, false),
    (.block, [.untrusted], .untrusted, true), (.block, [.untrusted], .trusted, false),
    (.watch, [], .untrusted, true), (.none, [], .mixed, true),
  ]

  @Test(arguments: trustCases)
  func `what is not trusted blocks only where the rule says so`(
    action: PolicyRule.Action, trusts: Set<Alert.Trust>, trust: Alert.Trust, expected: Bool
  ) {
    var alert = Sample.alert(source: "203.0.113.7")
    alert.trust = trust
    let rule = PolicyRule(
      name: "x", match: PolicyMatch(levels: [.high], trusts: trusts), action: action,
      target: .source, durationSeconds: 60)
    let last = PolicyRule(
      name: "last", match: PolicyMatch(), action: .watch, target: .source, durationSeconds: 60)
    let chosen = Policy(rules: [rule, last]).choices(for: alert) { _ in false }
    #expect(chosen.map(\.rule.name) == (expected ? (action == .none ? [] : ["x"]) : ["last"]))
  }

  @Test func `what the alert does not have does not match`() {
    let bare = Sample.alert(techniques: [])
    for match in [
      PolicyMatch(feeds: ["feed-x"]), PolicyMatch(minimumConfidence: 0),
      PolicyMatch(entityKinds: [.address]), PolicyMatch(source: .external),
      PolicyMatch(destination: .internal), PolicyMatch(techniques: ["T1110"]),
    ] {
      #expect(!match.matches(bare, isInternal: { _ in false }))
    }
  }
}
