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
          + "level high or critical, phase response, source external"))
  }

  @Test func `says what is wrong with a policy, and where`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "p.yml", "rules:\n  - name: all\n    match: {}\n    action: blok\n    target: source\n")
    let outcome = try program.run(["policy", "check", path.path])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("p.yml:2:"))
    #expect(outcome.standardError.contains("blok"))
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
