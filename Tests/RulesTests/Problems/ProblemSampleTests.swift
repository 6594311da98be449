private import Foundation
import Rules
import Testing

/// One text for each code of a problem, so that none is there in vain.
@Suite struct ProblemSampleTests {
  private static func correlation(_ body: String) -> String {
    rule(item: "f: 1") + "---\ntitle: c\nid: c\ncorrelation: {\(body)}\n"
  }

  private static func counting(_ more: String, timespan: String = "1m") -> String {
    correlation(
      "type: event_count, rules: a, timespan: \(timespan), condition: {gte: 2}, \(more)")
  }

  private static func condition(_ text: String) -> String {
    rule("a: {f: 1}\nb: {f: 2}\ncondition: \(text)")
  }

  private static let chain =
    rule(item: "f: 1")
    + (0..<12).map { level in
      "---\ntitle: c\nid: c\(level)\ncorrelation: {type: event_count, timespan: 1m, "
        + "rules: \(level == 0 ? "a" : "c\(level - 1)"), condition: {gte: 2}}\n"
    }.joined()

  private static let filter =
    rule(item: "f: 1") + "---\ntitle: f\nid: f\nlogsource: {product: windows}\nfilter: "

  private static let samples: [String: String] = [
    "aggregation": condition("a | count() by x > 5"),
    "alias-rule": counting("group-by: x, aliases: {x: {b: f}}"),
    "all-of-one": rule(item: "f|all: x"),
    "always-holds": condition("a or b or not a"),
    "bad-expression": rule(item: "f|re: '(a'"),
    "bad-timespan": counting("", timespan: "1 h"),
    "bare-pattern": condition("b*"),
    "bare-them": condition("them"),
    "chain-field": counting("group-by: [x]")
      + "---\ntitle: d\nid: d\ncorrelation: {type: event_count, rules: c, timespan: 1h, "
      + "group-by: y, condition: {gte: 2}}\n",
    "condition-case": condition("a AND b"),
    "condition-of-nothing": correlation(
      "type: temporal, rules: a, timespan: 1m, condition: not a"),
    "condition-syntax": condition("a b"),
    "condition-too-deep": condition(String(repeating: "not ", count: 200) + "a"),
    "correlation-cycle": correlation(
      "type: event_count, rules: c, timespan: 1m, condition: {gte: 2}"),
    "correlation-depth": chain,
    "custom-log-source": rule("s: {f: 1}\ncondition: s", logSource: "product: x, tier: web"),
    "duplicate-id": rule(item: "f: 1") + "---\n" + rule(item: "f: 2"),
    "duplicate-name": rule("s: {f: 1}\ncondition: s", more: "name: n\n")
      + "---\n"
      + rule("s: {f: 1}\ncondition: s", more: "name: n\n").replacing("id: a", with: "id: b"),
    "empty-condition": condition("''"),
    "empty-keyword": rule("s: ['*']\ncondition: s"),
    "empty-list": rule(item: "f: []"),
    "empty-search": rule("s: {}\ncondition: s"),
    "empty-selector": condition("1 of c*"),
    "extended-condition": correlation(
      "type: event_count, rules: a, timespan: 1m, condition: a"),
    "filter-keeps": filter + "{s: {f: 1}, condition: s}\n",
    "filter-reach": filter + "{rules: f, s: {f: 1}, condition: not s}\n",
    "keyword-type": rule("s: {'|gt': 5}\ncondition: s"),
    "missing-key": "id: a\nlogsource: {}\ndetection: {s: {f: 1}, condition: s}",
    "mixed-document": rule(item: "f: 1") + "correlation: {}\n",
    "modifier-order": rule(item: "f|contains|re: x"),
    "modifier-type": rule(item: "f|contains: 5"),
    "nested-map": rule(item: "f: {g: 1}"),
    "never-holds": condition("a and not a"),
    "no-comparison": correlation("type: event_count, rules: a, timespan: 1m"),
    "no-id": rule(item: "f: 1").replacing("id: a\n", with: ""),
    "no-rules": "",
    "no-search": rule("condition: s"),
    "no-value-field": correlation(
      "type: value_count, rules: a, timespan: 1m, condition: {gte: 2}"),
    "not-a-rule": "title: t",
    "parenthesis": condition("(a"),
    "percentile": counting("percentile: 5"),
    "placeholder": rule(item: "f|expand: '%x%'"),
    "quantifier": condition("2 of b*"),
    "refused-rule": rule(item: "f|contain: x")
      + "---\ntitle: c\nid: c\ncorrelation: {type: event_count, rules: a, timespan: 1m, "
      + "condition: {gte: 2}}\n",
    "repeat-nothing": "action: repeat\ntitle: t\n",
    "slow-expression": rule(item: "f|re: '[a-z]+'"),
    "suppression": rule("s: {f: 1}\ncondition: s", more: "detectd: {rearm: reset}\n"),
    "too-many-tests": condition(Array(repeating: "a", count: 250_001).joined(separator: " or ")),
    "unknown-comparison": correlation(
      "type: event_count, rules: a, timespan: 1m, condition: {get: 2}"),
    "unknown-field": rule(item: "srcip: 1", logSource: "category: firewall"),
    "unknown-key": rule(item: "f: 1") + "levle: high\n",
    "unknown-modifier": rule(item: "f|contain: x"),
    "unknown-rule": correlation("type: event_count, rules: b, timespan: 1m, condition: {gte: 2}"),
    "unknown-search": condition("c"),
    "unknown-value": rule("s: {f: 1}\ncondition: s", more: "level: hihg\n"),
    "unused-alias": counting("aliases: {x: {a: f}}"),
    "unused-rule": rule(item: "f: 1") + "---\n"
      + rule(item: "f: 1").replacing("id: a", with: "id: b")
      + "---\ntitle: c\nid: c\ncorrelation: {type: temporal, rules: [a, b], timespan: 1m, "
      + "condition: a}\n",
    "unused-search": condition("a"),
    "value-field": counting("field: x"),
    "wrong-type": "title: [t]\n",
    "yaml-alias": "title: *x\n",
    "yaml-alias-key": "a: &x 1\n*x : 2\n",
    "yaml-character": "title: \u{7}\n",
    "yaml-duplicate-key": "title: a\ntitle: b\n",
    "yaml-key": "[a]: 1\n",
    "yaml-merge": "<<: {a: 1}\n",
    "yaml-syntax": "title: [\n",
    "yaml-tab": "a:\n\tb: 1\n",
    "yaml-tag": "a: !!binary aGk=\n",
    "yaml-too-deep": String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
    "yaml-too-large": String(repeating: " ", count: 11 << 20),
    "yaml-too-many-values": "a: [" + String(repeating: "x,", count: 500_001) + "x]",
  ]

  /// Of pipelines, sample files, folders and conversion, which have tests of their own, and more
  /// names of fields than a test should load.
  private static let elsewhere: Set<String> = [
    "convert", "no-records", "no-rule-file", "no-such-file", "no-tests", "pipeline",
    "pipeline-failure", "pipeline-unsupported", "too-many-fields", "unreadable", "yaml-encoding",
  ]

  @Test(arguments: samples.keys.sorted())
  func `a problem has its code`(code: String) throws {
    let text = try #require(Self.samples[code])
    let source = RuleSource(path: "r.yml", bytes: Array(text.utf8), pack: Pack(name: "test"))
    let problems = RuleSetBuilder.build([source], lints: true).problems
    #expect(problems.map(\.code).contains(code), "\(problems)")
  }

  @Test func `every documented code has a sample`() throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let page = try String(
      contentsOf: root.appending(path: "Documentation/Rules.md"), encoding: .utf8)
    let table = page.split(separator: "| code | means |").last ?? ""
    let documented = Set(table.matches(of: /\| `([a-z0-9-]+)` \|/).map { String($0.1) })
    #expect(documented.symmetricDifference(Self.elsewhere.union(Self.samples.keys)) == [])
  }
}
