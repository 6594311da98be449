import GRDB

/// Who asked for what, and when. Entries are only ever added.
package struct AuditEntry: Hashable, Sendable {
  package let sequence: Int64
  /// Unix seconds.
  package let atSeconds: Int64
  package let order: Batch.Order
}

extension AuditEntry {
  static func append(
    _ order: Batch.Order, atSeconds: Int64, to database: GRDB.Database
  ) throws {
    try database.execute(
      sql: "INSERT INTO audit (at_s, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
      arguments: [atSeconds, order.actor, order.action, order.subject, order.detail])
  }
}

extension Database {
  /// The newest entries of the audit trail, the oldest of them first.
  package func auditTrail(limit: Int = 1000) throws(StoreError) -> [AuditEntry] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM audit ORDER BY sequence DESC LIMIT ?", arguments: [limit]
      ).reversed().map { row in
        AuditEntry(
          sequence: row["sequence"], atSeconds: row["at_s"],
          order: Batch.Order(
            actor: row["actor"], action: row["action"], subject: row["subject"],
            detail: row["detail"]))
      }
    }
  }
}
