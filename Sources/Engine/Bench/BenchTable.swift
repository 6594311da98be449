private import Response

/// The report for a terminal.
struct BenchTable {
  let report: BenchReport
  /// An earlier report to show the change from.
  let old: BenchReport?
  /// Rows of rules.
  let top: Int
  /// Columns of the terminal.
  let width: Int

  /// The lines; what came from rule files is safe for a terminal.
  func lines() -> [String] {
    heading + [""] + ruleTable + correlationTable
  }

  private var heading: [String] {
    let stages = report.stages
    var lines = [
      "\(Quantity.count(report.records)) records, "
        + "\(number(Double(report.bytes) / 1e6, 1)) MB: "
        + "\(number(report.megabytesPerSecond, 1)) MB/s, "
        + "\(Quantity.count(Int(report.recordsPerSecond))) records/s on one core",
      "ns a record: decode \(number(stages.decode, 0)), match \(number(stages.match, 0)) "
        + "(look-up \(number(report.indexNsPerRecord, 0))), "
        + "correlate \(number(stages.correlate, 0))",
    ]
    if let old {
      lines.append(
        "against the earlier report: rules \(ratio(report.nsPerRecord, old.nsPerRecord)), "
          + "all stages \(ratio(stages.all, old.stages.all))")
    }
    return lines
  }

  private var ruleTable: [String] {
    let rows = report.rules.filter { $0.candidates > 0 }.prefix(top).map(cells)
    let idle = report.rules.count { $0.candidates == 0 }
    let titles =
      ["ns/record", "share", "considered", "candidates", "matches", "in vain"]
      + (old == nil ? [] : ["change"]) + ["rule", "witness"]
    var lines = table([titles] + rows, right: titles.count - 2)
    let shown = report.rules.count - idle - rows.count
    if shown > 0 { lines.append("\(shown) more rules were looked at; --top shows more") }
    lines.append("\(Quantity.count(idle)) rules were never looked at")
    return lines
  }

  private func cells(_ rule: BenchReport.Rule) -> [String] {
    let change = old.map { old in
      old.rules.first { $0.id == rule.id }.map { ratio(rule.nsPerRecord, $0.nsPerRecord) } ?? "new"
    }
    return [
      number(rule.nsPerRecord, 2), number(rule.share * 100, 1) + " %",
      Quantity.count(rule.considered), Quantity.count(rule.candidates),
      Quantity.count(rule.matches), Quantity.count(rule.inVain),
    ] + (change.map { [$0] } ?? []) + [rule.name, rule.witness].map(TerminalText.clean)
  }

  private var correlationTable: [String] {
    let active = report.correlations.filter { $0.inputs > 0 }
    guard !active.isEmpty else { return [] }
    let rows = active.sorted { $0.inputs > $1.inputs }.map { correlation in
      [
        Quantity.count(correlation.inputs), Quantity.count(correlation.firings),
        Quantity.count(correlation.keys), TerminalText.clean(correlation.name),
      ]
    }
    let windows = report.windows
    return [""] + table([["inputs", "firings", "keys", "correlation"]] + rows, right: 3) + [
      "windows: \(Quantity.count(windows.keys)) keys, "
        + "\(number(Double(windows.bytes) / 1e6, 1)) MB; "
        + "\(Quantity.count(windows.expired)) keys expired, "
        + "\(Quantity.count(windows.evicted)) evicted, \(Quantity.count(windows.late)) events late"
    ]
  }

  /// Aligned columns, the first `right` of them to the right; lines end at the terminal's width.
  private func table(_ rows: [[String]], right: Int) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, text in
        if column == row.count - 1 { return text }
        let width = column < right ? widths[column] : min(widths[column], 48)
        let fill = String(repeating: " ", count: max(0, width - text.count))
        return column < right ? fill + text : String(text.prefix(width)) + fill
      }
      return String(cells.joined(separator: "  ").prefix(width))
    }
  }

  private func ratio(_ new: Double, _ old: Double) -> String {
    old > 0 ? "× " + number(new / old, 2) : "–"
  }

  private func number(_ value: Double, _ digits: Int) -> String {
    Quantity.decimal(value, digits)
  }
}
