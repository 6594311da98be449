/// Which alerts are told, and which are held back because others like them were just told.
///
/// What is held back is decided upon and kept as any other alert: the gate stands before the outputs
/// alone.
package struct AlertGate: Sendable {
  /// What the configuration says.
  package struct Terms: Hashable, Sendable {
    /// The same rule about the same entity is told once in that time; 0 tells each.
    package var deduplicateSeconds: Int64 = 0
    /// Nil tells as many as come.
    package var rate: Rate?

    package init() {}
  }

  /// So many alerts of a rule in a time.
  package struct Rate: Hashable, Sendable {
    package let alerts: Int
    package let seconds: Int64

    package init(alerts: Int, seconds: Int64) {
      self.alerts = alerts
      self.seconds = seconds
    }

    /// `60/1h`: a number of 1 to 1,000,000, and a time of a second or more.
    package init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let alerts = Int(parts[0]), (1...1_000_000).contains(alerts),
        let seconds = DurationText.seconds(String(parts[1])), seconds > 0
      else { return nil }
      self.init(alerts: alerts, seconds: seconds)
    }
  }

  /// A stage that holds back.
  package enum Stage: Int, Sendable, CaseIterable {
    /// The same rule about the same entity.
    case deduplicate = 0
    /// Too many of a rule.
    case rate = 1
  }

  private var stages: [(stage: Stage, table: RepeatTable)] = []

  package init(_ terms: Terms = Terms()) {
    if terms.deduplicateSeconds > 0 {
      let table = RepeatTable(spanSeconds: terms.deduplicateSeconds, toldMaximum: 1)
      stages.append((.deduplicate, table))
    }
    if let rate = terms.rate {
      let table = RepeatTable(spanSeconds: rate.seconds, toldMaximum: rate.alerts)
      stages.append((.rate, table))
    }
  }

  package var isOpen: Bool { stages.isEmpty }

  /// How many alerts are held back.
  package var heldAlerts: Int { stages.reduce(0) { $0 + $1.table.heldAlerts } }

  /// Takes an alert.
  ///
  /// - Parameter atSeconds: Its time, Unix seconds.
  /// - Returns: What is to be told now, in order.
  package mutating func take(_ alert: Alert, atSeconds: Int64) -> [Alert] {
    pass([(alert, atSeconds)], from: 0)
  }

  /// What is to be told of windows that are over by the clock.
  package mutating func end(nowSeconds: Int64) -> [Alert] {
    var told: [Alert] = []
    for place in stages.indices {
      let ended = stages[place].table.end(nowSeconds: nowSeconds)
      told += pass(ended.map { ($0, nowSeconds) }, from: place + 1)
    }
    return told
  }

  /// All that is held back.
  package mutating func endAll() -> [Alert] {
    stages.indices.flatMap { stages[$0].table.endAll() }
  }

  private mutating func pass(_ alerts: [(Alert, Int64)], from first: Int) -> [Alert] {
    var passing = alerts
    for place in stages.indices.dropFirst(first) {
      let stage = stages[place].stage
      passing = passing.flatMap { alert, seconds in
        guard let key = stage.key(of: alert) else { return [(alert, seconds)] }
        return stages[place].table.take(alert, key, atSeconds: seconds).map { ($0, seconds) }
      }
    }
    return passing.map(\.0)
  }
}

extension AlertGate.Stage {
  /// Nil for an alert that the stage lets pass: of alerts about nobody, none repeats another.
  fileprivate func key(of alert: Alert) -> RepeatTable.Key? {
    switch self {
    case .deduplicate: alert.entity.map { RepeatTable.Key(rule: alert.rule.id, entity: $0) }
    case .rate: RepeatTable.Key(rule: alert.rule.id, entity: nil)
    }
  }
}

// What outlasts the process.
extension AlertGate {
  /// A window as it is kept.
  package struct Row: Hashable, Sendable {
    package let stage: Int
    package let rule: String
    /// `ip:192.0.2.7`, `user:NAME` or `host:NAME`; empty when it is of no entity.
    package let entity: String
    package let startSeconds: Int64
    package let told: Int
    package let held: Int
    package let sinceSeconds: Int64
    /// The identifier of the newest alert that is held back.
    package let alert: String?
    /// The window is gone.
    package let isEnded: Bool

    package init(
      stage: Int, rule: String, entity: String, startSeconds: Int64 = 0, told: Int = 0,
      held: Int = 0, sinceSeconds: Int64 = 0, alert: String? = nil, isEnded: Bool = false
    ) {
      self.stage = stage
      self.rule = rule
      self.entity = entity
      self.startSeconds = startSeconds
      self.told = told
      self.held = held
      self.sinceSeconds = sinceSeconds
      self.alert = alert
      self.isEnded = isEnded
    }
  }

  package var hasChanges: Bool { stages.contains { $0.table.hasChanges } }

  /// The windows that changed since the last call.
  package mutating func takeChanges() -> [Row] {
    stages.indices.flatMap { place in
      let stage = stages[place].stage.rawValue
      return stages[place].table.takeChanges().map { key, window in
        let entity = key.entity?.key ?? ""
        guard let window else {
          return Row(stage: stage, rule: key.rule, entity: entity, isEnded: true)
        }
        return Row(
          stage: stage, rule: key.rule, entity: entity, startSeconds: window.startSeconds,
          told: window.told, held: window.held?.count ?? 0,
          sinceSeconds: window.held?.sinceSeconds ?? 0, alert: window.held?.alert.id)
      }
    }
  }

  /// Puts windows back.
  ///
  /// - Parameter alert: Gives a kept alert by its identifier.
  /// - Returns: What is to be told at once: it was held back by terms that do not hold any more.
  package mutating func restore(_ rows: [Row], alert: (String) -> Alert?) -> [Alert] {
    var told: [Alert] = []
    for row in rows {
      var held: RepeatTable.Held?
      if row.held > 0, let id = row.alert, let alert = alert(id) {
        held = RepeatTable.Held(
          count: row.held, sinceSeconds: row.sinceSeconds, alert: alert)
      }
      guard let place = stages.firstIndex(where: { $0.stage.rawValue == row.stage }) else {
        if let held { told.append(held.alert.standing(for: held)) }
        continue
      }
      stages[place].table.restore(
        RepeatTable.Key(rule: row.rule, entity: Entity(key: row.entity)),
        RepeatTable.Window(startSeconds: row.startSeconds, told: row.told, held: held))
    }
    return told
  }
}

extension Alert {
  fileprivate func standing(for held: RepeatTable.Held) -> Alert {
    var alert = self
    alert.repeats =
      held.count > 1 ? Repeats(count: held.count - 1, sinceSeconds: held.sinceSeconds) : nil
    return alert
  }
}
