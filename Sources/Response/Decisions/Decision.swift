package import Detect

/// An action on a target for a time, with its reasons.
///
/// Only ``DecisionBook`` makes decisions, because only it asks the never-block list.
package struct Decision: Hashable, Sendable {
  package enum Action: String, Sendable, CaseIterable {
    case block, watch
    /// A block that is only simulated: decided, prolonged and ended like one, and in no list.
    case simulated = "would-block"
  }
  package enum Origin: String, Sendable, CaseIterable { case policy, `operator`, feed }
  package enum State: String, Sendable, CaseIterable { case active, expired, deleted, refused }

  /// The expiry of a decision that does not expire.
  package static let never = Int64.max

  package let id: DecisionID
  package let action: Action
  package let target: Target
  package let origin: Origin
  package let state: State
  /// Unix seconds.
  package let createdSeconds: Int64
  /// Unix seconds; ``never`` when it does not expire. The decision has ended at this second.
  package let expiresSeconds: Int64
  /// How many earlier decisions on this target counted when it was made.
  package let repeats: Int
  /// Never empty, the weightiest first: by level, then by rule and indicator. At most
  /// ``reasonLimit``; the alerts of further ones are counted in ``alertCount`` only.
  package let reasons: [Reason]
  /// Every alert that led here.
  package let alertCount: Int

  package static let reasonLimit = 16
}

extension Decision {
  /// The weightiest reason.
  package var reason: Reason { reasons[0] }
  package var level: Level { reason.cause.level }
  /// The best confidence of an indicator; nil when none is among the reasons.
  package var confidence: Int? {
    reasons.reduce(nil) { best, reason in
      guard let confidence = reason.cause.confidence else { return best }
      return max(best ?? confidence, confidence)
    }
  }
  /// `address`, `network`, `domain` or `user`.
  package var scope: String { target.scope }
}

extension Decision {
  /// What a decision acts on.
  package enum Target: Hashable, Sendable {
    case network(Prefix)
    /// Lower case, without a trailing dot; its subdomains are meant too.
    case domain(String)
    case user(String)
  }
}

extension Decision.Target {
  package var scope: String {
    switch self {
    case .network(let network): network.isHost ? "address" : "network"
    case .domain: "domain"
    case .user: "user"
    }
  }
}

extension Decision.Target: CustomStringConvertible {
  /// `203.0.113.7`, `203.0.113.0/24`, `example.com`, `root`.
  package var description: String {
    switch self {
    case .network(let network): network.isHost ? network.address.description : network.description
    case .domain(let name), .user(let name): name
    }
  }
}

extension Decision.Target: Comparable {
  /// Networks (IPv4 first), then domains, then users.
  package static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.network(let a), .network(let b)): a < b
    case (.domain(let a), .domain(let b)), (.user(let a), .user(let b)): a < b
    case (.network, _), (.domain, .user): true
    default: false
    }
  }
}

/// What speaks for a decision: one rule or indicator, and its alerts.
package struct Reason: Hashable, Sendable {
  package let cause: Cause
  /// The earliest alerts, at most ``alertLimit``, by time.
  package let alertIDs: [String]
  /// All of them.
  package let alertCount: Int

  package static let alertLimit = 8

  package init(cause: Cause, alertIDs: [String], alertCount: Int) {
    self.cause = cause
    self.alertIDs = alertIDs
    self.alertCount = alertCount
  }
}

/// Which rule, indicator, feed or operator, and by which rule of the policy.
///
/// One reference wide: a million decisions share the few causes there are.
package struct Cause: Sendable {
  private final class Storage: Hashable, Sendable {
    let ruleID: String
    let ruleName: String
    let ruleset: String
    let level: Level
    let techniques: [String]
    let indicator: String?
    let feed: String?
    let confidence: Int?
    let policyRule: String?

    init(
      ruleID: String, ruleName: String, ruleset: String, level: Level, techniques: [String],
      indicator: String?, feed: String?, confidence: Int?, policyRule: String?
    ) {
      self.ruleID = ruleID
      self.ruleName = ruleName
      self.ruleset = ruleset
      self.level = level
      self.techniques = techniques
      self.indicator = indicator
      self.feed = feed
      self.confidence = confidence
      self.policyRule = policyRule
    }

    static func == (a: Storage, b: Storage) -> Bool {
      if a === b { return true }
      return a.ruleID == b.ruleID && a.ruleName == b.ruleName && a.ruleset == b.ruleset
        && a.level == b.level && a.techniques == b.techniques && a.indicator == b.indicator
        && a.feed == b.feed && a.confidence == b.confidence && a.policyRule == b.policyRule
    }

    /// The fields that differ most; the rest is left to the comparison.
    func hash(into hasher: inout Hasher) {
      hasher.combine(ruleID)
      hasher.combine(indicator)
      hasher.combine(feed)
    }
  }

  private let storage: Storage

  package var ruleID: String { storage.ruleID }
  package var ruleName: String { storage.ruleName }
  package var ruleset: String { storage.ruleset }
  package var level: Level { storage.level }
  /// ATT&CK techniques: `T1110.001`.
  package var techniques: [String] { storage.techniques }
  /// As the feed lists it.
  package var indicator: String? { storage.indicator }
  package var feed: String? { storage.feed }
  /// 0 to 100.
  package var confidence: Int? { storage.confidence }
  package var policyRule: String? { storage.policyRule }

  package init(
    ruleID: String, ruleName: String, ruleset: String, level: Level, techniques: [String] = [],
    indicator: String? = nil, feed: String? = nil, confidence: Int? = nil,
    policyRule: String? = nil
  ) {
    storage = Storage(
      ruleID: ruleID, ruleName: ruleName, ruleset: ruleset, level: level, techniques: techniques,
      indicator: indicator, feed: feed, confidence: confidence, policyRule: policyRule)
  }

  package init(of alert: Alert, policyRule: String) {
    self.init(
      ruleID: alert.rule.id, ruleName: alert.rule.name, ruleset: alert.rule.ruleset,
      level: alert.rule.level, techniques: alert.attribution.techniques,
      indicator: alert.indicator?.listed, feed: alert.indicator?.feed,
      confidence: alert.indicator?.confidence, policyRule: policyRule)
  }

  /// The same with another indicator of the feed, or none.
  package func with(indicator: String?) -> Cause {
    Cause(
      ruleID: ruleID, ruleName: ruleName, ruleset: ruleset, level: level, techniques: techniques,
      indicator: indicator, feed: feed, confidence: confidence, policyRule: policyRule)
  }

  /// Two with the same are equal; equal ones may have others.
  var identity: ObjectIdentifier { ObjectIdentifier(storage) }

  /// The weightier first; a total order, so that nothing depends on the order of arrival.
  static func isWeightier(_ a: Cause, _ b: Cause) -> Bool {
    if a.storage === b.storage { return false }
    if a.level != b.level { return a.level > b.level }
    if a.confidence != b.confidence { return (a.confidence ?? -1) > (b.confidence ?? -1) }
    return a.sortKey.lexicographicallyPrecedes(b.sortKey)
  }

  private var sortKey: [String] {
    [ruleID, indicator ?? "", feed ?? "", policyRule ?? "", ruleName, ruleset] + techniques
  }
}

extension Cause: Hashable {
  package static func == (a: Cause, b: Cause) -> Bool { a.storage == b.storage }
  package func hash(into hasher: inout Hasher) { storage.hash(into: &hasher) }
}
