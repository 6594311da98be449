import Response
import Testing

@Suite struct PolicyDraftTests {
  private static func draft(_ change: (inout PolicyRuleDraft) -> Void) -> PolicyRuleDraft {
    var draft = PolicyRuleDraft()
    draft.name = "x"
    draft.level = "high"
    draft.action = "block"
    draft.target = "source"
    draft.duration = "4h"
    change(&draft)
    return draft
  }

  private static func step(
    _ hosts: Int?, _ within: String?, _ ipv4: Int? = nil, _ ipv6: Int? = nil
  ) -> PolicyRuleDraft.Step {
    var step = PolicyRuleDraft.Step()
    step.hosts = hosts
    step.within = within
    step.ipv4Length = ipv4
    step.ipv6Length = ipv6
    return step
  }

  private static func messages(_ change: (inout PolicyRuleDraft) -> Void) -> String {
    do throws(PolicyErrors) {
      _ = try Policy(drafts: [draft(change)])
      return "fine"
    } catch {
      return error.description
    }
  }

  @Test func `a rule as a file writes it`() throws {
    let policy = try Policy(drafts: [
      PolicyDraftTests.draft {
        $0.techniques = ["t1110"]
        $0.kinds = ["correlation"]
        $0.phases = ["early-warning"]
        $0.entities = ["address"]
        $0.confidence = 70
        $0.source = "external"
        $0.ipv4Length = 24
        $0.escalation = .init()
        $0.escalation?.multiplier = 2
        $0.escalation?.maximum = "7d"
      }
    ])
    let rule = try #require(policy.rules.first)
    #expect(rule.match.levels == [.high, .critical])
    #expect(rule.match.techniques == ["T1110"])
    #expect(rule.match.kinds == [.correlation])
    #expect(rule.match.phases == [.earlyWarning])
    #expect(rule.match.source == .external)
    #expect(rule.durationSeconds == 14_400)
    #expect(rule.scope == PolicyScope(ipv4Length: 24, ipv6Length: 128))
    #expect(
      rule.escalation
        == Escalation(
          steps: .multiplier(2), memorySeconds: 30 * 86_400, maximumSeconds: 7 * 86_400))
  }

  @Test func `an exception needs no target and no duration`() throws {
    var draft = PolicyRuleDraft()
    draft.action = "none"
    draft.rules = ["r1"]
    #expect(try Policy(drafts: [draft]).rules[0].action == .none)
    #expect(try Policy(drafts: [draft]).rules[0].name == "rule 1")
  }

  /// What is wrong, and the whole message.
  @Test func `messages say which field, what, and what to write instead`() {
    let cases: [((inout PolicyRuleDraft) -> Void, String)] = [
      (
        { $0.level = "hgih" },
        "match.level: 'hgih' is not known; "
          + "write one of informational, low, medium, high, critical"
      ),
      (
        { $0.levels = ["low"] },
        "match.level: cannot stand together with match.levels; "
          + "remove one of them"
      ),
      ({ $0.action = nil }, "action: is missing; write, for example, action: block"),
      ({ $0.action = "drop" }, "action: 'drop' is not known; write one of block, watch, none"),
      (
        { $0.target = "attacker" },
        "target: 'attacker' is not known; "
          + "write one of source, destination, indicator, external, user, domain"
      ),
      ({ $0.duration = nil }, "duration: is missing; write, for example, 4h"),
      (
        { $0.duration = "4" },
        "duration: '4' is not a duration; "
          + "write whole numbers with units, such as 15m, 4h, 7d or 1h30m"
      ),
      ({ $0.duration = "0s" }, "duration: 0s is out of range; write 1s to 3650d"),
      ({ $0.duration = "9999d" }, "duration: 9999d is out of range; write 1s to 3650d"),
      (
        { $0.techniques = ["1110"] },
        "match.techniques: '1110' is not an ATT&CK technique; "
          + "write an identifier such as T1110 or T1110.001"
      ),
      ({ $0.confidence = 101 }, "match.confidence: 101 is out of range; write 0 to 100"),
      (
        { $0.kinds = ["rules"] },
        "match.kinds: 'rules' is not known; "
          + "write one of rule, correlation, indicator"
      ),
      (
        { $0.source = "outside" },
        "match.source: 'outside' is not known; "
          + "write one of internal, external"
      ),
      ({ $0.ipv4Length = 8 }, "scope.ipv4: 8 is out of range; write 16 to 32"),
      ({ $0.ipv6Length = 129 }, "scope.ipv6: 129 is out of range; write 32 to 128"),
      (
        { $0.level = nil },
        "match: has no condition, so that every alert would block; "
          + "write at least one, such as level: high"
      ),
      ({ $0.escalation = .init() }, "escalation: needs one of multiplier or durations"),
      (
        {
          $0.escalation = .init()
          $0.escalation?.multiplier = 1
        }, "escalation.multiplier: 1 is out of range; write 2 to 100"
      ),
      (
        {
          $0.escalation = .init()
          $0.escalation?.durations = ["1d", "2h"]
        },
        "escalation.durations: 2h is shorter than 1d before it; repeat offenders never get less"
      ),
      (
        {
          $0.escalation = .init()
          $0.escalation?.multiplier = 2
          $0.escalation?.maximum = "1h"
        },
        "escalation.maximum: 1h is shorter than 4h before it; repeat offenders never get less"
      ),
      (
        { $0.assets = ["dmz"] },
        "match.assets: 'dmz' is not defined; the policy has no 'assets'"
      ),
      ({ $0.risk = 101 }, "match.risk: 101 is out of range; write 1 to 100"),
      (
        { $0.trusts = ["some"] },
        "match.trust: 'some' is not known; write one of trusted, mixed, untrusted"
      ),
      (
        {
          $0.action = "none"
          $0.risk = 50
        },
        "match.risk: cannot stand in a rule with action: none: "
          + "a score changes, and an exception must not"
      ),
      (
        {
          $0.action = "watch"
          $0.widening = [PolicyDraftTests.step(5, "1h")]
        }, "widen: widens only a block; write action: block, or remove it"
      ),
      (
        { $0.widening = [PolicyDraftTests.step(nil, "1h")] },
        "widen.1.hosts: is missing; write, for example, hosts: 5"
      ),
      (
        { $0.widening = [PolicyDraftTests.step(1, "1h")] },
        "widen.1.hosts: 1 is out of range; write 2 to 64"
      ),
      (
        { $0.widening = [PolicyDraftTests.step(5, "8d")] },
        "widen.1.within: 8d is out of range; write 1s to 7d"
      ),
      (
        { $0.widening = [PolicyDraftTests.step(5, "1h"), PolicyDraftTests.step(9, "1h")] },
        "widen.2: needs one of ipv4 and ipv6, such as ipv4: 22, ipv6: 56"
      ),
      (
        { $0.widening = [PolicyDraftTests.step(5, "1h"), PolicyDraftTests.step(9, "1h", 24, 56)] },
        "widen.2: is not wider than /24 before it; write the steps from narrow to wide"
      ),
      (
        { $0.coolDown = "soon" },
        "cool-down: 'soon' is not a duration; "
          + "write whole numbers with units, such as 15m, 4h, 7d or 1h30m"
      ),
    ]
    for (change, message) in cases {
      #expect(PolicyDraftTests.messages(change) == "policy rule 'x': " + message)
    }
  }

  @Test func `every problem is reported, also of rules without a name and with the same`() {
    var nameless = PolicyRuleDraft()
    nameless.action = "none"
    let drafts = [PolicyDraftTests.draft { $0.level = "x" }, PolicyDraftTests.draft { _ in }]
    do throws(PolicyErrors) {
      nameless.confidence = -1
      _ = try Policy(drafts: drafts + [nameless])
      Issue.record("wrong drafts were taken")
    } catch {
      #expect(error.problems.map(\.field) == ["match.level", "name", "match.confidence"])
      #expect(error.problems.map(\.rule) == ["'x'", "'x'", "#3"])
    }
  }
}
