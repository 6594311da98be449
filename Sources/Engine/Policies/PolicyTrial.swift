private import Detect
import Response

/// A policy tried on alerts one after another, as a run would apply it.
struct PolicyTrial {
  private let policy: Policy
  private let neverBlock: NeverBlock
  private let nowSeconds: Int64
  private var book = DecisionBook()
  private var alerts = 0
  private var counts = (blocks: 0, watches: 0, refused: 0, none: 0)

  init(_ file: PolicyFile, nowSeconds: Int64) {
    policy = file.policy
    neverBlock = file.neverBlockList()
    self.nowSeconds = nowSeconds
  }

  /// What became of one alert.
  struct Outcome {
    let alert: Alert
    /// Nil when the policy wanted nothing.
    let change: DecisionChange?
    /// The score of the target; nil when the policy does not ask for one.
    let risk: Int?
  }

  /// Decisions run from the alert's time.
  ///
  /// - Returns: One for each decision that it leads to, or one without.
  mutating func apply(_ alert: Alert) -> [Outcome] {
    let seconds = alert.timeNanoseconds.map { $0 / 1_000_000_000 } ?? nowSeconds
    let changes = book.apply(alert, policy: policy, neverBlock: neverBlock, atSeconds: seconds)
    alerts += 1
    guard !changes.isEmpty else {
      counts.none += 1
      let risk = alert.source.flatMap { score(of: .address($0), atSeconds: seconds) }
      return [Outcome(alert: alert, change: nil, risk: risk)]
    }
    return changes.map { change in
      count(change)
      let risk = change.decision.target.subject.flatMap { score(of: $0, atSeconds: seconds) }
      return Outcome(alert: alert, change: change, risk: risk)
    }
  }

  private func score(of entity: Entity, atSeconds: Int64) -> Int? {
    policy.asksForRisk ? book.risk.score(of: entity, atSeconds: atSeconds) : nil
  }

  private mutating func count(_ change: DecisionChange) {
    switch change {
    case .added(let decision), .refreshed(let decision):
      if decision.action == .watch { counts.watches += 1 } else { counts.blocks += 1 }
    case .refused: counts.refused += 1
    case .removed: break
    }
  }

  /// `6 alerts: 2 block, 1 watch, 1 refused, 2 without a decision; 2 targets`.
  var summary: String {
    "\(alerts) \(alerts == 1 ? "alert" : "alerts"): \(counts.blocks) block, "
      + "\(counts.watches) watch, \(counts.refused) refused, \(counts.none) without a decision; "
      + "\(book.targetCount) \(book.targetCount == 1 ? "target" : "targets")"
  }
}

extension PolicyTrial.Outcome {
  /// For people: `block 203.0.113.7 until 2026-01-05T05:00:00Z  SSH Brute Force  by 'hostile source'`.
  var line: String {
    let trust = alert.trust == .trusted ? "" : ", \(alert.trust.rawValue)"
    let about = "\(alert.rule.name) (\(alert.rule.level.name)\(trust))"
    let text: String
    switch change {
    case .added(let decision), .refreshed(let decision), .removed(let decision):
      let end =
        decision.expiresSeconds == Decision.never
        ? "for ever" : "until \(TimeText.utc(seconds: decision.expiresSeconds))"
      let word = if case .refreshed = change { "prolonged" } else { "new" }
      text = "\(decision.action.rawValue) \(decision.target) \(end), \(word): \(about)"
    case .refused(let decision, let cause):
      text = "refused \(decision.target): \(cause): \(about)"
    case nil: text = "no decision: \(about)"
    }
    let by = change?.decision.reason.cause.policyRule.map { " by '\($0)'" } ?? ""
    return TerminalText.clean(text + by + (risk.map { ", risk \($0)" } ?? ""))
  }

  /// For programs: the alert, what was decided, and why.
  func json() -> [UInt8] {
    var document = Document()
    document.set("alert.id", .text(alert.id))
    document.set("alert.rule.id", .text(alert.rule.id))
    if let rule = change?.decision.reason.cause.policyRule {
      document.set("policy_rule", .text(rule))
    }
    if let risk { document.set("risk", .number(Number(Int64(risk)))) }
    switch change {
    case .added(let decision): set("added", decision, in: &document)
    case .refreshed(let decision): set("refreshed", decision, in: &document)
    case .removed(let decision): set("removed", decision, in: &document)
    case .refused(let decision, let cause):
      set("refused", decision, in: &document)
      document.set("refusal", .text(cause.description))
    case nil: document.set("change", .text("none"))
    }
    return document.json()
  }

  private func set(_ change: String, _ decision: Decision, in document: inout Document) {
    document.set("change", .text(change))
    document.set("decision", .object(decision.document()))
  }
}
