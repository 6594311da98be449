import GRDB
package import Response

/// A change of a decision, in the order in which changes were written.
package struct JournalEntry: Hashable, Sendable {
  package enum Change: String, Sendable { case added, refreshed, removed, refused }

  /// Grows by at least one with each change and is never given twice.
  package let sequence: Int64
  /// Unix seconds.
  package let atSeconds: Int64
  package let change: Change
  /// The decision as it stands now, with what has happened to it since.
  package let decision: Decision
  /// Who asked for the change; nil when detectd itself did.
  package let actor: String?
}

enum Journal {
  static func last(in database: GRDB.Database) throws -> Int64 {
    try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM journal") ?? 0
  }
}

extension Database {
  /// The number of the newest change; 0 while there is none.
  package func lastSequence() throws(StoreError) -> Int64 { try read(Journal.last) }

  /// What was added, refreshed or ended after a number, in order. A consumer asks again with the
  /// last number it got.
  ///
  /// - Parameter limit: At most this many.
  package func changes(
    after sequence: Int64, limit: Int = 10_000
  ) throws(StoreError) -> [JournalEntry] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT decisions.*, journal.sequence AS sequence, journal.at_s AS at_s,
            journal.change AS change, journal.actor AS changer
          FROM journal JOIN decisions ON decisions.id = journal.decision
          WHERE journal.sequence > ? ORDER BY journal.sequence LIMIT ?
          """,
        arguments: [sequence, limit]
      ).compactMap { row in
        guard let decision = DecisionRow(row)?.decision,
          let change = JournalEntry.Change(rawValue: row["change"])
        else { return nil }
        return JournalEntry(
          sequence: row["sequence"], atSeconds: row["at_s"], change: change, decision: decision,
          actor: row["changer"])
      }
    }
  }

  /// The decisions in force at a time, sorted as lists have them.
  package func decisions(atSeconds: Int64) throws(StoreError) -> [Decision] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM decisions WHERE state = 'active' AND created_s <= ? AND expires_s > ?
          """,
        arguments: [atSeconds, atSeconds])
      return Decision.sorted(rows.compactMap { DecisionRow($0)?.decision })
    }
  }

  /// Every decision on a target that is remembered, the earliest first.
  package func decisions(on target: Decision.Target) throws(StoreError) -> [Decision] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM decisions WHERE target = ? ORDER BY created_s, id",
        arguments: [target.description]
      ).compactMap { DecisionRow($0)?.decision }.filter { $0.target == target }
    }
  }
}
