import Detect
import GRDB
package import Response

/// An alert as it is stored: what is asked for in columns, and the whole document.
package struct AlertRecord: Hashable, Sendable {
  package let id: String
  /// Unix seconds: the event's time, or when it was received.
  package let timeSeconds: Int64
  package let ruleID: String
  package let level: Level
  /// What the alert is about, as text; nil when it is about nothing in particular.
  package let entity: String?
  /// The ECS document, one line of JSON.
  package let document: String
  /// Whether its input may lead to blocks.
  package let isTrusted: Bool
  /// The silence that covers it, so that nobody was told and nothing decided; nil when none does.
  package let silence: String?
  /// The incident that it belongs to.
  package let incident: String?

  package init(
    id: String, timeSeconds: Int64, ruleID: String, level: Level, entity: String?, document: String,
    isTrusted: Bool = true, silence: String? = nil, incident: String? = nil
  ) {
    self.id = id
    self.timeSeconds = timeSeconds
    self.ruleID = ruleID
    self.level = level
    self.entity = entity
    self.document = document
    self.isTrusted = isTrusted
    self.silence = silence
    self.incident = incident
  }

  /// - Parameters:
  ///   - receivedSeconds: The time of an alert whose record has none.
  ///   - silence: The identifier of the silence that covers it.
  package init(
    _ alert: Alert, receivedSeconds: Int64, isTrusted: Bool = true, silence: String? = nil
  ) {
    let seconds = alert.timeNanoseconds.map { time in
      let (quotient, remainder) = time.quotientAndRemainder(dividingBy: 1_000_000_000)
      return remainder < 0 ? quotient - 1 : quotient
    }
    let received = receivedSeconds.multipliedReportingOverflow(by: 1_000_000_000)
    let document = alert.document(
      receivedNanoseconds: received.overflow ? nil : received.partialValue)
    self.init(
      id: alert.id, timeSeconds: seconds ?? receivedSeconds, ruleID: alert.rule.id,
      level: alert.rule.level, entity: alert.entity?.text,
      document: String(decoding: document.json(), as: UTF8.self), isTrusted: isTrusted,
      silence: silence, incident: alert.incident?.id)
  }
}

extension AlertRecord {
  /// - Returns: How many were not there before.
  static func insert(_ alerts: [AlertRecord], into database: GRDB.Database) throws -> Int {
    guard !alerts.isEmpty else { return 0 }
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO alerts (id, time_s, rule, level, entity, document, trusted, silence, incident)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO NOTHING
        """)
    var new = 0
    for alert in alerts {
      try statement.execute(arguments: [
        alert.id, alert.timeSeconds, alert.ruleID, alert.level.rawValue, alert.entity,
        alert.document, alert.isTrusted, alert.silence, alert.incident,
      ])
      new += database.changesCount
    }
    return new
  }

  init(_ row: Row) {
    self.init(
      id: row["id"], timeSeconds: row["time_s"], ruleID: row["rule"],
      level: Level(rawValue: row["level"]) ?? .medium, entity: row["entity"],
      document: row["document"], isTrusted: row["trusted"], silence: row["silence"],
      incident: row["incident"])
  }
}

/// Which alerts are asked for. Nil asks for nothing.
package struct AlertQuery: Hashable, Sendable {
  /// Unix seconds, inclusive.
  package var sinceSeconds: Int64?
  package var minimumLevel: Level?
  package var ruleID: String?
  package var entity: String?
  package var incident: String?
  /// Those that a silence covers, or the others; nil is both.
  package var isSilenced: Bool?
  /// At most this many, the newest.
  package var limit = 1000

  package init() {}
}

extension Database {
  /// The newest alerts that match, the oldest of them first.
  package func alerts(_ query: AlertQuery) throws(StoreError) -> [AlertRecord] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT * FROM alerts WHERE (:since IS NULL OR time_s >= :since)
            AND (:level IS NULL OR level >= :level) AND (:rule IS NULL OR rule = :rule)
            AND (:entity IS NULL OR entity = :entity)
            AND (:incident IS NULL OR incident = :incident)
            AND (:silenced IS NULL OR (silence IS NOT NULL) = :silenced)
          ORDER BY time_s DESC, sequence DESC LIMIT :limit
          """,
        arguments: [
          "since": query.sinceSeconds, "level": query.minimumLevel?.rawValue,
          "rule": query.ruleID, "entity": query.entity, "incident": query.incident,
          "silenced": query.isSilenced, "limit": query.limit,
        ])
      return rows.reversed().map(AlertRecord.init)
    }
  }

  /// Hands out the alerts from a time on that something was decided on, by time.
  ///
  /// - Parameter sinceSeconds: Unix seconds, inclusive.
  package func eachAlert(
    sinceSeconds: Int64, _ body: (AlertRecord) -> Void
  ) throws(StoreError) {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT * FROM alerts WHERE time_s >= ? AND silence IS NULL ORDER BY time_s, sequence
          """,
        arguments: [sinceSeconds])
      while let row = try rows.next() { body(AlertRecord(row)) }
    }
  }

  /// The alerts whose identifiers begin with a text, at most two.
  package func alerts(idPrefix: String) throws(StoreError) -> [AlertRecord] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM alerts WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
        arguments: [idPrefix, idPrefix + "\u{10ffff}"]
      ).map(AlertRecord.init)
    }
  }

  /// The alert of an identifier, or nil.
  package func alert(id: String) throws(StoreError) -> AlertRecord? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT * FROM alerts WHERE id = ?", arguments: [id])
        .map(AlertRecord.init)
    }
  }
}
