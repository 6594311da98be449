import Foundation
import GRDB
import Store
import Support
import Testing

@Suite struct DatabaseTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.url.appendingPathComponent("detectd.db").path
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  private func error(_ body: () throws(StoreError) -> Void) -> StoreError? {
    do throws(StoreError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  @Test func `a new file is there for its owner alone`() throws {
    _ = try Database(path, nowSeconds: 1)
    #expect(try mode(path) == 0o600)
  }

  @Test func `a file that others may read is closed to them`() throws {
    _ = try folder.file("detectd.db", "")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let database = try Database(path, nowSeconds: 1)
    _ = try database.commit(Batch(atSeconds: 1, windows: [0: [1]]))
    #expect(try mode(path) == 0o600)
    #expect(try mode(path + "-wal") == 0o600)
  }

  @Test func `it opens again with what was written`() throws {
    do {
      let database = try Database(path, nowSeconds: 1)
      _ = try database.commit(Batch(atSeconds: 1, windows: [3: [1, 2, 255]]))
    }
    let again = try Database(path, nowSeconds: 2)
    #expect(try again.windows() == [3: [1, 2, 255]])
    #expect(again.setAside == nil)
  }

  @Test func `a file of a later version is refused and left alone`() throws {
    _ = try Database(path, nowSeconds: 1)
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try queue.close()
    let found = error { () throws(StoreError) in
      _ = try Database(path, whenDamaged: .setAside, nowSeconds: 2)
    }
    guard case .newer(_, 99, let known)? = found else {
      Issue.record("not refused: \(String(describing: found))")
      return
    }
    #expect(
      found?.description
        == "\(path): written by a later detectd (format 99, this one knows up to \(known)); "
        + "use that version, or name another file with --state")
  }

  @Test func `a database of another program is refused and left alone`() throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
    try queue.close()
    let found = error { () throws(StoreError) in
      _ = try Database(path, whenDamaged: .setAside, nowSeconds: 2)
    }
    #expect(found == .foreign(path: path))
  }

  @Test func `a damaged file is set aside for its owner`() throws {
    _ = try folder.file("detectd.db", String(repeating: "not a database ", count: 1000))
    let database = try Database(path, whenDamaged: .setAside, nowSeconds: 1_700_000_000)
    #expect(database.setAside == path + ".damaged-1700000000")
    #expect(try database.lastSequence() == 0)
    #expect(FileManager.default.fileExists(atPath: path + ".damaged-1700000000"))
  }

  @Test func `a damaged file is left where it is for others`() throws {
    _ = try folder.file("detectd.db", String(repeating: "not a database ", count: 1000))
    let found = error { () throws(StoreError) in _ = try Database(path, nowSeconds: 1) }
    guard case .damaged? = found else {
      Issue.record("not refused: \(String(describing: found))")
      return
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: Data("not".utf8)))
  }

  @Test func `damage inside is found`() throws {
    do {
      let database = try Database(path, nowSeconds: 1)
      let windows = Dictionary(
        uniqueKeysWithValues: (0..<50).map { ($0, [UInt8](repeating: 7, count: 5000)) })
      _ = try database.commit(Batch(atSeconds: 1, windows: windows))
    }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    guard bytes.count > 100_000 else {
      Issue.record("the file is too small to damage: \(bytes.count)")
      return
    }
    for place in 4096..<90_000 { bytes[place] = 0x55 }
    try bytes.write(to: URL(fileURLWithPath: path))
    let database = try Database(path, whenDamaged: .setAside, nowSeconds: 5)
    #expect(database.setAside == path + ".damaged-5")
  }

  @Test func `a folder that is not there is said`() throws {
    let found = error { () throws(StoreError) in
      _ = try Database(folder.url.path + "/none/detectd.db", nowSeconds: 1)
    }
    #expect(
      found?.description.hasSuffix("No such file or directory; --state names another") == true)
  }
}
