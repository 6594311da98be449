import Detect
import Logs
import Response
package import Rules

/// Runs the samples beside the rules of packs: exactly the expected rules of the file must raise
/// alerts, and these must say what is expected of them.
package struct RuleTestRun {
  /// What a test came to.
  package struct Outcome: Sendable {
    package let name: String
    package let place: Place
    /// Identifiers that should have raised an alert and did not.
    package let missing: [String]
    /// Identifiers of the same file that raised one and should not have.
    package let unexpected: [String]
    /// What no alert of a rule says, and what they say instead.
    package let different: [String]

    package var holds: Bool { missing.isEmpty && unexpected.isEmpty && different.isEmpty }
  }

  package private(set) var outcomes: [Outcome] = []
  /// Problems of the rules and of the files of tests.
  package private(set) var problems: [Problem] = []
  /// Rules and correlations that were loaded, and those that a test expects an alert of.
  package private(set) var ruleCount = 0
  package private(set) var testedCount = 0

  /// Loads the packs and runs every test of them.
  ///
  /// - Parameters:
  ///   - pipelines: Files with processing pipelines, applied to every rule.
  ///   - only: Run only the tests of files whose path contains this.
  package init(paths: [String], pipelines: [String] = [], only: String? = nil) {
    var problems = Problems()
    let rules = RuleFiles.load(paths, pipelines: pipelines)
    let infos = rules.ruleInfo + rules.correlationInfo
    let compiled = CompiledRules(rules, DecoderFiles([]).custom, &problems)
    var tested: Set<String> = []
    for path in RuleFiles.tests(at: paths, &problems) where only.map(path.contains) ?? true {
      guard let bytes = RuleFiles.read(path, &problems), let compiled else { continue }
      let tests = RuleTests(in: bytes, path: path, &problems)
      tests.check(against: rules, &problems)
      let own = Set(infos.filter { $0.place.path == tests.rulePath }.map(\.id))
      for test in tests.tests {
        tested.formUnion(test.expected.map { RuleTestRun.id(of: $0, in: own) })
        run(test, own, compiled, &problems)
      }
    }
    ruleCount = infos.count
    testedCount = infos.count { tested.contains($0.id) }
    self.problems = rules.problems.filter { $0.severity == .error } + problems.sorted
  }

  private mutating func run(
    _ test: RuleTests.Test, _ own: Set<String>, _ rules: CompiledRules, _ problems: inout Problems
  ) {
    let clock = TimeReference(nowSeconds: 1_800_000_000, year: test.year)
    guard let detection = Detection(rules, test: test, clock: clock, &problems) else { return }
    var fired: [String: [Alert]] = [:]
    let content = Array((test.records.joined(separator: "\n") + "\n").utf8)
    let input = Input(name: test.place.path, content: content)
    _ = Belt(detection: detection, workers: 1).run([input]) { alert in
      fired[alert.rule.id, default: []].append(alert)
      return true
    }
    let ids = test.expected.map { RuleTestRun.id(of: $0, in: own) }
    let expected = Set(ids)
    let different = zip(ids, test.expected).flatMap { id, expectation in
      RuleTestRun.differences(expectation, id, fired[id] ?? [])
    }
    outcomes.append(
      Outcome(
        name: test.name, place: test.place, missing: expected.subtracting(fired.keys).sorted(),
        unexpected: own.intersection(fired.keys).subtracting(expected).sorted(),
        different: different))
  }

  /// The id that an expectation names: as written, or in lower case, as UUIDs are kept.
  private static func id(of expectation: RuleTests.Expectation, in own: Set<String>) -> String {
    let name = expectation.rule.name
    return own.contains(name) ? name : name.lowercased()
  }

  /// What none of the alerts says; nothing when one says it all, or when there is none.
  private static func differences(
    _ expectation: RuleTests.Expectation, _ id: String, _ alerts: [Alert]
  ) -> [String] {
    let documents = alerts.map { $0.document() }
    func holds(_ field: (name: String, texts: [String]), _ document: Document) -> Bool {
      Set(field.texts).isSubset(of: document.texts(DocumentName(field.name)))
    }
    let isMet = documents.contains { document in
      expectation.fields.allSatisfy { holds($0, document) }
    }
    guard let first = documents.first, !isMet else { return [] }
    return expectation.fields.filter { !holds($0, first) }.map { field in
      let found = first.texts(DocumentName(field.name))
      return "the alert of \(id) has "
        + (found.isEmpty
          ? "no \(field.name)" : "\(field.name) \(found.joined(separator: ", "))")
        + ", not \(field.texts.joined(separator: ", "))"
    }
  }
}
