import Foundation
import Support
import Testing

@Suite struct RulesCheckTests {
  private let program = BuiltProgram.detectd

  /// A rule that loads, with a detection of its own.
  private func rule(
    _ id: Int, _ detection: String, logSource: String = "product: linux, service: sshd"
  ) -> String {
    """
    title: Rule \(id)
    id: 5e0b8c5a-6d0e-4e63-9d0a-\(String(format: "%012d", id))
    logsource: {\(logSource)}
    detection:
      \(detection.replacing("\n", with: "\n  "))

    """
  }

  @Test func `a broken file among good ones is named and counted, and the rest loads`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.yml", rule(1, "s: {message|contains: alpha}\ncondition: s"))
    _ = try folder.file("b.yml", rule(2, "s: {message|contain: beta}\ncondition: s"))
    _ = try folder.file("c.yml", "title: [\n")
    let log = try folder.file("x.log", "Jan  1 00:00:00 h sshd[1]: alpha\n")
    let checked = try program.run(["rules", "check", folder.url.path])
    #expect(checked.status == 2)
    #expect(checked.lines.contains("1 rule, 0 correlations in 3 files; 2 refused"))
    #expect(checked.lines.contains("2 errors: 1 unknown-modifier, 1 yaml-syntax"))
    #expect(checked.text.contains("b.yml:5:14: error: unknown modifier '|contain'; did you mean"))

    let scanned = try program.run(["scan", "--rules", folder.url.path, log.path])
    #expect(scanned.status == 3)
    #expect(scanned.objects.count == 1)
    #expect(
      scanned.standardError.contains(
        "detectd: the rules are incomplete: 2 of 3 documents were refused; 2 files have errors; "
          + "see detectd rules check"))
    let strict = try program.run(["scan", "--strict", "--rules", folder.url.path, log.path])
    #expect(strict.status == 2)
    #expect(strict.standardOutput.isEmpty)
  }

  @Test func `strict makes an error of every problem`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file(
      "a.yml",
      rule(
        1, "s: {Imagee: x}\nt: {Zzzzzzzzz: 1}\ncondition: s and t",
        logSource: "product: windows, category: process_creation"))
    let plain = try program.run(["rules", "check", file.path])
    #expect(plain.status == 0)
    #expect(plain.text.contains("warning: the field 'Imagee' is neither in ECS nor"))
    #expect(plain.text.contains("did you mean 'Image'? [unknown-field]"))
    #expect(plain.text.contains("1 note: 1 unknown-field (--strict shows them)"))
    let strict = try program.run(["rules", "check", "--strict", file.path])
    #expect(strict.status == 2)
    #expect(strict.text.contains("note: the field 'Zzzzzzzzz' is neither"))
    #expect(try program.run(["rules", "check"]).status == 0)
  }

  @Test func `reports for build servers and editors`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("a.yml", rule(1, "s: {a|contain: x}\ncondition: s"))
    let sarif = try program.run(["rules", "check", "--output", "sarif", file.path])
    let log = try #require(
      try JSONSerialization.jsonObject(with: sarif.standardOutput) as? [String: Any])
    #expect(log["version"] as? String == "2.1.0")
    #expect(sarif.status == 2)
    let junit = try program.run(["rules", "check", "--output", "junit", file.path])
    #expect(junit.text.contains("tests=\"1\" failures=\"1\""))
    #expect(junit.text.contains("unknown modifier '|contain'; did you mean '|contains'?"))
    let lines = try program.run(["rules", "check", "--output", "ndjson", file.path]).objects
    #expect(lines.map { $0["code"] as? String } == ["no-rules", "unknown-modifier"])
  }

  /// What a file holds, and what is said of it.
  @Test(arguments: [
    ("s: {a: 1}\ncondition: s and not s", "6:14: warning: the condition can never hold; no event"),
    ("s: {a|re: '[a-z]+'}\ncondition: s", "5:13: warning: the regular expression '[a-z]+' has no"),
    ("s: {a|expand: '%u%'}\ncondition: s", "5:17: error: '|expand' has no values for '%u%'; give"),
    ("s: {a: 1}\ncondition: 1 of t*", "6:19: error: 't*' matches no search; defined are s"),
    ("s: {a: 1}\ncondition: s | count() by b > 5", "error: a condition cannot count events; write"),
    (
      "s: {a|re: '(a+'}\ncondition: s", "error: the regular expression '(a+' is not valid at offset"
    ),
    ("s: {a: 1, a: 2}\ncondition: s", "error: the key 'a' stands twice"),
    ("s:\n\t- a\ncondition: s", "error: a tab"),
    ("s: [[[]]]\ncondition: s", "error: "),
    ("s: 5\ncondition: [s, 7]", "error: "),
    ("s: {a: {b: c}}\ncondition: s", "error: "),
    ("s: {a: &x [*x]}\ncondition: s", "error: the alias '*x'"),
  ])
  func `what is wrong is said with its place`(detection: String, message: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("a.yml", rule(1, detection))
    let outcome = try program.run(["rules", "check", file.path])
    #expect(outcome.text.contains(message), "\(outcome.text)")
  }

  @Test func `no rule is an error, also in one folder of several`() throws {
    let folder = try TemporaryFolder()
    let empty = try TemporaryFolder()
    let file = try folder.file("a.yml", rule(1, "s: {a: 1}\ncondition: s"))
    let outcome = try program.run(["rules", "check", file.path, empty.url.path])
    #expect(outcome.status == 2)
    #expect(outcome.text.contains("error: there is no rule file in this folder; name a folder"))
    let scanned = try program.run(
      ["scan", "--rules", file.path, "--rules", empty.url.path, "-"], input: Data())
    #expect(scanned.status == 2)
    let nothing = try folder.file("b.yml", "")
    #expect(try program.run(["rules", "check", nothing.path]).status == 2)
    #expect(try program.run(["rules", "list", nothing.path]).status == 2)
    #expect(try program.run(["rules", "coverage", nothing.path]).status == 2)
  }

  @Test func `files that would take all memory or time are refused`() throws {
    let folder = try TemporaryFolder()
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let below = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(below)]\n"
    }
    _ = try folder.file("bomb.yml", bomb)
    let deep = String(repeating: "[", count: 5000)
    _ = try folder.file("deep.yml", rule(1, "s: \(deep)\ncondition: s"))
    let cycle = "title: C\nid: c\ncorrelation: {type: event_count, rules: [c], timespan: 1m, "
    _ = try folder.file("cycle.yml", cycle + "condition: {gte: 2}}\n")
    let large =
      rule(2, "s: {a: 1}\ncondition: s") + String(repeating: "# filler\n", count: 1_200_000)
    _ = try folder.file("large.yml", large)
    let values = (0..<10_000).map { "'value \($0)'" }.joined(separator: ", ")
    _ = try folder.file("many.yml", rule(3, "s: {message|contains: [\(values)]}\ncondition: s"))
    _ = try folder.file("endless.yml", rule(4, "s: {message|re: '(a+)+$'}\ncondition: s"))
    let dashes = (0..<2000).map { "' -a -b -c \($0)'" }.joined(separator: ", ")
    _ = try folder.file(
      "product.yml", rule(5, "s: {a|windash|base64offset: [\(dashes)]}\ncondition: s"))
    let outcome = try program.run(["rules", "check", folder.url.path])
    #expect(outcome.status == 2)
    for code in [
      "yaml-too-many-values", "yaml-too-deep", "correlation-cycle", "yaml-too-large",
      "slow-expression", "too-many-tests",
    ] { #expect(outcome.text.contains("[\(code)]"), "\(code): \(outcome.text.prefix(2000))") }
    #expect(outcome.text.contains("2 rules, 0 correlations in 6 files"))

    let text = "Jan  1 00:00:00 h sshd[1]: value 9999 \(String(repeating: "a", count: 40_000))!\n"
    let log = try folder.file("x.log", text)
    let scanned = try program.run(["scan", "--rules", folder.url.path, log.path])
    #expect(scanned.objects.map { $0["rule.name"] as? String ?? "" }.count == 1)
    #expect(scanned.status == 3)
  }
}
