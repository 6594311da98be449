import Detect
import Foundation
import Response
import Store
import Support
import Testing

@Suite struct RetentionTests {
  let folder: TemporaryFolder
  let database: Database

  init() throws {
    folder = try TemporaryFolder()
    database = try Database(
      folder.url.appendingPathComponent("detectd.db").path, nowSeconds: 1)
  }

  private func fill(_ count: Int, bytes: Int = 10) throws {
    let alerts = (0..<count).map { place in
      AlertRecord(
        id: "a\(place)", timeSeconds: Int64(place), ruleID: "r", level: .high, entity: nil,
        document: "{\"a\":\"\(String(repeating: "x", count: bytes))\"}")
    }
    _ = try database.commit(Batch(atSeconds: 1, alerts: alerts))
  }

  private func count() throws -> Int {
    var query = AlertQuery()
    query.limit = 1_000_000
    return try database.alerts(query).count
  }

  @Test func `what is older than its age goes, a step at a time`() throws {
    try fill(1000)
    let retention = Retention(ageSeconds: 100, sizeBytes: nil)
    let first = try database.remove(by: retention, nowSeconds: 600, limit: 300)
    #expect(first.alerts == 300 && first.isMore)
    let second = try database.remove(by: retention, nowSeconds: 600, limit: 300)
    #expect(second.alerts == 200 && !second.isMore)
    #expect(try database.remove(by: retention, nowSeconds: 600, limit: 300).isEmpty)
    #expect(try database.alerts(AlertQuery()).first?.id == "a500")
  }

  @Test func `beyond the size the oldest alerts go`() throws {
    try fill(2000, bytes: 1000)
    let retention = Retention(ageSeconds: nil, sizeBytes: 1 << 20)
    for _ in 0..<40 {
      _ = try database.remove(by: retention, nowSeconds: 1, limit: 100)
    }
    let left = try count()
    #expect(left > 500 && left < 1100, "\(left)")
    #expect(try database.alert(id: "a0") == nil)
    #expect(try database.alert(id: "a1999") != nil)
  }

  @Test func `decisions in force stay, ended ones go with their journal`() throws {
    var book = DecisionBook()
    book.noteTrackChanges()
    let cause = Cause(ruleID: "r", ruleName: "n", ruleset: "s", level: .high)
    for (host, duration) in [(1, 60), (2, nil)] as [(Int, Int64?)] {
      let changes = book.add(
        .block, .network(try Prefix(parsing: "203.0.113.\(host)/32")), origin: .operator,
        cause: cause, atSeconds: 100, durationSeconds: duration, neverBlock: .standard())
      _ = try database.commit(Batch(atSeconds: 100, decisionChanges: changes))
    }
    let expired = book.expire(atSeconds: 200)
    _ = try database.commit(Batch(atSeconds: 200, decisionChanges: expired))
    let removed = try database.remove(
      by: Retention(ageSeconds: 1000, sizeBytes: nil), nowSeconds: 5000)
    #expect(removed.decisions == 1)
    #expect(try database.allDecisions().map(\.target.description) == ["203.0.113.2"])
    #expect(try database.decisions(atSeconds: 5000).count == 1)
  }

  @Test func `a file that was found damaged is looked through at the next start`() throws {
    #expect(try database.fault() == nil)
    #expect(database.isCheckedWhole)
    database.markForCheck()
    let again = try Database(database.path, nowSeconds: 2)
    #expect(again.isCheckedWhole)
  }

  @Test func `what anybody can cause goes with its age, what operators did stays`() throws {
    var batch = Batch(atSeconds: 1)
    batch.notes = ["web refused", "undo"].map { action in
      Batch.Note(
        atSeconds: 10, order: Batch.Order(actor: "a", action: action, subject: "203.0.113.7"))
    }
    _ = try database.commit(batch)
    let order = try database.submit("{}", actor: "a", atSeconds: 10)
    batch = Batch(atSeconds: 11)
    batch.answer = OrderRecord.Answer(sequence: order, document: "{}")
    _ = try database.commit(batch)
    let retention = Retention(ageSeconds: 100, sizeBytes: nil)
    _ = try database.remove(by: retention, nowSeconds: 111)
    #expect(try database.auditTrail().map(\.order.action) == ["undo"])
    #expect(try database.doneOrders(sinceSeconds: 0).map(\.sequence) == [order])
    #expect(try database.doneOrders(sinceSeconds: 11).isEmpty)
    _ = try database.remove(by: retention, nowSeconds: 11 + Retention.orderSeconds)
    #expect(try database.doneOrders(sinceSeconds: 0).isEmpty)
  }
}
