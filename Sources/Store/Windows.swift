import Foundation
import GRDB

/// The correlators' windows, each shard's as bytes of its owner; below 0 what its owner knows of
/// them all.
enum Windows {
  /// Puts rows in place of those of the same numbers. With a shard's among them, they are all.
  static func replace(_ windows: [Int: [UInt8]], in database: GRDB.Database) throws {
    if windows.keys.contains(where: { $0 >= 0 }) {
      try database.execute(sql: "DELETE FROM windows")
    }
    for (shard, state) in windows.sorted(by: { $0.key < $1.key }) {
      try database.execute(
        sql: """
          INSERT INTO windows (shard, state) VALUES (?, ?)
          ON CONFLICT (shard) DO UPDATE SET state = excluded.state
          """,
        arguments: [shard, Data(state)])
    }
  }
}

extension Database {
  /// The windows as they were last written, by shard.
  package func windows() throws(StoreError) -> [Int: [UInt8]] {
    try read { database in
      var found: [Int: [UInt8]] = [:]
      for row in try Row.fetchAll(database, sql: "SELECT shard, state FROM windows") {
        let state: Data = row["state"]
        found[row["shard"]] = [UInt8](state)
      }
      return found
    }
  }
}
