import Foundation
import Detect
import GRDB
import Response

/// A row of `decisions`.
struct DecisionRow: Equatable {
  var decision: Decision
  var refusal: String?
  /// Who changed it last; nil when detectd itself did.
  var actor: String?

  init(_ change: DecisionChange, actor: String?) {
    self.actor = actor
    switch change {
    case .added(let decision), .refreshed(let decision), .removed(let decision):
      self.decision = decision
    case .refused(let decision, let cause):
      self.decision = decision
      refusal = cause.description
    }
  }

  /// Nil when the row says what no decision can: then it was not written by detectd.
  init?(_ row: Row) {
    let scope: String = row["scope"]
    guard let target = Decision.Target(scope: scope, text: row["target"]),
      let action = Decision.Action(rawValue: row["action"]),
      let origin = Decision.Origin(rawValue: row["origin"]),
      let state = Decision.State(rawValue: row["state"]),
      let decision = Decision(
        recorded: action, target, origin: origin, state: state, createdSeconds: row["created_s"],
        expiresSeconds: row["expires_s"], repeats: row["repeats"],
        reasons: ReasonText.reasons(row["reasons"]), alertCount: row["alert_count"])
    else { return nil }
    self.decision = decision
    refusal = row["refusal"]
    actor = row["actor"]
  }

  /// Writes the row and an entry of the journal, unless the row already says the same.
  func record(_ word: String, atSeconds: Int64, in database: GRDB.Database) throws {
    let id = decision.id.description
    // Prepared once: a burst brings a hundred thousand.
    let known = try Row.fetchOne(
      database.cachedStatement(sql: "SELECT * FROM decisions WHERE id = ?"), arguments: [id])
    if let known = known.flatMap(DecisionRow.init) {
      guard known.decision != decision || known.refusal != refusal else { return }
      // A refusal is a note; it never undoes a decision that stands.
      if decision.state == .refused, known.decision.state == .active { return }
      // A batch that comes again after a later one does not bring back what that ended.
      let isRevived = decision.state == .active && known.decision.state != .active
      if isRevived, try isOlder(atSeconds, than: id, in: database) { return }
    }
    try save(id, in: database)
    try database.cachedStatement(
      sql: """
        INSERT INTO journal (at_s, change, decision, state, expires_s, actor)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      atSeconds, word, id, decision.state.rawValue, decision.expiresSeconds, actor,
    ])
  }

  /// Whether the decision was changed at that time or later.
  private func isOlder(
    _ seconds: Int64, than id: String, in database: GRDB.Database
  ) throws -> Bool {
    let last = try Int64.fetchOne(
      database.cachedStatement(
        sql: "SELECT at_s FROM journal WHERE decision = ? ORDER BY sequence DESC LIMIT 1"),
      arguments: [id])
    return last.map { seconds < $0 } ?? false
  }

  private func save(_ id: String, in database: GRDB.Database) throws {
    try database.cachedStatement(
      sql: """
        INSERT INTO decisions (id, action, scope, target, origin, state, created_s, expires_s,
          repeats, alert_count, confidence, refusal, actor, reasons)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, expires_s = excluded.expires_s,
          repeats = excluded.repeats, alert_count = excluded.alert_count,
          confidence = excluded.confidence, refusal = excluded.refusal, actor = excluded.actor,
          reasons = excluded.reasons
        """
    ).execute(arguments: [
      id, decision.action.rawValue, decision.scope, decision.target.description,
      decision.origin.rawValue, decision.state.rawValue, decision.createdSeconds,
      decision.expiresSeconds, decision.repeats, decision.alertCount, decision.confidence, refusal,
      actor, ReasonText.text(decision.reasons),
    ])
  }
}

extension DecisionChange {
  /// As the journal has it.
  var word: String {
    switch self {
    case .added: "added"
    case .refreshed: "refreshed"
    case .removed: "removed"
    case .refused: "refused"
    }
  }
}

extension Decision.Target {
  /// The inverse of ``scope`` and ``description``.
  init?(scope: String, text: String) {
    switch scope {
    case "address":
      guard let address = Address(text) else { return nil }
      self = .network(Prefix(host: address))
    case "network":
      guard let network = try? Prefix(parsing: text) else { return nil }
      self = .network(network)
    case "domain": self = .domain(text)
    case "user": self = .user(text)
    default: return nil
    }
  }
}
