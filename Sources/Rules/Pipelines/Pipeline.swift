internal import Detect

/// A processing pipeline as pySigma reads it from YAML
/// (https://sigmahq-pysigma.readthedocs.io/en/latest/Processing_Pipelines.html): changes that are
/// made to every rule before it is lowered. What is not supported is an error by its name.
package struct Pipeline: Sendable {
  package let path: String
  package let name: String
  /// Pipelines apply in ascending order.
  package let priority: Int
  let items: [PipelineItem]

  /// Reads one pipeline.
  ///
  /// - Returns: Nil when an error was reported.
  package init?(_ bytes: [UInt8], path: String, _ problems: inout Problems) {
    let before = problems.errorCount
    let documents = YAML.documents(in: bytes, path: path, &problems)
    guard let map = documents.first?.map("the pipeline", &problems) else {
      if problems.errorCount == before {
        problems.error("pipeline", at: Place(path: path), "the pipeline is empty")
      }
      return nil
    }
    for key in ["postprocessing", "finalizers"] where map[key]?.elements.isEmpty == false {
      problems.error(
        "pipeline-unsupported", at: map.entry(key)?.keyPlace ?? map.place,
        "'\(key)' of a pipeline is for queries, of which there are none here",
        hint: "leave '\(key)' out")
    }
    map.reportUnknownKeys(
      besides: [
        "name", "priority", "transformations", "vars", "allowed_backends", "postprocessing",
        "finalizers",
      ], &problems)
    self.path = path
    name = map.text("name", &problems) ?? path
    priority = map.whole("priority", &problems) ?? 0
    var variables: [String: [String]] = [:]
    for entry in map.map("vars", &problems)?.entries ?? [] {
      variables[entry.key] = entry.value.texts("'\(entry.key)'", &problems)
    }
    items = (map.list("transformations", &problems) ?? []).enumerated().compactMap {
      PipelineItem($1, number: $0 + 1, variables: variables, &problems)
    }
    if problems.errorCount > before { return nil }
  }

  /// In the order in which they apply: by priority, and as given where that is the same.
  package static func ordered(_ pipelines: [Pipeline]) -> [Pipeline] {
    pipelines.enumerated()
      .sorted { ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset) }
      .map(\.element)
  }
}

/// A rule on its way through pipelines.
struct PipelineSubject {
  var rule: SigmaRule
  /// Names outside of the detection that are renamed with it, such as those of `group-by`.
  var names: [[String]] = []
  private var addedConditions = 0

  init(_ rule: SigmaRule, names: [String] = []) {
    self.rule = rule
    self.names = names.map { [$0] }
  }

  /// The rule after all of the pipelines, which are in order; nil when an error was reported.
  mutating func apply(_ pipelines: [Pipeline], _ problems: inout Problems) -> Bool {
    let before = problems.errorCount
    for pipeline in pipelines {
      for item in pipeline.items where item.applies(to: rule) {
        apply(item, &problems)
        if problems.errorCount > before { return false }
      }
    }
    return true
  }

  private mutating func apply(_ item: PipelineItem, _ problems: inout Problems) {
    switch item.change {
    case .rename(let rename):
      names = names.map { $0.flatMap { item.covers(field: $0) ? rename($0) : [$0] } }
      changeItems { item.covers($0) ? $0.renamed(rename, item) : $0 }
    case .drop:
      let searches = rule.detection.searches.count
      changeItems { item.covers($0) ? nil : $0 }
      if rule.detection.searches.count < searches {
        problems.error(
          "pipeline", at: rule.detection.place,
          "the pipeline (\(item.place)) drops all of a search of this rule")
      }
    case .placeholders(let values): changeItems { values.fill($0, item, &problems) }
    case .condition(let condition): add(condition, &problems)
    case .logSource(let product, let category, let service):
      rule.logSource.product = product
      rule.logSource.category = category
      rule.logSource.service = service
    case .ruleFailure(let message):
      problems.error("pipeline-failure", at: rule.head.place, message, hint: "see \(item.place)")
    case .itemFailure(let message):
      changeItems {
        if item.covers($0) {
          problems.error("pipeline-failure", at: $0.place, message, hint: "see \(item.place)")
        }
        return $0
      }
    }
  }

  /// Changes each item; one that becomes nil is left out, and so is what then has no items.
  private mutating func changeItems(_ change: (SigmaItem) -> SigmaItem?) {
    let searches = rule.detection.searches.compactMap { search in
      PipelineSubject.change(search.body, change).map {
        SigmaDetection.Search(name: search.name, place: search.place, body: $0)
      }
    }
    rule.detection = rule.detection.with(searches: searches)
  }

  private static func change(
    _ search: SigmaSearch, _ change: (SigmaItem) -> SigmaItem?
  ) -> SigmaSearch? {
    switch search {
    case .all(let items):
      let kept = items.compactMap(change)
      return kept.isEmpty ? nil : .all(kept)
    case .any(let searches):
      let kept = searches.compactMap { self.change($0, change) }
      return kept.isEmpty ? nil : .any(kept)
    case .keyword(let item): return change(item).map(SigmaSearch.keyword)
    }
  }

  private mutating func add(_ condition: PipelineItem.AddedCondition, _ problems: inout Problems) {
    let map = condition.isTemplate ? condition.filled(for: rule.logSource) : condition.map
    guard let body = SigmaSearch.read(YAMLNode(.map(map), at: map.place), depth: 0, &problems)
    else { return }
    addedConditions += 1
    let name = SigmaDetection.hiddenPrefix + String(addedConditions)
    let search = SigmaCondition.Node.search(name: name, place: map.place)
    let added = condition.isNegated ? .not(search) : search
    rule.detection = rule.detection.with(
      searches: rule.detection.searches
        + [SigmaDetection.Search(name: name, place: map.place, body: body)],
      conditions: rule.detection.conditions.map {
        SigmaCondition(root: .all([added, $0.root]), place: $0.place)
      })
  }
}

extension SigmaDetection {
  /// Begins the names of searches that no rule wrote, which no pattern matches.
  static let hiddenPrefix = "_\u{0}"

  func with(searches: [Search], conditions: [SigmaCondition]? = nil) -> SigmaDetection {
    SigmaDetection(
      searches: searches, conditions: conditions ?? self.conditions, timeframe: timeframe,
      place: place)
  }
}
