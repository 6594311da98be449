import Foundation
import Support
import Testing

/// A breaker that trips in a run, and what simulation leaves undone.
@Suite struct BreakerRunTests {
  private func daemon(_ policy: String) throws -> RunningDaemon {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      policy: FOLDER/policy.yml
      blocks-per-minute: 3
      blocked-share: 0.5%
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      blocklists:
        - {path: FOLDER/blocked.txt, format: plain-v4, placeholder: false}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule)
    _ = try daemon.folder.file(
      "policy.yml",
      policy
        + "rules:\n"
        + "  - {name: risky, match: {risk: 90}, action: watch, target: source, duration: 1h}\n"
        + "  - {name: all, match: {level: high}, action: block, target: source, duration: 4h}\n")
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func lines(_ hosts: [Int]) -> String {
    let time = Date().formatted(.iso8601)
    return hosts.map {
      "\(time) host1 sshd[\($0)]: "
        + "Failed password for invalid user root from 203.0.113.\($0) port 4242 ssh2\n"
    }.joined()
  }

  private func blocked(_ daemon: RunningDaemon) -> [Substring] {
    ((try? String(contentsOfFile: daemon.path("blocked.txt"), encoding: .utf8)) ?? "")
      .split(separator: "\n")
  }

  private func detectd(
    _ daemon: RunningDaemon, _ arguments: String...
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram.detectd.run(arguments + ["--config", daemon.path("detectd.yaml")])
  }

  @Test func `it trips, says so, outlasts a restart and is reset by hand`() throws {
    let daemon = try daemon("")
    try daemon.start()
    #expect(try detectd(daemon, "decisions", "breaker", "--output", "human").status == 0)
    let early = try detectd(daemon, "decisions", "breaker", "--reset")
    #expect(early.status == 2)
    #expect(early.standardError == "detectd: not done: the breaker has not tripped\n")
    try daemon.append(lines([1, 4, 7, 10, 13]), to: "in.log")
    try daemon.wait("it has tripped") { daemon.log.contains("the breaker has tripped") }
    try daemon.wait("three blocks") { blocked(daemon).count == 3 }
    try daemon.wait("the state says so") {
      (try? detectd(daemon, "decisions", "breaker").status) == 1
    }
    let shown = try detectd(daemon, "decisions", "breaker")
    #expect(shown.objects.first?["reason"] as? String == "more than 3 new blocks in a minute")
    try daemon.wait("status says so") { (try? detectd(daemon, "status").status) == 1 }
    let status = try detectd(daemon, "status", "--output", "human")
    #expect(status.text.contains("more than 3 new blocks in a minute"))
    let why = try detectd(daemon, "why", "203.0.113.13", "--output", "human").text
    #expect(why.contains("more than 3 new blocks in a minute; nothing new is blocked"), "\(why)")
    let listed = try detectd(daemon, "decisions", "list").objects
    #expect(listed.count { $0["action"] as? String == "watch" } == 2)

    #expect(daemon.stop(SIGKILL) != 0)
    try daemon.start()
    try daemon.wait("it says so again") { daemon.log.contains("the breaker has tripped") }
    try daemon.append(lines([20]), to: "in.log")
    try daemon.wait("the alert") { daemon.alertCount() == 6 }
    #expect(try detectd(daemon, "decisions", "add", "203.0.113.99").status == 2)
    #expect(blocked(daemon).count == 3)
    #expect(try detectd(daemon, "decisions", "breaker", "--reset").status == 0)
    try daemon.append(lines([23]), to: "in.log")
    try daemon.wait("a block again") { blocked(daemon).count == 4 }
    try daemon.wait("it says so") { daemon.log.contains("the breaker was reset") }
    #expect(daemon.stop() == 0)
    // Without a run the state tells it, too.
    #expect(try detectd(daemon, "decisions", "breaker").status == 0)
  }

  @Test func `a system that only simulates blocks nobody and shows whom it would`() throws {
    let daemon = try daemon("simulate: true\n")
    try daemon.start()
    try daemon.wait("it says so") { daemon.log.contains("everything is simulated") }
    try daemon.append(lines([1, 4, 7, 10, 13]), to: "in.log")
    try daemon.wait("five decisions") {
      (try? detectd(daemon, "decisions", "list", "--action", "would-block").objects.count) == 5
    }
    #expect(try detectd(daemon, "decisions", "add", "203.0.113.99").status == 0)
    #expect(
      try detectd(daemon, "decisions", "list", "203.0.113.99").objects.map {
        $0["action"] as? String
      } == ["would-block"])
    let why = try detectd(daemon, "why", "203.0.113.1", "--output", "human").text
    #expect(why.hasPrefix("203.0.113.1: would be blocked, but that is only simulated\n"), "\(why)")
    #expect(why.contains("\nrisk: 40 of 100\n") || why.contains("\nrisk: 39 of 100\n"), "\(why)")
    let checked = try BuiltProgram.detectd.run(["config", "check", daemon.path("detectd.yaml")])
      .text
    #expect(checked.contains("breaker     more than 3 new blocks a minute, or 0.5% of the address"))
    #expect(checked.contains("simulation  everything; nothing is blocked"))
    #expect(blocked(daemon).isEmpty)
    #expect(daemon.stop() == 0)
    #expect(blocked(daemon).isEmpty)
    try daemon.start()
    #expect(daemon.stop() == 0)
    #expect(try detectd(daemon, "decisions", "list").objects.count == 6)
    #expect(try detectd(daemon, "blocklist", "plain-v4").text.isEmpty)
  }
}
