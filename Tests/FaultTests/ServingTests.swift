import Foundation
import Glibc
import Store
import Support
import Testing

/// `detectd run` with a log that becomes blocks, and those who ask for them.
@Suite struct ServingTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    state: {folder: FOLDER/state, save-every: 1s}
    web:
      listen: 127.0.0.1:0
      lists:
        - name: edge
      consumers:
        - {name: fw1, token: "${TOKEN}"}
        - {name: b1, token: bouncer-0123456789, bouncer: true}
    """
  private static let token = "token-0123456789abcdef"

  private func daemon() throws -> RunningDaemon {
    let daemon = try RunningDaemon(
      Self.configuration, rule: MarkedLines.rule, environment: ["TOKEN": Self.token])
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func port(_ daemon: RunningDaemon) throws -> String {
    try #require(daemon.log.firstMatch(of: /serving over HTTP.* port=(\d+)/).map { String($0.1) })
  }

  private func ask(_ daemon: RunningDaemon, _ path: String, _ header: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "curl", "-s", "--max-time", "10", "-H", header, "http://127.0.0.1:\(try port(daemon))\(path)",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  private func list(_ daemon: RunningDaemon) throws -> String {
    try ask(daemon, "/blocklists/edge.plain-v4", "Authorization: Bearer \(Self.token)")
  }

  private static let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

  @Test(.enabled(if: hasCurl, "needs curl"))
  func `a line becomes a block that is pulled, and a restart keeps it`() throws {
    let daemon = try daemon()
    try daemon.start()
    #expect(try list(daemon) == "192.0.2.255\n", "nothing is blocked yet")
    let written = ContinuousClock.now
    let time = Date().formatted(.iso8601)
    try daemon.append(
      "\(time) host1 sshd[7]: Failed password for root from 203.0.113.7 port 4242 ssh2\n",
      to: "in.log")
    try daemon.wait("the block") { (try? list(daemon)) == "203.0.113.7\n" }
    print("from a line to the pulled list: \(ContinuousClock.now - written)")
    let stream = try ask(
      daemon, "/v1/decisions/stream?startup=true", "X-Api-Key: bouncer-0123456789")
    #expect(stream.contains("\"value\":\"203.0.113.7\"") && stream.contains("\"type\":\"ban\""))
    #expect(try ask(daemon, "/blocklists/edge.plain", "X-Api-Key: wrong").contains("token"))
    #expect(daemon.log.contains("a request was refused"))
    #expect(try ask(daemon, "/ready", "X-A: b") == "ready\n")
    let metrics = try ask(daemon, "/metrics", "X-A: b")
    #expect(metrics.contains("detectd_input_records_total{input=\"log\"} 1\n"))
    #expect(metrics.contains("\ndetectd_blocks 1\n"))
    #expect(metrics.contains("\ndetectd_consumer_quiet{consumer=\"b1\"} 0\n"))
    #expect(daemon.stop() == 0)
    let database = try Database(daemon.path("state/detectd.db"), nowSeconds: 1)
    let seen = try database.consumers()
    #expect(seen.map(\.name) == ["b1", "fw1"] && seen.allSatisfy { $0.seenSeconds != nil })
    #expect(try database.auditTrail().map(\.order.action).contains("web refused"))
    try database.close()
    try daemon.start()
    let status = try BuiltProgram.detectd.run([
      "status", "--config", daemon.path("detectd.yaml"), "--output", "human",
    ])
    #expect(
      status.text.contains("fw1 (pull): served ") && !status.text.contains("never served"),
      "\(status.text)")
    #expect(try list(daemon) == "203.0.113.7\n")
    #expect(daemon.stop() == 0)
  }

  @Test(.enabled(if: hasCurl, "needs curl"))
  func `a consumer that stays away is said to be quiet`() throws {
    let daemon = try RunningDaemon(
      Self.configuration.replacing("\"${TOKEN}\"}", with: "\"${TOKEN}\", quiet-after: 1s}"),
      rule: MarkedLines.rule, environment: ["TOKEN": Self.token])
    try daemon.append("", to: "in.log")
    try daemon.start()
    try daemon.wait("the warning") { daemon.log.contains("a consumer is quiet") }
    #expect(
      try ask(daemon, "/metrics", "X-A: b").contains("detectd_consumer_quiet{consumer=\"fw1\"} 1"))
    _ = try list(daemon)
    try daemon.wait("its return") { daemon.log.contains("was quiet was served again") }
    #expect(daemon.stop() == 0)
  }

  @Test func `an address that is taken ends the start with a message`() throws {
    let first = try daemon()
    try first.start()
    let second = try RunningDaemon(
      Self.configuration.replacing("127.0.0.1:0", with: "127.0.0.1:\(try port(first))"),
      rule: MarkedLines.rule, environment: ["TOKEN": Self.token])
    try? second.start()
    try second.wait("its end") { !second.isRunning }
    #expect(second.stop() == 2)
    #expect(second.log.contains("'web' cannot begin: 127.0.0.1:"), "\(second.log)")
    first.stop()
  }
}
