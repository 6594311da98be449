private import Detect
private import Response

/// A status for people: a table of the inputs, then a line for each other thing. Texts are clean for
/// a terminal.
package struct StatusTable {
  private let report: StatusReport
  private let columns: Int

  package init(_ report: StatusReport, columns: Int) {
    self.report = report
    self.columns = columns
  }

  private enum Tone: String {
    case plain = ""
    case title = "1"
    case faint = "2"
    case good = "32"
    case warning = "33"
    case bad = "31"
  }

  private struct Line {
    let text: String
    let tone: Tone
  }

  package func lines(isColoured: Bool) -> [String] {
    all.map { line in
      let text = TerminalText.cut(TerminalText.clean(line.text), columns: columns)
      guard isColoured, line.tone != .plain else { return text }
      return "\u{1b}[\(line.tone.rawValue)m\(text)\u{1b}[0m"
    }
  }

  private var all: [Line] {
    head + inputs + [Line(text: "", tone: .plain)] + rules + costs + feeds + alerts + decisions
      + outputs + consumers + memory + warnings
  }

  private var head: [Line] {
    let up = StatusTable.span(report.now - report.started)
    return [
      Line(
        text: "detectd \(report.version), process \(report.pid), up \(up), "
          + report.configuration, tone: .title),
      Line(text: "", tone: .plain),
    ]
  }

  // MARK: Inputs

  private var inputs: [Line] {
    let width = min(32, max(6, report.inputs.map { TerminalText.width(clean($0.name)) }.max() ?? 6))
    let title = "INPUT".padded(to: width) + "        RECORDS       RATE        LAG  LAST RECORD"
    return [Line(text: title, tone: .faint)]
      + report.inputs.flatMap { input in
        let row =
          TerminalText.fit(clean(input.name), columns: width)
          + Quantity.count(input.records).leftPadded(to: 15)
          + "\(StatusTable.rate(input.recordsPerSecond))/s".leftPadded(to: 11)
          + Quantity.bytes(input.lagBytes).leftPadded(to: 11)
          + "  " + ago(input.lastRecord) + (input.isQuiet ? ", quiet" : "")
        let further = further(input)
        let tone: Tone =
          input.problem != nil ? .bad : input.isQuiet || !further.isEmpty ? .warning : .plain
        return [Line(text: row, tone: tone)] + further.map { Line(text: "  " + $0, tone: tone) }
      }
  }

  /// What went wrong at an input, a line each.
  private func further(_ input: StatusReport.Input) -> [String] {
    let counts = [
      (input.dropped, "dropped by the kernel"), (input.refused, "from senders not allowed"),
      (input.cut, "cut for their length"), (input.closed, "connections ended early"),
    ].filter { $0.0 > 0 }.map { "\(Quantity.count($0.0)) \($0.1)" }
    let skew = input.skewSeconds.map { seconds in
      "its times are \(StatusTable.span(abs(seconds))) \(seconds > 0 ? "ahead of" : "behind") the "
        + "clock"
    }
    return (input.problem.map { ["problem: \($0)"] } ?? []) + (skew.map { [$0] } ?? [])
      + (counts.isEmpty ? [] : [counts.joined(separator: ", ")])
  }

  // MARK: The rest

  private var rules: [Line] {
    let rules = report.rules
    var text =
      "\(Quantity.count(rules.rules, "rule", "rules")), "
      + Quantity.count(rules.correlations, "correlation", "correlations")
    if rules.refused > 0 { text += "; \(Quantity.count(rules.refused)) refused" }
    text += ", loaded \(ago(rules.loaded))"
    var lines = [row("rules", text, rules.refused > 0 ? .warning : .plain)]
    lines += rules.problems.prefix(5).map { row("", $0, .warning) }
    if let reload = report.reload, !reload.isLoaded {
      lines.append(row("reload", "refused \(ago(reload.time)); what ran before runs on", .bad))
      lines += reload.problems.prefix(5).map { row("", $0, .bad) }
    }
    return lines
  }

  private var costs: [Line] {
    guard let costs = report.costs else { return [] }
    let head = row(
      "matching",
      "\(Quantity.tenths(costs.indexNsPerRecord)) ns a record to look it up, by a sample of "
        + Quantity.count(costs.sampledRecords, "record", "records")
        + (costs.rules.isEmpty ? "" : "; the costliest rules:"))
    return [head]
      + costs.rules.prefix(3).map { rule in
        row(
          "",
          "\(Quantity.tenths(rule.nsPerRecord)) ns, \(Quantity.tenths(rule.share * 100)) %: "
            + "\(rule.name), \(Quantity.count(rule.matches)) of "
            + Quantity.count(rule.candidates, "candidate", "candidates"))
      }
  }

  private var feeds: [Line] {
    report.feeds.enumerated().map { place, feed in
      row(
        place == 0 ? "indicators" : "",
        "\(feed.name): \(Quantity.count(feed.indicators)), confidence \(feed.confidence)",
        feed.indicators == 0 ? .warning : .plain)
    }
  }

  private var alerts: [Line] {
    let counts = Level.allCases.reversed().compactMap { level in
      report.alerts[level.name].map { "\(level.name) \(Quantity.count($0))" }
    }
    let share =
      report.unrecognised > 0 ? "; \(Quantity.count(report.unrecognised)) not recognised" : ""
    let kept = [
      (report.suppressed, "suppressed"), (report.silenced, "silenced"), (report.held, "held back"),
    ].compactMap { count, word in
      count.flatMap { $0 > 0 ? "; \(Quantity.count($0)) \(word)" : nil }
    }
    let silences = report.silences ?? 0
    return [
      row(
        "alerts",
        (counts.isEmpty ? "none" : counts.joined(separator: ", "))
          + " of \(Quantity.count(report.records)) records\(share)\(kept.joined())")
    ]
      + (silences > 0
        ? [
          row(
            "silences",
            "\(Quantity.count(silences)) in force; detectd silences list shows them", .warning)
        ] : [])
      + (report.incidents.map { [row("incidents", "\(Quantity.count($0)) open")] } ?? [])
  }

  private var decisions: [Line] {
    let decisions = report.decisions
    let breaker = decisions.breaker.map { breaker in
      [
        row("breaker", "tripped \(ago(breaker.since)): \(breaker.reason)", .bad),
        row("", "targets are only watched; detectd decisions breaker --reset ends that", .bad),
      ]
    }
    return (breaker ?? []) + [
      row(
        "decisions",
        "\(Quantity.count(decisions.blocks, "block", "blocks")), "
          + "\(Quantity.count(decisions.watches, "watch", "watches")), "
          + "\(Quantity.count(decisions.refused)) refused")
    ]
  }

  private var outputs: [Line] {
    report.outputs.enumerated().map { place, output in
      var text = "\(output.name): \(Quantity.count(output.alerts, "alert", "alerts"))"
      if output.heldBytes > 0 { text += ", \(Quantity.bytes(output.heldBytes)) waiting" }
      if output.lost > 0 { text += ", \(Quantity.count(output.lost)) lost" }
      if let problem = output.problem { text += "; \(problem)" }
      let tone: Tone = output.problem != nil || output.lost > 0 ? .bad : .plain
      return row(place == 0 ? "outputs" : "", text, tone)
    }
  }

  private var consumers: [Line] {
    report.consumers.enumerated().map { place, consumer in
      let last = consumer.last == nil ? "never served" : "served \(ago(consumer.last))"
      let text =
        "\(consumer.name) (\(consumer.kind)): \(last)" + (consumer.isQuiet ? ", quiet" : "")
        + (consumer.problem.map { "; \($0)" } ?? "")
      let isAway = consumer.last == nil || consumer.isQuiet
      let tone: Tone = consumer.problem != nil ? .bad : isAway ? .warning : .plain
      return row(place == 0 ? "consumers" : "", text, tone)
    }
  }

  private var memory: [Line] {
    let memory = report.memory
    return [
      row(
        "memory",
        "\(Quantity.bytes(memory.residentBytes)), \(Quantity.bytes(memory.peakBytes)) at most; "
          + "indicators \(Quantity.bytes(memory.indicatorBytes))")
    ]
  }

  private var warnings: [Line] {
    report.warnings.suffix(8).enumerated().map { place, event in
      row(
        place == 0 ? "log" : "", "\(ago(event.time)): \(event.level): \(event.text)",
        event.level == "error" ? .bad : .warning)
    }
  }

  // MARK: Words

  private func row(_ title: String, _ text: String, _ tone: Tone = .plain) -> Line {
    Line(text: title.padded(to: 12) + clean(text), tone: tone)
  }

  private func clean(_ text: String) -> String { TerminalText.clean(text) }

  private func ago(_ seconds: Int64?) -> String {
    guard let seconds else { return "never" }
    return report.now - seconds < 1 ? "now" : StatusTable.span(report.now - seconds) + " ago"
  }

  /// `42 s`, `12 min`, `3 h 5 min`, `9 d 4 h`.
  package static func span(_ seconds: Int64) -> String {
    switch max(0, seconds) {
    case let rest where rest < 60: "\(rest) s"
    case let rest where rest < 3600: "\(rest / 60) min"
    case let rest where rest < 86_400: "\(rest / 3600) h \(rest % 3600 / 60) min"
    case let rest: "\(rest / 86_400) d \(rest % 86_400 / 3600) h"
    }
  }

  private static func rate(_ value: Double) -> String {
    value < 10 ? "\(Quantity.tenths(value))" : Quantity.count(Int(value))
  }
}
