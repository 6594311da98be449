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
