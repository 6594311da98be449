import Detect
import Response
import Testing

@Suite struct IncidentTableTests {
  private func alert(_ id: String, about host: String? = "203.0.113.7") -> Alert {
    Sample.alert(
      id + String(repeating: "0", count: 32 - id.count),
      entity: host.map { .address(Sample.address($0)) })
  }

  @Test func `alerts about one entity belong together while none is long after the one before`() {
    var table = IncidentTable(gapSeconds: 60)
    let first = table.place(alert("a"), atSeconds: 1000)
    #expect(first?.id == "a000000000000000")
    #expect(first?.number == 1)
    #expect(first?.sinceSeconds == 1000)
    #expect(table.place(alert("b"), atSeconds: 1060)?.number == 2)
    #expect(table.place(alert("c", about: "203.0.113.8"), atSeconds: 1060)?.number == 1)
    #expect(table.place(alert("d"), atSeconds: 1120)?.id == first?.id)
    // Late, and still within the gap before the first.
    let early = table.place(alert("e"), atSeconds: 950)
    #expect(early?.id == first?.id)
    #expect(early?.sinceSeconds == 950)
    #expect(table.count(atSeconds: 1121) == 1)
    #expect(table.place(alert("f"), atSeconds: 1181)?.id == "f000000000000000")
    #expect(table.place(alert("g", about: nil), atSeconds: 1181) == nil)
  }

  @Test func `it goes on where it was`() {
    var table = IncidentTable(gapSeconds: 60)
    table.restore(
      .init(id: "x", firstSeconds: 900, lastSeconds: 1000, alerts: 7), entity: "203.0.113.7")
    let place = table.place(alert("a"), atSeconds: 1030)
    #expect(place == IncidentPlace(id: "x", number: 8, sinceSeconds: 900))
  }

  @Test func `the quietest are forgotten when there are too many`() {
    var table = IncidentTable(gapSeconds: 1_000_000, limit: 100)
    for host in 0..<250 {
      _ = table.place(alert("\(host)", about: "203.0.113.\(host)"), atSeconds: Int64(host))
    }
    #expect(table.count(atSeconds: 250) <= 100)
    #expect(table.place(alert("z", about: "203.0.113.249"), atSeconds: 250)?.number == 2)
  }
}
