/// Why a correlation cannot run. The places are those of the list that was given.
package enum CorrelationError: Error, Equatable, Sendable {
  /// It is fed by another correlation in a way that cannot run.
  case chained(correlation: Int)
  /// Too many ways lead through chains of correlations.
  case chainedTooOften(correlation: Int)
  /// It asks for an order and for something else too.
  case orderedCondition(correlation: Int)
  /// Its condition holds where nothing was seen.
  case conditionOfNothing(correlation: Int)
  case unknownRule(correlation: Int, rule: Int)
  case noFeeds(correlation: Int)
  case noConditions(correlation: Int)
  /// The span is not positive, or longer than 2^61 nanoseconds (73 years).
  case badSpan(correlation: Int, nanoseconds: Int64)
  /// The time without alerts is negative, or longer than 2^61 nanoseconds.
  case badSuppression(correlation: Int, nanoseconds: Int64)
  /// A condition compares with something that is not a number.
  case notANumber(correlation: Int)
  /// A kind that reads values has a feed without a field to read.
  case noValueField(correlation: Int, CorrelationRule.Kind)
  /// A kind that reads one number has several fields.
  case manyNumbers(correlation: Int, CorrelationRule.Kind)

  package var correlation: Int {
    switch self {
    case .chained(let place), .chainedTooOften(let place), .orderedCondition(let place),
      .conditionOfNothing(let place),
      .unknownRule(let place, _), .noFeeds(let place), .noConditions(let place),
      .badSpan(let place, _), .badSuppression(let place, _), .notANumber(let place),
      .noValueField(let place, _),
      .manyNumbers(let place, _):
      place
    }
  }
}

extension CorrelationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .chained:
      "a correlation that is fed by another must group by, and count, fields that the other "
        + "groups by, and be an event_count, value_count, temporal or temporal_ordered"
    case .chainedTooOften:
      "more than \(CorrelationProgram.carrierMaximum) ways lead through chains of correlations"
    case .orderedCondition:
      "temporal_ordered asks for all its rules in their order; leave 'condition' out, "
        + "or write type: temporal"
    case .conditionOfNothing:
      "the condition holds where no rule has matched; name a rule that must match"
    case .unknownRule(_, let rule): "there is no rule number \(rule)"
    case .noFeeds: "'rules' is empty; name at least one rule"
    case .noConditions: "'condition' is empty; write a bound such as gte: 10"
    case .badSpan(_, let nanoseconds):
      "a timespan of \(nanoseconds) ns is not possible; write one such as 5m"
    case .badSuppression(_, let nanoseconds):
      "a suppression of \(nanoseconds) ns is not possible; write one such as 1h"
    case .notANumber: "'condition' compares with something that is not a number"
    case .noValueField(_, let kind):
      "\(kind.name) needs the field to read; write it under 'condition: field'"
    case .manyNumbers(_, let kind): "\(kind.name) reads one field; write one under 'field'"
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
