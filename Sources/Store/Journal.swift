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

  package init(
    sequence: Int64, atSeconds: Int64, change: Change, decision: Decision, actor: String?
  ) {
    self.sequence = sequence
    self.atSeconds = atSeconds
    self.change = change
    self.decision = decision
    self.actor = actor
  }
}

/// One change of one decision.
package struct HistoryEntry: Hashable, Sendable {
  /// Unix seconds.
  package let atSeconds: Int64
  /// `added`, `refreshed`, `removed` or `refused`.
  package let change: String
  package let expiresSeconds: Int64
  /// Who asked for it; nil when detectd itself did.
  package let actor: String?
  /// Why it was not made, as it is now.
  package let refusal: String?
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

  /// The decisions whose identifiers begin with a text, at most two.
  package func decisions(idPrefix: String) throws(StoreError) -> [Decision] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM decisions WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
        arguments: [idPrefix, idPrefix + "\u{10ffff}"]
      ).compactMap { DecisionRow($0)?.decision }
    }
  }

  /// What happened to a decision, in order: at most this many, the last.
  package func changes(of id: DecisionID, limit: Int = 100) throws(StoreError) -> [HistoryEntry] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT at_s, change, journal.expires_s AS expires_s, journal.actor AS changer, refusal
          FROM journal JOIN decisions ON decisions.id = decision WHERE decision = ?
          ORDER BY sequence DESC LIMIT ?
          """,
        arguments: [id.description, limit]
      ).reversed().map { row in
        HistoryEntry(
          atSeconds: row["at_s"], change: row["change"], expiresSeconds: row["expires_s"],
          actor: row["changer"], refusal: row["refusal"])
      }
    }
  }

  /// Every decision that was written, in force or not, by target; the refused ones too.
  package func allDecisions() throws(StoreError) -> [Decision] {
    try read { database in
      Decision.sorted(
        try Row.fetchAll(database, sql: "SELECT * FROM decisions")
          .compactMap { DecisionRow($0)?.decision })
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
