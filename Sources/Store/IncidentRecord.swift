import GRDB
package import Response

/// An incident as its alerts tell it.
package struct IncidentRecord: Hashable, Sendable {
  package let id: String
  package let entity: String
  /// Unix seconds.
  package let firstSeconds: Int64
  package let lastSeconds: Int64
  package let alerts: Int
  package let rules: Int
  package let level: Level
}

/// Which incidents are asked for. Nil asks for nothing.
package struct IncidentQuery: Hashable, Sendable {
  /// With an alert since, Unix seconds.
  package var sinceSeconds: Int64?
  /// With an alert of this level or above.
  package var minimumLevel: Level?
  package var entity: String?
  /// At most this many, those with the newest alerts.
  package var limit = 1000

  package init() {}
}

extension Database {
  /// The incidents that match, by their newest alert, the oldest first.
  package func incidents(_ query: IncidentQuery) throws(StoreError) -> [IncidentRecord] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT incident, max(entity) AS entity, min(time_s) AS first_s, max(time_s) AS last_s,
            count(*) AS alerts, count(DISTINCT rule) AS rules, max(level) AS level
          FROM alerts
          WHERE incident IS NOT NULL AND (:entity IS NULL OR entity = :entity)
          GROUP BY incident
          HAVING (:since IS NULL OR last_s >= :since) AND (:level IS NULL OR max(level) >= :level)
          ORDER BY last_s DESC, incident LIMIT :limit
          """,
        arguments: [
          "entity": query.entity, "since": query.sinceSeconds,
          "level": query.minimumLevel?.rawValue, "limit": query.limit,
        ]
      ).reversed().map(IncidentRecord.init)
    }
  }

  /// The incidents whose identifiers begin with a text, at most two.
  package func incidents(idPrefix: String) throws(StoreError) -> [IncidentRecord] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT incident, max(entity) AS entity, min(time_s) AS first_s, max(time_s) AS last_s,
            count(*) AS alerts, count(DISTINCT rule) AS rules, max(level) AS level
          FROM alerts WHERE incident >= ? AND incident < ? GROUP BY incident LIMIT 2
          """,
        arguments: [idPrefix, idPrefix + "\u{10ffff}"]
      ).map(IncidentRecord.init)
    }
  }

  /// The incidents that an alert may still join, with the text of their entity.
  ///
  /// - Parameters:
  ///   - sinceSeconds: Of their newest alert, Unix seconds.
  ///   - nowSeconds: Alerts of times to come count as of now.
  package func openIncidents(
    sinceSeconds: Int64, nowSeconds: Int64
  ) throws(StoreError) -> [(entity: String, incident: IncidentTable.Open)] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT incident, max(entity) AS entity, min(min(time_s), ?) AS first_s,
            min(max(time_s), ?) AS last_s, count(*) AS alerts
          FROM alerts WHERE incident IN
            (SELECT DISTINCT incident FROM alerts WHERE time_s >= ? AND incident IS NOT NULL)
          GROUP BY incident ORDER BY last_s DESC LIMIT ?
          """,
        arguments: [nowSeconds, nowSeconds, sinceSeconds, IncidentTable.limit]
      ).reversed().map { row in
        (
          row["entity"],
          IncidentTable.Open(
            id: row["incident"], firstSeconds: row["first_s"], lastSeconds: row["last_s"],
            alerts: row["alerts"])
        )
      }
    }
  }
}

extension IncidentRecord {
  fileprivate init(_ row: Row) {
    self.init(
      id: row["incident"], entity: row["entity"] ?? "", firstSeconds: row["first_s"],
      lastSeconds: row["last_s"], alerts: row["alerts"], rules: row["rules"],
      level: Level(rawValue: row["level"]) ?? .medium)
  }
}
