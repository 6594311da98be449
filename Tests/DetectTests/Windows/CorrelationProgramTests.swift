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
      (rule(.temporalOrdered, bounds: [3]), .orderedCondition(correlation: 0)),
      (rule(.valueMedian), .noValueField(correlation: 0, .valueMedian)),
      (
        rule(.valueSum, values: [FieldID(.sourceBytes), FieldID(.networkBytes)]),
        .manyNumbers(correlation: 0, .valueSum)
      ),
      (rule(source: .correlation(0)), .chained(correlation: 0)),
      (rule(source: .rule(2)), .unknownRule(correlation: 0, rule: 2)),
      (rule(bounds: []), .noConditions(correlation: 0)),
      (rule(bounds: [.nan]), .notANumber(correlation: 0)),
      (rule(span: 0), .badSpan(correlation: 0, nanoseconds: 0)),
      (rule(span: .max), .badSpan(correlation: 0, nanoseconds: .max)),
      (rule(.valueCount), .noValueField(correlation: 0, .valueCount)),
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
      CorrelationError.chained(correlation: 1).description,
      CorrelationError.orderedCondition(correlation: 1).description,
      CorrelationError.conditionOfNothing(correlation: 1).description,
      CorrelationError.noValueField(correlation: 1, .valueCount).description,
      CorrelationError.manyNumbers(correlation: 1, .valueSum).description,
    ]
    #expect(
      messages == [
        "a correlation that is fed by another must group by, and count, fields that the other "
          + "groups by, and be an event_count, value_count, temporal or temporal_ordered",
        "temporal_ordered asks for all its rules in their order; leave 'condition' out, "
          + "or write type: temporal",
        "the condition holds where no rule has matched; name a rule that must match",
        "value_count needs the field to read; write it under 'condition: field'",
        "value_sum reads one field; write one under 'field'",
      ])
  }
}
