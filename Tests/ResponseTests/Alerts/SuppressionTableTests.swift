import Response
import Testing

@Suite struct SuppressionTableTests {
  private static let silence: Int64 = 60_000_000_000

  private func alert(_ seconds: Int64?, rule: String = "r1", entity: String? = "u") -> Alert {
    var alert = Sample.alert(rule: rule, entity: entity.map(Entity.user))
    alert.timeNanoseconds = seconds.map { $0 * 1_000_000_000 }
    return alert
  }

  /// The seconds of alerts about one entity, and those that are raised.
  @Test(
    arguments: [
      ([0, 1, 59, 60, 61, 119, 120], [0, 60, 120]),
      ([100, 100], [100]),
      // Late, but near the last one raised, or far from it.
      ([100, 41, 40, 39], [100, 40]),
      // A clock that was an hour ahead for a moment silences nothing.
      ([100, 3700, 101, 102], [100, 3700, 101]),
      ([-9_000_000_000, 9_000_000_000], [-9_000_000_000, 9_000_000_000]),
    ] as [([Int64], [Int64])])
  func `a rule is silent about an entity for a while`(seconds: [Int64], raised: [Int64]) {
    var table = SuppressionTable()
    let found = seconds.filter { table.raises(alert($0), silence: Self.silence) }
    #expect(found == raised)
  }

  @Test func `rules, entities and alerts without one are silent by themselves`() {
    var table = SuppressionTable()
    let alerts = [
      alert(0), alert(1, rule: "r2"), alert(1, entity: "v"), alert(1, entity: nil),
      alert(2, entity: nil), alert(2),
    ]
    let raised = alerts.map { table.raises($0, silence: Self.silence) }
    #expect(raised == [true, true, true, true, false, false])
  }

  @Test func `an alert without a time is raised and silences nothing`() {
    var table = SuppressionTable()
    let alerts = [alert(nil), alert(nil), alert(5), alert(nil), alert(6)]
    let raised = alerts.map { table.raises($0, silence: Self.silence) }
    #expect(raised == [true, true, true, true, false])
  }

  @Test func `the oldest are forgotten where there are too many`() {
    var table = SuppressionTable()
    for place in 0...SuppressionTable.limit {
      _ = table.raises(alert(Int64(place), entity: "u\(place)"), silence: Self.silence)
    }
    #expect(table.count <= SuppressionTable.limit)
    let last = Int64(SuppressionTable.limit)
    let isRaised = table.raises(alert(last, entity: "u\(last - 10)"), silence: Self.silence)
    #expect(!isRaised)
  }
}
