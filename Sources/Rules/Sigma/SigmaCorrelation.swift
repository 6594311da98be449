package import Detect

/// A correlation rule ("Sigma Correlation Rules Specification" at
/// https://sigmahq.io/sigma-specification/).
package struct SigmaCorrelation: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case eventCount = "event_count"
    case valueCount = "value_count"
    case temporal
    case temporalOrdered = "temporal_ordered"
    case valueSum = "value_sum"
    case valueAverage = "value_avg"
    case valuePercentile = "value_percentile"
    case valueMedian = "value_median"

    package var readsValues: Bool {
      ![Kind.eventCount, .temporal, .temporalOrdered].contains(self)
    }
    package var isTemporal: Bool { self == .temporal || self == .temporalOrdered }
  }

  package struct Bound: Sendable {
    /// `gt`, `gte`, `lt`, `lte`, `eq` or `neq`
    package let comparison: String
    package let value: Double
  }

  /// One name that stands for a different field in each rule.
  package struct Alias: Sendable {
    package let name: String
    package let place: Place
    package let fields: [(rule: SigmaReference, field: String)]
  }

  package let head: SigmaHead
  package let kind: Kind
  package let rules: [SigmaReference]
  package let groupBy: [String]
  package let spanNanoseconds: Int64
  package let bounds: [Bound]
  /// An extended condition over ``rules``.
  package let condition: FeedCondition?
  /// `field` of the condition: one, or several whose values count together.
  package let values: [String]
  /// 0 to 100, for `value_percentile`.
  package let percentile: Double?
  package let aliases: [Alias]
  /// Whether the rules it refers to raise alerts of their own too.
  package let generates: Bool
  /// Whether and when it fires again for a group that fired: `detectd.rearm`, `detectd.suppress`.
  package let rearming: Rearming
  package let place: Place
}
