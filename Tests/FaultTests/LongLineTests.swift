import Foundation
import Support
import Testing

/// Lines without an end. The one over TCP has 32 MiB, or as many as `DETECTD_FAULT_LINE_MIB` says.
@Suite struct LongLineTests {
  private static let mebibytes =
    ProcessInfo.processInfo.environment["DETECTD_FAULT_LINE_MIB"].flatMap(Int.init) ?? 32

  private func status(_ daemon: RunningDaemon) throws -> [String: Any] {
    let outcome = try BuiltProgram.detectd.run([
      "status", "--config", daemon.path("detectd.yaml"),
    ])
    let object = try JSONSerialization.jsonObject(with: Data(outcome.text.utf8))
    return try #require(object as? [String: Any])
  }

  /// What the status says of each input.
  private func counts(_ daemon: RunningDaemon, _ key: String) throws -> [String: Int] {
    let inputs = try #require(try status(daemon)["inputs"] as? [[String: Any]])
    return inputs.reduce(into: [:]) { counts, input in
      (input["name"] as? String).map { counts[$0] = input[key] as? Int }
    }
  }

  private func residentBytes(_ daemon: RunningDaemon) throws -> Int {
    let memory = try #require(try status(daemon)["memory"] as? [String: Any])
    return try #require(memory["resident_bytes"] as? Int)
  }

  /// Those of the lines that are not too long.
  private func waitForAlerts(_ daemon: RunningDaemon, of lines: Set<Int>) throws {
    try daemon.wait("alerts of \(lines.sorted())") {
      lines.isSubset(of: MarkedLines.numbers(daemon.alertTexts()))
    }
  }

  /// A failed login that goes on and on.
  private func endless(_ number: Int, bytes: Int) -> String {
    MarkedLines.line(number).dropLast() + String(repeating: "x", count: bytes)
  }

  @Test func `a line without an end over TCP is cut, counted and takes no memory`() throws {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: tcp, type: tcp, listen: "127.0.0.1:25621", idle: 10m}
        - {name: short, type: tcp, listen: "127.0.0.1:25622", message-limit: 1 KiB}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1h}
      """, rule: MarkedLines.rule)
    try daemon.start()
    let client = try #require(TestSocket(port: 25_621))
    client.send(Array(MarkedLines.line(0).utf8))
    try daemon.wait("1 alert") { daemon.alertCount() == 1 }
    let before = try residentBytes(daemon)
    client.send(Array(MarkedLines.line(1).dropLast().utf8))
    let part = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    for _ in 0..<Self.mebibytes { try #require(client.send(part), "the daemon reads on") }
    client.send(Array(("\n" + MarkedLines.line(2)).utf8))
    let short = try #require(TestSocket(port: 25_622))
    short.send(Array((endless(3, bytes: 2000) + "\n" + MarkedLines.line(4)).utf8))
    try waitForAlerts(daemon, of: [0, 2, 4])
    try daemon.wait("each is counted once") {
      (try? counts(daemon, "cut")) == ["tcp": 1, "short": 1]
    }
    #expect(try counts(daemon, "records") == ["tcp": 3, "short": 2])
    #expect(try counts(daemon, "closed") == ["tcp": 0, "short": 0])
    #expect(try residentBytes(daemon) - before < 24 << 20)
    #expect(daemon.stop() == 0)
  }

  @Test func `long lines of files and local sockets are cut and counted`() throws {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
        - {name: local, type: unix, path: FOLDER/log.sock}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1h}
      """, rule: MarkedLines.rule)
    let long = endless(0, bytes: 1 << 20) + "\n" + endless(1, bytes: 70_000) + "\n"
    try daemon.append(long + MarkedLines.line(2), to: "in.log")
    try daemon.start()
    let local = try #require(TestSocket(path: daemon.path("log.sock")))
    #expect(local.send(Array(endless(3, bytes: 70_000).utf8)))
    #expect(local.send(Array(MarkedLines.line(4).utf8)))
    try waitForAlerts(daemon, of: [2, 4])
    try daemon.wait("each is counted once") {
      (try? counts(daemon, "cut")) == ["log": 2, "local": 1]
    }
    #expect(try counts(daemon, "records") == ["log": 3, "local": 2])
    #expect(daemon.stop() == 0)
  }
}
