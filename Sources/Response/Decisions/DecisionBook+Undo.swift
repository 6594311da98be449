import Detect

/// Which decisions are taken back.
package enum UndoScope: Hashable, Sendable {
  /// By the identifier or the name of a rule.
  case rule(String)
  case feed(String)
  /// What an operator asked for.
  case actor(String)
  /// Everything that was seen at a time or later, Unix seconds.
  case since(Int64)
  case decision(DecisionID)
  /// All that was decided on exactly this target.
  case target(Decision.Target)
}

extension UndoScope {
  /// Whether it takes back what an alert counts for: by the entity, the alert's cause and its time.
  func covers(_ subject: Entity, _ cause: Cause, _ seconds: Int64) -> Bool {
    switch self {
    case .rule(let name): cause.ruleID == name || cause.ruleName == name
    case .feed(let name): cause.feed == name
    case .actor(let name): cause.actor == name
    case .since(let start): seconds >= start
    case .target(let target): target.holds(subject)
    case .decision: false
    }
  }
}

extension Cause {
  /// An operator's own.
  package init(actor: String, reason: String) {
    self.init(
      ruleID: Cause.operatorPrefix + actor, ruleName: reason, ruleset: "operator", level: .high)
  }

  /// The operator behind it; nil when a rule or a feed is.
  package var actor: String? {
    guard ruleset == "operator", ruleID.hasPrefix(Cause.operatorPrefix) else { return nil }
    return String(ruleID.dropFirst(Cause.operatorPrefix.count))
  }

  private static let operatorPrefix = "operator/"
}

extension DecisionBook {
  /// Takes back what a rule, a feed, an operator, a time or one decision led to, or all that was
  /// decided on a target, as if it had never been. What else speaks for a target stays.
  ///
  /// - Complexity: O(targets).
  package mutating func undo(_ scope: UndoScope, atSeconds: Int64) -> [DecisionChange] {
    switch scope {
    case .rule(let name):
      undo(atSeconds: atSeconds) { $0.ruleID == name || $0.ruleName == name }
    case .feed(let name): undo(atSeconds: atSeconds) { $0.feed == name }
    case .actor(let name): undo(atSeconds: atSeconds) { $0.actor == name }
    case .since(let seconds):
      withdraw(atSeconds: atSeconds, of: { $1.sightings.contains { $0.seconds >= seconds } }) {
        $0.withdraw(sinceSeconds: seconds)
      } + withdrawAlerts(atSeconds: atSeconds, where: scope.covers)
    case .target(let target):
      withdraw(atSeconds: atSeconds, of: { key, _ in key.target == target }) {
        $0.withdraw { _ in true }
      } + withdrawAlerts(atSeconds: atSeconds, where: scope.covers)
    case .decision(let id):
      withdraw(atSeconds: atSeconds, of: { $1.spans.contains { $0.id == id } }) { track in
        guard let span = track.spans.first(where: { $0.id == id }) else { return }
        track.withdraw(span)
      }
    }
  }

  private mutating func withdraw(
    atSeconds: Int64, of isMeant: (TrackKey, Track) -> Bool, _ body: (inout Track) -> Void
  ) -> [DecisionChange] {
    tracks.filter { isMeant($0.key, $0.value) }.keys.sorted().flatMap { key in
      change(key, atSeconds: atSeconds) { track in
        body(&track)
        return true
      }
    }
  }
}
