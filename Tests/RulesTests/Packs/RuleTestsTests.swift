import Rules
import Testing

@Suite struct RuleTestsTests {
  private func read(_ text: String) -> (RuleTests, [String]) {
    var problems = Problems()
    let tests = RuleTests(in: Array(text.utf8), path: "p/ssh.tests.yml", &problems)
    return (tests, problems.all.map(\.description))
  }

  @Test func `records are lines or a list`() {
    let (file, problems) = read(
      """
      tests:
        - name: positive
          records: |
            one
            two
          expected: [a, b]
        - format: syslog
          year: 2025
          records: [three]
          expected: []
      """)
    #expect(problems.isEmpty)
    #expect(file.rulePath == "p/ssh.yml")
    #expect(file.tests.map(\.name) == ["positive", "test 2"])
    #expect(file.tests.map(\.records) == [["one", "two"], ["three"]])
    #expect(file.tests.map { $0.expected.map(\.rule.name) } == [["a", "b"], []])
    #expect(file.tests.map(\.format) == [nil, "syslog"])
    #expect(file.tests.map(\.year) == [nil, 2025])
  }

  @Test(arguments: [
    ("tests: []", ": error: there are no tests in this file"),
    ("tests:\n  - records: x", ":2:5: error: 'expected' is missing; write [] for no alert"),
    ("tests:\n  - expected: []", ":2:5: error: 'records' is missing"),
    (
      "tests:\n  - {records: [], expected: []}", ":2:15: error: the test has no records"
    ),
    (
      "tests:\n  - {record: a, expected: []}",
      ":2:6: error: unknown key 'record'; did you mean 'records'?"
    ),
  ])
  func `says what is wrong with a test`(text: String, expected: String) {
    #expect(read(text).1.first == "p/ssh.tests.yml\(expected)")
  }

  @Test func `an expected id must be one of the file's rules`() {
    let pack = Pack(name: "p")
    let source = RuleSource(
      path: "p/ssh.yml", bytes: Array(rule(item: "f: 1").utf8), pack: pack)
    let set = RuleSetBuilder.build([source])
    let (file, _) = read("tests:\n  - {records: [x], expected: [ab]}")
    var problems = Problems()
    file.check(against: set, &problems)
    #expect(
      problems.all.map(\.description)
        == ["p/ssh.tests.yml:2:31: error: no rule of p/ssh.yml has the id 'ab'; did you mean 'a'?"])
  }
}
