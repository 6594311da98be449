/// All correlations of a run, built once and never changed: which rules feed them, what they group
/// by, what they count and when they fire.
package final class CorrelationProgram: Sendable {
  let plans: [CorrelationPlan]
  /// The counts that `neq` rules out, by plan.
  let excluded: [Int64]
  /// The feeds of rule `r` are `feeds[feedStarts[r] ..< feedStarts[r + 1]]`.
  let feedStarts: [UInt32]
  let feeds: [FeedPlan]
  /// Lists of fields, each held once however many feeds read it.
  let fieldLists: [[FieldID]]
  /// The fields whose values group or are counted.
  package var fieldsRead: Set<FieldID> { Set(fieldLists.joined()) }
  /// The plans of correlations that ask more than a count.
  let generals: [GeneralPlan]
  /// What the firings of correlations are carried on by, by feed: `FeedPlan.carriers`.
  let carriers: [CarrierPlan]
  /// The places in each correlation's group of the values that choose its shard.
  let routes: [[Int]]

  package static let empty = CorrelationProgram()
  /// The most ways from rules through chains of correlations.
  static let carrierMaximum = 100_000

  /// - Parameter ruleCount: The number of detection rules of the program that feeds it.
  /// - Throws: The first correlation that cannot run, and why.
  package init(
    _ correlations: [CorrelationRule], ruleCount: Int
  ) throws(CorrelationError) {
    var plans: [CorrelationPlan] = []
    var excluded: [Int64] = []
    var generals: [GeneralPlan] = []
    var feeds = [[FeedPlan]](repeating: [], count: ruleCount)
    var lists = FieldLists()
    var carriers: [CarrierPlan] = []
    let chains = try CorrelationChains(correlations)
    for (place, correlation) in correlations.enumerated() {
      plans.append(try CorrelationPlan(correlation, place, &excluded, &generals))
      for (ordinal, feed) in correlation.feeds.enumerated() {
        guard case .rule(let rule) = feed.source else { continue }
        guard rule >= 0, rule < ruleCount else {
          throw .unknownRule(correlation: place, rule: rule)
        }
        let carried = chains.carriers(of: place, feed.groupBy, &lists)
        guard carriers.count + carried.count <= CorrelationProgram.carrierMaximum else {
          throw .chainedTooOften(correlation: place)
        }
        carriers += carried
        feeds[rule].append(
          try FeedPlan(
            correlation, place, ordinal, route: chains.routes[place],
            UInt32(carriers.count - carried.count)..<UInt32(carriers.count), &lists))
      }
    }
    self.carriers = carriers
    routes = chains.routes
    self.plans = plans
    self.excluded = excluded
    self.generals = generals
    var starts: [UInt32] = [0]
    for list in feeds { starts.append(starts[starts.count - 1] + UInt32(list.count)) }
    feedStarts = starts
    self.feeds = feeds.flatMap { $0 }
    fieldLists = lists.all
  }

  private init() {
    plans = []
    excluded = []
    generals = []
    feedStarts = [0]
    feeds = []
    fieldLists = []
    carriers = []
    routes = []
  }

  package var correlationCount: Int { plans.count }

  /// The places in a correlation's group of the values that choose its shard. Windows of another
  /// program can be taken over where it is the same.
  package func route(of correlation: Int) -> [Int] { routes[correlation] }

  /// Why this correlation alone cannot run, or nil; so that others can be kept.
  package static func problem(
    with correlation: CorrelationRule, ruleCount: Int
  ) -> CorrelationError? {
    do {
      _ = try CorrelationProgram([correlation], ruleCount: ruleCount)
      return nil
    } catch {
      return error
    }
  }
}

/// One correlation as the shards read it: no references, so that copying it costs nothing.
struct CorrelationPlan: Sendable {
  let spanNanoseconds: Int64
  /// How long a key is silent after it fired.
  let silenceNanoseconds: Int64
  /// Whether a firing empties the window.
  let resets: Bool
  let lowest: Int64
  let highest: Int64
  let excludedStart: UInt32
  let excludedCount: UInt32
  let countsValues: Bool
  /// Its place among the general plans, if it asks more than a count; else `noGeneral`.
  let general: UInt32
  static let noGeneral = UInt32.max
  /// Of a correlation that asks for an order, the value of its last feed: only that one completes
  /// it, and only when nothing later has come for the key. Nil judges at each event.
  let completingValue: UInt64?
  /// Whether several rules feed it, so that one event could reach it twice.
  let hasManyFeeds: Bool

  init(
    _ rule: CorrelationRule, _ place: Int, _ excluded: inout [Int64],
    _ generals: inout [GeneralPlan]
  ) throws(CorrelationError) {
    guard !rule.feeds.isEmpty else { throw .noFeeds(correlation: place) }
    let more = try GeneralPlan(rule, place)
    general = more == nil ? CorrelationPlan.noGeneral : UInt32(generals.count)
    if let more { generals.append(more) }
    var bounds = rule.conditions
    countsValues = rule.kind != .eventCount
    completingValue =
      rule.kind == .temporalOrdered && more == nil ? CorrelationPlan.value(ofFeed: 1) : nil
    // In a window of two feeds, that both are in it and the second came last is their order.
    if rule.kind.countsFeeds, bounds.isEmpty { bounds = CorrelationPlan.allOf(rule) }
    guard !bounds.isEmpty else { throw .noConditions(correlation: place) }
    guard rule.spanNanoseconds > 0, rule.spanNanoseconds <= 1 << 61 else {
      throw .badSpan(correlation: place, nanoseconds: rule.spanNanoseconds)
    }
    let suppressed = rule.rearming.suppressNanoseconds
    guard suppressed >= 0, suppressed <= 1 << 61 else {
      throw .badSuppression(correlation: place, nanoseconds: suppressed)
    }
    guard let range = CountRange(bounds) else { throw .notANumber(correlation: place) }
    spanNanoseconds = rule.spanNanoseconds
    silenceNanoseconds = rule.rearming.silence(spanNanoseconds: rule.spanNanoseconds)
    resets = rule.rearming.policy == .reset
    lowest = range.lowest
    highest = range.highest
    excludedStart = UInt32(excluded.count)
    excludedCount = UInt32(range.excluded.count)
    excluded += range.excluded
    hasManyFeeds = rule.feeds.count > 1
  }

  /// How long after its newest event a key is of use.
  var heldNanoseconds: Int64 { max(spanNanoseconds, silenceNanoseconds) }

  /// Every feed, at least once.
  static func allOf(_ rule: CorrelationRule) -> [CorrelationRule.Bound] {
    [CorrelationRule.Bound(.greaterOrEqual, Double(rule.feeds.count))]
  }

  /// What stands for a feed where distinct feeds are counted.
  static func value(ofFeed ordinal: UInt32) -> UInt64 { mixedBits(UInt64(ordinal) &+ 1) }

  @inline(__always) func holds(_ count: Int64, _ excluded: [Int64]) -> Bool {
    guard count >= lowest, count <= highest else { return false }
    for place in excludedStart..<excludedStart + excludedCount
    where excluded[Int(place)] == count { return false }
    return true
  }
}

/// What a hit of one rule does to one correlation.
struct FeedPlan: Sendable {
  static let noValues = UInt32.max
  static let noOrdinal = UInt32.max
  let correlation: UInt32
  /// The list of the fields of the key.
  let group: UInt32
  /// The list of the fields whose values are read, or `noValues`.
  let values: UInt32
  /// Whether the value is taken as a number.
  let readsNumber: Bool
  /// Where distinct feeds are counted, which one this is; else `noOrdinal`.
  let ordinal: UInt32
  /// The list of the fields that choose the shard.
  let route: UInt32
  /// What its correlation's firings are carried on by.
  let carriers: Range<UInt32>

  fileprivate init(
    _ rule: CorrelationRule, _ place: Int, _ ordinal: Int, route: [Int],
    _ carriers: Range<UInt32>, _ lists: inout FieldLists
  ) throws(CorrelationError) {
    let feed = rule.feeds[ordinal]
    if rule.kind == .valueCount || rule.kind.readsNumbers, feed.values.isEmpty {
      throw .noValueField(correlation: place, rule.kind)
    }
    if rule.kind.readsNumbers, feed.values.count > 1 {
      throw .manyNumbers(correlation: place, rule.kind)
    }
    correlation = UInt32(place)
    group = lists.place(feed.groupBy)
    self.route = lists.place(
      route.compactMap { feed.groupBy.indices.contains($0) ? feed.groupBy[$0] : nil })
    self.carriers = carriers
    let readsValues = rule.kind == .valueCount || rule.kind.readsNumbers
    values = readsValues ? lists.place(feed.values) : FeedPlan.noValues
    readsNumber = rule.kind.readsNumbers
    self.ordinal = rule.kind.countsFeeds ? rule.ordinal(ofFeed: ordinal) : FeedPlan.noOrdinal
  }
}
