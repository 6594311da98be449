package import Detect

/// Turns checked rules into what Detect's matcher is built from: modifiers become tests, field
/// names numbers, and the condition a tree.
package struct RuleLowering {
  package private(set) var fields = FieldTable()
  package var problems = Problems()
  private var mappings: [LogSourceSelector: FieldMapping] = [:]
  /// Of the document being lowered: unknown names already spoken of, and the placeholders' values.
  private var reported: Set<String> = []
  /// The names that the document being lowered gives to fields, in order, and what they mean.
  package private(set) var mapped: [MappedField] = []
  /// Where its regular expressions stand.
  private(set) var expressionPlaces: [Expression: Place] = [:]
  private var placeholders: [String: [String]] = [:]
  private var mappedNames: Set<String> = []
  /// The tests of its searches so far.
  private var testCount = 0
  private var hasTooMany = false

  /// The most tests of one rule: modifiers, placeholders and conditions can make hundreds of
  /// thousands of values out of a few, and a matcher of them would take all memory.
  package static let testMaximum = 250_000

  package init() {}

  /// How fields are named in rules of this log source.
  package mutating func mapping(for source: LogSourceSelector) -> FieldMapping {
    if let known = mappings[source] { return known }
    let mapping = FieldMapping(for: source)
    mappings[source] = mapping
    return mapping
  }

  /// The number of the field that a rule calls `name`; the first, where several hold it.
  package mutating func field(_ name: String, _ mapping: FieldMapping, at place: Place) -> FieldID?
  {
    fieldIDs(name, mapping, at: place).first
  }

  /// The condition that `detection` states.
  ///
  /// - Parameter placeholders: Values for `%name%` in `|expand`.
  /// - Returns: Nil when an error was reported.
  package mutating func condition(
    of detection: SigmaDetection, for source: LogSourceSelector,
    placeholders: [String: [String]] = [:]
  ) -> Condition? {
    let before = problems.errorCount
    self.placeholders = placeholders
    reported = []
    mapped = []
    mappedNames = []
    testCount = 0
    hasTooMany = false
    expressionPlaces = [:]
    let mapping = mapping(for: source)
    var searches: [String: Condition] = [:]
    for search in detection.searches {
      searches[search.name] = lower(search.body, mapping)
    }
    guard problems.errorCount == before else { return nil }
    var resolver = SelectorResolver(detection, searches)
    let conditions = detection.conditions.compactMap {
      resolver.resolve($0.root, &problems)
    }
    if resolver.isExhausted { reportTooMany(at: detection.conditions[0].place) }
    resolver.reportUnused(&problems)
    return problems.errorCount == before ? Condition.any(of: conditions) : nil
  }

  private mutating func lower(_ search: SigmaSearch, _ mapping: FieldMapping) -> Condition {
    switch search {
    case .all(let items): Condition.all(of: items.compactMap { lower($0, mapping) })
    case .any(let searches): Condition.any(of: searches.map { lower($0, mapping) })
    case .keyword(let item): lower(item, mapping) ?? .any([])
    }
  }

  private mutating func reportTooMany(at place: Place) {
    hasTooMany = true
    problems.error(
      "too-many-tests", at: place,
      "the rule makes more than \(RuleLowering.testMaximum) tests of its values",
      hint: "make it several rules, or put addresses and names into an indicator list")
  }

  private mutating func lower(_ item: SigmaItem, _ mapping: FieldMapping) -> Condition? {
    guard !hasTooMany, let links = links(of: item) else { return nil }
    let modifiers = links.map(\.modifier)
    let chain = ModifierChain(
      links: links.filter { !$0.modifier.isOfList },
      placeholders: placeholders.merging(item.placeholders) { _, own in own })
    if modifiers.contains(.exists), item.field == nil || links.count > 1 || item.values.count > 1 {
      problems.error(
        "modifier-order", at: item.place, "'|exists' stands alone, with a field and one value")
      return nil
    }
    let isAll = modifiers.contains(.all)
    if isAll, item.values.count == 1 {
      problems.warning(
        "all-of-one", at: item.place, "'|all' has only one value", hint: "leave '|all' out")
    }
    var tests: [Condition] = []
    for node in item.values {
      guard let values = chain.apply(to: node, &problems) else { continue }
      var choices: [Condition] = []
      for value in values {
        guard let test = lower(value, item, chain, node, mapping) else { continue }
        choices.append(test)
        testCount += test.testCount
      }
      if testCount > RuleLowering.testMaximum {
        reportTooMany(at: item.place)
        return nil
      }
      tests.append(Condition.any(of: choices))
    }
    let condition = isAll ? Condition.all(of: tests) : Condition.any(of: tests)
    return modifiers.contains(.negated) ? .not(condition) : condition
  }

  /// The modifiers by name; nil when one is unknown.
  private mutating func links(of item: SigmaItem) -> [ModifierChain.Link]? {
    var links: [ModifierChain.Link] = []
    for modifier in item.modifiers {
      guard let known = Modifier.names[modifier.name] else {
        problems.error(
          "unknown-modifier", at: modifier.place, "unknown modifier '|\(modifier.name)'",
          hint: NearestName.hint(
            for: modifier.name, in: Modifier.names.keys.sorted(), prefix: "|")
            ?? "see 'Modifiers' in Documentation/Rules.md")
        return nil
      }
      links.append(
        ModifierChain.Link(modifier: known, name: modifier.name, place: modifier.place))
    }
    return links
  }

  private mutating func lower(
    _ value: ModifiedValue, _ item: SigmaItem, _ chain: ModifierChain, _ node: YAMLNode,
    _ mapping: FieldMapping
  ) -> Condition? {
    guard let name = item.field else { return keyword(value, chain, node) }
    guard let test = test(value, node, mapping) else { return nil }
    let ids = item.fields.flatMap { fieldIDs($0, mapping, at: item.place) }
    // Where one of several fields may hold the value, absence means that none does.
    let isAbsence = test == .null || test == .exists(false)
    let tests = ids.map { Condition.test(Predicate(.field($0), test)) }
    if name == "action", mapping.actionIsVerdict, let verdict = Verdict.type(for: test) {
      let type = Condition.test(Predicate(.field(FieldID(.eventType)), verdict))
      return Condition.any(of: tests + [type])
    }
    return isAbsence ? Condition.all(of: tests) : Condition.any(of: tests)
  }

  private mutating func test(
    _ value: ModifiedValue, _ node: YAMLNode, _ mapping: FieldMapping
  ) -> Test? {
    switch value {
    case .text(let text): return .text(text.pattern)
    case .number(let number): return .number(number)
    case .boolean(let flag): return .boolean(flag)
    case .null: return .null
    case .expression(let expression): return checked(expression, node)
    case .network(let prefix): return .network(prefix)
    case .exists(let flag): return .exists(flag)
    case .compared(let comparison, let number): return .compare(comparison, number)
    case .timePart(let part, let comparison, let number):
      return .timePart(part, comparison, number)
    case .reference(let name, let relation):
      return field(name, mapping, at: node.place).map { .field(relation, $0) }
    }
  }

  mutating func checked(_ expression: Expression, _ node: YAMLNode) -> Test? {
    do throws(RegularExpressionError) {
      _ = try RegularExpression(expression)
      expressionPlaces[expression] = node.place
      return .expression(expression)
    } catch {
      let style = node.scalar?.style
      let place =
        style == .block
        ? node.place : node.place.advanced(by: error.offset + (style == .quoted ? 1 : 0))
      problems.error(
        "bad-expression", at: place,
        "the regular expression '\(expression.pattern)' is not valid at offset \(error.offset): "
          + error.message)
      return nil
    }
  }

  private mutating func fieldIDs(
    _ name: String, _ mapping: FieldMapping, at place: Place
  ) -> [FieldID] {
    if mapping.hasTaxonomy, !mapping.knows(name), reported.insert(name).inserted {
      // A name that is nearly known is misspelt; others may be of a product that has more.
      let suggestion = mapping.suggestion(for: name)
      problems.append(
        Problem(
          suggestion == nil ? .note : .warning, "unknown-field", at: place,
          "the field '\(name)' is neither in ECS nor in the taxonomy of the rule's log source",
          hint: suggestion.map { "did you mean '\($0)'?" }))
    }
    let ids = mapping.targets(of: name).compactMap {
      fields.id(of: $0, isWindows: mapping.isWindows)
    }
    if mappedNames.insert(name).inserted {
      mapped.append(MappedField(name: name, fields: ids))
    }
    if ids.isEmpty, !hasTooMany {
      hasTooMany = true
      problems.error("too-many-fields", at: place, "the rules name more than 60000 fields")
    }
    return ids
  }
}

/// A name that a rule gives to a field, and the fields that hold it.
package struct MappedField: Sendable {
  package let name: String
  package let fields: [FieldID]
}

extension Condition {
  /// All of them; one by itself stays itself.
  static func all(of conditions: [Condition]) -> Condition {
    conditions.count == 1 ? conditions[0] : .all(conditions)
  }
  /// How many tests are in it.
  var testCount: Int {
    switch self {
    case .all(let parts), .any(let parts): parts.reduce(0) { $0 + $1.testCount }
    case .not(let part): part.testCount
    case .test: 1
    }
  }
  /// One of them; one by itself stays itself.
  static func any(of conditions: [Condition]) -> Condition {
    conditions.count == 1 ? conditions[0] : .any(conditions)
  }
}
