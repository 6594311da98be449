import Response

/// Changes of decisions that wait to be written, in order. A decision that is prolonged many times
/// in between is written once, and a flood of refusals is one an hour for a target.
struct PendingChanges {
  private(set) var all: [DecisionChange] = []
  /// Where the last change of a decision stands.
  private var places: [DecisionID: Int] = [:]
  private var refusals: [Decision.Target: Int64] = [:]

  private static let refusalSeconds: Int64 = 3600
  private static let refusalMaximum = 10_000

  var isEmpty: Bool { all.isEmpty }

  mutating func add(_ changes: [DecisionChange]) {
    for change in changes {
      switch change {
      case .added(let decision), .removed(let decision):
        places[decision.id] = all.count
        all.append(change)
      case .refreshed(let decision): refresh(decision)
      case .refused(let decision, _):
        if isNews(decision) { all.append(change) }
      }
    }
  }

  /// They were written.
  mutating func clear() {
    all.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
  }

  private mutating func refresh(_ decision: Decision) {
    if let place = places[decision.id] {
      if case .added = all[place] {
        all[place] = .added(decision)
        return
      }
      if case .refreshed = all[place] {
        all[place] = .refreshed(decision)
        return
      }
    }
    places[decision.id] = all.count
    all.append(.refreshed(decision))
  }

  private mutating func isNews(_ refused: Decision) -> Bool {
    let seconds = refused.createdSeconds
    if let last = refusals[refused.target],
      (seconds &- last).magnitude < PendingChanges.refusalSeconds
    {
      return false
    }
    if refusals.count >= PendingChanges.refusalMaximum { refusals.removeAll() }
    refusals[refused.target] = seconds
    return true
  }
}
