import Detect
import Response
import Testing

/// Blocks that are decided and shown, and stand in no list.
@Suite struct SimulationTests {
  private func policy(_ simulation: Simulation, isSimulated: Bool = false) -> Policy {
    Policy(
      rules: [
        PolicyRule(
          name: "tried", match: PolicyMatch(techniques: ["T1046"]), action: .block,
          target: .source, durationSeconds: 600, isSimulated: isSimulated),
        PolicyRule(
          name: "hostile", match: PolicyMatch(levels: [.high]), action: .block, target: .source,
          durationSeconds: 600, widening: [WideningStep(hosts: 2, withinSeconds: 100)]),
      ], simulation: simulation)
  }

  private func decided(_ policy: Policy, _ alerts: [Alert]) -> [String] {
    var book = DecisionBook(breaker: Breaker(maximumPerMinute: 100))
    for alert in alerts { _ = book.apply(alert, policy, atSeconds: 1000) }
    let listed = book.render(.plain, atSeconds: 1000)
    let isBlocked = book.decisions(atSeconds: 1000).contains { $0.action == .block }
    #expect(listed.isEmpty == !isBlocked)
    return book.decisions(atSeconds: 1000).map { "\($0.action.rawValue) \($0.target)" }
  }

  private let guess = Sample.alert("a", rule: "r1", source: "203.0.113.7")
  private let other = Sample.alert("b", rule: "r2", name: "Other", source: "203.0.113.8")

  @Test func `the whole system, a rule, a feed and a policy's rule`() {
    #expect(
      decided(policy(Simulation()), [guess, other]) == [
        "block 203.0.113.0/24", "block 203.0.113.7", "block 203.0.113.8",
      ])
    #expect(
      decided(policy(Simulation(isWhole: true)), [guess, other]) == [
        "would-block 203.0.113.0/24", "would-block 203.0.113.7", "would-block 203.0.113.8",
      ])
    // A host whose block is only simulated does not count for a network that is blocked.
    for name in ["r2", "Other"] {
      #expect(
        decided(policy(Simulation(rules: [name])), [guess, other]) == [
          "block 203.0.113.7", "would-block 203.0.113.8",
        ])
    }
    let listed = Sample.alert(
      "c", indicator: Sample.indicator("203.0.113.9", feed: "new"), source: "203.0.113.9")
    #expect(
      decided(policy(Simulation(feeds: ["new"])), [guess, listed]) == [
        "block 203.0.113.7", "would-block 203.0.113.9",
      ])
    let scan = Sample.alert("d", techniques: ["T1046"], source: "198.51.100.7")
    #expect(
      decided(policy(Simulation(), isSimulated: true), [guess, scan]) == [
        "would-block 198.51.100.7", "block 203.0.113.7",
      ])
  }

  @Test func `what is never blocked is refused as ever, and the breaker counts nothing`() {
    var book = DecisionBook(breaker: Breaker(maximumPerMinute: 1))
    let policy = policy(Simulation(isWhole: true))
    let changes = book.apply(Sample.alert("x", source: "10.0.0.7"), policy)
    #expect(changes.map(\.decision.state) == [.refused])
    for host in 1...9 {
      _ = book.apply(Sample.alert("a\(host)", source: "203.0.\(host).7"), policy)
    }
    #expect(book.breaker?.isTripped == false)
    #expect(book.decisions(atSeconds: 1000, action: .simulated).count == 9)
    #expect(book.blockedSpace == BlockedSpace())
  }

  @Test func `what an operator asks for is simulated with the whole system`() {
    var book = DecisionBook()
    for isSimulated in [true, false] {
      _ = book.add(
        .block, Sample.target("203.0.113.7"), origin: .operator, cause: Sample.cause(),
        atSeconds: 1000, durationSeconds: 60, neverBlock: Sample.neverBlock,
        isSimulated: isSimulated)
      #expect(book.render(.plain, atSeconds: 1000).isEmpty == isSimulated)
    }
  }

  @Test func `an alert that is only simulated gives no points`() {
    var book = DecisionBook()
    var policy = policy(Simulation(rules: ["r1"]))
    policy.rules.insert(
      PolicyRule(
        name: "risky", match: PolicyMatch(minimumRisk: 1), action: .block, target: .source,
        durationSeconds: 60), at: 0)
    _ = book.apply(guess, policy)
    #expect(book.risk.score(of: .address(Sample.address("203.0.113.7")), atSeconds: 1000) == 0)
  }
}
