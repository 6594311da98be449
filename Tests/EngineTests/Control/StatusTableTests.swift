import Engine
import Testing

@Suite struct StatusTableTests {
  /// As a run answers.
  private static let answer = #"""
    {"version":"1.2.3","pid":42,"configuration":"/etc/detectd/detectd.yaml","started":1000,
    "now":12345,"inputs":[{"name":"firewall","type":"file","records":1234567,"bytes":99000000,
    "records_per_second":1234.5,"lag_bytes":2000000,"last_record":12343,"cut":0,"dropped":0,
    "refused":0,"closed":0,"connections":0,"files":2,"is_quiet":false},
    {"name":"de\u001b[2Jvices","type":"udp","records":7,"bytes":700,"records_per_second":0.25,
    "lag_bytes":0,"cut":0,"dropped":12,"refused":0,"closed":0,"connections":0,"files":0,
    "is_quiet":true,"problem":"no such device"}],"records":1234574,"unrecognised":3,"suppressed":5,
    "alerts":{"high":2,"low":1},"rules":{"rules":1204,"correlations":31,"filters":0,"refused":1,
    "problems":["a.yml:1:1: error: bad"],"loaded":1000},
    "costs":{"sampled_records":20000,"index_ns_per_record":120.5,"rules":[{"id":"1",
    "name":"Remote login fa\u001biled","ns_per_record":12.25,"share":0.0625,"candidates":2000,
    "matches":1}]},"feeds":[{"name":"c2","path":"/etc/c2.txt","indicators":1800000,"confidence":90}],
    "decisions":{"blocks":1,"watches":2,"refused":0,"changes":9},
    "outputs":[{"name":"alerts","alerts":3,"held_bytes":500,"lost":0,"problem":"disk full"}],
    "consumers":[{"name":"fw1","kind":"pull","last":12340,"isQuiet":true}],
    "memory":{"resident_bytes":150000000,"peak_bytes":200000000,"indicator_bytes":30000000},
    "warnings":[{"time":12000,"level":"warning","text":"an input is quiet"}]}
    """#

  private static func lines(columns: Int, isColoured: Bool = false) throws -> [String] {
    let report = try #require(StatusReport(json: Array(answer.utf8)))
    return StatusTable(report, columns: columns).lines(isColoured: isColoured)
  }

  @Test func `a status on a terminal`() throws {
    let lines = try Self.lines(columns: 100)
    #expect(
      lines == [
        "detectd 1.2.3, process 42, up 3 h 9 min, /etc/detectd/detectd.yaml", "",
        "INPUT                 RECORDS       RATE        LAG  LAST RECORD",
        "firewall            1,234,567    1,234/s     2.0 MB  2 s ago",
        "de\\x1b[2Jvices              7      0.3/s        0 B  never, quiet",
        "  problem: no such device", "  12 dropped by the kernel", "",
        "rules       1,204 rules, 31 correlations; 1 refused, loaded 3 h 9 min ago",
        "            a.yml:1:1: error: bad",
        "matching    120.5 ns a record to look it up, by a sample of 20,000 records; the costliest rules:",
        "            12.3 ns, 6.3 %: Remote login fa\\x1biled, 1 of 2,000 candidates",
        "indicators  c2: 1,800,000, confidence 90",
        "alerts      high 2, low 1 of 1,234,574 records; 3 not recognised; 5 suppressed",
        "decisions   1 block, 2 watches, 0 refused",
        "outputs     alerts: 3 alerts, 500 B waiting; disk full",
        "consumers   fw1 (pull): served 5 s ago, quiet",
        "memory      150.0 MB, 200.0 MB at most; indicators 30.0 MB",
        "log         5 min ago: warning: an input is quiet",
      ])
  }

  @Test(arguments: [20, 40, 60])
  func `no line is wider than the terminal`(columns: Int) throws {
    let lines = try Self.lines(columns: columns)
    #expect(lines.allSatisfy { $0.count <= columns })
  }

  @Test func `colours are only where they are wanted`() throws {
    let lines = try Self.lines(columns: 100, isColoured: true)
    #expect(lines.first?.hasPrefix("\u{1b}[1m") == true)
    #expect(lines.contains { $0.hasPrefix("\u{1b}[31m  problem") })
  }

  @Test(arguments: [
    (-5, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h 0 min"),
    (90_061, "1 d 1 h"),
  ])
  func `spans of time`(seconds: Int64, text: String) {
    #expect(StatusTable.span(seconds) == text)
  }
}
