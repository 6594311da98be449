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
