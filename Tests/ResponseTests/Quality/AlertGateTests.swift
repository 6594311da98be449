import Detect
import Response
import Support
import Testing

@Suite struct AlertGateTests {
  private func gate(deduplicate: Int64 = 0, rate: String? = nil) -> AlertGate {
    var terms = AlertGate.Terms()
    terms.deduplicateSeconds = deduplicate
    terms.rate = rate.flatMap { AlertGate.Rate($0) }
    return AlertGate(terms)
  }

  private func alert(
    _ id: String, about host: String = "203.0.113.7", rule: String = "r1"
  ) -> Alert {
    Sample.alert(id, rule: rule, entity: .address(Sample.address(host)))
  }

  /// `ID` of an alert that is told for itself, `ID+N` of one that stands for N more.
  private func words(_ alerts: [Alert]) -> [String] {
    alerts.map { alert in alert.id + (alert.repeats.map { "+\($0.count)" } ?? "") }
  }

  @Test func `without terms everything is told`() {
    var gate = gate()
    #expect(gate.isOpen)
    for second in 0..<3 {
      #expect(words(gate.take(alert("a\(second)"), atSeconds: Int64(second))) == ["a\(second)"])
    }
  }

  @Test func `a rule about the same entity is told once in the time`() {
    var gate = gate(deduplicate: 60)
    #expect(words(gate.take(alert("a"), atSeconds: 0)) == ["a"])
    #expect(words(gate.take(alert("b"), atSeconds: 1)) == [])
    #expect(words(gate.take(alert("c", about: "203.0.113.8"), atSeconds: 2)) == ["c"])
    #expect(words(gate.take(alert("d", rule: "r2"), atSeconds: 3)) == ["d"])
    #expect(words(gate.take(alert("e"), atSeconds: 59)) == [])
    #expect(gate.heldAlerts == 2)
    // An older one is of the same window.
    #expect(words(gate.take(alert("f"), atSeconds: -500)) == [])
    #expect(words(gate.take(alert("g"), atSeconds: 60)) == ["g+3"])
    #expect(gate.heldAlerts == 0)
  }

  @Test func `what is held back is told when the time is over, by its newest`() {
    var gate = gate(deduplicate: 60)
    _ = gate.take(alert("a"), atSeconds: 0)
    _ = gate.take(alert("b"), atSeconds: 5)
    _ = gate.take(alert("c"), atSeconds: 6)
    #expect(words(gate.end(nowSeconds: 59)) == [])
    let told = gate.end(nowSeconds: 60)
    #expect(words(told) == ["c+1"])
    #expect(told.first?.repeats?.sinceSeconds == 5)
    // And that began a window.
    #expect(words(gate.take(alert("d"), atSeconds: 70)) == [])
    #expect(words(gate.end(nowSeconds: 120)) == ["d"])
    #expect(words(gate.end(nowSeconds: 500)) == [])
    #expect(words(gate.take(alert("e"), atSeconds: 501)) == ["e"])
  }

  @Test func `alerts about nobody do not repeat one another`() {
    var gate = gate(deduplicate: 60)
    for id in ["a", "b"] {
      #expect(words(gate.take(Sample.alert(id), atSeconds: 0)) == [id])
    }
  }

  @Test func `so many of a rule are told in a time`() {
    var gate = gate(rate: "2/1m")
    let told = (0..<5).flatMap { place in
      gate.take(alert("a\(place)", about: "203.0.113.\(place)"), atSeconds: Int64(place))
    }
    #expect(words(told) == ["a0", "a1"])
    #expect(words(gate.take(alert("b", rule: "r2"), atSeconds: 5)) == ["b"])
    #expect(words(gate.end(nowSeconds: 60)) == ["a4+2"])
    #expect(words(gate.take(alert("c"), atSeconds: 61)) == ["c"])
    #expect(words(gate.take(alert("d"), atSeconds: 62)) == [])
    #expect(words(gate.take(alert("e"), atSeconds: 200)) == ["e+1"])
  }

  @Test func `what both stages hold back is told once`() {
    var gate = gate(deduplicate: 10, rate: "1/1m")
    #expect(words(gate.take(alert("a"), atSeconds: 0)) == ["a"])
    #expect(words(gate.take(alert("b"), atSeconds: 1)) == [])
    // Passes the first with what that held, and waits at the second.
    #expect(words(gate.take(alert("c"), atSeconds: 11)) == [])
    #expect(gate.heldAlerts == 2)
    #expect(words(gate.end(nowSeconds: 60)) == ["c+1"])
  }

  @Test(arguments: ["60/1h", "1/1s", "1000000/7d"])
  func `a rate is read`(text: String) { #expect(AlertGate.Rate(text) != nil) }

  @Test(arguments: ["", "60", "0/1h", "-1/1h", "60/", "60/0s", "60/1h/2", "1000001/1h", "x/1h"])
  func `what is no rate is refused`(text: String) { #expect(AlertGate.Rate(text) == nil) }

  /// With every alert told or counted in one that is told, the sums agree: also with small limits,
  /// and when the gate is written down and read again at any moment.
  @Test(arguments: 0..<40)
  func `no alert is lost, whenever the process ends`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var gate = gate(deduplicate: 30, rate: seed % 2 == 0 ? "5/1m" : nil)
    var rows: [String: AlertGate.Row] = [:]
    var known: [String: Alert] = [:]
    var told: [Alert] = []
    var now: Int64 = 0
    for number in 0..<400 {
      now += Int64(random.below(10))
      let taken = alert(
        "n\(number)", about: "203.0.113.\(random.below(4))", rule: "r\(random.below(3))")
      known[taken.id] = taken
      told += gate.take(taken, atSeconds: now - Int64(random.below(20)))
      told += gate.end(nowSeconds: now)
      for row in gate.takeChanges() {
        rows["\(row.stage) \(row.rule) \(row.entity)"] = row.isEnded ? nil : row
      }
      if random.below(50) == 0 {
        gate = self.gate(deduplicate: 30, rate: seed % 2 == 0 ? "5/1m" : nil)
        told += gate.restore(Array(rows.values)) { known[$0] }
      }
    }
    told += gate.endAll()
    #expect(told.reduce(0) { $0 + 1 + ($1.repeats?.count ?? 0) } == 400)
    #expect(Set(told.map(\.id)).count == told.count)
    #expect(gate.heldAlerts == 0)
  }

  @Test func `terms that are gone hold nothing back`() {
    var gate = gate(deduplicate: 60)
    let alerts = ["a", "b", "c"].map { alert($0) }
    for alert in alerts { _ = gate.take(alert, atSeconds: 0) }
    let rows = gate.takeChanges()
    var open = self.gate()
    let told = open.restore(rows) { id in alerts.first { $0.id == id } }
    #expect(words(told) == ["c+1"])
  }
}

@Suite struct RepeatTableTests {
  private func alert(_ number: Int) -> Alert {
    Sample.alert("n\(number)", entity: .user("u\(number)"))
  }

  @Test func `windows and held alerts are bounded, and nothing is lost by it`() {
    var table = RepeatTable(spanSeconds: 60, toldMaximum: 1, windowLimit: 8, heldLimit: 3)
    var told: [Alert] = []
    for number in 0..<100 {
      let key = RepeatTable.Key(rule: "r", entity: .user("u\(number / 2)"))
      told += table.take(alert(number), key, atSeconds: Int64(number))
      #expect(table.count <= 8)
    }
    told += table.endAll()
    #expect(told.reduce(0) { $0 + 1 + ($1.repeats?.count ?? 0) } == 100)
    #expect(table.count == 0)
  }
}
