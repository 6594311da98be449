import GRDB
package import Response

/// The windows of the alert gate, as they outlast a run.
enum RepeatRow {
  static func replace(_ rows: [AlertGate.Row], in database: GRDB.Database) throws {
    guard !rows.isEmpty else { return }
    let replace = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO repeats (stage, rule, entity, start_s, told, held, since_s, alert)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
    let delete = try database.cachedStatement(
      sql: "DELETE FROM repeats WHERE stage = ? AND rule = ? AND entity = ?")
    for row in rows {
      if row.isEnded {
        try delete.execute(arguments: [row.stage, row.rule, row.entity])
      } else {
        try replace.execute(arguments: [
          row.stage, row.rule, row.entity, row.startSeconds, row.told, row.held,
          row.sinceSeconds, row.alert,
        ])
      }
    }
  }
}

extension Database {
  /// The windows of the alert gate.
  package func repeats() throws(StoreError) -> [AlertGate.Row] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM repeats ORDER BY stage, rule, entity").map {
        AlertGate.Row(
          stage: $0["stage"], rule: $0["rule"], entity: $0["entity"], startSeconds: $0["start_s"],
          told: $0["told"], held: $0["held"], sinceSeconds: $0["since_s"], alert: $0["alert"])
      }
    }
  }
}
