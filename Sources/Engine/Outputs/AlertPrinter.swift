private import Detect
package import Response

/// How alerts leave the program.
package enum AlertFormat: String, CaseIterable, Sendable {
  /// One aligned line each, for people.
  case human
  /// One ECS document a line.
  case ndjson
  /// The same under the name of the schema.
  case ecs
  /// OCSF's Detection Finding, one a line.
  case ocsf
  /// ArcSight's Common Event Format.
  case cef
  /// QRadar's Log Event Extended Format.
  case leef
}

/// Writes alerts to standard output.
package struct AlertPrinter {
  private let output: Output
  private let format: AlertFormat
  private let columns: Int
  private let isColoured: Bool
  private let nowNanoseconds: Int64

  /// - Parameters:
  ///   - format: Human on a terminal and NDJSON elsewhere, when nil.
  ///   - nowSeconds: The time of alerts whose records have none.
  package init(_ output: Output, format: AlertFormat?, nowSeconds: Int64) {
    self.output = output
    nowNanoseconds = nowSeconds * 1_000_000_000
    self.format = format ?? (output.isTerminal ? .human : .ndjson)
    columns = output.isTerminal ? output.columns : 160
    isColoured = output.isTerminal && Environment.allowsColour
  }

  package func print(_ alert: Alert) {
    switch format {
    case .human: output.writeLine(line(alert))
    case .ndjson, .ecs, .ocsf, .cef, .leef:
      output.write(format.line(alert, receivedNanoseconds: nowNanoseconds))
      output.write("\n")
    }
    if output.isTerminal { output.flush() }
  }

  private func line(_ alert: Alert) -> String {
    AlertLine(alert).cells(columns: columns).map { cell in
      guard isColoured, let colour = colour(cell.column, alert.rule.level) else { return cell.text }
      return "\u{1b}[\(colour)m\(cell.text)\u{1b}[0m"
    }.joined(separator: " ")
  }

  /// The SGR parameters of a cell.
  private func colour(_ column: AlertLine.Column, _ level: Level) -> String? {
    switch column {
    case .level:
      switch level {
      case .critical: "1;97;41"
      case .high: "1;31"
      case .medium: "33"
      case .low: "36"
      case .informational: "2"
      }
    case .time, .flow: "2"
    case .entity: "1"
    case .technique, .count, .title: nil
    }
  }
}
