import Detect
import Foundation
import Glibc
import Response
import Store
import Support
import Testing

/// The state file of a daemon: damaged, of another version, and what was there before it.
@Suite struct StateTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {type: file, path: FOLDER/alerts.ndjson}
    blocklists:
      - {path: FOLDER/blocked.txt, format: plain-v4, placeholder: false}
    state: {folder: FOLDER/state, save-every: 1s}
    """

  private func daemon() throws -> RunningDaemon {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    try daemon.append("", to: "in.log")
    return daemon
  }

  /// A failed login of now.
  private func line(_ source: String, _ number: Int) -> String {
    let time = Date().formatted(.iso8601)
    return "\(time) host1 sshd[\(number)]: "
      + "Failed password for invalid user u\(number) from \(source) port 4242 ssh2\n"
  }

  private func blocked(_ daemon: RunningDaemon) -> String {
    (try? String(contentsOfFile: daemon.path("blocked.txt"), encoding: .utf8)) ?? ""
  }

  private func file(_ daemon: RunningDaemon) -> String { daemon.path("state/detectd.db") }

  @Test func `decisions come back with their alerts after kill -9`() throws {
    let daemon = try daemon()
    try daemon.start()
    for number in 1...20 { try daemon.append(line("203.0.113.7", number), to: "in.log") }
    try daemon.append(line("2001:db8::7", 21), to: "in.log")
    try daemon.wait("the alerts") { daemon.alertCount() == 21 }
    try daemon.wait("the block") { blocked(daemon) == "203.0.113.7\n" }
    daemon.stop(SIGKILL)
    try daemon.start()
    try daemon.append(line("203.0.113.7", 22), to: "in.log")
    try daemon.wait("one more") { daemon.alertCount() == 22 }
    #expect(daemon.stop() == 0)
    #expect(blocked(daemon) == "203.0.113.7\n")
    let database = try Database(file(daemon), nowSeconds: 1)
    let found = try database.decisions(atSeconds: Int64(Date().timeIntervalSince1970))
    #expect(found.map(\.target.description) == ["203.0.113.7", "2001:db8::7"])
    #expect(found.map(\.alertCount) == [21, 1])
    #expect(found.first?.reason.alertIDs.count == Reason.alertLimit)
  }

  @Test func `a damaged state is set aside and said so`() throws {
    let daemon = try daemon()
    try FileManager.default.createDirectory(
      atPath: daemon.path("state"), withIntermediateDirectories: true)
    try Data(String(repeating: "not a database ", count: 1000).utf8)
      .write(to: URL(fileURLWithPath: file(daemon)))
    try daemon.start()
    #expect(daemon.log.contains("the state is damaged and was set aside"))
    try daemon.append(line("203.0.113.7", 1), to: "in.log")
    try daemon.wait("the alert") { daemon.alertCount() == 1 }
    #expect(daemon.stop() == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: daemon.path("state"))
    #expect(names.contains { $0.hasPrefix("detectd.db.damaged-") })
  }

  @Test func `a state of a later version is refused and left alone`() throws {
    let daemon = try daemon()
    try daemon.start()
    #expect(daemon.stop() == 0)
    // The user version is a number of four bytes in the file's head (sqlite.org/fileformat2.html).
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file(daemon)))
    try handle.seek(toOffset: 60)
    try handle.write(contentsOf: Data([0, 0, 0, 99]))
    try handle.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: file(daemon)))
    let refused = try BuiltProgram.detectd.run(["run", "--config", daemon.path("detectd.yaml")])
    #expect(refused.status == 2)
    #expect(refused.standardError.contains("written by a later detectd (format 99,"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: file(daemon))) == before)
  }

  @Test func `the state of an earlier version is taken over once`() throws {
    let daemon = try daemon()
    try FileManager.default.createDirectory(
      atPath: daemon.path("state"), withIntermediateDirectories: true)
    let created = Int64(Date().timeIntervalSince1970) - 60
    let earlier = """
      {"version":1,"checkpoints":[],"outputs":{},"decisions":[
      {"action":"block","origin":"policy","scope":"address","target":"203.0.113.9",
      "createdSeconds":\(created),"expiresSeconds":\(created + 7200),"ruleID":"r","ruleName":"Rule",
      "ruleset":"pack","level":"high","techniques":["T1110"]},
      {"action":"block","origin":"policy","scope":"address","target":"10.0.0.1",
      "createdSeconds":\(created),"expiresSeconds":\(created + 7200),"ruleID":"r","ruleName":"Rule",
      "ruleset":"pack","level":"high","techniques":[]}]}
      """
    try Data(earlier.utf8).write(to: URL(fileURLWithPath: daemon.path("state/state.json")))
    for _ in 0..<2 {
      try daemon.start()
      try daemon.wait("the block") { blocked(daemon) == "203.0.113.9\n" }
      #expect(daemon.stop() == 0)
    }
    #expect(!FileManager.default.fileExists(atPath: daemon.path("state/state.json")))
    #expect(FileManager.default.fileExists(atPath: daemon.path("state/state.json.imported")))
  }

  @Test func `an earlier state that cannot be read stops the start`() throws {
    let daemon = try daemon()
    try FileManager.default.createDirectory(
      atPath: daemon.path("state"), withIntermediateDirectories: true)
    try Data("{".utf8).write(to: URL(fileURLWithPath: daemon.path("state/state.json")))
    let refused = try BuiltProgram.detectd.run(["run", "--config", daemon.path("detectd.yaml")])
    #expect(refused.status == 2)
    #expect(
      refused.standardError.contains(
        "state.json: the state cannot be used: not the state of an earlier detectd; "
          + "move it away to begin without it"))
  }
}
