internal import Detect

extension RuleSet {
  /// Which of the correlations here means the same as each of an earlier set, so that it may go on
  /// with that one's windows: they have one id, count the same of the same rules, and those ask for
  /// the same.
  package func places(ofCorrelationsIn earlier: RuleSet) -> [Int?] {
    var known: [String: Int] = [:]
    for place in correlations.indices { known[definition(ofCorrelation: place)] = place }
    return earlier.correlations.indices.map { known[earlier.definition(ofCorrelation: $0)] }
  }

  /// By correlation, a text that is the same only for one whose windows hold the same.
  package var correlationDefinitions: [String] {
    correlations.indices.map(definition(ofCorrelation:))
  }

  /// All that decides what its windows hold, with fields by name: numbers of fields differ from set
  /// to set.
  private func definition(ofCorrelation place: Int) -> String {
    let rule = correlations[place]
    let bounds = rule.conditions.map { "\($0.comparison) \($0.value)" }
    let condition = rule.condition.map { "\($0)" } ?? ""
    let feeds = rule.feeds.map { feed in
      let source =
        switch feed.source {
        case .rule(let place): definition(ofRule: place)
        case .correlation(let place): definition(ofCorrelation: place)
        }
      let fields = (feed.groupBy + feed.values).map(fieldNames.name(of:))
      return "\(fields) of \(feed.groupBy.count) [\(source)]"
    }
    return "\(correlationInfo[place].id) \(rule.kind) \(rule.spanNanoseconds) \(rule.rearming) "
      + "\(bounds) \(condition) \(feeds)"
  }

  private func definition(ofRule place: Int) -> String {
    let tests = RuleExplanation.nodes(of: rules[place].condition).map { node in
      switch node {
      case .all(let parts): "all \(parts.count)"
      case .any(let parts): "any \(parts.count)"
      case .not: "not"
      case .test(let predicate): ConditionText.describe(predicate, fieldNames)
      }
    }
    return "\(rules[place].logSource) \(tests)"
  }
}
