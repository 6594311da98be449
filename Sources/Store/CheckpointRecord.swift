import GRDB

/// How far an input has been taken.
package struct CheckpointRecord: Hashable, Sendable {
  /// The name of the input in the configuration.
  package let input: String
  /// What the file is told by, whatever it is called. With ``input``, the key.
  package let identity: String
  package let device: UInt64
  package let inode: UInt64
  /// The offset of the next record, in bytes.
  package let offset: Int
  /// A hash of the bytes before the offset.
  package let preceding: String
  /// What else its owner wants to know again; empty when nothing.
  package let document: String

  package init(
    input: String, identity: String = "", device: UInt64, inode: UInt64, offset: Int,
    preceding: String, document: String = ""
  ) {
    self.input = input
    self.identity = identity
    self.device = device
    self.inode = inode
    self.offset = offset
    self.preceding = preceding
    self.document = document
  }
}

extension CheckpointRecord {
  static func replace(_ checkpoints: [CheckpointRecord], in database: GRDB.Database) throws {
    guard !checkpoints.isEmpty else { return }
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO checkpoints (input, identity, device, inode, "offset", preceding, document)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (input, identity) DO UPDATE SET device = excluded.device,
          inode = excluded.inode, "offset" = excluded."offset", preceding = excluded.preceding,
          document = excluded.document
        """)
    for point in checkpoints {
      try statement.execute(arguments: [
        point.input, point.identity, Int64(bitPattern: point.device),
        Int64(bitPattern: point.inode), point.offset, point.preceding, point.document,
      ])
    }
  }

  init(_ row: Row) {
    self.init(
      input: row["input"], identity: row["identity"],
      device: UInt64(bitPattern: row["device"]), inode: UInt64(bitPattern: row["inode"]),
      offset: row["offset"], preceding: row["preceding"], document: row["document"])
  }
}

extension Database {
  /// All checkpoints, by input and identity.
  package func checkpoints() throws(StoreError) -> [CheckpointRecord] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM checkpoints ORDER BY input, identity")
        .map(CheckpointRecord.init)
    }
  }

  /// Forgets a checkpoint, for a file that is gone for good.
  package func removeCheckpoint(input: String, identity: String) throws(StoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM checkpoints WHERE input = ? AND identity = ?",
        arguments: [input, identity])
    }
  }
}
