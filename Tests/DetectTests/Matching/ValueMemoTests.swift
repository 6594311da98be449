import Detect
import Support
import Testing

/// Values that come again: what the matcher remembers of them must stay true.
@Suite struct ValueMemoTests {
  private static func rule(_ tokens: [TextPattern.Token]) -> DetectionRule {
    DetectionRule(
      logSource: LogSourceSelector(),
      condition: .test(Predicate(.field(FieldID(.processCommandLine)), .text(TextPattern(tokens)))))
  }

  private static let rules: [DetectionRule] =
    [
      "whoami", "/etc/passwd", "-enc", "a", "e", "wh", "oam", "mi /al", "who", "ami",
    ].map { rule([.anyRun, .literal(Array($0.utf8)), .anyRun]) }
    + ["l", "ll", "all", "/all", "whoami /all"].map { rule([.anyRun, .literal(Array($0.utf8))]) }
    + ["c", "cm", "cmd.exe /c"].map { rule([.literal(Array($0.utf8)), .anyRun]) }

  private static func check(_ values: [[String]]) throws {
    let events = TestEvents(
      values.map { TestEvent("", $0.map { ("process.command_line", .text($0)) }) })
    var matcher = Matcher(try Program(rules: rules, logSources: []))
    let expected = MatcherAgreementTests.expectedHits(rules, [], events)
    for _ in 0..<3 {
      var hits: [RuleHit] = []
      matcher.match(events.block, events.columns, into: &hits)
      #expect(hits == expected)
    }
    #expect(!expected.isEmpty)
  }

  @Test func `texts that differ where nobody looks first are told apart`() throws {
    let rest = String(repeating: ".", count: 20)
    let texts = ["whoami", "-enc--", "......", "WHOAMI"].flatMap { part in
      [9, 30].map { count in
        "cmd.exe \(rest.prefix(count))\(part)\(rest)\(part)\(rest.prefix(count)) /all..."
      }
    }
    try Self.check(texts.flatMap { [[$0], [$0]] } + texts.reversed().map { [$0] })
  }

  @Test func `a field with several values fires the keys of all of them`() throws {
    let a = "cmd.exe /c whoami"
    let b = "type /etc/passwd"
    let none = "nothing here"
    try Self.check([
      [a], [none, a], [a, none], [a, b], [b, a], [a, a], [none], [b], [b, none],
    ])
  }

  @Test(arguments: 0..<4)
  func `random texts of few pieces, over and over`(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let pieces = ["whoami", " /all", "cmd.exe", " /c ", "-ENC", "x", "/etc/passwd", "l", "e"]
    let stock = (0..<40).map { _ in
      (0..<random.below(24)).map { _ in random.pick(pieces) }.joined()
    }
    try Self.check((0..<400).map { _ in [random.pick(stock)] })
  }
}
