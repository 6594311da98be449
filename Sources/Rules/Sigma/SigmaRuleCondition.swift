internal import Detect

/// An extended condition of a correlation: which of its rules have to match within the timespan,
/// and which must not (https://sigmahq.io/sigma-specification/).
struct SigmaRuleCondition {
  private let condition: SigmaCondition

  /// Nil when the correlation's condition is none of this kind, or an error was reported.
  init?(_ map: YAMLMap, _ kind: SigmaCorrelation.Kind, _ problems: inout Problems) {
    guard let node = map["condition"], node.scalar != nil, !node.isNull else { return nil }
    guard kind == .temporal else {
      let isOrdered = kind == .temporalOrdered
      problems.error(
        "extended-condition", at: node.place,
        isOrdered
          ? "'temporal_ordered' asks for all its rules in their order"
          : "a condition over rule names is for the type temporal",
        hint: isOrdered
          ? "leave 'condition' out, or write type: temporal"
          : "write a comparison: condition: {gte: 2}")
      return nil
    }
    guard let condition = SigmaCondition(node, &problems) else { return nil }
    self.condition = condition
  }

  /// The rules that it names, in order.
  var rules: [SigmaReference] {
    var found: [SigmaReference] = []
    func add(_ node: SigmaCondition.Node) {
      switch node {
      case .all(let parts), .any(let parts): parts.forEach(add)
      case .not(let part): add(part)
      case .search(let name, let place):
        if !found.contains(where: { $0.name == name }) {
          found.append(SigmaReference(name: name, place: place))
        }
      case .selector: break
      }
    }
    add(condition.root)
    return found
  }

  /// The condition over places in `rules`; nil when an error was reported.
  func resolved(_ rules: [SigmaReference], _ problems: inout Problems) -> FeedCondition? {
    let before = problems.errorCount
    let resolved = resolve(condition.root, rules, &problems)
    guard problems.errorCount == before else { return nil }
    if resolved.holds({ _ in false }) {
      problems.error(
        "condition-of-nothing", at: condition.place,
        "the condition holds where no rule has matched", hint: "name a rule that must match")
      return nil
    }
    for (place, rule) in rules.enumerated() where !resolved.feeds.contains(place) {
      problems.warning(
        "unused-rule", at: rule.place, "the condition does not ask for '\(rule.name)'")
    }
    return resolved
  }

  private func resolve(
    _ node: SigmaCondition.Node, _ rules: [SigmaReference], _ problems: inout Problems
  ) -> FeedCondition {
    switch node {
    case .all(let parts): return .all(parts.map { resolve($0, rules, &problems) })
    case .any(let parts): return .any(parts.map { resolve($0, rules, &problems) })
    case .not(let part): return .not(resolve(part, rules, &problems))
    case .search(let name, let place):
      if let rule = rules.firstIndex(where: { $0.name == name }) { return .feed(rule) }
      problems.error(
        "unknown-rule", at: place, "the condition names '\(name)', which is not in 'rules'",
        hint: NearestName.hint(for: name, in: rules.map(\.name)))
      return .all([])
    case .selector(let isAll, let pattern, let place):
      let meant = rules.indices.filter { rule in
        pattern.map { Glob.matches($0, rules[rule].name) } ?? true
      }
      if meant.isEmpty {
        problems.error(
          "empty-selector", at: place, "no rule's name is like '\(pattern ?? "them")'")
      }
      let parts = meant.map { FeedCondition.feed($0) }
      return isAll ? .all(parts) : .any(parts)
    }
  }
}
