import Foundation
import Response
import Support
import Testing

@Suite(.enabled(if: HTTPReceiver.isThere, "needs python3")) struct WebhookTests {
  private static func configuration(_ url: String, _ further: String = "") -> String {
    """
    rules: [FOLDER/rule.yml]
    inputs:
      - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
    outputs:
      - {name: alerts, type: file, path: FOLDER/alerts.ndjson}
      - {name: hook, type: webhook, url: "\(url)"\(further)}
    state: {folder: FOLDER/state, save-every: 1s}
    """
  }

  private func daemon(
    _ port: Int, _ further: String = "", scheme: String = "http"
  ) throws -> RunningDaemon {
    try RunningDaemon(
      Self.configuration("\(scheme)://127.0.0.1:\(port)/hook/${TOKEN}", further),
      rule: MarkedLines.rule, environment: ["TOKEN": Self.token])
  }

  private static let token = "path-secret-0123"

  private func status(_ daemon: RunningDaemon) throws -> (output: [String: Any], text: String) {
    let outcome = try BuiltProgram.detectd.run(["status", "--config", daemon.path("detectd.yaml")])
    let outputs = outcome.objects.first?["outputs"] as? [[String: Any]] ?? []
    return (try #require(outputs.last), outcome.text)
  }

  private func id(_ request: HTTPReceiver.Request) -> String? { request.headers["webhook-id"] }

  @Test func `a receiver gets each alert once, signed`() throws {
    let receiver = try HTTPReceiver(port: 25_721)
    try receiver.start()
    let secret = "0123456789abcdef0123"
    let daemon = try daemon(
      25_721, ", secret: \(secret), headers: {X-Token: token-42}, user: u, password: pass-1234")
    try daemon.start()
    try daemon.append((0..<40).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.wait("40 requests") { receiver.requests.count >= 40 }
    #expect(receiver.requests.count == 40)
    #expect(Set(receiver.requests.compactMap(id)) == Set(daemon.alertIDs().compactMap { $0 }))
    let request = try #require(receiver.requests.first)
    #expect(request.path == "/hook/\(Self.token)")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["x-token"] == "token-42")
    #expect(request.headers["authorization"] == "Basic dTpwYXNzLTEyMzQ=")
    let head = "\(id(request) ?? "").\(request.headers["webhook-timestamp"] ?? "")."
    let code = HMAC.code(of: Array((head + request.body).utf8), key: Array(secret.utf8))
    #expect(request.headers["webhook-signature"] == "v1," + Data(code).base64EncodedString())
    #expect((request.object["rule"] as? [String: Any])?["name"] as? String == "Failed login")
    #expect(daemon.stop() == 0)
  }

  @Test func `alerts wait for a receiver that is down, over kill -9 too`() throws {
    let receiver = try HTTPReceiver(port: 25_722)
    let daemon = try daemon(25_722)
    try daemon.start()
    try daemon.append((0..<100).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.wait("alerts") { daemon.alertCount() == 100 }
    try daemon.wait("the problem in the status") {
      (try? status(daemon).output["problem"] as? String)?.contains("onnection refused") == true
    }
    #expect(try !status(daemon).text.contains(Self.token))
    daemon.stop(SIGKILL)
    try daemon.start()
    try receiver.start()
    try daemon.wait("100 requests") { receiver.requests.count >= 100 }
    try daemon.wait("an empty queue") { (try? status(daemon).output["held_bytes"] as? Int) == 0 }
    #expect(receiver.requests.count == 100)
    #expect(Set(receiver.requests.compactMap(id)).count == 100)
    #expect(try status(daemon).output["alerts"] as? Int == 100)
    #expect(daemon.stop() == 0)
    #expect(!daemon.log.contains(Self.token))
  }

  @Test func `what the answers say is done, and no secret is told`() throws {
    let receiver = try HTTPReceiver(port: 25_723)
    try receiver.plan(["403", "429 1", "drop"])
    try receiver.start()
    let daemon = try daemon(25_723, ", headers: {Authorization: Bearer bearer-secret-1}")
    try daemon.start()
    try daemon.append((0..<3).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.wait("3 are taken") { receiver.taken.count >= 3 }
    #expect(receiver.requests.map(\.status) == [403, 429, 0, 200, 200, 200])
    #expect(receiver.taken.count == 3)
    #expect(Set(receiver.requests.prefix(4).compactMap(id)).count == 1, "the same alert again")
    #expect(daemon.log.contains("127.0.0.1:25723: 403 echo …"), "\(daemon.log)")
    #expect(!daemon.log.contains("bearer-secret-1") && !daemon.log.contains(Self.token))
    #expect(daemon.stop() == 0)
  }

  @Test func `what is refused for good is kept as a dead letter`() throws {
    let receiver = try HTTPReceiver(port: 25_724)
    try receiver.start()
    let body = #", body: {text: "{{rule.name}} {{user.name}} end", level: "{{rule.level}}"}"#
    let daemon = try daemon(25_724, body)
    try receiver.plan(["word:u1 400"])
    try daemon.start()
    try daemon.append((0..<4).map(MarkedLines.line).joined(), to: "in.log")
    try daemon.wait("all are sent") { receiver.requests.count >= 4 }
    #expect(receiver.requests.count == 4)
    #expect(
      receiver.taken.map(\.body)
        == [0, 2, 3].map { #"{"text":"Failed login u\#($0) end","level":"high"}"# })
    try daemon.wait("one is lost") { (try? status(daemon).output["lost"] as? Int) == 1 }
    #expect(try status(daemon).output["alerts"] as? Int == 3)
    #expect(daemon.stop() == 0)
    let dead = try FileManager.default.subpathsOfDirectory(atPath: daemon.path("state"))
      .first { $0.hasSuffix("/dead") }
    let path = daemon.path("state/" + (try #require(dead)))
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("Failed login u1 end"))
  }
}
