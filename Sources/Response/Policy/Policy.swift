package import Detect

/// Says which alerts become which decisions: ordered rules, of which the first that matches wins.
///
/// A rule matches when all its conditions hold and the alert has the target that it names. Once a
/// rule has matched, no later rule is asked, also when the never-block list then refuses its
/// target.
package struct Policy: Hashable, Sendable {
  package var rules: [PolicyRule]

  package init(rules: [PolicyRule]) { self.rules = rules }

  /// The first rule that matches, and whom it names.
  ///
  /// - Parameter isInternal: Whether an address is one of ours. ``DecisionBook`` passes the
  ///   never-block list: what may not be blocked is internal.
  /// - Complexity: O(rules).
  package func choose(for alert: Alert, isInternal: (Address) -> Bool) -> PolicyChoice? {
    for rule in rules where rule.match.matches(alert, isInternal: isInternal) {
      guard rule.action != .none else { return nil }
      switch rule.target.find(in: alert, isInternal: isInternal) {
      case .absent: continue
      case .found(let found): return PolicyChoice(rule: rule, target: found, isAmbiguous: false)
      case .ambiguous(let found):
        return PolicyChoice(rule: rule, target: found, isAmbiguous: true)
      }
    }
    return nil
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

  /// For callers whose values are known to be right; text goes through ``PolicyRuleDraft``.
  package init(
    name: String, match: PolicyMatch, action: Action, target: PolicyTarget,
    scope: PolicyScope = .host, durationSeconds: Int64, escalation: Escalation? = nil
  ) {
    self.name = name
    self.match = match
    self.action = action
    self.target = target
    self.scope = scope
    self.durationSeconds = durationSeconds
    self.escalation = escalation
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
  /// 3. What is left at level medium or above puts its source on watch for 24 hours.
  package static let standard = Policy(rules: [
    PolicyRule(
      name: "listed address",
      match: PolicyMatch(kinds: [.indicator], minimumConfidence: 70), action: .block,
      target: .indicator, durationSeconds: 24 * 3600),
    PolicyRule(
      name: "hostile source",
      match: PolicyMatch(levels: [.high, .critical], phases: [.response], source: .external),
      action: .block, target: .source, durationSeconds: 4 * 3600,
      escalation: Escalation(
        steps: .multiplier(2), memorySeconds: 30 * 86_400, maximumSeconds: 7 * 86_400)),
    PolicyRule(
      name: "suspicious source", match: PolicyMatch(levels: [.medium, .high, .critical]),
      action: .watch, target: .source, durationSeconds: 24 * 3600),
  ])
}
