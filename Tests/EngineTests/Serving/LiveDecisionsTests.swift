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

  /// The same decision, for one alert more.
  private static func oneMoreAlert(_ live: LiveDecisions, _ target: String) -> DecisionChange? {
    guard let old = live.all.decisions.first(where: { $0.target.description == target }) else {
      return nil
    }
    return Decision(
      recorded: old.action, old.target, origin: old.origin, state: old.state,
      createdSeconds: old.createdSeconds, expiresSeconds: old.expiresSeconds, repeats: old.repeats,
      reasons: old.reasons, alertCount: old.alertCount + 1
    ).map(DecisionChange.refreshed)
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

  @Test func `a snapshot made of the one before and its changes is as one made of all`() {
    var random = SystemRandomNumberGenerator()
    var book = DecisionBook()
    let live = LiveDecisions()
    for now in Int64(100)..<180 {
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        let address = Address(ipv4: 0xcb00_7100 | UInt32.random(in: 0...63, using: &random))
        guard let network = Prefix(address, length: Int.random(in: 26...32, using: &random)) else {
          continue
        }
        live.apply(
          Self.changes(
            &book, "\(network)", seconds: Int64.random(in: 1...60, using: &random), at: now))
        if Int.random(in: 0...4, using: &random) == 0 {
          live.apply(book.delete(.network(network), atSeconds: now))
        }
      }
      live.apply(book.expire(atSeconds: now))
      let fresh = LiveDecisions(book.decisions(atSeconds: now, action: .block))
      let (known, wanted) = (live.snapshot(atSeconds: now), fresh.snapshot(atSeconds: now))
      #expect(known.content.decisions == wanted.content.decisions)
      #expect(known.content.blocked.members == wanted.content.blocked.members)
      #expect(known.validUntilSeconds == wanted.validUntilSeconds)
      #expect(live.count == wanted.content.decisions.count)
    }
  }

  @Test func `news are the hosts that changed, as they stand now`() throws {
    var book = DecisionBook()
    let live = LiveDecisions()
    live.apply(Self.changes(&book, "203.0.113.7", seconds: 50))
    live.apply(Self.changes(&book, "203.0.113.8", seconds: 500))
    let seven = try #require(Address("203.0.113.7"))
    let first = live.news(after: 0)
    #expect(first.hosts.count == 2 && first.networks == nil && first.through == 2)
    #expect(first.hosts[seven]?.map(\.expiresSeconds) == [150])
    live.apply([try #require(Self.oneMoreAlert(live, "203.0.113.7"))])
    let known = live.news(after: 2)
    #expect(known.through == 3 && known.hosts.isEmpty, "only one more reason for it")
    live.apply(book.expire(atSeconds: 150))
    #expect(live.news(after: 3).expired == [seven], "it has ended in the kernel as well")
    #expect(live.news(after: 0).expired == [], "who does not know of it cannot know that")
    live.apply(Self.changes(&book, "203.0.113.64/26", seconds: 50, at: 160))
    #expect(live.news(after: 4).networks?.count == 1 && live.news(after: 4).hosts.isEmpty)
    #expect(!LiveDecisions([], sequence: 10).news(after: 3).isComplete)
  }

  @Test func `lists of addresses do not change because more alerts speak for a block`() throws {
    var book = DecisionBook()
    let live = LiveDecisions()
    live.apply(Self.changes(&book, "203.0.113.7", seconds: 50))
    live.apply([try #require(Self.oneMoreAlert(live, "203.0.113.7"))])
    #expect(live.sequence == 2 && live.listSequence == 1)
    live.apply(Self.changes(&book, "203.0.113.7", seconds: 90))
    #expect(live.listSequence == 3)
  }
}
