import Detect
import Support

/// Random rules and events from a small stock, so that they meet often.
struct RandomRules {
  var random: SeededRandom
  /// The patterns of the rules made so far with their fields, so that events can be made to match.
  private var patterns: [(field: String, pattern: TextPattern)] = []

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  static let names = FieldNames(adding: ["own.field"])
  static let fields = ["user.name", "message", "source.ip", "url.path", "own.field", "@timestamp"]
  static let pieces =
    [
      "a", "A", "b", "B", "ab", "aB", "k", "s", "0", "5", "1", "-", "/", "\\", ".", " ", "\n", ":",
      "é", "É", "\u{212a}", "\u{17f}", "ς", "σ", "Σ", "–", "―", "ß", "ẞ", "Ⱥ", "ⱥ", "ˣ", "😀",
      "abcdefgh",
      "denied", "true", "5", "1.5", "198.51.100.7", "2001:DB8:0::1",
    ].map { Array($0.utf8) } + [[0xff], [0xc3], [0xa9], [0xf0, 0x9f], [0], [0xe0, 0x80, 0xaf]]
  static let addresses = [
    "198.51.100.7", "198.51.100.8", "203.0.113.1", "2001:db8::1", "2001:DB8:0::1",
    "::ffff:198.51.100.7",
  ]
  static let networks = [
    "198.51.100.0/24", "198.51.100.7/32", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:db8::1/128",
  ]
  static let numbers: [Number] = [
    Number(Int64(0)), Number(Int64(5)), Number(Int64(1)), Number(Int64(-5)), Number(Int64(1000)),
    Number(Int64(9_007_199_254_740_993)), Number(UInt64.max), Number(Int64.min),
  ]
  static let decimals = [
    "1.5", "5.0", "1e3", "-0", "-0.0", "0.1", "1e-2", "15e-1", "9007199254740993.0",
    "9007199254740992.5", "18446744073709551616", "-9223372036854775809", "1e400", "0.5e1", "5e",
    "05", "1e19", "-5.00",
  ]
  static let times = [
    "2026-01-01", "2026-11-23T04:05:06Z", "2024-12-30 23:59", "2026-13-01", "2026-02-29",
    "2024-02-29T00:00:00.5+08:00", "2026-01-01T1:00", "2026-01-01T01:00:00+0800x",
  ]
  static let expressions: [Expression] = [
    Expression("a"), Expression("ab+"), Expression("^a.b$"), Expression("(a|b)5"),
    Expression("abcdefgh"), Expression("ABCDEFGH", ignoresCase: true), Expression("(?i)deni+ed"),
    Expression("a$", multiline: true), Expression("a.b", dotMatchesNewline: true),
    Expression("é"), Expression("É", ignoresCase: true), Expression("\\.100\\.[0-9]"),
    Expression("x?a"), Expression("[ab]\\\\"), Expression("a{2,}"), Expression("(?!a)b"),
    Expression("KS", ignoresCase: true), Expression("k\\x{17f}", ignoresCase: true),
  ]

  mutating func bytes(_ most: Int) -> [UInt8] {
    (0..<random.below(most + 1)).flatMap { _ in random.pick(Self.pieces) }
  }

  mutating func pattern() -> TextPattern {
    let isCased = random.once(in: 4)
    let literal = TextPattern.Token.literal(bytes(random.once(in: 4) ? 4 : 2))
    switch random.below(8) {
    case 0, 1: return TextPattern([literal], isCased: isCased)
    case 2: return TextPattern([literal, .anyRun], isCased: isCased)
    case 3: return TextPattern([.anyRun, literal], isCased: isCased)
    case 4, 5: return TextPattern([.anyRun, literal, .anyRun], isCased: isCased)
    default:
      let tokens = (0..<random.below(6)).map { _ -> TextPattern.Token in
        switch random.below(6) {
        case 0, 1: .anyRun
        case 2: .anyOne
        case 3: .dash
        default: .literal(bytes(2))
        }
      }
      return TextPattern(tokens, isCased: isCased)
    }
  }

  mutating func literal() -> NumberLiteral {
    random.once(in: 3)
      ? .decimal(random.pick([1.5, 5, 0.1, 0.01, -0.0, 1e19, -1e30, 0x1p64, 9007199254740992]))
      : .whole(random.pick(Self.numbers))
  }

  mutating func test() -> Test {
    let comparison = random.pick([
      Comparison.less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual,
    ])
    switch random.below(16) {
    case 0...6: return .text(pattern())
    case 7: return .number(literal())
    case 8: return .boolean(random.once(in: 2))
    case 9: return .null
    case 10: return .exists(random.once(in: 2))
    case 11: return .expression(random.pick(Self.expressions))
    case 12: return .network(try! Prefix(parsing: random.pick(Self.networks)))
    case 13: return .compare(comparison, literal())
    case 14:
      let part = random.pick(TimePart.allCases)
      let number = part == .year ? 2024 + random.below(3) : random.below(54)
      return .timePart(part, comparison, number)
    default:
      let relation = random.pick([
        FieldRelation.equals, .contains, .startsWith, .endsWith,
      ])
      return .field(relation, id(random.pick(Self.fields)))
    }
  }

  func id(_ name: String) -> FieldID { Self.names.id(of: name)! }

  mutating func condition(_ depth: Int) -> Condition {
    let kind = depth == 0 ? 9 : random.below(10)
    switch kind {
    case 0...2:
      return .all((0..<random.below(4)).map { _ in condition(depth - 1) })
    case 3...4:
      return .any((0..<random.below(4)).map { _ in condition(depth - 1) })
    case 5: return .not(condition(depth - 1))
    case 6:
      // A long list of values of one field, with something else.
      let field = id(random.pick(Self.fields))
      let values = (0..<8 + random.below(4)).map { _ in
        Condition.test(Predicate(.field(field), noted(.text(pattern()), .field(field))))
      }
      return .any(values + (random.once(in: 2) ? [condition(depth - 1)] : []))
    default:
      let subject: Predicate.Subject =
        random.once(in: 6) ? .anywhere : .field(id(random.pick(Self.fields)))
      return .test(Predicate(subject, noted(test(), subject)))
    }
  }

  private mutating func noted(_ test: Test, _ subject: Predicate.Subject) -> Test {
    guard case .text(let pattern) = test else { return test }
    var field = random.pick(Self.fields)
    if case .field(let id) = subject { field = Self.names.name(of: id) }
    patterns.append((field, pattern))
    return test
  }

  /// Text that matches the pattern, or nearly does.
  mutating func text(for pattern: TextPattern) -> [UInt8] {
    var text = pattern.tokens.flatMap { token -> [UInt8] in
      switch token {
      case .literal(let bytes): random.once(in: 2) ? bytes : otherCase(bytes)
      case .anyRun: self.bytes(2)
      case .anyOne: random.pick(Self.pieces)
      case .dash: Array(random.pick(["-", "/", "–", "—", "―", "_"]).utf8)
      }
    }
    if random.once(in: 5), !text.isEmpty { text.remove(at: random.below(text.count)) }
    if random.once(in: 5) { text.insert(contentsOf: bytes(1), at: random.below(text.count + 1)) }
    return text
  }

  private func otherCase(_ bytes: [UInt8]) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    let other = text.uppercased() == text ? text.lowercased() : text.uppercased()
    return Array(other.utf8)
  }

  mutating func value(in record: [UInt8]) -> TestValue {
    switch random.below(14) {
    case 0...3: return .bytes(bytes(4))
    case 4, 5:
      // Often nearly all of the record, so that what is left out is missed.
      let start = random.once(in: 2) ? 0 : random.below(record.count + 1)
      let count = record.count - start
      let end = random.once(in: 2) ? max(0, count - 1) : random.below(count + 1)
      return .inRecord(start..<start + end)
    case 6: return .word(random.pick([.denied, .true, .tcp, .ipv4]))
    case 7: return .number(random.pick(Self.numbers), random.once(in: 4) ? "0x5" : nil)
    case 8: return .decimal(random.pick(Self.decimals))
    case 9: return .text(random.pick(Self.decimals + Self.numbers.map(\.description)))
    case 10: return .boolean(random.once(in: 2), random.once(in: 3) ? "b" : nil)
    case 11: return .null
    case 12: return .address(random.pick(Self.addresses))
    default: return .text(random.pick(Self.times + Self.addresses))
    }
  }

  mutating func event() -> TestEvent {
    var record = bytes(6)
    if let (_, pattern) = patterns.randomElement(using: &random) { record += text(for: pattern) }
    let fields = (0..<random.below(7)).map { _ -> (String, TestValue) in
      if !patterns.isEmpty, random.once(in: 2) {
        let (field, pattern) = random.pick(patterns)
        return (random.once(in: 8) ? "other" : field, .bytes(text(for: pattern)))
      }
      return (random.pick(Self.fields + ["other"]), value(in: record))
    }
    var event = TestEvent(record, fields)
    event.logSource = random.below(4)
    if random.once(in: 2) {
      event.timeNanoseconds = Int64.random(in: -1 << 60...1 << 61, using: &random)
      event.offsetMinutes = random.pick([0, 480, -330])
    }
    return event
  }

  static let sources = [
    LogSource(products: ["linux"], services: ["sshd", "auth"]),
    LogSource(products: ["linux"], categories: ["firewall"]),
    LogSource(products: ["windows"], categories: ["process_creation"]),
  ]

  mutating func rule(_ depth: Int) -> DetectionRule {
    let selector = random.pick([
      LogSourceSelector(), LogSourceSelector(), LogSourceSelector(product: "linux"),
      LogSourceSelector(product: "linux", service: "sshd"),
      LogSourceSelector(category: "process_creation"),
    ])
    return DetectionRule(logSource: selector, condition: condition(depth))
  }
}
