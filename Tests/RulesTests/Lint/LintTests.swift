import Rules
import Testing

@Suite struct LintTests {
  private func codes(_ text: String) -> [String] {
    let source = RuleSource(path: "r.yml", bytes: Array(text.utf8), pack: Pack(name: "test"))
    return RuleSetBuilder.build([source], lints: true).problems.map(\.code)
  }

  @Test(arguments: [
    ("s: {a: 1}\ncondition: s and not s", ["never-holds"]),
    ("s: {a: 1}\nt: {b: 1}\ncondition: s and t and not s", ["never-holds"]),
    ("s: {a: 1}\nt: {a|exists: false}\ncondition: s and t", ["never-holds"]),
    ("s: {a: 1, b: 2}\nt: {b: 2}\ncondition: s and not t", ["never-holds"]),
    ("s: {a: 1}\nt: [{a: 1}, {b: 2}]\ncondition: s and not t", ["never-holds"]),
    ("s: {a: 1}\ncondition: s or not s", ["always-holds"]),
    ("s: {a: [1, 2], b|exists: true}\nt: {c: null}\ncondition: s and not t", []),
    ("s: {a: 1}\nt: {a: 2}\ncondition: s and t", []),  // an event may have both
    ("s: {a: null}\nt: {a|exists: true}\ncondition: s and t", []),
    ("s: {a|re: 'x.*y'}\ncondition: s", ["slow-expression"]),
    ("s: {a|re: 'cmd\\.exe$'}\ncondition: s", []),
    ("s: {a|re: '[a-z]{5}', b|contains: 'secret'}\ncondition: s", []),
    ("s: {a|re: '[a-z]{5}', b|contains: 'x'}\ncondition: s", ["slow-expression"]),
    ("s: {b|contains: 'secret'}\nt: {a|re: '[a-z]{5}'}\ncondition: s and not t", []),
    ("s: {b|contains: 'secret'}\nt: {a|re: '[a-z]{5}'}\ncondition: s or t", ["slow-expression"]),
  ])
  func `odd conditions are warned of`(detection: String, expected: [String]) {
    #expect(codes(rule(detection)) == expected)
  }

  @Test(arguments: [
    ("abc", true), ("a.bcd", true), ("ab.cd", false), ("(abc|abcd)", true), ("(abc|d)", false),
    ("(abc)?", false), ("(abc)+x", true), ("abc*", false), ("abcd*", true), ("abc{0,2}", false),
    ("abc{2}", true), ("\\d+\\.exe", true), ("\\x{41}bc", false), ("(?:abc)", true),
    ("(?=abc)", false), ("(?<!abc)d", false), ("(?<n>abc)", true), ("(?i)abc", true),
    ("[abc]", false), ("[^]abc]d", false), ("a|bcd", false), ("", false), ("é\u{e9}", true),
  ])
  func `text that must be there is found`(pattern: String, isFound: Bool) {
    let detection = "s:\n  a|re: '\(pattern)'\ncondition: s"
    #expect(codes(rule(detection)).contains("slow-expression") != isFound)
  }
}
