private import Detect
package import Response
import Store

/// `detectd decisions` and `undo`: what is decided, and changes by hand.
package struct DecisionsRun {
  package var place: StatePlace
  /// Human on a terminal and NDJSON elsewhere, when nil.
  package var format: StateFormat?
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  /// What `list` prints.
  package struct Filter {
    package var target: String?
    package var action: Decision.Action?
    package var origin: Decision.Origin?
    /// By identifier or name.
    package var rule: String?
    package var feed: String?
    /// Those that ended and those that were refused too.
    package var includesEnded = false

    package init() {}
  }

  /// Prints decisions by target.
  ///
  /// - Returns: 0, or 2 when it cannot begin.
  package func list(_ filter: Filter) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      var holding: Set<Decision.Target>?
      if let text = filter.target {
        guard let target = TargetText.target(text) else {
          throw StatePlace.Failure(TargetText.message(text))
        }
        holding = Set(TargetText.holding(target))
      }
      do throws(StoreError) {
        let all =
          filter.includesEnded
          ? try state.database.allDecisions()
          : try state.database.decisions(atSeconds: nowSeconds)
        print(all.filter { matches($0, filter, holding) }, out)
      } catch {
        throw StatePlace.Failure(error.description)
      }
      return 0
    }
  }

  private func matches(
    _ decision: Decision, _ filter: Filter, _ holding: Set<Decision.Target>?
  ) -> Bool {
    let causes = decision.reasons.map(\.cause)
    return (filter.action.map { $0 == decision.action } ?? true)
      && (filter.origin.map { $0 == decision.origin } ?? true)
      && (holding?.contains(decision.target) ?? true)
      && (filter.rule.map { rule in causes.contains { $0.ruleID == rule || $0.ruleName == rule } }
        ?? true)
      && (filter.feed.map { feed in causes.contains { $0.feed == feed } } ?? true)
  }

  private func print(_ decisions: [Decision], _ out: StateOutput) {
    guard out.isHuman else {
      for decision in decisions { out.print(decision.document()) }
      return
    }
    var table = StateTable([
      .init(title: "TARGET"), .init(title: "ACTION"), .init(title: "ENDS", rank: 5),
      .init(title: "LEVEL", rank: 4), .init(title: "FROM", rank: 2),
      .init(title: "ALERTS", rank: 3, alignsRight: true), .init(title: "ID", rank: 1),
      .init(title: "WHY"),
    ])
    for decision in decisions {
      table.add([
        decision.target.description,
        decision.state == .active ? decision.action.rawValue : decision.state.rawValue,
        TimeWords.relative(decision.expiresSeconds, now: nowSeconds), decision.level.name,
        decision.origin.rawValue, "\(decision.alertCount)", decision.id.short,
        decision.reason.cause.words,
      ])
    }
    for line in table.lines(columns: out.columns) { out.printLine(line) }
    out.errors.writeLine(
      decisions.count == 1 ? "1 decision" : "\(Quantity.count(decisions.count)) decisions")
  }

  /// Asks for a decision.
  ///
  /// - Returns: 0, or 2 when it cannot begin or the target may not be blocked.
  package func add(
    _ action: Decision.Action, _ target: String, durationSeconds: Int64?, reason: String
  ) -> Int32 {
    change { state throws(StatePlace.Failure) in
      .add(
        action, try typed(target), durationSeconds: durationSeconds, reason: reason)
    }
  }

  /// Withdraws all decisions on a target for good: alerts of before do not bring them back.
  ///
  /// - Returns: 0, or 2 when it cannot begin or there is none.
  package func delete(_ target: String) -> Int32 {
    change { state throws(StatePlace.Failure) in
      let typed = try typed(target)
      let known: [Decision]
      do throws(StoreError) { known = try state.database.decisions(on: typed) } catch {
        throw StatePlace.Failure(error.description)
      }
      let isInForce = known.contains { $0.state == .active && $0.expiresSeconds > nowSeconds }
      guard isInForce else {
        throw StatePlace.Failure(
          "there is no decision on \(target); detectd decisions list \(target) shows what holds it")
      }
      return .delete(typed)
    }
  }

  private func typed(_ text: String) throws(StatePlace.Failure) -> Decision.Target {
    guard let target = TargetText.target(text) else {
      throw StatePlace.Failure(TargetText.message(text))
    }
    return target
  }

  private func change(
    _ order: (StatePlace.Opened) throws(StatePlace.Failure) -> DecisionOrder
  ) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let order = try order(state)
      let answer = try OrderDesk(state, actor: StatePlace.user).hand(in: order)
      if let refusal = answer.refusal {
        throw StatePlace.Failure("\(order.subject): not done: \(refusal)")
      }
      if !out.isHuman {
        var document = Document()
        document.set("order", .text(order.title))
        document.set("subject", .text(order.subject))
        document.set("changed", .number(Number(Int64(answer.changes))))
        out.print(document)
      } else {
        let count = answer.changes == 1 ? "1 decision" : "\(answer.changes) decisions"
        out.printLine(TerminalText.clean("\(order.title) \(order.subject): \(count) changed"))
      }
      return 0
    }
  }
}

extension Cause {
  /// What speaks for a decision, in one line: `Failed login (policy 'hostile source')`.
  var words: String {
    var text = ruleName
    if let actor { text = ruleName.isEmpty ? "by \(actor)" : "\(ruleName) (by \(actor))" }
    if let indicator { text += ", \(indicator)" }
    if let feed { text += " of \(feed)" }
    if let policyRule { text += " (policy '\(policyRule)')" }
    return text
  }
}
