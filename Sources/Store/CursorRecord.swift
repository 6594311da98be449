import GRDB

/// How far one client of a consumer has read the changes of decisions.
package struct CursorRecord: Hashable, Sendable {
  package let consumer: String
  package let address: String
  /// The number of the last entry of the journal that the client surely has.
  package let sequence: Int64
  /// When it read last, Unix seconds.
  package let usedSeconds: Int64

  package init(consumer: String, address: String, sequence: Int64, usedSeconds: Int64) {
    self.consumer = consumer
    self.address = address
    self.sequence = sequence
    self.usedSeconds = usedSeconds
  }
}

extension CursorRecord {
  /// Clients that stayed away longer are told everything again.
  static let keptSeconds: Int64 = 30 * 86_400

  static func replace(
    _ records: [CursorRecord], nowSeconds: Int64, in database: GRDB.Database
  ) throws {
    guard !records.isEmpty else { return }
    for record in records {
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO cursors (consumer, address, sequence, used_s) VALUES (?, ?, ?, ?)
          """,
        arguments: [record.consumer, record.address, record.sequence, record.usedSeconds])
    }
    try database.execute(
      sql: "DELETE FROM cursors WHERE used_s < ?", arguments: [nowSeconds - keptSeconds])
  }
}

extension Database {
  /// How far clients have read, those that read last first.
  package func cursors(limit: Int = 10_000) throws(StoreError) -> [CursorRecord] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM cursors ORDER BY used_s DESC, consumer, address LIMIT ?",
        arguments: [limit]
      ).map { row in
        CursorRecord(
          consumer: row["consumer"], address: row["address"], sequence: row["sequence"],
          usedSeconds: row["used_s"])
      }
    }
  }
}
