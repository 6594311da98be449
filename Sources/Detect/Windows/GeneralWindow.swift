/// The window of one key of a correlation that asks more than a count. It uses what its kind needs.
struct GeneralWindow {
  var newest = Int64.min
  /// The time from which it may fire again.
  var rearm = Int64.min
  private var entries = EntryQueue()
  /// In millionths, so that what goes in comes out again to the last digit.
  private var sum: Int128 = 0
  private var ranks = RankedNumbers()
  /// Of each feed the latest events, as many as are asked for, by time.
  private var sightings: [[WindowEntry]] = []
  /// Of each feed that an order asks for, how far the events up to now fulfil it, by the way that
  /// began last.
  private var ways: [[WindowEntry]] = []
  /// Events that left early because there were too many.
  private(set) var forgotten = 0

  /// What an event does.
  enum Result {
    /// It is older than the window.
    case late
    case counted
    /// The events in the window, or those that fulfil the condition, by time.
    case fires([WindowEntry])
  }

  /// Bytes, about.
  var byteCount: Int {
    let held = entries.count + sightings.reduce(0) { $0 + $1.count }
    return 256 + (held + ways.reduce(0) { $0 + $1.count }) * MemoryLayout<WindowEntry>.stride
      + ranks.count * 8
  }

  /// - Parameter maximum: The most events held.
  mutating func add(_ entry: WindowEntry, _ plan: GeneralPlan, maximum: Int) -> Result {
    let isNewest = entry.timeNanoseconds >= newest
    let limit = max(newest, entry.timeNanoseconds) &- plan.spanNanoseconds
    if entry.timeNanoseconds <= limit { return .late }
    if isNewest { newest = entry.timeNanoseconds }
    var way: [WindowEntry]?
    let holds: Bool
    switch plan.kind {
    case .sum, .average, .percentile: holds = addNumber(entry, plan, limit, maximum)
    case .feeds(let condition): holds = addSighting(entry, plan, condition, limit)
    case .order:
      way = addStep(entry, plan, limit, isNewest, maximum)
      holds = way != nil
    }
    guard holds, newest >= rearm else { return .counted }
    rearm = newest &+ plan.rearming.silence(spanNanoseconds: plan.spanNanoseconds)
    let events = way ?? contributing
    if plan.rearming.policy == .reset { empty() }
    return .fires(events)
  }

  /// Forgets all events; what time it is for the key stays.
  private mutating func empty() {
    entries = EntryQueue()
    sum = 0
    ranks = RankedNumbers()
    sightings = []
    ways = []
  }

  /// The events in the window, by time.
  var contributing: [WindowEntry] {
    guard sightings.isEmpty else {
      // Sorting is not stable: equal times keep the order of the feeds.
      return sightings.joined().enumerated().sorted {
        ($0.element.timeNanoseconds, $0.offset) < ($1.element.timeNanoseconds, $1.offset)
      }.map(\.element)
    }
    return Array(entries.elements)
  }
}

// MARK: Numbers

extension GeneralWindow {
  private mutating func addNumber(
    _ entry: WindowEntry, _ plan: GeneralPlan, _ limit: Int64, _ maximum: Int
  ) -> Bool {
    while let gone = entries.popFirst(upTo: limit) { remove(gone, plan) }
    entries.insert(entry)
    let number = Double(bitPattern: entry.value)
    if case .percentile = plan.kind { ranks.insert(number) } else { sum += millionths(number) }
    if entries.count > maximum, let gone = entries.popFirst(upTo: .max) {
      remove(gone, plan)
      forgotten += 1
    }
    let value =
      switch plan.kind {
      case .percentile(let share): ranks.percentile(share)
      case .average: Double(sum) / 1_000_000 / Double(entries.count)
      default: Double(sum) / 1_000_000
      }
    return plan.holds(value)
  }

  private mutating func remove(_ entry: WindowEntry, _ plan: GeneralPlan) {
    let number = Double(bitPattern: entry.value)
    if case .percentile = plan.kind { ranks.remove(number) } else { sum -= millionths(number) }
  }

  /// A finite number in millionths, rounded; beyond ±2^80 that.
  private func millionths(_ number: Double) -> Int128 {
    let bound = 0x1p80
    let number = max(-bound, min(bound, number))
    let whole = number.rounded(.towardZero)
    return Int128(whole) * 1_000_000 + Int128(((number - whole) * 1_000_000).rounded())
  }
}

// MARK: Feeds

extension GeneralWindow {
  private mutating func addSighting(
    _ entry: WindowEntry, _ plan: GeneralPlan, _ condition: FeedCondition?, _ limit: Int64
  ) -> Bool {
    if sightings.isEmpty { sightings = Array(repeating: [], count: plan.feedValues.count) }
    guard let feed = plan.feedValues.firstIndex(of: entry.value) else { return false }
    var place = sightings[feed].count
    while place > 0, sightings[feed][place - 1].timeNanoseconds > entry.timeNanoseconds {
      place -= 1
    }
    sightings[feed].insert(entry, at: place)
    if sightings[feed].count > plan.needs(feed) { sightings[feed].removeFirst() }
    for feed in sightings.indices { sightings[feed].removeAll { $0.timeNanoseconds <= limit } }
    if let condition { return condition.holds { !sightings[plan.first($0)].isEmpty } }
    return plan.feedValues.indices.allSatisfy {
      sightings[plan.first($0)].count >= plan.needs($0)
    }
  }
}

extension GeneralPlan {
  /// The first feed of the same rule.
  fileprivate func first(_ place: Int) -> Int {
    feedValues.firstIndex(of: feedValues[place]) ?? place
  }
}

// MARK: Order

extension GeneralWindow {
  private mutating func addStep(
    _ entry: WindowEntry, _ plan: GeneralPlan, _ limit: Int64, _ isNewest: Bool, _ maximum: Int
  ) -> [WindowEntry]? {
    while entries.popFirst(upTo: limit) != nil {}
    entries.insert(entry)
    if entries.count > min(maximum, GeneralPlan.orderMaximum), entries.popFirst(upTo: .max) != nil {
      forgotten += 1
    }
    if ways.isEmpty { ways = Array(repeating: [], count: plan.feedValues.count) }
    guard isNewest else {
      // What it changes may be anywhere among those after it.
      ways = Array(repeating: [], count: plan.feedValues.count)
      for earlier in entries.elements { _ = advance(earlier, plan, limit) }
      return nil
    }
    return advance(entry, plan, limit)
  }

  /// Goes on with the ways by the next event.
  ///
  /// - Returns: The events of a whole way, if it ends one.
  private mutating func advance(
    _ entry: WindowEntry, _ plan: GeneralPlan, _ limit: Int64
  ) -> [WindowEntry]? {
    var whole: [WindowEntry]?
    let last = plan.feedValues.count - 1
    // From the end, so that an event is one step only.
    for step in plan.feedValues.indices.reversed() where plan.feedValues[step] == entry.value {
      var way: [WindowEntry] = []
      if step > 0 {
        way = ways[step - 1]
        guard let first = way.first, first.timeNanoseconds > limit else { continue }
        if let held = ways[step].first, held.timeNanoseconds > first.timeNanoseconds { continue }
      }
      way.append(entry)
      ways[step] = way
      if step == last { whole = way }
    }
    return whole
  }
}
