import Detect

/// The alerts of each entity, as far as they matter for its risk score, and the decisions that wait
/// for that score.
///
/// What an alert's rule waits for is looked at again when an alert comes that is older, so that the
/// order in which alerts come does not matter. Bounded: ``entryLimit`` alerts an entity, the oldest
/// of the rule with the most go first; ``subjectLimit`` entities, those with the least score go
/// first.
package struct RiskTable: Sendable {
  /// A decision that is made once its entity has reached a score.
  struct Pending: Sendable {
    let minimum: Int
    let request: DecisionRequest
    var isDone = false
  }

  private struct Entry: Sendable {
    let seconds: Int64
    let thousandths: Int64
    let cause: Cause
    let alertID: String
    var pending: [Pending]
  }

  static let entryLimit = 64
  static let subjectLimit = 50_000

  private var subjects: [Entity: [Entry]] = [:]
  /// Those of the policy that asked last.
  private var terms = RiskTerms()

  /// Counts an alert for its entity and its source, and keeps what waits for a score.
  ///
  /// - Returns: What waits no longer, by time: of this alert, and of those after it.
  /// - Complexity: O(alerts of the entity).
  mutating func add(
    _ alert: Alert, _ pending: [Pending], atSeconds: Int64, _ terms: RiskTerms,
    hasPoints: Bool = true
  ) -> [DecisionRequest] {
    self.terms = terms
    let cause = Cause(of: alert, policyRule: "")
    // What anybody may have sent must not raise the score of somebody else.
    let points =
      alert.trust == .trusted && hasPoints ? RiskTerms.thousandths(of: alert.rule.level) : 0
    var entries: [Entity: Entry] = [:]
    func note(_ subject: Entity, _ thousandths: Int64) {
      guard entries[subject] == nil else { return }
      entries[subject] = Entry(
        seconds: atSeconds, thousandths: thousandths, cause: cause, alertID: alert.id, pending: [])
    }
    if let source = alert.source { note(.address(source), points) }
    if let entity = alert.entity { note(entity, points) }
    for waiting in pending {
      guard let subject = waiting.request.subject else { continue }
      // A target that the alert is not about has its score from other alerts.
      note(subject, 0)
      entries[subject]?.pending.append(waiting)
    }
    return entries.sorted { $0.key.sortKey < $1.key.sortKey }
      .flatMap { add($0.value, to: $0.key) }
  }

  private mutating func add(_ entry: Entry, to subject: Entity) -> [DecisionRequest] {
    var entries = subjects[subject] ?? []
    guard !entries.contains(where: { $0.alertID == entry.alertID }) else { return [] }
    let place = entries.firstIndex { ($0.seconds, $0.alertID) > (entry.seconds, entry.alertID) }
    entries.insert(entry, at: place ?? entries.count)
    var found: [DecisionRequest] = []
    // Many have the same time where a log is read in one go.
    var known: (seconds: Int64, score: Int)?
    for index in entries.indices where entries[index].seconds >= entry.seconds {
      guard entries[index].pending.contains(where: { !$0.isDone }) else { continue }
      let seconds = entries[index].seconds
      let score =
        known.flatMap { $0.seconds == seconds ? $0.score : nil }
        ?? RiskTable.score(entries, atSeconds: seconds, terms)
      known = (seconds, score)
      for place in entries[index].pending.indices {
        let waiting = entries[index].pending[place]
        guard !waiting.isDone, score >= waiting.minimum else { continue }
        entries[index].pending[place].isDone = true
        found.append(waiting.request)
      }
    }
    if entries.count > RiskTable.entryLimit { RiskTable.dropOne(&entries) }
    if subjects[subject] == nil, subjects.count >= RiskTable.subjectLimit { makeRoom() }
    subjects[subject] = entries
    return found
  }

  /// The score of an entity, 0 to 100.
  package func score(of subject: Entity, atSeconds: Int64) -> Int {
    RiskTable.score(subjects[subject] ?? [], atSeconds: atSeconds, terms)
  }

  /// How many entities are known.
  package var count: Int { subjects.count }

  private static func score(
    _ entries: [Entry], atSeconds: Int64, _ terms: RiskTerms
  ) -> Int {
    var byRule: [String: (sum: Int64, most: Int64)] = [:]
    for entry in entries where entry.seconds <= atSeconds {
      let (age, overflow) = atSeconds.subtractingReportingOverflow(entry.seconds)
      let left = terms.left(of: entry.thousandths, afterSeconds: overflow ? .max : age)
      let known = byRule[entry.cause.ruleID] ?? (0, 0)
      byRule[entry.cause.ruleID] = (known.sum + left, max(known.most, entry.thousandths))
    }
    let total = byRule.values.reduce(Int64(0)) { total, rule in
      total + min(rule.sum, RiskTerms.repeatLimit * rule.most)
    }
    return Int(min(Int64(RiskTerms.highest), total / 1000))
  }

  /// Drops the oldest alert of the rule that has the most.
  private static func dropOne(_ entries: inout [Entry]) {
    let counts = Dictionary(entries.map { ($0.cause.ruleID, 1) }, uniquingKeysWith: +)
    let most = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    guard let rule = most?.key,
      let place = entries.firstIndex(where: { $0.cause.ruleID == rule })
    else { return }
    entries.remove(at: place)
  }

  /// Forgets a quarter of the entities, so that the search is seldom.
  private mutating func makeRoom() {
    let now = subjects.values.reduce(Int64.min) { max($0, $1.last?.seconds ?? .min) }
    let ranked = subjects.map { subject, entries in
      (RiskTable.score(entries, atSeconds: now, terms), entries.last?.seconds ?? .min, subject)
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    for (_, _, subject) in ranked.prefix(RiskTable.subjectLimit / 4) { subjects[subject] = nil }
  }
}

// Undoing.
extension RiskTable {
  /// Forgets what waits, and keeps the scores.
  mutating func dropWaiting() {
    for subject in subjects.keys {
      for index in subjects[subject]?.indices ?? 0..<0 { subjects[subject]?[index].pending = [] }
    }
  }

  /// Takes alerts out, and says which decisions would not be without them.
  ///
  /// - Parameter isWithdrawn: By the entity, the alert's cause and its time.
  /// - Returns: The policy's rule, and whom it decided on.
  mutating func withdraw(
    where isWithdrawn: (Entity, Cause, Int64) -> Bool
  ) -> [(policyRule: String, target: Decision.Target)] {
    var ended: [(policyRule: String, target: Decision.Target)] = []
    for (subject, entries) in subjects {
      let kept = entries.filter { !isWithdrawn(subject, $0.cause, $0.seconds) }
      guard kept.count < entries.count else { continue }
      subjects[subject] = kept.isEmpty ? nil : kept
      var holding: Set<String> = []
      for entry in kept {
        let score = RiskTable.score(kept, atSeconds: entry.seconds, terms)
        for waiting in entry.pending where score >= waiting.minimum {
          holding.insert(waiting.request.rule?.name ?? "")
        }
      }
      for waiting in entries.flatMap(\.pending) where waiting.isDone {
        guard let rule = waiting.request.rule?.name, !holding.contains(rule) else { continue }
        ended += waiting.request.targets.map { (rule, $0) }
      }
    }
    return ended
  }
}

extension DecisionRequest {
  /// Whose score it waits for: that of the host itself, also where its network is asked for.
  var subject: Entity? { targets.last?.subject }
}

extension Decision.Target {
  /// Who has a risk score; nil for networks and domains.
  package var subject: Entity? {
    switch self {
    case .network(let network): network.isHost ? .address(network.address) : nil
    case .user(let name): .user(name)
    case .domain: nil
    }
  }
}

extension Entity {
  fileprivate var sortKey: String { "\(kind.rawValue) \(text)" }
}
