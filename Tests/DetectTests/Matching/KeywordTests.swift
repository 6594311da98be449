import Support
import Testing

@testable import Detect

/// Rules that ask all values, whose literals are searched in many records at once.
@Suite struct KeywordTests {
  private static let sources = [
    LogSource(products: ["one"]), LogSource(products: ["two"]), LogSource(products: ["none"]),
  ]

  private static func rule(_ keyword: String, product: String? = nil) -> DetectionRule {
    let pattern = TextPattern([.anyRun, .literal(Array(keyword.utf8)), .anyRun])
    return DetectionRule(
      logSource: LogSourceSelector(product: product),
      condition: .test(Predicate(.anywhere, .text(pattern))))
  }

  private static func check(_ rules: [DetectionRule], _ samples: [TestEvent]) throws {
    let events = TestEvents(samples)
    var matcher = Matcher(try Program(rules: rules, logSources: sources))
    let expected = MatcherAgreementTests.expectedHits(rules, sources, events)
    for _ in 0..<2 {
      var hits: [RuleHit] = []
      matcher.match(events.block, events.columns, into: &hits)
      #expect(hits == expected)
    }
  }

  @Test(arguments: 0..<8)
  func `records of different sources, with more hits than fit at once`(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let rules = [
      Self.rule("a", product: "one"), Self.rule("aaaa", product: "one"), Self.rule("Login failed"),
      Self.rule("d\nL"), Self.rule("failed for root", product: "two"), Self.rule("oot"),
    ]
    let texts = [
      "Login failed for root", "login FAILED", "failed for ", "root", "", "aaaaa", "d", "Lo",
      String(repeating: "a", count: 700) + "oo",
    ]
    var source = 0
    let samples = (0..<200).map { _ -> TestEvent in
      if random.once(in: 4) { source = random.below(3) }
      var event = TestEvent(random.pick(texts) + random.pick(texts), [])
      if random.once(in: 5) { event.fields.append(("message", .text(random.pick(texts)))) }
      event.logSource = source
      return event
    }
    try Self.check(rules, samples)
  }

  @Test(arguments: ["denied", "ENIE", "d", "eniedx", "network"])
  func `words that decoders give are values as others`(keyword: String) throws {
    let words: [Word] = [.denied, .network, .connection, .drop]
    let samples = words.map { TestEvent("a record", [("event.type", .word($0))]) }
    try Self.check([Self.rule(keyword)], samples)
  }

  @Test func `words do not go on into the next one`() throws {
    let every = Word.allCases.map { TestEvent("", [("event.type", .word($0))]) }
    let text = Word.allCases.map(\.text).joined()
    let around = zip(text, text.dropFirst()).map { "\($0)\($1)" }
    try Self.check(Set(around).sorted().prefix(150).map { Self.rule($0) }, every)
  }
}
