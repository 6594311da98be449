import Rules
import Testing

/// Broken pipelines: whatever bytes change, reading and applying them ends.
@Suite struct PipelineFuzzTests {
  private static let sample = """
    name: p
    priority: 10
    vars: {users: [a, 'b*']}
    transformations:
      - id: one
        type: field_name_mapping
        mapping: {f: [g, h], x: y}
        rule_conditions: [{type: logsource, product: windows}]
        field_name_conditions: [{type: include_fields, fields: [f, '^x'], mode: regex}]
      - {id: two, type: add_condition, conditions: {k: '$product'}, template: true, negated: true}
      - {id: three, type: value_placeholders}
      - {id: four, type: field_name_prefix_mapping, mapping: {win.: proc.}}
      - {id: five, type: change_logsource, product: linux, service: sshd}
      - id: six
        type: drop_detection_item
        field_name_conditions: [{type: include_fields, fields: [z]}]
      - id: seven
        type: detection_item_failure
        message: no
        detection_item_conditions: [{type: match_string, cond: any, pattern: '(a+)+$'}]
    """
  private static let pieces = [
    "'", "\"", "*", ": ", "- ", "[", "]", "{", "}", "\n", "type: ", "regex", "null", "(", ")", "é",
    "field_name_prefix", "wildcard_placeholders", "rule_failure", "99999999999999999999",
  ]

  @Test func `no change of a pipeline stops the loader`() {
    let text = rule(
      "s: {f: 1, 'x|expand': '%users%', 'win.z': aaaaaaaaaaaaaaaaaaaaaaaa!}\ncondition: s")
    let source = RuleSource(path: "r.yml", bytes: Array(text.utf8), pack: Pack(name: "p"))
    Fuzz.run("pipelines", rounds: 800) { fuzz in
      var problems = Problems()
      let bytes = fuzz.mutated(Self.sample, pieces: Self.pieces)
      guard let pipeline = Pipeline(bytes, path: "p.yml", &problems) else {
        #expect(problems.hasErrors)
        return
      }
      let set = RuleSetBuilder.build([source], pipelines: [pipeline])
      #expect(set.rules.count == 1 || set.errorCount > 0)
    }
  }
}
