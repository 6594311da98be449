package import Response

/// Alerts counted by rule, for the summary.
package struct AlertTally: Sendable {
  package struct Row: Sendable {
    package let rule: Alert.Rule
    package let kind: Alert.Kind
    package var alerts = 0
  }

  private var rows: [String: Row] = [:]
  package private(set) var byLevel: [Level: Int] = [:]

  package init() {}

  package mutating func add(_ alert: Alert) {
    rows[alert.rule.id, default: Row(rule: alert.rule, kind: alert.kind)].alerts += 1
    byLevel[alert.rule.level, default: 0] += 1
  }

  /// The worst first, then the most, then by identifier.
  package var sorted: [Row] {
    rows.values.sorted {
      ($1.rule.level, $1.alerts, $0.rule.id) < ($0.rule.level, $0.alerts, $1.rule.id)
    }
  }

  package var isEmpty: Bool { rows.isEmpty }
  package var total: Int { byLevel.values.reduce(0, +) }
}

/// What a scan tells at its end, on standard error.
package struct Summary {
  package let statistics: ScanStatistics
  package let tally: AlertTally
  package let seconds: Double
  /// Names in the order of `statistics.byDecoder`.
  package let decoderNames: [String]
  /// Addresses and networks that would be blocked, refused ones, and where the list was written.
  package let blocked: Int
  package let refused: [(reason: String, count: Int)]
  package let watched: Int
  /// Blocks that are only simulated.
  package let simulated: Int
  package let blockList: String?
  /// Whether all rules are listed, not only the ten worst.
  package let showsDetails: Bool

  /// The lines, without colour; names that came from files are safe for a terminal.
  package func lines() -> [String] {
    var lines = [throughput]
    lines += row("formats", formats)
    lines += row("alerts", levels + suppressed)
    lines += rules
    lines += row("blocked", decisions)
    lines += row("limited", limits)
    for problem in statistics.problems {
      lines += row("not read", TerminalText.clean(problem.description))
    }
    return lines
  }

  private func row(_ title: String, _ text: String) -> [String] {
    text.isEmpty ? [] : [title.padded(to: 10) + text]
  }

  private var throughput: String {
    let rate = Double(statistics.bytes) / max(seconds, 0.000_001)
    let time = seconds < 10 ? String(Quantity.tenths(seconds * 1000)) + " ms" : "\(Int(seconds)) s"
    return "\(Quantity.count(statistics.records)) records, "
      + "\(Quantity.bytes(statistics.bytes)) in \(time): \(Quantity.bytes(Int(rate)))/s"
  }

  private var formats: String {
    zip(decoderNames, statistics.byDecoder).filter { $1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      .map { "\($0) \(Quantity.count($1))" }.joined(separator: " · ")
  }

  private var levels: String {
    if tally.isEmpty { return "none" }
    return Level.allCases.reversed().compactMap { level in
      tally.byLevel[level].map { "\(level.name) \(Quantity.count($0))" }
    }.joined(separator: " · ")
  }

  private var suppressed: String {
    let count = statistics.suppressed
    return count > 0 ? "; \(Quantity.count(count)) suppressed" : ""
  }

  private var rules: [String] {
    let rows = tally.sorted
    let shown = showsDetails ? rows[...] : rows.prefix(10)
    var lines = shown.map { row in
      Quantity.count(row.alerts).leftPadded(to: 20) + "  " + row.rule.level.name.padded(to: 14)
        + TerminalText.clean(row.rule.name)
    }
    if rows.count > shown.count {
      lines.append("\(rows.count - shown.count) more".leftPadded(to: 25))
    }
    return lines
  }

  private var decisions: String {
    var parts = [
      "\(Quantity.count(blocked)) addresses" + (blockList.map { ", written to \($0)" } ?? "")
    ]
    if simulated > 0 { parts.append("\(Quantity.count(simulated)) simulated") }
    if watched > 0 { parts.append("\(Quantity.count(watched)) watched") }
    for refusal in refused {
      parts.append("\(Quantity.count(refusal.count)) refused (\(refusal.reason))")
    }
    return parts.joined(separator: " · ")
  }

  private var limits: String {
    [
      (statistics.unrecognised, "records not recognised"),
      (statistics.malformed, "malformed"),
      (statistics.cut, "longer than 64 KiB and cut"),
      (statistics.limited, "with more than fits"),
      (statistics.late, "too late for their window"),
      (statistics.ahead, "of a time that is yet to come"),
      (statistics.forgotten, "left a full window early"),
      (statistics.ungrouped, "without a group-by field"),
      (statistics.evicted, "windows given up for lack of memory"),
      (statistics.expressionLimits, "regular expressions stopped at their limit"),
    ].filter { $0.0 > 0 }.map { "\(Quantity.count($0)) \($1)" }.joined(separator: " · ")
  }
}

extension String {
  /// Spaces added at the end, for ASCII text.
  package func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  package func leftPadded(to width: Int, with fill: Character = " ") -> String {
    String(repeating: fill, count: max(0, width - count)) + self
  }
}

extension Summary {
  /// Refused targets by reason, the most first.
  static func refusals(_ log: RefusalLog) -> [(reason: String, count: Int)] {
    Dictionary(grouping: log.sorted, by: { $0.cause.summary }).map { ($0.key, $0.value.count) }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }
}

extension RefusalCause {
  /// The reason without the target, for counting.
  fileprivate var summary: String {
    switch self {
    case .protected(let entry): entry.reason
    case .protectedDomain(let domain): domain.reason
    case .tooWide: "network too wide"
    case .bothExternal: "both ends external"
    case .breaker: "the breaker has tripped"
    case .full: "too many decisions"
    case .notADomain: "not a domain"
    case .notAUser: "not a user name"
    }
  }
}
