/// The report as one HTML file that needs nothing from elsewhere.
struct BenchPage {
  let report: BenchReport
  let old: BenchReport?

  func html() -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>detectd rules bench</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <h1>What the rules cost</h1>
    <p>\(Quantity.count(report.records)) records,
    \(Quantity.decimal(Double(report.bytes) / 1e6, 1)) MB of
    \(Self.escaped(report.inputs.joined(separator: ", "))):
    <b>\(Quantity.decimal(report.megabytesPerSecond, 1)) MB/s</b>,
    \(Quantity.count(Int(report.recordsPerSecond))) records/s on one core.</p>
    <h2>Nanoseconds a record, by stage</h2>
    \(stages)
    <h2>The costliest rules, nanoseconds a record</h2>
    \(bars)
    <h2>All rules that were looked at</h2>
    <p>Click a heading to sort by it.</p>
    \(rules)
    <p>\(Quantity.count(report.rules.count { $0.candidates == 0 })) more rules were never looked
    at.</p>
    <h2>Correlations</h2>
    \(correlations)
    <script>\(Self.script)</script>
    </body>
    </html>

    """
  }

  private var stages: String {
    let stages = report.stages
    let index = min(report.indexNsPerRecord, stages.match)
    return chart([
      ("decode", stages.decode), ("look up values", index),
      ("evaluate rules", stages.match - index), ("correlate", stages.correlate),
    ])
  }

  private var bars: String {
    chart(report.rules.filter { $0.nsPerRecord > 0 }.prefix(25).map { ($0.name, $0.nsPerRecord) })
  }

  /// A bar chart as SVG.
  private func chart(_ bars: [(name: String, value: Double)]) -> String {
    let most = bars.map(\.value).max() ?? 0
    guard most > 0 else { return "<p>Nothing to show.</p>" }
    let height = bars.count * 22
    var lines = [
      "<svg viewBox=\"0 0 900 \(height)\" width=\"900\" height=\"\(height)\" role=\"img\">"
    ]
    for (place, bar) in bars.enumerated() {
      let width = Quantity.decimal(bar.value / most * 420, 1)
      let middle = place * 22 + 15
      lines.append(
        "<text x=\"380\" y=\"\(middle)\" text-anchor=\"end\">\(Self.escaped(bar.name, 56))</text>"
          + "<rect x=\"390\" y=\"\(place * 22 + 3)\" width=\"\(width)\" height=\"16\"/>"
          + "<text x=\"820\" y=\"\(middle)\">\(Quantity.decimal(bar.value, 2))</text>")
    }
    return (lines + ["</svg>"]).joined(separator: "\n")
  }

  private var rules: String {
    let rows = report.rules.filter { $0.candidates > 0 }.map { rule in
      var cells = [
        Quantity.decimal(rule.nsPerRecord, 3), Quantity.decimal(rule.share * 100, 2),
        "\(rule.considered)", "\(rule.candidates)", "\(rule.matches)", "\(rule.inVain)",
      ]
      if let old {
        let before = old.rules.first { $0.id == rule.id }?.nsPerRecord ?? 0
        cells.append(before > 0 ? Quantity.decimal(rule.nsPerRecord / before, 2) : "")
      }
      return cells + [rule.level, rule.name, rule.pack, rule.witness]
    }
    let titles =
      ["ns/record", "share %", "considered", "candidates", "matches", "in vain"]
      + (old == nil ? [] : ["× earlier"]) + ["level", "rule", "pack", "witness"]
    return table(titles, rows)
  }

  private var correlations: String {
    let windows = report.windows
    let rows = report.correlations.filter { $0.inputs > 0 }.map {
      ["\($0.inputs)", "\($0.firings)", "\($0.keys)", $0.name]
    }
    return table(["inputs", "firings", "keys", "correlation"], rows) + """
      <p>Windows: \(Quantity.count(windows.keys)) keys in
      \(Quantity.decimal(Double(windows.bytes) / 1e6, 1)) MB,
      \(Quantity.count(windows.expired)) keys expired,
      \(Quantity.count(windows.evicted)) evicted, \(Quantity.count(windows.late)) events late.</p>
      """
  }

  private func table(_ titles: [String], _ rows: [[String]]) -> String {
    let head = titles.map { "<th>\($0)</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + row.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>"
    }
    return "<table><thead><tr>\(head)</tr></thead><tbody>\n"
      + body.joined(separator: "\n") + "\n</tbody></table>\n"
  }

  /// Text that means itself in HTML, also in an attribute; cut when it is longer than `maximum`.
  static func escaped(_ text: String, _ maximum: Int = .max) -> String {
    var out = ""
    for scalar in (text.count > maximum ? text.prefix(maximum - 1) + "…" : text[...]).unicodeScalars
    {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private static let style = """
    body{font:14px/1.5 system-ui,sans-serif;margin:2em auto;max-width:1200px;padding:0 1em}
    table{border-collapse:collapse}td,th{padding:2px 10px;text-align:left;vertical-align:top}
    th{cursor:pointer;border-bottom:2px solid #888}tr:nth-child(even){background:#8881}
    td:nth-child(-n+6){text-align:right;font-variant-numeric:tabular-nums}
    svg text{font-size:12px;fill:currentColor}svg rect{fill:#3a78b5}
    @media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}}
    """

  private static let script = """
    document.querySelectorAll('th').forEach(function(head){head.addEventListener('click',function(){
    var body=head.closest('table').tBodies[0],at=head.cellIndex,down=head.dataset.down=head.dataset.down?'':'1';
    Array.from(body.rows).sort(function(a,b){var x=a.cells[at].textContent,y=b.cells[at].textContent,
    n=parseFloat(x)-parseFloat(y),c=isNaN(n)?x.localeCompare(y):n;return down?-c:c})
    .forEach(function(row){body.appendChild(row)})})})
    """
}
