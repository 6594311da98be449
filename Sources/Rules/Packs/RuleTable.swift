package import Detect

/// What `rules list` and `rules check` print.
package enum RuleTable {
  package static let columns = ["id", "level", "title", "log source", "path"]

  /// One row a rule, correlations last, in the order of the set.
  package static func rows(_ set: RuleSet) -> [[String]] {
    (set.ruleInfo + set.correlationInfo).map { info in
      [info.id, info.level.rawValue, info.title, info.logSourceText, info.place.path]
    }
  }

  /// The rows under their headings, columns aligned with spaces. Widths count characters.
  package static func text(_ rows: [[String]]) -> String {
    let all = [columns.map { $0.uppercased() }] + rows.map { $0.map(printable) }
    let widths = columns.indices.map { column in
      all.map { $0[column].count }.max() ?? 0
    }
    return all.map { row in
      row.indices.map { column in
        column == row.count - 1
          ? row[column]
          : row[column] + String(repeating: " ", count: widths[column] - row[column].count)
      }.joined(separator: "  ")
    }.joined(separator: "\n") + "\n"
  }

  /// Control characters as `?`, so that a title cannot steer a terminal.
  private static func printable(_ text: String) -> String {
    var view = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      view.append(scalar.properties.generalCategory == .control ? "?" : scalar)
    }
    return String(view)
  }

  /// A rule as one JSON object.
  package static func json(_ info: RuleInfo) -> Document {
    var document = Document()
    document.set("id", .text(info.id))
    document.set("title", .text(info.title))
    document.set("level", .text(info.level.rawValue))
    if let status = info.status { document.set("status", .text(status.rawValue)) }
    document.set("log_source", .text(info.logSourceText))
    document.set("pack", .text(info.pack))
    document.set("path", .text(info.place.path))
    document.set("line", .number(Number(Int64(info.place.line))))
    document.set("tags", .list(info.tags.map(Document.Value.text)))
    return document
  }
}

extension Problem {
  /// The problem as one JSON object: `severity`, `code`, `path`, `line`, `column`, `message`,
  /// `hint`.
  package var json: Document {
    var document = Document()
    document.set("severity", .text(severity.rawValue))
    document.set("code", .text(code))
    document.set("path", .text(place.path))
    if place.line > 0 { document.set("line", .number(Number(Int64(place.line)))) }
    if place.column > 0 { document.set("column", .number(Number(Int64(place.column)))) }
    document.set("message", .text(message))
    if let hint { document.set("hint", .text(hint)) }
    return document
  }
}
