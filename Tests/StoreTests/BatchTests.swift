import Detect
import Foundation
import Response
import Store
import Support
import Testing

@Suite struct BatchTests {
  let folder: TemporaryFolder
  let database: Database

  init() throws {
    folder = try TemporaryFolder()
    database = try Database(
      folder.url.appendingPathComponent("detectd.db").path, nowSeconds: 1)
  }

  private func alert(_ id: String, at seconds: Int64 = 100, level: Level = .high) -> AlertRecord {
    AlertRecord(
      id: id, timeSeconds: seconds, ruleID: "r", level: level, entity: "192.0.2.1",
      document: "{\"a\":1}")
  }

  private func target(_ text: String) throws -> Decision.Target {
    .network(try Prefix(parsing: text))
  }

  private let cause = Cause(
    ruleID: "r", ruleName: "Rule \u{1b}[31m", ruleset: "pack", level: .high,
    techniques: ["T1110.001"], indicator: "203.0.113.0/24", feed: "f", confidence: 80,
    policyRule: "p")

  private func add(
    _ text: String, to book: inout DecisionBook, at seconds: Int64 = 100, for duration: Int64? = 60
  ) throws -> [DecisionChange] {
    book.add(
      .block, try target(text), origin: .operator, cause: cause, atSeconds: seconds,
      durationSeconds: duration, neverBlock: .standard())
  }

  @Test func `an alert stands once, whatever comes again`() throws {
    let first = try database.commit(Batch(atSeconds: 1, alerts: [alert("a"), alert("b")]))
    let second = try database.commit(Batch(atSeconds: 2, alerts: [alert("b"), alert("c")]))
    #expect(first.newAlerts == 2)
    #expect(second.newAlerts == 1)
    #expect(try database.alerts(AlertQuery()).map(\.id) == ["a", "b", "c"])
    #expect(try database.alert(id: "b") == alert("b"))
    #expect(try database.alert(id: "none") == nil)
  }

  @Test func `alerts are found by time, level, rule and entity`() throws {
    let alerts = [
      alert("a", at: 10, level: .low), alert("b", at: 20, level: .critical), alert("c", at: 30),
    ]
    _ = try database.commit(Batch(atSeconds: 1, alerts: alerts))
    var query = AlertQuery()
    query.sinceSeconds = 20
    #expect(try database.alerts(query).map(\.id) == ["b", "c"])
    query.minimumLevel = .critical
    #expect(try database.alerts(query).map(\.id) == ["b"])
    query.entity = "192.0.2.2"
    #expect(try database.alerts(query).isEmpty)
    query = AlertQuery()
    query.limit = 1
    #expect(try database.alerts(query).map(\.id) == ["c"])
  }

  @Test func `decisions come back as they were`() throws {
    var book = DecisionBook()
    let changes =
      try add("203.0.113.7/32", to: &book) + add("2001:db8::/48", to: &book, for: nil)
    _ = try database.commit(Batch(atSeconds: 100, decisionChanges: changes))
    #expect(try database.decisions(atSeconds: 100) == book.decisions(atSeconds: 100))
    #expect(try database.decisions(atSeconds: 160).map(\.target) == [target("2001:db8::/48")])
  }

  @Test func `the journal says what changed since a number`() throws {
    var book = DecisionBook()
    let added = try add("203.0.113.7/32", to: &book)
    let first = try database.commit(
      Batch(
        atSeconds: 100, decisionChanges: added,
        order: Batch.Order(actor: "root", action: "decisions add", subject: "203.0.113.7")))
    #expect(first.sequence == 1)
    let deleted = try book.delete(target("203.0.113.7/32"), atSeconds: 110)
    let second = try database.commit(Batch(atSeconds: 110, decisionChanges: deleted))
    let changes = try database.changes(after: first.sequence)
    #expect(changes.map(\.sequence) == [second.sequence])
    #expect(changes.map(\.change) == [.removed])
    #expect(changes.first?.decision.state == .deleted)
    #expect(try database.changes(after: 0).first?.actor == "root")
    #expect(try database.changes(after: second.sequence).isEmpty)
    #expect(try database.decisions(atSeconds: 111).isEmpty)
    #expect(try database.decisions(on: target("203.0.113.7/32")).map(\.state) == [.deleted])
    #expect(try database.auditTrail().map(\.order.actor) == ["root"])
  }

  @Test func `the same batch again changes nothing`() throws {
    var book = DecisionBook()
    let batch = Batch(
      atSeconds: 100, alerts: [alert("a")], decisionChanges: try add("203.0.113.7/32", to: &book))
    let first = try database.commit(batch)
    let second = try database.commit(batch)
    #expect(second.newAlerts == 0)
    #expect(second.sequence == first.sequence)
  }

  @Test func `an earlier batch that comes again does not bring back what ended`() throws {
    var book = DecisionBook()
    let first = Batch(atSeconds: 100, decisionChanges: try add("203.0.113.7/32", to: &book))
    _ = try database.commit(first)
    let deleted = try book.delete(target("203.0.113.7/32"), atSeconds: 110)
    let second = try database.commit(Batch(atSeconds: 110, decisionChanges: deleted))
    #expect(try database.commit(first).sequence == second.sequence)
    #expect(try database.decisions(atSeconds: 111).isEmpty)
    #expect(try database.decisions(on: target("203.0.113.7/32")).map(\.state) == [.deleted])
  }

  @Test func `positions of outputs are kept by name`() throws {
    var batch = Batch(atSeconds: 1)
    batch.outputs = [
      OutputRecord(name: "b", inode: .max, offset: 1), OutputRecord(name: "a", inode: 2, offset: 3),
    ]
    _ = try database.commit(batch)
    batch.outputs = [OutputRecord(name: "b", inode: 7, offset: 9)]
    _ = try database.commit(batch)
    #expect(
      try database.outputPositions() == [
        OutputRecord(name: "a", inode: 2, offset: 3), OutputRecord(name: "b", inode: 7, offset: 9),
      ])
  }

  @Test func `a refusal is noted with its cause`() throws {
    var book = DecisionBook()
    _ = try database.commit(
      Batch(atSeconds: 100, decisionChanges: try add("10.0.0.1/32", to: &book)))
    #expect(try database.changes(after: 0).map(\.change) == [.refused])
    #expect(try database.decisions(atSeconds: 100).isEmpty)
  }

  @Test func `checkpoints are replaced by input and place, and a copy has its own`() throws {
    let first = CheckpointRecord(
      input: "syslog", identity: "i", device: .max, inode: 1, offset: 10, preceding: "x")
    let moved = CheckpointRecord(
      input: "syslog", identity: "k", device: .max, inode: 1, offset: 20, preceding: "y",
      document: "{}")
    let other = CheckpointRecord(
      input: "syslog", identity: "i", device: 0, inode: 3, offset: 0, preceding: "")
    _ = try database.commit(Batch(atSeconds: 1, checkpoints: [first, other]))
    _ = try database.commit(Batch(atSeconds: 2, checkpoints: [moved]))
    #expect(try database.checkpoints() == [moved, other])
    var forgetting = Batch(atSeconds: 3)
    forgetting.forgottenCheckpoints = [moved.key]
    _ = try database.commit(forgetting)
    #expect(try database.checkpoints() == [other])
  }

  @Test func `feeds and consumers are kept by name`() throws {
    var consumer = Consumer(name: "edge", tokenHash: [1, 2])
    try database.save(consumer)
    consumer.seenSeconds = 9
    try database.save(consumer)
    #expect(try database.consumers() == [consumer])
    #expect(try database.removeConsumer(named: "edge"))
    #expect(try !database.removeConsumer(named: "edge"))
    let feed = FeedRecord(name: "f", fetchedSeconds: 1, entries: 3, etag: "\"x\"")
    try database.save(feed)
    #expect(try database.feeds() == [feed])
  }

  @Test func `positions of clients are kept by address, and not for ever`() throws {
    let first = CursorRecord(
      consumer: "b1", address: "192.0.2.1", sequence: 4, usedSeconds: 1_000)
    let second = CursorRecord(
      consumer: "b1", address: "192.0.2.2", sequence: 9, usedSeconds: 2_000)
    var batch = Batch(atSeconds: 2_000)
    batch.cursors = [first, second]
    _ = try database.commit(batch)
    #expect(try database.cursors() == [second, first])
    let moved = CursorRecord(
      consumer: "b1", address: "192.0.2.1", sequence: 7, usedSeconds: 3_000_000)
    batch = Batch(atSeconds: 3_000_000)
    batch.cursors = [moved]
    _ = try database.commit(batch)
    #expect(try database.cursors() == [moved])
  }

  @Test func `a batch says when consumers were served, and what the audit trail should have`()
    throws
  {
    let order = Batch.Order(actor: "fw1", action: "web refused", subject: "203.0.113.7")
    var batch = Batch(atSeconds: 9)
    batch.consumers = [Consumer(name: "fw1", tokenHash: [1], seenSeconds: 5)]
    batch.notes = [Batch.Note(atSeconds: 4, order: order)]
    _ = try database.commit(batch)
    batch.consumers[0].seenSeconds = 8
    _ = try database.commit(batch)
    #expect(try database.consumers() == batch.consumers)
    #expect(try database.auditTrail().map(\.order) == [order, order])
    #expect(try database.auditTrail().map(\.atSeconds) == [4, 4])
  }
}
