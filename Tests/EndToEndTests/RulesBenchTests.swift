import Foundation
import Support
import Testing

@Suite struct RulesBenchTests {
  private let program = BuiltProgram.detectd
  private let log = Checkout.root.appendingPathComponent("examples/gateway-ufw.log").path
  private let pack = Checkout.root.appendingPathComponent("Rules/starter/firewall").path

  private func bench(_ more: [String], log: String? = nil) throws -> BuiltProgram.Outcome {
    try program.run(
      ["rules", "bench", pack, "--input", log ?? self.log, "--year", "2026", "--passes", "1"] + more
    )
  }

  private func report(_ path: URL) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: try Data(contentsOf: path)) as? [String: Any])
  }

  @Test func `a report counts what a scan counts`() throws {
    let outcome = try bench(["--output", "json"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    let folder = try TemporaryFolder()
    let report = try report(try folder.file("r.json", outcome.standardOutput))
    let records = try Data(contentsOf: URL(fileURLWithPath: log)).count { $0 == 0x0a }
    #expect(report["records"] as? Int == records)
    let rules = try #require(report["rules"] as? [[String: Any]])
    for rule in rules {
      let figures = ["considered", "candidates", "matches"].compactMap { rule[$0] as? Int }
      #expect(figures == figures.sorted(by: >) && figures.count == 3, "\(rule)")
    }
    #expect(rules.contains { $0["matches"] as? Int ?? 0 > 0 })
    let costs = rules.compactMap { $0["ns_per_record"] as? Double }
    #expect(costs == costs.sorted(by: >))
    let correlations = try #require(report["correlations"] as? [[String: Any]])
    #expect(correlations.contains { $0["firings"] as? Int ?? 0 > 0 })
  }

  @Test func `a terminal sees the table, and the page has the same rules`() throws {
    let folder = try TemporaryFolder()
    let page = folder.url.appendingPathComponent("cost.html")
    let outcome = try bench(["--html", page.path, "--top", "1"])
    #expect(outcome.status == 0)
    #expect(outcome.lines.contains { $0.hasPrefix("ns a record: decode ") })
    #expect(outcome.text.contains("considered  candidates  matches  in vain"))
    #expect(outcome.text.contains("more rules were looked at; --top shows more"))
    let html = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    #expect(html.contains("<svg") && html.contains("Firewall Refused a Packet From Outside"))
    #expect(!html.contains("http"), "the page needs nothing from elsewhere")
  }

  @Test func `a budget that is exceeded exits with 1 and names the costliest rule`() throws {
    let outcome = try bench(["--budget", "0.001"])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("ns a record, more than the budget of 0"))
    #expect(outcome.standardError.contains("the costliest is '"))
    #expect(try bench(["--budget", "1e12"]).status == 0)
  }

  @Test func `an earlier report shows the change`() throws {
    let folder = try TemporaryFolder()
    let old = try folder.file("old.json", try bench(["--output", "json"]).standardOutput)
    let outcome = try bench(["--compare", old.path])
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("against the earlier report: rules × "))
  }

  @Test func `what cannot be used says what to write`() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.file("empty.log", "")
    let none = try bench([], log: empty.path)
    #expect(none.status == 2)
    #expect(none.standardError.contains("the input has no records; name a log with --input FILE"))
    let wrong = try bench(["--compare", log])
    #expect(wrong.status == 2)
    #expect(wrong.standardError.contains("this is no report of rules bench"))
    #expect(try bench(["--compare", "/nonexistent"]).standardError.contains("no such file"))
    #expect(try bench(["--budget", "0"]).standardError.contains("--budget takes nanoseconds"))
    #expect(try bench([], log: "/nonexistent").status == 2)
  }

  @Test func `names of rules cannot write on the terminal or into the page`() throws {
    let folder = try TemporaryFolder()
    let rule = try folder.file(
      "bad.yml",
      """
      title: "a\\u001b[31m<script>alert(1)</script>"
      id: 5e0b8c5a-6d0e-4e63-9d0a-5a3c2a0d1c11
      logsource:
        product: linux
      detection:
        selection:
          event.type: denied
        condition: selection
      """)
    let page = folder.url.appendingPathComponent("cost.html")
    let outcome = try program.run(
      ["rules", "bench", rule.path, "--input", log, "--html", page.path, "--passes", "1"])
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(!outcome.text.contains("\u{1b}"))
    let html = String(decoding: try Data(contentsOf: page), as: UTF8.self)
    #expect(!html.contains("<script>alert"))
  }
}
