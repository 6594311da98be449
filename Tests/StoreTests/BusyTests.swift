import Detect
import Foundation
import GRDB
import Response
import Store
import Support
import Testing

/// A state that another process writes meanwhile.
@Suite struct BusyTests {
  /// Another process, in the midst of a transaction.
  private func writer(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let writer = try DatabaseQueue(path: path, configuration: configuration)
    try writer.unsafeReentrantWrite { try $0.execute(sql: "BEGIN IMMEDIATE") }
    return writer
  }

  @Test func `it is opened and read beside a process that is writing`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("detectd.db").path
    let first = try Database(path, nowSeconds: 1)
    // Its log is gone now: whoever opens the file next makes it anew.
    try first.close()
    let writer = try writer(path)
    let end = Thread {
      usleep(700_000)
      try? writer.unsafeReentrantWrite { try $0.execute(sql: "COMMIT") }
    }
    end.start()
    let second = try Database(path, nowSeconds: 1)
    #expect(try second.decisions(atSeconds: 1).isEmpty)
    #expect(try second.commit(Batch(atSeconds: 1)).sequence == 0)
  }

  @Test func `readers never wait for a writer once the log is under way`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("detectd.db").path
    let owner = try Database(path, nowSeconds: 1)
    _ = try owner.commit(Batch(atSeconds: 1))
    let writer = try writer(path)
    try writer.unsafeReentrantWrite { database in
      try database.execute(
        sql:
          "INSERT INTO audit (at_s, actor, action, subject, detail) VALUES (1, 'a', 'b', 'c', '')")
    }
    let started = Date()
    #expect(try Database(path, nowSeconds: 1).auditTrail().isEmpty)
    #expect(Date().timeIntervalSince(started) < Database.busySeconds)
    try writer.unsafeReentrantWrite { try $0.execute(sql: "COMMIT") }
    #expect(try Database(path, nowSeconds: 1).auditTrail().count == 1)
  }
}
