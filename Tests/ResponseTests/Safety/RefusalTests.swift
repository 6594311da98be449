import Detect
import Response
import Testing

@Suite struct RefusalTests {
  @Test func `a refused block is a value to be shown, counted by target and cause`() {
    var book = DecisionBook()
    let policy = Policy(rules: [
      PolicyRule(
        name: "x", match: PolicyMatch(), action: .block, target: .source, durationSeconds: 60)
    ])
    for (id, seconds) in [("a2", 2000), ("a1", 1000), ("a3", 3000)] as [(String, Int64)] {
      let changes = book.apply(Sample.alert(id, source: "10.0.0.5"), policy, atSeconds: seconds)
      guard case .refused(let decision, let cause)? = changes.first else {
        Issue.record("not refused: \(changes)")
        return
      }
      #expect(decision.state == .refused)
      #expect(decision.reason.alertIDs == [id])
      #expect(cause.description == "10.0.0.0/8 is never blocked: private use (RFC 1918)")
    }
    #expect(book.decisions(atSeconds: 1000) == [])
    #expect(book.render(.plain, atSeconds: 1000) == [])
    let refusal = book.refusals.sorted.first
    #expect(book.refusals.count == 1)
    #expect(refusal?.count == 3)
    #expect(refusal?.alertID == "a1")
    #expect(refusal?.firstSeconds == 1000)
  }

  @Test func `both ends external is refused and says what to do`() {
    var book = DecisionBook()
    let policy = Policy(rules: [
      PolicyRule(
        name: "x", match: PolicyMatch(), action: .block, target: .external, durationSeconds: 60)
    ])
    let alert = Sample.alert(source: "203.0.113.7", destination: "198.51.100.9")
    _ = book.apply(alert, policy)
    #expect(book.decisions(atSeconds: 1000) == [])
    #expect(book.refusals.sorted.first?.cause == .bothExternal)
  }

  @Test func `a full book refuses`() {
    var book = DecisionBook(maximumTargets: 1)
    _ = book.apply(Sample.alert(source: "203.0.113.7"))
    _ = book.apply(Sample.alert("a2", source: "203.0.113.8"))
    _ = book.apply(Sample.alert("a3", source: "203.0.113.7"))
    #expect(book.decisions(atSeconds: 1000).map(\.target.description) == ["203.0.113.7"])
    #expect(book.refusals.sorted.map(\.cause.description) == ["there are 1 decisions already"])
  }
}
