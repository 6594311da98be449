import Detect
import Response
import Testing

/// Taking back gives the lists that were before, byte for byte.
@Suite struct DecisionUndoTests {
  private static let policy = Policy(rules: [
    PolicyRule(
      name: "list", match: PolicyMatch(), action: .block, target: .source, durationSeconds: 40,
      escalation: Escalation(steps: .multiplier(2), memorySeconds: 300, maximumSeconds: 1000))
  ])

  private static func add(
    _ count: Int, to book: inout DecisionBook, from: Int64, _ random: inout Seeded, rule: String
  ) {
    for place in 0..<count {
      let source = "203.0.113.\(Int.random(in: 1...4, using: &random))"
      let alert = Sample.alert("\(rule)\(from)-\(place)", rule: rule, source: source)
      let seconds = from + Int64.random(in: 0...200, using: &random)
      _ = book.apply(alert, policy, atSeconds: seconds)
    }
  }

  private static func lists(_ book: DecisionBook) -> [[UInt8]] {
    BlockListFormat.allCases.map { book.render($0, atSeconds: 450) }
  }

  @Test func `what was seen since a time is taken back`() {
    var random = Seeded(21)
    for _ in 0..<40 {
      var book = DecisionBook()
      // At most eight alerts a target are named, so that none of them is lost in another.
      Self.add(Int.random(in: 0...7, using: &random), to: &book, from: 100, &random, rule: "r1")
      let before = Self.lists(book)
      Self.add(Int.random(in: 0...30, using: &random), to: &book, from: 400, &random, rule: "r1")
      _ = book.undo(.since(400), atSeconds: 700)
      #expect(Self.lists(book) == before)
    }
  }

  @Test func `an operator's decisions are taken back, and no one else's`() throws {
    var random = Seeded(22)
    for _ in 0..<20 {
      var book = DecisionBook()
      Self.add(Int.random(in: 0...30, using: &random), to: &book, from: 100, &random, rule: "r1")
      let before = Self.lists(book)
      for _ in 0..<10 {
        let host = Int.random(in: 1...9, using: &random)
        _ = book.add(
          .block, .network(try Prefix(parsing: "203.0.113.\(host)/32")), origin: .operator,
          cause: Cause(actor: "alice", reason: "scan"), atSeconds: 300, durationSeconds: nil,
          neverBlock: .standard())
      }
      #expect(book.undo(.actor("bob"), atSeconds: 400).isEmpty)
      _ = book.undo(.actor("alice"), atSeconds: 400)
      #expect(Self.lists(book) == before)
    }
  }

  @Test func `one decision is taken back by its identifier`() throws {
    var random = Seeded(23)
    var book = DecisionBook()
    Self.add(60, to: &book, from: 0, &random, rule: "r1")
    Self.add(60, to: &book, from: 600, &random, rule: "r1")
    for decision in book.history(atSeconds: 900) {
      let id = try #require(DecisionID(decision.id.description))
      #expect(id == decision.id)
      var other = book
      _ = other.undo(.decision(id), atSeconds: 900)
      #expect(!other.history(atSeconds: 900).contains { $0.id == id })
    }
    #expect(DecisionID("+" + String(repeating: "0", count: 31)) == nil)
  }
}
