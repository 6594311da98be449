import Detect
import Rules
import Support
import Testing

/// Modifiers and values in any combination, expressions among them: an item is refused with a
/// reason, or the matcher agrees with the reference on what it means.
@Suite struct ValueFuzzTests {
  private static let modifiers = [
    "contains", "startswith", "endswith", "all", "neq", "cased", "re", "i", "m", "s", "base64",
    "base64offset", "wide", "utf16", "utf16be", "windash", "cidr", "exists", "fieldref", "gt",
    "lte",
    "hour", "week", "expand",
  ]
  private static let pieces = [
    "a", "B", "é", "*", "?", "\\", "\\\\", "\\*", " ", "-a", "/b", "192.0.2.1", "2001:db8::1",
    "/24",
    "5", "3.5", "-1", "(", ")", "(a+)+", "[a-z]", "{2,}", "|", ".", "$", "^", "(?i)", "%x%", "null",
    "true", "18446744073709551616", "\u{212a}", "ſ",
  ]

  @Test func `no value stops the lowering, and matcher and reference agree on it`() throws {
    try Fuzz.run("values", rounds: 1200) { fuzz in
      let chain = (0..<fuzz.random.below(4)).map { _ in "|" + fuzz.random.pick(Self.modifiers) }
      let values = (0...fuzz.random.below(3)).map { _ in
        let text = fuzz.strung(Self.pieces, count: 6)
        return fuzz.random.once(in: 2) ? text : "'\(text)'"
      }
      let item = "f\(chain.joined()): " + (values.count == 1 ? values[0] : "\n    - ")
      let list = values.count == 1 ? "" : values.joined(separator: "\n    - ")
      let set = load(rule(item: item + list))
      guard let rule = set.rules.first else {
        #expect(set.errorCount > 0, "\(item)\(list)")
        return
      }
      let texts = values + (0..<6).map { _ in fuzz.strung(Self.pieces, count: 6) }
      try check(rule, set, texts, "\(item)\(list)")
    }
  }

  private func check(
    _ rule: DetectionRule, _ set: RuleSet, _ texts: [String], _ item: String
  ) throws {
    let samples = texts.map { TestEvent($0, [("f", .text($0)), ("g", .text("x"))]) }
    let events = TestEvents(samples + [TestEvent("none", [])], names: set.fieldNames)
    let program = try Program(
      rules: [DetectionRule(logSource: LogSourceSelector(), condition: rule.condition)],
      logSources: [], names: set.fieldNames)
    var matcher = Matcher(program)
    var hits: [RuleHit] = []
    matcher.match(events.block, events.columns, into: &hits)
    var reference = ReferenceEvaluator()
    for place in 0..<events.columns.eventCount {
      let holds = reference.holds(
        rule.condition, events.columns[event: place], events.columns, events.block)
      #expect(hits.contains { $0.event == UInt32(place) } == holds, "\(item) on event \(place)")
    }
  }
}
