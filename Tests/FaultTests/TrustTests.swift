import Foundation
import Support
import Testing

/// Whose records may lead to a block.
@Suite struct TrustTests {
  private static let policy = """
    rules:
      - {name: hostile, match: {level: high}, action: block, target: source, duration: 4h}
      - {name: seen, match: {level: low}, action: watch, target: source, duration: 1h}
    """

  private func daemon(_ port: Int, _ extra: String = "", rule: String = MarkedLines.rule) throws
    -> RunningDaemon
  {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      policy: FOLDER/policy.yml
      inputs:
        - {name: udp, type: udp, listen: "127.0.0.1:\(port)"\(extra)}
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      blocklists:
        - {path: FOLDER/blocked.txt, format: plain-v4, placeholder: false}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: rule)
    _ = try daemon.folder.file("policy.yml", Self.policy)
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func line(_ source: String, _ number: Int) -> String {
    let time = Date().formatted(.iso8601)
    return "\(time) host1 sshd[\(number)]: "
      + "Failed password for invalid user root from \(source) port 4242 ssh2\n"
  }

  private func blocked(_ daemon: RunningDaemon) -> String {
    (try? String(contentsOfFile: daemon.path("blocked.txt"), encoding: .utf8)) ?? ""
  }

  private func decided(_ daemon: RunningDaemon) throws -> Set<String> {
    let listed = try BuiltProgram.detectd.run([
      "decisions", "list", "--state", daemon.path("state"),
    ]).objects
    return Set(listed.map { "\($0["action"] ?? "") \($0["target"] ?? "")" })
  }

  @Test func `a UDP sender alone puts nobody on a block list, but on watch`() throws {
    let daemon = try daemon(25_621)
    try daemon.start()
    let udp = try #require(TestSocket(port: 25_621, isDatagram: true))
    udp.send(Array(("<38>" + line("203.0.113.7", 1)).utf8))
    try daemon.wait("the forged alert") { daemon.alertCount() == 1 }
    try daemon.append(line("203.0.113.8", 2), to: "in.log")
    try daemon.wait("the block") { blocked(daemon) == "203.0.113.8\n" }
    #expect(daemon.stop() == 0)
    #expect(try decided(daemon) == ["watch 203.0.113.7", "block 203.0.113.8"])
    #expect(
      try String(contentsOfFile: daemon.path("alerts.ndjson"), encoding: .utf8)
        .contains(#""trust":"untrusted""#))
    // What is simulated from the stored alerts holds to it too.
    let simulated = try BuiltProgram.detectd.run([
      "simulate", "--config", daemon.path("detectd.yaml"),
    ])
    #expect(simulated.objects.isEmpty)
    #expect(
      simulated.standardError == "2 alerts: 1 would be blocked now and 1 watched; 0 refused\n")
  }

  @Test func `a UDP sender that the configuration trusts blocks`() throws {
    let daemon = try daemon(25_622, ", trusted: true")
    try daemon.start()
    let udp = try #require(TestSocket(port: 25_622, isDatagram: true))
    udp.send(Array(("<38>" + line("203.0.113.7", 1)).utf8))
    try daemon.wait("the block") { blocked(daemon) == "203.0.113.7\n" }
    #expect(daemon.stop() == 0)
  }

  @Test func `one trusted record does not lend its trust to forged ones`() throws {
    let rule = """
      title: Failed login
      id: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001
      name: failed
      status: experimental
      description: Every failed login.
      logsource:
        product: linux
        service: sshd
      detection:
        selection:
          event.outcome: failure
        condition: selection
      level: low
      ---
      title: Guessing
      id: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a002
      status: experimental
      description: Three failed logins.
      correlation:
        type: event_count
        rules: [failed]
        group-by: [source.ip]
        timespan: 10m
        condition: {gte: 3}
      level: high
      """
    let daemon = try daemon(25_623, rule: rule)
    try daemon.start()
    let udp = try #require(TestSocket(port: 25_623, isDatagram: true))
    for number in 1...2 { udp.send(Array(("<38>" + line("203.0.113.7", number)).utf8)) }
    usleep(300_000)
    try daemon.append(line("203.0.113.7", 3), to: "in.log")
    try daemon.wait("the alert") {
      (try? String(contentsOfFile: daemon.path("alerts.ndjson"), encoding: .utf8))?
        .contains(#""trust":"mixed""#) == true
    }
    for number in 4...6 { try daemon.append(line("203.0.113.9", number), to: "in.log") }
    try daemon.wait("the block of the other") { blocked(daemon) == "203.0.113.9\n" }
    #expect(daemon.stop() == 0)
    #expect(try decided(daemon).contains("watch 203.0.113.7"))
  }
}
