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

  /// What a bouncer that has started before is told.
  private func news(_ daemon: RunningDaemon) throws -> String {
    try ask(daemon, "/v1/decisions/stream", "X-Api-Key: bouncer-0123456789")
  }

  private func failure(_ address: String) -> String {
    let time = Date().formatted(.iso8601)
    return "\(time) host1 sshd[7]: Failed password for root from \(address) port 4242 ssh2\n"
  }

  @Test(.enabled(if: hasCurl, "needs curl"))
  func `a bouncer goes on after a restart where it was`() throws {
    let daemon = try daemon()
    try daemon.start()
    try daemon.append(failure("203.0.113.7") + failure("203.0.113.20"), to: "in.log")
    try daemon.wait("two blocks") {
      (try? list(daemon)) == "203.0.113.7\n203.0.113.20\n"
    }
    let all = try ask(
      daemon, "/v1/decisions/stream?startup=true", "X-Api-Key: bouncer-0123456789")
    #expect(all.contains("203.0.113.7") && all.contains("203.0.113.20"))
    // A second answer says that the first arrived; a third is of what came since.
    #expect(try news(daemon).contains("203.0.113.7"), "over another connection it is told again")
    #expect(try news(daemon) == "{\"new\":[],\"deleted\":[]}\n")
    #expect(daemon.stop() == 0)

    try daemon.append(failure("203.0.113.33"), to: "in.log")
    try daemon.start()
    try daemon.wait("the third block") {
      (try? list(daemon)) == "203.0.113.7\n203.0.113.20\n203.0.113.33\n"
    }
    let fresh = try news(daemon)
    #expect(fresh.contains("203.0.113.33"))
    #expect(!fresh.contains("203.0.113.7") && !fresh.contains("203.0.113.20"), "\(fresh)")
    #expect(daemon.stop() == 0)

    // What an operator takes back while nothing runs is told as well.
    let undone = try BuiltProgram.detectd.run([
      "decisions", "delete", "203.0.113.20", "--state", daemon.path("state"),
    ])
    #expect(undone.status == 0, "\(undone.text)")
    try daemon.start()
    let last = try news(daemon)
    #expect(
      last.contains("\"deleted\":[{") && last.contains("203.0.113.20")
        && !last.contains("203.0.113.7"), "\(last)")
    #expect(daemon.stop() == 0)
  }

  private static let hasOpenSSL = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  /// Writes a certificate for this machine, and its key.
  private func certify(_ daemon: RunningDaemon, _ name: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", daemon.path("\(name).key"), "-out",
      daemon.path("\(name).pem"),
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }

  /// The list over TLS, from a server that shows a certificate; nothing from another.
  private func secureList(_ daemon: RunningDaemon, _ certificate: String) throws -> String {
    let port = try #require(
      daemon.log.firstMatch(of: /serving over HTTPS.* port=(\d+)/).map { String($0.1) })
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = [
      "-s", "--max-time", "10", "--cacert", daemon.path("\(certificate).pem"), "-H",
      "Authorization: Bearer \(Self.token)",
      "https://127.0.0.1:\(port)/blocklists/edge.plain-v4",
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test(.enabled(if: hasCurl && hasOpenSSL, "needs curl and openssl"))
  func `lists go over TLS, and a reload shows the new certificate or the last good`() throws {
    let daemon = try RunningDaemon(
      Self.configuration.replacing(
        "listen: 127.0.0.1:0",
        with: "listen: 127.0.0.1:0\n  tls: {certificate: FOLDER/own.pem, key: FOLDER/own.key}"),
      rule: MarkedLines.rule, environment: ["TOKEN": Self.token])
    try daemon.append("", to: "in.log")
    for name in ["first", "second"] { try certify(daemon, name) }
    let files = FileManager.default
    func show(_ name: String) throws {
      for kind in ["pem", "key"] {
        let path = daemon.path("own.\(kind)")
        try? files.removeItem(atPath: path)
        try files.copyItem(atPath: daemon.path("\(name).\(kind)"), toPath: path)
      }
    }
    func reload() throws -> String {
      try BuiltProgram.detectd.run(["reload", "--config", daemon.path("detectd.yaml")]).text
    }
    try show("first")
    try daemon.start()
    #expect(try secureList(daemon, "first") == "192.0.2.255\n")
    #expect(try secureList(daemon, "second").isEmpty)
    try show("second")
    _ = try reload()
    #expect(try secureList(daemon, "second") == "192.0.2.255\n")
    #expect(try secureList(daemon, "first").isEmpty)
    // The key of another certificate.
    try files.removeItem(atPath: daemon.path("own.pem"))
    try files.copyItem(atPath: daemon.path("first.pem"), toPath: daemon.path("own.pem"))
    let answer = try reload()
    #expect(answer.contains("is not the key of the certificate in"), "\(answer)")
    #expect(daemon.log.contains("a certificate is not renewed; the one before is shown on"))
    #expect(try secureList(daemon, "second") == "192.0.2.255\n")
    #expect(daemon.stop() == 0)
  }
}
