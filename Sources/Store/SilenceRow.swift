import GRDB
package import Response

extension Database {
  /// The silences that have not ended, by their end.
  package func silences(atSeconds: Int64) throws(StoreError) -> [Silence] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM silences WHERE until_s > ? ORDER BY until_s, id",
        arguments: [atSeconds]
      ).compactMap(Silence.init)
    }
  }

  /// All silences that are kept, by their end.
  package func allSilences() throws(StoreError) -> [Silence] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM silences ORDER BY until_s, id")
        .compactMap(Silence.init)
    }
  }

  /// Keeps a silence, with its entry of the audit trail.
  ///
  /// - Returns: False when there are ``Silences/limit`` already; nothing was written.
  package func add(_ silence: Silence) throws(StoreError) -> Bool {
    try write { database in
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM silences WHERE until_s > ?",
        arguments: [silence.createdSeconds])
      guard (count ?? 0) < Silences.limit else { return false }
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO silences
            (id, rule, subject, from_s, until_s, reason, actor, created_s)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          silence.id, silence.rule, silence.subject?.description, silence.fromSeconds,
          silence.untilSeconds, silence.reason, silence.actor, silence.createdSeconds,
        ])
      let order = Batch.Order(
        actor: silence.actor, action: "silences add", subject: silence.title,
        detail: silence.reason)
      try AuditEntry.append(order, atSeconds: silence.createdSeconds, to: database)
      return true
    }
  }

  /// Ends a silence, with an entry of the audit trail; alerts that it covered stay covered.
  ///
  /// - Returns: False when it had ended.
  package func end(
    _ silence: Silence, actor: String, atSeconds: Int64
  ) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(
        sql: "UPDATE silences SET until_s = max(?, from_s) WHERE id = ? AND until_s > ?",
        arguments: [atSeconds, silence.id, atSeconds])
      guard database.changesCount > 0 else { return false }
      let order = Batch.Order(
        actor: actor, action: "silences delete", subject: silence.title, detail: silence.id)
      try AuditEntry.append(order, atSeconds: atSeconds, to: database)
      return true
    }
  }

  /// How many alerts each silence has covered, by its identifier.
  package func silencedAlerts() throws(StoreError) -> [String: Int] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT silence, count(*) AS alerts FROM alerts WHERE silence IS NOT NULL GROUP BY 1")
      return rows.reduce(into: [:]) { $0[$1["silence"]] = $1["alerts"] }
    }
  }
}

extension Silence {
  /// Nil for a row of another version.
  fileprivate init?(_ row: Row) {
    let text: String? = row["subject"]
    let subject = text.flatMap(Subject.init)
    // A subject that cannot be read must not become everybody.
    guard text == nil || subject != nil else { return nil }
    self.init(
      rule: row["rule"], subject: subject, fromSeconds: row["from_s"],
      untilSeconds: row["until_s"], reason: row["reason"], actor: row["actor"],
      createdSeconds: row["created_s"], id: row["id"])
  }
}
