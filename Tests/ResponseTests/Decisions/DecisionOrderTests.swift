import Detect
import Response
import Testing

/// Decisions against a naive twin that keeps every alert, sorts them and walks once.
@Suite struct DecisionOrderTests {
  private struct Step {
    let alert: Alert
    let seconds: Int64
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
      name: "plain", match: PolicyMatch(), action: .block, target: .source, durationSeconds: 15),
  ])

  private static func steps(_ random: inout Seeded) -> [Step] {
    let span = Int64.random(in: 50...1500, using: &random)
    return (0..<Int.random(in: 1...60, using: &random)).map { place in
      let rule = "r\(Int.random(in: 1...3, using: &random))"
      let source = "203.0.113.\(Int.random(in: 1...2, using: &random))"
      return Step(
        alert: Sample.alert("a\(place)", rule: rule, source: source),
        seconds: Int64.random(in: 0...span, using: &random))
    }
  }

  private static func book(_ steps: [Step]) -> DecisionBook {
    var book = DecisionBook()
    for step in steps { _ = book.apply(step.alert, policy, atSeconds: step.seconds) }
    return book
  }

  @Test func `any order of the same alerts gives the same decisions`() {
    var random = Seeded(2)
    for _ in 0..<60 {
      let steps = DecisionOrderTests.steps(&random)
      let expected = DecisionOrderTests.book(steps).history(atSeconds: 400)
      for _ in 0..<3 {
        let book = DecisionOrderTests.book(steps.shuffled(using: &random))
        #expect(book.history(atSeconds: 400) == expected)
      }
    }
  }

  @Test func `undoing a rule in any order gives what would be without it`() {
    var random = Seeded(3)
    for _ in 0..<40 {
      let steps = DecisionOrderTests.steps(&random)
      var book = DecisionOrderTests.book(steps)
      _ = book.undo(atSeconds: 400) { $0.ruleID == "r2" }
      let without = DecisionOrderTests.book(steps.filter { $0.alert.rule.id != "r2" })
      #expect(book.history(atSeconds: 400) == without.history(atSeconds: 400))
      for format in BlockListFormat.allCases {
        #expect(book.render(format, atSeconds: 400) == without.render(format, atSeconds: 400))
      }
    }
  }

  @Test func `agrees with the naive twin`() {
    var random = Seeded(4)
    for _ in 0..<100 {
      let steps = DecisionOrderTests.steps(&random)
      let history = DecisionOrderTests.book(steps).history(atSeconds: 0)
      var expected: [String] = []
      for source in ["203.0.113.1", "203.0.113.2"] {
        let own = steps.filter { $0.alert.source?.description == source }
        expected += DecisionOrderTests.naive(own).map { "\(source) \($0)" }
      }
      let found = history.map {
        "\($0.target) \($0.createdSeconds) \($0.expiresSeconds) \($0.alertCount)"
      }
      #expect(found == expected)
    }
  }

  private static func naive(_ steps: [Step]) -> [String] {
    var spans: [(created: Int64, expires: Int64, count: Int)] = []
    for step in steps.sorted(by: { $0.seconds < $1.seconds }) {
      let isNew = spans.isEmpty || step.seconds >= spans[spans.count - 1].expires
      let created = isNew ? step.seconds : spans[spans.count - 1].created
      let earlier = isNew ? spans[...] : spans.dropLast()
      func repeats(_ memory: Int64) -> Int {
        earlier.filter { $0.expires > created - memory }.count
      }
      let lasts: Int64 =
        switch step.alert.rule.id {
        case "r1": [20, 30, 70][min(2, repeats(200))]
        case "r2": [10, 20, 40, 60][min(3, repeats(100))]
        default: 15
        }
      if isNew { spans.append((created, created, 0)) }
      let last = spans.count - 1
      spans[last].expires = max(spans[last].expires, step.seconds + lasts)
      spans[last].count += 1
    }
    return spans.map { "\($0.created) \($0.expires) \($0.count)" }
  }
}
