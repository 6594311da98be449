import Detect
import Response
import Testing

/// Targets that are let be for a time after a decision has ended.
@Suite struct CoolDownTests {
  private static let policy = Policy(rules: [
    PolicyRule(
      name: "account", match: PolicyMatch(ruleIDs: ["r1"]), action: .block, target: .user,
      durationSeconds: 900, coolDownSeconds: 600),
    PolicyRule(
      name: "other", match: PolicyMatch(), action: .block, target: .user, durationSeconds: 100),
  ])

  private func spans(_ seen: [(Int64, String)]) -> [String] {
    var book = DecisionBook()
    for (place, (seconds, rule)) in seen.enumerated() {
      _ = book.apply(
        Sample.alert("a\(place)", rule: rule, user: "alice"), Self.policy, atSeconds: seconds)
    }
    return book.history(atSeconds: 0).map {
      "\($0.createdSeconds)-\($0.expiresSeconds) \($0.alertCount)"
    }
  }

  @Test func `alerts without end lock nobody out for good`() {
    let seen = (0..<400).map { (Int64($0) * 10, "r1") }
    #expect(spans(seen).map { $0.split(separator: " ")[0] } == ["0-900", "1500-2400", "3020-3920"])
  }

  @Test func `a decision is not prolonged, and not made again before the time`() {
    #expect(spans([(0, "r1"), (800, "r1"), (1000, "r1"), (1499, "r1")]) == ["0-900 2"])
    #expect(spans([(0, "r1"), (1500, "r1")]) == ["0-900 1", "1500-2400 1"])
  }

  @Test func `another rule decides as ever`() {
    #expect(spans([(0, "r1"), (850, "r2"), (1000, "r2")]) == ["0-950 2", "1000-1100 1"])
  }

  @Test func `a target under fire for days is remembered in little room`() {
    var book = DecisionBook()
    book.noteTrackChanges()
    for place in 0..<4_000 {
      _ = book.apply(
        Sample.alert("a\(place)", rule: "r1", user: "alice"), Self.policy,
        atSeconds: Int64(place) * 100)
    }
    #expect(book.takeChangedTracks().map(\.sightings.count).max() ?? 0 <= 256)
    // What was decided last is still there as it was.
    let last = book.history(atSeconds: 0).last
    #expect(last?.expiresSeconds == last.map { $0.createdSeconds + 900 })
  }
}
