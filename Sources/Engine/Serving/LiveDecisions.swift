package import Detect
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
    /// False when only more alerts speak for it.
    package let isOfTime: Bool

    package init(sequence: Int64, kind: Kind, decision: Decision, isOfTime: Bool = true) {
      self.sequence = sequence
      self.kind = kind
      self.decision = decision
      self.isOfTime = isOfTime
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
    /// The number of the last change in it that lists of addresses show.
    package let listSequence: Int64
    package let content: ListContent
    /// Unix seconds from which on something in it has ended.
    package let validUntilSeconds: Int64
  }

  package static let journalLimit = 200_000

  private struct State {
    var table = DecisionTable()
    var sequence: Int64
    /// Of the last change of what is blocked, until when, or the weightiest reason.
    var listSequence: Int64
    var journal: [Change] = []
    var built: Built?
    var observers: [@Sendable () -> Void] = []

    func changes(after sequence: Int64) -> Changes {
      let first = journal.first?.sequence ?? self.sequence + 1
      let start = max(0, min(journal.count, Int(clamping: sequence + 1 - first)))
      return Changes(
        changes: Array(journal[start...]), through: self.sequence,
        isComplete: sequence + 1 >= first && sequence <= self.sequence)
    }
  }

  /// A snapshot, and every block it was made of, sorted.
  private struct Built {
    let snapshot: Snapshot
    let decisions: [Decision]
  }

  private let state: Mutex<State>
  /// One snapshot is made at a time; who wants the same one waits for it.
  private let building = Mutex(())

  /// - Parameters:
  ///   - decisions: What is in force already, such as from a store.
  ///   - sequence: The number of the last change that led there.
  ///   - journal: The last changes themselves, by number, for those who saw only earlier ones.
  package init(_ decisions: [Decision] = [], sequence: Int64 = 0, journal: [Change] = []) {
    var start = State(sequence: sequence, listSequence: sequence, journal: journal)
    for decision in decisions where decision.action == .block { start.table.put(decision) }
    state = Mutex(start)
  }

  /// The number of the last change.
  package var sequence: Int64 { state.withLock { $0.sequence } }

  /// The number of the last change that lists of addresses show: of what is blocked, until when, or
  /// of the weightiest reason.
  package var listSequence: Int64 { state.withLock { $0.listSequence } }

  /// How many blocks are in force.
  package var count: Int { state.withLock { $0.table.count } }

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
    var old: Decision?
    if kind == .removed { state.table.remove(decision) } else { old = state.table.put(decision) }
    state.sequence += 1
    let isOfTime = old?.expiresSeconds != decision.expiresSeconds
    if isOfTime || old?.reason.cause != decision.reason.cause {
      state.listSequence = state.sequence
    }
    state.journal.append(
      Change(sequence: state.sequence, kind: kind, decision: decision, isOfTime: isOfTime))
  }

  /// The blocks on exactly this target, as they were put in; they may have ended.
  func blocks(on target: Decision.Target) -> [Decision] {
    state.withLock { $0.table.on(target) }
  }

  /// Calls `body` after every change, on the writer's thread: it must be quick.
  package func observe(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.observers.append(body) }
  }

  /// What changed after a number; nothing when the number is the last one.
  package func changes(after sequence: Int64) -> Changes {
    state.withLock { $0.changes(after: sequence) }
  }

  /// The blocks in force at a time.
  ///
  /// - Complexity: O(1) while nothing changes or ends; else O(n), outside of the lock that the
  ///   writer needs, and O(n log n) the first time.
  package func snapshot(atSeconds: Int64) -> Snapshot {
    if let known = known(atSeconds) { return known }
    return building.withLock { _ in
      if let known = known(atSeconds) { return known }
      let (table, built, journal, listSequence) = state.withLock { state in
        let last = state.built?.snapshot.sequence ?? -1
        return (state.table, state.built, state.changes(after: last), state.listSequence)
      }
      let decisions: [Decision]
      if let built, journal.isComplete {
        let targets = Set(journal.changes.map(\.decision.target))
        decisions = built.decisions.replacing(targets, by: targets.flatMap(table.on))
      } else {
        decisions = Decision.sorted(table.all)
      }
      let snapshot = Snapshot(
        sequence: journal.through, listSequence: listSequence,
        content: ListContent(decisions: decisions, atSeconds: atSeconds),
        validUntilSeconds: LiveDecisions.firstChange(in: decisions, after: atSeconds))
      state.withLock { $0.built = Built(snapshot: snapshot, decisions: decisions) }
      return snapshot
    }
  }

  /// The last snapshot, when it holds at a time.
  private func known(_ atSeconds: Int64) -> Snapshot? {
    state.withLock { state in
      guard let known = state.built?.snapshot, known.sequence == state.sequence,
        atSeconds < known.validUntilSeconds, atSeconds >= known.content.atSeconds
      else { return nil }
      return known
    }
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

// For those who keep a set of their own in step.
extension LiveDecisions {
  /// Every block, in no order, and the number of the last change.
  package struct All: Sendable {
    package let sequence: Int64
    package let decisions: [Decision]
  }

  /// What changed in time after a number, as it stands now.
  package struct News: Sendable {
    package let through: Int64
    /// False when changes were forgotten in between: ``LiveDecisions/all`` is needed.
    package let isComplete: Bool
    /// The hosts with changes, and the blocks on each now; none is an end.
    package let hosts: [Address: [Decision]]
    /// Hosts of which nothing is to be told but that blocks came to their own ends.
    package let expired: Set<Address>
    /// Every block on a network when one of them changed; else nil.
    package let networks: [Decision]?
  }

  /// - Complexity: O(n).
  package var all: All {
    let (table, sequence) = state.withLock { ($0.table, $0.sequence) }
    return All(sequence: sequence, decisions: table.all)
  }

  /// - Complexity: O(changes), and O(blocks on networks) when one of those changed.
  package func news(after sequence: Int64) -> News {
    let (changes, table) = state.withLock { ($0.changes(after: sequence), $0.table) }
    var hosts: [Address: [Decision]] = [:]
    var expired: Set<Address> = []
    var others: Set<Address> = []
    var isOfNetworks = false
    for change in changes.changes where change.isOfTime {
      guard case .network(let network) = change.decision.target else { continue }
      guard network.isHost else {
        isOfNetworks = true
        continue
      }
      if hosts[network.address] == nil {
        hosts[network.address] = table.on(change.decision.target)
      }
      if change.kind == .removed, change.decision.state == .expired {
        expired.insert(network.address)
      } else {
        others.insert(network.address)
      }
    }
    return News(
      through: changes.through, isComplete: changes.isComplete, hosts: hosts,
      expired: expired.subtracting(others),
      networks: isOfNetworks ? Array(table.networks.values) : nil)
  }
}
