import Foundation
import Glibc
import Support
import Testing

/// An authority of a test's own, with certificates of it.
struct TestAuthority {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")
  private let folder: URL

  /// `own` is for localhost; `relay` and `other` are two senders.
  init(in folder: URL) throws {
    self.folder = folder
    try renew()
  }

  /// Everything anew, with other keys.
  func renew() throws {
    try run(
      """
      set -e
      new="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
      openssl req -x509 $new -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
      issue() {
        openssl req $new -subj "/CN=relay.example.com" -keyout $1.key -out $1.csr
        echo "subjectAltName=$2" > $1.ext
        openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
          -extfile $1.ext -out $1.pem
      }
      issue own DNS:localhost,IP:127.0.0.1
      issue relay DNS:Relay.example.com
      issue other DNS:other.example.com
      """)
  }

  /// Sends with `openssl s_client`, whether or not it is taken.
  func send(_ text: String, port: Int, _ options: String...) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent("sent"))
    try run(
      "openssl s_client -nocommands -connect 127.0.0.1:\(port) "
        + options.joined(separator: " ") + " < sent || true")
  }

  private func run(_ script: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}

/// Syslog over TLS (RFC 5425), as others send it.
@Suite(.enabled(if: TestAuthority.isThere, "needs openssl")) struct TLSInputTests {
  private static let all = ", ca: FOLDER/ca.pem, names: [relay.example.com]"

  private func daemon(_ port: Int, _ further: String = "") throws -> RunningDaemon {
    try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: relays, type: tcp, listen: "127.0.0.1:\(port)", connections: 8, idle: 3s, \
      tls: {certificate: FOLDER/own.pem, key: FOLDER/own.key\(further)}}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule)
  }

  private func input(_ daemon: RunningDaemon) throws -> [String: Any] {
    let outcome = try BuiltProgram.detectd.run(["status", "--config", daemon.path("detectd.yaml")])
    return try #require((outcome.objects.first?["inputs"] as? [[String: Any]])?.first)
  }

  private func framed(_ number: Int) -> String {
    let message = "<38>" + MarkedLines.line(number).dropLast()
    return "\(message.utf8.count) \(message)"
  }

  private func expect(_ daemon: RunningDaemon, _ numbers: Range<Int>) throws {
    try daemon.wait("\(numbers.count) alerts") { daemon.alertCount() >= numbers.count }
    #expect(Set(MarkedLines.numbers(daemon.alertTexts())) == Set(numbers))
    #expect(daemon.alertIDs().count == numbers.count)
  }

  @Test func `both framings, in more than one read, TLS 1.2 and 1.3`() throws {
    let daemon = try daemon(25_751)
    let authority = try TestAuthority(in: daemon.folder.url)
    try daemon.start()
    try authority.send((0..<3000).map(framed).joined(), port: 25_751, "-tls1_3")
    try authority.send((3000..<3100).map(MarkedLines.line).joined(), port: 25_751, "-tls1_2")
    try authority.send((3100..<3101).map(MarkedLines.line).joined(), port: 25_751, "-tls1_1")
    try expect(daemon, 0..<3100)
    #expect(daemon.stop() == 0)
  }

  @Test func `only senders with a certificate of the authority and a name are heard`() throws {
    let daemon = try daemon(25_752, Self.all)
    let authority = try TestAuthority(in: daemon.folder.url)
    try daemon.start()
    try authority.send(MarkedLines.line(7), port: 25_752)
    try authority.send(MarkedLines.line(8), port: 25_752, "-cert other.pem -key other.key")
    let stranger = try TemporaryFolder()
    try TestAuthority(in: stranger.url).send(
      MarkedLines.line(9), port: 25_752, "-cert relay.pem -key relay.key")
    try authority.send(MarkedLines.line(0), port: 25_752, "-cert relay.pem -key relay.key")
    try expect(daemon, 0..<1)
    try daemon.wait("three are counted") {
      (try? input(daemon)["refused"] as? Int) == 3
    }
    #expect(daemon.log.contains("none of the names that may send"))
    #expect(daemon.stop() == 0)
  }

  @Test func `a reload takes new certificates, and keeps the last good ones`() throws {
    let daemon = try daemon(25_753, Self.all)
    let authority = try TestAuthority(in: daemon.folder.url)
    try daemon.start()
    let relay = "-cert relay.pem -key relay.key -CAfile ca.pem -verify_return_error"
    try authority.send(MarkedLines.line(0), port: 25_753, relay)
    try expect(daemon, 0..<1)
    try authority.renew()
    try authority.send(MarkedLines.line(9), port: 25_753, relay)
    daemon.signal(SIGHUP)
    try daemon.wait("it is reloaded") { daemon.log.contains("reloaded") }
    try authority.send(MarkedLines.line(1), port: 25_753, relay)
    try expect(daemon, 0..<2)
    let good = try Data(contentsOf: URL(fileURLWithPath: daemon.path("own.pem")))
    _ = try daemon.folder.file("own.pem", "no certificate")
    let reload = try BuiltProgram.detectd.run(["reload", "--config", daemon.path("detectd.yaml")])
    #expect((reload.text + reload.standardError).contains("the last good certificates stay"))
    #expect(daemon.log.contains("certificates were not reloaded"))
    #expect((try input(daemon)["problem"] as? String)?.contains("own.pem") == true)
    try authority.send(MarkedLines.line(2), port: 25_753, relay)
    try expect(daemon, 0..<3)
    try good.write(to: URL(fileURLWithPath: daemon.path("own.pem")))
    _ = try BuiltProgram.detectd.run(["reload", "--config", daemon.path("detectd.yaml")])
    #expect(try input(daemon)["problem"] as? String == nil)
    #expect(daemon.stop() == 0)
  }

  @Test func `garbage, half a handshake and silence do not keep others out`() throws {
    let daemon = try daemon(25_754)
    let authority = try TestAuthority(in: daemon.folder.url)
    try daemon.start()
    var random = SeededGenerator(seed: 7)
    var held: [TestSocket] = []
    for number in 0..<60 {
      let client = try #require(TestSocket(port: 25_754))
      switch number % 4 {
      case 0: client.send((0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) })
      // The head of a handshake's record, and then nothing.
      case 1: client.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
      case 2: client.send(Array(framed(7).utf8))
      default: break
      }
      held.append(client)
    }
    try authority.send((0..<100).map(framed).joined(), port: 25_754)
    try expect(daemon, 0..<100)
    try daemon.wait("all are gone") { (try? input(daemon)["connections"] as? Int) == 0 }
    withExtendedLifetime(held) {}
    #expect(daemon.stop() == 0)
  }

  @Test func `a run whose certificate is missing does not begin, and the check says so`() throws {
    let daemon = try daemon(25_755)
    let check = try BuiltProgram.detectd.run(["config", "check", daemon.path("detectd.yaml")])
    #expect(check.status == 2)
    #expect(check.standardError.contains("the input 'relays' cannot listen on 127.0.0.1:25755: "))
    try daemon.start()
    #expect(daemon.log.contains("own.pem cannot be used as certificates in PEM"))
    #expect(daemon.stop() == 2)
  }
}
