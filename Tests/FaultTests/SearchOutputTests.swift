import Foundation
import Support
import Testing

@Suite(.enabled(if: HTTPReceiver.isThere, "needs python3")) struct SearchOutputTests {
  private func daemon(_ output: String) throws -> RunningDaemon {
    try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
        - {name: out, \(output)}
      state: {folder: FOLDER/state, save-every: 1s}
      """, rule: MarkedLines.rule, environment: ["KEY": "key-0123456789"])
  }

  private func output(_ daemon: RunningDaemon) throws -> [String: Any] {
    let outcome = try BuiltProgram.detectd.run(["status", "--config", daemon.path("detectd.yaml")])
    let outputs = outcome.objects.first?["outputs"] as? [[String: Any]] ?? []
    return try #require(outputs.last)
  }

  private func wait(_ daemon: RunningDaemon, alerts: Int) throws {
    try daemon.wait("\(alerts) are taken and one is lost") {
      let output = (try? output(daemon)) ?? [:]
      // What was queued in the moments before a kill is queued again.
      return output["alerts"] as? Int ?? 0 >= alerts && output["lost"] as? Int ?? 0 >= 1
        && output["held_bytes"] as? Int == 0
    }
  }

  /// The documents of the requests that were taken, by identifier.
  private func documents(_ receiver: HTTPReceiver) -> [(id: String, text: String)] {
    receiver.taken.flatMap { request in
      let lines = request.body.split(separator: "\n").map(String.init)
      return stride(from: 0, to: lines.count - 1, by: 2).compactMap { place in
        lines[place].firstMatch(of: /"_id":"([^"]+)"/).map { (String($0.1), lines[place + 1]) }
      }
    }
  }

  @Test func `documents are created once, over refusals, lost answers and kill -9`() throws {
    let receiver = try HTTPReceiver(port: 25_731)
    let daemon = try daemon(
      "type: elasticsearch, url: 'http://127.0.0.1:25731/es', api-key: '${KEY}'")
    try daemon.start()
    let lines = (0..<60).map(MarkedLines.line).map {
      $0.replacing("user u7 ", with: "user u7-refuse-me ")
        .replacing("user u9 ", with: "user u9-later-me ")
    }
    try daemon.append(lines.joined(), to: "in.log")
    try daemon.wait("alerts") { daemon.alertCount() == 60 }
    daemon.stop(SIGKILL)
    try receiver.plan(["drop"])
    try receiver.start()
    try daemon.start()
    try wait(daemon, alerts: 59)
    let request = try #require(receiver.taken.first)
    #expect(request.path.hasPrefix("/es/_bulk?filter_path=errors,items"))
    #expect(request.headers["authorization"] == "ApiKey key-0123456789")
    #expect(request.headers["content-type"] == "application/x-ndjson")
    #expect(request.body.hasPrefix(#"{"create":{"_index":"detectd-alerts","_id":""#))
    #expect(Set(documents(receiver).map(\.id)) == Set(daemon.alertIDs().compactMap { $0 }))
    #expect(daemon.stop() == 0)
  }

  @Test func `a request that is refused whole is halved until one is left`() throws {
    let receiver = try HTTPReceiver(port: 25_732)
    try receiver.plan(["word:too-much 413"])
    let daemon = try daemon("type: opensearch, url: 'http://127.0.0.1:25732', index: 'a-{date}'")
    try daemon.start()
    let lines = (0..<20).map(MarkedLines.line).map {
      $0.replacing("user u7 ", with: "user u7-too-much ")
    }
    try daemon.append(lines.joined(), to: "in.log")
    try daemon.wait("alerts") { daemon.alertCount() == 20 }
    try receiver.start()
    try wait(daemon, alerts: 19)
    #expect(documents(receiver).count == 19)
    let index = try #require(receiver.taken.first?.body.firstMatch(of: /"_index":"([^"]+)"/))
    #expect(index.1.wholeMatch(of: /a-20\d\d\.\d\d\.\d\d/) != nil)
    #expect(daemon.stop() == 0)
  }

  @Test func `Alertmanager gets labels that stay and an end that comes`() throws {
    let receiver = try HTTPReceiver(port: 25_733)
    try receiver.start()
    let daemon = try daemon(
      "type: alertmanager, url: 'http://127.0.0.1:25733/am/', active: 2h, labels: {team: net}")
    try daemon.start()
    try daemon.append(MarkedLines.line(3), to: "in.log")
    try daemon.wait("a request") { receiver.requests.count == 1 && daemon.alertCount() == 1 }
    let request = try #require(receiver.requests.first)
    #expect(request.path == "/am/api/v2/alerts")
    let alerts = try #require(
      JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [[String: Any]])
    let labels = try #require(alerts[0]["labels"] as? [String: String])
    #expect(labels["alertname"] == "Failed login" && labels["severity"] == "high")
    #expect(labels["source_ip"] == "203.0.113.3" && labels["team"] == "net")
    #expect(labels["host"] == "host1" && labels["rule_id"]?.isEmpty == false)
    let annotations = try #require(alerts[0]["annotations"] as? [String: String])
    #expect(annotations["alert_id"] == daemon.alertIDs().first)
    let dates = ISO8601DateFormatter()
    let end = try #require((alerts[0]["endsAt"] as? String).flatMap(dates.date))
    #expect((7000..<7300).contains(end.timeIntervalSinceNow))
    #expect((alerts[0]["startsAt"] as? String)?.hasPrefix("2026-11-20T10:00:13") == true)
    #expect(daemon.stop() == 0)
  }
}
