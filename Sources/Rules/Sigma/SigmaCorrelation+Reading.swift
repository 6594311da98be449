internal import Detect

extension SigmaDocument {
  static func correlation(
    _ map: YAMLMap, _ head: SigmaHead?, _ problems: inout Problems
  ) -> SigmaDocument? {
    guard let body = map.map("correlation", &problems), let head else { return nil }
    var own = Problems()
    let policy: Rearming.Policy? = map.map("detectd", &own)?.choice("rearm", &problems)
    let rearming = Rearming(
      policy ?? .timespan, suppressNanoseconds: head.suppressNanoseconds)
    return SigmaCorrelation(body, head, generates: map["generate"], rearming, &problems)
      .map(SigmaDocument.correlation)
  }
}

extension SigmaCorrelation {
  private static let keys = [
    "type", "rules", "group-by", "timespan", "condition", "aliases", "generate", "field",
    "percentile",
  ]

  init?(
    _ map: YAMLMap, _ head: SigmaHead, generates: YAMLNode?, _ rearming: Rearming,
    _ problems: inout Problems
  ) {
    let before = problems.errorCount
    map.reportUnknownKeys(besides: SigmaCorrelation.keys, &problems)
    guard let kind: Kind = map.required("type", &problems)?.choice("'type'", &problems) else {
      return nil
    }
    self.head = head
    self.kind = kind
    place = map.place
    let named = SigmaRuleCondition(map, kind, &problems)
    // A condition over rules names them already.
    if let named, map["rules"] == nil {
      rules = named.rules
    } else {
      rules =
        map.required("rules", &problems).map {
          SigmaReference.list($0, "'rules'", &problems)
        } ?? []
    }
    if rules.isEmpty, problems.errorCount == before {
      problems.error("no-rules", at: map["rules"]?.place ?? map.place, "'rules' is empty")
    }
    groupBy = map.texts("group-by", &problems) ?? []
    spanNanoseconds =
      map.required("timespan", &problems)?.timespan("'timespan'", &problems) ?? 0
    let condition = SigmaCorrelationCondition(map, kind, ruleCount: rules.count, &problems)
    bounds = condition.bounds
    self.condition = named?.resolved(rules, &problems)
    values = condition.values
    percentile = condition.percentile
    aliases = SigmaCorrelation.aliases(map.map("aliases", &problems), &problems)
    self.generates =
      (map["generate"] ?? generates)?.boolean("'generate'", &problems) ?? false
    guard problems.errorCount == before else { return nil }
    self.rearming = rearming
  }

  private static func aliases(_ map: YAMLMap?, _ problems: inout Problems) -> [Alias] {
    (map?.entries ?? []).compactMap { entry in
      guard let fields = entry.value.map("the alias '\(entry.key)'", &problems) else { return nil }
      let pairs = fields.entries.compactMap { pair in
        pair.value.text("the field of '\(pair.key)'", &problems).map {
          (SigmaReference(name: pair.key, place: pair.keyPlace), $0)
        }
      }
      return Alias(name: entry.key, place: entry.keyPlace, fields: pairs)
    }
  }
}

/// The condition of a correlation: comparisons, all of which must hold, and what is compared.
struct SigmaCorrelationCondition {
  var bounds: [SigmaCorrelation.Bound] = []
  var values: [String] = []
  var percentile: Double?
  private static let comparisons = ["gt", "gte", "lt", "lte", "eq", "neq"]

  init(
    _ map: YAMLMap, _ kind: SigmaCorrelation.Kind, ruleCount: Int, _ problems: inout Problems
  ) {
    let node = map["condition"]
    let before = problems.errorCount
    // One over rule names is a SigmaRuleCondition.
    if let node, node.scalar != nil, !node.isNull { return }
    let condition = node?.map("'condition'", &problems)
    for entry in condition?.entries ?? [] { read(entry, &problems) }
    values += map.texts("field", &problems) ?? []
    percentile = percentile ?? map.number("percentile", &problems)
    if bounds.isEmpty, problems.errorCount == before {
      if kind.isTemporal {
        bounds = [SigmaCorrelation.Bound(comparison: "gte", value: Double(ruleCount))]
      } else {
        problems.error(
          "no-comparison", at: node?.place ?? map.place, "the condition compares nothing",
          hint: "write condition: {gte: 10}")
      }
    }
    checkValues(kind, at: node?.place ?? map.place, &problems)
  }

  private mutating func read(_ entry: YAMLMap.Entry, _ problems: inout Problems) {
    switch entry.key {
    case "field": values = entry.value.texts("'field'", &problems)
    case "percentile": percentile = entry.value.number("'percentile'", &problems)
    case let key where SigmaCorrelationCondition.comparisons.contains(key):
      if let value = entry.value.number("'\(key)'", &problems) {
        bounds.append(SigmaCorrelation.Bound(comparison: key, value: value))
      }
    default:
      let known = SigmaCorrelationCondition.comparisons + ["field", "percentile"]
      problems.error(
        "unknown-comparison", at: entry.keyPlace, "unknown comparison '\(entry.key)'",
        hint: NearestName.hint(for: entry.key, in: known)
          ?? "write one of \(known.joined(separator: ", "))")
    }
  }

  private mutating func checkValues(
    _ kind: SigmaCorrelation.Kind, at place: Place, _ problems: inout Problems
  ) {
    if kind.readsValues, values.isEmpty {
      problems.error(
        "no-value-field", at: place, "'\(kind.rawValue)' needs a field",
        hint: "write condition: {field: user.name, gte: 10}")
    }
    if !kind.readsValues, !values.isEmpty {
      problems.error(
        "value-field", at: place, "'\(kind.rawValue)' reads no field",
        hint: "leave 'field' out, or write type: value_count")
    }
    if kind == .valuePercentile {
      if let percentile, !(0...100).contains(percentile) {
        problems.error("percentile", at: place, "'percentile' must be a number of 0 to 100")
      } else if percentile == nil {
        problems.error(
          "percentile", at: place, "'value_percentile' needs a percentile",
          hint: "write percentile: 95")
      }
    } else if percentile != nil {
      problems.error("percentile", at: place, "'\(kind.rawValue)' has no percentile")
    }
  }
}
