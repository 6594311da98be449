private import Detect
import Response
import Store

/// `detectd why`: everything that is known of a target, and why it is blocked or not.
package struct WhyRun {
  package var place: StatePlace
  package var format: StateFormat?
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  /// - Parameter text: An address, a network, a domain, or `user:NAME`.
  /// - Returns: 0, or 2 when it cannot begin.
  package func run(_ text: String) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      guard let target = TargetText.target(text) else {
        throw StatePlace.Failure(TargetText.message(text))
      }
      do throws(StoreError) {
        let story = try Story(target, state, nowSeconds: nowSeconds)
        if out.isHuman {
          for line in story.lines { out.printLine(TerminalText.clean(line)) }
        } else {
          out.print(story.document)
        }
      } catch {
        throw StatePlace.Failure(error.description)
      }
      return 0
    }
  }
}

/// What is known of one target.
private struct Story {
  let target: Decision.Target
  let nowSeconds: Int64
  /// On it, and on networks that hold it; the narrowest first.
  var decisions: [(decision: Decision, history: [HistoryEntry])] = []
  /// Named by a decision, or about it; by time.
  var alerts: [AlertRecord] = []
  var safety: String
  /// Each list, and whether it holds the target.
  var lists: [(name: String, holds: Bool)] = []
  /// Its score now, of 100; nil where the policy asks for none.
  var risk: Int?
  /// Why nothing new is blocked at all; nil where it is.
  var breaker: Breaker.Trip?
  private static let alertLimit = 20

  init(
    _ target: Decision.Target, _ state: StatePlace.Opened, nowSeconds: Int64
  ) throws(StoreError) {
    self.target = target
    self.nowSeconds = nowSeconds
    do throws(RefusalCause) {
      _ = try state.neverBlock.clear(target)
      safety = "nothing stands against blocking it"
    } catch {
      safety = error.description
    }
    for holder in TargetText.holding(target) {
      for decision in try state.database.decisions(on: holder) {
        decisions.append((decision, try state.database.changes(of: decision.id)))
      }
    }
    var found: [String: AlertRecord] = [:]
    for reason in decisions.flatMap(\.decision.reasons) {
      for id in reason.alertIDs where found.count < Story.alertLimit {
        found[id] = try state.database.alert(id: id)
      }
    }
    var query = AlertQuery()
    query.entity = target.description
    query.limit = Story.alertLimit
    for alert in try state.database.alerts(query) { found[alert.id] = alert }
    alerts = found.values.sorted { ($0.timeSeconds, $0.id) < ($1.timeSeconds, $1.id) }
    breaker = try state.database.breakerTrip()
    try findRisk(state)
    try findLists(state)
  }

  /// Counts the alerts about the target again, as a run does.
  private mutating func findRisk(_ state: StatePlace.Opened) throws(StoreError) {
    let policy = state.policy.policy
    guard policy.asksForRisk, let subject = target.subject else { return }
    var query = AlertQuery()
    query.entity = target.description
    query.sinceSeconds = nowSeconds - policy.memorySeconds
    var book = DecisionBook()
    for record in try state.database.alerts(query) {
      guard let alert = record.alert else { continue }
      book.recall(
        alert, policy: policy, neverBlock: state.neverBlock, atSeconds: record.timeSeconds)
    }
    risk = book.risk.score(of: subject, atSeconds: nowSeconds)
  }

  private mutating func findLists(_ state: StatePlace.Opened) throws(StoreError) {
    guard let configuration = state.configuration, case .network(let network) = target else {
      return
    }
    let content = ListContent(
      decisions: try state.database.decisions(atSeconds: nowSeconds), atSeconds: nowSeconds)
    for list in configuration.blockLists {
      lists.append(
        (
          "\(list.path) (\(list.format.rawValue))",
          content.holds(network, in: list.format, options: list.options, neverBlock: nil)
        ))
    }
    for list in configuration.serving.lists {
      let own = content.from(list.minimumLevel)
      let format = list.formats.sorted { $0.rawValue < $1.rawValue }.first ?? .plain
      lists.append(
        (
          "/blocklists/\(list.name)",
          own.holds(network, in: format, options: list.options, neverBlock: nil)
        ))
    }
    for push in configuration.serving.pushes {
      let holds = content.blocked.members.contains { $0.network.contains(network) }
      lists.append(("\(push.kind.rawValue) \(push.options.name) of the kernel", holds))
    }
  }

  private var inForce: [Decision] {
    decisions.map(\.decision).filter {
      $0.state == .active && $0.createdSeconds <= nowSeconds && nowSeconds < $0.expiresSeconds
    }
  }

  /// `blocked, ends in 3h59m`.
  private var verdict: String {
    let blocks = inForce.filter { $0.action == .block }
    if let last = blocks.max(by: { $0.expiresSeconds < $1.expiresSeconds }) {
      let words = TimeWords.relative(last.expiresSeconds, now: nowSeconds)
      return words == "never" ? "blocked, without end" : "blocked, ends \(words)"
    }
    if inForce.contains(where: { $0.action == .simulated }) {
      return "would be blocked, but that is only simulated"
    }
    return inForce.isEmpty ? "not blocked, not on watch" : "on watch, not blocked"
  }

  // MARK: For people

  var lines: [String] {
    var lines = ["\(target): \(verdict)"]
    for (decision, history) in decisions { lines += text(decision, history) }
    lines += ["", "safety: \(safety)"]
    if let breaker {
      lines.append(
        "breaker: tripped \(TimeWords.relative(breaker.atSeconds, now: nowSeconds)): "
          + "\(breaker.reason); nothing new is blocked")
    }
    if let risk { lines.append("risk: \(risk) of 100") }
    for list in lists {
      lines.append("list: \(list.name): " + (list.holds ? "it is on it" : "it is not on it"))
    }
    for alert in alerts { lines += [""] + AlertStory(alert).lines }
    return lines
  }

  private func text(_ decision: Decision, _ history: [HistoryEntry]) -> [String] {
    let ends = TimeWords.relative(decision.expiresSeconds, now: nowSeconds)
    var lines = [
      "",
      "decision \(decision.id.short): \(decision.action.rawValue) \(decision.target), "
        + "\(decision.state.rawValue), by \(decision.origin.rawValue)",
      "  from       \(TimeText.utc(seconds: decision.createdSeconds))",
    ]
    if decision.state != .refused {
      let until =
        decision.expiresSeconds == Decision.never
        ? "without end" : "\(TimeText.utc(seconds: decision.expiresSeconds)) (\(ends))"
      lines.append("  until      \(until)")
      lines.append("  repeats    \(decision.repeats) earlier counted for its length")
    }
    for reason in decision.reasons {
      let cause = reason.cause
      lines.append(
        "  because    \(cause.words), \(cause.level.name), "
          + "\(reason.alertCount) \(reason.alertCount == 1 ? "alert" : "alerts")")
      lines.append("             rule \(cause.ruleID) of \(cause.ruleset)")
      if !cause.techniques.isEmpty {
        lines.append("             \(cause.techniques.joined(separator: ", "))")
      }
    }
    for entry in history.suffix(10) {
      let who = entry.actor.map { " by \($0)" } ?? ""
      let why = entry.change == "refused" ? entry.refusal.map { ": \($0)" } ?? "" : ""
      lines.append(
        "  journal    \(TimeText.utc(seconds: entry.atSeconds)) \(entry.change)\(who)\(why)")
    }
    return lines
  }

  // MARK: For programs

  var document: Document {
    var document = Document()
    document.set("target", .text(target.description))
    document.set("scope", .text(target.scope))
    document.set("verdict", .text(verdict))
    document.set(
      "decisions",
      .list(
        decisions.map { entry in
          var document = entry.decision.document()
          document.set("journal", .list(entry.history.map { .object($0.document) }))
          return .object(document)
        }))
    document.set("safety", .text(safety))
    if let risk { document.set("risk", .number(Number(Int64(risk)))) }
    if let breaker { document.set("breaker", .text(breaker.reason)) }
    document.set(
      "lists",
      .list(
        lists.map { list in
          var document = Document()
          document.set("name", .text(list.name))
          document.set("holds", .boolean(list.holds))
          return .object(document)
        }))
    document.set(
      "alerts",
      .list(
        alerts.map { alert in
          var document = Document()
          document.set("id", .text(alert.id))
          document.set("time", .text(TimeText.utc(seconds: alert.timeSeconds)))
          document.set("rule", .text(alert.ruleID))
          document.set("level", .text(alert.level.name))
          return .object(document)
        }))
    return document
  }
}

extension HistoryEntry {
  fileprivate var document: Document {
    var document = Document()
    document.set("at", .text(TimeText.utc(seconds: atSeconds)))
    document.set("change", .text(change))
    if let actor { document.set("actor", .text(actor)) }
    if let refusal { document.set("refusal", .text(refusal)) }
    return document
  }
}
