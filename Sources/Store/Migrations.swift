import GRDB

/// The tables, as steps that are only ever appended: step n leads from format n to format n + 1.
enum Migrations {
  /// Says that a database is detectd's: "dtct".
  static let applicationID = 0x6474_6374

  static let steps = [first, second, third, fourth, fifth, sixth, seventh]

  /// Times end in `_s` and are Unix seconds.
  private static let first = """
    CREATE TABLE alerts (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      time_s INTEGER NOT NULL,
      rule TEXT NOT NULL,
      level INTEGER NOT NULL,
      entity TEXT,
      document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX alerts_by_time ON alerts (time_s);
    CREATE INDEX alerts_by_entity ON alerts (entity, time_s) WHERE entity IS NOT NULL;

    CREATE TABLE decisions (
      id TEXT NOT NULL PRIMARY KEY,
      action TEXT NOT NULL,
      scope TEXT NOT NULL,
      target TEXT NOT NULL,
      origin TEXT NOT NULL,
      state TEXT NOT NULL,
      created_s INTEGER NOT NULL,
      expires_s INTEGER NOT NULL,
      repeats INTEGER NOT NULL,
      alert_count INTEGER NOT NULL,
      confidence INTEGER,
      refusal TEXT,
      actor TEXT,
      reasons TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX decisions_by_target ON decisions (target);
    CREATE INDEX decisions_active ON decisions (expires_s) WHERE state = 'active';

    CREATE TABLE journal (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      at_s INTEGER NOT NULL,
      change TEXT NOT NULL,
      decision TEXT NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
      state TEXT NOT NULL,
      expires_s INTEGER NOT NULL,
      actor TEXT
    ) STRICT;
    CREATE INDEX journal_by_decision ON journal (decision);

    CREATE TABLE checkpoints (
      input TEXT NOT NULL,
      identity TEXT NOT NULL,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      "offset" INTEGER NOT NULL,
      preceding TEXT NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (input, identity)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE windows (
      shard INTEGER PRIMARY KEY,
      state BLOB NOT NULL
    ) STRICT;

    CREATE TABLE feeds (
      name TEXT NOT NULL PRIMARY KEY,
      fetched_s INTEGER NOT NULL,
      entries INTEGER NOT NULL,
      etag TEXT,
      last_modified TEXT,
      document TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE consumers (
      name TEXT NOT NULL PRIMARY KEY,
      token_hash BLOB NOT NULL,
      seen_s INTEGER,
      cursor INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      at_s INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT;
    """

  /// Checkpoints by place on the disk, since a copied file has the identity of the first; and what
  /// the decision book remembers, so that it can go on after a restart.
  private static let second = """
    ALTER TABLE checkpoints RENAME TO earlier_checkpoints;
    CREATE TABLE checkpoints (
      input TEXT NOT NULL,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      identity TEXT NOT NULL,
      "offset" INTEGER NOT NULL,
      preceding TEXT NOT NULL,
      document TEXT NOT NULL,
      PRIMARY KEY (input, device, inode)
    ) STRICT, WITHOUT ROWID;
    INSERT OR REPLACE INTO checkpoints
      SELECT input, device, inode, identity, "offset", preceding, document
      FROM earlier_checkpoints;
    DROP TABLE earlier_checkpoints;

    CREATE TABLE outputs (
      name TEXT NOT NULL PRIMARY KEY,
      inode INTEGER NOT NULL,
      "offset" INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE grounds (
      number INTEGER PRIMARY KEY,
      document TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE tracks (
      key BLOB NOT NULL PRIMARY KEY,
      state BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// What operators ask of the one process that decides.
  private static let third = """
    CREATE TABLE orders (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      at_s INTEGER NOT NULL,
      actor TEXT NOT NULL,
      document TEXT NOT NULL,
      answer TEXT
    ) STRICT;
    CREATE INDEX orders_open ON orders (sequence) WHERE answer IS NULL;
    """

  /// Whether an alert's input may lead to blocks.
  private static let fourth = """
    ALTER TABLE alerts ADD COLUMN trusted INTEGER NOT NULL DEFAULT 1;
    """

  /// A breaker that has tripped: at most one row.
  private static let fifth = """
    CREATE TABLE breaker (
      number INTEGER PRIMARY KEY CHECK (number = 1),
      tripped_s INTEGER NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    """

  /// How far each client of a consumer has read the journal.
  private static let sixth = """
    CREATE TABLE cursors (
      consumer TEXT NOT NULL,
      address TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      used_s INTEGER NOT NULL,
      PRIMARY KEY (consumer, address)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE consumers DROP COLUMN cursor;
    """

  /// What becomes of alerts before anybody is told of them.
  private static let seventh = """
    ALTER TABLE alerts ADD COLUMN silence TEXT;
    ALTER TABLE alerts ADD COLUMN incident TEXT;
    CREATE INDEX alerts_by_incident ON alerts (incident, time_s) WHERE incident IS NOT NULL;

    CREATE TABLE silences (
      id TEXT NOT NULL PRIMARY KEY,
      rule TEXT,
      subject TEXT,
      from_s INTEGER NOT NULL,
      until_s INTEGER NOT NULL,
      reason TEXT NOT NULL,
      actor TEXT NOT NULL,
      created_s INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE repeats (
      stage INTEGER NOT NULL,
      rule TEXT NOT NULL,
      entity TEXT NOT NULL,
      start_s INTEGER NOT NULL,
      told INTEGER NOT NULL,
      held INTEGER NOT NULL,
      since_s INTEGER NOT NULL,
      alert TEXT,
      PRIMARY KEY (stage, rule, entity)
    ) STRICT, WITHOUT ROWID;
    """

  /// The format that a database has.
  ///
  /// - Throws: ``StoreError/newer(path:version:known:)`` and ``StoreError/foreign(path:)``.
  static func version(_ database: GRDB.Database, path: String) throws -> Int {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard application == applicationID || (application == 0 && tables == 0) else {
      throw StoreError.foreign(path: path)
    }
    guard version <= steps.count else {
      throw StoreError.newer(path: path, version: version, known: steps.count)
    }
    return version
  }

  /// Brings a database to the newest format.
  ///
  /// - Throws: As ``version(_:path:)``; `DatabaseError`, with every step undone.
  static func run(_ database: GRDB.Database, path: String) throws {
    let version = try version(database, path: path)
    guard version < steps.count else { return }
    for step in steps[version...] { try database.execute(sql: step) }
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    try database.execute(sql: "PRAGMA user_version = \(steps.count)")
  }
}
