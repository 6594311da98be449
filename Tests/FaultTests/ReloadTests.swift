import Foundation
import Glibc
import Support
import Testing

@Suite struct ReloadTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {type: file, path: FOLDER/alerts.ndjson}
    """

  private func rules(_ daemon: RunningDaemon) -> Set<String> {
    let data = FileManager.default.contents(atPath: daemon.path("alerts.ndjson")) ?? Data()
    return Set(
      data.split(separator: UInt8(ascii: "\n")).compactMap { line in
        let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
        return (object?["rule"] as? [String: Any])?["name"] as? String
      })
  }

  @Test func `a good pack takes over, a bad one changes nothing, and no line is lost`() throws {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    try daemon.start()
    var written = 0
    func write() throws {
      try daemon.append((written..<written + 50).map(MarkedLines.line).joined(), to: "in.log")
      written += 50
    }
    try write()
    _ = try daemon.folder.file("rule.yml", "title: broken\ndetection: [")
    daemon.signal(SIGHUP)
    try daemon.wait("the refusal") { daemon.log.contains("nothing was reloaded") }
    try write()
    _ = try daemon.folder.file(
      "rule.yml", MarkedLines.rule.replacing("title: Failed login", with: "title: Renamed"))
    daemon.signal(SIGHUP)
    try daemon.wait("the reload") { daemon.log.contains("notice: reloaded") }
    try write()
    try daemon.wait("all alerts") { daemon.alertCount() >= written }
    #expect(daemon.alertIDs().count == written)
    #expect(rules(daemon) == ["Failed login", "Renamed"])
    #expect(daemon.stop() == 0)
  }

  /// Three failed logins of one address, in any time.
  private static let burst = """
    ---
    title: Burst
    id: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a002
    correlation:
      type: event_count
      rules: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001
      group-by: source.ip
      timespan: 1d
      condition: {gte: 3}
    level: high
    """

  @Test func `windows of a correlation that stays go on over a reload`() throws {
    let rules = MarkedLines.rule + "\n" + Self.burst
    let daemon = try RunningDaemon(Self.configuration, rule: rules)
    try daemon.start()
    func write() throws { try daemon.append(MarkedLines.line(7), to: "in.log") }
    try write()
    try write()
    Thread.sleep(forTimeInterval: 0.5)
    let other = MarkedLines.rule.replacing("title: Failed login", with: "title: Other")
      .replacing("b8f1a001", with: "b8f1a003")
    _ = try daemon.folder.file("rule.yml", other + "\n---\n" + rules)
    daemon.signal(SIGHUP)
    try daemon.wait("the reload") { daemon.log.contains("notice: reloaded") }
    try write()
    try daemon.wait("the burst") { self.rules(daemon).contains("Burst") }
    #expect(daemon.stop() == 0)
  }
}
