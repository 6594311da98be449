import Foundation
import Glibc
import Support
import Testing

/// rsyslogd, as a receiver of syslog over TLS that writes messages to a file.
private final class SecureReceiver {
  static let path = "/usr/sbin/rsyslogd"
  /// Its TLS is a package of its own.
  static let isThere =
    FileManager.default.isExecutableFile(atPath: path)
    && ["x86_64", "aarch64"].contains {
      FileManager.default.fileExists(atPath: "/usr/lib/\($0)-linux-gnu/rsyslog/lmnsd_gtls.so")
    }

  private let process = Process()
  let folder: URL

  /// - Parameter names: Of senders that it believes; anybody when empty.
  init(port: Int, in folder: URL, names: [String] = []) throws {
    self.folder = folder
    let mode =
      names.isEmpty
      ? #"StreamDriver.AuthMode="anon""#
      : #"StreamDriver.AuthMode="x509/name" PermittedPeer="\#(names[0])""#
    let file = folder.appendingPathComponent("rsyslog.conf")
    let text = """
      global(workDirectory="\(folder.path)" maxMessageSize="64k" defaultNetstreamDriver="gtls"
        defaultNetstreamDriverCAFile="\(folder.path)/ca.pem"
        defaultNetstreamDriverCertFile="\(folder.path)/own.pem"
        defaultNetstreamDriverKeyFile="\(folder.path)/own.key")
      module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" \(mode))
      template(name="all" type="string" string="%app-name% %msg%\\n")
      ruleset(name="in") { action(type="omfile" file="\(folder.path)/out" template="all") }
      input(type="imtcp" port="\(port)" address="127.0.0.1" ruleset="in")

      """
    try Data(text.utf8).write(to: file)
    process.executableURL = URL(fileURLWithPath: SecureReceiver.path)
    process.arguments = ["-n", "-f", file.path, "-i", folder.appendingPathComponent("pid").path]
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { stop() }

  func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The identifiers of the alerts that came.
  var ids: [String] {
    let bytes = FileManager.default.contents(atPath: folder.appendingPathComponent("out").path)
    return (bytes ?? Data()).split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard let start = line.firstIndex(of: UInt8(ascii: "{")) else { return nil }
      let object = try? JSONSerialization.jsonObject(with: line[start...]) as? [String: Any]
      let own = object?["detectd"] as? [String: Any]
      return (own?["alert"] as? [String: Any])?["id"] as? String
    }
  }
}

@Suite(
  .enabled(
    if: SecureReceiver.isThere && TestAuthority.isThere,
    "needs openssl, rsyslogd and rsyslog-gnutls"))
struct SyslogTLSOutputTests {
  private func daemon(_ port: Int, _ tls: String, host: String = "127.0.0.1") throws
    -> RunningDaemon
  {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
        - {name: siem, type: syslog, to: "\(host):\(port)", protocol: tls, message-limit: 32 KiB, \
      tls: {\(tls)}}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule)
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func add(_ numbers: Range<Int>, to daemon: RunningDaemon) throws {
    try daemon.append(numbers.map(MarkedLines.line).joined(), to: "in.log")
  }

  private func problem(_ daemon: RunningDaemon) -> String? {
    let outcome = try? BuiltProgram.detectd.run([
      "status", "--config", daemon.path("detectd.yaml"),
    ])
    let outputs = outcome?.objects.first?["outputs"] as? [[String: Any]] ?? []
    return outputs.last?["problem"] as? String
  }

  @Test(arguments: [(25_831, "127.0.0.1"), (25_832, "localhost")])
  func `a receiver gets every alert, also after it and detectd were away`(
    port: Int, host: String
  ) throws {
    let daemon = try daemon(
      port, "ca: FOLDER/ca.pem, certificate: FOLDER/relay.pem, key: FOLDER/relay.key", host: host)
    _ = try TestAuthority(in: daemon.folder.url)
    var receiver = try SecureReceiver(
      port: port, in: daemon.folder.url, names: ["Relay.example.com"])
    try daemon.start()
    try add(0..<300, to: daemon)
    try daemon.wait("the first alerts") { Set(receiver.ids).count == 300 }
    receiver.stop()
    // Notices the end before it sends more.
    usleep(300_000)
    try add(300..<400, to: daemon)
    try daemon.wait("it cannot be reached") { problem(daemon) != nil }
    daemon.stop(SIGKILL)
    receiver = try SecureReceiver(
      port: port, in: daemon.folder.url, names: ["Relay.example.com"])
    try daemon.start()
    try add(400..<500, to: daemon)
    try daemon.wait("all alerts") { Set(receiver.ids).count == 500 }
    #expect(Set(receiver.ids) == Set(daemon.alertIDs().compactMap(\.self)))
    #expect(daemon.stop() == 0)
  }

  @Test func `a receiver that is not believed gets nothing, and everything once it is`() throws {
    let daemon = try daemon(25_833, "ca: FOLDER/other-ca.pem")
    let authority = try TestAuthority(in: daemon.folder.url)
    let theirs = try Data(contentsOf: URL(fileURLWithPath: daemon.path("ca.pem")))
    let stranger = try TemporaryFolder()
    _ = try TestAuthority(in: stranger.url)
    try Data(contentsOf: stranger.url.appendingPathComponent("ca.pem"))
      .write(to: URL(fileURLWithPath: daemon.path("other-ca.pem")))
    _ = authority
    let receiver = try SecureReceiver(port: 25_833, in: daemon.folder.url)
    try daemon.start()
    try add(0..<20, to: daemon)
    try daemon.wait("it says why") { problem(daemon)?.contains("TLS: ") == true }
    #expect(receiver.ids.isEmpty)
    // The right authority, by a reload.
    try theirs.write(to: URL(fileURLWithPath: daemon.path("other-ca.pem")))
    daemon.signal(SIGHUP)
    try daemon.wait("all alerts") { Set(receiver.ids).count == 20 }
    // A file that cannot be used leaves the last good one.
    _ = try daemon.folder.file("other-ca.pem", "no certificate")
    let reload = try BuiltProgram.detectd.run(["reload", "--config", daemon.path("detectd.yaml")])
    #expect((reload.text + reload.standardError).contains("the output 'siem': "))
    try add(20..<30, to: daemon)
    try daemon.wait("the later alerts") { Set(receiver.ids).count == 30 }
    #expect(daemon.stop() == 0)
  }

  @Test func `a sender that is not believed loses nothing`() throws {
    let daemon = try daemon(
      25_834, "ca: FOLDER/ca.pem, certificate: FOLDER/other.pem, key: FOLDER/other.key")
    _ = try TestAuthority(in: daemon.folder.url)
    let receiver = try SecureReceiver(
      port: 25_834, in: daemon.folder.url, names: ["Relay.example.com"])
    try daemon.start()
    try add(0..<20, to: daemon)
    try daemon.wait("it is refused") { problem(daemon) != nil }
    #expect(receiver.ids.isEmpty)
    // With the right certificate, by a reload.
    for part in ["pem", "key"] {
      try Data(contentsOf: URL(fileURLWithPath: daemon.path("relay.\(part)")))
        .write(to: URL(fileURLWithPath: daemon.path("other.\(part)")))
    }
    daemon.signal(SIGHUP)
    try daemon.wait("all alerts") { Set(receiver.ids).count == 20 }
    #expect(daemon.stop() == 0)
  }

  @Test func `certificates that cannot be used are named before it begins`() throws {
    let daemon = try daemon(25_835, "ca: FOLDER/none.pem")
    let outcome = try BuiltProgram.detectd.run(["config", "check", daemon.path("detectd.yaml")])
    #expect(outcome.status == 2)
    #expect(
      outcome.standardError.contains("the output 'siem' cannot begin: \(daemon.path("none.pem"))"))
  }
}
