import Foundation
import Support
import Testing

/// Silences, incidents and what is held back, in a run and after its end at any moment.
@Suite struct AlertQualityTests {
  private static func configuration(_ alerts: String) -> String {
    """
    rules: [FOLDER/rule.yml]
    policy: FOLDER/policy.yml
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    alerts: {\(alerts)}
    outputs:
      - {type: file, path: FOLDER/alerts.ndjson}
      - {name: all, type: file, path: FOLDER/all.ndjson, repeats: true}
    state: {folder: FOLDER/state, save-every: 1s}
    """
  }
  private static let policy = """
    rules:
      - {name: hostile, match: {level: high}, action: block, target: source, duration: 4h}
    """

  private func daemon(_ alerts: String) throws -> RunningDaemon {
    let daemon = try RunningDaemon(Self.configuration(alerts), rule: MarkedLines.rule)
    _ = try daemon.folder.file("policy.yml", Self.policy)
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func detectd(
    _ daemon: RunningDaemon, _ arguments: String...
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram.detectd.run(arguments + ["--config", daemon.path("detectd.yaml")])
  }

  /// A failed login some seconds before now.
  private func line(_ source: String, _ number: Int, before seconds: Double = 0) -> String {
    let time = Date().addingTimeInterval(-seconds).formatted(.iso8601)
    return "\(time) host1 sshd[\(number)]: "
      + "Failed password for invalid user u\(number) from \(source) port 4242 ssh2\n"
  }

  private func alerts(_ daemon: RunningDaemon, _ name: String = "alerts.ndjson") -> [[String: Any]]
  {
    guard let data = FileManager.default.contents(atPath: daemon.path(name)) else { return [] }
    return data.split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONSerialization.jsonObject(with: $0) as? [String: Any]
    }
  }

  /// What is told stands in the state a moment later.
  private func wait(_ daemon: RunningDaemon, for count: Int, _ arguments: String...) throws {
    try daemon.wait("\(count) of \(arguments)") {
      let outcome = try? BuiltProgram.detectd.run(
        arguments + ["--config", daemon.path("detectd.yaml")])
      return outcome?.objects.count == count
    }
  }

  private func repeats(_ alert: [String: Any]) -> Int {
    let own = alert["detectd"] as? [String: Any]
    return (own?["repeats"] as? [String: Any])?["count"] as? Int ?? 0
  }

  @Test func `a silenced alert is kept, told to nobody and blocks nobody`() throws {
    let daemon = try daemon("")
    try daemon.start()
    let added = try detectd(
      daemon, "silences", "add", "--entity", "203.0.113.7", "--for", "4h", "--reason",
      "yearly scan", "--output", "human")
    #expect(added.status == 0)
    try daemon.wait("the silence") { daemon.log.contains("a silence began") }
    try daemon.append(line("203.0.113.7", 1) + line("203.0.113.8", 2), to: "in.log")
    try daemon.wait("the alert of the other") { daemon.alertCount() == 1 }
    try wait(daemon, for: 1, "alerts", "list", "--silenced")
    #expect(
      try detectd(daemon, "decisions", "list").objects.map { $0["target"] as? String }
        == ["203.0.113.8"])
    let silenced = try detectd(daemon, "alerts", "list", "--silenced").objects
    #expect(silenced.map { ($0["source"] as? [String: Any])?["ip"] as? String } == ["203.0.113.7"])
    #expect(try detectd(daemon, "alerts", "list").objects.count == 1)
    let listed = try detectd(daemon, "silences", "list").objects
    #expect(listed.map { $0["alerts"] as? Int } == [1])
    #expect(listed.map { $0["reason"] as? String } == ["yearly scan"])
    let id = try #require(listed.first?["id"] as? String)
    // It outlasts the process.
    daemon.stop(SIGKILL)
    try daemon.start()
    try daemon.append(line("203.0.113.7", 3) + line("203.0.113.9", 4), to: "in.log")
    try daemon.wait("the next alert") { daemon.alertCount() == 2 }
    try wait(daemon, for: 2, "alerts", "list", "--silenced")
    // And ends by hand.
    let deleted = try detectd(daemon, "silences", "delete", String(id.prefix(4)))
    #expect(deleted.status == 0)
    try daemon.wait("its end") { daemon.log.contains("a silence ended") }
    try daemon.append(line("203.0.113.7", 5), to: "in.log")
    try daemon.wait("the alert that is told") { daemon.alertCount() == 3 }
    #expect(daemon.stop() == 0)
  }

  @Test func `what is held back is told with its number, also after kill -9`() throws {
    let daemon = try daemon("deduplicate: 10s")
    try daemon.start()
    // The window of the first began 8 s ago and ends in 2.
    try daemon.append(line("203.0.113.7", 1, before: 7), to: "in.log")
    for number in 2...40 {
      try daemon.append(line("203.0.113.7", number, before: 6), to: "in.log")
    }
    try daemon.wait("every alert where repeats are wanted") {
      daemon.alertCount("all.ndjson") == 40
    }
    #expect(daemon.alertCount() == 1)
    daemon.stop(SIGKILL)
    try daemon.start()
    try daemon.wait("the alert that tells of the others") { daemon.alertCount() == 2 }
    #expect(alerts(daemon).map(repeats) == [0, 38])
    let last = try #require(alerts(daemon).last)
    let evidence = (last["detectd"] as? [String: Any])?["evidence"] as? [[String: Any]]
    #expect((evidence?.first?["text"] as? String)?.contains("user u40 ") == true)
    #expect((last["user"] as? [String: Any])?["name"] as? String == "u40")
    #expect(daemon.alertCount("all.ndjson") == 40)
    // A window that is open at the end is told of at the end.
    try daemon.append(line("203.0.113.7", 50) + line("203.0.113.7", 51), to: "in.log")
    try daemon.wait("both alerts") { daemon.alertCount("all.ndjson") == 42 }
    #expect(daemon.stop() == 0)
    #expect(alerts(daemon).reduce(0) { $0 + 1 + repeats($1) } == 42)
  }

  @Test func `a rule is told so many times, and the rest is counted`() throws {
    let daemon = try daemon("rate-limit: 3/1h")
    try daemon.start()
    for number in 1...20 {
      try daemon.append(line("203.0.113.\(number)", number), to: "in.log")
    }
    try daemon.wait("all alerts") { daemon.alertCount("all.ndjson") == 20 }
    try daemon.wait("the told ones") { daemon.alertCount() == 3 }
    #expect(daemon.stop() == 0)
    #expect(alerts(daemon).map(repeats) == [0, 0, 0, 16])
    // What is held back is decided upon all the same.
    #expect(try detectd(daemon, "decisions", "list").objects.count == 20)
  }

  @Test func `alerts about one address are one incident, over restarts`() throws {
    let daemon = try daemon("incident-gap: 1h")
    try daemon.start()
    try daemon.append(line("203.0.113.7", 1) + line("203.0.113.8", 2), to: "in.log")
    try daemon.wait("two alerts") { daemon.alertCount() == 2 }
    daemon.stop(SIGKILL)
    try daemon.start()
    try daemon.append(line("203.0.113.7", 3), to: "in.log")
    try daemon.wait("three alerts") { daemon.alertCount() == 3 }
    let incidents = alerts(daemon).compactMap {
      ($0["detectd"] as? [String: Any])?["incident"] as? [String: Any]
    }
    #expect(incidents.map { $0["alerts"] as? Int } == [1, 1, 2])
    let ids = incidents.compactMap { $0["id"] as? String }
    #expect(ids.count == 3 && ids[0] == ids[2] && ids[0] != ids[1])
    try wait(daemon, for: 2, "alerts", "list", "--entity", "203.0.113.7")
    let listed = try detectd(daemon, "incidents", "list").objects
    #expect(Set(listed.map { $0["alerts"] as? Int }) == [1, 2])
    let shown = try detectd(daemon, "incidents", "show", ids[0], "--output", "human")
    #expect(shown.status == 0)
    #expect(shown.text.contains("203.0.113.7  high  open"))
    #expect(shown.text.contains("×2"))
    #expect(shown.text.contains("decision   block, ends in "))
    #expect(try detectd(daemon, "alerts", "list", "--incident", ids[0]).objects.count == 2)
    #expect(daemon.stop() == 0)
  }

  @Test func `what cannot be silenced is refused with what to write`() throws {
    let daemon = try daemon("")
    try daemon.start()
    #expect(daemon.stop() == 0)
    let noEntity = try detectd(
      daemon, "silences", "add", "--entity", "nonsense", "--for", "1h", "--reason", "r")
    #expect(noEntity.status == 2)
    #expect(
      noEntity.standardError
        == "detectd: 'nonsense' is no entity; write an address, a network such as 203.0.113.0/24, "
        + "user:NAME or host:NAME\n")
    let none = try detectd(daemon, "silences", "delete", "ff")
    #expect(none.status == 2)
    #expect(
      none.standardError
        == "detectd: there is no silence 'ff'; detectd silences list shows what there is\n")
    for arguments in [
      ["--for", "1h", "--reason", "r"], ["--rule", "r", "--for", "0h", "--reason", "r"],
      ["--rule", "r", "--for", "400d", "--reason", "r"],
      ["--rule", "r", "--for", "1h", "--reason", " "],
    ] {
      let outcome = try BuiltProgram.detectd.run(
        ["silences", "add", "--config", daemon.path("detectd.yaml")] + arguments)
      #expect(outcome.status == 2)
    }
  }

  @Test func `an input whose times are a zone away is told`() throws {
    let daemon = try daemon("")
    try daemon.start()
    for number in 0..<14 {
      try daemon.append(line("203.0.113.7", number, before: -8 * 3600), to: "in.log")
      sleep(1)
      if daemon.log.contains("ahead of the clock") { break }
    }
    try daemon.wait("the warning") { daemon.log.contains("are ahead of the clock") }
    #expect(daemon.log.contains("+08:00"))
    #expect(daemon.stop() == 0)
  }
}
