import Foundation
import Glibc
import Support
import Testing

@Suite struct ControlTests {
  private static let configuration = """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
    state: {folder: FOLDER/state, save-every: 1s}
    """

  private func detectd(
    _ daemon: RunningDaemon, _ arguments: [String]
  ) throws -> BuiltProgram.Outcome {
    try BuiltProgram.detectd.run(arguments + ["--config", daemon.path("detectd.yaml")])
  }

  private func status(_ daemon: RunningDaemon) throws -> [String: Any] {
    let outcome = try detectd(daemon, ["status"])
    let object = try JSONSerialization.jsonObject(with: Data(outcome.text.utf8))
    return try #require(object as? [String: Any])
  }

  private func number(_ value: Any?, _ path: String...) -> Int? {
    path.reduce(value) { ($0 as? [String: Any])?[$1] } as? Int
  }

  @Test func `status tells what was read and raised`() throws {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    try daemon.append((0..<20).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.start()
    try daemon.wait("20 alerts in the status") {
      (try? number(status(daemon), "alerts", "high")) == 20
    }
    let report = try status(daemon)
    let inputs = try #require(report["inputs"] as? [[String: Any]])
    #expect(inputs.first?["name"] as? String == "log" && inputs.first?["records"] as? Int == 20)
    #expect(inputs.first?["lag_bytes"] as? Int == 0)
    #expect(number(report, "rules", "rules") == 1 && number(report, "records") == 20)
    #expect(number(report, "memory", "resident_bytes").map { $0 > 1 << 20 } == true)
    let costs = try #require(report["costs"] as? [String: Any])
    #expect(number(costs, "sampled_records").map { 1...20 ~= $0 } == true)
    let rules = try #require(costs["rules"] as? [[String: Any]])
    #expect(rules.first?["candidates"] as? Int == number(costs, "sampled_records"))
    let human = try detectd(daemon, ["status", "--output", "human"]).text
    #expect(human.contains("alerts      high 20 of 20 records"))
    var mode = stat()
    #expect(stat(daemon.path("state/control"), &mode) == 0 && mode.st_mode & 0o777 == 0o660)
    #expect(daemon.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: daemon.path("state/control")))
    let late = try detectd(daemon, ["status"])
    #expect(late.status == 3 && late.standardError.contains("no detectd runs with this state"))
  }

  @Test func `reload says what was loaded, or why nothing was`() throws {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    try daemon.start()
    let good = try detectd(daemon, ["reload", "--output", "human"])
    #expect(good.status == 0)
    #expect(good.text == "reloaded: 1 rule, 0 correlations, 0 indicators\n")
    _ = try daemon.folder.file("rule.yml", "title: broken\ndetection: [")
    let bad = try detectd(daemon, ["reload", "--output", "human"])
    #expect(bad.status == 2 && bad.text.contains("rule.yml:"), "\(bad.text)")
    #expect(bad.text.hasSuffix("nothing was reloaded; what ran before runs on\n"))
    let report = try status(daemon)
    #expect(number(report, "rules", "rules") == 1)
    #expect((report["reload"] as? [String: Any])?["is_loaded"] as? Bool == false)
    #expect((report["warnings"] as? [Any])?.isEmpty == false)
    #expect(daemon.stop() == 0)
  }

  @Test func `tail prints past and new alerts until the run ends`() throws {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    try daemon.append((0..<5).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.start()
    try daemon.wait("5 alerts") { daemon.alertCount() == 5 }
    let tail = Process()
    tail.executableURL = BuiltProgram.detectd.path
    tail.arguments = [
      "alerts", "tail", "-n", "2", "--source", "203.0.113.0/28", "--config",
      daemon.path("detectd.yaml"),
    ]
    let out = try daemon.folder.emptyFile("tail.ndjson")
    tail.standardOutput = try FileHandle(forWritingTo: out)
    tail.standardError = FileHandle.nullDevice
    try tail.run()
    try daemon.wait("the past ones") { daemon.alertCount("tail.ndjson") == 2 }
    try daemon.append((10..<30).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.wait("the new ones") { daemon.alertCount("tail.ndjson") == 8 }
    #expect(MarkedLines.numbers(daemon.alertTexts("tail.ndjson")) == [3, 4] + Array(10..<16))
    #expect(daemon.stop() == 0)
    tail.waitUntilExit()
    #expect(tail.terminationStatus == 3)
  }

  @Test func `garbage, silence and crowds at the control socket keep nobody out`() throws {
    let daemon = try RunningDaemon(Self.configuration, rule: MarkedLines.rule)
    try daemon.start()
    let place = daemon.path("state/control")
    for text in ["\n", "{}\n", "\u{0}\n", #"{"command":"dance"}"# + "\n", "[[[[[[[\n"] {
      let socket = try #require(TestSocket(path: place, isDatagram: false))
      socket.send(Array(text.utf8))
    }
    let flood = try #require(TestSocket(path: place, isDatagram: false))
    flood.send([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16))
    var silent: [TestSocket] = []
    try daemon.wait("a refusal") {
      for _ in 0..<20 { TestSocket(path: place, isDatagram: false).map { silent.append($0) } }
      let refused = try? detectd(daemon, ["status"])
      return refused?.status == 3 && refused?.standardError.contains("too many connections") == true
    }
    silent = []
    try daemon.wait("room again") { (try? detectd(daemon, ["status"]).status) == 0 }
    #expect(daemon.stop() == 0)
  }
}
