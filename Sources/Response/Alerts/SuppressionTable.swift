/// When each rule last raised an alert about each entity, for rules that are to be silent for a
/// while after one. All goes by event time.
///
/// Bounded: of more than ``limit`` pairs of a rule and an entity, the quarter with the oldest alerts
/// is forgotten, and may alert early. Nobody else's silence is lengthened by that.
package struct SuppressionTable: Sendable {
  private struct Key: Hashable, Sendable {
    let rule: String
    let entity: Entity?
  }

  package static let limit = 100_000

  private var raised: [Key: Int64] = [:]

  package init() {}

  /// How many pairs of a rule and an entity are known.
  package var count: Int { raised.count }

  /// Whether an alert is to be raised; if so, its rule is silent about its entity from its time on.
  ///
  /// An alert without a time is always raised: nothing says when the silence would end. One that
  /// comes late is silent as well when it is less than `silence` older than the last one raised.
  ///
  /// - Parameter silence: The least time between two alerts of this rule, in nanoseconds, above 0.
  /// - Complexity: O(1), amortised.
  package mutating func raises(_ alert: Alert, silence: Int64) -> Bool {
    guard let time = alert.timeNanoseconds else { return true }
    let key = Key(rule: alert.rule.id, entity: alert.entity)
    if let last = raised[key] {
      // The distance of two times may be more than an Int64 holds.
      let (distance, isFar) = time.subtractingReportingOverflow(last)
      if !isFar, distance.magnitude < UInt64(silence) { return false }
    } else if raised.count >= SuppressionTable.limit {
      makeRoom()
    }
    raised[key] = time
    return true
  }

  /// What it knows, to be kept: rule, entity (``Entity/key``, empty for nobody) and time.
  package struct Entry: Codable, Hashable, Sendable {
    package let rule: String
    package let entity: String
    package let timeNanoseconds: Int64
  }

  /// In no order.
  package var entries: [Entry] {
    raised.map { key, time in
      Entry(rule: key.rule, entity: key.entity?.key ?? "", timeNanoseconds: time)
    }
  }

  /// Goes on with what was kept.
  package mutating func restore(_ entries: [Entry]) {
    for entry in entries.prefix(SuppressionTable.limit) {
      raised[Key(rule: entry.rule, entity: Entity(key: entry.entity))] = entry.timeNanoseconds
    }
  }

  private mutating func makeRoom() {
    let times = raised.values.sorted()
    let oldest = times[times.count / 4]
    raised = raised.filter { $0.value > oldest }
  }
}
