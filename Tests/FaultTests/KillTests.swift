import Foundation
import Glibc
import Response
import Store
import Support
import Testing

/// How long the tests of this target go on: some seconds, or as many rounds as
/// `DETECTD_FAULT_ROUNDS` says.
enum FaultRounds {
  static let count =
    ProcessInfo.processInfo.environment["DETECTD_FAULT_ROUNDS"].flatMap(Int.init) ?? 4
}

@Suite struct KillTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {type: file, path: FOLDER/alerts.ndjson}
    state: {folder: FOLDER/state, save-every: 1s}
    """

  @Test func `after kill -9 at any moment each alert stands once, and none is missing`() throws {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    var random = SeededGenerator(seed: 7)
    var written = 0
    for _ in 0..<FaultRounds.count {
      try daemon.start()
      let until = Date().addingTimeInterval(Double.random(in: 0.05...1.6, using: &random))
      while Date() < until {
        let more = Int.random(in: 1...40, using: &random)
        try daemon.append((written..<written + more).map(MarkedLines.line).joined(), to: "in.log")
        written += more
        usleep(10_000)
      }
      daemon.stop(SIGKILL)
    }
    try daemon.start()
    try daemon.wait("all \(written) alerts") { daemon.alertCount() >= written }
    #expect(daemon.stop() == 0)
    let numbers = MarkedLines.numbers(daemon.alertTexts())
    #expect(numbers.count == written)
    #expect(Set(numbers) == Set(0..<written))
    #expect(Set(daemon.alertIDs()).count == written)
    #expect(try state(daemon).alerts == Set(daemon.alertIDs()))
  }

  /// What the state file of a daemon holds that does not run.
  private func state(
    _ daemon: RunningDaemon
  ) throws -> (alerts: Set<String?>, decisions: [Decision]) {
    let database = try Database(daemon.path("state/detectd.db"), nowSeconds: 1)
    var query = AlertQuery()
    query.limit = 1_000_000
    let targets = Set(try database.changes(after: 0, limit: 1_000_000).map(\.decision.target))
    return (
      alerts: Set(try database.alerts(query).map(\.id)),
      decisions: try targets.sorted().flatMap { target in try database.decisions(on: target) }
    )
  }

  @Test func `a run in one go gives the same identifiers`() throws {
    let killed = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    let calm = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    for daemon in [killed, calm] {
      try daemon.append((0..<500).map(MarkedLines.line).joined(), to: "in.log")
    }
    try killed.start()
    killed.stop(SIGKILL)
    for daemon in [killed, calm] {
      try daemon.start()
      try daemon.append((500..<1000).map(MarkedLines.line).joined(), to: "in.log")
      try daemon.wait("1000 alerts") { daemon.alertCount() >= 1000 }
      daemon.stop()
    }
    #expect(Set(killed.alertIDs()) == Set(calm.alertIDs()))
    #expect(killed.alertIDs().count == 1000)
    let (after, undisturbed) = (try state(killed), try state(calm))
    #expect(after.alerts == undisturbed.alerts && after.alerts.count == 1000)
    #expect(after.decisions.map(\.essence) == undisturbed.decisions.map(\.essence))
    #expect(after.decisions.count == 250)
  }

  @Test func `two runs do not share one state`() throws {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    try daemon.start()
    let other = try BuiltProgram.detectd.run(["run", "--config", daemon.path("detectd.yaml")])
    #expect(other.status == 2)
    #expect(other.standardError.contains("another detectd uses this state"))
    #expect(daemon.stop() == 0)
  }
}

extension Decision {
  /// What does not hang on the folder that the rule lies in.
  fileprivate var essence: String {
    "\(id) \(target) \(state) \(createdSeconds)-\(expiresSeconds) ×\(repeats) \(alertCount) "
      + reasons.flatMap(\.alertIDs).joined(separator: ",")
  }
}
