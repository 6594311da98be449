package import Response
import Rules

/// What becomes of alerts before anybody is told of them: 'alerts' of the configuration.
package struct AlertTerms: Hashable, Sendable {
  package var gate = AlertGate.Terms()
  /// An incident ends when nothing came about its entity for that long.
  package var incidentGapSeconds: Int64 = 3600

  package init() {}
}

extension AlertTerms {
  init(_ map: YAMLMap, _ problems: inout Problems) {
    map.reportUnknownKeys(besides: ["deduplicate", "rate-limit", "incident-gap"], &problems)
    if let span = map.timespan("deduplicate", &problems) {
      gate.deduplicateSeconds = max(1, span / 1_000_000_000)
    }
    if let span = map.timespan("incident-gap", &problems) {
      incidentGapSeconds = max(1, span / 1_000_000_000)
    }
    guard let text = map.text("rate-limit", &problems) else { return }
    gate.rate = AlertGate.Rate(text)
    guard gate.rate == nil else { return }
    problems.error(
      "bad-rate", at: map["rate-limit"]?.place ?? map.place,
      "'rate-limit' is '\(text)', which is no rate",
      hint: "write a number of alerts and a time, such as 60/1h")
  }

  /// For `config check`: `each is told`, or what is held back.
  var summary: String {
    var parts: [String] = []
    if gate.deduplicateSeconds > 0 {
      parts.append(
        "a rule about the same entity once in \(DurationText.text(seconds: gate.deduplicateSeconds))"
      )
    }
    if let rate = gate.rate {
      parts.append("a rule \(rate.alerts) times in \(DurationText.text(seconds: rate.seconds))")
    }
    let told = parts.isEmpty ? "each is told" : "told are " + parts.joined(separator: ", ")
    return told + "; an incident ends after \(DurationText.text(seconds: incidentGapSeconds))"
  }
}
