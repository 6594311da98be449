import Foundation
import Glibc
import Support
import Testing

/// rsyslogd, as a receiver that writes messages to a file.
private final class Receiver {
  static let path = "/usr/sbin/rsyslogd"
  static let isThere = FileManager.default.isExecutableFile(atPath: path)

  private let process = Process()
  let folder: TemporaryFolder

  init(port: Int, framing: String = "on") throws {
    folder = try TemporaryFolder()
    let out = folder.url.appendingPathComponent("out").path
    let file = try folder.file(
      "rsyslog.conf",
      """
      global(workDirectory="\(folder.url.path)" maxMessageSize="64k")
      module(load="imtcp") module(load="imudp")
      template(name="all" type="string" string="%syslogfacility-text%.%syslogseverity-text% %app-name% %msgid% %msg%\\n")
      ruleset(name="in") { action(type="omfile" file="\(out)" template="all" flushOnTXEnd="on") }
      input(type="imtcp" port="\(port)" address="127.0.0.1" ruleset="in" supportOctetCountedFraming="\(framing)")
      input(type="imudp" port="\(port)" address="127.0.0.1" ruleset="in")

      """)
    process.executableURL = URL(fileURLWithPath: Receiver.path)
    process.arguments = [
      "-n", "-f", file.path, "-i", folder.url.appendingPathComponent("pid").path,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { stop() }

  func stop() {
    guard process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  var lines: [String] {
    let bytes = FileManager.default.contents(atPath: folder.url.appendingPathComponent("out").path)
    return String(decoding: bytes ?? Data(), as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

@Suite struct SyslogOutputTests {
  private static func configuration(_ port: Int, _ further: String) -> String {
    """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
      - {name: siem, type: syslog, to: "127.0.0.1:\(port)"\(further)}
    state: {folder: FOLDER/state, save-every: 1s}
    """
  }

  private func output(_ daemon: RunningDaemon) throws -> [String: Any] {
    let outcome = try BuiltProgram.detectd.run(["status", "--config", daemon.path("detectd.yaml")])
    let outputs = outcome.objects.first?["outputs"] as? [[String: Any]] ?? []
    return try #require(outputs.last)
  }

  @Test(
    .enabled(if: Receiver.isThere, "needs rsyslogd"),
    arguments: [
      (25_701, ", format: ecs", "on", #"{"message""#), (25_702, ", format: cef", "on", "CEF:0|"),
      (25_703, ", framing: lines, format: leef", "off", "LEEF:2.0|"),
      (25_704, ", protocol: udp, format: ocsf", "on", #"{"activity_id":1"#),
    ])
  func `rsyslogd gets every alert once`(
    port: Int, further: String, framing: String, beginning: String
  ) throws {
    let receiver = try Receiver(port: port, framing: framing)
    let daemon = try RunningDaemon(
      Self.configuration(port, further + ", facility: local4"), rule: MarkedLines.rule)
    try daemon.start()
    usleep(300_000)
    try daemon.append((0..<40).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.wait("40 messages") { receiver.lines.count >= 40 }
    #expect(receiver.lines.count == 40)
    for (number, line) in receiver.lines.enumerated() {
      #expect(line.hasPrefix("local4.err detectd alert "), "\(line)")
      #expect(line.contains("invalid user u\(number) from"), "\(line)")
    }
    #expect(daemon.stop() == 0)
  }

  @Test(.enabled(if: Receiver.isThere, "needs rsyslogd"))
  func `alerts wait for a receiver that is down, over kill -9 too`() throws {
    let port = 25_705
    let daemon = try RunningDaemon(
      Self.configuration(port, ", format: cef"), rule: MarkedLines.rule)
    try daemon.start()
    try daemon.append((0..<300).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.wait("alerts") { daemon.alertCount() == 300 }
    try daemon.wait("the problem in the status") {
      (try? output(daemon)["problem"] as? String)?.contains("onnection refused") == true
    }
    #expect(try output(daemon)["alerts"] as? Int == 0)
    daemon.stop(SIGKILL)
    try daemon.start()
    let receiver = try Receiver(port: port)
    try daemon.wait("300 messages") { receiver.lines.count >= 300 }
    #expect(Set(MarkedLines.numbers(receiver.lines)) == Set(0..<300))
    try daemon.wait("an empty queue") { (try? output(daemon)["held_bytes"] as? Int) == 0 }
    #expect(daemon.stop() == 0)
  }
}
