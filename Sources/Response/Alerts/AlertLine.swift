import Detect

/// An alert as one line for people, a column at a time. Every text in it is clean
/// (``TerminalText/clean(_:)-swift.type.method``); colours are the caller's.
package struct AlertLine: Hashable, Sendable {
  package enum Column: String, Sendable, CaseIterable {
    case time, level, technique, count, entity, flow, title
  }

  /// A column's text, filled to its width except in the last one.
  package struct Cell: Hashable, Sendable {
    package let column: Column
    package let text: String
  }

  /// `2026-01-05 01:00:00`, or `-` when the record has no time.
  package let time: String
  package let level: Level
  /// The rule's title, and how many others like it the alert tells of.
  package let title: String
  package let entity: String
  package let count: String
  /// `203.0.113.7 → 192.0.2.10`.
  package let flow: String
  /// `T1110.001`, with `+1` for each further one.
  package let technique: String

  package init(_ alert: Alert) {
    time = alert.timeNanoseconds.map(TimeText.short(nanoseconds:)) ?? "-"
    level = alert.rule.level
    let repeats = alert.repeats.map { " (and \($0.count) like it)" } ?? ""
    title = TerminalText.clean(alert.rule.name) + repeats
    entity = TerminalText.clean(alert.entity?.text ?? "-")
    count = alert.count == 1 ? "" : "×\(alert.count)"
    flow = AlertLine.flow(alert)
    technique = AlertLine.technique(alert.attribution.techniques)
  }

  /// The text of one column, not filled.
  package func text(_ column: Column) -> String {
    switch column {
    case .time: time
    case .level: level.name
    case .technique: technique
    case .count: count
    case .entity: entity
    case .flow: flow
    case .title: title
    }
  }

  /// The line laid out for a terminal of `columns`: fixed widths first, one space between, and the
  /// title takes what is left. When less than 16 columns are left for it, the flow goes, then the
  /// entity.
  package func cells(columns: Int) -> [Cell] {
    var shown = Column.allCases
    var left = columns - AlertLine.width(of: shown)
    for column in [Column.flow, .entity] where left < 16 {
      shown.removeAll { $0 == column }
      left = columns - AlertLine.width(of: shown)
    }
    return shown.map { column in
      if column == .title {
        return Cell(column: column, text: TerminalText.cut(title, columns: max(16, left)))
      }
      let text = TerminalText.fit(
        text(column), columns: AlertLine.width(of: column), alignRight: column == .count)
      return Cell(column: column, text: text)
    }
  }

  /// Everything before the title, spaces between included.
  private static func width(of columns: [Column]) -> Int {
    columns.reduce(0) { $1 == .title ? $0 : $0 + width(of: $1) + 1 }
  }

  private static func width(of column: Column) -> Int {
    switch column {
    case .time: 19
    case .level: 13
    case .technique: 12
    case .count: 7
    case .entity: 15
    case .flow: 33
    case .title: 0
    }
  }

  private static func flow(_ alert: Alert) -> String {
    switch (alert.source, alert.destination) {
    case (let source?, let destination?): "\(source) → \(destination)"
    case (let source?, nil): "\(source) →"
    case (nil, let destination?): "→ \(destination)"
    case (nil, nil): ""
    }
  }

  private static func technique(_ all: [String]) -> String {
    guard let first = all.first else { return "" }
    return TerminalText.clean(all.count == 1 ? first : "\(first)+\(all.count - 1)")
  }
}

extension Entity {
  /// The address, user or host itself. Not clean: users and hosts are text of a log.
  package var text: String {
    switch self {
    case .address(let address): address.description
    case .user(let name), .host(let name): name
    }
  }
}
