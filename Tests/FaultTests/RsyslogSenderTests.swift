import Foundation
import Glibc
import Support
import Testing

/// rsyslogd, as a sender of what it gets at a local socket.
private final class Sender {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/sbin/rsyslogd")
  static let hasTLS = ["x86_64", "aarch64"].contains {
    FileManager.default.fileExists(atPath: "/usr/lib/\($0)-linux-gnu/rsyslog/lmnsd_ossl.so")
  }

  private let process = Process()
  private let socket: TestSocket

  init(_ folder: TemporaryFolder, _ action: String) throws {
    let path = folder.url.path
    let file = try folder.file(
      "rsyslog.conf",
      """
      global(workDirectory="\(path)" DefaultNetstreamDriverCAFile="\(path)/ca.pem"
        DefaultNetstreamDriverCertFile="\(path)/relay.pem"
        DefaultNetstreamDriverKeyFile="\(path)/relay.key")
      module(load="imuxsock" SysSock.Use="off")
      input(type="imuxsock" Socket="\(path)/sender.sock" RateLimit.Interval="0")
      action(type="omfwd" target="127.0.0.1" \(action))

      """)
    process.executableURL = URL(fileURLWithPath: "/usr/sbin/rsyslogd")
    process.arguments = ["-n", "-f", file.path, "-i", "\(path)/pid"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    var found: TestSocket?
    let end = Date().addingTimeInterval(20)
    while found == nil, Date() < end {
      usleep(20_000)
      found = TestSocket(path: "\(path)/sender.sock")
    }
    socket = try #require(found, "rsyslogd does not listen")
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func send(_ number: Int) {
    let text = MarkedLines.line(number).split(separator: ": ", maxSplits: 1)[1].dropLast()
    socket.send(Array("<38>Nov 20 10:00:00 sshd[\(number + 1)]: \(text)".utf8))
  }
}

@Suite(.enabled(if: Sender.isThere, "needs rsyslogd")) struct RsyslogSenderTests {
  private static let tls =
    "StreamDriver=\"ossl\" StreamDriverMode=\"1\" StreamDriverAuthMode=\"x509/name\" "
    + "StreamDriverPermittedPeers=\"localhost\""

  @Test(arguments: [
    (25_761, "protocol=\"udp\""),
    (25_762, "protocol=\"tcp\" TCP_Framing=\"traditional\""),
    (25_763, "protocol=\"tcp\" TCP_Framing=\"octet-counted\""),
    (25_764, "protocol=\"tcp\" template=\"RSYSLOG_SyslogProtocol23Format\""),
    (25_765, "protocol=\"tcp\" TCP_Framing=\"octet-counted\" " + tls),
    (25_766, "protocol=\"tcp\" TCP_Framing=\"traditional\" " + tls),
  ])
  func `every message of rsyslogd raises its alert`(port: Int, action: String) throws {
    let isSecured = action.contains("ossl")
    if isSecured, !(Sender.hasTLS && TestAuthority.isThere) {
      try Test.cancel("needs rsyslog-openssl and openssl")
    }
    let tls = """
      , tls: {certificate: FOLDER/own.pem, key: FOLDER/own.key, ca: FOLDER/ca.pem, \
      names: [relay.example.com]}
      """
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: tcp, type: tcp, listen: "127.0.0.1:\(port)"\(isSecured ? tls : "")}
        - {name: udp, type: udp, listen: "127.0.0.1:\(port)"}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      """, rule: MarkedLines.rule)
    if isSecured { _ = try TestAuthority(in: daemon.folder.url) }
    try daemon.start()
    let sender = try Sender(daemon.folder, "port=\"\(port)\" \(action)")
    for number in 0..<100 { sender.send(number) }
    try daemon.wait("100 alerts") { daemon.alertCount() >= 100 }
    #expect(Set(MarkedLines.numbers(daemon.alertTexts())) == Set(0..<100))
    withExtendedLifetime(sender) {}
    #expect(daemon.stop() == 0)
  }
}
