import Detect
import Response

/// A decision in force, as it is kept between two runs: without the alerts that led to it.
struct SavedDecision: Codable {
  let action: String
  let origin: String
  let scope: String
  let target: String
  let createdSeconds: Int64
  /// Nil when it does not expire.
  let expiresSeconds: Int64?
  let ruleID: String
  let ruleName: String
  let ruleset: String
  let level: String
  let techniques: [String]
  let indicator: String?
  let feed: String?
  let confidence: Int?
  let policyRule: String?

  init(_ decision: Decision) {
    action = decision.action.rawValue
    origin = decision.origin.rawValue
    scope = decision.scope
    target = decision.target.description
    createdSeconds = decision.createdSeconds
    expiresSeconds = decision.expiresSeconds == Decision.never ? nil : decision.expiresSeconds
    let cause = decision.reason.cause
    ruleID = cause.ruleID
    ruleName = cause.ruleName
    ruleset = cause.ruleset
    level = cause.level.name
    techniques = cause.techniques
    indicator = cause.indicator
    feed = cause.feed
    confidence = cause.confidence
    policyRule = cause.policyRule
  }

  private var decisionTarget: Decision.Target? {
    switch scope {
    case "address": Address(target).map { .network(Prefix(host: $0)) }
    case "network": (try? Prefix(parsing: target)).map(Decision.Target.network)
    case "domain": .domain(target)
    case "user": .user(target)
    default: nil
    }
  }

  /// Puts it back, when it is still in force and the never-block list lets it.
  func restore(into book: inout DecisionBook, neverBlock: NeverBlock, nowSeconds: Int64) {
    guard let action = Decision.Action(rawValue: action),
      let origin = Decision.Origin(rawValue: origin), let target = decisionTarget,
      expiresSeconds.map({ $0 > nowSeconds }) ?? true
    else { return }
    let cause = Cause(
      ruleID: ruleID, ruleName: ruleName, ruleset: ruleset,
      level: Level(name: level) ?? .medium, techniques: techniques, indicator: indicator,
      feed: feed, confidence: confidence, policyRule: policyRule)
    _ = book.add(
      action, target, origin: origin, cause: cause, atSeconds: createdSeconds,
      durationSeconds: expiresSeconds.map { $0 - createdSeconds }, neverBlock: neverBlock)
  }
}
