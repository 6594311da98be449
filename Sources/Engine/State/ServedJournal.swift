import Response
import Store

/// What those who are handed the decisions have to be told of the time before a run, in the numbers
/// of the run; and which of its numbers stand for which of the state's journal.
///
/// The state numbers every change; ``LiveDecisions`` those of blocks, from 1 in each run. So that a
/// client goes on after a restart where it was, its position is kept in the state's numbers, as far
/// as these are written.
struct ServedJournal {
  /// The last changes of blocks, numbered from 1.
  private(set) var changes: [LiveDecisions.Change] = []
  /// A number of the run, and the last number of the state that it stands for.
  private var points: [(live: Int64, journal: Int64)] = []

  private static let pointMaximum = 4096

  /// Of a run without a state.
  init() { points = [(0, 0)] }

  /// - Parameters:
  ///   - entries: The state's last, in order.
  ///   - last: The number of the last of all.
  init(_ entries: [JournalEntry], last: Int64) {
    points = [(0, (entries.first?.sequence ?? last + 1) - 1)]
    for entry in entries {
      // Whoever was handed a block knows itself when it ends.
      let isNews = entry.change != .removed || entry.decision.state == .deleted
      guard entry.decision.action == .block, isNews, let kind = entry.change.kind else { continue }
      add(kind, entry.decision)
      points.append((Int64(changes.count), entry.sequence))
    }
    points[points.count - 1].journal = last
  }

  /// Adds a change that the state does not have yet.
  mutating func add(_ kind: LiveDecisions.Change.Kind, _ decision: Decision) {
    changes.append(
      LiveDecisions.Change(
        sequence: Int64(changes.count) + 1, kind: kind, decision: decision))
  }

  /// The number of the run for one of the state; nil when what followed it is forgotten.
  func live(_ journal: Int64) -> Int64? {
    points.last { $0.journal <= journal }?.live
  }

  /// The number of the state for one of the run; nil when that is not written yet.
  func journal(_ live: Int64) -> Int64? {
    points.last { $0.live <= live }?.journal
  }

  /// Everything up to a number of the run is written, as everything up to one of the state.
  mutating func wrote(live: Int64, journal: Int64) {
    if points.last?.live == live {
      points[points.count - 1].journal = journal
    } else {
      points.append((live, journal))
    }
    if points.count >= 2 * ServedJournal.pointMaximum {
      points.removeFirst(points.count - ServedJournal.pointMaximum)
    }
  }

  /// Forgets the changes, once they are handed over.
  mutating func forgetChanges() { changes = [] }
}

extension JournalEntry.Change {
  fileprivate var kind: LiveDecisions.Change.Kind? {
    switch self {
    case .added: .added
    case .refreshed: .refreshed
    case .removed: .removed
    case .refused: nil
    }
  }
}
