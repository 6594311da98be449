import Foundation
import Support
import Testing

/// A run that tells what it has decided.
@Suite(.enabled(if: HTTPReceiver.isThere, "needs python3")) struct DecisionHookTests {
  private func daemon(_ port: Int, _ further: String = "") throws -> RunningDaemon {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      policy: FOLDER/policy.yml
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      outputs:
        - {type: file, path: FOLDER/alerts.ndjson}
      state: {folder: FOLDER/state, save-every: 1s}
      push:
        - {name: hook, type: webhook, url: "http://127.0.0.1:\(port)/decisions"\(further)}
      """, rule: MarkedLines.rule)
    _ = try daemon.folder.file(
      "policy.yml",
      """
      rules:
        - {name: hostile, match: {level: high}, action: block, target: source, duration: 4s}

      """)
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func failure(_ address: String, _ number: Int = 7) -> String {
    let time = Date().formatted(.iso8601)
    return
      "\(time) host1 sshd[\(number)]: Failed password for root from \(address) port 4242 ssh2\n"
  }

  /// `added 203.0.113.7`, in the order in which it came.
  private func told(_ receiver: HTTPReceiver) -> [String] {
    receiver.requests.filter { $0.status < 300 }.map { request in
      let decision = request.object["decision"] as? [String: Any]
      return "\(request.object["change"] ?? "?") \(decision?["target"] ?? "?")"
    }
  }

  @Test func `what begins and ends is told, also after both were away`() throws {
    let receiver = try HTTPReceiver(port: 25_851)
    try receiver.start()
    let daemon = try daemon(25_851, ", secret: 0123456789abcdef")
    try daemon.start()
    try daemon.append(failure("203.0.113.7"), to: "in.log")
    try daemon.wait("the begin") { told(receiver) == ["added 203.0.113.7"] }
    try daemon.wait("the end") { told(receiver) == ["added 203.0.113.7", "removed 203.0.113.7"] }
    let first = try #require(receiver.requests.first)
    #expect(first.path == "/decisions")
    #expect(first.headers["webhook-signature"]?.hasPrefix("v1,") == true)
    let decision = first.object["decision"] as? [String: Any]
    #expect(decision?["action"] as? String == "block")
    let last = receiver.requests.last?.object["decision"] as? [String: Any]
    #expect(last?["state"] as? String == "expired")
    #expect(first.headers["webhook-id"] != receiver.requests.last?.headers["webhook-id"])

    receiver.stop()
    try daemon.append(failure("203.0.113.8"), to: "in.log")
    try daemon.wait("it cannot be reached") { daemon.log.contains("decisions wait") }
    daemon.stop(SIGKILL)
    let second = try HTTPReceiver(port: 25_851)
    try second.start()
    try daemon.start()
    try daemon.wait("the second") {
      let now = told(second)
      return now.contains("added 203.0.113.8") && now.contains("removed 203.0.113.8")
    }
    #expect(daemon.stop() == 0)
  }

  @Test func `what lasts longer is told in a shape of one's own, and more alerts alone are not`()
    throws
  {
    let receiver = try HTTPReceiver(port: 25_852)
    try receiver.start()
    let daemon = try daemon(
      25_852, #", body: {text: "{{change}} {{decision.target}}", number: 5}"#)
    try daemon.start()
    try daemon.append(failure("203.0.113.7", 1) + failure("203.0.113.7", 1), to: "in.log")
    try daemon.wait("the begin") {
      receiver.requests.first?.body == #"{"text":"added 203.0.113.7","number":5}"#
    }
    usleep(1_500_000)
    try daemon.append(failure("203.0.113.7", 2), to: "in.log")
    try daemon.wait("that it lasts longer") {
      receiver.requests.contains { $0.body.contains("extended 203.0.113.7") }
    }
    try daemon.wait("the end") { receiver.requests.contains { $0.body.contains("removed") } }
    #expect(daemon.stop() == 0)
  }

  @Test func `a push without a state or with an unknown action is refused`() throws {
    let daemon = try daemon(25_853, ", actions: [blok]")
    let outcome = try BuiltProgram.detectd.run(["config", "check", daemon.path("detectd.yaml")])
    #expect(outcome.status == 2)
    #expect(
      outcome.standardError.contains(
        "'actions' has 'blok'; write some of block, watch and would-block"))
  }
}
