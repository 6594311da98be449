/// The slow and obvious twin of ``CorrelatorShard``, without limits: it keeps every event of every
/// key and counts anew at each.
package struct ReferenceCorrelator {
  private struct Key: Hashable {
    let high: UInt64
    let low: UInt64
  }

  private struct History {
    /// In the order of their arrival.
    var events: [CorrelationInput] = []
    var newest = Int64.min
    var rearm = Int64.min
  }

  private let correlations: [CorrelationRule]
  private var histories: [Key: History] = [:]
  /// Inputs at least one span older than the newest of their key.
  package private(set) var late = 0

  /// - Parameter correlations: Ones that ``CorrelationProgram`` runs, none fed by another.
  package init(_ correlations: [CorrelationRule]) { self.correlations = correlations }

  package mutating func process(
    _ inputs: [CorrelationInput], into firings: inout [CorrelationFiring]
  ) {
    for input in inputs { process(input, &firings) }
  }

  private mutating func process(_ input: CorrelationInput, _ firings: inout [CorrelationFiring]) {
    let rule = correlations[Int(input.correlation)]
    let key = Key(high: input.keyHigh, low: input.keyLow)
    var history = histories[key] ?? History()
    let newest = max(history.newest, input.timeNanoseconds)
    if input.timeNanoseconds <= newest - rule.spanNanoseconds {
      late += 1
      return
    }
    history.newest = newest
    history.events.append(input)
    let limit = newest - rule.spanNanoseconds
    let isNewest = input.timeNanoseconds == newest
    let window: [CorrelationInput]
    let count: Int64
    let holds: Bool
    if let plan = try? GeneralPlan(rule, Int(input.correlation)) {
      window = ReferenceWindow(history.events, limit).contributing(plan, isNewest ? input : nil)
      count = Int64(window.count)
      holds = !window.isEmpty
    } else {
      window = contributing(history.events, limit, rule.kind)
      count =
        rule.kind != .eventCount
        ? Int64(window.count) : window.reduce(0) { $0 + Int64($1.value) }
      holds =
        rule.conditions.allSatisfy { $0.comparison.holds(Double(count), $0.value) }
        && (rule.kind != .temporalOrdered || isNewest && isInOrder(history.events, input, rule))
        && (!rule.kind.countsFeeds || !rule.conditions.isEmpty || count >= rule.feeds.count)
    }
    if holds, newest >= history.rearm {
      let silences = [
        rule.rearming.policy == .timespan ? rule.spanNanoseconds : 0,
        rule.rearming.suppressNanoseconds,
      ]
      history.rearm = newest + (silences.max() ?? 0)
      firings.append(firing(input, count, window))
      if rule.rearming.policy == .reset { history.events = [] }
    }
    histories[key] = history
  }

  /// Whether an event of the first feed stands in the window at or before `input`, which is of the
  /// second and the newest of its key.
  private func isInOrder(
    _ events: [CorrelationInput], _ input: CorrelationInput, _ rule: CorrelationRule
  ) -> Bool {
    let limit = input.timeNanoseconds - rule.spanNanoseconds
    return input.value == CorrelationPlan.value(ofFeed: 1)
      && events.contains {
        $0.value == CorrelationPlan.value(ofFeed: 0) && $0.timeNanoseconds > limit
      }
  }

  /// The events after `limit` by time, then arrival; of each value the first of the latest time.
  private func contributing(
    _ events: [CorrelationInput], _ limit: Int64, _ kind: CorrelationRule.Kind
  ) -> [CorrelationInput] {
    var kept = Array(events.filter { $0.timeNanoseconds > limit }.enumerated())
    if kind != .eventCount {
      var latest: [UInt64: (offset: Int, element: CorrelationInput)] = [:]
      for event in kept {
        let held = latest[event.element.value]?.element.timeNanoseconds ?? .min
        if event.element.timeNanoseconds > held { latest[event.element.value] = event }
      }
      kept = Array(latest.values)
    }
    return kept.sorted {
      ($0.element.timeNanoseconds, $0.offset) < ($1.element.timeNanoseconds, $1.offset)
    }.map(\.element)
  }

  private func firing(
    _ input: CorrelationInput, _ count: Int64, _ window: [CorrelationInput]
  ) -> CorrelationFiring {
    let named = window.count > 10 ? window.prefix(5) + window.suffix(5) : window[...]
    return CorrelationFiring(
      correlation: Int(input.correlation), keyHigh: input.keyHigh, keyLow: input.keyLow,
      count: count, firstNanoseconds: window[0].timeNanoseconds,
      lastNanoseconds: window[window.count - 1].timeNanoseconds, position: input.position,
      completing: input.evidence, evidence: named.map(\.evidence))
  }
}
