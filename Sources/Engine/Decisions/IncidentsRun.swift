private import Detect
package import Response
import Store

/// `detectd incidents list` and `show`: alerts about one entity, grouped by time.
package struct IncidentsRun {
  package var place: StatePlace
  package var format: StateFormat?
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  package struct Filter {
    /// With an alert since: a duration back, or a time.
    package var since: String?
    package var minimumLevel: Level?
    package var entity: String?
    package var limit = 100

    package init() {}
  }

  /// Prints the incidents with the newest alerts, the oldest of them first.
  ///
  /// - Returns: 0, or 2 when it cannot begin.
  package func list(_ filter: Filter) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      var query = IncidentQuery()
      query.sinceSeconds = try filter.since.map { text throws(StatePlace.Failure) in
        try seconds(text)
      }
      query.minimumLevel = filter.minimumLevel
      query.entity = filter.entity
      query.limit = filter.limit
      do throws(StoreError) {
        var table = StateTable([
          .init(title: "BEGAN"), .init(title: "LASTED", rank: 3), .init(title: "LEVEL", rank: 5),
          .init(title: "ALERTS", rank: 4, alignsRight: true),
          .init(title: "RULES", rank: 1, alignsRight: true), .init(title: "STATE", rank: 2),
          .init(title: "ID", rank: 6), .init(title: "ABOUT"),
        ])
        let all = try state.database.incidents(query)
        for incident in all {
          guard out.isHuman else {
            out.print(document(incident, state))
            continue
          }
          let lasted = incident.lastSeconds - incident.firstSeconds
          table.add([
            TimeText.short(nanoseconds: incident.firstSeconds * 1_000_000_000),
            TimeWords.short(lasted), incident.level.name, "\(incident.alerts)",
            "\(incident.rules)", isOpen(incident, state) ? "open" : "ended",
            String(incident.id.prefix(8)), incident.entity,
          ])
        }
        guard out.isHuman else { return 0 }
        if !table.isEmpty {
          for line in table.lines(columns: out.columns) { out.printLine(line) }
        }
        out.errors.writeLine(Quantity.count(all.count, "incident", "incidents"))
      } catch {
        throw StatePlace.Failure(error.description)
      }
      return 0
    }
  }

  /// Prints one incident: what it is about, how it stands, and its alerts by time.
  ///
  /// - Parameter id: Its identifier, or the beginning of it.
  /// - Returns: 0, or 2 when it cannot begin or there is none.
  package func show(_ id: String) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let incident = try state.incident(id)
      var query = AlertQuery()
      query.incident = incident.id
      query.limit = 10_000
      let records: [AlertRecord]
      let decisions: [Decision]
      do throws(StoreError) {
        records = try state.database.alerts(query)
        decisions =
          try TargetText.target(incident.entity).map { target throws(StoreError) in
            try state.database.decisions(on: target)
          } ?? []
      } catch {
        throw StatePlace.Failure(error.description)
      }
      if out.isHuman {
        for line in story(incident, records, decisions, state) { out.printLine(line) }
      } else {
        var whole = document(incident, state)
        whole.set("alerts_by_time", .list(timeline(records).map { .object($0.document) }))
        whole.set("decisions", .list(decisions.map { .object($0.document()) }))
        out.print(whole)
      }
      return 0
    }
  }

  private func seconds(_ text: String) throws(StatePlace.Failure) -> Int64 {
    guard let seconds = TimeWords.since(text, now: nowSeconds) else {
      throw StatePlace.Failure(
        "'\(text)' is no time; write a duration such as 24h, or 2026-01-05T01:00:00Z")
    }
    return seconds
  }

  /// Whether an alert may still join it.
  private func isOpen(_ incident: IncidentRecord, _ state: StatePlace.Opened) -> Bool {
    let gap = (state.configuration?.alerts ?? AlertTerms()).incidentGapSeconds
    return nowSeconds - incident.lastSeconds <= gap
  }

  private func document(_ incident: IncidentRecord, _ state: StatePlace.Opened) -> Document {
    var document = Document()
    document.set("id", .text(incident.id))
    document.set("entity", .text(incident.entity))
    document.set("level", .text(incident.level.name))
    document.set("first", .text(TimeText.utc(seconds: incident.firstSeconds)))
    document.set("last", .text(TimeText.utc(seconds: incident.lastSeconds)))
    document.set("alerts", .number(Number(Int64(incident.alerts))))
    document.set("rules", .number(Number(Int64(incident.rules))))
    document.set("open", .boolean(isOpen(incident, state)))
    return document
  }

  // MARK: The timeline

  /// Alerts of one rule after one another.
  private struct Step {
    let first: AlertRecord
    let alert: Alert?
    var lastSeconds: Int64
    var count = 1

    var document: Document {
      var document = Document()
      document.set("first", .text(TimeText.utc(seconds: first.timeSeconds)))
      document.set("last", .text(TimeText.utc(seconds: lastSeconds)))
      document.set("rule.id", .text(first.ruleID))
      document.set("rule.name", .text(alert?.rule.name ?? ""))
      document.set("rule.level", .text(first.level.name))
      document.set("count", .number(Number(Int64(count))))
      document.set("alert", .text(first.id))
      return document
    }
  }

  private func timeline(_ records: [AlertRecord]) -> [Step] {
    var steps: [Step] = []
    for record in records {
      if let last = steps.last, last.first.ruleID == record.ruleID {
        steps[steps.count - 1].count += 1
        steps[steps.count - 1].lastSeconds = record.timeSeconds
      } else {
        steps.append(Step(first: record, alert: record.alert, lastSeconds: record.timeSeconds))
      }
    }
    return steps
  }

  private func story(
    _ incident: IncidentRecord, _ records: [AlertRecord], _ decisions: [Decision],
    _ state: StatePlace.Opened
  ) -> [String] {
    let steps = timeline(records)
    let lasted = TimeWords.short(incident.lastSeconds - incident.firstSeconds)
    let openness =
      isOpen(incident, state)
      ? "open" : "ended \(TimeWords.relative(incident.lastSeconds, now: nowSeconds))"
    var lines = [
      "\(incident.entity)  \(incident.level.name)  \(openness)", "  incident   \(incident.id)",
      "  began      \(TimeText.utc(seconds: incident.firstSeconds)), lasted \(lasted)",
      "  alerts     \(Quantity.count(incident.alerts)) of "
        + Quantity.count(incident.rules, "rule", "rules"),
    ]
    func add(_ title: String, _ values: [String]) {
      let unique = values.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      if !unique.isEmpty {
        lines.append("  \(title.padded(to: 11))\(unique.joined(separator: ", "))")
      }
    }
    add("tactics", steps.flatMap { $0.alert?.attribution.tactics ?? [] })
    add("techniques", steps.flatMap { $0.alert?.attribution.techniques ?? [] })
    add("hosts", steps.compactMap { $0.alert?.hostName })
    add("targets", steps.compactMap { $0.alert?.destination?.description })
    for decision in decisions {
      let state = decision.state == .active ? decision.action.rawValue : decision.state.rawValue
      lines.append(
        "  decision   \(state), ends \(TimeWords.relative(decision.expiresSeconds, now: nowSeconds))"
      )
    }
    lines.append("  by time")
    for step in steps {
      let count = step.count > 1 ? "×\(step.count)" : ""
      lines.append(
        "    \(TimeText.short(nanoseconds: step.first.timeSeconds * 1_000_000_000))  "
          + step.first.level.name.padded(to: 13) + "  " + count.padded(to: 6)
          + (step.alert?.rule.name ?? step.first.ruleID))
    }
    return lines.map { TerminalText.clean($0) }
  }
}

extension StatePlace.Opened {
  /// The incident of an identifier, or of the beginning of it.
  func incident(_ id: String) throws(StatePlace.Failure) -> IncidentRecord {
    let found: [IncidentRecord]
    do throws(StoreError) { found = try database.incidents(idPrefix: id) } catch {
      throw StatePlace.Failure(error.description)
    }
    guard found.count == 1 else {
      throw StatePlace.Failure(
        found.isEmpty
          ? "there is no incident '\(id)'; detectd incidents list shows what there is"
          : "several incidents begin with '\(id)'; write more of the identifier")
    }
    return found[0]
  }
}
