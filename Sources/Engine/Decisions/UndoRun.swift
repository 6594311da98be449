private import Detect
import Response
import Store

/// `detectd undo`: what would be if a rule, a feed, an operator or a time had never been, and, when
/// that is wanted, makes it so.
package struct UndoRun {
  package enum Cause: Sendable {
    case rule(String)
    case feed(String)
    case actor(String)
    /// A duration back, or a time.
    case since(String)
    /// A decision's identifier or its beginning, or a target.
    case decision(String)
  }

  package var place: StatePlace
  package var format: StateFormat?
  /// Without it nothing is changed.
  package var isMeant = false
  private let nowSeconds = RunClock.nowSeconds

  package init(_ place: StatePlace) { self.place = place }

  /// - Returns: 0, or 2 when it cannot begin.
  package func run(_ cause: Cause) -> Int32 {
    let out = StateOutput(format)
    return out.with(place) { state throws(StatePlace.Failure) in
      let scope = try scope(cause, state)
      let before: [Decision]
      var book: DecisionBook
      do throws(StoreError) { book = try state.book() } catch {
        throw StatePlace.Failure(error.description)
      }
      before = book.decisions(atSeconds: nowSeconds)
      _ = book.undo(scope, atSeconds: nowSeconds)
      let difference = DecisionDifference(
        from: before, to: book.decisions(atSeconds: nowSeconds), by: \.id)
      difference.print(out, nowSeconds: nowSeconds)
      guard isMeant else {
        if out.isHuman, !difference.isEmpty {
          out.errors.writeLine("nothing was done; --yes does it")
        }
        return 0
      }
      let answer = try OrderDesk(state, actor: StatePlace.user).hand(in: .undo(scope))
      if let refusal = answer.refusal { throw StatePlace.Failure("not done: \(refusal)") }
      if out.isHuman { out.errors.writeLine("done") }
      return 0
    }
  }

  private func scope(
    _ cause: Cause, _ state: StatePlace.Opened
  ) throws(StatePlace.Failure) -> UndoScope {
    switch cause {
    case .rule(let name): return .rule(name)
    case .feed(let name): return .feed(name)
    case .actor(let name): return .actor(name)
    case .since(let text):
      guard let seconds = TimeWords.since(text, now: nowSeconds) else {
        throw StatePlace.Failure(
          "'\(text)' is no time; write a duration such as 2h, or 2026-01-05T01:00:00Z")
      }
      return .since(seconds)
    case .decision(let text):
      let found: [Decision]
      do throws(StoreError) {
        found = try state.database.decisions(idPrefix: text.lowercased())
      } catch {
        throw StatePlace.Failure(error.description)
      }
      if found.count == 1 { return .decision(found[0].id) }
      if found.isEmpty, let target = TargetText.target(text) { return try scope(target, state) }
      throw StatePlace.Failure(
        found.isEmpty
          ? "there is no decision '\(text)', and it is no target; detectd decisions list shows both"
          : "several decisions begin with '\(text)'; write more of the identifier")
    }
  }

  /// All that was decided on exactly this target.
  private func scope(
    _ target: Decision.Target, _ state: StatePlace.Opened
  ) throws(StatePlace.Failure) -> UndoScope {
    let known: [Decision]
    do throws(StoreError) { known = try state.database.decisions(on: target) } catch {
      throw StatePlace.Failure(error.description)
    }
    guard known.contains(where: { $0.state == .active || $0.state == .expired }) else {
      throw StatePlace.Failure(
        "there is no decision on \(target); detectd decisions list \(target) shows what holds it")
    }
    return .target(target)
  }
}

/// How decisions in force differ from others.
struct DecisionDifference {
  private(set) var added: [Decision] = []
  private(set) var removed: [Decision] = []
  /// The same decision with another end.
  private(set) var changed: [(before: Decision, after: Decision)] = []

  var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

  /// - Parameter key: What two decisions have alike that are the same one.
  init<Key: Hashable>(
    from before: [Decision], to after: [Decision], by key: (Decision) -> Key
  ) {
    let known = Dictionary(before.map { (key($0), $0) }) { first, _ in first }
    var left = Set(known.keys)
    for decision in after {
      guard let old = known[key(decision)] else {
        added.append(decision)
        continue
      }
      left.remove(key(decision))
      if old.expiresSeconds != decision.expiresSeconds { changed.append((old, decision)) }
    }
    removed = before.filter { left.contains(key($0)) }
  }

  /// One line a decision: `+` begins, `-` ends, `~` ends at another time.
  func print(_ out: StateOutput, nowSeconds: Int64) {
    guard out.isHuman else {
      for decision in removed { out.print(document("removed", decision)) }
      for decision in added { out.print(document("added", decision)) }
      for (_, decision) in changed { out.print(document("changed", decision)) }
      return
    }
    var table = StateTable([
      .init(title: ""), .init(title: "TARGET"), .init(title: "ACTION"),
      .init(title: "ENDS", rank: 2), .init(title: "FROM", rank: 1), .init(title: "WHY"),
    ])
    func add(_ mark: String, _ decision: Decision, _ ends: String) {
      table.add([
        mark, decision.target.description, decision.action.rawValue, ends,
        decision.origin.rawValue, decision.reason.cause.words,
      ])
    }
    func ends(_ decision: Decision) -> String {
      TimeWords.relative(decision.expiresSeconds, now: nowSeconds)
    }
    for decision in removed { add("-", decision, ends(decision)) }
    for decision in added { add("+", decision, ends(decision)) }
    for (before, after) in changed { add("~", after, "\(ends(before)) → \(ends(after))") }
    if !table.isEmpty { for line in table.lines(columns: out.columns) { out.printLine(line) } }
    out.errors.writeLine(
      "\(removed.count) removed, \(added.count) added, \(changed.count) with another end")
  }

  private func document(_ change: String, _ decision: Decision) -> Document {
    var document = decision.document()
    document.set("change", .text(change))
    return document
  }
}
