import Foundation
import Glibc
import Support
import Testing

/// A journal that a script plays: `journalctl` of a folder that stands first in the PATH.
@Suite struct JournalInputTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: journal, type: journal, units: [ssh.service], matches: [_UID=0]FURTHER}
    outputs:
      - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
    state: {folder: FOLDER/state, save-every: 1s}
    """

  /// Writes the entries after a cursor, then what is added; ends when the file `end` is there.
  private static let script = """
    #!/bin/sh
    cd "$(dirname "$0")"
    [ -e broken ] && { echo '{"__CURSOR":"s=half'; exit 7; }
    after=0
    lines=all
    for word in "$@"; do
      case "$word" in
        --after-cursor=*) after=${word##*i=} ;;
        --lines=*) lines=${word#--lines=} ;;
      esac
    done
    if [ "$lines" = 1 ]; then after=$(($(wc -l < journal) - 1)); fi
    [ "$after" -lt 0 ] && after=0
    echo "$@" >> calls
    exec tail -n +$((after + 1)) -f journal

    """

  private static func entry(_ number: Int, seconds: Int = 1_763_632_800) -> String {
    let message =
      #"Failed password for invalid user u\#(number) from 203.0.113.\#(number % 250) port 4242 ssh2"#
    let time = (seconds + number) * 1_000_000
    return #"{"__CURSOR":"s=abc;i=\#(number + 1)","__REALTIME_TIMESTAMP":"\#(time)","#
      + #""_HOSTNAME":"host1","_COMM":"sshd","SYSLOG_IDENTIFIER":"sshd","_PID":"77","#
      + #""MESSAGE":"\#(message)"}"# + "\n"
  }

  private func daemon(_ further: String = "") throws -> RunningDaemon {
    let daemon = try RunningDaemon(
      Self.configuration.replacing("FURTHER", with: further), rule: MarkedLines.rule,
      environment: ["PATH": "FOLDER:/usr/bin:/bin"])
    chmod(try daemon.folder.file("journalctl", Self.script).path, 0o755)
    return daemon
  }

  private func entries(_ numbers: Range<Int>, seconds: Int = 1_763_632_800) -> String {
    numbers.map { Self.entry($0, seconds: seconds) }.joined()
  }

  private func calls(_ daemon: RunningDaemon) throws -> [String] {
    try String(contentsOfFile: daemon.path("calls"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  @Test func `each entry comes once, over restarts and kill -9`() throws {
    let daemon = try daemon()
    try daemon.append(entries(0..<5), to: "journal")
    try daemon.start()
    try daemon.wait("the journal is read") { (try? self.calls(daemon).count) == 1 }
    try daemon.append(entries(5..<15), to: "journal")
    try daemon.wait("10 alerts") { daemon.alertCount() == 10 }
    #expect(Set(MarkedLines.numbers(daemon.alertTexts())) == Set(5..<15), "not what was before")
    #expect(daemon.stop() == 0)
    try daemon.append(entries(15..<20), to: "journal")
    try daemon.start()
    try daemon.wait("15 alerts") { daemon.alertCount() == 15 }
    daemon.stop(SIGKILL)
    try daemon.append(entries(20..<30), to: "journal")
    try daemon.start()
    try daemon.wait("25 alerts") { daemon.alertCount() >= 25 }
    #expect(daemon.stop() == 0)
    let found = daemon.alertIDs()
    #expect(found.count == 25 && Set(found).count == 25)
    let calls = try calls(daemon)
    #expect(calls.count == 3)
    #expect(calls[0].contains("--lines=1 --unit=ssh.service _UID=0"), "\(calls)")
    #expect(calls[1].contains("--no-tail --after-cursor=s=abc;i=15 "), "\(calls)")
  }

  @Test func `the beginning is read when it is asked for`() throws {
    let daemon = try daemon(", from: beginning")
    try daemon.append(entries(0..<5), to: "journal")
    try daemon.start()
    try daemon.wait("5 alerts") { daemon.alertCount() == 5 }
    #expect(daemon.stop() == 0)
  }

  @Test func `an empty journal loses nothing that comes`() throws {
    let daemon = try daemon()
    try daemon.append("", to: "journal")
    try daemon.start()
    try daemon.wait("the journal is read") { (try? self.calls(daemon).count) == 1 }
    try daemon.append(entries(0..<1, seconds: 4_000_000_000), to: "journal")
    try daemon.wait("the alert") { daemon.alertCount() == 1 }
    #expect(daemon.stop() == 0)
  }

  @Test func `a journalctl that ends is told of and started again`() throws {
    let daemon = try daemon(", from: beginning")
    try daemon.append(entries(0..<5), to: "journal")
    try daemon.append("", to: "broken")
    try daemon.start()
    try daemon.wait("the problem in the log") {
      daemon.log.contains(#"reason="journalctl ended with status 7""#)
    }
    unlink(daemon.path("broken"))
    try daemon.wait("5 alerts") { daemon.alertCount() == 5 }
    #expect(daemon.stop() == 0)
  }

  @Test func `a run without journalctl does not begin`() throws {
    let daemon = try daemon()
    unlink(daemon.path("journalctl"))
    let outcome = try BuiltProgram.detectd.run(
      ["run", "--config", daemon.path("detectd.yaml")], environment: ["PATH": "/nowhere"])
    #expect(outcome.status == 2)
    #expect(
      outcome.standardError.contains(
        "the input 'journal' cannot start journalctl: No such file or directory"))
  }
}
