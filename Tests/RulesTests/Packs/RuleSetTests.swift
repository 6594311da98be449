import Detect
import Rules
import Testing

@Suite struct RuleSetTests {
  @Test func `what a rule says about itself is kept`() throws {
    let text = rule(
      "s: {f: 1}\ncondition: s",
      more: """
        name: my_rule
        status: test
        level: low
        description: d
        author: [A, B]
        date: 2025-01-31
        references: [https://example.com]
        falsepositives: Unknown
        tags: [attack.t1110.001, attack.credential_access, attack.g0016, attack.S0154, cve.2024-1]
        detectd: {entity: [dst_ip, user.name], phase: response}
        ticket: X-1

        """)
    let set = load(text.replacing("product: windows", with: "category: firewall"))
    #expect(set.problems.filter { $0.severity != .note }.map(\.description) == [])
    let info = try #require(set.ruleInfo.first)
    #expect(info.id == "a")
    #expect(info.level == .low)
    #expect(info.status == .test)
    #expect(info.author == "A, B")
    #expect(info.references == ["https://example.com"])
    #expect(info.falsePositives == ["Unknown"])
    #expect(info.attribution.techniques == ["T1110.001"])
    #expect(info.attribution.tactics == ["Credential Access"])
    #expect(info.attribution.groups == ["G0016"])
    #expect(info.attribution.software == ["S0154"])
    #expect(info.entity.map(set.fieldNames.name(of:)) == ["destination.ip", "user.name"])
    #expect(info.phase == .response)
    #expect(info.logSourceText == "*/firewall/*")
    #expect(info.custom.map(\.key) == ["ticket"])
    #expect(info.pack == "test")
  }

  @Test(arguments: [
    ("informational", AlertPhase.earlyWarning), ("low", .earlyWarning), ("medium", .response),
    ("critical", .response),
  ])
  func `the phase follows the level`(level: String, phase: AlertPhase) {
    let set = load(rule("s: {f: 1}\ncondition: s", more: "level: \(level)\n"))
    #expect(set.ruleInfo.map(\.phase) == [phase])
    #expect(
      set.ruleInfo.first?.entity.map(set.fieldNames.name(of:))
        == ["source.ip", "user.name", "host.name"])
  }

  /// Whole documents, and all that is said of them.
  @Test(arguments: [
    (
      "id: a\nlogsource: {product: x}\ndetection: {s: {f: 1}, condition: s}",
      ["1:1: error: 'title' is missing"]
    ),
    ("title: t\nid: a", ["1:1: error: there is no 'detection', 'correlation' or 'filter'"]),
    (
      "title: t\nid: a\ndetections: {}",
      [
        "1:1: error: there is no 'detection', 'correlation' or 'filter'",
        "3:1: warning: unknown key 'detections'; did you mean 'detection'?",
      ]
    ),
    (
      "title: t\nid: a\ndetection: {s: {f: 1}, condition: s}",
      ["1:1: error: 'logsource' is missing"]
    ),
    (
      "title: t\nid: a\nlogsource: {product: x}\ndetection: {s: {f: 1}}",
      ["4:12: error: 'condition' is missing"]
    ),
    (
      "title: t\nid: a\nlogsource: {product: x}\ndetection: {condition: s}",
      [
        "4:12: error: there is nothing to search for; "
          + "write a search, such as selection: {field: value}"
      ]
    ),
    (
      "title: t\nid: a\nlevel: hihg\nlogsource: {product: x}\ndetection: {s: {f: 1}, condition: s}",
      ["3:8: error: 'level' is 'hihg'; did you mean 'high'?"]
    ),
    (
      "title: t\nid: a\nlevle: high\nlogsource: {product: x}\ndetection: {s: {f: 1}, condition: s}",
      ["3:1: warning: unknown key 'levle'; did you mean 'level'?"]
    ),
    (
      "title: t\nlogsource: {product: x}\ndetection: {s: {f: 1}, condition: s}",
      [
        "1:1: warning: the rule has no id; its alerts carry 'r#1'; "
          + "write an id that stays, such as a UUID"
      ]
    ),
    (
      "title: t\nid: a\nlogsource: {produkt: x}\ndetection: {s: {f: 1}, condition: s}",
      [
        "3:13: warning: the log source key 'produkt' is not Sigma's and is not looked at; "
          + "did you mean 'product'?"
      ]
    ),
    (
      "title: t\nid: a\nlogsource: {product: x}\ndetection: {s: , condition: s}",
      [
        "4:16: error: there is nothing to search for here; "
          + "write a field and its value, or a keyword"
      ]
    ),
    ("- title", ["1:1: error: a rule must be a map (key: value), but is a list"]),
    (
      "title: t\nid: a\nlogsource: {category: firewall}\ndetection: {s: {srcip: 1}, condition: s}",
      [
        "4:17: warning: the field 'srcip' is neither in ECS nor in the taxonomy of the rule's "
          + "log source; did you mean 'src_ip'?"
      ]
    ),
    (
      "title: t\nid: a\ndetectd: {phase: now}\nlogsource: {product: x}\n"
        + "detection: {s: {f: 1}, condition: s}",
      ["3:18: error: 'phase' is 'now'; write one of early-warning, response"]
    ),
  ])
  func `says what is wrong with a document`(text: String, expected: [String]) {
    #expect(complaints(text) == expected.map { "r.yml:\($0)" })
  }

  @Test func `an id or a name is taken once`() {
    let one = rule("s: {f: 1}\ncondition: s", more: "name: n\n")
    let set = load(
      one, one.replacing("name: n", with: "name: m"), one.replacing("id: a", with: "id: b"))
    #expect(set.rules.count == 1)
    #expect(
      set.problems.map(\.description) == [
        "r1.yml:2:5: error: the id 'a' is already taken by r0.yml:2:5; "
          + "give this rule an id of its own",
        "r2.yml:2:5: error: the name 'n' is already taken by r0.yml:2:5",
      ])
  }

  @Test func `no rule at all is an error`() {
    let set = RuleSetBuilder.build([])
    #expect(
      set.problems.map(\.description)
        == ["the rules: error: there is no rule file; name a folder with Sigma rules (*.yml)"])
  }

  @Test func `collections inherit from the global document until a reset`() throws {
    let set = load(
      """
      action: global
      title: g
      level: high
      logsource: {product: windows}
      detection:
        a: {f: 1}
        condition: a
      ---
      id: one
      detection: {a: {g: 2}}
      ---
      id: two
      detection: {a: {f: 3}}
      ---
      action: repeat
      id: three
      detection: {condition: not a}
      ---
      action: reset
      ---
      title: own
      id: four
      logsource: {product: linux}
      detection: {a: {h: 1}, condition: a}
      """)
    #expect(set.problems.map(\.description) == [])
    #expect(set.ruleInfo.map(\.title) == ["g", "g", "g", "own"])
    #expect(set.ruleInfo.map(\.level) == [.high, .high, .high, .medium])
    #expect(
      set.rules.map { listing($0.condition, set.fieldNames) }
        == ["(f is 1 and g is 2)", "f is 3", "not f is 3", "h is 1"])
  }

  @Test func `a filter narrows the rules of its log source`() {
    let filter = """
      title: leave out backups
      id: f
      logsource: {product: windows}
      filter:
        rules: [a]
        selection_1: {user: backup}
        selection_2: {user: monitor}
        condition: not 1 of selection_*
      """
    let other = rule("s: {f: 1}\nselection_1: {g: 2}\ncondition: 1 of them")
      .replacing("id: a", with: "id: b")
    let set = load(rule("s: {f: 1}\nselection_1: {g: 2}\ncondition: 1 of them"), filter, other)
    #expect(set.problems.map(\.description) == [])
    #expect(set.filterCount == 1)
    #expect(
      set.rules.map { listing($0.condition, set.fieldNames) } == [
        "((f is 1 or g is 2) and not (user = backup or user = monitor))", "(f is 1 or g is 2)",
      ])
  }

  @Test func `filters add up, and reach no other log source and no correlation`() {
    let filter = """
      title: leave out a name
      id: f
      logsource: {product: windows}
      filter:
        rules: any
        selection: {user: backup}
        condition: not all of them
      """
    let second = filter.replacing("id: f", with: "id: g").replacing("backup", with: "monitor")
    let other = rule("selection: {f: 2}\ncondition: all of them", logSource: "product: linux")
      .replacing("id: a", with: "id: b")
    let count = """
      title: c
      id: c
      correlation: {type: event_count, rules: a, timespan: 5m, condition: {gte: 3}}
      """
    let set = load(rule(item: "f: 1"), filter, second, other, count)
    #expect(set.problems.map(\.description) == [])
    #expect(set.correlations.count == 1)
    #expect(
      set.rules.map { listing($0.condition, set.fieldNames) } == [
        "((f is 1 and not user = backup) and not user = monitor)", "f is 2",
      ])
  }

  @Test func `a filter that keeps what it describes, or names no rule, is worth a warning`() {
    let filter = """
      title: t
      id: f
      logsource: {product: windows}
      filter:
        rules: [nosuch]
        selection: {user: backup}
        condition: selection
      """
    #expect(
      load(rule(item: "f: 1"), filter).problems.map(\.description) == [
        "r1.yml:5:11: warning: the filter names the rule 'nosuch', which is not loaded",
        "r1.yml:7:14: warning: the filter negates nothing, so it keeps only what it describes; "
          + "write 'not' before what is to be left out",
      ])
  }

  private func filter(_ rules: String, _ more: String = "", search: String = "{user: x}") -> String
  {
    "title: t\nid: f\nlogsource: {product: windows\(more)}\n"
      + "filter: {\(rules)selection: \(search), condition: not selection}\n"
  }

  /// What a filter says of its rules, and whether it narrows the rule `a`, which is called `n`.
  @Test(arguments: [
    ("", true), ("rules: any, ", true), ("rules: [], ", true), ("rules: , ", true),
    ("rules: a, ", true), ("rules: [A], ", true), ("rules: [n], ", true), ("rules: [b, n], ", true),
    ("rules: [N], ", false), ("rules: [b], ", false),
  ])
  func `a filter is for those that it names, or for all`(rules: String, isNarrowed: Bool) {
    let named = rule("s: {f: 1}\ncondition: s", more: "name: n\n")
    let other = rule(item: "f: 2").replacing("id: a", with: "id: b")
    let set = load(named, other, filter(rules))
    #expect(set.problems.allSatisfy { $0.code == "unknown-rule" })
    #expect(
      listing(set.rules[0].condition, set.fieldNames)
        == (isNarrowed ? "(f is 1 and not user = x)" : "f is 1"))
  }

  @Test func `a filter with an error is refused by itself, once`() {
    let rules = (0..<3).map { rule(item: "f: 1").replacing("id: a", with: "id: r\($0)") }
    let set = load(rules[0], rules[1], rules[2], filter("", search: "{user|contain: x}"))
    #expect(
      set.rules.map { listing($0.condition, set.fieldNames) } == ["f is 1", "f is 1", "f is 1"])
    #expect(set.filterCount == 0)
    #expect(set.files.map(\.refused) == [0, 0, 0, 1])
    #expect(
      set.problems.map(\.description) == [
        "r3.yml:4:26: error: unknown modifier '|contain'; did you mean '|contains'?"
      ])
  }

  @Test func `what is odd about a filter is said once, not for each rule`() {
    let rules = (0..<3).map { rule(item: "f: 1").replacing("id: a", with: "id: r\($0)") }
    let set = load(rules[0], rules[1], rules[2], filter("", search: "{user|all: x}"))
    #expect(set.problems.map(\.code) == ["all-of-one"])
  }

  @Test func `a filter takes the placeholders of its pack`() {
    let set = load(
      rule(item: "f: 1"), filter("", search: "{user|expand: '%admins%'}"),
      placeholders: ["admins": ["root", "adm*"]])
    #expect(
      set.rules.map { listing($0.condition, set.fieldNames) }
        == ["(f is 1 and not (user = root or user = adm*))"])
  }

  @Test func `a filter says which of the rules it names it cannot narrow`() {
    let count = """
      title: c
      id: c
      correlation: {type: event_count, rules: a, timespan: 5m, condition: {gte: 3}}
      """
    let set = load(rule(item: "f: 1"), count, filter("rules: [a, c, f], ", ", service: system"))
    #expect(
      set.problems.map(\.description) == [
        "r2.yml:4:18: warning: the filter names the rule 'a', which is of another log source; "
          + "name the rule's in 'logsource'",
        "r2.yml:4:21: warning: the filter names the correlation 'c', and filters are for "
          + "detection rules; name the rules that feed it",
        "r2.yml:4:24: warning: 'f' is a filter; name a detection rule",
      ])
    #expect(
      load(rule(item: "f: 1"), "title: t\nid: f\nfilter: {s: {a: 1}, condition: not s}\n")
        .problems.map(\.description) == ["r1.yml:1:1: error: 'logsource' is missing"])
  }

  @Test func `a global document is for detection rules alone`() {
    let set = load(
      """
      action: global
      level: high
      logsource: {product: windows}
      detection: {s: {f: 1}, condition: s}
      ---
      title: a
      id: a
      ---
      title: c
      id: c
      correlation: {type: event_count, rules: a, timespan: 5m, condition: {gte: 3}}
      ---
      title: f
      id: f
      logsource: {product: linux}
      filter: {s: {f: 2}, condition: not s}
      """)
    #expect(set.problems.map(\.description) == [])
    #expect(set.ruleInfo.map(\.level) == [.high])
    #expect(set.correlationInfo.map(\.level) == [.medium])
    #expect(set.rules.map { listing($0.condition, set.fieldNames) } == ["f is 1"])
  }

  @Test func `all that the specification lets a rule say is read`() {
    let set = load(
      rule(
        "s: {f: 1}\ncondition: s",
        more: """
          taxonomy: sigma
          license: MIT
          scope: [server]
          fields: [f, g]
          modified: 2025-02-01
          related: [{id: b, type: derived}, {id: c, type: similar}, {id: d, type: obsolete}]

          """))
    #expect(set.problems.map(\.description) == [])
    #expect(set.ruleInfo.first?.custom.map(\.key) == [])
    let odd = complaints(
      rule("s: {f: 1}\ncondition: s", more: "related: [{id: b, type: derivd}]\n"))
    #expect(odd == ["r.yml:3:25: warning: 'type' is 'derivd'; did you mean 'derived'?"])
  }

  @Test func `a table of rules and problems as JSON`() {
    let set = load(rule("s: {f: 1}\ncondition: s", more: "level: high\n"))
    #expect(RuleTable.rows(set) == [["a", "high", "t", "windows/*/*", "r.yml"]])
    #expect(
      RuleTable.text([
        ["a", "low", "long title", "x/*/*", "p"], ["bc", "high", "t\u{1b}", "y", "q"],
      ])
        == """
        ID  LEVEL  TITLE       LOG SOURCE  PATH
        a   low    long title  x/*/*       p
        bc  high   t?          y           q

        """)
    let problem = Problem(
      .error, "unknown-modifier", at: Place(path: "a.yml", line: 3, column: 4), "m", hint: "h")
    #expect(
      String(decoding: problem.json.json(), as: UTF8.self)
        == #"{"severity":"error","code":"unknown-modifier","path":"a.yml","line":3,"column":4,"#
        + #""message":"m","hint":"h"}"#
    )
  }
}
