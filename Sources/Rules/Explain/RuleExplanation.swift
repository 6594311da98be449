package import Detect

/// A rule as it is understood, and why it holds or does not hold of an event.
package enum RuleExplanation {
  /// What an event says, for the parts of a condition.
  package struct Facts: Sendable {
    /// One value of a field: its text, and where its bytes stand, as a reader may look them up.
    package struct Value: Sendable {
      package let text: [UInt8]
      /// From the beginning of the record; nil for text that the decoder made.
      package let range: Range<Int>?

      package init(text: [UInt8], range: Range<Int>?) {
        self.text = text
        self.range = range
      }
    }

    /// The event's log source.
    package let logSource: LogSource
    /// Whether each node of the rule's condition holds, in the order of ``nodes(of:)``.
    package let truths: [Bool]
    /// The values of each field, in order.
    package let values: [FieldID: [Value]]

    package init(logSource: LogSource, truths: [Bool], values: [FieldID: [Value]]) {
      self.logSource = logSource
      self.truths = truths
      self.values = values
    }
  }

  /// The condition and all of its parts, each before its own parts: what is to be evaluated for
  /// ``Facts/truths``.
  package static func nodes(of condition: Condition) -> [Condition] {
    switch condition {
    case .all(let parts), .any(let parts): [condition] + parts.flatMap(nodes)
    case .not(let part): [condition] + nodes(of: part)
    case .test: [condition]
    }
  }

  /// The head of the rule and its condition as a tree, one node a line, two spaces a level.
  ///
  /// With `event`, each node is marked `✓` or `✗`, and tests say the values that they saw.
  package static func text(
    ofRule index: Int, in set: RuleSet, event: Facts? = nil
  ) -> String {
    var lines = head(set.ruleInfo[index], set.fieldNames)
    let rule = set.rules[index]
    if !rule.alerts { lines.append("raises      no alert of its own; it feeds a correlation") }
    if let event { lines.append(verdict(rule, event)) }
    lines.append("")
    var tree = Tree(names: set.fieldNames, event: event)
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
    for feed in rule.feeds {
      let info =
        switch feed.source {
        case .rule(let place): set.ruleInfo[place]
        case .correlation(let place): set.correlationInfo[place]
        }
      let keys = feed.groupBy.map(names.name).joined(separator: ", ")
      let values = feed.values.map(names.name).joined(separator: ", ")
      lines.append(
        "feed        \(info.id) (\(ConditionText.printable(Array(info.title.utf8))))"
          + (keys.isEmpty ? "" : ", by \(keys)") + (values.isEmpty ? "" : ", values of \(values)"))
    }
    return lines.joined(separator: "\n") + "\n"
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

  private static func verdict(_ rule: DetectionRule, _ event: Facts) -> String {
    guard rule.logSource.matches(event.logSource) else {
      let source = event.logSource
      let parts = [source.products, source.categories, source.services].map {
        $0.isEmpty ? "-" : $0.joined(separator: " ")
      }
      return "event       not considered: its log source is \(parts.joined(separator: "/"))"
    }
    return "event       " + (event.truths.first == true ? "matches" : "does not match")
  }

  private struct Tree {
    let names: FieldNames
    let event: Facts?
    var lines: [String] = []
    private var node = 0

    init(names: FieldNames, event: Facts?) {
      self.names = names
      self.event = event
    }

    mutating func add(_ condition: Condition, depth: Int) {
      switch condition {
      case .all(let parts): add("all of", parts, depth)
      case .any(let parts): add("one of", parts, depth)
      case .not(let part): add("not", [part], depth)
      case .test(let predicate):
        line(ConditionText.describe(predicate, names), depth)
        if let event { addValues(predicate, event, depth + 1) }
      }
    }

    private mutating func add(_ name: String, _ parts: [Condition], _ depth: Int) {
      line(name, depth)
      for part in parts { add(part, depth: depth + 1) }
    }

    private mutating func line(_ text: String, _ depth: Int) {
      let mark = event.map { $0.truths.indices ~= node && $0.truths[node] ? "✓ " : "✗ " } ?? ""
      node += 1
      lines.append(String(repeating: "  ", count: depth) + mark + text)
    }

    private mutating func addValues(_ predicate: Predicate, _ event: Facts, _ depth: Int) {
      guard case .field(let id) = predicate.subject else { return }
      let values = event.values[id] ?? []
      let indent = String(repeating: "  ", count: depth)
      if values.isEmpty { lines.append(indent + "the event has no \(names.name(of: id))") }
      for value in values {
        let place = value.range.map { " at bytes \($0.lowerBound)–\($0.upperBound)" } ?? ""
        let text = ConditionText.printable(Array(value.text.prefix(400)))
        let rest = value.text.count > 400 ? "… (\(value.text.count) bytes)" : ""
        lines.append(indent + "the event has '\(text)'\(rest)\(place)")
      }
    }
  }
}

extension RuleExplanation.Facts {
  /// What an event of a block says.
  package init(
    _ event: Event, _ columns: borrowing EventColumns, _ block: Block, logSource: LogSource,
    truths: [Bool]
  ) {
    let record = Int(event.recordStart)..<Int(event.recordEnd)
    var values: [FieldID: [Value]] = [:]
    for place in columns.fields(of: event) {
      let span = columns[field: place]
      let line = block.line(start: span.range.lowerBound, end: span.range.upperBound)
      let isInside =
        span.range.lowerBound >= record.lowerBound
        && span.range.upperBound <= record.upperBound
      let start = span.range.lowerBound - record.lowerBound
      values[span.field, default: []].append(
        Value(
          text: span.range.map { line[$0] },
          range: isInside ? start..<start + span.range.count : nil))
    }
    self.init(logSource: logSource, truths: truths, values: values)
  }
}

extension RuleExplanation {
  /// The rule, and what each part of its condition says of an event, by the reference evaluator.
  ///
  /// - Parameter logSource: The event's.
  package static func text(
    ofRule index: Int, in set: RuleSet, _ event: Event, _ columns: borrowing EventColumns,
    _ block: Block, logSource: LogSource
  ) -> String {
    var evaluator = ReferenceEvaluator()
    var truths: [Bool] = []
    for node in nodes(of: set.rules[index].condition) {
      truths.append(evaluator.holds(node, event, columns, block))
    }
    let facts = Facts(event, columns, block, logSource: logSource, truths: truths)
    return text(ofRule: index, in: set, event: facts)
  }
}
