import Detect
import Foundation
import Response
import Store
import Support
import Testing

/// What the state knows of alerts before anybody is told of them.
@Suite struct AlertQualityTests {
  let folder: TemporaryFolder
  let database: Database

  init() throws {
    folder = try TemporaryFolder()
    database = try Database(
      folder.url.appendingPathComponent("detectd.db").path, nowSeconds: 1)
  }

  private func alert(
    _ id: String, at seconds: Int64, rule: String = "r", level: Level = .high,
    entity: String = "192.0.2.1", silence: String? = nil, incident: String? = nil
  ) -> AlertRecord {
    AlertRecord(
      id: id, timeSeconds: seconds, ruleID: rule, level: level, entity: entity,
      document: "{}", silence: silence, incident: incident)
  }

  private func silence(_ reason: String, until seconds: Int64 = 200) -> Silence {
    Silence(
      rule: "r", subject: Silence.Subject("192.0.2.0/24"), fromSeconds: 100,
      untilSeconds: seconds, reason: reason, actor: "ana", createdSeconds: 50)
  }

  @Test func `a silence is kept with its entry of the audit trail, and ended`() throws {
    #expect(try database.add(silence("a")))
    #expect(try database.add(silence("b", until: 300)))
    #expect(try database.silences(atSeconds: 100) == [silence("a"), silence("b", until: 300)])
    #expect(try database.silences(atSeconds: 200) == [silence("b", until: 300)])
    #expect(try database.end(silence("b", until: 300), actor: "bo", atSeconds: 120))
    #expect(try !database.end(silence("b", until: 300), actor: "bo", atSeconds: 121))
    #expect(try database.silences(atSeconds: 120).map(\.reason) == ["a"])
    #expect(try database.allSilences().map(\.untilSeconds) == [120, 200])
    #expect(
      try database.auditTrail().map { [$0.order.actor, $0.order.action, $0.order.subject] } == [
        ["ana", "silences add", "rule r about 192.0.2.0/24"],
        ["ana", "silences add", "rule r about 192.0.2.0/24"],
        ["bo", "silences delete", "rule r about 192.0.2.0/24"],
      ])
  }

  @Test func `there are only so many silences`() throws {
    for number in 0..<Silences.limit { #expect(try database.add(silence("\(number)"))) }
    #expect(try !database.add(silence("one more")))
  }

  @Test func `alerts that a silence covers stand apart`() throws {
    let alerts = [alert("a", at: 10), alert("b", at: 20, silence: "s1")]
    _ = try database.commit(Batch(atSeconds: 1, alerts: alerts))
    var query = AlertQuery()
    #expect(try database.alerts(query) == alerts)
    query.isSilenced = true
    #expect(try database.alerts(query).map(\.id) == ["b"])
    query.isSilenced = false
    #expect(try database.alerts(query).map(\.id) == ["a"])
    #expect(try database.silencedAlerts() == ["s1": 1])
    var decided: [String] = []
    try database.eachAlert(sinceSeconds: 0) { decided.append($0.id) }
    #expect(decided == ["a"])
  }

  @Test func `incidents are what their alerts tell`() throws {
    let alerts = [
      alert("a", at: 10, level: .low, incident: "i1"),
      alert("b", at: 30, rule: "s", level: .critical, incident: "i1"),
      alert("c", at: 20, entity: "192.0.2.9", incident: "i2"), alert("d", at: 40),
    ]
    _ = try database.commit(Batch(atSeconds: 1, alerts: alerts))
    let all = try database.incidents(IncidentQuery())
    #expect(all.map(\.id) == ["i2", "i1"])
    #expect(all.map(\.alerts) == [1, 2])
    #expect(all.map(\.rules) == [1, 2])
    #expect(all.map(\.level) == [.high, .critical])
    #expect(all.last?.firstSeconds == 10)
    #expect(all.last?.lastSeconds == 30)
    var query = IncidentQuery()
    query.minimumLevel = .critical
    #expect(try database.incidents(query).map(\.id) == ["i1"])
    query = IncidentQuery()
    query.sinceSeconds = 25
    #expect(try database.incidents(query).map(\.id) == ["i1"])
    query = IncidentQuery()
    query.entity = "192.0.2.9"
    #expect(try database.incidents(query).map(\.id) == ["i2"])
    #expect(try database.incidents(idPrefix: "i").count == 2)
    let open = try database.openIncidents(sinceSeconds: 25, nowSeconds: 28)
    #expect(open.map(\.entity) == ["192.0.2.1"])
    #expect(
      open.first?.incident
        == IncidentTable.Open(id: "i1", firstSeconds: 10, lastSeconds: 28, alerts: 2))
  }

  @Test func `windows of the gate are replaced and removed`() throws {
    let row = AlertGate.Row(
      stage: 0, rule: "r", entity: "user:ana", startSeconds: 5, told: 1, held: 2, sinceSeconds: 6,
      alert: "a")
    let other = AlertGate.Row(stage: 1, rule: "r", entity: "", startSeconds: 5, told: 3)
    var batch = Batch(atSeconds: 1)
    batch.repeats = [row, other]
    _ = try database.commit(batch)
    #expect(try database.repeats() == [row, other])
    batch.repeats = [
      AlertGate.Row(stage: 0, rule: "r", entity: "user:ana", isEnded: true),
      AlertGate.Row(stage: 1, rule: "r", entity: "", startSeconds: 9, told: 1),
    ]
    _ = try database.commit(batch)
    #expect(try database.repeats().map(\.startSeconds) == [9])
  }
}
