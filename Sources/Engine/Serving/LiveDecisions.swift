package import Response
private import Synchronization

/// The blocks in force, as those see them who hand them out and enforce them: one writer (the
/// response loop), any number of readers, never waiting for one another for long.
///
/// Every change has a number, from 1, so that a reader asks for what is new since the number it has
/// seen. The numbers of the last ``journalLimit`` changes are remembered.
package final class LiveDecisions: Sendable {
  /// One change of one decision.
  package struct Change: Sendable {
    package enum Kind: Sendable { case added, refreshed, removed }

    package let sequence: Int64
    package let kind: Kind
    /// As it is after the change; as it last was when it is removed.
    package let decision: Decision

    package init(sequence: Int64, kind: Kind, decision: Decision) {
      self.sequence = sequence
      self.kind = kind
      self.decision = decision
    }
  }

  /// Everything that changed after a number.
  package struct Changes: Sendable {
    package let changes: [Change]
    /// The number of the last change there is.
    package let through: Int64
    /// False when changes were forgotten in between: the reader has to compare all it has.
    package let isComplete: Bool
  }

  /// All blocks in force at a time.
  package struct Snapshot: Sendable {
    /// The number of the last change in it.
    package let sequence: Int64
    package let content: ListContent
    /// Unix seconds from which on something in it has ended.
    package let validUntilSeconds: Int64
  }

  package static let journalLimit = 200_000

  private struct State {
    var decisions: [DecisionID: Decision] = [:]
    var sequence: Int64
    var journal: [Change] = []
    var snapshot: Snapshot?
    var observers: [@Sendable () -> Void] = []
  }

  private let state: Mutex<State>

  /// - Parameters:
  ///   - decisions: What is in force already, such as from a store.
  ///   - sequence: The number of the last change that led there.
  ///   - journal: The last changes themselves, by number, for those who saw only earlier ones.
  package init(_ decisions: [Decision] = [], sequence: Int64 = 0, journal: [Change] = []) {
    var start = State(sequence: sequence, journal: journal)
    for decision in decisions where decision.action == .block {
      start.decisions[decision.id] = decision
    }
    state = Mutex(start)
  }

  /// - Parameters:
  ///   - decisions: What is in force already.
  ///   - withdrawn: What is not any more, for those who were handed it and not told of its end.
  package convenience init(_ decisions: [Decision], withdrawn: [Decision]) {
    let journal = withdrawn.enumerated().map { place, decision in
      Change(sequence: Int64(place) + 1, kind: .removed, decision: decision)
    }
    self.init(decisions, sequence: Int64(journal.count), journal: journal)
  }

  /// The number of the last change.
  package var sequence: Int64 { state.withLock { $0.sequence } }

  /// Takes what the book said. Changes of watches and refusals are nothing to those who block.
  package func apply(_ changes: [DecisionChange]) {
    let observers = state.withLock { state -> [@Sendable () -> Void] in
      let before = state.sequence
      for change in changes { LiveDecisions.apply(change, to: &state) }
      if state.journal.count >= 2 * LiveDecisions.journalLimit {
        state.journal.removeFirst(state.journal.count - LiveDecisions.journalLimit)
      }
      return state.sequence == before ? [] : state.observers
    }
    for observer in observers { observer() }
  }

  private static func apply(_ change: DecisionChange, to state: inout State) {
    let (decision, kind): (Decision, Change.Kind)
    switch change {
    case .added(let new): (decision, kind) = (new, .added)
    case .refreshed(let new): (decision, kind) = (new, .refreshed)
    case .removed(let old): (decision, kind) = (old, .removed)
    case .refused: return
    }
    guard decision.action == .block else { return }
    state.decisions[decision.id] = kind == .removed ? nil : decision
    state.sequence += 1
    state.journal.append(Change(sequence: state.sequence, kind: kind, decision: decision))
  }

  /// Calls `body` after every change, on the writer's thread: it must be quick.
  package func observe(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.observers.append(body) }
  }

  /// What changed after a number; nothing when the number is the last one.
  package func changes(after sequence: Int64) -> Changes {
    state.withLock { state in
      let first = state.journal.first?.sequence ?? state.sequence + 1
      let start = max(0, min(state.journal.count, Int(clamping: sequence + 1 - first)))
      return Changes(
        changes: Array(state.journal[start...]), through: state.sequence,
        isComplete: sequence + 1 >= first && sequence <= state.sequence)
    }
  }

  /// The blocks in force at a time.
  ///
  /// - Complexity: O(1) while nothing changes or ends; else O(n log n), outside of the lock.
  package func snapshot(atSeconds: Int64) -> Snapshot {
    let (decisions, sequence, known) = state.withLock {
      ($0.decisions, $0.sequence, $0.snapshot)
    }
    if let known, known.sequence == sequence, atSeconds < known.validUntilSeconds,
      atSeconds >= known.content.atSeconds
    {
      return known
    }
    let content = ListContent(
      decisions: Decision.sorted(decisions.values), atSeconds: atSeconds)
    let snapshot = Snapshot(
      sequence: sequence, content: content,
      validUntilSeconds: LiveDecisions.firstChange(in: decisions.values, after: atSeconds))
    state.withLock { state in
      if (state.snapshot?.sequence ?? -1) <= sequence { state.snapshot = snapshot }
    }
    return snapshot
  }

  /// When the first of them ends, or begins.
  private static func firstChange(
    in decisions: some Sequence<Decision>, after seconds: Int64
  ) -> Int64 {
    decisions.reduce(.max) { first, decision in
      let next =
        decision.createdSeconds > seconds ? decision.createdSeconds : decision.expiresSeconds
      return next > seconds ? min(first, next) : first
    }
  }
}
