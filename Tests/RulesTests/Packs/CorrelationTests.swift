import Detect
import Rules
import Testing

/// Two rules, `deny` (firewall) and `fail` (sshd), that correlations refer to.
private let base = """
  title: Deny
  id: 11111111-0000-4000-8000-000000000001
  name: deny
  tags: [attack.t1046, attack.discovery]
  logsource: {category: firewall}
  detection:
    s: {action: denied}
    condition: s
  ---
  title: Failure
  id: 11111111-0000-4000-8000-000000000002
  name: fail
  tags: [attack.t1110]
  logsource: {product: linux, service: sshd}
  detection:
    s: {event.outcome: failure}
    condition: s
  """

/// A correlation with this body, each line of it indented by two.
private func correlation(_ body: String, id: String = "c", more: String = "") -> String {
  let lines = body.split(separator: "\n").map { "  \($0)\n" }.joined()
  return "title: t\nid: \(id)\n\(more)correlation:\n\(lines)"
}

@Suite struct CorrelationTests {
  /// `eventCount: rule(0) by a,b of c | 60s gte 10.0`
  private func listing(_ set: RuleSet, _ index: Int = 0) -> String {
    let rule = set.correlations[index]
    let name = set.fieldNames.name(of:)
    let feeds = rule.feeds.map { feed in
      "\(feed.source) by \(feed.groupBy.map(name).joined(separator: ","))"
        + " of \(feed.values.map(name).joined(separator: ","))"
    }
    let bounds = rule.conditions.map { "\($0.comparison.rawValue) \($0.value)" }
    return "\(rule.kind): \(feeds.joined(separator: "; ")) | "
      + "\(rule.spanNanoseconds / 1_000_000_000)s \(bounds.joined(separator: " "))"
  }

  @Test(arguments: [
    (
      "type: event_count\nrules: deny\ngroup-by: [src_ip]\ntimespan: 5m\ncondition: {gte: 10}",
      "eventCount: rule(0) by source.ip of  | 300s gte 10.0"
    ),
    (
      "type: value_count\nrules: [deny]\ngroup-by: src_ip\ntimespan: 1h\n"
        + "condition: {gt: 20, lte: 50, field: dst_port}",
      "valueCount: rule(0) by source.ip of destination.port | 3600s gt 20.0 lte 50.0"
    ),
    (
      "type: value_count\nrules: [11111111-0000-4000-8000-000000000001]\ntimespan: 1h\n"
        + "condition: {gte: 2, field: [dst_ip, dst_port]}",
      "valueCount: rule(0) by  of destination.ip,destination.port | 3600s gte 2.0"
    ),
    (
      "type: temporal\nrules: [deny, fail]\ngroup-by: [source.ip]\ntimespan: 1d",
      "temporal: rule(0) by source.ip of ; rule(1) by source.ip of  | 86400s gte 2.0"
    ),
    (
      "type: temporal_ordered\nrules: [fail, fail]\ntimespan: 1s",
      "temporalOrdered: rule(1) by  of ; rule(1) by  of  | 1s gte 2.0"
    ),
    (
      "type: value_percentile\nrules: deny\ntimespan: 1w\n"
        + "condition: {gt: 1.5, field: bytes, percentile: 95}",
      "valuePercentile(95.0): rule(0) by  of network.bytes | 604800s gt 1.5"
    ),
    (
      "type: event_count\nrules: [deny, fail]\ngroup-by: [attacker]\ntimespan: 1m\n"
        + "condition: {gte: 3}\naliases: {attacker: {deny: dst_ip, fail: rhost}}",
      "eventCount: rule(0) by destination.ip of ; rule(1) by source.ip of  | 60s gte 3.0"
    ),
  ])
  func `kinds, groups, ranges and aliases`(body: String, expected: String) {
    let set = load(base, correlation(body))
    #expect(set.problems.map(\.description) == [])
    #expect(set.correlations.count == 1)
    if set.correlations.count == 1 { #expect(listing(set) == expected) }
  }

  /// `detectd` of a correlation, and the policy and suppressed seconds that it gives.
  @Test(arguments: [
    ("", Rearming.Policy.timespan, 0),
    ("detectd: {rearm: reset}", .reset, 0),
    ("detectd: {rearm: always, suppress: 1h}", .always, 3600),
    ("detectd: {suppress: 2d, phase: response}", .timespan, 172_800),
  ])
  func `re-arming and suppression`(
    own: String, policy: Rearming.Policy, seconds: Int64
  ) throws {
    let body = "type: event_count\nrules: deny\ntimespan: 5m\ncondition: {gte: 10}"
    let set = load(base, correlation(body, more: own.isEmpty ? "" : own + "\n"))
    #expect(set.problems.map(\.description) == [])
    let rule = try #require(set.correlations.first)
    #expect(rule.rearming == Rearming(policy, suppressNanoseconds: seconds * 1_000_000_000))
  }

  @Test(arguments: [
    (
      "{rearm: resett}",
      "3:18: error: 'rearm' is 'resett'; did you mean 'reset'?"
    ),
    ("{suppress: 0s}", "3:21: error: 'suppress' is '0s'; it must be at least 1s"),
    ("{suppress: 90y}", "3:21: error: 'suppress' is too long; it may be at most 73y"),
  ])
  func `re-arming that cannot be read is named`(own: String, expected: String) {
    let body = "type: event_count\nrules: deny\ntimespan: 5m\ncondition: {gte: 10}"
    let set = load(base, correlation(body, more: "detectd: \(own)\n"))
    #expect(complaints(set) == ["r1.yml:\(expected)"])
  }

  @Test func `a rule that is no correlation can be suppressed, but does not re-arm`() {
    let quiet = load(base.replacing("name: deny\n", with: "name: deny\ndetectd: {suppress: 1h}\n"))
    #expect(complaints(quiet) == [])
    #expect(quiet.ruleInfo.map(\.suppressNanoseconds) == [3_600_000_000_000, 0])
    #expect(
      RuleExplanation.text(ofRule: 0, in: quiet).contains(
        "again       not within 3600 s for the same entity\n"))
    let set = load(base.replacing("name: deny\n", with: "name: deny\ndetectd: {rearm: always}\n"))
    #expect(
      complaints(set) == [
        "r.yml:4:18: error: 'rearm' is for correlations; write 'suppress' for the least time "
          + "between two alerts about the same"
      ])
    let filter = """
      title: t
      id: f
      logsource: {category: firewall}
      detectd: {suppress: 1h}
      filter: {selection: {user: backup}, condition: not selection}
      """
    #expect(
      complaints(load(base, filter)) == [
        "r1.yml:4:21: error: a filter raises no alerts; write 'suppress' in the rule"
      ])
  }

  /// The body begins in line 4 of `r1.yml`.
  @Test(arguments: [
    ("timespan: 0m", "6:13: error: 'timespan' is '0m'; it must be at least 1s"),
    (
      "timespan: 1 h",
      "6:13: error: 'timespan' is '1 h'; "
        + "write a number and s, m, h, d, w, M (month) or y, such as 15m"
    ),
    ("", "4:3: error: 'timespan' is missing"),
  ])
  func `a timespan is a number and a unit`(line: String, expected: String) {
    let body = "type: event_count\nrules: deny\n\(line)\ncondition: {gte: 2}"
    #expect(complaints(load(base, correlation(body))) == ["r1.yml:\(expected)"])
  }

  @Test(arguments: [
    (
      "type: value_count\nrules: deny\ncondition: {gte: 2}",
      "6:14: error: 'value_count' needs a field; write condition: {field: user.name, gte: 10}"
    ),
    (
      "type: event_count\nrules: deny\ncondition: {gte: 2, field: a}",
      "6:14: error: 'event_count' reads no field; leave 'field' out, or write type: value_count"
    ),
    (
      "type: event_count\nrules: deny\ncondition: {gt: many}",
      "6:19: error: 'gt' must be a number, but is 'many'"
    ),
    (
      "type: event_count\nrules: deny\ncondition: {get: 2}",
      "6:15: error: unknown comparison 'get'; did you mean 'gt'?"
    ),
    (
      "type: event_count\nrules: deny",
      "4:3: error: the condition compares nothing; write condition: {gte: 10}"
    ),
    (
      "type: event_count\nrules: [deny, fail]\ncondition: deny and not fail",
      "6:14: error: a condition over rule names is for the type temporal; "
        + "write a comparison: condition: {gte: 2}"
    ),
    (
      "type: temporal_ordered\nrules: [deny, fail]\ncondition: deny and fail",
      "6:14: error: 'temporal_ordered' asks for all its rules in their order; "
        + "leave 'condition' out, or write type: temporal"
    ),
    (
      "type: temporal\nrules: [deny, fail]\ncondition: deny and not fial",
      "6:27: error: the condition names 'fial', which is not in 'rules'; did you mean 'fail'?"
    ),
    (
      "type: temporal\nrules: [deny, fail]\ncondition: not deny or fail",
      "6:14: error: the condition holds where no rule has matched; name a rule that must match"
    ),
    (
      "type: temporal\nrules: [deny, fail]\ncondition: deny",
      "5:17: warning: the condition does not ask for 'fail'"
    ),
    (
      "type: event_cuont\nrules: deny\ncondition: {gte: 2}",
      "4:9: error: 'type' is 'event_cuont'; did you mean 'event_count'?"
    ),
    ("type: event_count\nrules: []\ncondition: {gte: 2}", "5:10: error: 'rules' is empty"),
    (
      "type: event_count\nrules: denny\ncondition: {gte: 2}",
      "5:10: error: no rule has the id or name 'denny'; did you mean 'deny'?"
    ),
    (
      "type: event_count\nrules: Failure\ncondition: {gte: 2}",
      "5:10: error: no rule has the id or name 'Failure'; "
        + "write its id, '11111111-0000-4000-8000-000000000002'"
    ),
    (
      "type: event_count\nrules: deny\ncondition: {gte: 2}\ngroup_by: a",
      "7:3: error: unknown key 'group_by'; did you mean 'group-by'?"
    ),
    (
      "type: event_count\nrules: deny\ncondition: {gte: 2}\naliases: {x: {fail: a}}\ngroup-by: x",
      "7:17: error: the alias 'x' names 'fail', which is not in 'rules'"
    ),
    (
      "type: value_percentile\nrules: deny\ncondition: {gte: 2, field: bytes}",
      "6:14: error: 'value_percentile' needs a percentile; write percentile: 95"
    ),
  ])
  func `says what is wrong with a correlation`(body: String, expected: String) {
    let said = complaints(load(base, correlation("\(body)\ntimespan: 1m")))
    #expect(said == ["r1.yml:\(expected)"])
  }

  @Test(arguments: ["rules: [deny, fail]\n", ""])
  func `a condition over rules names what feeds it`(rules: String) {
    let set = load(
      base, correlation("type: temporal\n\(rules)condition: fail and not deny\ntimespan: 1m"))
    #expect(complaints(set) == [])
    let rule = set.correlations.first
    let isGiven = !rules.isEmpty
    #expect(rule?.feeds.map(\.source) == (isGiven ? [.rule(0), .rule(1)] : [.rule(1), .rule(0)]))
    #expect(rule?.condition == .all([.feed(isGiven ? 1 : 0), .not(.feed(isGiven ? 0 : 1))]))
    #expect(
      RuleExplanation.text(ofCorrelation: 0, in: set).contains(
        "fires       (11111111-0000-4000-8000-000000000002 and "
          + "not 11111111-0000-4000-8000-000000000001)"))
  }

  private func complaints(_ set: RuleSet) -> [String] { set.problems.map(\.description) }

  private func counting(_ rule: String, _ id: String, generate: String = "") -> String {
    correlation(
      "type: event_count\nrules: \(rule)\ngroup-by: src_ip\ntimespan: 1m\ncondition: {gte: 2}"
        + generate, id: id)
  }

  @Test(
    arguments: [
      ("", "", [0, 1]),
      (
        "title: Deny",
        "title: A\nlogsource: {product: x}\ndetection: {s: {new: 1}, condition: s}"
          + "\n---\ntitle: Deny", [0, 1]
      ),
      ("timespan: 1m", "timespan: 2m", [nil, nil]),
      ("action: denied", "action: dropped", [nil, 1]),
      ("{gte: 2}", "{gte: 3}", [nil, nil]),
      ("title: t", "title: u", [0, 1]),
    ] as [(String, String, [Int?])])
  func `a correlation is the same where it and its rules ask for the same`(
    text: String, replacement: String, expected: [Int?]
  ) {
    let texts = [base, counting("deny", "c"), counting("fail", "d")]
    let earlier = load(texts[0], texts[1], texts[2])
    let changed = texts.map { text.isEmpty ? $0 : $0.replacing(text, with: replacement) }
    let later = load(changed[0], changed[1], changed[2])
    #expect(later.problems.allSatisfy { $0.severity != .error })
    #expect(later.places(ofCorrelationsIn: earlier) == expected)
  }

  @Test func `a rule that only feeds raises no alert of its own`() {
    let set = load(base, counting("deny", "c"))
    #expect(set.rules.map(\.alerts) == [false, true])
    #expect(set.correlations.map(\.alerts) == [true])
  }

  @Test func `a rule without alerts of its own feeds every correlation that names it`() {
    let set = load(base, counting("deny", "c"), counting("deny", "d"))
    #expect(set.rules.map(\.alerts) == [false, true])
    #expect(set.correlations.map { $0.feeds.map(\.source) } == [[.rule(0)], [.rule(0)]])
  }

  @Test(arguments: ["\ngenerate: true", ""])
  func `generate keeps the rule's alerts, in the correlation or beside it`(inside: String) {
    let outside = inside.isEmpty ? "generate: true\n" : ""
    let body = "type: event_count\nrules: deny\ntimespan: 1m\ncondition: {gte: 2}" + inside
    let set = load(base, correlation(body, more: outside), counting("deny", "d"))
    #expect(set.rules.map(\.alerts) == [true, true])
  }

  @Test func `correlations feed each other across files, inner ones first`() {
    let set = load(counting("inner", "outer"), counting("deny", "inner"), base)
    #expect(set.problems.map(\.description) == [])
    #expect(set.correlationInfo.map(\.id) == ["inner", "outer"])
    #expect(set.correlations.map(\.alerts) == [false, true])
    #expect(set.correlations[1].feeds.map(\.source) == [.correlation(0)])
    #expect(set.fieldNames.name(of: set.correlations[1].feeds[0].groupBy[0]) == "source.ip")
  }

  /// The group and the condition of a correlation of `inner`, which groups by `src_ip` and an alias.
  @Test(arguments: [
    ("group-by: [src_ip]\ncondition: {gte: 2}", "source.ip of "),
    ("group-by: [source.ip]\ncondition: {gte: 2}", "source.ip of "),
    ("group-by: [target]\ncondition: {gte: 2}", "destination.ip of "),
    (
      "type: value_count\ngroup-by: src_ip\ncondition: {gte: 2, field: target}",
      "source.ip of destination.ip"
    ),
    ("condition: {gte: 2}", " of "),
  ])
  func `a correlation of a correlation groups by some of its fields`(
    body: String, expected: String
  ) throws {
    let set = load(
      base, correlation(body.hasPrefix("type") ? chain(body) : chain("type: event_count\n" + body)),
      aliased)
    #expect(complaints(set) == [])
    let rule = try #require(set.correlations.last)
    let names = { (fields: [FieldID]) in fields.map(set.fieldNames.name).joined(separator: ",") }
    #expect("\(names(rule.feeds[0].groupBy)) of \(names(rule.feeds[0].values))" == expected)
    #expect(throws: Never.self) { try CorrelationProgram(set.correlations, ruleCount: 2) }
  }

  private var aliased: String {
    correlation(
      "type: event_count\nrules: deny\ngroup-by: [src_ip, target]\ntimespan: 1m\n"
        + "condition: {gte: 2}\naliases: {target: {deny: dst_ip}}", id: "inner")
  }

  private func chain(_ body: String) -> String { "rules: inner\ntimespan: 1h\n" + body }

  @Test func `a field that a firing does not have is named`() {
    let body = chain("type: event_count\ngroup-by: [user.name]\ncondition: {gte: 2}")
    #expect(
      complaints(load(base, correlation(body), aliased)) == [
        "r1.yml:4:10: error: 'inner' is a correlation that does not group by 'user.name'; "
          + "it has src_ip, target"
      ])
  }

  @Test(arguments: [12, 100], [false, true])
  func `chains have a limit, whatever the order of their files`(length: Int, isReversed: Bool) {
    let chain = (0..<length).map { level in
      counting(level == 0 ? "deny" : "c\(level - 1)", "c\(level)")
    }
    let set = load(
      ([base] + (isReversed ? chain.reversed() : chain)).joined(separator: "\n---\n"))
    #expect(set.problems.contains { $0.code == "correlation-depth" })
    #expect(set.correlationInfo.map(\.id) == (0..<8).map { "c\($0)" })
  }

  @Test func `a rule that an alias leaves out has the field by that name`() throws {
    let body =
      "type: event_count\nrules: [deny, fail]\ngroup-by: [src_ip]\ntimespan: 1m\n"
      + "condition: {gte: 3}\naliases: {src_ip: {fail: rhost}}"
    let set = load(base, correlation(body))
    #expect(complaints(set) == [])
    let rule = try #require(set.correlations.first)
    #expect(
      rule.feeds.map { $0.groupBy.map(set.fieldNames.name) } == [["source.ip"], ["source.ip"]])
  }

  @Test func `level, tags and title are the correlation's own`() throws {
    let more = "level: critical\ntags: [attack.t1595]\n"
    let body = "type: event_count\nrules: deny\ntimespan: 1m\ncondition: {gte: 2}"
    let info = try #require(load(base, correlation(body, more: more)).correlationInfo.first)
    #expect(info.level == .critical)
    #expect(info.attribution.techniques == ["T1595"])
    #expect(info.attribution.tactics == [])
  }

  @Test func `a cycle is named and neither correlation loads`() {
    let set = load(base, counting("y", "x"), counting("x", "y"))
    #expect(set.correlations.isEmpty)
    #expect(
      complaints(set) == [
        "r1.yml:5:10: error: the rule 'y' has errors and was not loaded",
        "r2.yml:5:10: error: the correlation feeds itself: x ← y ← x",
      ])
  }

  @Test func `a rule that did not load is not called unknown`() {
    let broken = rule(item: "f|contain: a").replacing("id: a", with: "id: broken")
    let set = load(base, broken, counting("broken", "c"))
    #expect(
      complaints(set).last == "r2.yml:5:10: error: the rule 'broken' has errors and was not loaded")
  }

  @Test func `attribution comes from the rules below when it has none`() throws {
    let set = load(base, counting("deny", "c"))
    let info = try #require(set.correlationInfo.first)
    #expect(info.attribution.techniques == ["T1046"])
    #expect(info.attribution.tactics == ["Discovery"])
    #expect(info.entity.map(set.fieldNames.name(of:)) == ["source.ip"])
  }
}
