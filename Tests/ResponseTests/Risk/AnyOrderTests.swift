import Detect
import Response
import Testing

/// Scores, widened networks and cool-downs, whatever the order of the alerts.
@Suite struct AnyOrderTests {
  private struct Step {
    let alert: Alert
    let seconds: Int64
  }

  private static let policy = Policy(
    rules: [
      PolicyRule(
        name: "risky", match: PolicyMatch(minimumRisk: 50), action: .block, target: .source,
        durationSeconds: 70,
        escalation: Escalation(
          steps: .multiplier(2), memorySeconds: 300, maximumSeconds: 200),
        widening: [WideningStep(hosts: 2, withinSeconds: 60)]),
      PolicyRule(
        name: "user", match: PolicyMatch(ruleIDs: ["r3"]), action: .block, target: .user,
        durationSeconds: 40, coolDownSeconds: 30),
      PolicyRule(
        name: "hostile", match: PolicyMatch(levels: [.high]), action: .block, target: .source,
        durationSeconds: 50,
        widening: [
          WideningStep(hosts: 3, withinSeconds: 80),
          WideningStep(
            hosts: 4, withinSeconds: 90, ipv4Length: 23, ipv6Length: 60, needsBothHalves: true),
        ]),
      PolicyRule(
        name: "rest", match: PolicyMatch(), action: .watch, target: .source, durationSeconds: 15),
    ], risk: RiskTerms(halfLifeSeconds: 40))

  private static let neverBlock = NeverBlock.standard(configured: [
    .init(Sample.network("203.0.113.3"), reason: "a partner"),
    .init(Sample.network("203.0.115.128/25"), reason: "another"),
  ])

  private static func steps(_ random: inout Seeded) -> [Step] {
    (0..<Int.random(in: 1...70, using: &random)).map { place in
      let rule = Int.random(in: 1...4, using: &random)
      let source =
        "203.0.\([112, 113, 114, 115].randomElement(using: &random) ?? 112)"
        + ".\(Int.random(in: 1...4, using: &random))"
      let level = [Level.low, .medium, .high, .critical].randomElement(using: &random) ?? .low
      return Step(
        alert: Sample.alert(
          "a\(place)", level: level, rule: "r\(rule)", source: source,
          user: rule == 3 ? "u\(Int.random(in: 1...2, using: &random))" : nil),
        seconds: Int64.random(in: 0...400, using: &random))
    }
  }

  private static func book(_ steps: [Step]) -> DecisionBook {
    var book = DecisionBook()
    for step in steps {
      _ = book.apply(step.alert, policy: policy, neverBlock: neverBlock, atSeconds: step.seconds)
    }
    return book
  }

  @Test func `any order of the same alerts gives the same decisions`() {
    var random = Seeded(31)
    var wide = 0
    for _ in 0..<90 {
      let steps = Self.steps(&random)
      let expected = Self.book(steps).history(atSeconds: 200)
      wide += expected.count { $0.scope == "network" }
      for _ in 0..<4 {
        #expect(Self.book(steps.shuffled(using: &random)).history(atSeconds: 200) == expected)
      }
    }
    #expect(wide > 50)
  }

  @Test func `no list ever covers an address that is never blocked`() {
    var random = Seeded(32)
    for _ in 0..<50 {
      let book = Self.book(Self.steps(&random))
      for seconds in stride(from: Int64(0), to: 500, by: 60) {
        var options = BlockListOptions()
        options.widening = Widening(minimumShare: 1)
        let list = book.list(
          .plain, atSeconds: seconds, options: options, neverBlock: Self.neverBlock)
        for line in String(decoding: list.bytes, as: UTF8.self).split(separator: "\n") {
          let network = Sample.network(String(line))
          #expect(!network.contains(Sample.address("203.0.113.3")), "\(network)")
          #expect(!network.overlaps(Sample.network("203.0.115.128/25")), "\(network)")
        }
      }
    }
  }
}
