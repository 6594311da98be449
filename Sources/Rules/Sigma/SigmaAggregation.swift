/// A legacy aggregation, `search | count(field) by group > n`, read so that the correlation rule
/// that replaces it can be named.
struct SigmaAggregation {
  let type: String
  let field: String?
  let groupBy: [String]
  let comparison: String
  let value: String

  /// - Parameter tokens: Of the whole condition; nil when what follows the pipe is something else.
  init?(_ tokens: [String]) {
    guard let pipe = tokens.firstIndex(of: "|") else { return nil }
    var rest = tokens[(pipe + 1)...]
    let types = [
      "count": "event_count", "sum": "value_sum", "avg": "value_avg",
    ]
    guard let function = rest.popFirst(), let type = types[function], rest.popFirst() == "("
    else { return nil }
    let inner = rest.prefix { $0 != ")" }
    guard inner.count <= 1 else { return nil }
    rest = rest.dropFirst(inner.count + 1)
    field = inner.first
    self.type = function == "count" && field != nil ? "value_count" : type
    var groupBy: [String] = []
    if rest.first == "by" {
      let names = rest.dropFirst().prefix { !"<>=".contains($0.first ?? "=") }
      groupBy = names.flatMap { $0.split(separator: ",").map(String.init) }
      rest = rest.dropFirst(names.count + 1)
    }
    self.groupBy = groupBy
    let comparisons = [">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "=": "eq", "==": "eq"]
    guard rest.count == 2, let sign = rest.first, let comparison = comparisons[sign],
      let value = rest.last
    else { return nil }
    self.comparison = comparison
    self.value = value
  }

  var hint: String {
    let group = groupBy.isEmpty ? "" : ", group-by: [\(groupBy.joined(separator: ", "))]"
    let field = field.map { ", field: \($0)" } ?? ""
    return "write a correlation rule with type: \(type)\(group), condition: "
      + "{\(comparison): \(value)\(field)}, timespan: the timeframe"
  }
}
