package import Detect

/// Says which alerts become which decisions: ordered rules, of which the first that matches wins.
///
/// A rule matches when all its conditions hold and the alert has the target that it names. Once a
/// rule has matched, no later rule is asked, also when the never-block list then refuses its
/// target. Rules that ask for a risk score stand beside the others: which of them decide hangs on
/// other alerts, so they never take an alert away from a rule behind them. That is why any order of
/// the same alerts gives the same decisions.
package struct Policy: Hashable, Sendable {
  package var rules: [PolicyRule]
  package var risk: RiskTerms
  package var simulation: Simulation

  package init(
    rules: [PolicyRule], risk: RiskTerms = RiskTerms(), simulation: Simulation = Simulation()
  ) {
    self.rules = rules
    self.risk = risk
    self.simulation = simulation
  }

  /// The action of a decision that a rule makes of an alert.
  func action(of rule: PolicyRule, on alert: Alert) -> Decision.Action {
    guard rule.action == .block else { return .watch }
    let isSimulated = simulation.isWhole || rule.isSimulated || simulation.covers(alert)
    return isSimulated ? .simulated : .block
  }

  /// The rules that decide on an alert, and whom they name: those that ask for a risk score, up to
  /// the first other one that matches, and that one.
  ///
  /// - Parameter isInternal: Whether an address is one of ours. ``DecisionBook`` passes the
  ///   never-block list: what may not be blocked is internal.
  /// - Complexity: O(rules).
  package func choices(for alert: Alert, isInternal: (Address) -> Bool) -> [PolicyChoice] {
    var found: [PolicyChoice] = []
    for rule in rules where rule.matches(alert, isInternal: isInternal) {
      guard rule.action != .none else { return found }
      switch rule.target.find(in: alert, isInternal: isInternal) {
      case .absent: continue
      case .found(let target):
        found.append(PolicyChoice(rule: rule, target: target, isAmbiguous: false))
      case .ambiguous(let target):
        found.append(PolicyChoice(rule: rule, target: target, isAmbiguous: true))
      }
      if rule.match.minimumRisk == nil { return found }
    }
    return found
  }

  /// Whether the score of an entity matters.
  package var asksForRisk: Bool { rules.contains { $0.match.minimumRisk != nil } }

  /// How far back alerts matter for those to come, in seconds; 0 when each stands alone.
  package var memorySeconds: Int64 {
    let risk = asksForRisk ? 8 * risk.halfLifeSeconds : 0
    return rules.flatMap(\.widening).reduce(risk) { max($0, $1.withinSeconds) }
  }
}

extension PolicyRule {
  /// Whether its conditions hold, but for the risk. What cannot be believed does not block unless
  /// the rule says so.
  func matches(_ alert: Alert, isInternal: (Address) -> Bool) -> Bool {
    if action == .block, match.trusts.isEmpty, alert.trust != .trusted { return false }
    return match.matches(alert, isInternal: isInternal)
  }
}

/// What a policy makes of one alert.
package struct PolicyChoice: Hashable, Sendable {
  package let rule: PolicyRule
  /// An address stands as a host; ``PolicyRule/scope`` has not been applied yet.
  package let target: Decision.Target
  /// Both ends are external, so that `external` names neither.
  package let isAmbiguous: Bool
}

/// One rule of a policy.
package struct PolicyRule: Hashable, Sendable {
  package enum Action: String, Sendable, CaseIterable {
    case block, watch
    /// No decision, and no later rule: an exception.
    case none
  }

  package var name: String
  package var match: PolicyMatch
  package var action: Action
  package var target: PolicyTarget
  package var scope: PolicyScope
  /// How long the first decision on a target lasts after the last alert.
  package var durationSeconds: Int64
  package var escalation: Escalation?
  /// From narrow to wide.
  package var widening: [WideningStep]
  /// How long a target is let be after a decision on it has ended; the decision is not prolonged
  /// then. 0 without one.
  package var coolDownSeconds: Int64
  /// Its blocks are only simulated.
  package var isSimulated: Bool

  /// For callers whose values are known to be right; text goes through ``PolicyRuleDraft``.
  package init(
    name: String, match: PolicyMatch, action: Action, target: PolicyTarget,
    scope: PolicyScope = .host, durationSeconds: Int64, escalation: Escalation? = nil,
    widening: [WideningStep] = [], coolDownSeconds: Int64 = 0, isSimulated: Bool = false
  ) {
    self.name = name
    self.match = match
    self.action = action
    self.target = target
    self.scope = scope
    self.durationSeconds = durationSeconds
    self.escalation = escalation
    self.widening = widening
    self.coolDownSeconds = coolDownSeconds
    self.isSimulated = isSimulated
  }
}

/// How much of the network around an address is meant.
package struct PolicyScope: Hashable, Sendable {
  /// Prefix lengths, 0 to 32 and 0 to 128.
  package var ipv4Length: Int
  package var ipv6Length: Int

  package init(ipv4Length: Int, ipv6Length: Int) {
    self.ipv4Length = ipv4Length
    self.ipv6Length = ipv6Length
  }

  /// The address alone.
  package static let host = PolicyScope(ipv4Length: 32, ipv6Length: 128)

  /// The network of this scope that holds `address`; the host when the length is impossible.
  package func network(of address: Address) -> Prefix {
    Prefix(address, length: address.isIPv4 ? ipv4Length : ipv6Length) ?? Prefix(host: address)
  }
}

extension Policy {
  /// What ships: block for hours, not days, and only what is well known or plainly hostile.
  ///
  /// 1. A listed address of confidence 70 or more is blocked for 24 hours.
  /// 2. An external source that a response alert of level high or critical names is blocked for
  ///    4 hours, and twice as long each further time within 30 days, up to 7 days.
  /// 3. What is left of rules at level medium or above puts its source on watch for 24 hours, of
  ///    lists the listed address.
  ///
  /// Whoever asks for a listed domain, URL or file is its victim: no rule names a source for it.
  package static let standard = Policy(rules: [
    PolicyRule(
      name: "listed address",
      match: PolicyMatch(kinds: [.indicator], minimumConfidence: 70), action: .block,
      target: .indicator, durationSeconds: 24 * 3600),
    PolicyRule(
      name: "hostile source",
      match: PolicyMatch(
        levels: [.high, .critical], kinds: [.rule, .correlation], phases: [.response],
        source: .external),
      action: .block, target: .source, durationSeconds: 4 * 3600,
      escalation: Escalation(
        steps: .multiplier(2), memorySeconds: 30 * 86_400, maximumSeconds: 7 * 86_400)),
    PolicyRule(
      name: "suspicious source",
      match: PolicyMatch(levels: [.medium, .high, .critical], kinds: [.rule, .correlation]),
      action: .watch, target: .source, durationSeconds: 24 * 3600),
    PolicyRule(
      name: "doubtful address",
      match: PolicyMatch(levels: [.medium, .high, .critical], kinds: [.indicator]),
      action: .watch, target: .indicator, durationSeconds: 24 * 3600),
  ])
}
