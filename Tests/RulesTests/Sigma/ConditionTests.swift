import Rules
import Testing

@Suite struct ConditionTests {
  private func text(_ condition: String) -> String {
    rule("a: {f: 1}\nb: {f: 2}\nb2: {f: 3}\n_c: {f: 4}\ncondition: \(condition)")
  }

  @Test(arguments: [
    ("a and b or b2", "((f is 1 and f is 2) or f is 3)"),
    ("a and (b or b2)", "(f is 1 and (f is 2 or f is 3))"),
    ("a or b and b2", "(f is 1 or (f is 2 and f is 3))"),
    ("not a and b", "(not f is 1 and f is 2)"),
    ("not not a", "not not f is 1"),
    ("not (a or b)", "not (f is 1 or f is 2)"),
    ("((a))", "f is 1"),
    ("1 of b*", "(f is 2 or f is 3)"),
    ("any of b*", "(f is 2 or f is 3)"),
    ("all of b*", "(f is 2 and f is 3)"),
    ("1 of *2", "f is 3"),
    ("1 of a", "f is 1"),
    ("all of them", "(f is 1 and f is 2 and f is 3)"),
    ("1 of *", "(f is 1 or f is 2 or f is 3)"),
    ("1 of _*", "f is 4"),
    ("not 1 of b*", "not (f is 2 or f is 3)"),
    ("_c", "f is 4"),
    ("[a, b and b2]", "(f is 1 or (f is 2 and f is 3))"),
    (">-\n    a\n    and b", "(f is 1 and f is 2)"),
  ])
  func `grammar and selectors`(condition: String, expected: String) throws {
    #expect(try listing(text(condition)) == expected)
  }

  /// The condition begins in line 9, column 14.
  @Test(arguments: [
    ("2 of b*", "9:14: error: '2 of' is not Sigma; write '1 of' or 'all of'"),
    ("0 of them", "9:14: error: '0 of' is not Sigma; write '1 of' or 'all of'"),
    ("a AND b", "9:16: error: 'AND' must be lower case; write 'and'"),
    ("a b", "9:16: error: 'b' cannot stand after 'a'; write 'and' or 'or' between them"),
    ("them", "9:14: error: 'them' stands alone; write '1 of them' or 'all of them'"),
    ("b*", "9:14: error: the pattern 'b*' stands alone; write '1 of b*' or 'all of b*'"),
    ("1 of nosuch*", "9:19: error: 'nosuch*' matches no search; defined are a, b, b2, _c"),
    ("A", "9:14: error: the condition names 'A', which is not defined; did you mean 'a'?"),
    (
      "'a and bb2'",
      "9:21: error: the condition names 'bb2', which is not defined; did you mean 'b2'?"
    ),
    ("(a and b", "9:14: error: this '(' is not closed"),
    ("a and b)", "9:21: error: this ')' closes nothing"),
    ("a and", "9:16: error: the condition ends after 'and'; name a search after it"),
    ("and a", "9:14: error: 'and' cannot stand at the beginning"),
    ("a and or b", "9:20: error: 'or' cannot stand after 'and'"),
    ("1 of", "9:16: error: the condition ends after 'of'; name a search after it"),
    ("''", "9:15: error: no condition"),
    ("[]", "9:14: error: the list of conditions is empty"),
    (
      "a | count(dst_ip) by src_ip > 10",
      "9:16: error: a condition cannot count events; write a correlation rule with type: "
        + "value_count, group-by: [src_ip], condition: {gt: 10, field: dst_ip}, "
        + "timespan: the timeframe"
    ),
    (
      "a | count() by src_ip, dst_ip >= 5",
      "9:16: error: a condition cannot count events; write a correlation rule with type: "
        + "event_count, group-by: [src_ip, dst_ip], condition: {gte: 5}, timespan: the timeframe"
    ),
    (
      "a | near b",
      "9:16: error: a condition cannot count events; write a correlation rule "
        + "(see 'Correlations' in Documentation/Rules.md)"
    ),
  ])
  func `says what is wrong with a condition`(condition: String, expected: String) {
    let said = complaints(text(condition)).filter { !$0.contains("no condition reads") }
    #expect(said == ["r.yml:\(expected)"])
  }

  @Test func `a search that no condition reads is worth a warning`() {
    #expect(
      complaints(rule("a: {f: 1}\nb: {f: 2}\ncondition: a")) == [
        "r.yml:6:3: warning: no condition reads 'b'; name it in the condition, or remove it"
      ])
  }

  @Test func `deep nesting is an error and no crash`() {
    let parentheses =
      String(repeating: "(", count: 5000) + "a" + String(repeating: ")", count: 5000)
    let nots = String(repeating: "not ", count: 5000) + "a"
    for condition in [parentheses, nots] {
      let said = complaints(rule("a: {f: 1}\ncondition: \(condition)"))
      #expect(said.map { $0.hasSuffix("nested more than 100 deep") } == [true])
    }
  }

  /// Short texts that would make millions of tests.
  @Test func `a condition that multiplies its searches is refused at once`() {
    let searches = (0..<3000).map { "s\($0): {f: \($0)}\n" }.joined()
    for word in ["1 of s*", "all of them", "not 1 of *"] {
      let condition = Array(repeating: word, count: 3000).joined(separator: " and ")
      let set = load(rule("\(searches)condition: \(condition)"))
      #expect(
        set.problems.filter { $0.code != "no-rules" }.map(\.description) == [
          "r.yml:3005:14: error: the rule makes more than 250000 tests of its values; make it "
            + "several rules, or put addresses and names into an indicator list"
        ])
    }
    let unknown = (0..<3000).map { "1 of x\($0)*" }.joined(separator: " and ")
    #expect(load(rule("\(searches)condition: \(unknown)")).errorCount > 1000)
  }

  @Test func `a long condition takes time in proportion`() {
    let condition = Array(repeating: "a", count: 40_000).joined(separator: " and ")
    let took = ContinuousClock().measure {
      #expect(complaints(rule("a: {f: 1}\ncondition: \(condition)")) == [])
    }
    #expect(took < .seconds(20))
  }
}
