/// A correlation that asks more of its window than a count: sums and percentiles, conditions over
/// rules, orders of many rules.
struct GeneralPlan: Sendable {
  enum Kind: Sendable {
    case sum, average
    /// 0 to 1.
    case percentile(Double)
    /// Every feed as often as it is named, or what the condition says.
    case feeds(FeedCondition?)
    /// Every feed, one after the other.
    case order
  }

  let kind: Kind
  let bounds: [CorrelationRule.Bound]
  /// What stands for each feed; equal for feeds of one rule.
  let feedValues: [UInt64]
  let spanNanoseconds: Int64
  let rearming: Rearming

  /// The most events of one window that asks for an order.
  static let orderMaximum = 4096

  /// Nil for a correlation that only counts.
  init?(_ rule: CorrelationRule, _ place: Int) throws(CorrelationError) {
    let values = rule.feeds.indices.map { CorrelationPlan.value(ofFeed: rule.ordinal(ofFeed: $0)) }
    let isRepeated = Set(values).count < values.count
    let isPlain = rule.conditions.isEmpty || rule.conditions == CorrelationPlan.allOf(rule)
    switch rule.kind {
    case .eventCount, .valueCount: return nil
    case .valueSum: kind = .sum
    case .valueAverage: kind = .average
    case .valueMedian: kind = .percentile(0.5)
    case .valuePercentile(let percent): kind = .percentile(max(0, min(100, percent)) / 100)
    case .temporal:
      guard rule.condition != nil || isRepeated && isPlain else { return nil }
      kind = .feeds(rule.condition)
    case .temporalOrdered:
      guard rule.condition == nil, isPlain else { throw .orderedCondition(correlation: place) }
      guard rule.feeds.count != 2 || isRepeated else { return nil }
      kind = .order
    }
    if rule.condition?.holds({ _ in false }) == true {
      throw .conditionOfNothing(correlation: place)
    }
    if rule.kind.readsNumbers {
      guard !rule.conditions.isEmpty else { throw .noConditions(correlation: place) }
      guard rule.conditions.allSatisfy({ !$0.value.isNaN }) else {
        throw .notANumber(correlation: place)
      }
    }
    bounds = rule.conditions
    feedValues = values
    spanNanoseconds = rule.spanNanoseconds
    rearming = rule.rearming
  }

  func holds(_ value: Double) -> Bool {
    bounds.allSatisfy { $0.comparison.holds(value, $0.value) }
  }

  /// How often a feed is named.
  func needs(_ place: Int) -> Int { feedValues.count { $0 == feedValues[place] } }
}

extension CorrelationRule {
  /// The place of the first feed of the same rule: an event counts once, whatever the feeds that
  /// it reaches.
  func ordinal(ofFeed place: Int) -> UInt32 {
    let source = feeds[place].source
    return UInt32(feeds.firstIndex { $0.source == source } ?? place)
  }
}

extension CorrelationRule.Kind {
  /// Whether what is counted is which of the rules have been seen.
  var countsFeeds: Bool { self == .temporal || self == .temporalOrdered }

  /// Whether a field's number is taken of each event.
  var readsNumbers: Bool {
    switch self {
    case .valueSum, .valueAverage, .valuePercentile, .valueMedian: true
    case .eventCount, .valueCount, .temporal, .temporalOrdered: false
    }
  }
}
