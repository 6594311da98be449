import Foundation
import GRDB
import Glibc
import Synchronization

/// The state file: an SQLite database in WAL mode, of mode 0600.
///
/// Any number of threads may use it, and other processes at the same time: readers never wait, and
/// a writer waits for at most ``busySeconds``. A write that returned is in the file and survives
/// the end of the process; a loss of power can take back the last ones, but never half of one.
package final class Database: Sendable {
  /// What to do with a file that does not read as a database.
  package enum DamagePolicy: Sendable {
    /// Rename it to `PATH.damaged-TIME` and begin with an empty one: for the owner, the daemon.
    case setAside
    /// Leave it: for commands that may run beside the owner.
    case refuse
  }

  package static let busySeconds = 10.0

  package let path: String
  /// Where the damaged file went that stood here; the caller says so. Nil when there was none.
  package let setAside: String?
  /// False when the file was too large to be looked through whole when it was opened.
  package let isCheckedWhole: Bool
  let pool: DatabasePool
  let grounds = Mutex(GroundsNumbers())

  /// Opens the file, makes it when there is none, and brings it to the newest format.
  ///
  /// - Parameter nowSeconds: Part of the name of a file that is set aside.
  /// - Throws: ``StoreError``; the file is as it was.
  package convenience init(
    _ path: String, whenDamaged policy: DamagePolicy = .refuse, nowSeconds: Int64
  ) throws(StoreError) {
    do throws(StoreError) {
      try self.init(opening: path, setAside: nil)
    } catch {
      guard case .damaged = error, policy == .setAside else { throw error }
      let aside = try Database.moveAside(path, nowSeconds: nowSeconds)
      try self.init(opening: path, setAside: aside)
    }
  }

  private init(opening path: String, setAside: String?) throws(StoreError) {
    try Database.prepare(path)
    self.path = path
    self.setAside = setAside
    do {
      (pool, isCheckedWhole) = try Database.patiently { try Database.connect(path) }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func connect(_ path: String) throws -> (DatabasePool, isCheckedWhole: Bool) {
    // Before anything that writes: a file that is refused stays as it is, byte for byte.
    try look(path)
    let pool = try DatabasePool(path: path, configuration: configuration)
    // Who only reads does not wait for who writes.
    let isCurrent = try pool.read {
      try Migrations.version($0, path: path) == Migrations.steps.count
    }
    if !isCurrent { try pool.write { try Migrations.run($0, path: path) } }
    return (pool, try pool.read { try check($0, path: path) })
  }

  /// Tries again while another process holds the file, for up to ``busySeconds``.
  ///
  /// SQLite waits by itself for most locks, but not for one that a transaction needs which has read
  /// already, nor for the log beside the file while it is made anew: opening a file whose log is
  /// empty beside a process that writes is such a case.
  static func patiently<Value>(_ body: () throws -> Value) throws -> Value {
    let end = Date().addingTimeInterval(busySeconds)
    while true {
      do { return try body() } catch let error as DatabaseError {
        let isBusy = [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode)
        guard isBusy, Date() < end else { throw error }
      }
      usleep(20_000)
    }
  }

  /// Looks for damage, in a time that does not grow with the file: a large one is only looked
  /// through where positions and orders stand; the rest is found when it is read, or by
  /// ``fault()``.
  private static func check(_ database: GRDB.Database, path: String) throws -> Bool {
    let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
    let mark = FileManager.default.fileExists(atPath: path + checkMark)
    let isWhole = mark || pages * size <= checkedBytes
    let tables = isWhole ? [nil] : ["checkpoints", "outputs", "orders", "windows"]
    for table in tables {
      let fault = try String.fetchOne(
        database, sql: table.map { "PRAGMA quick_check(\"\($0)\")" } ?? "PRAGMA quick_check(1)")
      if let fault, fault != "ok" { throw StoreError.damaged(path: path, reason: fault) }
    }
    if mark { unlink(path + checkMark) }
    return isWhole
  }

  /// Files up to this size are looked through whole when they are opened.
  private static let checkedBytes = 64 << 20
  /// Beside the file: it is looked through whole at the next opening.
  private static let checkMark = ".check"

  /// Has the file looked through whole when it is opened next, since damage was found.
  package func markForCheck() {
    _ = FileManager.default.createFile(atPath: path + Database.checkMark, contents: nil)
  }

  private static func look(_ path: String) throws {
    var configuration = Database.configuration
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.read { _ = try Migrations.version($0, path: path) }
    try queue.close()
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds)
    configuration.foreignKeysEnabled = true
    configuration.maximumReaderCount = 4
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
    }
    return configuration
  }

  /// Makes the file with its mode before SQLite does; the files beside it take the mode over.
  private static func prepare(_ path: String) throws(StoreError) {
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
    defer { Glibc.close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotOpen(path: path, reason: "it is not a regular file")
    }
    guard status.st_mode & 0o077 != 0 else { return }
    guard fchmod(file, 0o600) == 0 else {
      throw .cannotOpen(path: path, reason: "others may read it, and its mode cannot be changed")
    }
  }

  private static func moveAside(
    _ path: String, nowSeconds: Int64
  ) throws(StoreError) -> String {
    let aside = "\(path).damaged-\(nowSeconds)"
    unlink(path + checkMark)
    for suffix in ["-wal", "-shm", ""] {
      guard rename(path + suffix, aside + suffix) != 0, suffix.isEmpty || errno != ENOENT else {
        continue
      }
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    return aside
  }
}

extension Database {
  /// Ends its use, once nothing reads: what was written moves from the log beside into the file.
  package func close() throws(StoreError) {
    do {
      try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      try pool.close()
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Reads in one snapshot.
  func read<Value>(_ body: (GRDB.Database) throws -> Value) throws(StoreError) -> Value {
    do { return try Database.patiently { try pool.read(body) } } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Writes in one transaction, which is undone when `body` throws.
  func write<Value>(_ body: (GRDB.Database) throws -> Value) throws(StoreError) -> Value {
    do { return try Database.patiently { try pool.write(body) } } catch {
      throw StoreError(error, path: path)
    }
  }
}
