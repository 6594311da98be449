import GRDB
package import Response

/// Whether the breaker has tripped, as it outlasts a run.
package struct BreakerRecord: Hashable, Sendable {
  /// Nil while it lets blocks through.
  package let trip: Breaker.Trip?

  package init(_ trip: Breaker.Trip?) { self.trip = trip }

  func record(in database: GRDB.Database) throws {
    try database.execute(sql: "DELETE FROM breaker")
    guard let trip else { return }
    try database.execute(
      sql: "INSERT INTO breaker (number, tripped_s, reason) VALUES (1, ?, ?)",
      arguments: [trip.atSeconds, trip.reason])
  }
}

extension Database {
  /// Why nothing new is blocked; nil when the breaker has not tripped.
  package func breakerTrip() throws(StoreError) -> Breaker.Trip? {
    try read { database in
      try Row.fetchOne(database, sql: "SELECT tripped_s, reason FROM breaker").map { row in
        Breaker.Trip(atSeconds: row["tripped_s"], reason: row["reason"])
      }
    }
  }
}
