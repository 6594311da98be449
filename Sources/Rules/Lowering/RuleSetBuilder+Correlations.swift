internal import Detect

extension RuleSetBuilder {
  /// Lowers correlations so that each comes after those that feed it, then silences the rules that
  /// only feed them.
  mutating func lowerCorrelations() {
    var state: [Int: Visit] = [:]
    for index in loaded.indices {
      if case .correlation = loaded[index].document { visit(index, &state, path: []) }
    }
    silenceFeeders()
  }

  private enum Visit: Equatable {
    case open, failed
    /// The longest chain of correlations that ends in it.
    case done(depth: Int)
  }

  private static let depthMaximum = 8
  /// How far it looks for the beginning of a chain that is too long anyway.
  private static let pathMaximum = 64

  /// Depth first; a correlation met while still open is a cycle.
  private mutating func visit(_ index: Int, _ state: inout [Int: Visit], path: [Int]) {
    guard state[index] == nil, case .correlation(let rule) = loaded[index].document else { return }
    state[index] = .open
    var feeds: [(reference: SigmaReference, target: Int)] = []
    var depth = 1
    for reference in rule.rules {
      guard let target = target(of: reference) else { continue }
      if case .correlation = loaded[target].document {
        if state[target] == .open {
          reportCycle(reference, path + [index], target)
          continue
        }
        if path.count < Self.pathMaximum { visit(target, &state, path: path + [index]) }
        let below = if case .done(let depth) = state[target] { depth } else { 0 }
        guard path.count < Self.pathMaximum, below < Self.depthMaximum else {
          lowering.problems.error(
            "correlation-depth", at: reference.place,
            "correlations feed each other more than 8 deep")
          continue
        }
        depth = max(depth, below + 1)
      }
      guard ruleIndex[target] != nil || correlationIndex[target] != nil else {
        reportRefused(reference)
        continue
      }
      feeds.append((reference, target))
    }
    let isWhole = feeds.count == rule.rules.count && lower(rule, index, feeds)
    state[index] = isWhole ? .done(depth: depth) : .failed
    if !isWhole { drop(index) }
  }

  private mutating func target(of reference: SigmaReference) -> Int? {
    if let target = byName[reference.name] ?? byName[reference.name.lowercased()] {
      if case .filter = loaded[target].document {
        lowering.problems.error(
          "unknown-rule", at: reference.place, "'\(reference.name)' is a filter, not a rule")
        return nil
      }
      return target
    }
    if refusedNames.contains(reference.name.lowercased()) {
      reportRefused(reference)
      return nil
    }
    let titled = loaded.first { $0.document.head.title == reference.name }
    lowering.problems.error(
      "unknown-rule", at: reference.place, "no rule has the id or name '\(reference.name)'",
      hint: titled.map { "write its id, '\($0.id)'" }
        ?? NearestName.hint(for: reference.name, in: byName.keys.sorted()))
    return nil
  }

  private mutating func reportRefused(_ reference: SigmaReference) {
    lowering.problems.error(
      "refused-rule", at: reference.place,
      "the rule '\(reference.name)' has errors and was not loaded")
  }

  private mutating func reportCycle(_ reference: SigmaReference, _ path: [Int], _ target: Int) {
    let start = path.firstIndex(of: target) ?? 0
    let names = (path[start...] + [target]).map { loaded[$0].id }
    lowering.problems.error(
      "correlation-cycle", at: reference.place,
      "the correlation feeds itself: \(names.joined(separator: " ← "))")
  }

  private mutating func lower(
    _ rule: SigmaCorrelation, _ index: Int, _ feeds: [(reference: SigmaReference, target: Int)]
  ) -> Bool {
    let before = lowering.problems.errorCount
    checkAliases(rule)
    guard lowering.problems.errorCount == before else { return false }
    var lowered: [CorrelationRule.Feed] = []
    var inherited = RuleAttribution()
    for (reference, target) in feeds {
      let source = logSource(of: target)
      let mapping = lowering.mapping(for: source)
      let read = { (name: String) in rule.field(name, for: reference, self.loaded[target]) }
      let (groupNames, valueNames) = (rule.groupBy.map(read), rule.values.map(read))
      let groupBy = fields(groupNames, target, reference, mapping, at: rule.place)
      let values = fields(valueNames, target, reference, mapping, at: rule.place)
      let origin: CorrelationRule.Source =
        if let place = ruleIndex[target] { .rule(place) } else {
          .correlation(correlationIndex[target] ?? 0)
        }
      lowered.append(CorrelationRule.Feed(source: origin, groupBy: groupBy, values: values))
      inherited.formUnion(attribution(of: target))
    }
    guard lowering.problems.errorCount == before, let first = feeds.first else { return false }
    let source = logSource(of: first.target)
    let keys = RuleSetBuilder.defaultEntity.filter { field in
      lowered.contains { $0.groupBy.contains(field) }
    }
    correlationIndex[index] = set.correlations.count
    set.correlations.append(
      CorrelationRule(
        kind: rule.loweredKind, feeds: lowered, spanNanoseconds: rule.spanNanoseconds,
        conditions: rule.bounds.compactMap { bound in
          Comparison(rawValue: bound.comparison).map { CorrelationRule.Bound($0, bound.value) }
        }, condition: rule.condition, rearming: rule.rearming))
    set.correlationInfo.append(
      info(
        index, source: source, entity: keys.isEmpty ? nil : keys, inherited: inherited))
    set.files[loaded[index].file].loaded += 1
    return true
  }

  /// The fields that names of a correlation mean in what it refers to.
  private mutating func fields(
    _ names: [String], _ target: Int, _ reference: SigmaReference, _ mapping: FieldMapping,
    at place: Place
  ) -> [FieldID] {
    if correlationIndex[target] != nil { return chainedFields(names, target, reference, mapping) }
    return renamed(names, target).compactMap { lowering.field($0, mapping, at: place) }
  }

  /// The fields of an event that is the firing of another correlation: it has those by which that
  /// one groups, under the names written there or their own.
  private mutating func chainedFields(
    _ names: [String], _ target: Int, _ reference: SigmaReference, _ mapping: FieldMapping
  ) -> [FieldID] {
    guard case .correlation(let inner) = loaded[target].document,
      let known = correlationIndex[target].flatMap({ set.correlations[$0].feeds.first?.groupBy })
    else { return [] }
    return names.compactMap { name in
      if let place = inner.groupBy.firstIndex(of: name), place < known.count { return known[place] }
      if let field = lowering.field(name, mapping, at: reference.place), known.contains(field) {
        return field
      }
      lowering.problems.error(
        "chain-field", at: reference.place,
        "'\(reference.name)' is a correlation that does not group by '\(name)'",
        hint: inner.groupBy.isEmpty
          ? "write group-by: [\(name)] there too"
          : "it has \(inner.groupBy.joined(separator: ", "))")
      return nil
    }
  }

  /// What the pipelines call these fields in the rule at `index`; of several names the first.
  private func renamed(_ names: [String], _ index: Int) -> [String] {
    guard !pipelines.isEmpty, case .rule(let rule) = loaded[index].document else { return names }
    var subject = PipelineSubject(rule, names: names)
    var silent = Problems()
    return subject.apply(pipelines, &silent) ? subject.names.compactMap(\.first) : names
  }

  private mutating func checkAliases(_ rule: SigmaCorrelation) {
    for alias in rule.aliases {
      for (reference, _) in alias.fields
      where !rule.rules.contains(where: { names(reference, sameAs: $0) }) {
        lowering.problems.error(
          "alias-rule", at: reference.place,
          "the alias '\(alias.name)' names '\(reference.name)', which is not in 'rules'",
          hint: NearestName.hint(for: reference.name, in: rule.rules.map(\.name)))
      }
      if !rule.groupBy.contains(alias.name), !rule.values.contains(alias.name) {
        lowering.problems.warning(
          "unused-alias", at: alias.place, "nothing reads the alias '\(alias.name)'",
          hint: "name it in 'group-by'")
      }
    }
  }

  /// Whether both name one document, be it by id or by name.
  private func names(_ a: SigmaReference, sameAs b: SigmaReference) -> Bool {
    if a.name == b.name { return true }
    let first = byName[a.name] ?? byName[a.name.lowercased()]
    return first != nil && first == byName[b.name] ?? byName[b.name.lowercased()]
  }

  private func attribution(of target: Int) -> RuleAttribution {
    if let place = ruleIndex[target] { return set.ruleInfo[place].attribution }
    return correlationIndex[target].map { set.correlationInfo[$0].attribution }
      ?? RuleAttribution()
  }

  /// Of a correlation: that of the first rule that feeds it, which its fields are named by.
  private func logSource(of target: Int) -> LogSourceSelector {
    if let place = ruleIndex[target] { return set.rules[place].logSource }
    return correlationIndex[target].map { set.correlationInfo[$0].logSource }
      ?? LogSourceSelector()
  }

  /// A rule that feeds a correlation raises alerts of its own only where one says `generate: true`.
  private mutating func silenceFeeders() {
    var silent = (rules: Set<Int>(), correlations: Set<Int>())
    var loud = silent
    for (index, place) in correlationIndex {
      guard case .correlation(let rule) = loaded[index].document else { continue }
      for feed in set.correlations[place].feeds {
        switch (feed.source, rule.generates) {
        case (.rule(let fed), false): silent.rules.insert(fed)
        case (.rule(let fed), true): loud.rules.insert(fed)
        case (.correlation(let fed), false): silent.correlations.insert(fed)
        case (.correlation(let fed), true): loud.correlations.insert(fed)
        }
      }
    }
    for index in silent.rules.subtracting(loud.rules) {
      set.rules[index] = set.rules[index].silenced
    }
    for index in silent.correlations.subtracting(loud.correlations) {
      set.correlations[index] = set.correlations[index].silenced
    }
  }
}

extension DetectionRule {
  fileprivate var silenced: DetectionRule {
    DetectionRule(logSource: logSource, condition: condition, alerts: false)
  }
}

extension CorrelationRule {
  fileprivate var silenced: CorrelationRule {
    CorrelationRule(
      kind: kind, feeds: feeds, spanNanoseconds: spanNanoseconds, conditions: conditions,
      condition: condition, rearming: rearming, alerts: false)
  }
}

extension SigmaCorrelation {
  fileprivate var loweredKind: CorrelationRule.Kind {
    switch kind {
    case .eventCount: .eventCount
    case .valueCount: .valueCount
    case .temporal: .temporal
    case .temporalOrdered: .temporalOrdered
    case .valueSum: .valueSum
    case .valueAverage: .valueAverage
    case .valuePercentile: .valuePercentile(percentile ?? 0)
    case .valueMedian: .valueMedian
    }
  }

  /// The field that `name` stands for in one of the rules: an alias's, or the field of that name.
  fileprivate func field(
    _ name: String, for reference: SigmaReference, _ loaded: RuleSetBuilder.Loaded
  ) -> String {
    guard let alias = aliases.first(where: { $0.name == name }) else { return name }
    let head = loaded.document.head
    let pair = alias.fields.first { rule, _ in
      rule.name == reference.name || rule.name.lowercased() == head.id || rule.name == head.name
    }
    return pair?.field ?? name
  }
}
