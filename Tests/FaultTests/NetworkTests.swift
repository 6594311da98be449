import Foundation
import Glibc
import Support
import Testing

@Suite struct NetworkTests {
  /// Ports that nothing else is likely to use, another for each daemon.
  private static func daemon(_ port: Int, _ extra: String = "") throws -> RunningDaemon {
    try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: tcp, type: tcp, listen: "127.0.0.1:\(port)", connections: 8, idle: 2s\(extra)}
        - {name: udp, type: udp, listen: "127.0.0.1:\(port)"\(extra)}
        - {name: local, type: unix, path: FOLDER/log.sock}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      """, rule: MarkedLines.rule)
  }

  private func framed(_ number: Int) -> String {
    let message = "<38>" + MarkedLines.line(number).dropLast()
    return "\(message.utf8.count) \(message)"
  }

  private func expect(_ daemon: RunningDaemon, _ count: Int) throws {
    try daemon.wait("\(count) alerts") { daemon.alertCount() >= count }
    #expect(Set(MarkedLines.numbers(daemon.alertTexts())) == Set(0..<count))
    #expect(daemon.alertIDs().count == count)
  }

  @Test func `both framings on one connection, in pieces of any size`() throws {
    let daemon = try Self.daemon(25_601)
    try daemon.start()
    let client = try #require(TestSocket(port: 25_601))
    var text = ""
    for number in 0..<60 {
      switch number % 3 {
      case 0: text += framed(number)
      case 1: text += MarkedLines.line(number)
      default: text += framed(number) + "\n"
      }
    }
    let bytes = Array(text.utf8)
    var place = 0
    var random = SeededGenerator(seed: 3)
    while place < bytes.count {
      let next = min(bytes.count, place + Int.random(in: 1...200, using: &random))
      client.send(Array(bytes[place..<next]))
      place = next
    }
    try expect(daemon, 60)
    #expect(daemon.stop() == 0)
  }

  @Test func `a decision outlives kill -9 where its record cannot be read again`() throws {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      policy: FOLDER/policy.yml
      inputs:
        - {name: tcp, type: tcp, listen: "127.0.0.1:25611"}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      blocklists:
        - {path: FOLDER/blocked.txt, format: plain}
      state: {folder: FOLDER/state, save-every: 1h}
      """, rule: MarkedLines.rule)
    _ = try daemon.folder.file(
      "policy.yml",
      "rules: [{name: all, match: {level: high}, action: block, target: source, duration: 4h}]\n")
    func list() -> String {
      (try? String(contentsOfFile: daemon.path("blocked.txt"), encoding: .utf8)) ?? ""
    }
    try daemon.start()
    let client = try #require(TestSocket(port: 25_611))
    let time = Date().formatted(.iso8601)
    client.send(
      Array(
        ("\(time) host1 sshd[7]: Failed password for invalid user u1 from 203.0.113.7 port 4242 "
          + "ssh2\n").utf8))
    try daemon.wait("it is blocked") { list() == "203.0.113.7\n" }
    daemon.stop(SIGKILL)
    try FileManager.default.removeItem(atPath: daemon.path("blocked.txt"))
    try daemon.start()
    try daemon.wait("it is blocked again") { list() == "203.0.113.7\n" }
    #expect(daemon.alertCount() == 1)
    #expect(daemon.stop() == 0)
  }

  @Test func `datagrams by address and by path, and a line end inside is no new record`() throws {
    let daemon = try Self.daemon(25_602)
    try daemon.start()
    let udp = try #require(TestSocket(port: 25_602, isDatagram: true))
    let local = try #require(TestSocket(path: daemon.path("log.sock")))
    for number in 0..<50 { udp.send(Array(("<38>" + MarkedLines.line(number)).utf8)) }
    for number in 50..<99 { local.send(Array(("<38>" + MarkedLines.line(number)).utf8)) }
    let forged = "<13>app: a name with\n" + MarkedLines.line(1000) + "<13>x"
    udp.send(Array(forged.utf8))
    udp.send(Array(MarkedLines.line(99).utf8))
    try expect(daemon, 100)
    #expect(daemon.stop() == 0)
  }

  @Test func `senders that are not allowed are not heard`() throws {
    let daemon = try Self.daemon(25_603, ", allow: [192.0.2.0/24]")
    try daemon.start()
    let udp = try #require(TestSocket(port: 25_603, isDatagram: true))
    let tcp = try #require(TestSocket(port: 25_603))
    let local = try #require(TestSocket(path: daemon.path("log.sock")))
    udp.send(Array(MarkedLines.line(7).utf8))
    tcp.send(Array(MarkedLines.line(8).utf8))
    usleep(100_000)
    local.send(Array(MarkedLines.line(0).utf8))
    try expect(daemon, 1)
    #expect(daemon.stop() == 0)
  }

  @Test func `garbage, slow senders and too many connections do not keep others out`() throws {
    let daemon = try Self.daemon(25_604)
    try daemon.start()
    var random = SeededGenerator(seed: 5)
    var slow: [TestSocket] = []
    for _ in 0..<30 {
      let client = try #require(TestSocket(port: 25_604))
      client.send((0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) })
      client.send(Array("9999999 <1>".utf8))
      slow.append(client)
    }
    let client = try #require(TestSocket(port: 25_604))
    for number in 0..<100 { client.send(Array(framed(number).utf8)) }
    try daemon.wait("100 alerts") { daemon.alertCount() >= 100 }
    #expect(Set(MarkedLines.numbers(daemon.alertTexts())).isSuperset(of: 0..<100))
    withExtendedLifetime(slow) {}
    #expect(daemon.stop() == 0)
  }

  @Test(arguments: [
    ["-d", "--rfc3164"], ["-d", "--rfc5424"], ["-T", "--rfc5424", "--octet-count"],
    ["-T", "--rfc3164"],
  ])
  func `logger as a sender`(options: [String]) throws {
    let logger = URL(fileURLWithPath: "/usr/bin/logger")
    guard FileManager.default.isExecutableFile(atPath: logger.path) else {
      try Test.cancel("needs logger(1)")
    }
    let port = 25_610 + options.joined().utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 300 }
    let daemon = try Self.daemon(port)
    try daemon.start()
    for number in 0..<10 {
      let process = Process()
      process.executableURL = logger
      let text = MarkedLines.line(number).split(separator: ": ", maxSplits: 1)[1].dropLast()
      process.arguments =
        options + ["-n", "127.0.0.1", "-P", "\(port)", "-t", "sshd", String(text)]
      try process.run()
      process.waitUntilExit()
    }
    try expect(daemon, 10)
    #expect(daemon.stop() == 0)
  }
}

/// A socket that a test sends with.
final class TestSocket {
  private let descriptor: Int32

  init?(port: Int, isDatagram: Bool = false) {
    let type = isDatagram ? SOCK_DGRAM : SOCK_STREAM
    descriptor = socket(AF_INET, Int32(type.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { return nil }
    // A daemon that reads no more is a test that fails, not one that hangs.
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  init?(path: String, isDatagram: Bool = true) {
    let type = isDatagram ? SOCK_DGRAM : SOCK_STREAM
    descriptor = socket(AF_UNIX, Int32(type.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// - Returns: Whether all of it was taken.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count
    }
  }
}
