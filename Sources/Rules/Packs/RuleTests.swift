/// The tests of one rule file, `ssh.yml`, which stand beside it in `ssh.tests.yml`.
///
///     tests:
///       - name: five failures are a brute force
///         records: |
///           …one record a line…
///         expected:
///           - brute-force
///           - rule: success-after-failures
///             fields: {source.ip: 203.0.113.66}
///       - name: one failure is none
///         format: syslog
///         year: 2025
///         indicators: [203.0.113.66]   # known bad, with a confidence of 80
///         records: ["…"]
///         expected: []
///
/// The rules of `ssh.yml` run over the records, and exactly those in `expected` must raise an
/// alert.
package struct RuleTests: Sendable {
  package struct Test: Sendable {
    package let name: String
    package let place: Place
    /// Log lines, in order, without line ends.
    package let records: [String]
    /// The decoder by name; nil lets it be recognised.
    package let format: String?
    /// The year of times that have none.
    package let year: Int?
    /// Addresses and networks that an indicator list of confidence 80 names.
    package let indicators: [String]
    /// The rules that raise an alert; none for a negative test.
    package let expected: [Expectation]
  }

  /// A rule that must raise an alert, and what one of its alerts must say.
  package struct Expectation: Sendable {
    /// By its id.
    package let rule: SigmaReference
    /// By the names of the alert's document, with the text that a value must have; several texts
    /// must all be there.
    package let fields: [(name: String, texts: [String])]
  }

  package let path: String
  /// The rule file they belong to.
  package let rulePath: String
  package let tests: [Test]

  /// Reads a file of tests. What is wrong is reported, and left out.
  package init(in bytes: [UInt8], path: String, _ problems: inout Problems) {
    self.path = path
    rulePath = RuleTests.rulePath(of: path)
    var tests: [Test] = []
    for document in YAML.documents(in: bytes, path: path, &problems) {
      guard let map = document.map("a file of tests", &problems) else { continue }
      map.reportUnknownKeys(besides: ["tests"], &problems)
      for node in map.required("tests", &problems)?.list("'tests'", &problems) ?? [] {
        if let test = Test(node, number: tests.count + 1, &problems) { tests.append(test) }
      }
    }
    if tests.isEmpty, !problems.hasErrors {
      problems.error("no-tests", at: Place(path: path), "there are no tests in this file")
    }
    self.tests = tests
  }

  /// `rules/ssh.yml` for `rules/ssh.tests.yml`
  package static func rulePath(of path: String) -> String {
    path.replacing(".tests.", with: ".")
  }

  /// Reports expectations that no rule of the file can meet.
  package func check(against set: RuleSet, _ problems: inout Problems) {
    let known = (set.ruleInfo + set.correlationInfo).filter { $0.place.path == rulePath }
    if known.isEmpty {
      problems.error(
        "no-rule-file", at: Place(path: path), "there is no rule in \(rulePath) to test")
      return
    }
    for reference in tests.flatMap(\.expected).map(\.rule)
    where !known.contains(where: { $0.id == reference.name.lowercased() || $0.id == reference.name }
    ) {
      problems.error(
        "unknown-rule", at: reference.place,
        "no rule of \(rulePath) has the id '\(reference.name)'",
        hint: NearestName.hint(for: reference.name, in: known.map(\.id)))
    }
  }
}

extension RuleTests.Test {
  init?(_ node: YAMLNode, number: Int, _ problems: inout Problems) {
    let before = problems.errorCount
    guard let map = node.map("a test", &problems) else { return nil }
    map.reportUnknownKeys(
      besides: ["name", "records", "format", "year", "indicators", "expected"], &problems)
    name = map.text("name", &problems) ?? "test \(number)"
    place = node.place
    format = map.text("format", &problems)
    year = map.whole("year", in: 1970...9999, &problems)
    indicators = map.texts("indicators", &problems) ?? []
    let records = map.required("records", &problems)
    switch records?.kind {
    case .scalar(let scalar):
      var lines = scalar.text.split(separator: "\n", omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      self.records = lines.map(String.init)
    default: self.records = records?.texts("'records'", &problems) ?? []
    }
    if self.records.isEmpty, problems.errorCount == before {
      problems.error("no-records", at: records?.place ?? map.place, "the test has no records")
    }
    if let expected = map["expected"] {
      self.expected = expected.elements.compactMap { RuleTests.Expectation($0, &problems) }
    } else {
      expected = []
      problems.error(
        "missing-key", at: map.place, "'expected' is missing", hint: "write [] for no alert")
    }
    if problems.errorCount > before { return nil }
  }
}

extension RuleTests.Expectation {
  /// An id, or a map with `rule` and `fields`.
  init?(_ node: YAMLNode, _ problems: inout Problems) {
    guard let map = node.map else {
      guard let name = node.text("a rule of 'expected'", &problems) else { return nil }
      rule = SigmaReference(name: name, place: node.place)
      fields = []
      return
    }
    map.reportUnknownKeys(besides: ["rule", "fields"], &problems)
    guard let name = map.requiredText("rule", &problems) else { return nil }
    rule = SigmaReference(name: name, place: map["rule"]?.place ?? map.place)
    fields = (map.map("fields", &problems)?.entries ?? []).map { entry in
      (entry.key, entry.value.texts("'\(entry.key)'", &problems))
    }
  }
}
