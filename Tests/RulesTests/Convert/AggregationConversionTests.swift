import Detect
import Rules
import Testing

@Suite struct AggregationConversionTests {
  private func text(_ condition: String, _ more: String = "") -> String {
    """
    title: Many denials
    id: 11111111-0000-4000-8000-000000000001
    author: Example
    tags:
      - attack.t1046
    logsource:
      category: firewall
    # a comment stays
    detection:
      selection:
        action: denied
      other:
        action: allowed
      timeframe: 5m
      condition: \(condition)
    level: low
    \(more)
    """
  }

  private func convert(_ text: String) -> (String?, [Problem]) {
    var problems = Problems()
    let converted = AggregationConversion.convert(Array(text.utf8), path: "r.yml", &problems)
    return (converted, problems.all)
  }

  @Test(arguments: [
    ("selection | count() by src_ip > 10", "event_count", "gt: 10", ["src_ip"], String?.none),
    ("selection | count() >= 10", "event_count", "gte: 10", [], nil),
    (
      "selection | count(dst_port) by src_ip, dst_ip > 10", "value_count", "gt: 10",
      ["src_ip", "dst_ip"], "dst_port"
    ),
    ("selection|count(dst_port) by src_ip>10", "value_count", "gt: 10", ["src_ip"], "dst_port"),
    ("selection | sum(bytes) by src_ip < 5", "value_sum", "lt: 5", ["src_ip"], "bytes"),
    ("'selection and not other | avg(bytes) == 5'", "value_avg", "eq: 5", [], "bytes"),
  ])
  func `aggregations become correlations`(
    condition: String, type: String, comparison: String, groupBy: [String], field: String?
  ) throws {
    let converted = try #require(convert(text(condition)).0)
    let lines = converted.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    #expect(lines.contains("type: \(type)"))
    #expect(lines.contains("\(comparison)"))
    #expect(lines.contains("timespan: 5m"))
    #expect(lines.contains("# a comment stays"))
    #expect(!lines.contains { $0.hasPrefix("timeframe") })
    for name in groupBy { #expect(lines.contains("- \(name)")) }
    if let field { #expect(lines.contains("field: \(field)")) }
    let set = load(converted)
    #expect(set.problems.filter { $0.severity == .error }.map(\.description) == [])
    #expect(set.rules.count == 1 && set.correlations.count == 1)
    #expect(set.correlationInfo[0].attribution.techniques == ["T1046"])
    #expect(set.correlationInfo[0].level == .low)
  }

  @Test func `near becomes a temporal correlation of rules`() throws {
    let converted = try #require(convert(text("selection | near other")).0)
    let set = load(converted)
    #expect(set.problems.filter { $0.severity == .error }.map(\.description) == [])
    #expect(set.rules.count == 2)
    #expect(set.correlations.first?.kind == .temporal)
    #expect(set.correlations.first?.feeds.count == 2)
  }

  @Test(arguments: [
    ("selection | max(bytes) > 5", "'max(bytes) > 5' cannot be said as a correlation"),
    ("selection | near not other", "'near not other' cannot be said as a correlation"),
    ("selection | count() by src_ip", "'count() by src_ip' cannot be said as a correlation"),
    ("count() per src_ip > 5", "'count() per src_ip > 5' counts what no search says"),
    ("[selection | count() > 5]", "only a condition on one line can be converted"),
  ])
  func `what no correlation says is refused`(condition: String, message: String) {
    let (converted, problems) = convert(text(condition))
    #expect(converted == nil)
    #expect(problems.map(\.message) == [message])
    #expect(problems.allSatisfy { $0.code == "convert" })
  }

  @Test func `without a timeframe it is refused`() {
    let whole = text("selection | count() > 5").replacing("  timeframe: 5m\n", with: "")
    #expect(convert(whole).1.map(\.message) == ["the aggregation has no timeframe"])
  }

  @Test func `other documents stay as they are`() {
    let whole = text("selection") + "---\n" + text("other", "# end")
    #expect(convert(whole).0 == whole)
  }

  @Test func `a rule without an id gets a name`() throws {
    let whole = text("selection | count() > 5").replacing(
      "id: 11111111-0000-4000-8000-000000000001\n", with: "")
    let set = load(try #require(convert(whole).0))
    #expect(set.correlations.count == 1)
  }
}
