internal import Detect

/// A filter document and the rules that it narrows: `(rule) and (filter)`, as the specification
/// says.
struct RuleFilter {
  let document: SigmaFilter
  /// Those of its own pack.
  let placeholders: [String: [String]]

  func reportKeeping(_ problems: inout Problems) {
    guard !document.detection.conditions.contains(where: { $0.root.negates }) else { return }
    problems.warning(
      "filter-keeps", at: document.detection.conditions.first?.place ?? document.head.place,
      "the filter negates nothing, so it keeps only what it describes",
      hint: "write 'not' before what is to be left out")
  }

  /// Each key of the filter's log source must be the rule's, and the rule named, if any is.
  func applies(to rule: SigmaRule) -> Bool {
    guard isOfLogSource(of: rule) else { return false }
    guard let named = document.rules else { return true }
    return named.contains { $0.name.lowercased() == rule.head.id || $0.name == rule.head.name }
  }

  func isOfLogSource(of rule: SigmaRule) -> Bool {
    let mine = document.logSource
    let theirs = rule.logSource
    return (mine.product == nil || mine.product == theirs.product)
      && (mine.category == nil || mine.category == theirs.category)
      && (mine.service == nil || mine.service == theirs.service)
  }
}

extension RuleSetBuilder {
  /// The filters without errors. One with an error is refused by itself: the rules that it was to
  /// narrow load without it, since too many alerts are better than none.
  mutating func usableFilters() -> [RuleFilter] {
    var filters: [RuleFilter] = []
    for index in loaded.indices {
      guard case .filter(let document) = loaded[index].document else { continue }
      let filter = RuleFilter(
        document: document, placeholders: sources[loaded[index].file].pack.placeholders)
      filter.reportKeeping(&lowering.problems)
      let own = SigmaRule(
        head: document.head, logSource: document.logSource, detection: document.detection)
      guard condition(of: filter, for: own, isTrial: true) != nil else {
        drop(index)
        continue
      }
      set.filterCount += 1
      filters.append(filter)
    }
    return filters
  }

  /// The filter's condition with the names of fields of the rule's log source.
  ///
  /// - Parameter isTrial: Whether only errors are of interest.
  mutating func condition(
    of filter: RuleFilter, for rule: SigmaRule, isTrial: Bool = false
  ) -> Condition? {
    let body = SigmaRule(
      head: rule.head, logSource: rule.logSource, detection: filter.document.detection)
    var problems = Problems()
    swap(&problems, &lowering.problems)
    let condition = condition(of: body, filter.placeholders)
    swap(&problems, &lowering.problems)
    for problem in problems.all where !isTrial || problem.severity == .error {
      guard filterProblems.insert(problem.description).inserted else { continue }
      lowering.problems.append(problem)
    }
    return condition?.0
  }

  /// Says which of the rules that a filter names it does not narrow.
  mutating func reportUnreached(_ filter: RuleFilter) {
    for reference in filter.document.rules ?? [] {
      let name = reference.name
      guard let place = byName[name] ?? byName[name.lowercased()] else {
        lowering.problems.warning(
          "unknown-rule", at: reference.place,
          "the filter names the rule '\(name)', which is not loaded")
        continue
      }
      switch loaded[place].document {
      case .rule(let rule):
        if filter.isOfLogSource(of: rule) { continue }
        lowering.problems.warning(
          "filter-reach", at: reference.place,
          "the filter names the rule '\(name)', which is of another log source",
          hint: "name the rule's in 'logsource'")
      case .correlation:
        lowering.problems.warning(
          "filter-reach", at: reference.place,
          "the filter names the correlation '\(name)', and filters are for detection rules",
          hint: "name the rules that feed it")
      case .filter:
        lowering.problems.warning(
          "filter-reach", at: reference.place, "'\(name)' is a filter",
          hint: "name a detection rule")
      }
    }
  }
}
