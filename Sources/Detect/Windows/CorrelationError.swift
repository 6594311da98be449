/// Why a correlation cannot run. The places are those of the list that was given.
package enum CorrelationError: Error, Equatable, Sendable {
  case unsupportedKind(correlation: Int, CorrelationRule.Kind)
  /// It is fed by another correlation in a way that cannot run.
  case chained(correlation: Int)
  /// It asks for an order of more than two rules, or for another count than both.
  case orderTooLong(correlation: Int)
  case unknownRule(correlation: Int, rule: Int)
  case noFeeds(correlation: Int)
  case noConditions(correlation: Int)
  /// The span is not positive, or longer than 2^61 nanoseconds (73 years).
  case badSpan(correlation: Int, nanoseconds: Int64)
  /// A condition compares with something that is not a number.
  case notANumber(correlation: Int)
  /// A kind that reads values has a feed without a field to read.
  case noValueField(correlation: Int)

  package var correlation: Int {
    switch self {
    case .unsupportedKind(let place, _), .chained(let place), .orderTooLong(let place),
      .unknownRule(let place, _),
      .noFeeds(let place), .noConditions(let place), .badSpan(let place, _),
      .notANumber(let place), .noValueField(let place):
      place
    }
  }
}

extension CorrelationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unsupportedKind(_, let kind):
      "correlation type '\(kind.name)' does not run yet; "
        + "use event_count, value_count, temporal or temporal_ordered"
    case .chained:
      "a correlation that is fed by another must group by the same fields, "
        + "and be an event_count, temporal or temporal_ordered"
    case .orderTooLong:
      "temporal_ordered runs with exactly two different rules and no condition yet; "
        + "chain it to order more"
    case .unknownRule(_, let rule): "there is no rule number \(rule)"
    case .noFeeds: "'rules' is empty; name at least one rule"
    case .noConditions: "'condition' is empty; write a bound such as gte: 10"
    case .badSpan(_, let nanoseconds):
      "a timespan of \(nanoseconds) ns is not possible; write one such as 5m"
    case .notANumber: "'condition' compares with something that is not a number"
    case .noValueField: "value_count needs the field to count; write it under 'condition: field'"
    }
  }
}

extension CorrelationRule.Kind {
  /// As Sigma writes it.
  package var name: String {
    switch self {
    case .eventCount: "event_count"
    case .valueCount: "value_count"
    case .temporal: "temporal"
    case .temporalOrdered: "temporal_ordered"
    case .valueSum: "value_sum"
    case .valueAverage: "value_avg"
    case .valuePercentile: "value_percentile"
    case .valueMedian: "value_median"
    }
  }
}
