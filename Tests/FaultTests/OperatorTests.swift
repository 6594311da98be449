import Foundation
import Glibc
import Response
import Store
import Support
import Testing

/// Commands on the state of a daemon, beside it and without it.
@Suite struct OperatorTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    policy: FOLDER/policy.yml
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {type: file, path: FOLDER/alerts.ndjson}
    blocklists:
      - {path: FOLDER/blocked.txt, format: plain-v4, placeholder: false}
    state: {folder: FOLDER/state, save-every: 1s}
    """
  private static let policy = """
    never-block: [{network: 198.51.100.0/24, reason: our office}]
    rules:
      - {name: hostile, match: {level: high}, action: block, target: source, duration: 4h}
    """

  private func daemon() throws -> RunningDaemon {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    _ = try daemon.folder.file("policy.yml", Self.policy)
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func line(_ source: String, _ number: Int, user: String = "root") -> String {
    let time = Date().formatted(.iso8601)
    return "\(time) host1 sshd[\(number)]: "
      + "Failed password for invalid user \(user) from \(source) port 4242 ssh2\n"
  }

  private func blocked(_ daemon: RunningDaemon) -> String {
    (try? String(contentsOfFile: daemon.path("blocked.txt"), encoding: .utf8)) ?? ""
  }

  /// A command with the state of the daemon.
  private func detectd(
    _ daemon: RunningDaemon, _ arguments: String...
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram.detectd.run(arguments + ["--config", daemon.path("detectd.yaml")])
  }

  @Test func `a run does what an operator asks within a second, and nothing forbidden`() throws {
    let daemon = try daemon()
    try daemon.start()
    let added = try detectd(
      daemon, "decisions", "add", "203.0.113.7", "--reason", "port scan", "--output", "human")
    #expect(added.status == 0)
    #expect(added.text == "decisions add 203.0.113.7: 1 decision changed\n")
    try daemon.wait("the block") { blocked(daemon) == "203.0.113.7\n" }
    let refused = try detectd(daemon, "decisions", "add", "198.51.100.7")
    #expect(refused.status == 2)
    #expect(
      refused.standardError
        == "detectd: 198.51.100.7: not done: 198.51.100.0/24 is never blocked: our office\n")
    let listed = try detectd(daemon, "decisions", "list").objects
    #expect(listed.map { $0["target"] as? String } == ["203.0.113.7"])
    #expect(listed.first?["origin"] as? String == "operator")
    let list = try detectd(daemon, "blocklist", "plain-v4")
    #expect(list.text == "203.0.113.7\n")
    let deleted = try detectd(daemon, "decisions", "delete", "203.0.113.7")
    #expect(deleted.status == 0)
    try daemon.wait("the end of the block") { blocked(daemon) == "" }
    let again = try detectd(daemon, "decisions", "delete", "203.0.113.7")
    #expect(again.status == 2)
    #expect(
      again.standardError
        == "detectd: there is no decision on 203.0.113.7; "
        + "detectd decisions list 203.0.113.7 shows what holds it\n")
    #expect(daemon.stop() == 0)
    let database = try Database(daemon.path("state/detectd.db"), nowSeconds: 1)
    #expect(
      try database.auditTrail().map(\.order.action) == [
        "decisions add", "decisions add", "decisions delete",
      ])
  }

  @Test func `without a run the same is done, and the next run knows it`() throws {
    let daemon = try daemon()
    try daemon.start()
    #expect(daemon.stop() == 0)
    #expect(try detectd(daemon, "decisions", "add", "203.0.113.7").status == 0)
    #expect(try detectd(daemon, "decisions", "add", "198.51.100.1").status == 2)
    #expect(
      try detectd(daemon, "decisions", "add", "203.0.113.8", "--action", "watch").status == 0)
    try daemon.start()
    try daemon.wait("the block") { blocked(daemon) == "203.0.113.7\n" }
    #expect(daemon.stop() == 0)
  }

  @Test func `undo shows what it would do, and restores the list byte for byte`() throws {
    let daemon = try daemon()
    try daemon.start()
    #expect(
      try detectd(daemon, "decisions", "add", "203.0.113.200", "--duration", "never").status == 0)
    try daemon.wait("the first block") { blocked(daemon) == "203.0.113.200\n" }
    let before = try detectd(daemon, "blocklist", "json").standardOutput
    for host in 1...30 { try daemon.append(line("203.0.113.\(host)", host), to: "in.log") }
    try daemon.wait("30 blocks more") {
      (try? detectd(daemon, "decisions", "list").objects.count) == 31
    }
    let rule = "0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001"
    let shown = try detectd(daemon, "undo", "--rule", rule)
    #expect(shown.status == 0)
    #expect(shown.objects.count == 30)
    #expect(shown.objects.allSatisfy { $0["change"] as? String == "removed" })
    #expect(try detectd(daemon, "blocklist", "json").standardOutput != before)
    #expect(try detectd(daemon, "undo", "--rule", rule, "--yes").status == 0)
    #expect(try detectd(daemon, "blocklist", "json").standardOutput == before)
    try daemon.wait("the list") { blocked(daemon) == "203.0.113.200\n" }
    #expect(daemon.stop() == 0)
    #expect(try detectd(daemon, "blocklist", "json").standardOutput == before)
  }

  @Test func `undo takes back what is on a target`() throws {
    let daemon = try daemon()
    try daemon.start()
    for host in [1, 4, 7] { try daemon.append(line("203.0.113.\(host)", host), to: "in.log") }
    try daemon.wait("3 blocks") { blocked(daemon).split(separator: "\n").count == 3 }
    let shown = try detectd(daemon, "undo", "203.0.113.4").objects
    #expect(shown.map { $0["target"] as? String } == ["203.0.113.4"])
    #expect(try detectd(daemon, "undo", "203.0.113.4", "--yes").status == 0)
    try daemon.wait("its end") { blocked(daemon) == "203.0.113.1\n203.0.113.7\n" }
    let none = try detectd(daemon, "undo", "203.0.113.9")
    #expect(none.status == 2)
    #expect(
      none.standardError
        == "detectd: there is no decision on 203.0.113.9; "
        + "detectd decisions list 203.0.113.9 shows what holds it\n")
    let nothing = try detectd(daemon, "undo", "nothing")
    #expect(
      nothing.standardError
        == "detectd: there is no decision 'nothing', and it is no target; "
        + "detectd decisions list shows both\n")
    #expect(daemon.stop() == 0)
  }

  @Test func `why tells the whole story, and nothing of a log reaches the terminal raw`() throws {
    let daemon = try daemon()
    try daemon.start()
    try daemon.append(line("203.0.113.7", 1, user: "a\u{1b}[2Jb"), to: "in.log")
    try daemon.wait("the block") { blocked(daemon) == "203.0.113.7\n" }
    let why = try detectd(daemon, "why", "203.0.113.7", "--output", "human")
    #expect(why.status == 0)
    for part in [
      "203.0.113.7: blocked, ends in ", "block 203.0.113.7, active, by policy",
      "Failed login (policy 'hostile'), high, 1 alert",
      "safety: nothing stands against blocking it", "blocked.txt (plain-v4): it is on it",
      "in.log, record 1", "journal ",
    ] {
      #expect(why.text.contains(part), "\(part)")
    }
    let own = try #require(try detectd(daemon, "why", "203.0.113.7").objects.first)
    #expect((own["decisions"] as? [Any])?.count == 1)
    #expect((own["alerts"] as? [Any])?.count == 1)
    let office = try detectd(daemon, "why", "198.51.100.9", "--output", "human")
    #expect(office.text.contains("safety: 198.51.100.0/24 is never blocked: our office"))
    let alert = try #require(daemon.alertIDs().first ?? nil)
    let show = try detectd(daemon, "alerts", "show", String(alert.prefix(8)), "--output", "human")
    #expect(show.text.contains("Failed password for invalid user a"))
    for outcome in [why, show] { #expect(!outcome.text.contains("\u{1b}")) }
    #expect(try detectd(daemon, "alerts", "list").objects.count == 1)
    #expect(try detectd(daemon, "alerts", "list", "--level", "critical").objects.isEmpty)
    #expect(daemon.stop() == 0)
  }

  @Test func `simulate says how another policy would differ, and changes nothing`() throws {
    let daemon = try daemon()
    try daemon.start()
    for host in 1...5 { try daemon.append(line("203.0.113.\(host)", host), to: "in.log") }
    try daemon.append(line("198.51.100.3", 6), to: "in.log")
    try daemon.wait("6 alerts") { daemon.alertCount() == 6 }
    try daemon.wait("5 blocks") {
      (try? detectd(daemon, "decisions", "list").objects.count) == 5
    }
    let same = try detectd(daemon, "simulate", "--since", "1h")
    #expect(same.status == 0)
    #expect(same.objects.isEmpty)
    #expect(same.standardError == "6 alerts: 5 would be blocked now and 0 watched; 1 refused\n")
    let other = try daemon.folder.file(
      "other.yml",
      """
      never-block: [203.0.113.2/32]
      rules:
        - {name: longer, match: {level: high}, action: block, target: source, duration: 8h}
      """)
    let differs = try detectd(daemon, "simulate", "--policy", other.path)
    let changes = differs.objects.map { object in
      "\(object["change"] ?? "") \(object["target"] ?? "")"
    }
    #expect(
      changes == [
        "removed 203.0.113.2", "added 198.51.100.3", "changed 203.0.113.1", "changed 203.0.113.3",
        "changed 203.0.113.4", "changed 203.0.113.5",
      ])
    #expect(try detectd(daemon, "decisions", "list").objects.count == 5)
    #expect(daemon.stop() == 0)
  }

  @Test func `a state that is exported and imported is the same`() throws {
    let daemon = try daemon()
    try daemon.start()
    for host in 1...20 { try daemon.append(line("203.0.113.\(host)", host), to: "in.log") }
    try daemon.wait("20 alerts") { daemon.alertCount() == 20 }
    #expect(daemon.stop() == 0)
    let export = try detectd(daemon, "state", "export")
    let file = try daemon.folder.file("state.ndjson", export.standardOutput)
    let other = daemon.path("other")
    let imported = try BuiltProgram.detectd.run(["state", "import", "--state", other, file.path])
    #expect(imported.status == 0, "\(imported.standardError)")
    let again = try BuiltProgram.detectd.run(["state", "export", "--state", other])
    #expect(again.standardOutput == export.standardOutput)
    let second = try BuiltProgram.detectd.run(["state", "import", "--state", other, file.path])
    #expect(second.status == 2)
    #expect(
      second.standardError
        == "detectd: \(file.path): the state is not empty; import into a new folder\n")
    #expect(try BuiltProgram.detectd.run(["state", "vacuum", "--state", other]).status == 0)
    let last = try BuiltProgram.detectd.run(["state", "export", "--state", other])
    #expect(last.standardOutput == export.standardOutput)
  }

  @Test(arguments: [
    (["decisions", "list"], "name a state: --state DIR or --config FILE"),
    (["decisions", "list", "--state", "/none"], "detectd: /none: there is no state of detectd"),
    (
      ["undo", "--state", "/none"],
      "name one of --rule, --feed, --actor, --since, or a decision or target"
    ),
    (["why", "--state", "/none", "x y"], "detectd: /none: there is no state of detectd"),
    (
      ["decisions", "add", "1.2.3.4", "--duration", "soon", "--state", "/none"],
      "--duration takes a time such as 4h or 7d, or never"
    ),
  ])
  func `wrong usage exits with 2 and says what to write`(
    arguments: [String], message: String
  ) throws {
    let outcome = try BuiltProgram.detectd.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }
}
