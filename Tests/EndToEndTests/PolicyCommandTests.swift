import Foundation
import Support
import Testing

@Suite struct PolicyCommandTests {
  private let program = BuiltProgram.detectd

  private let alert =
    #"{"@timestamp":"2026-01-05T01:00:00.5Z","detectd":{"alert":{"id":"a1","kind":"correlation","#
    + #""phase":"response"},"count":9,"entity":"203.0.113.7","entity_kind":"address"},"rule":{"id":"#
    + #""r1","name":"Guessing","ruleset":"mine","level":"high"},"source":{"ip":"203.0.113.7"}}"#

  @Test func `says the rules of a policy in words`() throws {
    let outcome = try program.run(["policy", "check"])
    #expect(outcome.status == 0)
    #expect(
      outcome.text.contains(
        "2. hostile source: block the source for 4h, longer each time up to 7d; "
          + "level high or critical, kind correlation or rule, phase response, source external"))
  }

  @Test func `says what is wrong with a policy, and where`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "p.yml",
      """
      assets: {dmz: [192.0.2.0/24, 192.0.2.300/32]}
      rules:
        - {name: fine, match: {level: high}, action: watch, target: source, duration: 1h}
        - name: all
          match: {tags: []}
          action: blok
          target: source
      """)
    let outcome = try program.run(["policy", "check", path.path])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("p.yml:1:30: error: '192.0.2.300/32' is not an address"))
    #expect(outcome.standardError.contains("p.yml:5:19: error: match.tags: is empty; remove it"))
    let other = try folder.file(
      "q.yml",
      """
      assets: {dmz: [192.0.2.0/24]}
      rules:
        - {name: fine, match: {level: high}, action: watch, target: source, duration: 1h}
        - name: all
          match: {techniques: [T1110, brute], assets: [dmz, lan]}
          action: block
          duration: 1h
          target: source
          widen:
            - {hosts: 5, within: 1h}
            - {hosts: 1, within: 1h, ipv4: 22, ipv6: 56}
      """)
    let problems = try program.run(["policy", "check", other.path]).standardError
      .replacing(folder.url.path + "/", with: "")
    for line in [
      "q.yml:5:33: error: match.techniques: 'brute' is not an ATT&CK technique",
      "q.yml:5:55: error: match.assets: 'lan' is not defined; 'assets' has dmz",
      "q.yml:11:17: error: widen.2.hosts: 1 is out of range; write 2 to 64",
    ] { #expect(problems.contains(line), "\(problems)") }
  }

  @Test func `tries a policy on alerts`() throws {
    let folder = try TemporaryFolder()
    let own = alert.replacing("203.0.113.7", with: "127.0.0.1").replacing("a1", with: "a2")
    let low = alert.replacing("high", with: "low").replacing("a1", with: "a3")
    let again = alert.replacing("T01:00", with: "T02:00").replacing("a1", with: "a4")
    let log = try folder.file("alerts.ndjson", [alert, own, low, again].joined(separator: "\n"))
    let outcome = try program.run(["policy", "test", log.path, "--output", "human"])
    #expect(outcome.status == 0)
    #expect(
      outcome.text.split(separator: "\n") == [
        "block 203.0.113.7 until 2026-01-05T05:00:00Z, new: Guessing (high) by 'hostile source'",
        "watch 127.0.0.1 until 2026-01-06T01:00:00Z, new: Guessing (high) by 'suspicious source'",
        "no decision: Guessing (low)",
        "block 203.0.113.7 until 2026-01-05T06:00:00Z, prolonged: Guessing (high) by "
          + "'hostile source'",
      ])
    #expect(
      outcome.standardError.contains("4 alerts: 2 block, 1 watch, 0 refused, 1 without a decision"))
    let rows = try program.run(["policy", "test", log.path]).objects
    #expect(rows.map { $0["change"] as? String } == ["added", "added", "none", "refreshed"])
    #expect(rows.first?["policy_rule"] as? String == "hostile source")
  }

  @Test func `shows scores, widened networks and cool-downs`() throws {
    let folder = try TemporaryFolder()
    let policy = try folder.file(
      "p.yml",
      """
      risk: {half-life: 12h}
      assets: {dmz: [192.0.2.0/24, web01]}
      rules:
        - {name: risky, match: {risk: 80}, action: block, target: source, duration: 1d}
        - name: hostile
          match: {level: high, assets: [dmz], trust: [trusted, mixed]}
          action: block
          target: source
          duration: 4h
          cool-down: 10m
          widen: [{hosts: 2, within: 1h}]
      """)
    let checked = try program.run(["policy", "check", policy.path])
    #expect(
      checked.text.split(separator: "\n") == [
        "1. risky: block the source for 1d; risk 80 or more",
        "2. hostile: block the source for 4h and not again for 10m after it has ended, with its /24 "
          + "or /64 once 2 hosts of it were seen within 1h; level high or critical, trust mixed or "
          + "trusted, asset dmz",
        "risk halves every 12h",
      ])
    let own = alert.replacing(#""source""#, with: #""host":{"name":"WEB01"},"source""#)
    let second = own.replacing("203.0.113.7", with: "203.0.113.8").replacing("a1", with: "a2")
      .replacing("01:00:00", with: "01:00:01")
    let third = own.replacing("\"r1\"", with: "\"r2\"").replacing("a1", with: "a3")
      .replacing("01:00:00", with: "01:00:02")
    let log = try folder.file("alerts.ndjson", [own, second, third].joined(separator: "\n"))
    let outcome = try program.run([
      "policy", "test", "--policy", policy.path, log.path, "--output", "human",
    ])
    let by = "Guessing (high) by 'hostile'"
    #expect(
      outcome.text.split(separator: "\n") == [
        "block 203.0.113.7 until 2026-01-05T05:00:00Z, new: \(by), risk 40",
        "block 203.0.113.8 until 2026-01-05T05:00:01Z, new: \(by), risk 40",
        "block 203.0.113.0/24 until 2026-01-05T05:00:01Z, new: \(by)",
        "block 203.0.113.7 until 2026-01-06T01:00:02Z, prolonged: \(by), risk 80",
        "block 203.0.113.7 until 2026-01-06T01:00:02Z, prolonged: \(by), risk 80",
        "block 203.0.113.0/24 until 2026-01-05T05:00:01Z, prolonged: \(by)",
      ])
  }

  @Test func `names the line that is no alert, and goes on`() throws {
    let folder = try TemporaryFolder()
    let log = try folder.file("alerts.ndjson", "{}\n\(alert)\nnot json\n")
    let outcome = try program.run(["policy", "test", log.path])
    #expect(outcome.status == 3)
    #expect(outcome.objects.count == 1)
    #expect(
      outcome.standardError.contains(
        "alerts.ndjson:1: rule.id is missing; is this an alert of detectd?"))
    #expect(outcome.standardError.contains("alerts.ndjson:3: not a JSON object"))
  }

  @Test func `what scan prints can be tried`() throws {
    let folder = try TemporaryFolder()
    let scanned = try program.run([
      "scan", "--quiet", "--output", "ndjson", Checkout.root.path + "/examples",
    ])
    let log = try folder.file("alerts.ndjson", scanned.text)
    let outcome = try program.run(["policy", "test", log.path])
    #expect(outcome.status == 0)
    #expect(outcome.objects.count == scanned.objects.count)
    #expect(outcome.objects.contains { $0["change"] as? String == "added" })
  }
}
