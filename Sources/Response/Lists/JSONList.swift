package import Detect

/// Decisions as a JSON array, one a line, sorted, with all their reasons.
package enum JSONList {
  package static func render(_ decisions: [Decision]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(4 + decisions.count * 420)
    out.append(UInt8(ascii: "["))
    var causes = CauseText(append)
    for (index, decision) in decisions.enumerated() {
      ListText.append(index == 0 ? "\n" : ",\n", to: &out)
      append(decision, &causes, to: &out)
    }
    out.append(contentsOf: (decisions.isEmpty ? "]\n" : "\n]\n").utf8)
    return out
  }

  /// Appends what ``Decision/document()`` writes, without making it: a list has a million of them.
  static func append(_ decision: Decision, to out: inout [UInt8]) {
    var causes = CauseText(append)
    append(decision, &causes, to: &out)
  }

  private static func append(
    _ decision: Decision, _ causes: inout CauseText, to out: inout [UInt8]
  ) {
    ListText.append("{\"id\":\"", to: &out)
    decision.id.append(to: &out)
    out.append(UInt8(ascii: "\""))
    append(",\"action\":", word: decision.action.rawValue, to: &out)
    append(",\"target\":", text: decision.target, to: &out)
    append(",\"scope\":", word: decision.scope, to: &out)
    ListText.append(",\"created\":\"", to: &out)
    TimeText.append(seconds: decision.createdSeconds, to: &out)
    ListText.append("\",\"expires\":", to: &out)
    if decision.expiresSeconds == Decision.never {
      ListText.append("null", to: &out)
    } else {
      out.append(UInt8(ascii: "\""))
      TimeText.append(seconds: decision.expiresSeconds, to: &out)
      out.append(UInt8(ascii: "\""))
    }
    append(",\"level\":", word: decision.level.name, to: &out)
    appendReasons(decision.reasons, &causes, to: &out)
    if let confidence = decision.confidence { append(",\"confidence\":", confidence, to: &out) }
    append(",\"origin\":", word: decision.origin.rawValue, to: &out)
    append(",\"state\":", word: decision.state.rawValue, to: &out)
    append(",\"repeats\":", decision.repeats, to: &out)
    append(",\"alerts\":", decision.alertCount, to: &out)
    out.append(UInt8(ascii: "}"))
  }

  private static func appendReasons(
    _ reasons: [Reason], _ causes: inout CauseText, to out: inout [UInt8]
  ) {
    ListText.append(",\"reason\":", to: &out)
    append(reasons[0], &causes, to: &out)
    guard reasons.count > 1 else { return }
    for (place, reason) in reasons.enumerated() {
      out.append(contentsOf: (place == 0 ? ",\"reasons\":[" : ",").utf8)
      append(reason, &causes, to: &out)
    }
    out.append(UInt8(ascii: "]"))
  }

  private static func append(
    _ reason: Reason, _ causes: inout CauseText, to out: inout [UInt8]
  ) {
    ListText.append("{\"alert\":{\"ids\":[", to: &out)
    for (place, id) in reason.alertIDs.enumerated() {
      if place > 0 { out.append(UInt8(ascii: ",")) }
      ListText.append(json: id, to: &out)
    }
    append("],\"count\":", reason.alertCount, to: &out)
    causes.append(reason.cause, to: &out)
  }

  /// What stands after a reason's alerts.
  private static func append(_ cause: Cause, to out: inout [UInt8]) {
    append("},\"rule\":{\"id\":", cause.ruleID, to: &out)
    append(",\"name\":", cause.ruleName, to: &out)
    append(",\"ruleset\":", cause.ruleset, to: &out)
    append(",\"level\":", cause.level.name, to: &out)
    out.append(UInt8(ascii: "}"))
    for (place, technique) in cause.techniques.enumerated() {
      append(place == 0 ? ",\"technique\":[" : ",", technique, to: &out)
    }
    if !cause.techniques.isEmpty { out.append(UInt8(ascii: "]")) }
    if let indicator = cause.indicator { append(",\"indicator\":", indicator, to: &out) }
    if let feed = cause.feed { append(",\"feed\":", feed, to: &out) }
    if let confidence = cause.confidence { append(",\"confidence\":", confidence, to: &out) }
    if let policyRule = cause.policyRule { append(",\"policy\":", policyRule, to: &out) }
    out.append(UInt8(ascii: "}"))
  }

  private static func append(_ name: StaticString, _ value: String, to out: inout [UInt8]) {
    ListText.append(name, to: &out)
    ListText.append(json: value, to: &out)
  }

  private static func append(
    _ name: StaticString, word: String, to out: inout [UInt8]
  ) {
    ListText.append(name, to: &out)
    ListText.append(word: word, to: &out)
  }

  private static func append(
    _ name: StaticString, text target: Decision.Target, to out: inout [UInt8]
  ) {
    guard case .network = target else { return append(name, target.description, to: &out) }
    ListText.append(name, to: &out)
    out.append(UInt8(ascii: "\""))
    ListText.append(target, to: &out)
    out.append(UInt8(ascii: "\""))
  }

  private static func append(_ name: StaticString, _ number: Int, to out: inout [UInt8]) {
    ListText.append(name, to: &out)
    if number < 0 { out.append(UInt8(ascii: "-")) }
    ListText.append(decimal: UInt64(number.magnitude), to: &out)
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
