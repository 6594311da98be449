import Detect
import Testing

@Suite struct CorrelationProgramTests {
  private func rule(
    _ kind: CorrelationRule.Kind = .eventCount, source: CorrelationRule.Source = .rule(0),
    values: [FieldID] = [], span: Int64 = 60, bounds: [Double] = [3]
  ) -> CorrelationRule {
    CorrelationRule(
      kind: kind, feeds: [.init(source: source, groupBy: [FieldID(.sourceIP)], values: values)],
      spanNanoseconds: span, conditions: bounds.map { .init(.greaterOrEqual, $0) })
  }

  @Test func `what does not run is refused by name`() {
    let cases: [(CorrelationRule, CorrelationError)] = [
      (rule(.temporalOrdered), .orderTooLong(correlation: 0)),
      (rule(.valueMedian), .unsupportedKind(correlation: 0, .valueMedian)),
      (rule(.valueSum), .unsupportedKind(correlation: 0, .valueSum)),
      (rule(source: .correlation(0)), .chained(correlation: 0)),
      (rule(source: .rule(2)), .unknownRule(correlation: 0, rule: 2)),
      (rule(bounds: []), .noConditions(correlation: 0)),
      (rule(bounds: [.nan]), .notANumber(correlation: 0)),
      (rule(span: 0), .badSpan(correlation: 0, nanoseconds: 0)),
      (rule(span: .max), .badSpan(correlation: 0, nanoseconds: .max)),
      (rule(.valueCount), .noValueField(correlation: 0)),
      (
        CorrelationRule(
          kind: .eventCount, feeds: [], spanNanoseconds: 1, conditions: [.init(.equal, 1)]),
        .noFeeds(correlation: 0)
      ),
    ]
    for (rule, expected) in cases {
      #expect(throws: expected) { try CorrelationProgram([rule], ruleCount: 2) }
      #expect(CorrelationProgram.problem(with: rule, ruleCount: 2) == expected)
    }
    #expect(CorrelationProgram.problem(with: rule(), ruleCount: 2) == nil)
  }

  @Test func `messages say what to write instead`() {
    let messages = [
      CorrelationError.unsupportedKind(correlation: 1, .valueSum).description,
      CorrelationError.chained(correlation: 1).description,
      CorrelationError.orderTooLong(correlation: 1).description,
      CorrelationError.noValueField(correlation: 1).description,
    ]
    #expect(
      messages == [
        "correlation type 'value_sum' does not run yet; "
          + "use event_count, value_count, temporal or temporal_ordered",
        "a correlation that is fed by another must group by the same fields, "
          + "and be an event_count, temporal or temporal_ordered",
        "temporal_ordered runs with exactly two different rules and no condition yet; "
          + "chain it to order more",
        "value_count needs the field to count; write it under 'condition: field'",
      ])
  }
}
