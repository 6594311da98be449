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
  /// What a correlation feeds when it fires, by correlation.
  let chained: [[ChainPlan]]

  package static let empty = CorrelationProgram()

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
    var chained = [[ChainPlan]](repeating: [], count: correlations.count)
    for (place, correlation) in correlations.enumerated() {
      plans.append(try CorrelationPlan(correlation, place, &excluded, &generals))
      for (ordinal, feed) in correlation.feeds.enumerated() {
        switch feed.source {
        case .rule(let rule):
          guard rule >= 0, rule < ruleCount else {
            throw .unknownRule(correlation: place, rule: rule)
          }
          feeds[rule].append(try FeedPlan(correlation, place, ordinal, &lists))
        case .correlation(let inner):
          try ChainPlan.check(correlation, place, feed, inner, correlations)
          chained[inner].append(ChainPlan(correlation, place, ordinal))
        }
      }
    }
    self.chained = chained
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
    chained = []
  }

  package var correlationCount: Int { plans.count }

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

  fileprivate init(
    _ rule: CorrelationRule, _ place: Int, _ ordinal: Int, _ lists: inout FieldLists
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
    let readsValues = rule.kind == .valueCount || rule.kind.readsNumbers
    values = readsValues ? lists.place(feed.values) : FeedPlan.noValues
    readsNumber = rule.kind.readsNumbers
    self.ordinal = rule.kind.countsFeeds ? rule.ordinal(ofFeed: ordinal) : FeedPlan.noOrdinal
  }
}

/// What the firing of one correlation does to another.
struct ChainPlan: Sendable {
  let correlation: UInt32
  /// What the firing counts as: one event, or its feed.
  let value: UInt64

  init(_ rule: CorrelationRule, _ place: Int, _ ordinal: Int) {
    correlation = UInt32(place)
    value =
      rule.kind.countsFeeds
      ? CorrelationPlan.value(ofFeed: rule.ordinal(ofFeed: ordinal)) : 1
  }

  /// A firing carries its group and nothing else: the outer correlation must group by the same
  /// fields, and count events or feeds. The inner one comes first in the list.
  static func check(
    _ rule: CorrelationRule, _ place: Int, _ feed: CorrelationRule.Feed, _ inner: Int,
    _ all: [CorrelationRule]
  ) throws(CorrelationError) {
    guard inner >= 0, inner < place, rule.kind != .valueCount,
      !rule.kind.readsNumbers,
      all[inner].feeds.allSatisfy({ $0.groupBy == feed.groupBy })
    else { throw .chained(correlation: place) }
  }
}

/// Lists of fields without duplicates. Lives while a program is built.
private struct FieldLists {
  var all: [[FieldID]] = []
  private var places: [[FieldID]: UInt32] = [:]

  mutating func place(_ fields: [FieldID]) -> UInt32 {
    if let place = places[fields] { return place }
    let place = UInt32(all.count)
    places[fields] = place
    all.append(fields)
    return place
  }
}
