import GRDB

/// How far an input has been taken.
package struct CheckpointRecord: Hashable, Sendable {
  /// The name of the input in the configuration.
  package let input: String
  /// What the file is told by, whatever it is called.
  package let identity: String
  /// Where it is on the disk; with ``input``, the key.
  package let device: UInt64
  package let inode: UInt64
  /// The offset of the next record, in bytes.
  package let offset: Int
  /// A hash of the bytes before the offset.
  package let preceding: String
  /// What else its owner wants to know again; empty when nothing.
  package let document: String

  package struct Key: Hashable, Sendable {
    package let input: String
    package let device: UInt64
    package let inode: UInt64

    package init(input: String, device: UInt64, inode: UInt64) {
      self.input = input
      self.device = device
      self.inode = inode
    }
  }

  package var key: Key { Key(input: input, device: device, inode: inode) }

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
        ON CONFLICT (input, device, inode) DO UPDATE SET identity = excluded.identity,
          "offset" = excluded."offset", preceding = excluded.preceding,
          document = excluded.document
        """)
    for point in checkpoints {
      try statement.execute(arguments: [
        point.input, point.identity, Int64(bitPattern: point.device),
        Int64(bitPattern: point.inode), point.offset, point.preceding, point.document,
      ])
    }
  }

  static func remove(_ keys: [Key], in database: GRDB.Database) throws {
    guard !keys.isEmpty else { return }
    let statement = try database.cachedStatement(
      sql: "DELETE FROM checkpoints WHERE input = ? AND device = ? AND inode = ?")
    for key in keys {
      try statement.execute(arguments: [
        key.input, Int64(bitPattern: key.device), Int64(bitPattern: key.inode),
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
  /// All checkpoints, by input and place on the disk.
  package func checkpoints() throws(StoreError) -> [CheckpointRecord] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM checkpoints ORDER BY input, device, inode")
        .map(CheckpointRecord.init)
    }
  }
}
