import Detect
import Response
import Testing

/// Scores of entities, and rules that ask for them.
@Suite struct RiskTests {
  private static let policy = Policy(
    rules: [
      PolicyRule(
        name: "risky", match: PolicyMatch(minimumRisk: 60), action: .block, target: .source,
        durationSeconds: 3600),
      PolicyRule(
        name: "seen", match: PolicyMatch(), action: .watch, target: .source, durationSeconds: 600),
    ], risk: RiskTerms(halfLifeSeconds: 1000))

  private func alert(
    _ id: String, _ level: Level, rule: String = "r1", source: String = "203.0.113.7",
    trust: Alert.Trust = .trusted
  ) -> Alert {
    var alert = Sample.alert(id, level: level, rule: rule, source: source)
    alert.trust = trust
    return alert
  }

  private func score(_ book: DecisionBook, _ seconds: Int64, _ source: String = "203.0.113.7")
    -> Int
  {
    book.risk.score(of: .address(Sample.address(source)), atSeconds: seconds)
  }

  @Test func `a score is the sum of what alerts gave and halves with time`() {
    var book = DecisionBook()
    for (id, level, rule) in [("a", Level.low, "r1"), ("b", .medium, "r2"), ("c", .high, "r3")] {
      _ = book.apply(alert(id, level, rule: rule), Self.policy, atSeconds: 1000)
    }
    #expect(score(book, 1000) == 60)
    #expect(score(book, 1500) == 45)
    #expect(score(book, 2000) == 30)
    #expect(score(book, 3000) == 15)
    #expect(score(book, 999) == 0)
    #expect(score(book, .max) == 0)
    #expect(score(book, 1000, "203.0.113.8") == 0)
  }

  @Test func `one rule counts three times at most, and an alert once`() {
    var book = DecisionBook()
    for place in 0..<40 {
      _ = book.apply(alert("a\(place)", .medium), Self.policy, atSeconds: 1000)
      _ = book.apply(alert("a\(place)", .medium), Self.policy, atSeconds: 1000)
    }
    #expect(score(book, 1000) == 45)
    _ = book.apply(alert("b", .critical, rule: "r2"), Self.policy, atSeconds: 1000)
    #expect(score(book, 1000) == 100)
  }

  @Test func `a rule that asks for a score adds its decision to that of the next`() {
    var book = DecisionBook()
    #expect(book.apply(alert("a", .high), Self.policy).map(\.decision.action) == [.watch])
    let changes = book.apply(alert("b", .high, rule: "r2"), Self.policy, atSeconds: 1001)
    #expect(changes.map(\.decision.action) == [.block, .watch])
    #expect(changes[0].decision.reason.cause.policyRule == "risky")
    #expect(book.decisions(atSeconds: 1001).count == 2)
  }

  @Test func `a late alert lets those decide that waited for it`() {
    var book = DecisionBook()
    _ = book.apply(alert("b", .high, rule: "r2"), Self.policy, atSeconds: 1100)
    let changes = book.apply(alert("a", .high), Self.policy, atSeconds: 1090)
    #expect(changes.contains { $0.decision.action == .block })
    #expect(
      book.decisions(atSeconds: 1100, action: .block).map(\.createdSeconds) == [1100])
  }

  @Test func `what is not trusted gives no points and blocks nobody`() {
    var book = DecisionBook()
    for place in 0..<5 {
      _ = book.apply(
        alert("a\(place)", .critical, rule: "r\(place)", trust: place == 0 ? .mixed : .untrusted),
        Self.policy)
    }
    #expect(score(book, 1000) == 0)
    _ = book.apply(alert("b", .medium, rule: "x"), Self.policy)
    #expect(book.decisions(atSeconds: 1000, action: .block).isEmpty)
    #expect(book.decisions(atSeconds: 1000, action: .watch).count == 1)
  }

  @Test func `undoing a rule takes its points and what hung on them`() {
    var book = DecisionBook()
    _ = book.apply(alert("a", .high, rule: "r1"), Self.policy)
    _ = book.apply(alert("b", .high, rule: "r2"), Self.policy)
    #expect(book.decisions(atSeconds: 1000, action: .block).count == 1)
    _ = book.undo(.rule("r1"), atSeconds: 1000)
    #expect(book.decisions(atSeconds: 1000, action: .block).isEmpty)
    #expect(score(book, 1000) == 40)
  }

  @Test func `alerts of an earlier run count, and decide nothing again`() {
    var book = DecisionBook()
    for (id, rule) in [("a", "r1"), ("b", "r2")] {
      book.recall(
        alert(id, .high, rule: rule), policy: Self.policy, neverBlock: Sample.neverBlock,
        atSeconds: 1000)
    }
    #expect(book.decisions(atSeconds: 1000).isEmpty)
    #expect(score(book, 1000) == 80)
    let changes = book.apply(alert("c", .low, rule: "r3"), Self.policy, atSeconds: 1001)
    #expect(changes.first?.decision.action == .block)
  }

  @Test func `what waited for a rule of another policy waits no longer`() {
    var book = DecisionBook()
    _ = book.apply(alert("b", .high, rule: "r2"), Self.policy, atSeconds: 1100)
    book.dropWaiting()
    _ = book.apply(alert("a", .high), Self.policy, atSeconds: 1090)
    #expect(book.decisions(atSeconds: 1100, action: .block).isEmpty)
    #expect(score(book, 1100) > 70)
  }

  @Test func `a flood of alerts of one time decides once for each target`() {
    var book = DecisionBook()
    var policy = Self.policy
    policy.rules[0].widening = [WideningStep(hosts: 64, withinSeconds: 100)]
    for number in 0..<3_000 {
      let source = "203.0.113.\(number % 60)"
      _ = book.apply(alert("a\(number)", .low, source: source), policy, atSeconds: 1000)
    }
    #expect(book.decisions(atSeconds: 1000).count == 60)
    #expect(score(book, 1000, "203.0.113.7") == 15)
  }

  @Test func `the table is bounded`() {
    var book = DecisionBook()
    for number in 0..<60_000 {
      let source = "198.18.\(number / 250 % 250).\(number % 250)"
      let alert = Alert(
        id: "a\(number)", kind: .rule, phase: .response,
        rule: .init(
          id: "r", name: "n", ruleset: "s", level: number == 0 ? .critical : .low, tags: []),
        attribution: Attribution(), timeNanoseconds: nil, entity: .user("u\(number)"),
        source: Address(source))
      _ = book.apply(alert, Self.policy, atSeconds: Int64(1000 + number / 1000))
    }
    #expect(book.risk.count <= 50_000)
    // The one with the highest score stays.
    #expect(score(book, 1060, "198.18.0.0") > 60)
  }

  @Test func `what an operator took back does not count again after a restart`() {
    let alerts = [
      ("a", "r1", "203.0.113.7", Int64(1000)), ("b", "r2", "203.0.113.7", 1000),
      ("c", "r1", "203.0.113.7", 1300), ("d", "r2", "203.0.113.8", 1000),
    ]
    let scopes: [(UndoScope, seven: Int, eight: Int)] = [
      (.rule("r1"), 30, 15), (.rule("r2"), 30, 0), (.since(1000), 15, 0), (.since(1100), 45, 15),
      (.target(Sample.target("203.0.113.0/24")), 15, 0), (.actor("alice"), 45, 15),
    ]
    for (scope, seven, eight) in scopes {
      var book = DecisionBook()
      for (id, rule, source, seconds) in alerts {
        book.recall(
          alert(id, .medium, rule: rule, source: source), policy: Self.flat,
          neverBlock: Sample.neverBlock, atSeconds: seconds)
      }
      book.recall(undone: scope, atSeconds: 1200)
      #expect(score(book, 1300) == seven, "\(scope)")
      #expect(score(book, 1300, "203.0.113.8") == eight, "\(scope)")
      #expect(book.history(atSeconds: 1300).isEmpty, "decisions are as they were kept")
    }
  }

  /// Scores last so long that none is lost in a test.
  private static let flat = Policy(
    rules: policy.rules, risk: RiskTerms(halfLifeSeconds: 1_000_000_000))
}
