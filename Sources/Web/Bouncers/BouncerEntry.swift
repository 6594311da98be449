import Detect
import Response

/// One decision in the words of CrowdSec's API: an address or a network, and until when.
struct BouncerEntry: Sendable {
  let network: Prefix
  let expiresSeconds: Int64
  let id: Int64
  let decision: Decision

  /// A decision's own target, or a host out of it. Nil for what bouncers of addresses do not know.
  init?(_ decision: Decision, host: Address? = nil) {
    guard case .network(let network) = decision.target else { return nil }
    self.network = host.map { Prefix(host: $0) } ?? network
    self.decision = decision
    expiresSeconds = decision.expiresSeconds
    id = decision.id.number
  }

  /// Becomes part of a set's name in newer bouncers: short, letters and hyphens.
  var origin: String {
    switch decision.origin {
    case .feed: "lists"
    case .operator: "cscli"
    case .policy: "crowdsec"
    }
  }

  /// The rule; for a list its name, which also becomes part of a set's name.
  var scenario: String {
    let cause = decision.reason.cause
    guard decision.origin == .feed else { return cause.ruleName }
    let name = (cause.feed ?? cause.ruleName).utf8.prefix(32).map { byte -> UInt8 in
      let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5f
      return isPlain ? byte : UInt8(ascii: "-")
    }
    return name.isEmpty ? "list" : String(decoding: name, as: UTF8.self)
  }
}

extension BouncerEntry {
  /// Longer times are cut: older bouncers in ipset mode cannot hold more.
  static let maximumSeconds: Int64 = 24 * 86_400

  /// Appends the object with all six strings: a bouncer dies of a missing one, and takes a duration
  /// below a second for no end at all.
  ///
  /// - Parameter secondsLeft: Negative for what has ended.
  func append(secondsLeft: Int64, to out: inout [UInt8]) {
    out.append(contentsOf: "{\"duration\":\"".utf8)
    out.append(contentsOf: GoDuration.text(secondsLeft).utf8)
    out.append(contentsOf: "\",\"id\":\(id),\"origin\":\"\(origin)\",\"scenario\":".utf8)
    JSONText.write(scenario.utf8, to: &out)
    out.append(
      contentsOf: ",\"scope\":\"\(network.isHost ? "Ip" : "Range")\",\"type\":\"ban\"".utf8)
    let value = network.isHost ? network.address.description : network.description
    out.append(contentsOf: ",\"value\":\"\(value)\"}".utf8)
  }

  /// From 1 to ``maximumSeconds``.
  func secondsLeft(_ now: Int64) -> Int64 {
    let (left, overflow) = expiresSeconds.subtractingReportingOverflow(now)
    return overflow ? BouncerEntry.maximumSeconds : min(BouncerEntry.maximumSeconds, max(1, left))
  }
}

/// Durations as Go reads them (`time.ParseDuration`): no days, no bare numbers.
enum GoDuration {
  /// `3h59m58s`, `-1s`.
  static func text(_ seconds: Int64) -> String {
    let sign = seconds < 0 ? "-" : ""
    let all = seconds.magnitude
    let (hours, minutes, rest) = (all / 3600, all / 60 % 60, all % 60)
    if hours > 0 { return "\(sign)\(hours)h\(minutes)m\(rest)s" }
    return minutes > 0 ? "\(sign)\(minutes)m\(rest)s" : "\(sign)\(rest)s"
  }
}
