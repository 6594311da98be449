import Detect
import Response
import Testing

@Suite struct DecisionBookTests {
  private let hour: Int64 = 3600

  @Test func `an alert becomes one decision with its reasons`() throws {
    var book = DecisionBook()
    let changes = book.apply(Sample.alert(source: "203.0.113.7"), atSeconds: 1000)
    let decision = try #require(book.decisions(atSeconds: 1000).first)
    #expect(changes == [.added(decision)])
    #expect(decision.action == .block)
    #expect(decision.target == Sample.target("203.0.113.7"))
    #expect(decision.scope == "address")
    #expect(decision.createdSeconds == 1000)
    #expect(decision.expiresSeconds == 1000 + 4 * hour)
    #expect(decision.state == .active)
    #expect(decision.origin == .policy)
    #expect(decision.level == .high)
    #expect(decision.confidence == nil)
    #expect(decision.reason.alertIDs == ["a1"])
    #expect(decision.reason.cause.ruleID == "r1")
    #expect(decision.reason.cause.techniques == ["T1110.001"])
    #expect(decision.reason.cause.policyRule == "hostile source")
    #expect(decision.id.description.count == 32)
  }

  @Test func `further alerts refresh it, the later end wins, and reasons are bounded`() throws {
    var book = DecisionBook()
    for place in 0..<1000 {
      _ = book.apply(
        Sample.alert("a\(place)", source: "203.0.113.7"), atSeconds: 1000 + Int64(place))
    }
    let listed = Sample.alert(
      "i1", kind: .indicator, rule: "feed", indicator: Sample.indicator("203.0.113.7"),
      source: "203.0.113.7")
    let changes = book.apply(listed, atSeconds: 1500)
    let decision = try #require(book.decisions(atSeconds: 2000).first)
    #expect(changes == [.refreshed(decision)])
    #expect(book.decisions(atSeconds: 2000).count == 1)
    #expect(decision.createdSeconds == 1000)
    #expect(decision.expiresSeconds == 1500 + 24 * hour)
    #expect(decision.alertCount == 1001)
    #expect(decision.reasons.map(\.alertCount) == [1, 1000])
    #expect(decision.reasons[1].alertIDs == (0..<8).map { "a\($0)" })
    #expect(decision.confidence == 80)
  }

  @Test func `the same alert again changes nothing`() {
    var book = DecisionBook()
    let alert = Sample.alert(source: "203.0.113.7")
    _ = book.apply(alert)
    #expect(book.apply(alert) == [])
    #expect(book.decisions(atSeconds: 1000).map(\.alertCount) == [1])
  }

  @Test func `repeat offenders get longer, up to the maximum, until it is forgotten`() {
    var book = DecisionBook()
    var lasted: [Int64] = []
    var now: Int64 = 0
    for round in 0..<8 {
      _ = book.apply(Sample.alert("a\(round)", source: "203.0.113.7"), atSeconds: now)
      let decision = book.decisions(atSeconds: now).first
      #expect(decision?.repeats == round)
      lasted.append(((decision?.expiresSeconds ?? 0) - now) / hour)
      now = decision?.expiresSeconds ?? 0
    }
    #expect(lasted == [4, 8, 16, 32, 64, 128, 168, 168])
    now += 30 * 24 * hour
    _ = book.expire(atSeconds: now)
    #expect(book.targetCount == 0)
    _ = book.apply(Sample.alert("z", source: "203.0.113.7"), atSeconds: now)
    #expect(book.decisions(atSeconds: now).first?.repeats == 0)
  }

  @Test func `expiry is reported once, and the target is still remembered`() throws {
    var book = DecisionBook()
    _ = book.apply(Sample.alert(source: "203.0.113.7"), atSeconds: 0)
    #expect(book.expire(atSeconds: 4 * hour - 1) == [])
    #expect(book.decisions(atSeconds: 4 * hour - 1).count == 1)
    #expect(book.decisions(atSeconds: 4 * hour) == [])
    let changes = book.expire(atSeconds: 4 * hour)
    guard case .removed(let ended)? = changes.first else {
      Issue.record("nothing ended")
      return
    }
    #expect(ended.state == .expired)
    #expect(book.expire(atSeconds: 4 * hour + 1) == [])
    #expect(book.history(atSeconds: 5 * hour).map(\.state) == [.expired])
  }

  @Test func `a deletion by hand holds against alerts from before it`() {
    var book = DecisionBook()
    _ = book.apply(Sample.alert("a1", source: "203.0.113.7"), atSeconds: 1000)
    let changes = book.delete(Sample.target("203.0.113.7"), atSeconds: 2000)
    #expect(changes.count == 1)
    #expect(book.decisions(atSeconds: 2000) == [])
    #expect(book.apply(Sample.alert("a2", source: "203.0.113.7"), atSeconds: 1999) == [])
    #expect(book.apply(Sample.alert("a3", source: "203.0.113.7"), atSeconds: 2001).count == 1)
    #expect(book.decisions(atSeconds: 2001).map(\.repeats) == [0])
  }

  @Test func `undoing a rule leaves what other rules say`() {
    var book = DecisionBook()
    _ = book.apply(Sample.alert("a1", rule: "r1", source: "203.0.113.7"), atSeconds: 1000)
    _ = book.apply(Sample.alert("a2", rule: "r1", source: "203.0.113.8"), atSeconds: 1000)
    let before = book.decisions(atSeconds: 3000)
    _ = book.apply(Sample.alert("b1", rule: "r2", source: "203.0.113.7"), atSeconds: 2000)
    _ = book.apply(Sample.alert("b2", rule: "r2", source: "203.0.113.9"), atSeconds: 500)
    let changes = book.undo(atSeconds: 3000) { $0.ruleID == "r2" }
    #expect(changes.count == 2)
    #expect(book.decisions(atSeconds: 3000) == before)
    #expect(book.targetCount == 2)
  }

  @Test func `an operator is asked by the never-block list too`() {
    var book = DecisionBook()
    for text in ["10.0.0.0/24", "203.0.113.0/24", "0.0.0.0/0"] {
      _ = book.add(
        .block, Sample.target(text), origin: .operator, cause: Sample.cause(), atSeconds: 0,
        durationSeconds: nil, neverBlock: Sample.neverBlock)
    }
    let decisions = book.decisions(atSeconds: .max - 1)
    #expect(decisions.map(\.target.description) == ["203.0.113.0/24"])
    #expect(decisions.first?.expiresSeconds == Decision.never)
    #expect(book.refusals.count == 2)
  }

  @Test func `a never-block list that grew withdraws what it forbids`() {
    var book = DecisionBook()
    _ = book.apply(Sample.alert("a1", source: "203.0.113.7"), atSeconds: 1000)
    _ = book.apply(Sample.alert("a2", source: "198.51.100.7"), atSeconds: 1000)
    let grown = NeverBlock.standard(configured: [
      NeverBlock.Entry(Sample.network("203.0.113.0/24"), reason: "partner")
    ])
    #expect(book.enforce(grown, atSeconds: 2000).count == 1)
    #expect(book.decisions(atSeconds: 2000).map(\.target.description) == ["198.51.100.7"])
  }

  @Test func `a wide scope falls back to the host when its network is protected`() {
    let policy = Policy(rules: [
      PolicyRule(
        name: "x", match: PolicyMatch(), action: .block, target: .source,
        scope: PolicyScope(ipv4Length: 24, ipv6Length: 64), durationSeconds: 60)
    ])
    let neverBlock = NeverBlock.standard(machine: [
      NeverBlock.Entry(Sample.network("203.0.113.1"), reason: "own interface address")
    ])
    var book = DecisionBook()
    for source in ["203.0.113.7", "198.51.100.7", "2001:db8::7"] {
      _ = book.apply(
        Sample.alert(source, source: source), policy: policy, neverBlock: neverBlock, atSeconds: 0)
    }
    #expect(
      book.decisions(atSeconds: 1).map(\.target.description)
        == ["198.51.100.0/24", "203.0.113.7", "2001:db8::/64"])
    #expect(book.refusals.count == 0)
  }

  @Test func `an early alert that comes late joins two decisions into one`() {
    var book = DecisionBook()
    let policy = Policy(rules: [
      PolicyRule(
        name: "x", match: PolicyMatch(), action: .block, target: .source, durationSeconds: 100)
    ])
    _ = book.apply(Sample.alert("a", source: "203.0.113.7"), policy, atSeconds: 0)
    _ = book.apply(Sample.alert("c", source: "203.0.113.7"), policy, atSeconds: 150)
    let changes = book.apply(Sample.alert("b", source: "203.0.113.7"), policy, atSeconds: 80)
    #expect(changes.count == 2)
    let history = book.history(atSeconds: 200)
    #expect(history.map(\.createdSeconds) == [0])
    #expect(history.map(\.expiresSeconds) == [250])
    #expect(history.map(\.alertCount) == [3])
  }

  @Test func `a user may be watched or blocked, and is on no address list`() {
    var book = DecisionBook()
    let policy = Policy(rules: [
      PolicyRule(
        name: "x", match: PolicyMatch(), action: .block, target: .user, durationSeconds: 60)
    ])
    let long = String(repeating: "x", count: 257)
    for name in ["root", "203.0.113.7", "", long] {
      _ = book.apply(Sample.alert(name, user: name), policy, atSeconds: 0)
    }
    #expect(book.decisions(atSeconds: 1).map(\.target) == [.user("203.0.113.7"), .user("root")])
    #expect(book.blockList(atSeconds: 1).members == [])
    #expect(book.render(.plain, atSeconds: 1) == [])
  }
}
