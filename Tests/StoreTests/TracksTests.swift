import Detect
import Foundation
import GRDB
import Response
import Store
import Support
import Testing

/// What the decision book remembers, written and read again.
@Suite struct TracksTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.url.appendingPathComponent("detectd.db").path
  }

  private static let policy = Policy(rules: [
    PolicyRule(
      name: "list", match: PolicyMatch(ruleIDs: ["r1"]), action: .block, target: .source,
      durationSeconds: 20,
      escalation: Escalation(
        steps: .durations([30, 70]), memorySeconds: 200, maximumSeconds: 1000)),
    PolicyRule(
      name: "double", match: PolicyMatch(ruleIDs: ["r2"]), action: .block, target: .source,
      durationSeconds: 10,
      escalation: Escalation(steps: .multiplier(2), memorySeconds: 100, maximumSeconds: 60)),
    PolicyRule(
      name: "watch", match: PolicyMatch(), action: .watch, target: .source, durationSeconds: 15),
  ])

  private struct Step {
    let alert: Alert
    let seconds: Int64

    func apply(to book: inout DecisionBook) -> [DecisionChange] {
      book.apply(
        alert, policy: TracksTests.policy, neverBlock: .standard(), atSeconds: seconds)
    }
  }

  private func steps(_ random: inout SeededGenerator) -> [Step] {
    (0..<Int.random(in: 1...80, using: &random)).map { place in
      let rule = "r\(Int.random(in: 1...3, using: &random))"
      let source = "203.0.113.\(Int.random(in: 1...3, using: &random))"
      let alert = Alert(
        id: "a\(place)", kind: .rule, phase: .response,
        rule: Alert.Rule(id: rule, name: "Rule", ruleset: "pack", level: .high, tags: []),
        attribution: Attribution(), timeNanoseconds: nil, source: Address(source))
      return Step(alert: alert, seconds: Int64.random(in: 0...900, using: &random))
    }
  }

  /// What a run that starts now has.
  private func restored() throws -> DecisionBook {
    let database = try Database(path, nowSeconds: 1)
    var book = DecisionBook()
    book.noteTrackChanges()
    #expect(try database.eachTrack { book.restore($0) } == 0)
    return book
  }

  private func commit(_ book: inout DecisionBook, _ changes: [DecisionChange]) throws {
    let database = try Database(path, nowSeconds: 1)
    _ = try database.commit(
      Batch(atSeconds: 1, decisionChanges: changes, tracks: book.takeChangedTracks()))
  }

  @Test func `after a restart at any place the same alerts give the same decisions`() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<20 {
      try? FileManager.default.removeItem(atPath: path)
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      let steps = steps(&random)
      let cut = Int.random(in: 0...steps.count, using: &random)
      var calm = DecisionBook()
      for step in steps { _ = step.apply(to: &calm) }
      var first = DecisionBook()
      first.noteTrackChanges()
      try commit(&first, steps[..<cut].flatMap { $0.apply(to: &first) })
      var second = try restored()
      try commit(&second, steps[cut...].flatMap { $0.apply(to: &second) })
      let last = try restored()
      #expect(last.history(atSeconds: 500) == calm.history(atSeconds: 500))
      for format in [BlockListFormat.nft, .json] {
        #expect(last.render(format, atSeconds: 500) == calm.render(format, atSeconds: 500))
      }
      // The table of decisions says the same as the book.
      let database = try Database(path, nowSeconds: 1)
      #expect(
        try database.decisions(atSeconds: 500) == last.decisions(atSeconds: 500))
    }
  }

  @Test func `a deletion holds after a restart, whatever alerts come again`() throws {
    var random = SeededGenerator(seed: 12)
    let steps = steps(&random).shuffled(using: &random)
    let target = Decision.Target.network(try Prefix(parsing: "203.0.113.1/32"))
    var first = DecisionBook()
    first.noteTrackChanges()
    var changes = steps.flatMap { $0.apply(to: &first) }
    changes += first.delete(target, atSeconds: 1000)
    try commit(&first, changes)
    var second = try restored()
    let blocks = steps.filter { $0.alert.rule.id != "r3" }
    for step in blocks where step.alert.source?.description == "203.0.113.1" {
      #expect(step.apply(to: &second).isEmpty)
    }
    #expect(second.history(atSeconds: 1000) == first.history(atSeconds: 1000))
  }

  @Test(arguments: [
    Decision.Target.domain("example.com"), .user("root"), .user("a b\u{1b}"), .user("1.2.3.4"),
    .network(try Prefix(parsing: "203.0.113.0/24")), .network(try Prefix(parsing: "2001:db8::/33")),
    .network(try Prefix(parsing: "2001:db8::7/128")),
  ])
  func `every kind of target comes back`(target: Decision.Target) throws {
    var book = DecisionBook()
    book.noteTrackChanges()
    let cause = Cause(
      ruleID: "r", ruleName: "n", ruleset: "s", level: .critical, techniques: ["T1110"],
      indicator: "as listed", feed: "f", confidence: 7, policyRule: "p")
    for (origin, duration) in [(Decision.Origin.feed, nil), (.operator, Int64(60))] {
      let changes = book.add(
        .watch, target, origin: origin, cause: cause, atSeconds: 100, durationSeconds: duration,
        neverBlock: .standard())
      #expect(!changes.isEmpty)
    }
    try commit(&book, [])
    #expect(try restored().history(atSeconds: 120) == book.history(atSeconds: 120))
  }

  @Test func `what is forgotten is not kept`() throws {
    var book = DecisionBook()
    book.noteTrackChanges()
    let target = Decision.Target.network(try Prefix(parsing: "203.0.113.1/32"))
    let cause = Cause(ruleID: "r", ruleName: "n", ruleset: "s", level: .high)
    try commit(
      &book,
      book.add(
        .block, target, origin: .operator, cause: cause, atSeconds: 100, durationSeconds: 60,
        neverBlock: .standard()))
    #expect(try Database(path, nowSeconds: 1).trackCount() == 1)
    try commit(&book, book.expire(atSeconds: 1_000_000))
    #expect(try Database(path, nowSeconds: 1).trackCount() == 0)
  }

  @Test func `bytes that are no track are counted and passed over`() throws {
    var book = DecisionBook()
    book.noteTrackChanges()
    let cause = Cause(ruleID: "r", ruleName: "n", ruleset: "s", level: .high, indicator: "i")
    for host in 1...40 {
      _ = book.add(
        .block, .network(try Prefix(parsing: "203.0.113.\(host)/32")), origin: .operator,
        cause: cause, atSeconds: 100, durationSeconds: 60, neverBlock: .standard())
    }
    try commit(&book, [])
    var random = SeededGenerator(seed: 5)
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      for row in try Row.fetchAll(database, sql: "SELECT * FROM tracks") {
        let key: Data = row["key"]
        var state: Data = row["state"]
        switch Int.random(in: 0...2, using: &random) {
        case 0: state = state.prefix(Int.random(in: 0..<state.count, using: &random))
        case 1: state.append(7)
        default:
          state[Int.random(in: 0..<state.count, using: &random)] ^=
            UInt8.random(in: 1...255, using: &random)
        }
        try database.execute(
          sql: "UPDATE tracks SET state = ? WHERE key = ?", arguments: [state, key])
      }
    }
    try queue.close()
    var seen = 0
    let unreadable = try Database(path, nowSeconds: 1).eachTrack { record in
      seen += 1
      var book = DecisionBook()
      book.restore(record)
      _ = book.history(atSeconds: 100)
    }
    #expect(unreadable > 20)
    #expect(unreadable + seen == 40)
  }
}
