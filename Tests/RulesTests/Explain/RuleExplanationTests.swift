import Detect
import Rules
import Support
import Testing

@Suite struct RuleExplanationTests {
  private let set = load(
    rule(
      """
      s:
        Image|endswith: '\\cmd.exe'
        CommandLine|contains: [' /c ', "a\\tb"]
      f: {User: null}
      condition: s and not f
      """, logSource: "product: windows, category: process_creation"))

  @Test func `prints the rule as it is understood`() {
    let text = RuleExplanation.text(ofRule: 0, in: set)
    #expect(text.contains("all of\n  all of\n    process.executable ends with '\\cmd.exe'\n"))
    #expect(text.contains("    one of\n      process.command_line contains ' /c '\n"))
    #expect(text.contains("log source  windows/process_creation/*\n"))
    #expect(text.contains("      process.command_line contains 'a\\x09b'\n"))
    #expect(text.hasSuffix("  not\n    User is absent or null\n"))
  }

  @Test func `an event marks what holds and shows what made it so`() {
    let text = explanation([
      ("winlog.event_data.Image", .text("C:\\CMD.exe")),
      ("Event.EventData.CommandLine", .text("cmd /c dir")), ("User", .text("me")),
    ])
    #expect(text.hasPrefix("log source  windows/process_creation/-\nverdict     matches\n\n"))
    #expect(text.contains("    ✓ process.executable ends with '\\cmd.exe'\n"))
    #expect(text.contains("        matched 'C:\\CMD.exe'\n"))
    #expect(text.contains("      ✗ process.command_line contains 'a\\x09b'\n"))
    #expect(text.contains("          the event has 'cmd /c dir'\n"))
    #expect(text.contains("  ✓ not\n    ✗ User is absent or null\n"))
  }

  @Test func `an event that does not match is told why`() {
    let text = explanation([("Image", .text("C:\\CMD.exe"))])
    #expect(text.contains("verdict     does not match\n"))
    #expect(
      text.contains("because     not: process.command_line contains ' /c '; the event has no "))
    #expect(text.contains("            excluded: User is absent or null; the event has no User\n"))
    #expect(text.contains("          the event has no process.command_line\n"))
  }

  @Test func `says when the log source kept the rule out`() {
    let source = LogSource(products: ["linux"], services: ["sshd"])
    let text = explanation([], logSource: source)
    #expect(
      text.hasPrefix(
        "log source  linux/-/sshd\n"
          + "verdict     not considered: the rule's log source is windows/process_creation/*\n"))
  }

  private func explanation(
    _ fields: [(String, TestValue)],
    logSource: LogSource = LogSource(products: ["windows"], categories: ["process_creation"])
  ) -> String {
    let events = TestEvents([TestEvent("{}", fields)], names: set.fieldNames)
    let facts = RuleFacts(
      set.rules[0].condition, events.columns[event: 0], events.columns, events.block,
      names: set.fieldNames, logSource: logSource)
    return RuleExplanation.text(ofRule: 0, in: set, event: facts)
  }

  @Test(arguments: [
    ("a: x", "a is 'x'"), ("a: 'x*'", "a starts with 'x'"), ("a: 'x*y?'", "a is 'x‹*›y‹?›'"),
    ("a: ''", "a is empty"), ("a: '*'", "a has any value"),
    ("a|cased: X", "a is 'X', case as written"),
    ("a: 5", "a is the number 5"), ("a|gte: 1.5", "a ≥ 1.5"), ("a|re|i: x.y", "a matches /x.y/i"),
    ("a|cidr: 192.0.2.0/24", "a is an address in 192.0.2.0/24"), ("a|exists: false", "a is absent"),
    ("a|fieldref|endswith: b", "a ends with the field b"), ("a|hour|lt: 6", "a has the hour < 6"),
    ("a: true", "a is true"), ("a|windash: -x", "a is '‹-›x'"),
  ])
  func `words for every test`(item: String, expected: String) throws {
    let set = load(rule(item: item))
    let rule = try #require(set.rules.first)
    guard case .test(let predicate) = rule.condition else {
      Issue.record("not one test")
      return
    }
    #expect(ConditionText.describe(predicate, set.fieldNames) == expected)
  }

  @Test func `explains a correlation`() {
    let set = load(
      rule("s: {a: 1}\ncondition: s") + """
        ---
        title: c
        id: c
        correlation: {type: event_count, rules: a, group-by: [u], timespan: 5m, condition: {gt: 3}}
        """)
    let text = RuleExplanation.text(ofCorrelation: 0, in: set)
    #expect(
      text.contains(
        """
        within      300 s
        fires       gt 3.0
        again       after a whole timespan
        feed        a (t), by u

        """))
  }
}
