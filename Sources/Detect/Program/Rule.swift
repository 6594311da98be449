/// A detection rule as the matcher sees it.
package struct DetectionRule: Sendable {
  package let logSource: LogSourceSelector
  package let condition: Condition
  /// Whether it raises alerts of its own; false for a rule that only feeds correlations.
  package let alerts: Bool

  package init(logSource: LogSourceSelector, condition: Condition, alerts: Bool = true) {
    self.logSource = logSource
    self.condition = condition
    self.alerts = alerts
  }
}

/// A correlation rule as the correlator sees it.
package struct CorrelationRule: Sendable {
  package enum Kind: Hashable, Sendable {
    /// How many events.
    case eventCount
    /// How many distinct values of the field (a tuple, when there are several).
    case valueCount
    case temporal
    case temporalOrdered
    case valueSum
    case valueAverage
    /// 0 to 100.
    case valuePercentile(Double)
    case valueMedian
  }

  /// What feeds it: a detection rule, or another correlation.
  package enum Source: Hashable, Sendable {
    case rule(Int)
    case correlation(Int)
  }

  /// One referenced rule with the fields it is read by.
  package struct Feed: Sendable {
    package let source: Source
    /// The fields of the group key, in the order of `group-by`, aliases resolved.
    package let groupBy: [FieldID]
    /// The fields that `value_*` kinds read.
    package let values: [FieldID]

    package init(source: Source, groupBy: [FieldID], values: [FieldID]) {
      self.source = source
      self.groupBy = groupBy
      self.values = values
    }
  }

  package let kind: Kind
  package let feeds: [Feed]
  package let spanNanoseconds: Int64
  /// All must hold of the count or value for it to fire.
  package let conditions: [Bound]
  /// Which rules must have been seen, and which not, of a temporal kind with an extended condition.
  package let condition: FeedCondition?
  package let rearming: Rearming
  package let alerts: Bool

  package struct Bound: Hashable, Sendable {
    package let comparison: Comparison
    package let value: Double
    package init(_ comparison: Comparison, _ value: Double) {
      self.comparison = comparison
      self.value = value
    }
  }

  package init(
    kind: Kind, feeds: [Feed], spanNanoseconds: Int64, conditions: [Bound],
    condition: FeedCondition? = nil, rearming: Rearming = Rearming(), alerts: Bool = true
  ) {
    self.kind = kind
    self.feeds = feeds
    self.spanNanoseconds = spanNanoseconds
    self.conditions = conditions
    self.condition = condition
    self.rearming = rearming
    self.alerts = alerts
  }
}
