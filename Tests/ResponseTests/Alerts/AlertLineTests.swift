import Response
import Testing

@Suite struct AlertLineTests {
  private func line(_ alert: Alert, columns: Int) -> String {
    AlertLine(alert).cells(columns: columns).map(\.text).joined(separator: " ")
  }

  @Test func `an alert on one line, in columns`() {
    var alert = Sample.alert(
      entity: .user("root"), source: "203.0.113.7", destination: "192.0.2.10")
    alert.count = 12
    #expect(
      line(alert, columns: 130)
        == "2026-01-05 01:00:00 high          T1110.001        ×12 root            "
        + "203.0.113.7 → 192.0.2.10          SSH brute force")
  }

  @Test func `a narrow terminal loses the flow, then the entity, and the title is cut`() {
    let alert = Sample.alert(
      name: "A title that is rather too long for it", entity: .user("root"),
      source: "203.0.113.7", destination: "192.0.2.10")
    #expect(AlertLine(alert).cells(columns: 100).map(\.column).contains(.entity))
    #expect(!AlertLine(alert).cells(columns: 100).map(\.column).contains(.flow))
    #expect(!AlertLine(alert).cells(columns: 80).map(\.column).contains(.entity))
    for columns in [72, 80, 100, 120, 200] {
      #expect(TerminalText.width(line(alert, columns: columns)) <= columns)
    }
  }

  @Test func `a hostile name stays in its column`() {
    let alert = Sample.alert(
      name: "\u{1b}[2Jtitle\n", entity: .user("日本\u{202e}語\u{1b}]0;x\u{7}"), source: "203.0.113.7")
    let text = line(alert, columns: 130)
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202e}" })
    #expect(text.hasSuffix("\\x1b[2Jtitle\\n"))
    #expect(AlertLine(alert).flow == "203.0.113.7 →")
  }

  @Test func `without a time, an entity or addresses there are dashes and gaps`() {
    var alert = Sample.alert(techniques: ["T1110", "T1078", "T1021"])
    alert.timeNanoseconds = nil
    let line = AlertLine(alert)
    #expect(line.time == "-")
    #expect(line.entity == "-")
    #expect(line.flow == "")
    #expect(line.count == "")
    #expect(line.technique == "T1110+2")
  }
}
