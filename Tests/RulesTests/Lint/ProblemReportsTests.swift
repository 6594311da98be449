private import Foundation
import Rules
import Testing

@Suite struct ProblemReportsTests {
  private let problems = [
    Problem(
      .error, "unknown-modifier", at: Place(path: "rules/a b.yml", line: 3, column: 9),
      "unknown modifier '|x<y'", hint: "write '|re'"),
    Problem(.warning, "no-id", at: Place(path: "rules/c.yml"), "no \"id\"\u{1}"),
  ]

  @Test func `SARIF has a result a problem`() throws {
    let bytes = ProblemReports.sarif(problems, version: "1.2.3")
    let log = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    #expect(log?["version"] as? String == "2.1.0")
    let run = (log?["runs"] as? [[String: Any]])?.first
    let results = try #require(run?["results"] as? [[String: Any]])
    #expect(results.map { $0["ruleId"] as? String } == ["unknown-modifier", "no-id"])
    #expect(results.map { $0["level"] as? String } == ["error", "warning"])
    #expect(results.map { $0["ruleIndex"] as? Int } == [1, 0])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#""uri":"rules/a%20b.yml"},"region":{"startLine":3,"startColumn":9}"#))
    #expect(text.contains(#""text":"unknown modifier '|x<y'; write '|re'""#))
  }

  @Test func `JUnit has a case a file`() {
    let text = ProblemReports.junit(problems, files: ["rules/c.yml", "rules/d.yml"])
    #expect(text.contains(#"<testsuite name="rules" tests="3" failures="1">"#))
    #expect(text.contains(#"<testcase classname="rules" name="rules/c.yml"/>"#))
    #expect(
      text.contains(#"<failure message="unknown modifier '|x&lt;y'" type="unknown-modifier">"#))
    let strict = ProblemReports.junit(problems, files: [], failing: .warning)
    #expect(strict.contains("failures=\"2\""))
    #expect(strict.contains("no &quot;id&quot;\u{fffd}"))
  }
}
