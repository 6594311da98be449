import Engine
import Foundation
import Glibc
import Response
import Testing
import Web

/// crowdsec-firewall-bouncer itself, in a network of its own, unmodified.
@Suite(
  .serialized,
  .enabled(
    if: BouncerProgram.isThere,
    "needs root, crowdsec-firewall-bouncer, socat, nft, unshare, nsenter and a kernel that lets them"
  ))
struct BouncerProgramTests {
  @Test func `the kernel holds what is decided, through every change`() async throws {
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7", seconds: 7200)
      host.block("203.0.113.8", seconds: 7200)
      host.block("2001:db8::7", seconds: 7200)
      let program = try BouncerProgram(port: host.port, token: WebHost.bouncerToken)
      defer { program.stop() }
      try program.startBouncer()
      program.expect(host, "startup")
      host.block("198.51.100.9", seconds: 600)
      program.expect(host, "an address more")
      host.pass(seconds: 1)
      host.block("198.51.100.9", seconds: 40_000)
      program.expect(host, "one that lasts longer")
      program.expect(timeoutOf: "198.51.100.9", above: 39_000)
      host.unblock("203.0.113.8")
      program.expect(host, "one withdrawn")
      host.block("203.0.113.50", seconds: 5)
      program.expect(host, "a short one")
      host.pass(seconds: 6)
      program.expect(host, "it has ended")
      program.stopBouncer()
      host.unblock("203.0.113.7")
      host.block("203.0.113.99", seconds: 3000)
      try program.startBouncer()
      program.expect(host, "restart of the bouncer")
      for place in 0..<2000 {
        host.block("203.0.\(64 + place / 250).\(place % 250)", seconds: 9000)
      }
      program.expect(host, "two thousand at once", seconds: 40)
    }
  }

  @Test func `it lives through a restart of the server`() async throws {
    let relay = BouncerProgram.temporaryFolder()
    nonisolated(unsafe) var program: BouncerProgram?
    defer { program?.stop() }
    nonisolated(unsafe) var kept: [Decision] = []
    nonisolated(unsafe) var journal: [LiveDecisions.Change] = []
    try await WebHost.serve { (host: WebHost) throws in
      host.block("203.0.113.7", seconds: 7200)
      host.block("203.0.113.8", seconds: 7200)
      let started = try BouncerProgram(
        port: host.port, token: WebHost.bouncerToken, folder: relay)
      program = started
      try started.startBouncer()
      started.expect(host, "before")
      host.unblock("203.0.113.8")
      journal = host.decisions.changes(after: 0).changes
      kept = host.decisions.snapshot(atSeconds: host.now).content.decisions
    }
    let decisions = LiveDecisions(kept, sequence: 3, journal: journal)
    try await WebHost.serve(decisions: decisions) { (host: WebHost) throws in
      host.block("203.0.113.9", seconds: 7200)
      try program?.relay(to: host.port)
      program?.expect(host, "after")
    }
  }
}

/// The program, a network for it, and a way out of that network to the server under test.
final class BouncerProgram {
  static let isThere: Bool = {
    let names = ["crowdsec-firewall-bouncer", "socat", "nft", "unshare", "nsenter", "ip"]
    let test = names.map { "command -v \($0)" }.joined(separator: " && ")
    return shell("\(test) && unshare -n nft list ruleset").status == 0
  }()

  private let folder: String
  private let keeper: Process
  private var outer: Process?
  private var inner: Process?
  private var bouncer: Process?

  init(port: Int, token: String, folder: String = temporaryFolder()) throws {
    self.folder = folder
    keeper = try Self.start("exec unshare -n sleep 120")
    usleep(300_000)
    try relay(to: port)
    let enter = "exec nsenter -t \(keeper.processIdentifier) -n"
    _ = Self.shell("nsenter -t \(keeper.processIdentifier) -n ip link set lo up")
    inner = try Self.start(
      "\(enter) socat TCP-LISTEN:8080,fork,reuseaddr,bind=127.0.0.1 UNIX-CONNECT:\(folder)/s")
    let configuration = """
      mode: nftables
      pid_dir: \(folder)/
      update_frequency: 1s
      daemonize: false
      log_mode: stdout
      log_level: info
      api_url: http://127.0.0.1:8080/
      api_key: \(token)
      disable_ipv6: false
      deny_action: DROP
      supported_decisions_types:
        - ban
      nftables:
        ipv4: {enabled: true, set-only: false, table: crowdsec, chain: crowdsec-chain}
        ipv6: {enabled: true, set-only: false, table: crowdsec6, chain: crowdsec6-chain}
      prometheus: {enabled: false}
      """
    try configuration.write(toFile: "\(folder)/b.yaml", atomically: true, encoding: .utf8)
    usleep(300_000)
  }

  static func temporaryFolder() -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("detectd-bouncer-\(UUID().uuidString.prefix(8))").path
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Sends what comes out of the network to another port.
  func relay(to port: Int) throws {
    if let outer { Self.kill(outer) }
    outer = try Self.start(
      "exec socat UNIX-LISTEN:\(folder)/s,fork,unlink-early TCP:127.0.0.1:\(port)")
  }

  func startBouncer() throws {
    bouncer = try Self.start(
      "exec nsenter -t \(keeper.processIdentifier) -n crowdsec-firewall-bouncer "
        + "-c \(folder)/b.yaml > \(folder)/log 2>&1")
  }

  func stopBouncer() {
    if let bouncer { Self.kill(bouncer, SIGTERM) }
    bouncer = nil
  }

  func stop() {
    for process in [bouncer, inner, outer, keeper] { process.map { Self.kill($0) } }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What the kernel holds, once it is what is decided, or when the time is over.
  func expect(
    _ host: WebHost, _ step: String, seconds: Int = 20,
    at location: SourceLocation = #_sourceLocation
  ) {
    let content = host.decisions.snapshot(atSeconds: host.now).content
    let expected = Set(content.decisions.map(\.target.description))
    var held: Set<String> = []
    for _ in 0..<(seconds * 5) {
      held = Set(elements().keys)
      if held == expected { return }
      usleep(200_000)
    }
    let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
    Issue.record(
      "\(step): missing \(expected.subtracting(held).prefix(5)), left \(held.subtracting(expected).prefix(5))\n\(log.suffix(1500))",
      sourceLocation: location)
  }

  /// Waits until the kernel has been told a longer time for an address.
  func expect(
    timeoutOf address: String, above seconds: Int, at location: SourceLocation = #_sourceLocation
  ) {
    for _ in 0..<50 {
      if let held = elements()[address], held > seconds { return }
      usleep(200_000)
    }
    Issue.record("\(address) has no longer time", sourceLocation: location)
  }

  private func elements() -> [String: Int] {
    let ruleset = Self.shell("nsenter -t \(keeper.processIdentifier) -n nft list ruleset").output
    var found: [String: Int] = [:]
    let pattern = /([0-9a-f.:]+) timeout (?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?/
    for match in ruleset.matches(of: pattern) {
      let parts = [match.2, match.3, match.4, match.5].map { Int($0 ?? "0") ?? 0 }
      found[String(match.1)] = ((parts[0] * 24 + parts[1]) * 60 + parts[2]) * 60 + parts[3]
    }
    return found
  }

  private static func start(_ script: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func kill(_ process: Process, _ signal: Int32 = SIGKILL) {
    guard process.isRunning else { return }
    Glibc.kill(process.processIdentifier, signal)
    process.waitUntilExit()
  }

  static func shell(_ script: String) -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return (127, "") }
    let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
