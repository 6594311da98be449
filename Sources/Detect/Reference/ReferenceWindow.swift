/// The slow and obvious twin of ``GeneralWindow``: it looks at every event of the window anew.
struct ReferenceWindow {
  /// By time, then by arrival.
  private let events: [CorrelationInput]

  /// - Parameters:
  ///   - events: All events of a key as they arrived.
  ///   - limit: What is this old or older has left the window.
  init(_ events: [CorrelationInput], _ limit: Int64) {
    self.events = events.filter { $0.timeNanoseconds > limit }.enumerated().sorted {
      ($0.element.timeNanoseconds, $0.offset) < ($1.element.timeNanoseconds, $1.offset)
    }.map(\.element)
  }

  /// The events that fulfil the condition by time; none where it does not hold.
  ///
  /// - Parameter newest: The event that just came, if none is later.
  func contributing(_ plan: GeneralPlan, _ newest: CorrelationInput?) -> [CorrelationInput] {
    switch plan.kind {
    case .sum: plan.holds(numbers.reduce(0, +)) ? events : []
    case .average: plan.holds(numbers.reduce(0, +) / Double(numbers.count)) ? events : []
    case .percentile(let share): plan.holds(percentile(share)) ? events : []
    case .feeds(let condition): sightings(plan, condition)
    case .order: newest.map { ordered(plan, upTo: $0) } ?? []
    }
  }

  private var numbers: [Double] { events.map { Double(bitPattern: $0.value) } }

  private func percentile(_ share: Double) -> Double {
    let sorted = numbers.sorted()
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    let part = place - Double(below)
    return part == 0 ? sorted[below] : sorted[below] + (sorted[above] - sorted[below]) * part
  }

  private func sightings(
    _ plan: GeneralPlan, _ condition: FeedCondition?
  ) -> [CorrelationInput] {
    func of(_ feed: Int) -> [CorrelationInput] {
      events.filter { $0.value == plan.feedValues[feed] }
    }
    let holds =
      condition.map { $0.holds { !of($0).isEmpty } }
      ?? plan.feedValues.indices.allSatisfy { of($0).count >= plan.needs($0) }
    guard holds else { return [] }
    let first = plan.feedValues.indices.filter {
      plan.feedValues.firstIndex(of: plan.feedValues[$0]) == $0
    }
    return first.flatMap { of($0).suffix(plan.needs($0)) }.enumerated().sorted {
      ($0.element.timeNanoseconds, $0.offset) < ($1.element.timeNanoseconds, $1.offset)
    }.map(\.element)
  }

  /// Of the ways through all feeds in their order that end with `last`, the one that begins last; of
  /// several, that of the latest steps.
  private func ordered(
    _ plan: GeneralPlan, upTo last: CorrelationInput
  ) -> [CorrelationInput] {
    var waysAt: [[[CorrelationInput]]] = []
    for (place, event) in events.enumerated() {
      var ways = [[CorrelationInput]](repeating: [], count: plan.feedValues.count)
      for step in plan.feedValues.indices where plan.feedValues[step] == event.value {
        if step == 0 {
          ways[0] = [event]
          continue
        }
        var best: [CorrelationInput] = []
        for earlier in waysAt[..<place] {
          guard let first = earlier[step - 1].first else { continue }
          if best.isEmpty || first.timeNanoseconds >= best[0].timeNanoseconds {
            best = earlier[step - 1]
          }
        }
        if !best.isEmpty { ways[step] = best + [event] }
      }
      waysAt.append(ways)
    }
    guard events.last?.position == last.position else { return [] }
    return waysAt.last?.last ?? []
  }
}
