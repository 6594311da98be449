import Detect
import Support
import Testing

/// Each test kind against single values: the matcher by way of its index, the matcher by way of
/// direct tests, and the reference must all say what the table says.
@Suite struct MatcherTests {
  private static let field = FieldID(.userName)
  private static let marker = FieldID(.userDomain)

  /// Whether `test` holds for an event with `values` in one field.
  private func check(
    _ test: Detect.Test, _ values: [TestValue], _ expected: Bool,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let condition = Condition.test(Predicate(.field(Self.field), test))
    try check(condition, Self.event(values), expected, place)
  }

  private static func event(_ values: [TestValue], record: String = "") -> TestEvent {
    TestEvent(record, [("user.domain", "marker")] + values.map { ("user.name", $0) })
  }

  private func check(
    _ condition: Condition, _ event: TestEvent, _ expected: Bool, _ place: SourceLocation
  ) throws {
    let marker = Condition.test(
      Predicate(.field(Self.marker), .text(TextPattern([.literal(Array("marker".utf8))]))))
    // The marker is the better witness, so that the other test is made directly.
    let rules = [condition, .all([marker, condition]), .all([marker, .not(condition)])].map {
      DetectionRule(logSource: LogSourceSelector(), condition: $0)
    }
    let events = TestEvents([event])
    var matcher = Matcher(try Program(rules: rules, logSources: []))
    var hits: [RuleHit] = []
    matcher.match(events.block, events.columns, into: &hits)
    let wanted: [UInt32] = expected ? [0, 1] : [2]
    #expect(hits.map(\.rule) == wanted, "matcher", sourceLocation: place)
    var reference = ReferenceEvaluator()
    let held = reference.holds(condition, events.columns[event: 0], events.columns, events.block)
    #expect(held == expected, "reference", sourceLocation: place)
  }

  /// Sigma text: `*`, `?` and `~` for the dash; anything else is itself.
  private static func pattern(_ text: String, isCased: Bool = false) -> TextPattern {
    TextPattern(
      text.map { character in
        switch character {
        case "*": .anyRun
        case "?": .anyOne
        case "~": .dash
        default: .literal(Array(String(character).utf8))
        }
      }, isCased: isCased)
  }

  @Test(arguments: [
    ("abc", "ABC", true), ("abc", "abcd", false), ("", "", true), ("", "a", false),
    ("*", "", true), ("*", "x", true), ("?", "", false), ("?", "é", true), ("??", "é", false),
    ("a*", "A", true), ("*a", "bA", true), ("*a*", "bab", true), ("*a*", "bcb", false),
    ("*abcdefghij", "xxABCDEFGHIJ", true), ("*abcdefghij", "bcdefghij", false),
    ("abcdefghij*", "abcdefghiJx", true), ("abcdefghij*", "abcdefghi", false),
    ("*a*b*", "xa\nb", true), ("*1?", "0x12", true), ("*1?", "0x1", false),
    ("*1?", "0x1é", true), ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXcXb", false),
    ("8???", "8abc", true), ("password*.txt", "Passwords.old.TXT", true),
    ("* ~x *", "cmd /x y", true), ("* ~x *", "cmd ―X y", true), ("* ~x *", "cmd _x y", false),
    ("é", "É", true), ("*σ", "ΑΣ", true), ("*ς", "ασ", true), ("ⱥb", "ȺB", true),
    ("ß", "ẞ", true), ("ß", "ss", false), ("*ˣ*", "aˣb", true), ("i", "İ", false),
    ("k", "\u{212a}", false), ("s", "\u{17f}", false), ("\u{212a}", "k", false),
    ("*aaab*", "aaaaaaab", true), ("*ab*ab", "abab", true), ("*ab*ab", "aab", false),
  ])
  func `text matches as Sigma says`(pattern: String, text: String, expected: Bool) throws {
    try check(.text(Self.pattern(pattern)), [.text(text)], expected)
    try check(.text(Self.pattern(pattern)), [.null, .text("<%&%>"), .text(text)], expected)
  }

  @Test(arguments: [
    ("abc", "abc", true), ("abc", "Abc", false), ("*B*", "abc", false), ("*B", "aB", true),
    ("É*", "Éa", true), ("É*", "éa", false), ("a?C", "axC", true), ("123", "123", true),
  ])
  func `cased text matches case`(pattern: String, text: String, expected: Bool) throws {
    try check(.text(Self.pattern(pattern, isCased: true)), [.text(text)], expected)
  }

  @Test func `bytes that are no characters match only themselves`() throws {
    let half = TextPattern([.anyRun, .literal([0xc3]), .anyRun])
    try check(.text(half), [.bytes([0x61, 0xc3, 0x62])], true)
    try check(.text(half), ["é"], false)
    try check(.text(Self.pattern("??")), [.bytes([0xff, 0xfe])], true)
    try check(.text(Self.pattern("??")), [.bytes([0xe0, 0x80])], true)
    for overlong: [UInt8] in [[0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xf0, 0x8f, 0xbf, 0xbf]] {
      try check(.text(Self.pattern("?")), [.bytes(overlong)], false)
    }
    try check(.text(Self.pattern("?")), [.bytes([0xed, 0xa0, 0x80])], false)
    try check(.text(Self.pattern("a?b")), [.bytes([0x61, 0, 0x62])], true)
  }

  @Test(arguments: [
    ("198.51.100.7", "198.51.100.7", true), ("198.51.100.7", "::ffff:198.51.100.7", true),
    ("2001:DB8:0:0::1", "2001:db8::1", true), ("2001:db8::1", "2001:db8::2", false),
    ("198.51.100.*", "198.51.100.7", true), ("::", "::", true),
  ])
  func `address literals compare as addresses`(
    literal: String, value: String, expected: Bool
  ) throws {
    let field = FieldID(.sourceIP)
    let condition = Condition.test(Predicate(.field(field), .text(Self.pattern(literal))))
    let typed = TestEvent("", [("user.domain", "marker"), ("source.ip", .address(value))])
    try check(condition, typed, expected, #_sourceLocation)
    let text = TestEvent("", [("user.domain", "marker"), ("source.ip", .text(value))])
    try check(
      condition, text, expected && (literal == value || literal.contains("*")), #_sourceLocation)
  }

  private static let big: UInt64 = 9_007_199_254_740_993

  @Test(arguments: [
    (NumberLiteral.whole(Number(Int64(5))), TestValue.number(Number(Int64(5)), nil), true),
    (.whole(Number(Int64(5))), "5", true), (.whole(Number(Int64(5))), "05", false),
    (.whole(Number(Int64(5))), "5.0", true), (.whole(Number(Int64(5))), "0x5", false),
    (.whole(Number(Int64(500))), "0x1F4", false), (.whole(Number(Int64(1000))), "1e3", false),
    (.whole(Number(Int64(1000))), .decimal("1e3"), true), (.whole(Number(Int64(5))), true, false),
    (.whole(Number(big)), .number(Number(big), nil), true),
    (.whole(Number(big)), .number(Number(big - 1), nil), false),
    (.whole(Number(big)), .decimal("9007199254740993.0"), true),
    (.decimal(9_007_199_254_740_992), .number(Number(big), nil), false),
    (.whole(Number(UInt64.max)), "18446744073709551615", true),
    (.whole(Number(Int64.min)), "-9223372036854775808", true),
    (.whole(Number(Int64(0))), .decimal("-0.0"), true), (.decimal(1.5), "1.50", true),
    (.decimal(1.5), .decimal("15e-1"), true), (.decimal(5), .number(Number(Int64(5)), nil), true),
    (.decimal(0.1), .decimal("0.1"), true), (.decimal(0.1), "0.10000000000000001", true),
    (.decimal(0x1p64), .number(Number(UInt64.max), nil), false),
    (.whole(Number(Int64(0))), "", false),
    (.whole(Number(Int64(5))), .number(Number(Int64(5)), "five"), true),
  ])
  func `numbers are equal exactly`(
    literal: NumberLiteral, value: TestValue, expected: Bool
  ) throws {
    try check(.number(literal), [value], expected)
    try check(.compare(.equal, literal), [value], expected)
    try check(.number(literal), ["x", value, nil], expected)
  }

  @Test(arguments: [
    (Comparison.less, NumberLiteral.whole(Number(Int64(5))), TestValue.decimal("4.999"), true),
    (.less, .whole(Number(Int64(5))), .decimal("5.001"), false),
    (.greater, .whole(Number(Int64(-5))), .decimal("-4.5"), true),
    (.greater, .whole(Number(Int64(-5))), .decimal("-5.5"), false),
    (.greaterOrEqual, .decimal(1.5), 2, true), (.lessOrEqual, .decimal(1.5), 2, false),
    (.notEqual, .whole(Number(Int64(5))), 6, true), (.notEqual, .whole(Number(Int64(5))), 5, false),
    (.notEqual, .whole(Number(Int64(5))), "text", false),
    (.greater, .whole(Number(UInt64.max)), .decimal("18446744073709551616"), true),
    (.less, .whole(Number(Int64.min)), .decimal("-9223372036854775809"), true),
    (.greater, .decimal(1e30), .decimal("1e31"), true), (.greater, .decimal(-1e30), 0, true),
    (.less, .whole(Number(Int64(5))), nil, false),
  ])
  func `numbers compare exactly`(
    comparison: Comparison, literal: NumberLiteral, value: TestValue, expected: Bool
  ) throws {
    try check(.compare(comparison, literal), [value], expected)
  }

  @Test(arguments: [
    (Detect.Test.boolean(true), [TestValue.boolean(true, nil)], true),
    (.boolean(true), ["TRUE"], true), (.boolean(true), ["yes"], false),
    (.boolean(false), [true], false),
    (.boolean(false), [1, .text("False")], true), (.boolean(true), [1], false),
    (.boolean(true), [.boolean(true, "1")], true),
    (.null, [], true), (.null, [nil], true), (.null, [""], false), (.null, ["a", nil], true),
    (.exists(true), [], false), (.exists(true), [nil], true), (.exists(true), [""], true),
    (.exists(false), [], true), (.exists(false), [nil], false),
  ])
  func `booleans, null and presence`(
    test: Detect.Test, values: [TestValue], expected: Bool
  ) throws {
    try check(test, values, expected)
  }

  @Test(arguments: [
    ("198.51.100.0/24", TestValue.address("198.51.100.7"), true),
    ("198.51.100.0/24", "198.51.100.7", true), ("198.51.100.0/24", "198.51.101.7", false),
    ("198.51.100.0/24", .address("::ffff:198.51.100.7"), true),
    ("198.51.100.0/24", "198.51.100.7:80", false), ("198.51.100.0/24", "198.51.100.07", false),
    ("2001:db8::/32", "2001:DB8::7", true), ("2001:db8::/32", "fe80::1%eth0", false),
    ("::/0", "198.51.100.7", false), ("0.0.0.0/0", "2001:db8::1", false), ("0.0.0.0/0", nil, false),
  ])
  func `networks hold addresses, typed or as text`(
    network: String, value: TestValue, expected: Bool
  ) throws {
    try check(.network(try Prefix(parsing: network)), [value], expected)
  }

  @Test(arguments: [
    (FieldRelation.equals, "Ab", "aB", true), (.equals, "a", "ab", false),
    (.contains, "xaby", "AB", true), (.contains, "a", "", true), (.contains, "a", "ab", false),
    (.startsWith, "abc", "AB", true), (.startsWith, "abc", "b", false),
    (.endsWith, "abc", "BC", true), (.endsWith, "É", "é", false),
  ])
  func `fields compare with fields`(
    relation: FieldRelation, value: String, other: String, expected: Bool
  ) throws {
    let condition = Condition.test(
      Predicate(.field(Self.field), .field(relation, FieldID(.userID))))
    var event = Self.event([.text(value)])
    try check(condition, event, false, #_sourceLocation)
    event.fields.append(("user.id", .text(other)))
    try check(condition, event, expected, #_sourceLocation)
  }

  @Test(arguments: [
    (TimePart.hour, 4, true), (.hour, 20, false), (.minute, 5, true), (.day, 1, true),
    (.month, 1, true), (.year, 2027, true), (.week, 53, true),
  ])
  func `parts of a time are read where it was written`(
    part: TimePart, number: Int, expected: Bool
  ) throws {
    // 2026-12-31T20:05:06Z, which is 2027-01-01T04:05:06+08:00, a Friday.
    var event = Self.event(["2027-01-01T04:05:06+08:00"])
    event.timeNanoseconds = 1_798_747_506_000_000_000
    event.offsetMinutes = 480
    let test = Detect.Test.timePart(part, .equal, number)
    for field in [FieldID(.timestamp), Self.field] {
      try check(.test(Predicate(.field(field), test)), event, expected, #_sourceLocation)
    }
    event.timeNanoseconds = nil
    let own = Predicate(.field(FieldID(.timestamp)), test)
    try check(.test(own), event, false, #_sourceLocation)
  }

  @Test(arguments: [
    (1_735_603_200, 2025, 1), (1_704_067_199, 2023, 52), (1_609_459_200, 2021, 53),
    (-1, 1969, 1), (1_709_164_800, 2024, 9),
  ])
  func `weeks are those of ISO 8601`(seconds: Int64, year: Int, week: Int) throws {
    var event = Self.event([])
    event.timeNanoseconds = seconds * 1_000_000_000
    let field = Predicate.Subject.field(FieldID(.timestamp))
    let isWeek = Condition.test(Predicate(field, .timePart(.week, .equal, week)))
    try check(isWeek, event, true, #_sourceLocation)
  }

  @Test(arguments: [
    ("*in record*", true), ("*RECORD over*", true), ("*value one*", true), ("*hidden*", true),
    ("*onetwo*", false), ("*value one value*", false), ("*denied*", true), ("other", true),
    ("text in record over lines", true), ("text in record over", false), ("*name*", false),
    ("*absent*", false), ("198.51.100.7", true), ("*100.7*", true), ("*?alue*", true),
    ("*\u{212a}*", false),
  ])
  func `keywords look at each value and at the record`(pattern: String, expected: Bool) throws {
    let condition = Condition.test(Predicate(.anywhere, .text(Self.pattern(pattern))))
    var event = Self.event(["value one", "two"], record: "text in record over lines")
    event.fields += [
      ("no.such.name", "hidden"), ("event.type", .word(.denied)), ("url.path", "other"),
      ("source.ip", .address("198.51.100.7")), ("url.path", .inRecord(5..<9)), ("url.query", nil),
    ]
    try check(condition, event, expected, #_sourceLocation)
  }

  @Test func `an expression that reaches its limit does not match and is counted`() throws {
    let text = String(repeating: "a", count: 40) + "!"
    let rule = DetectionRule(
      logSource: LogSourceSelector(),
      condition: .test(Predicate(.field(Self.field), .expression(Expression("^(a+)+$")))))
    var limits = RegularExpressionLimits()
    limits.steps = 1000
    let events = TestEvents([Self.event([.text(text)])])
    var matcher = Matcher(try Program(rules: [rule], logSources: []), limits: limits)
    var hits: [RuleHit] = []
    matcher.match(events.block, events.columns, into: &hits)
    #expect(hits.isEmpty)
    #expect(matcher.counters.expressionLimits == 1)
    #expect(matcher.counters.candidates == 1)
    #expect(matcher.counters.events == 1)
  }
}
