import Foundation
import Glibc
import Support
import Testing

/// Windows that span the end of a process.
@Suite struct WindowRestartTests {
  private static let rule = """
    title: Failed login
    id: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001
    name: failed
    logsource:
      product: linux
      service: sshd
    detection:
      selection:
        event.outcome: failure
      condition: selection
    level: low
    ---
    title: Guessing
    id: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a002
    correlation:
      type: event_count
      rules: [failed]
      group-by: [source.ip]
      timespan: 10m
      condition:
        gte: 6
    level: high
    """

  private func daemon(_ input: String, rule: String = rule) throws -> RunningDaemon {
    try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - \(input)
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: rule)
  }

  private static let file = "{name: log, type: file, paths: [FOLDER/in.log], from: beginning}"

  /// Failed logins of one source each, a second apart.
  private func lines(_ numbers: Range<Int>, sources: Int = 1) -> String {
    numbers.map { number in
      let time = 36_000 + number / 4
      return "2026-11-20T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))+00:00 host1 "
        + "sshd[\(number + 1)]: Failed password for root from 203.0.113.\(number % sources) port "
        + "4242 ssh2\n"
    }.joined()
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  @Test func `a rule that is silent after an alert stays so after kill -9`() throws {
    let silent = """
      title: Failed login
      id: 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001
      logsource:
        product: linux
        service: sshd
      detection:
        selection:
          event.outcome: failure
        condition: selection
      level: high
      detectd:
        suppress: 1h
      """
    let daemon = try daemon(Self.file, rule: silent)
    try daemon.append(lines(0..<40, sources: 2), to: "in.log")
    try daemon.start()
    try daemon.wait("an alert a source") { alerts(daemon).count == 2 }
    for restart in 1...3 {
      daemon.stop(restart == 2 ? SIGTERM : SIGKILL)
      try daemon.append(lines(40 * restart..<40 * restart + 40, sources: 3), to: "in.log")
      try daemon.start()
      try daemon.wait("the new source") { alerts(daemon).count >= 3 }
      usleep(300_000)
    }
    #expect(alerts(daemon).count == 3)
    #expect(daemon.stop() == 0)
  }

  /// Identifier, count and texts of the alerts in the file, in order.
  private func alerts(_ daemon: RunningDaemon) -> [String] {
    let text = (try? String(contentsOfFile: daemon.path("alerts.ndjson"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
      let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let own = object?["detectd"] as? [String: Any]
      let id = (own?["alert"] as? [String: Any])?["id"] as? String ?? "no alert"
      let evidence = own?["evidence"] as? [[String: Any]] ?? []
      let texts = evidence.map { $0["text"] as? String ?? "-" }
      return "\(id) \(own?["count"] as? Int ?? 0) \(texts.joined(separator: "|"))"
    }
  }

  private func counts(_ daemon: RunningDaemon) -> [Int] {
    alerts(daemon).compactMap { Int($0.split(separator: " ")[1]) }
  }

  @Test(arguments: [SIGKILL, SIGTERM])
  func `what was counted before the end counts after it`(signal: Int32) throws {
    let daemon = try daemon(Self.file)
    try daemon.append(lines(0..<4), to: "in.log")
    try daemon.start()
    // Positions are saved once a second.
    usleep(2_000_000)
    daemon.stop(signal)
    #expect(alerts(daemon).isEmpty)
    try daemon.append(lines(4..<6), to: "in.log")
    try daemon.start()
    try daemon.wait("the alert") { daemon.alertCount() == 1 }
    daemon.stop()
    #expect(counts(daemon) == [6])
    // The records of the earlier run are shown too.
    let alert = try #require(alerts(daemon).first)
    #expect(alert.contains("sshd[1]") && alert.contains("sshd[6]") && !alert.contains("|-"))
  }

  @Test func `after the end of a run a sender's records still count`() throws {
    let daemon = try daemon(#"{name: tcp, type: tcp, listen: "127.0.0.1:25641"}"#)
    try daemon.start()
    for part in [0..<4, 4..<6] {
      let client = try #require(TestSocket(port: 25_641))
      client.send(Array(lines(part).utf8))
      guard part.lowerBound == 0 else { break }
      usleep(500_000)
      #expect(daemon.stop() == 0)
      try daemon.start()
    }
    try daemon.wait("the alert") { daemon.alertCount() == 1 }
    #expect(daemon.stop() == 0)
    #expect(counts(daemon) == [6])
  }

  @Test func `a correlation that was silent stays so, and one that was changed begins anew`() throws
  {
    let daemon = try daemon(Self.file)
    try daemon.append(lines(0..<7), to: "in.log")
    try daemon.start()
    try daemon.wait("the alert") { daemon.alertCount() == 1 }
    #expect(daemon.stop() == 0)
    try daemon.append(lines(7..<9), to: "in.log")
    try daemon.start()
    usleep(600_000)
    #expect(daemon.stop() == 0)
    #expect(counts(daemon) == [6])
    _ = try daemon.folder.file("rule.yml", Self.rule.replacing("gte: 6", with: "gte: 5"))
    try daemon.append(lines(9..<13), to: "in.log")
    try daemon.start()
    usleep(600_000)
    #expect(daemon.stop() == 0)
    #expect(counts(daemon) == [6])
    try daemon.append(lines(13..<14), to: "in.log")
    try daemon.start()
    try daemon.wait("the second alert") { daemon.alertCount() == 2 }
    #expect(daemon.stop() == 0)
    #expect(counts(daemon) == [6, 5])
  }

  @Test func `ends at any moment change no alert, no count and no evidence`() throws {
    let disturbed = try daemon(Self.file)
    let calm = try daemon(Self.file)
    var random = SeededGenerator(seed: 11)
    var written = 0
    for round in 0..<FaultRounds.count + 2 {
      try disturbed.start()
      let until = Date().addingTimeInterval(Double.random(in: 0.1...1, using: &random))
      while Date() < until {
        let more = Int.random(in: 1...30, using: &random)
        try disturbed.append(lines(written..<written + more, sources: 40), to: "in.log")
        written += more
        usleep(10_000)
      }
      disturbed.stop(round % 3 == 1 ? SIGTERM : SIGKILL)
    }
    try disturbed.start()
    try calm.append(lines(0..<written, sources: 40), to: "in.log")
    try calm.start()
    for daemon in [disturbed, calm] {
      // Each source has its alert, at its sixth login.
      try daemon.wait("an alert a source") { daemon.alertCount() >= 40 }
      usleep(300_000)
      #expect(daemon.stop() == 0)
    }
    #expect(alerts(disturbed) == alerts(calm))
    #expect(counts(calm).prefix(40).allSatisfy { $0 == 6 })
  }
}
