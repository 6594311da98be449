private import Detect
private import Foundation
package import Response
import Store

/// `detectd alerts list` and `show`: the alerts that the state holds.
package struct AlertsRun {
  package var place: StatePlace
  package var format: StateFormat?
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  package struct Filter {
    /// A duration back, or a time.
    package var since: String?
    package var minimumLevel: Level?
    package var rule: String?
    package var entity: String?
    /// An incident's identifier, or the beginning of it.
    package var incident: String?
    /// Only those that a silence covered, instead of the others.
    package var silenced = false
    package var limit = 1000

    package init() {}
  }

  /// Prints the newest alerts that match, the oldest of them first.
  ///
  /// - Returns: 0, or 2 when it cannot begin.
  package func list(_ filter: Filter) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      var query = AlertQuery()
      if let since = filter.since {
        guard let seconds = TimeWords.since(since, now: nowSeconds) else {
          throw StatePlace.Failure(
            "'\(since)' is no time; write a duration such as 24h, or 2026-01-05T01:00:00Z")
        }
        query.sinceSeconds = seconds
      }
      query.minimumLevel = filter.minimumLevel
      query.ruleID = filter.rule
      query.entity = filter.entity
      query.isSilenced = filter.silenced
      query.limit = filter.limit
      if let text = filter.incident { query.incident = try state.incident(text).id }
      do throws(StoreError) {
        let printer = AlertPrinter(
          out.output, format: out.isHuman ? .human : .ndjson, nowSeconds: nowSeconds)
        for record in try state.database.alerts(query) {
          if out.isHuman, let alert = try? AlertReader.alert(record.document.utf8) {
            printer.print(alert)
          } else {
            out.printLine(record.document)
          }
        }
      } catch {
        throw StatePlace.Failure(error.description)
      }
      return 0
    }
  }

  /// Prints one alert with its evidence.
  ///
  /// - Parameter id: Its identifier, or the beginning of it.
  /// - Returns: 0, or 2 when it cannot begin or there is none.
  package func show(_ id: String) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let found: [AlertRecord]
      do throws(StoreError) { found = try state.database.alerts(idPrefix: id) } catch {
        throw StatePlace.Failure(error.description)
      }
      guard found.count == 1 else {
        throw StatePlace.Failure(
          found.isEmpty
            ? "there is no alert '\(id)'; detectd alerts list shows what there is"
            : "several alerts begin with '\(id)'; write more of the identifier")
      }
      if out.isHuman {
        for line in AlertStory(found[0]).lines { out.printLine(line) }
      } else {
        out.printLine(found[0].document)
      }
      return 0
    }
  }
}

/// A stored alert for people. Every line is clean.
struct AlertStory {
  let lines: [String]

  init(_ record: AlertRecord) {
    let object = try? JSONSerialization.jsonObject(with: Data(record.document.utf8))
    let own = object as? [String: Any] ?? [:]
    var lines = [
      "\(TimeText.utc(seconds: record.timeSeconds))  \(record.level.name)  "
        + AlertStory.text(own, "rule.name"),
      "  alert      \(record.id)",
      "  rule       \(record.ruleID) of \(AlertStory.text(own, "rule.ruleset"))",
    ]
    func add(_ title: String, _ names: String...) {
      let words = names.map { AlertStory.text(own, $0) }.filter { !$0.isEmpty }
      if !words.isEmpty {
        lines.append("  \(title.padded(to: 11))\(words.joined(separator: ", "))")
      }
    }
    add("about", "detectd.entity")
    add("incident", "detectd.incident.id")
    if let silence = record.silence {
      lines.append("  silenced   by \(silence): nobody was told and nothing decided")
    }
    add("source", "source.ip", "source.port")
    add("target", "destination.ip", "destination.port")
    add("user", "user.name")
    add("technique", "threat.technique.id", "threat.technique.name")
    add("tactic", "threat.tactic.name")
    add("group", "threat.group.name")
    add("software", "threat.software.name")
    add("indicator", "detectd.indicator.listed", "threat.feed.name")
    add("confidence", "detectd.indicator.confidence")
    add("events", "detectd.count")
    lines += AlertStory.evidence(own)
    self.lines = lines.map { TerminalText.clean($0) }
  }

  /// The records behind it: where they stand, and their text.
  private static func evidence(_ own: [String: Any]) -> [String] {
    let pieces = (own["detectd"] as? [String: Any])?["evidence"] as? [[String: Any]] ?? []
    return pieces.flatMap { piece in
      let place = "  evidence   \(piece["input"] ?? ""), record \(piece["record"] ?? "")"
      return [place] + ((piece["text"] as? String).map { ["    \($0)"] } ?? [])
    }
  }

  private static func text(_ object: [String: Any], _ name: String) -> String {
    var value: Any? = object
    for part in name.split(separator: ".") {
      value = (value as? [String: Any])?[String(part)]
    }
    switch value {
    case let text as String: return text
    case let list as [Any]: return list.map { "\($0)" }.joined(separator: ", ")
    case let number as NSNumber: return number.stringValue
    default: return ""
    }
  }
}
