import Foundation
import Support
import Testing

/// A run that tells a firewall by OpenC2 what to block.
@Suite(.enabled(if: HTTPReceiver.isThere, "needs python3")) struct ActuatorTests {
  private func daemon(_ port: Int) throws -> RunningDaemon {
    let daemon = try RunningDaemon(
      """
      rules: [FOLDER/rule.yml]
      inputs:
        - {name: log, type: file, paths: [FOLDER/in.log], from: beginning}
      state: {folder: FOLDER/state, save-every: 1s}
      push:
        - type: openc2
          url: http://127.0.0.1:\(port)/.well-known/openc2
          group: perimeter
      """, rule: MarkedLines.rule)
    try daemon.append("", to: "in.log")
    return daemon
  }

  private func failure(_ address: String) -> String {
    let time = Date().formatted(.iso8601)
    return "\(time) host1 sshd[7]: Failed password for root from \(address) port 4242 ssh2\n"
  }

  /// The decision stands in the state a moment after it was made.
  private func delete(_ daemon: RunningDaemon, _ target: String) throws {
    try daemon.wait("the deletion") {
      let outcome = try? BuiltProgram.detectd.run([
        "decisions", "delete", target, "--state", daemon.path("state"),
      ])
      return outcome?.status == 0
    }
  }

  private func command(_ request: HTTPReceiver.Request) -> [String: Any] {
    let body = request.object["body"] as? [String: Any]
    let openC2 = body?["openc2"] as? [String: Any]
    return openC2?["request"] as? [String: Any] ?? [:]
  }

  @Test func `blocks and their ends reach the actuator once, whoever is away meanwhile`() throws {
    let receiver = try HTTPReceiver(port: 25_761)
    try receiver.start()
    let daemon = try daemon(25_761)
    try daemon.start()
    try daemon.append(failure("203.0.113.7") + failure("2001:db8::7"), to: "in.log")
    try daemon.wait("two rules") { receiver.rules == ["2001:db8::7/128", "203.0.113.7/32"] }
    let request = try #require(receiver.requests.first)
    #expect(request.path == "/.well-known/openc2")
    #expect(request.headers["content-type"] == "application/openc2+json;version=1.0")
    #expect(request.headers["accept"] == "application/openc2+json;version=1.0")
    let deny = command(request)
    #expect(deny["action"] as? String == "deny")
    let arguments = deny["args"] as? [String: Any]
    #expect((arguments?["stop_time"] as? Int ?? 0) > Int(Date().timeIntervalSince1970) * 1000)
    let actuator = deny["actuator"] as? [String: [String: String]]
    #expect(actuator == ["slpf": ["named_group": "perimeter"]])

    // What happens while it is away waits, and a restart tells nothing twice.
    receiver.stop()
    try delete(daemon, "203.0.113.7")
    try daemon.append(failure("203.0.113.9"), to: "in.log")
    try daemon.wait("the problem") { daemon.log.contains("commands wait") }
    #expect(daemon.stop(SIGKILL) != 0)
    let before = receiver.requests.count
    #expect(before == 2)
    try daemon.start()
    // Its memory is new: it knows no rule of before.
    let again = try HTTPReceiver(port: 25_761)
    try again.start()
    try daemon.wait("the new rule") { again.rules == ["203.0.113.9/32"] }
    let later = again.requests.map(command)
    #expect(later.map { $0["action"] as? String } == ["delete", "deny"])
    #expect(daemon.stop() == 0)
  }

  @Test func `a command that the actuator does not know is refused, and others go on`() throws {
    let receiver = try HTTPReceiver(port: 25_762)
    try receiver.plan(["word:203.0.113.7 501"])
    try receiver.start()
    let daemon = try daemon(25_762)
    try daemon.start()
    try daemon.append(failure("203.0.113.7") + failure("203.0.113.9"), to: "in.log")
    try daemon.wait("the second rule") { receiver.rules == ["203.0.113.9/32"] }
    #expect(daemon.log.contains("a command was refused"))
    try delete(daemon, "203.0.113.9")
    try daemon.wait("no rule") { receiver.rules.isEmpty }
    #expect(daemon.stop() == 0)
  }
}
