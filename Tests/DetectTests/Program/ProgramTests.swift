import Detect
import Support
import Testing

@Suite struct ProgramTests {
  private static func has(_ field: Field, _ text: String) -> Condition {
    let pattern = TextPattern([.anyRun, .literal(Array(text.utf8)), .anyRun])
    return .test(Predicate(.field(FieldID(field)), .text(pattern)))
  }

  private static func equals(_ field: Field, _ text: String) -> Condition {
    .test(Predicate(.field(FieldID(field)), .text(TextPattern([.literal(Array(text.utf8))]))))
  }

  private static func matches(_ pattern: String, ignoresCase: Bool = false) -> Condition {
    let expression = Expression(pattern, ignoresCase: ignoresCase)
    return .test(Predicate(.field(FieldID(.message)), .expression(expression)))
  }

  private func describe(
    _ condition: Condition, _ selector: LogSourceSelector = LogSourceSelector()
  ) throws -> String {
    let rule = DetectionRule(logSource: selector, condition: condition)
    return try Program(rules: [rule], logSources: []).describe(rule: 0)
  }

  @Test func `lists a rule with its witness and its tests`() throws {
    let condition = Condition.all([
      Self.equals(.eventType, "denied"), Self.has(.message, "Failed password"),
      .not(.any([Self.equals(.userName, "root"), Self.equals(.userName, "nobody")])),
    ])
    #expect(
      try describe(condition, LogSourceSelector(product: "linux", service: "sshd")) == """
        rule 0: product=linux service=sshd
        witness: message contains "failed password"
        all of
          event.type = "denied"
          message = *"Failed password"*
          not user.name = "root"
          not user.name = "nobody"
        """)
  }

  @Test func `a long list of values is one test`() throws {
    let names = (0..<9).map { Self.equals(.userName, "name\($0)") }
    #expect(
      try describe(.any(names)) == """
        rule 0: any log source
        witness: user.name is "name0" or user.name is "name1" or user.name is "name2" or 6 more
        one of 9: user.name is "name0" or user.name is "name1" or user.name is "name2" or 6 more
        """)
  }

  /// A condition and the second line of its listing.
  @Test(
    arguments: [
      (.not(has(.message, "a")), "none; looked at for each event of its log source"),
      (
        .any([has(.message, "abcd"), .not(has(.message, "a"))]),
        "none; looked at for each event of its log source"
      ),
      (.all([]), "none; looked at for each event of its log source"),
      (.any([]), "never holds"),
      (.not(.not(equals(.userName, "root"))), "user.name is \"root\""),
      (.not(.test(Predicate(.field(FieldID(.userName)), .null))), "user.name has a value"),
      (.all([has(.message, "ab"), equals(.userName, "toor")]), "user.name is \"toor\""),
      (
        .any([equals(.userName, "toor"), has(.message, "abcd")]),
        "user.name is \"toor\"\n      or message contains \"abcd\""
      ),
      (matches("failed (password|key) for"), "message contains \"failed \""),
      (matches("(?i)Root\\s+Login"), "message contains \"login\""),
      (matches("abc?d"), "message contains \"ab\""), (matches("ab+cd"), "message contains \"ab\""),
      (matches("a|bcd"), "message has a value"), (matches("(abcd)?"), "message has a value"),
      (matches("abc{0}d"), "message contains \"ab\""), (matches("[abc]+"), "message has a value"),
      (matches("(?x)a b c"), "message has a value"), (matches("\\Qa.b\\E"), "message has a value"),
      (matches("a\\.b\\-c"), "message contains \"a.b-c\""),
      (matches("éa*", ignoresCase: true), "message has a value"),
      (matches("xé?yz"), "message contains \"yz\""),
      (matches("^(?=abc)x"), "message contains \"x\""),
      (matches("sky\\x{e9}", ignoresCase: true), "message has a value"),
      (matches("[^]x]abc"), "message contains \"abc\""),
      (matches("(\\(a)bc"), "message contains \"bc\""),
    ] as [(Condition, String)])
  func `finds what a rule needs`(condition: Condition, witness: String) throws {
    let listing = try describe(condition)
    #expect(listing.contains("witness: \(witness)\n"), "\(listing)")
  }

  @Test func `knows the fields that rules read`() throws {
    let condition = Condition.any([
      Self.equals(.userName, "a"),
      .test(Predicate(.field(FieldID(.userID)), .field(.equals, FieldID(.userDomain)))),
    ])
    let rule = DetectionRule(logSource: LogSourceSelector(), condition: condition)
    let program = try Program(rules: [rule], logSources: [])
    #expect(program.fieldsRead == [FieldID(.userName), FieldID(.userID), FieldID(.userDomain)])
    #expect(!program.readsEveryField)
    let keyword = DetectionRule(
      logSource: LogSourceSelector(),
      condition: .test(Predicate(.anywhere, .text(TextPattern([.anyRun])))))
    #expect(try Program(rules: [keyword], logSources: []).readsEveryField)
  }

  @Test func `says which rule's expression does not compile`() {
    let good = DetectionRule(logSource: LogSourceSelector(), condition: Self.matches("a"))
    let bad = DetectionRule(logSource: LogSourceSelector(), condition: Self.matches("(a"))
    let error = #expect(throws: ProgramError.self) {
      try Program(rules: [good, bad], logSources: [])
    }
    let message = "missing closing parenthesis (at offset 2)"
    #expect(
      error?.description == "rule 1: the regular expression '(a' does not compile: \(message)")
  }
}
