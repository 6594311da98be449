import Detect
import Logs
import Response
package import Rules

/// Runs the samples beside the rules of packs: exactly the expected rules of the file must raise
/// alerts.
package struct RuleTestRun {
  /// What a test came to.
  package struct Outcome: Sendable {
    package let name: String
    package let place: Place
    /// Identifiers that should have raised an alert and did not.
    package let missing: [String]
    /// Identifiers of the same file that raised one and should not have.
    package let unexpected: [String]

    package var holds: Bool { missing.isEmpty && unexpected.isEmpty }
  }

  package private(set) var outcomes: [Outcome] = []
  /// Problems of the rules and of the files of tests.
  package private(set) var problems: [Problem] = []

  /// Loads the packs and runs every test of them.
  ///
  /// - Parameter only: Run only the tests of files whose path contains this.
  package init(paths: [String], only: String? = nil) {
    var problems = Problems()
    let rules = RuleFiles.load(paths)
    let custom = DecoderFiles([]).custom
    for path in RuleFiles.tests(at: paths, &problems) where only.map(path.contains) ?? true {
      guard let bytes = RuleFiles.read(path, &problems) else { continue }
      let tests = RuleTests(in: bytes, path: path, &problems)
      tests.check(against: rules, &problems)
      let own = Set(
        (rules.ruleInfo + rules.correlationInfo).filter { $0.place.path == tests.rulePath }
          .map(\.id))
      for test in tests.tests { run(test, own, rules, custom, &problems) }
    }
    self.problems = rules.problems.filter { $0.severity == .error } + problems.sorted
  }

  private mutating func run(
    _ test: RuleTests.Test, _ own: Set<String>, _ rules: RuleSet, _ custom: CustomDecoders,
    _ problems: inout Problems
  ) {
    let clock = TimeReference(nowSeconds: 1_800_000_000, year: test.year)
    guard
      let detection = Detection(
        rules: rules, test: test, clock: clock, custom: custom, &problems)
    else { return }
    var fired: Set<String> = []
    let content = Array((test.records.joined(separator: "\n") + "\n").utf8)
    let input = Input(name: test.place.path, content: content)
    _ = Belt(detection: detection, workers: 1).run([input]) { alert in
      fired.insert(alert.rule.id)
      return true
    }
    let expected = Set(test.expected.map(\.name))
    outcomes.append(
      Outcome(
        name: test.name, place: test.place, missing: expected.subtracting(fired).sorted(),
        unexpected: fired.intersection(own).subtracting(expected).sorted()))
  }
}
