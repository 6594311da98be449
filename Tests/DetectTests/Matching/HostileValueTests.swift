import Detect
import Support
import Testing

/// Values made to hurt a search: the matcher must still agree with the reference, and soon.
@Suite struct HostileValueTests {
  private static let literals = [
    "a", "aa", "aaa", "aaaa", "aaaaaaaa", "aaaaaaaab", "baaaaaaaa", "aaaabaaaa", "ab", "abc",
    "abcd", "abcde", "bcdefghijkl", "cdefghijklm", "failed password", "\\cmd.exe", "é", "aé", "ˣ",
  ]

  private static func rules(_ subject: Predicate.Subject) -> [DetectionRule] {
    literals.flatMap { text -> [[TextPattern.Token]] in
      let literal = TextPattern.Token.literal(Array(text.utf8))
      return [
        [.anyRun, literal, .anyRun], [.anyRun, literal], [literal, .anyRun], [literal],
        [.anyRun, literal, .anyOne, literal, .anyRun], [.anyRun, literal, .anyRun, literal],
      ]
    }.map { tokens in
      DetectionRule(
        logSource: LogSourceSelector(),
        condition: .test(Predicate(subject, .text(TextPattern(tokens)))))
    }
  }

  private static func expect(
    _ values: [[UInt8]], _ subject: Predicate.Subject, _ place: SourceLocation = #_sourceLocation
  ) throws {
    let rules = rules(subject)
    let events = TestEvents(values.map { TestEvent([], [("message", .bytes($0))]) })
    var matcher = Matcher(try Program(rules: rules, logSources: []))
    var hits: [RuleHit] = []
    matcher.match(events.block, events.columns, into: &hits)
    let expected = MatcherAgreementTests.expectedHits(rules, [], events)
    #expect(hits == expected, sourceLocation: place)
  }

  @Test(arguments: [Predicate.Subject.field(FieldID(.message)), .anywhere])
  func `every beginning and end of every literal`(subject: Predicate.Subject) throws {
    let values = Self.literals.flatMap { text -> [[UInt8]] in
      let bytes = Array(text.utf8)
      return (0...bytes.count).flatMap { [Array(bytes.prefix($0)), Array(bytes.suffix($0))] }
    }
    try Self.expect(values + values.map { $0 + $0 }, subject)
  }

  @Test(arguments: [UInt8(ascii: "a"), UInt8(ascii: "b"), 0, 0xff, 0xc3])
  func `64 KiB of one byte`(byte: UInt8) throws {
    let flood = [UInt8](repeating: byte, count: 65536)
    let rules = Self.rules(.field(FieldID(.message)))
    let events = TestEvents([TestEvent([], [("message", .bytes(flood))])])
    var matcher = Matcher(try Program(rules: rules, logSources: []))
    var hits: [RuleHit] = []
    matcher.match(events.block, events.columns, into: &hits)
    // A shorter run of the byte answers the same to all of these rules, and the reference is slow.
    let short = TestEvents([TestEvent([], [("message", .bytes(Array(flood.prefix(64))))])])
    #expect(hits == MatcherAgreementTests.expectedHits(rules, [], short))
  }

  @Test func `all letters with case fold alike in both`() throws {
    let scalars = (0x80...0x1ffff).compactMap { Unicode.Scalar($0 as UInt32) }.filter {
      $0.properties.lowercaseMapping != String($0) || $0.properties.uppercaseMapping != String($0)
    }
    #expect(scalars.count > 2500)
    for start in stride(from: 0, to: scalars.count, by: 128) {
      let part = scalars[start..<min(start + 128, scalars.count)]
      let rules = part.flatMap { scalar in
        [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].map { text in
          DetectionRule(
            logSource: LogSourceSelector(),
            condition: .test(
              Predicate(
                .field(FieldID(.message)), .text(TextPattern([.literal(Array(text.utf8))])))))
        }
      }
      let events = TestEvents(part.map { TestEvent("", [("message", .text(String($0)))]) })
      var matcher = Matcher(try Program(rules: rules, logSources: []))
      var hits: [RuleHit] = []
      matcher.match(events.block, events.columns, into: &hits)
      var reference = ReferenceEvaluator()
      for place in 0..<part.count {
        for rule in place * 2...place * 2 + 1 {
          let expected = reference.holds(
            rules[rule].condition, events.columns[event: place], events.columns, events.block)
          let hit = RuleHit(event: UInt32(place), rule: UInt32(rule))
          #expect(hits.contains(hit) == expected, "\(part[start + place]) and rule \(rule)")
        }
      }
    }
  }
}
