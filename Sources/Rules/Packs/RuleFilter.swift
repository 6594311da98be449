/// A filter document and the rules that it narrows: `(rule) and (filter)`, as the specification
/// says.
struct RuleFilter {
  let document: SigmaFilter

  static func all(in documents: [SigmaDocument], _ problems: inout Problems) -> [RuleFilter] {
    documents.compactMap { document in
      guard case .filter(let filter) = document else { return nil }
      if !filter.detection.conditions.contains(where: { $0.root.negates }) {
        problems.warning(
          "filter-keeps", at: filter.detection.conditions.first?.place ?? filter.head.place,
          "the filter negates nothing, so it keeps only what it describes",
          hint: "write 'not' before what is to be left out")
      }
      return RuleFilter(document: filter)
    }
  }

  /// Each key of the filter's log source must be the rule's, and the rule named, if any is.
  func applies(to rule: SigmaRule) -> Bool {
    let mine = document.logSource
    let theirs = rule.logSource
    guard mine.product == nil || mine.product == theirs.product,
      mine.category == nil || mine.category == theirs.category,
      mine.service == nil || mine.service == theirs.service
    else { return false }
    guard let named = document.rules else { return true }
    return named.contains { $0.name.lowercased() == rule.head.id || $0.name == rule.head.name }
  }

  func reportUnknownRules(_ known: Set<String>, _ problems: inout Problems) {
    for reference in document.rules ?? []
    where !known.contains(reference.name) && !known.contains(reference.name.lowercased()) {
      problems.warning(
        "unknown-rule", at: reference.place,
        "the filter names the rule '\(reference.name)', which is not loaded")
    }
  }
}
