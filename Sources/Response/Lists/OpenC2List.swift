import Detect

/// OpenC2 commands (Language Specification 1.0, SLPF profile 1.0), one a line: deny what comes in
/// from each blocked address or network, until it expires.
///
/// Of several decisions on one target the one that lasts longest speaks. Domains and users have no
/// target in SLPF.
enum OpenC2List {
  static func render(_ decisions: [Decision]) -> (bytes: [UInt8], entries: Int) {
    var out: [UInt8] = []
    out.reserveCapacity(decisions.count * 230)
    var entries = 0
    for decision in Decision.longest(decisions) {
      guard case .network(let network) = decision.target else { continue }
      append(decision, network, to: &out)
      entries += 1
    }
    return (out, entries)
  }

  private static func append(_ decision: Decision, _ network: Prefix, to out: inout [UInt8]) {
    let family = network.isIPv4 ? "ipv4_net" : "ipv6_net"
    ListText.append("{\"action\":\"deny\",\"target\":{\"", to: &out)
    out.append(contentsOf: family.utf8)
    ListText.append("\":\"", to: &out)
    ListText.append(network, to: &out)
    ListText.append("\"},\"args\":{", to: &out)
    if decision.expiresSeconds != Decision.never {
      let (milliseconds, overflow) = decision.expiresSeconds.multipliedReportingOverflow(by: 1000)
      ListText.append("\"stop_time\":", to: &out)
      ListText.append(decimal: UInt64(max(0, overflow ? .max : milliseconds)), to: &out)
      out.append(UInt8(ascii: ","))
    }
    out.append(contentsOf: arguments.utf8)
    decision.id.append(to: &out)
    ListText.append("\"}\n", to: &out)
  }

  private static let arguments =
    "\"response_requested\":\"complete\",\"slpf\":{\"drop_process\":\"none\","
    + "\"direction\":\"ingress\"}},\"command_id\":\""
}

extension Decision {
  /// Of sorted decisions the one a target that lasts longest.
  package static func longest(_ decisions: [Decision]) -> [Decision] {
    var found: [Decision] = []
    found.reserveCapacity(decisions.count)
    for decision in decisions {
      guard let last = found.last, last.target == decision.target else {
        found.append(decision)
        continue
      }
      if decision.expiresSeconds > last.expiresSeconds { found[found.count - 1] = decision }
    }
    return found
  }
}
