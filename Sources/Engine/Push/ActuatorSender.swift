import Detect
import Foundation
import Response

/// Sends commands to an actuator, one at a time, and remembers which rule of its came of each, since
/// OpenC2 takes a rule away by its number.
final class ActuatorSender: DeliverySender {
  private let configuration: ActuatorConfiguration
  private let poster: any Poster
  private let rules: ActuatorRules

  let batch = 1
  private static let answerBytes = 64 << 10

  init(_ configuration: ActuatorConfiguration, _ poster: any Poster, _ rules: ActuatorRules) {
    self.configuration = configuration
    self.poster = poster
    self.rules = rules
  }

  deinit { poster.stop() }

  func send(_ lines: [[UInt8]]) -> DeliveryOutcome {
    guard let line = lines.first else { return DeliveryOutcome() }
    guard let order = ActuatorOrder(line) else {
      return DeliveryOutcome(done: 1, refused: [(0, "it is no order")])
    }
    if let problem = deleteObsolete() { return problem }
    switch order {
    case .deny(let network, let seconds, let id):
      if let held = rules[network], held.untilSeconds == seconds { return DeliveryOutcome(done: 1) }
      return deny(network, seconds, id)
    case .end(let network):
      guard let held = rules[network] else { return DeliveryOutcome(done: 1) }
      rules.end(network)
      guard held.rule != nil else {
        return DeliveryOutcome(
          done: 1, refused: [(0, "the actuator gave no number for its rule, which ends by itself")])
      }
      return deleteObsolete() ?? DeliveryOutcome(done: 1)
    }
  }

  private func deny(_ network: Prefix, _ seconds: Int64, _ id: String) -> DeliveryOutcome {
    let family = network.isIPv4 ? "ipv4_net" : "ipv6_net"
    var arguments: [String: Any] = [
      "response_requested": "complete",
      "slpf": ["drop_process": "none", "direction": "ingress"],
    ]
    if seconds != Decision.never { arguments["stop_time"] = seconds * 1000 }
    switch ask("deny", [family: "\(network)"], arguments, id) {
    case .done(let rule):
      rules.hold(network, untilSeconds: seconds, rule: rule)
      return deleteObsolete() ?? DeliveryOutcome(done: 1)
    case .refused(let reason): return DeliveryOutcome(done: 1, refused: [(0, reason)])
    case .missing: return DeliveryOutcome(done: 1, refused: [(0, "the actuator answers 404")])
    case .waits(let problem, let pause):
      return DeliveryOutcome(problem: problem, pauseMilliseconds: pause)
    }
  }

  /// Takes rules away that others have replaced or that have ended.
  ///
  /// - Returns: The problem, when one cannot be taken away yet.
  private func deleteObsolete() -> DeliveryOutcome? {
    while let rule = rules.obsolete.first {
      let answer = ask(
        "delete", ["slpf:rule_number": rule], ["response_requested": "complete"], nil)
      switch answer {
      case .waits(let problem, let pause):
        return DeliveryOutcome(problem: problem, pauseMilliseconds: pause)
      // One that is not there is as good as taken away; one that may not be ends by itself.
      case .done, .missing, .refused: rules.deleted(rule)
      }
    }
    return nil
  }

  /// What an actuator made of a command.
  private enum Answer {
    case done(rule: Int?)
    case refused(String)
    case missing
    case waits(String, pauseMilliseconds: Int32)
  }

  private func ask(
    _ action: String, _ target: [String: Any], _ arguments: [String: Any], _ id: String?
  ) -> Answer {
    var command: [String: Any] = ["action": action, "target": target, "args": arguments]
    if let id { command["command_id"] = id }
    if !configuration.specifiers.isEmpty {
      let specifiers = Dictionary(
        configuration.specifiers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      command["actuator"] = ["slpf": specifiers]
    }
    let request = UUID().uuidString.lowercased()
    let message: [String: Any] = [
      "headers": [
        "request_id": request, "created": RunClock.nowSeconds * 1000, "from": "detectd",
      ],
      "body": ["openc2": ["request": command]],
    ]
    guard
      let body = try? JSONSerialization.data(
        withJSONObject: message, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return .refused("it cannot be written as JSON") }
    let type = "application/openc2+json;version=1.0"
    let answer: PostAnswer
    do throws(PostError) {
      answer = try poster.post(
        PostRequest(
          url: configuration.target.url.text,
          headers: [
            ("Content-Type", type), ("Accept", type), ("Cache-Control", "no-cache"),
            ("X-Request-ID", request),
          ] + configuration.target.headers, body: Array(body),
          answerLimit: ActuatorSender.answerBytes))
    } catch {
      return .waits("\(configuration.target.url.place): \(error)", pauseMilliseconds: 0)
    }
    return read(answer)
  }

  /// The status of the message is that of HTTP, the status of the command stands in the answer.
  private func read(_ answer: PostAnswer) -> Answer {
    let pause = Int32(min(max(0, answer.retrySeconds ?? 0), 3600)) * 1000
    guard 200..<300 ~= answer.status else {
      return result(answer.status, "HTTP \(answer.status)", nil, pause)
    }
    let json = try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
    let body = json?["body"] as? [String: Any]
    let wrapped = (body?["openc2"] as? [String: Any])?["response"] as? [String: Any]
    // Earlier transfers have the response alone.
    guard let response = wrapped ?? json, let status = response["status"] as? Int else {
      return .waits(
        "\(configuration.target.url.place): the answer is no response of OpenC2",
        pauseMilliseconds: pause)
    }
    let results = response["results"] as? [String: Any]
    let rule = (results?["slpf"] as? [String: Any])?["rule_number"] as? Int
    let text = TerminalText.clean((response["status_text"] as? String) ?? "")
    return result(status, TerminalText.cut("\(status) \(text)", columns: 200), rule, pause)
  }

  private func result(_ status: Int, _ text: String, _ rule: Int?, _ pause: Int32) -> Answer {
    switch status {
    case 102, 200..<300: .done(rule: rule)
    case 404: .missing
    case 400, 413, 422, 501: .refused("\(configuration.target.url.place): \(text)")
    default: .waits("\(configuration.target.url.place): \(text)", pauseMilliseconds: pause)
    }
  }
}
