package import Detect

/// Decisions as a JSON array, one a line, sorted, with all their reasons.
package enum JSONList {
  package static func render(_ decisions: [Decision]) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "[")]
    for (index, decision) in decisions.enumerated() {
      out.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
      decision.document().write(to: &out)
    }
    out.append(contentsOf: (decisions.isEmpty ? "]\n" : "\n]\n").utf8)
    return out
  }
}

extension Decision {
  /// The decision as it leaves the program. `reason` is the weightiest; `reasons` has all when
  /// there are several.
  package func document() -> Document {
    var document = Document()
    document.set("id", .text(id.description))
    document.set("action", .text(action.rawValue))
    document.set("target", .text(target.description))
    document.set("scope", .text(scope))
    document.set("created", .text(TimeText.utc(seconds: createdSeconds)))
    document.set(
      "expires",
      expiresSeconds == Decision.never ? .null : .text(TimeText.utc(seconds: expiresSeconds)))
    document.set("level", .text(level.name))
    document.set("reason", .object(reason.document()))
    if reasons.count > 1 {
      document.set("reasons", .list(reasons.map { .object($0.document()) }))
    }
    if let confidence { document.set("confidence", .number(Number(Int64(confidence)))) }
    document.set("origin", .text(origin.rawValue))
    document.set("state", .text(state.rawValue))
    document.set("repeats", .number(Number(Int64(repeats))))
    document.set("alerts", .number(Number(Int64(alertCount))))
    return document
  }
}

extension Reason {
  func document() -> Document {
    var document = Document()
    document.set("alert.ids", .list(alertIDs.map { .text($0) }))
    document.set("alert.count", .number(Number(Int64(alertCount))))
    document.set("rule.id", .text(cause.ruleID))
    document.set("rule.name", .text(cause.ruleName))
    document.set("rule.ruleset", .text(cause.ruleset))
    document.set("rule.level", .text(cause.level.name))
    if !cause.techniques.isEmpty {
      document.set("technique", .list(cause.techniques.map { .text($0) }))
    }
    if let indicator = cause.indicator { document.set("indicator", .text(indicator)) }
    if let feed = cause.feed { document.set("feed", .text(feed)) }
    if let confidence = cause.confidence {
      document.set("confidence", .number(Number(Int64(confidence))))
    }
    if let policyRule = cause.policyRule { document.set("policy", .text(policyRule)) }
    return document
  }
}
