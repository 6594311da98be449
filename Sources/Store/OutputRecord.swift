import GRDB

/// How far an output's file was written when the alerts before that stood in the state.
package struct OutputRecord: Hashable, Sendable {
  package let name: String
  package let inode: UInt64
  /// Bytes.
  package let offset: Int

  package init(name: String, inode: UInt64, offset: Int) {
    self.name = name
    self.inode = inode
    self.offset = offset
  }
}

extension OutputRecord {
  static func replace(_ outputs: [OutputRecord], in database: GRDB.Database) throws {
    for output in outputs {
      try database.cachedStatement(
        sql: """
          INSERT INTO outputs (name, inode, "offset") VALUES (?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET inode = excluded.inode, "offset" = excluded."offset"
          """
      ).execute(arguments: [output.name, Int64(bitPattern: output.inode), output.offset])
    }
  }
}

extension Database {
  /// All positions, by name.
  package func outputPositions() throws(StoreError) -> [OutputRecord] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM outputs ORDER BY name").map { row in
        OutputRecord(
          name: row["name"], inode: UInt64(bitPattern: row["inode"]), offset: row["offset"])
      }
    }
  }
}
