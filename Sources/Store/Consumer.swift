import Foundation
import GRDB

/// Someone who pulls decisions or lists.
package struct Consumer: Hashable, Sendable {
  package let name: String
  /// A hash of its token; the token itself is not kept.
  package var tokenHash: [UInt8]
  /// When it last came, Unix seconds; nil when it never did.
  package var seenSeconds: Int64?

  package init(name: String, tokenHash: [UInt8], seenSeconds: Int64? = nil) {
    self.name = name
    self.tokenHash = tokenHash
    self.seenSeconds = seenSeconds
  }
}

extension Consumer {
  /// Adds it, or replaces the one of its name.
  func record(in database: GRDB.Database) throws {
    try database.execute(
      sql: """
        INSERT INTO consumers (name, token_hash, seen_s) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET token_hash = excluded.token_hash,
          seen_s = excluded.seen_s
        """,
      arguments: [name, Data(tokenHash), seenSeconds])
  }
}

extension Database {
  /// All consumers, by name.
  package func consumers() throws(StoreError) -> [Consumer] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM consumers ORDER BY name").map { row in
        let hash: Data = row["token_hash"]
        return Consumer(
          name: row["name"], tokenHash: [UInt8](hash), seenSeconds: row["seen_s"])
      }
    }
  }

  /// Adds a consumer, or replaces the one of its name.
  package func save(_ consumer: Consumer) throws(StoreError) {
    try write { try consumer.record(in: $0) }
  }

  /// - Returns: Whether there was one.
  package func removeConsumer(named name: String) throws(StoreError) -> Bool {
    try write { database in
      try database.execute(sql: "DELETE FROM consumers WHERE name = ?", arguments: [name])
      return database.changesCount > 0
    }
  }
}
