package import Detect

/// The conditions of a policy rule. All that are given must hold; within one, any value will do.
package struct PolicyMatch: Hashable, Sendable {
  /// Which side of the never-block list an address is on.
  package enum Side: String, Sendable, CaseIterable { case `internal`, external }
  package enum EntityKind: String, Sendable, CaseIterable { case address, user, host }

  /// Empty sets and lists and nil ask for nothing.
  package var levels: Set<Level>
  /// Sigma tags, whole: `attack.t1110`.
  package var tags: Set<String>
  /// ATT&CK techniques; `T1110` also means its sub-techniques.
  package var techniques: Set<String>
  /// Rules by identifier or title.
  package var ruleIDs: Set<String>
  package var rulesets: Set<String>
  package var kinds: Set<Alert.Kind>
  package var phases: Set<Alert.Phase>
  package var feeds: Set<String>
  /// 0 to 100; an alert without an indicator never reaches it.
  package var minimumConfidence: Int?
  package var entityKinds: Set<EntityKind>
  package var source: Side?
  package var destination: Side?
  /// How far the alert's records must be believed. Empty means `trusted` alone for a block, and any
  /// for everything else.
  package var trusts: Set<Alert.Trust>
  /// One of these is concerned.
  package var assets: Set<Asset>
  /// The score that the rule's target must have reached, 1 to 100. A rule with one stands beside the
  /// others: it adds its decision, and later rules are asked all the same.
  package var minimumRisk: Int?

  package init(
    levels: Set<Level> = [], tags: Set<String> = [], techniques: Set<String> = [],
    ruleIDs: Set<String> = [], rulesets: Set<String> = [], kinds: Set<Alert.Kind> = [],
    phases: Set<Alert.Phase> = [], feeds: Set<String> = [], minimumConfidence: Int? = nil,
    entityKinds: Set<EntityKind> = [], source: Side? = nil, destination: Side? = nil,
    trusts: Set<Alert.Trust> = [], assets: Set<Asset> = [], minimumRisk: Int? = nil
  ) {
    self.levels = levels
    self.tags = tags
    self.techniques = techniques
    self.ruleIDs = ruleIDs
    self.rulesets = rulesets
    self.kinds = kinds
    self.phases = phases
    self.feeds = feeds
    self.minimumConfidence = minimumConfidence
    self.entityKinds = entityKinds
    self.source = source
    self.destination = destination
    self.trusts = trusts
    self.assets = assets
    self.minimumRisk = minimumRisk
  }

  /// No condition at all: every alert matches.
  package var isEmpty: Bool { self == PolicyMatch() }

  /// Whether all conditions hold but the risk, which hangs on other alerts.
  package func matches(_ alert: Alert, isInternal: (Address) -> Bool) -> Bool {
    matchesRule(of: alert) && matchesIndicator(of: alert)
      && (kinds.isEmpty || kinds.contains(alert.kind))
      && (phases.isEmpty || phases.contains(alert.phase))
      && (entityKinds.isEmpty || alert.entity.map { entityKinds.contains($0.kind) } == true)
      && (trusts.isEmpty || trusts.contains(alert.trust))
      && (assets.isEmpty || assets.contains { $0.concerns(alert) })
      && PolicyMatch.stands(alert.source, on: source, isInternal)
      && PolicyMatch.stands(alert.destination, on: destination, isInternal)
  }

  private func matchesRule(of alert: Alert) -> Bool {
    (levels.isEmpty || levels.contains(alert.rule.level))
      && (ruleIDs.isEmpty || ruleIDs.contains(alert.rule.id) || ruleIDs.contains(alert.rule.name))
      && (rulesets.isEmpty || rulesets.contains(alert.rule.ruleset))
      && (tags.isEmpty || alert.rule.tags.contains { tags.contains($0) })
      && (techniques.isEmpty || alert.attribution.techniques.contains(where: isNamed))
  }

  private func matchesIndicator(of alert: Alert) -> Bool {
    (feeds.isEmpty || alert.indicator.map { feeds.contains($0.feed) } == true)
      && (minimumConfidence.map { (alert.indicator?.confidence ?? -1) >= $0 } ?? true)
  }

  private func isNamed(_ technique: String) -> Bool {
    if techniques.contains(technique) { return true }
    guard let dot = technique.firstIndex(of: ".") else { return false }
    return techniques.contains(String(technique[..<dot]))
  }

  private static func stands(
    _ address: Address?, on side: Side?, _ isInternal: (Address) -> Bool
  ) -> Bool {
    guard let side else { return true }
    guard let address else { return false }
    return isInternal(address) == (side == .internal)
  }
}

extension Entity {
  package var kind: PolicyMatch.EntityKind {
    switch self {
    case .address: .address
    case .user: .user
    case .host: .host
    }
  }
}
