package import Detect

/// A rule as it is understood, and why it holds or does not hold of an event.
package enum RuleExplanation {
  /// The condition and all of its parts, each before its own parts.
  package static func nodes(of condition: Condition) -> [Condition] {
    switch condition {
    case .all(let parts), .any(let parts): [condition] + parts.flatMap(nodes)
    case .not(let part): [condition] + nodes(of: part)
    case .test: [condition]
    }
  }

  /// The head of the rule and its condition as a tree, one node a line, two spaces a level.
  ///
  /// - Parameter witness: What an event must have for the rule to be looked at.
  package static func text(
    ofRule index: Int, in set: RuleSet, witness: String? = nil
  ) -> String {
    let info = set.ruleInfo[index]
    let rule = set.rules[index]
    var lines = head(info, set.fieldNames)
    if let witness { lines.append("witness     \(witness)") }
    if !rule.alerts { lines.append("raises      no alert of its own; it feeds a correlation") }
    if rule.alerts, info.suppressNanoseconds > 0 {
      let seconds = info.suppressNanoseconds / 1_000_000_000
      lines.append("again       not within \(seconds) s for the same entity")
    }
    let renamed = info.mappedFields.filter { $0.fields.map(set.fieldNames.name) != [$0.name] }
    for (number, field) in renamed.enumerated() {
      let targets = field.fields.map(set.fieldNames.name).joined(separator: ", ")
      let name = ConditionText.printable(Array(field.name.utf8))
      lines.append((number == 0 ? "fields      " : "            ") + "\(name) is \(targets)")
    }
    lines.append("")
    var tree = ConditionTree(names: set.fieldNames, event: nil)
    tree.add(rule.condition, depth: 0)
    return (lines + tree.lines).joined(separator: "\n") + "\n"
  }

  /// What an event makes of the rule: the verdict, why not, and the tree with each node marked `✓`
  /// or `✗` and the values that tests saw.
  package static func text(ofRule index: Int, in set: RuleSet, event: RuleFacts) -> String {
    let rule = set.rules[index]
    var lines = ["log source  \(text(of: event.logSource))"]
    lines.append("verdict     " + verdict(rule, event, asked: set.ruleInfo[index].logSourceText))
    let isConsidered = rule.logSource.matches(event.logSource)
    let reasons = isConsidered ? Blame.reasons(rule.condition, event, set.fieldNames) : []
    for (number, reason) in reasons.prefix(4).enumerated() {
      lines.append((number == 0 ? "because     " : "            ") + reason)
    }
    if reasons.count > 4 { lines.append("            and \(reasons.count - 4) more") }
    lines.append("")
    var tree = ConditionTree(names: set.fieldNames, event: event)
    tree.add(rule.condition, depth: 0)
    return (lines + tree.lines).joined(separator: "\n") + "\n"
  }

  /// The head of the correlation, what feeds it and when it fires.
  package static func text(ofCorrelation index: Int, in set: RuleSet) -> String {
    let rule = set.correlations[index]
    let names = set.fieldNames
    var lines = head(set.correlationInfo[index], names)
    lines.append("kind        \(rule.kind)")
    lines.append("within      \(rule.spanNanoseconds / 1_000_000_000) s")
    for bound in rule.conditions {
      lines.append("fires       \(bound.comparison.rawValue) \(bound.value)")
    }
    if let condition = rule.condition {
      lines.append("fires       " + text(of: condition, rule, in: set))
    }
    lines.append("again       " + again(rule.rearming))
    for feed in rule.feeds {
      let info = info(feed, in: set)
      let keys = feed.groupBy.map(names.name).joined(separator: ", ")
      let values = feed.values.map(names.name).joined(separator: ", ")
      lines.append(
        "feed        \(info.id) (\(ConditionText.printable(Array(info.title.utf8))))"
          + (keys.isEmpty ? "" : ", by \(keys)") + (values.isEmpty ? "" : ", values of \(values)"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// When a group that fired may fire again.
  private static func again(_ rearming: Rearming) -> String {
    let seconds = rearming.suppressNanoseconds / 1_000_000_000
    let policy =
      switch rearming.policy {
      case .timespan: "after a whole timespan"
      case .reset: "counting from nothing"
      case .always: "at each event"
      }
    return seconds == 0 ? policy : policy + ", and not within \(seconds) s"
  }

  private static func info(_ feed: CorrelationRule.Feed, in set: RuleSet) -> RuleInfo {
    switch feed.source {
    case .rule(let place): set.ruleInfo[place]
    case .correlation(let place): set.correlationInfo[place]
    }
  }

  private static func text(
    of condition: FeedCondition, _ rule: CorrelationRule, in set: RuleSet
  ) -> String {
    func joined(_ parts: [FeedCondition], _ word: String) -> String {
      parts.map { text(of: $0, rule, in: set) }.joined(separator: " \(word) ")
    }
    return switch condition {
    case .feed(let place): info(rule.feeds[place], in: set).id
    case .all(let parts): "(\(joined(parts, "and")))"
    case .any(let parts): "(\(joined(parts, "or")))"
    case .not(let part): "not \(text(of: part, rule, in: set))"
    }
  }

  private static func head(_ info: RuleInfo, _ names: FieldNames) -> [String] {
    let attribution = info.attribution
    let attack = attribution.techniques + attribution.tactics + attribution.groups
    return [
      "rule        \(info.id)", "title       \(ConditionText.printable(Array(info.title.utf8)))",
      "file        \(info.place)", "pack        \(info.pack)",
      "level       \(info.level.rawValue), \(info.phase.rawValue)",
      "log source  \(info.logSourceText)",
      "entity      \(info.entity.map(names.name).joined(separator: ", "))",
    ] + (attack.isEmpty ? [] : ["attack      \(attack.joined(separator: ", "))"])
  }

  private static func verdict(
    _ rule: DetectionRule, _ event: RuleFacts, asked: String
  ) -> String {
    guard rule.logSource.matches(event.logSource) else {
      return "not considered: the rule's log source is \(asked)"
    }
    return event.nodes.first?.holds == true ? "matches" : "does not match"
  }

  /// `linux/-/sshd`: products, categories and services, `-` where there are none.
  private static func text(of source: LogSource) -> String {
    [source.products, source.categories, source.services].map {
      $0.isEmpty ? "-" : $0.joined(separator: " ")
    }.joined(separator: "/")
  }
}

/// A condition as lines, with what an event says of each part.
private struct ConditionTree {
  let names: FieldNames
  let event: RuleFacts?
  var lines: [String] = []
  private var next = 0

  init(names: FieldNames, event: RuleFacts?) {
    self.names = names
    self.event = event
  }

  mutating func add(_ condition: Condition, depth: Int) {
    let node = event.flatMap { $0.nodes.indices ~= next ? $0.nodes[next] : nil }
    next += 1
    let mark = event == nil ? "" : node?.holds == true ? "✓ " : "✗ "
    let indent = String(repeating: "  ", count: depth)
    switch condition {
    case .all(let parts): add(indent + mark + "all of", parts, depth)
    case .any(let parts): add(indent + mark + "one of", parts, depth)
    case .not(let part): add(indent + mark + "not", [part], depth)
    case .test(let predicate):
      lines.append(indent + mark + ConditionText.describe(predicate, names))
      if let node {
        lines += FactText.lines(predicate, node, names).map { indent + "    " + $0 }
      }
    }
  }

  private mutating func add(_ line: String, _ parts: [Condition], _ depth: Int) {
    lines.append(line)
    for part in parts { add(part, depth: depth + 1) }
  }
}

/// What tests saw, in words.
private enum FactText {
  /// - Parameter limit: The most bytes of a value that are shown.
  static func lines(
    _ predicate: Predicate, _ node: RuleFacts.Node, _ names: FieldNames, limit: Int = 400
  ) -> [String] {
    var lines: [String] = []
    if let range = node.inRecord {
      lines.append("found in the record at bytes \(range.lowerBound)–\(range.upperBound)")
    }
    guard case .field(let id) = predicate.subject else {
      return lines + node.values.map { "found in \($0.name): \(text($0, limit))" }
    }
    if node.values.isEmpty { return ["the event has no \(names.name(of: id))"] }
    return node.values.enumerated().map { place, value in
      (node.matching.contains(place) ? "matched " : "the event has ") + text(value, limit)
    }
  }

  private static func text(_ value: RuleFacts.Value, _ limit: Int) -> String {
    let place = value.range.map { " at bytes \($0.lowerBound)–\($0.upperBound)" } ?? ""
    let text = ConditionText.printable(Array(value.text.prefix(limit)))
    let rest = value.text.count > limit ? "… (\(value.text.count) bytes)" : ""
    return "'\(text)'\(rest)\(place)"
  }
}

/// The tests that keep a condition from holding.
private struct Blame {
  private let names: FieldNames
  private let event: RuleFacts
  private var next = 0
  private var reasons: [String] = []

  static func reasons(
    _ condition: Condition, _ event: RuleFacts, _ names: FieldNames
  ) -> [String] {
    var blame = Blame(names: names, event: event)
    if event.nodes.first?.holds == false { blame.visit(condition, wanted: true) }
    return blame.reasons
  }

  private init(names: FieldNames, event: RuleFacts) {
    self.names = names
    self.event = event
  }

  /// Notes the tests below that make `condition` other than `wanted`.
  private mutating func visit(_ condition: Condition, wanted: Bool) {
    let node = event.nodes[next]
    guard node.holds != wanted else {
      next += RuleExplanation.nodes(of: condition).count
      return
    }
    next += 1
    switch condition {
    case .all(let parts), .any(let parts):
      for part in parts { visit(part, wanted: wanted) }
    case .not(let part): visit(part, wanted: !wanted)
    case .test(let predicate):
      let saw = FactText.lines(predicate, node, names, limit: 80).first.map { "; " + $0 } ?? ""
      let text = ConditionText.describe(predicate, names)
      reasons.append((wanted ? "not: " : "excluded: ") + text + saw)
    }
  }
}
