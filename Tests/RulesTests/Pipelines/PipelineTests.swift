import Detect
import Rules
import Testing

@Suite struct PipelineTests {
  private func load(_ text: String, _ pipelines: String...) -> RuleSet {
    var problems = Problems()
    let read = pipelines.enumerated().compactMap { index, pipeline in
      Pipeline(Array(pipeline.utf8), path: "p\(index).yml", &problems)
    }
    let source = RuleSource(path: "r.yml", bytes: Array(text.utf8), pack: Pack(name: "test"))
    return RuleSetBuilder.build([source], pipelines: read, problems)
  }

  /// The only rule after a pipeline with one transformation.
  private func listing(
    _ detection: String, logSource: String = "product: acme, category: door",
    _ transformation: String, more: String = ""
  ) throws -> String {
    let text = rule(detection, logSource: logSource)
    let set = load(text, "transformations:\n  - {id: t, \(transformation)}\n\(more)")
    #expect(set.problems.filter { $0.severity == .error }.map(\.description) == [])
    return RulesTests.listing(try #require(set.rules.first).condition, set.fieldNames)
  }

  @Test(arguments: [
    ("type: field_name_mapping, mapping: {who: person}", "(person = a and door is 5)"),
    (
      "type: field_name_mapping, mapping: {who: [person, badge]}",
      "((person = a or badge = a) and door is 5)"
    ),
    ("type: field_name_mapping, mapping: {other: person}", "(who = a and door is 5)"),
    ("type: field_name_prefix_mapping, mapping: {wh: x.wh, d: e}", "(x.who = a and eoor is 5)"),
    ("type: field_name_prefix, prefix: data.", "(data.who = a and data.door is 5)"),
    ("type: field_name_suffix, suffix: _s", "(who_s = a and door_s is 5)"),
    (
      "type: drop_detection_item, field_name_conditions: [{type: include_fields, fields: [door]}]",
      "who = a"
    ),
    (
      "type: field_name_prefix, prefix: p., field_name_conditions: "
        + "[{type: exclude_fields, fields: [who]}]", "(who = a and p.door is 5)"
    ),
    (
      "type: field_name_prefix, prefix: p., field_name_conditions: "
        + "[{type: include_fields, mode: re, fields: ['w.*']}]", "(p.who = a and door is 5)"
    ),
    (
      "type: add_condition, conditions: {EventID: [1, 2]}",
      "((winlog.event_id is 1 or winlog.event_id is 2) and (who = a and door is 5))"
    ),
    (
      "type: add_condition, negated: true, conditions: {index: test}",
      "(not index = test and (who = a and door is 5))"
    ),
    (
      "type: add_condition, template: true, conditions: {src: '$product-${category}'}",
      "(src = acme-door and (who = a and door is 5))"
    ),
    (
      "type: field_name_prefix, prefix: p., detection_item_conditions: "
        + "[{type: match_string, cond: any, pattern: a}]", "(p.who = a and door is 5)"
    ),
    (
      "type: field_name_prefix, prefix: p., detection_item_conditions: "
        + "[{type: match_value, cond: all, value: 5}]", "(who = a and p.door is 5)"
    ),
    (
      "type: field_name_prefix, prefix: p., detection_item_cond_not: true, "
        + "detection_item_conditions: [{type: match_value, cond: all, value: 5}]",
      "(p.who = a and door is 5)"
    ),
  ])
  func `changes what it says`(transformation: String, expected: String) throws {
    let detection = "s: {who: a, door: 5}\ncondition: s"
    #expect(try listing(detection, transformation) == expected)
  }

  @Test(arguments: [
    ("type: logsource, product: acme", true), ("type: logsource, product: other", false),
    ("type: logsource, product: acme, service: x", false),
    ("type: contains_field, field: who", true), ("type: contains_field, field: whom", false),
    ("type: contains_detection_item, field: who, value: A", true),
    ("type: contains_detection_item, field: who, value: b", false),
    ("type: is_sigma_rule", true), ("type: is_sigma_correlation_rule", false),
    ("type: tag, tag: attack.t1000", false),
  ])
  func `applies to rules that fit`(condition: String, isApplied: Bool) throws {
    let listing = try listing(
      "s: {who: a}\ncondition: s",
      "type: field_name_prefix, prefix: p., rule_conditions: [{\(condition)}]")
    #expect(listing == (isApplied ? "p.who = a" : "who = a"))
  }

  @Test func `placeholders become values or wildcards`() throws {
    let detection = "s: {who|expand: 'x%names%', where|expand: '%place%'}\ncondition: s"
    let text = rule(detection)
    let set = load(
      text,
      """
      vars: {names: [a, b]}
      transformations:
        - {type: value_placeholders, include: [names]}
        - {type: wildcard_placeholders}
      """)
    let condition = try #require(set.rules.first).condition
    #expect(
      RulesTests.listing(condition, set.fieldNames) == "((who = xa or who = xb) and where = *)")
    let missing = load(text, "transformations: [{type: value_placeholders}]")
    #expect(missing.problems.contains { $0.message == "the pipeline has no variable 'names'" })
  }

  @Test func `pipelines apply by priority`() throws {
    let set = load(
      rule("s: {who: a}\ncondition: s"),
      "priority: 20\ntransformations: [{type: field_name_prefix, prefix: late.}]",
      "priority: 10\ntransformations: [{type: field_name_mapping, mapping: {who: early}}]")
    let condition = try #require(set.rules.first).condition
    #expect(RulesTests.listing(condition, set.fieldNames) == "late.early = a")
  }

  @Test func `the log source changes as a whole`() {
    let set = load(
      rule("s: {who: a}\ncondition: s", logSource: "product: acme, category: door"),
      "transformations: [{type: change_logsource, product: Linux, service: auditd}]")
    #expect(set.rules.first?.logSource == LogSourceSelector(product: "linux", service: "auditd"))
  }

  @Test func `correlations group by the new names`() {
    let set = load(
      rule("s: {who: a}\ncondition: s") + """
        ---
        title: c
        id: c
        correlation: {type: event_count, rules: a, group-by: who, timespan: 5m, condition: {gt: 1}}
        """,
      "transformations: [{type: field_name_mapping, mapping: {who: person}}]")
    let id = set.correlations.first?.feeds.first?.groupBy.first
    #expect(id.map(set.fieldNames.name) == "person")
  }

  @Test(arguments: [
    ("transformations: [{type: replace_string, regex: a}]", "pipeline-unsupported"),
    ("transformations: [{type: field_name_maping, mapping: {a: b}}]", "pipeline-unsupported"),
    ("postprocessing: [{type: embed}]", "pipeline-unsupported"),
    (
      "transformations: [{type: query_expression_placeholders, expression: a}]",
      "pipeline-unsupported"
    ),
    (
      "transformations: [{type: field_name_prefix, prefix: a, rule_conditions: [{type: x}]}]",
      "pipeline-unsupported"
    ),
    ("transformations: [{type: field_name_prefix, prefix: a, rule_cond_expr: a}]", "unknown-key"),
    ("transformations: [{type: field_name_prefix}]", "missing-key"),
    ("transformations: [{type: field_name_mapping, mapping: {a: []}}]", "pipeline"),
    ("transformations: [{type: value_placeholders, include: [a], exclude: [b]}]", "pipeline"),
    ("transformations: [{type: drop_detection_item, field_name_cond_op: xor}]", "unknown-value"),
    ("transformation: []", "unknown-key"), ("", "pipeline"), ("[]", "wrong-type"),
  ])
  func `what is not supported is an error`(pipeline: String, code: String) {
    var problems = Problems()
    #expect(Pipeline(Array(pipeline.utf8), path: "p.yml", &problems) == nil)
    #expect(problems.all.map(\.code).contains(code))
  }

  @Test(arguments: [
    ("type: rule_failure, message: not here", "not here"),
    ("type: drop_detection_item", "the pipeline (p0.yml:1:19) drops all of a search of this rule"),
    (
      "type: detection_item_failure, message: no who, field_name_conditions: "
        + "[{type: include_fields, fields: [who]}]", "no who"
    ),
  ])
  func `a rule can be refused`(transformation: String, message: String) {
    let set = load(
      rule("s: {who: a}\ncondition: s"), "transformations: [{\(transformation)}]")
    #expect(set.rules.isEmpty)
    #expect(set.problems.contains { $0.message == message })
  }
}
