import Rules
import Support
import Testing

/// Words of conditions in any order: a condition is read, or refused with a reason.
@Suite struct ConditionFuzzTests {
  private static let words = [
    "a", "b", "_c", "s*", "*", "them", " and ", " or ", " not ", "(", ")", "1 of ", "all of ",
    "any of ", "2 of ", " | count() by x > ", "5", " ", "AND", "é", "\u{0}", "not not ", "((((((",
  ]

  @Test func `no string of words stops the parser`() {
    Fuzz.run("conditions", rounds: 1500) { fuzz in
      let text = fuzz.strung(Self.words, count: fuzz.random.once(in: 20) ? 600 : 12)
      let quoted = text.replacing("'", with: "''").replacing("\u{0}", with: "?")
      let set = load(rule("a: {f: 1}\nb: {g: 2}\n_c: {h: 3}\ncondition: '\(quoted)'"))
      #expect(set.rules.count == 1 || set.errorCount > 0, "\(text)")
    }
  }
}
