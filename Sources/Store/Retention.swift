import Foundation
import GRDB

/// How long and how much the state keeps.
package struct Retention: Hashable, Sendable {
  /// Alerts, ended decisions and entries of the journal older than this go; nil keeps them.
  package var ageSeconds: Int64?
  /// Beyond it the oldest alerts go; nil keeps them.
  package var sizeBytes: Int?

  package init(ageSeconds: Int64?, sizeBytes: Int?) {
    self.ageSeconds = ageSeconds
    self.sizeBytes = sizeBytes
  }

  /// How long orders that were done are kept: longer than anything remembers an alert, because what
  /// an order took back must not count again.
  package static let orderSeconds: Int64 = 31 * 86_400

  /// What one step removed.
  package struct Removed: Hashable, Sendable {
    package var alerts = 0
    package var decisions = 0
    package var changes = 0
    /// Whether there may be more to remove.
    package var isMore = false

    package var isEmpty: Bool { alerts + decisions + changes == 0 }
  }
}

extension Database {
  /// Removes some of what need not be kept any more, so that no step takes long. Decisions in force
  /// and what operators did stay. The file does not shrink; freed space is used again.
  ///
  /// - Parameter limit: Rows of a table that go at most.
  package func remove(
    by retention: Retention, nowSeconds: Int64, limit: Int = 2000
  ) throws(StoreError) -> Retention.Removed {
    try write { database in
      var removed = Retention.Removed()
      if let age = retention.ageSeconds {
        let before = nowSeconds - age
        removed.alerts += try Database.delete(
          "alerts", "sequence", "time_s < ? ORDER BY time_s", before, limit, database)
        removed.decisions += try Database.delete(
          "decisions", "id", "expires_s < ? AND state <> 'active'", before, limit, database)
        removed.changes += try Database.delete(
          "journal", "sequence", "at_s < ? ORDER BY sequence", before, limit, database)
      }
      if let size = retention.sizeBytes, try Database.usedBytes(database) > size {
        removed.alerts += try Database.delete(
          "alerts", "sequence", "time_s < ? ORDER BY time_s", Int64.max, limit, database)
      }
      _ = try Database.delete(
        "orders", "sequence", "answer IS NOT NULL AND at_s < ?",
        nowSeconds - Retention.orderSeconds, limit, database)
      // Anybody can cause these; what operators did stays.
      _ = try Database.delete(
        "audit", "sequence", "action LIKE 'web %' AND at_s < ?",
        nowSeconds - (retention.ageSeconds ?? Retention.orderSeconds), limit, database)
      _ = try Database.delete(
        "silences", "id", "until_s < ?",
        nowSeconds - (retention.ageSeconds ?? Retention.orderSeconds), limit, database)
      removed.isMore =
        removed.alerts >= limit || removed.decisions >= limit || removed.changes >= limit
      return removed
    }
  }

  private static func delete(
    _ table: String, _ key: String, _ condition: String, _ value: Int64, _ limit: Int,
    _ database: GRDB.Database
  ) throws -> Int {
    try database.execute(
      sql: """
        DELETE FROM \(table) WHERE \(key) IN
          (SELECT \(key) FROM \(table) WHERE \(condition) LIMIT ?)
        """,
      arguments: [value, limit])
    return database.changesCount
  }

  /// Bytes of the file that hold something.
  private static func usedBytes(_ database: GRDB.Database) throws -> Int {
    func number(_ name: String) throws -> Int {
      try Int.fetchOne(database, sql: "PRAGMA \(name)") ?? 0
    }
    return try (number("page_count") - number("freelist_count")) * number("page_size")
  }

  /// Looks through the whole file.
  ///
  /// - Returns: What is wrong with it; nil when nothing is.
  /// - Complexity: O(size of the file); readers and writers go on meanwhile.
  package func fault() throws(StoreError) -> String? {
    try read { database in
      let fault = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
      return fault == "ok" ? nil : fault
    }
  }
}
