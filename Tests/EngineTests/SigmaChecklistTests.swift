import Engine
import Foundation
import Logs
import Response
import Rules
import Support
import Testing

/// What the Sigma specification says of values, modifiers, searches and conditions, and what it leaves
/// open, from the text of a rule to the alert.
@Suite struct SigmaChecklistTests {
  /// Searches with their condition, an event in JSON, and whether the rule fires on it.
  private typealias Row = (detection: String, event: String, fires: Bool)

  /// The number of alerts that each row's rule raises on the row's event.
  private func alerts(_ rows: [Row], logSource: String = "definition: any") throws -> [Int] {
    let rules = rows.enumerated().map { place, row in
      let detection =
        row.detection.contains("condition:")
        ? row.detection : "s: {\(row.detection)}\ncondition: s"
      return """
        title: Row \(place)
        id: row-\(place)
        logsource: {\(logSource)}
        detection:
          \(detection.replacing("\n", with: "\n  "))

        """
    }
    let folder = try TemporaryFolder()
    var settings = Settings(clock: TimeReference(nowSeconds: 1_769_000_000))
    settings.rulePaths = [
      try folder.file("rules.yml", rules.joined(separator: "---\n")).path
    ]
    let loaded = Detection.load(settings)
    #expect(loaded.problems.filter { $0.severity == .error }.map(\.description) == [])
    let detection = try #require(loaded.detection)
    let lines = Array(rows.map { $0.event + "\n" }.joined().utf8)
    var counts = [Int](repeating: 0, count: rows.count)
    _ = Belt(detection: detection, workers: 1).run([Input(name: "in", content: lines)]) { alert in
      let place = (alert.evidence.last?.record ?? 0) - 1
      if alert.rule.id == "row-\(place)" { counts[place] += 1 }
      return true
    }
    return counts
  }

  private func check(_ rows: [Row], _ place: SourceLocation = #_sourceLocation) throws {
    for (row, count) in zip(rows, try alerts(rows)) {
      #expect(
        count == (row.fires ? 1 : 0), "\(row.detection) on \(row.event)", sourceLocation: place)
    }
  }

  @Test func `text, wildcards and escapes`() throws {
    try check([
      ("v1: ALICE", #"{"v1":"alice"}"#, true),
      ("V1: alice", #"{"v1":"alice"}"#, false),  // names have case
      ("v1: ÉTÉ", #"{"v1":"été"}"#, true),
      ("v1: 'a*z'", #"{"v1":"a\nb\nz"}"#, true),
      ("v1: 'a?z'", #"{"v1":"aéz"}"#, true),
      ("v1: 'a?z'", #"{"v1":"a\u00e9z"}"#, true),
      ("v1: 'a??z'", #"{"v1":"aéz"}"#, false),
      (#"v1|contains: '\Temp\'"#, #"{"v1":"C:\\Temp\\x"}"#, true),
      (#"v1|endswith: '\Temp\'"#, #"{"v1":"C:\\Temp\\"}"#, true),
      (#"v1|startswith: 'C:\Temp\'"#, #"{"v1":"C:\\Temp\\x"}"#, true),
      (#"v1: 'C:\Win\*'"#, #"{"v1":"C:\\Win\\x"}"#, false),
      (#"v1: 'C:\Win\*'"#, #"{"v1":"C:\\Win*"}"#, true),
      (#"v1: 'C:\Win\\*'"#, #"{"v1":"C:\\Win\\x"}"#, true),
      (#"v1: 'C:\Win\\\*'"#, #"{"v1":"C:\\Win\\*"}"#, true),
      (#"v1: 'C:\Win\\\*'"#, #"{"v1":"C:\\Win\\x"}"#, false),
      (#"v1: '\\\\srv\x'"#, #"{"v1":"\\\\srv\\x"}"#, true),
    ])
  }

  @Test func `empty, null and present`() throws {
    try check([
      ("v1: ''", #"{"v1":""}"#, true), ("v1: ''", #"{"v1":null}"#, false),
      ("v1: ''", #"{"v2":1}"#, false), ("v1|contains: ''", #"{"v1":"x"}"#, true),
      ("v1|contains: ''", #"{"v2":1}"#, false), ("v1: null", #"{"v2":1}"#, true),
      ("v1: null", #"{"v1":null}"#, true), ("v1: null", #"{"v1":""}"#, false),
      ("s: {v1: null}\ncondition: not s", #"{"v1":"x"}"#, true),
      ("s: {v1: null}\ncondition: not s", #"{"v2":1}"#, false),
      ("v1: [a, null]", #"{"v2":1}"#, true), ("v1: '*'", #"{"v1":""}"#, true),
      ("v1: '*'", #"{"v1":5}"#, true), ("v1: '*'", #"{"v1":null}"#, false),
      ("v1: '*'", #"{"v2":1}"#, false), ("v1|exists: true", #"{"v1":null}"#, true),
      ("v1|exists: true", #"{"v1":""}"#, true), ("v1|exists: true", #"{"v2":1}"#, false),
      ("v1|exists: false", #"{"v2":1}"#, true), ("v1|exists: false", #"{"v1":null}"#, false),
    ])
  }

  @Test func `numbers and booleans`() throws {
    try check([
      ("v1: 5", #"{"v1":5}"#, true), ("v1: 5", #"{"v1":"5"}"#, true),
      ("v1: 5", #"{"v1":5.0}"#, true), ("v1: 5", #"{"v1":"0x5"}"#, false),
      ("v1: 500", #"{"v1":"0x1F4"}"#, false), ("v1: '5'", #"{"v1":5}"#, true),
      ("v1: 9007199254740993", #"{"v1":9007199254740993}"#, true),
      ("v1: 9007199254740993", #"{"v1":9007199254740992}"#, false),
      ("v1|endswith: '1?'", #"{"v1":1015}"#, true), ("v1|endswith: '1?'", #"{"v1":1025}"#, false),
      ("v1|endswith: '1?'", #"{"v1":"0x10"}"#, true), ("v1: true", #"{"v1":true}"#, true),
      ("v1: true", #"{"v1":"True"}"#, true), ("v1: true", #"{"v1":false}"#, false),
      ("v1: true", #"{"v1":1}"#, false), ("v1: 'true'", #"{"v1":true}"#, true),
      ("v1|gt: 5", #"{"v1":5.5}"#, true), ("v1|gt: 5", #"{"v1":"6"}"#, true),
      ("v1|gt: 5", #"{"v1":5}"#, false), ("v1|gt: 5", #"{"v1":"many"}"#, false),
      ("v1|lt: -1", #"{"v1":-2.5}"#, true), ("v1|gte: 5", #"{"v2":6}"#, false),
      ("v1|hour|gte: 3", #"{"v1":"2026-01-01T04:00:00Z"}"#, true),
      ("v1|hour|gte: 3", #"{"v1":"2026-01-01T02:00:00+08:00"}"#, false),
      ("v1|week: 53", #"{"v1":"2026-12-31T20:00:00Z"}"#, true),
      ("v1|year: 2026", #"{"v1":"no time"}"#, false),
    ])
  }

  @Test func `lists in rules and in events`() throws {
    try check([
      ("v1: [a, b]", #"{"v1":"b"}"#, true), ("v1: b", #"{"v1":["a","b"]}"#, true),
      ("v1: c", #"{"v1":["a","b"]}"#, false),
      ("v1|contains|all: [a, b]", #"{"v1":"ba"}"#, true),
      ("v1|contains|all: [a, b]", #"{"v1":["xa","xb"]}"#, true),
      ("v1|contains|all: [a, b]", #"{"v1":["xa","xc"]}"#, false),
      ("v1|neq: [a, b]", #"{"v1":"b"}"#, false), ("v1|neq: [a, b]", #"{"v1":"c"}"#, true),
      ("v1|neq: [a, b]", #"{"v2":1}"#, true), ("v1|neq: a", #"{"v1":["a","b"]}"#, false),
      ("v1|contains|neq: a", #"{"v1":"xay"}"#, false),
      ("v1.v2: x", #"{"v1":{"v2":"x"}}"#, true), ("v1.v2: x", #"{"v1.v2":"x"}"#, true),
      ("v1.v2: x", #"{"v1":{"v2":"y"},"v1.v2":"x"}"#, true),
      ("v1.v2: y", #"{"v1":[{"v2":"x"},{"v2":"y"}]}"#, true),
      ("v1.v2.v3: 7", #"{"v1":{"v2":{"v3":7}}}"#, true),
      ("v1.v2: x", #"{"v1":"v2","v2":"x"}"#, false),
    ])
  }

  @Test func `modifiers in the order they are written`() throws {
    try check([
      ("v1|startswith: '*a'", #"{"v1":"xay"}"#, true),
      ("v1|startswith: 'a*c'", #"{"v1":"abcd"}"#, true),
      ("v1|startswith: 'a*c'", #"{"v1":"xabc"}"#, false),
      ("v1|endswith: 'a*c'", #"{"v1":"xabc"}"#, true),
      ("v1|endswith: 'a*c'", #"{"v1":"abcd"}"#, false),
      ("v1|contains|cased: Ab", #"{"v1":"xAby"}"#, true),
      ("v1|cased|contains: Ab", #"{"v1":"xaby"}"#, false),
      ("v1|cased|endswith: Ab", #"{"v1":"xAb"}"#, true),
      (#"v1|re: 'a\d+'"#, #"{"v1":"xa12y"}"#, true), (#"v1|re: 'a\d+'"#, #"{"v1":"xA12y"}"#, false),
      (#"v1|re|i: 'a\d+'"#, #"{"v1":"xA12y"}"#, true), (#"v1|re: '\\x'"#, #"{"v1":"C:\\x"}"#, true),
      ("v1|re: '^b$'", #"{"v1":"a\nb\nc"}"#, false), ("v1|re|m: '^b$'", #"{"v1":"a\nb\nc"}"#, true),
      ("v1|re: 'a.b'", #"{"v1":"a\nb"}"#, false), ("v1|re|s: 'a.b'", #"{"v1":"a\nb"}"#, true),
      ("v1|re|contains: 'a|b'", #"{"v1":"xby"}"#, true), ("v1|re: 5", #"{"v1":151}"#, true),
      ("v1|base64: ab", #"{"v1":"YWI="}"#, true),
      ("v1|wide|base64offset|contains: ab", #"{"v1":"xxxYQBiAxx"}"#, true),
      ("v1|utf16|base64: ab", #"{"v1":"//5hAGIA"}"#, true),
      ("v1|windash|contains: ' -f '", #"{"v1":"x /f y"}"#, true),
      ("v1|windash|contains: ' -f '", #"{"v1":"x –f y"}"#, true),
      ("v1|contains|windash: ' /f '", #"{"v1":"x -f y"}"#, true),
      ("v1|windash|contains: ' -f '", #"{"v1":"x +f y"}"#, false),
      ("v1|windash|contains|all: [' -f ', ' -g ']", #"{"v1":"x /f -g /g y"}"#, true),
      ("v1|windash|contains|all: [' -f ', ' -g ']", #"{"v1":"x /f -f y"}"#, false),
      ("v1|base64offset|contains|all: [foo, bar]", #"{"v1":"Zm9v and YmFy"}"#, true),
      ("v1|base64offset|contains|all: [foo, bar]", #"{"v1":"Zm9v and Zvb"}"#, false),
      ("v1|cidr: 192.0.2.0/24", #"{"v1":"192.0.2.9"}"#, true),
      ("v1|cidr: 192.0.2.0/24", #"{"v1":"::ffff:192.0.2.9"}"#, true),
      ("v1|cidr: 192.0.2.0/24", #"{"v1":"192.0.2.9:80"}"#, false),
      ("v1|cidr: 2001:db8::/32", #"{"v1":"2001:DB8:0::9"}"#, true),
      ("v1|cidr: ['192.0.2.0/24', '198.51.100.0/24']", #"{"v1":"198.51.100.1"}"#, true),
      ("v1|fieldref: v2", #"{"v1":"Ab","v2":"aB"}"#, true),
      ("v1|fieldref: v2", #"{"v1":5,"v2":5}"#, true), ("v1|fieldref: v2", #"{"v3":5}"#, false),
      ("v1|fieldref: v2", #"{"v1":["a","b"],"v2":"b"}"#, true),
      ("v1|fieldref|neq: v2", #"{"v1":"a","v2":"b"}"#, true),
      ("v1|fieldref|startswith: v2", #"{"v1":"abc","v2":"AB"}"#, true),
    ])
  }

  @Test func `an encoded text is found at any place of an encoded text`() throws {
    let rows = (0..<3).flatMap { before in
      (0..<5).map { after -> Row in
        let text =
          String(repeating: "x", count: before) + "foo" + String(repeating: "y", count: after)
        let encoded = Data(text.utf8).base64EncodedString()
        return ("v1|base64offset|contains: foo", #"{"v1":"\#(encoded)"}"#, true)
      }
    }
    try check(rows + [("v1|base64offset|contains: foo", #"{"v1":"eHhmb3h4"}"#, false)])
  }

  @Test func `searches and keywords`() throws {
    try check([
      ("s: {v1: a, v2: b}\ncondition: s", #"{"v1":"a","v2":"b"}"#, true),
      ("s: {v1: a, v2: b}\ncondition: s", #"{"v1":"a"}"#, false),
      ("s: [{v1: a}, {v2: b}]\ncondition: s", #"{"v2":"b"}"#, true),
      ("s: [alpha]\ncondition: s", #"{"v1":"has ALPHA inside"}"#, true),
      ("s: alpha\ncondition: s", #"{"v1":{"v2":["x","alpha"]}}"#, true),
      ("s: [alpha]\ncondition: s", #"{"v1":"al","v2":"pha"}"#, false),
      ("s: ['alp*ina']\ncondition: s", #"{"v1":"alp","v2":"ina"}"#, true),  // in the record
      ("s: {'|all': [alpha, beta]}\ncondition: s", #"{"v1":"alpha","v2":"beta"}"#, true),
      ("s: {'|all': [alpha, beta]}\ncondition: s", #"{"v1":"alpha"}"#, false),
      ("s: {'|re': 'al[p]ha'}\ncondition: s", #"{"v1":"xalphay"}"#, true),
      ("s: {'|contains': alpha}\ncondition: s", #"{"v1":"xalphay"}"#, true),
      ("s: [200]\ncondition: s", #"{"v1":200}"#, true),
      ("s: [200]\ncondition: s", #"{"v1":"status 200 ok"}"#, true),
      ("s: [200]\ncondition: s", #"{"v1":2001}"#, false),
      ("s: [0, {v1: a}]\ncondition: s", #"{"v1":"a"}"#, true),
    ])
  }

  @Test func `conditions`() throws {
    try check([
      ("s: {v1: a}\nt: {v2: b}\ncondition: s or t and not s", #"{"v1":"a"}"#, true),
      ("s: {v1: a}\ncondition: not s", #"{"v2":1}"#, true),
      ("s: {v1: a}\ncondition: not not s", #"{"v1":"a"}"#, true),
      (
        "s: {v2: b}\nf_1: {v1: a}\nf_2: {v1: c}\ncondition: s and not 1 of f_*",
        #"{"v2":"b","v1":"c"}"#, false
      ),
      (
        "s: {v2: b}\nf_1: {v1: a}\nf_2: {v3: c}\ncondition: s and not all of f_*",
        #"{"v2":"b","v1":"a"}"#, true
      ),
      ("s: {v1: a}\n_t: {v2: b}\ncondition: all of them", #"{"v1":"a"}"#, true),
      ("s: {v1: a}\n_t: {v2: b}\ncondition: s and 1 of _*", #"{"v1":"a"}"#, false),
      // A list is one rule: it fires once.
      ("s: {v1: a}\nt: {v2: b}\ncondition: [s, t]", #"{"v1":"a","v2":"b"}"#, true),
    ])
  }

  /// A rule's log source, and whether it sees a failed login of sshd, a JSON object of no known
  /// product, and one such when these match.
  @Test(arguments: [
    ("product: linux", [true, false, true]), ("service: sshd", [true, false, true]),
    ("category: authentication", [true, false, true]),
    ("product: Linux, service: sshd, category: authentication", [true, false, true]),
    ("product: linux, service: cron", [false, false, true]),
    ("product: windows, service: sshd", [false, false, true]),
    ("definition: any", [true, true, true]),
    ("product: linux, definition: turn it on", [true, false, true]),
    ("product: linux, tier: web", [true, false, true]),
  ])
  func `a rule sees the events that have all that its log source names`(
    logSource: String, expected: [Bool]
  ) throws {
    let folder = try TemporaryFolder()
    let rule = """
      title: t
      id: r
      logsource: {\(logSource)}
      detection: {s: [alpha], condition: s}
      """
    var settings = Settings(clock: TimeReference(nowSeconds: 1_769_000_000))
    settings.rulePaths = [try folder.file("rule.yml", rule).path]
    func fires(_ line: String) throws -> Bool {
      let detection = try #require(Detection.load(settings).detection)
      var count = 0
      let input = Input(name: "in", content: Array((line + "\n").utf8))
      _ = Belt(detection: detection, workers: 1).run([input]) { _ in
        count += 1
        return true
      }
      return count == 1
    }
    let login =
      "Jan  1 00:00:00 h sshd[1]: Failed password for alpha from 192.0.2.1 port 4242 ssh2"
    let object = #"{"v1":"alpha"}"#
    #expect(try fires(login) == expected[0])
    #expect(try fires(object) == expected[1])
    settings.unknownLogSource = .match
    #expect(try fires(object) == expected[2])
    #expect(try fires(login) == expected[0])
    #expect(try fires("alpha as bare text") == expected[2])
  }
}
