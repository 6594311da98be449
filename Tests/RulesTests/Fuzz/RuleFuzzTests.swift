import Rules
import Testing

/// Broken YAML and broken rules: whatever bytes change, loading ends, and says something or loads.
@Suite struct RuleFuzzTests {
  private static let sample = """
    action: global
    title: &t "Ein Titel é"
    logsource: {category: firewall, product: x}
    ---
    id: a
    name: a
    detectd: {entity: [src_ip], phase: response}
    detection:
      s1:
        - f|windash|contains|all: ['-a b', "c\\td", 'C:\\\\x\\*']
          g|re|i: '^(a|b)[c-d]+$'
          h|cidr: 192.0.2.0/24
        - ['key*', 5, {x|gte: 3, y|expand: '%z%', z|base64offset|contains: foo}]
      s_2: {'|all': [a, b]}
      condition: (1 of s* and not s_2) or all of them
    ---
    title: c
    id: c
    correlation:
      type: value_count
      rules: [a]
      group-by: [src_ip]
      timespan: 5m
      condition: {gte: 2, field: *t}
      aliases: {q: {a: f}}
    detectd: {rearm: reset, suppress: 1h}
    ---
    title: d
    id: d
    correlation: {type: temporal, rules: [c, a], timespan: 1d, condition: c and not a}
    ---
    title: f
    id: f
    logsource: {category: firewall}
    filter: {rules: [a], selection: {src_ip|cidr: 10.0.0.0/8}, condition: not selection}
    """
  private static let pieces = [
    "'", "\"", "|", "*", "&", ": ", "- ", "[", "]", "{", "}", "\n", "\t", "#", "%", "\\", "?", "!",
    "(", ")", " and ", " not ", "1 of ", "---\n", "null", "\u{0}", "é", "<<: ",
    "999999999999999999999",
  ]

  @Test func `no change of a rule stops the loader`() {
    Fuzz.run("rules", rounds: 1200) { fuzz in
      let bytes = fuzz.mutated(Self.sample, pieces: Self.pieces)
      let source = RuleSource(path: "m.yml", bytes: bytes, pack: Pack(name: "m"))
      let set = RuleSetBuilder.build([source], lints: true)
      #expect(set.count > 0 || !set.problems.isEmpty)
      for problem in set.problems { #expect(!problem.description.isEmpty) }
    }
  }
}
