/// A policy rule as a file writes it: plain values, nothing checked yet. Nil and empty mean "not
/// written".
///
/// The names of the fields in messages are those of the file: `match.level`, `escalation.memory`.
package struct PolicyRuleDraft: Hashable, Sendable {
  package struct Escalation: Hashable, Sendable {
    package var multiplier: Int?
    package var durations: [String] = []
    package var memory: String?
    package var maximum: String?

    package init() {}
  }

  package var name: String?
  /// `match.level`: this level or a higher one.
  package var level: String?
  /// `match.levels`: exactly these.
  package var levels: [String] = []
  package var tags: [String] = []
  package var techniques: [String] = []
  /// `match.rules`: rule identifiers.
  package var rules: [String] = []
  package var rulesets: [String] = []
  package var kinds: [String] = []
  package var phases: [String] = []
  package var feeds: [String] = []
  /// `match.confidence`: at least this, 0 to 100.
  package var confidence: Int?
  package var entities: [String] = []
  /// `match.source`, `match.destination`: `internal` or `external`.
  package var source: String?
  package var destination: String?
  /// `match.trust`: `trusted`, `mixed`, `untrusted`.
  package var trusts: [String] = []
  /// `match.assets`: names of groups.
  package var assets: [String] = []
  /// `match.risk`: 1 to 100.
  package var risk: Int?
  package var action: String?
  package var target: String?
  package var duration: String?
  /// `scope.ipv4`, `scope.ipv6`: prefix lengths.
  package var ipv4Length: Int?
  package var ipv6Length: Int?
  package var escalation: Escalation?
  package var widening: [Step] = []
  package var coolDown: String?
  package var isSimulated = false

  /// A step of `widen`.
  package struct Step: Hashable, Sendable {
    package var hosts: Int?
    package var within: String?
    package var ipv4Length: Int?
    package var ipv6Length: Int?

    package init() {}
  }

  package init() {}
}

extension Policy {
  /// Checks every draft and makes the policy.
  ///
  /// - Parameter assets: The groups that rules may name.
  /// - Throws: ``PolicyErrors`` with every problem, in the order of the file.
  package init(
    drafts: [PolicyRuleDraft], assets: [Asset] = [], risk: RiskTerms = RiskTerms(),
    simulation: Simulation = Simulation()
  ) throws(PolicyErrors) {
    var rules: [PolicyRule] = []
    var problems: [PolicyError] = []
    var names: Set<String> = []
    for (index, draft) in drafts.enumerated() {
      var check = PolicyCheck(draft: draft, number: index + 1, assets: assets)
      let rule = check.rule()
      if !names.insert(rule.name).inserted {
        check.report("name", .repeatedName(rule.name))
      }
      rules.append(rule)
      problems += check.problems
    }
    guard problems.isEmpty else { throw PolicyErrors(problems: problems) }
    self.init(rules: rules, risk: risk, simulation: simulation)
  }
}
