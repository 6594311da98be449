import Detect
import Engine
import Response
import Synchronization
import Testing

@Suite struct LiveDecisionsTests {
  private static func changes(
    _ book: inout DecisionBook, _ target: String, seconds: Int64, at now: Int64 = 100,
    _ action: Decision.Action = .block
  ) -> [DecisionChange] {
    guard let network = try? Prefix(parsing: target) else { return [] }
    let cause = Cause(ruleID: "r", ruleName: "r", ruleset: "s", level: .high)
    return book.add(
      action, .network(network), origin: .operator, cause: cause, atSeconds: now,
      durationSeconds: seconds, neverBlock: NeverBlock([]))
  }

  private static func targets(_ live: LiveDecisions, at seconds: Int64) -> [String] {
    live.snapshot(atSeconds: seconds).content.decisions.map(\.target.description)
  }

  @Test func `changes are numbered, and a reader asks for those it has not seen`() {
    var book = DecisionBook()
    let live = LiveDecisions()
    live.apply(Self.changes(&book, "203.0.113.7", seconds: 50))
    live.apply(Self.changes(&book, "203.0.113.8", seconds: 50, .watch))
    live.apply(Self.changes(&book, "203.0.113.7", seconds: 90))
    #expect(live.sequence == 2, "watches are nothing to those who block")
    let all = live.changes(after: 0)
    #expect(all.changes.map(\.kind) == [.added, .refreshed] && all.isComplete && all.through == 2)
    #expect(live.changes(after: 1).changes.map(\.sequence) == [2])
    #expect(live.changes(after: 2).changes.isEmpty && live.changes(after: 2).isComplete)
    #expect(!live.changes(after: 7).isComplete, "a number from another life")
    live.apply(book.expire(atSeconds: 500))
    #expect(live.changes(after: 2).changes.map(\.kind) == [.removed])
    #expect(Self.targets(live, at: 500) == [])
  }

  @Test func `a snapshot holds what is in force at its time`() {
    var book = DecisionBook()
    let live = LiveDecisions()
    live.apply(Self.changes(&book, "203.0.113.7", seconds: 50))
    live.apply(Self.changes(&book, "203.0.113.8", seconds: 500))
    let first = live.snapshot(atSeconds: 100)
    #expect(first.validUntilSeconds == 150 && first.sequence == 2)
    #expect(Self.targets(live, at: 149) == ["203.0.113.7", "203.0.113.8"])
    #expect(Self.targets(live, at: 150) == ["203.0.113.8"])
    #expect(live.snapshot(atSeconds: 150).validUntilSeconds == 600)
  }

  @Test func `after a restart numbers go on`() {
    var book = DecisionBook()
    let before = LiveDecisions()
    before.apply(Self.changes(&book, "203.0.113.7", seconds: 50))
    let live = LiveDecisions(
      book.decisions(atSeconds: 100), sequence: before.sequence,
      journal: before.changes(after: 0).changes)
    #expect(live.changes(after: 1).changes.isEmpty && Self.targets(live, at: 100).count == 1)
    live.apply(Self.changes(&book, "203.0.113.9", seconds: 50))
    #expect(live.changes(after: 1).changes.map(\.sequence) == [2])
  }

  @Test func `what was withdrawn before is news to who has seen nothing`() {
    var book = DecisionBook()
    _ = Self.changes(&book, "203.0.113.7", seconds: 50)
    _ = Self.changes(&book, "203.0.113.8", seconds: 50)
    let network = try? Prefix(parsing: "203.0.113.7")
    let ended = network.map { book.delete(.network($0), atSeconds: 110) } ?? []
    let withdrawn = ended.compactMap { change -> Decision? in
      if case .removed(let decision) = change { decision } else { nil }
    }
    let live = LiveDecisions(book.decisions(atSeconds: 120), withdrawn: withdrawn)
    let all = live.changes(after: 0)
    #expect(all.changes.map(\.kind) == [.removed] && all.isComplete && all.through == 1)
    #expect(Self.targets(live, at: 120) == ["203.0.113.8"])
    live.apply(Self.changes(&book, "203.0.113.9", seconds: 50, at: 120))
    #expect(live.changes(after: 1).changes.map(\.sequence) == [2])
  }

  @Test func `what was forgotten is said to be`() {
    let live = LiveDecisions([], sequence: 10)
    #expect(live.changes(after: 10).isComplete)
    #expect(!live.changes(after: 9).isComplete && !live.changes(after: 0).isComplete)
  }

  @Test func `observers hear of changes that matter`() {
    var book = DecisionBook()
    let live = LiveDecisions()
    let heard = Mutex(0)
    live.observe { heard.withLock { $0 += 1 } }
    live.apply(Self.changes(&book, "203.0.113.7", seconds: 50))
    live.apply(Self.changes(&book, "203.0.113.8", seconds: 50, .watch))
    live.apply([])
    #expect(heard.withLock { $0 } == 1)
  }
}
