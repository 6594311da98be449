import Detect
import Foundation
import GRDB
package import Response

/// What the decision book remembers, a row a target.
enum Tracks {
  static func replace(
    _ records: [TrackRecord], _ numbers: inout GroundsNumbers, in database: GRDB.Database
  ) throws {
    guard !records.isEmpty else { return }
    let save = try database.cachedStatement(
      sql: """
        INSERT INTO tracks (key, state) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET state = excluded.state
        """)
    let remove = try database.cachedStatement(sql: "DELETE FROM tracks WHERE key = ?")
    for record in records {
      let key = TrackRow.key(record.key)
      if record.isEmpty {
        try remove.execute(arguments: [key])
      } else {
        let state = try TrackRow.state(record) { try numbers.number($0, in: database) }
        try save.execute(arguments: [key, state])
      }
    }
  }
}

extension Database {
  /// What was remembered, each target once, in no particular order.
  ///
  /// - Returns: How many targets there are that cannot be read, which `body` does not get.
  /// - Throws: ``StoreError``; `body` may have got some of them.
  package func eachTrack(_ body: (TrackRecord) -> Void) throws(StoreError) -> Int {
    try read { database in
      var shared: [Int64: Grounds] = [:]
      for row in try Row.fetchAll(database, sql: "SELECT number, document FROM grounds") {
        shared[row["number"]] = SharedGrounds.grounds(row["document"])
      }
      var unreadable = 0
      let rows = try Row.fetchCursor(database, sql: "SELECT key, state FROM tracks")
      while let row = try rows.next() {
        let record = try row.withUnsafeData(atIndex: 0) { key in
          try row.withUnsafeData(atIndex: 1) { state in Tracks.record(key, state, shared) }
        }
        if let record { body(record) } else { unreadable += 1 }
      }
      return unreadable
    }
  }

  /// How many targets are remembered.
  package func trackCount() throws(StoreError) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM tracks") ?? 0 }
  }
}

extension Tracks {
  fileprivate static func record(
    _ key: Data?, _ state: Data?, _ shared: [Int64: Grounds]
  ) -> TrackRecord? {
    guard let key, let state else { return nil }
    return key.withUnsafeBytes { keyBytes in
      guard let key = TrackRow.key(keyBytes) else { return nil }
      return state.withUnsafeBytes { bytes in
        TrackRow.record(key, bytes) { number, indicator in
          guard let grounds = shared[number] else { return nil }
          guard let indicator else { return grounds }
          return Grounds(cause: grounds.cause.with(indicator: indicator), term: grounds.term)
        }
      }
    }
  }
}
