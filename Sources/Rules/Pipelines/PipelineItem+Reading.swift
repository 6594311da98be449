internal import Detect

extension PipelineItem {
  private static let itemKeys = [
    "id", "type", "rule_conditions", "rule_cond_op", "rule_cond_not", "detection_item_conditions",
    "detection_item_cond_op", "detection_item_cond_not", "field_name_conditions",
    "field_name_cond_op", "field_name_cond_not",
  ]

  /// - Returns: Nil when an error was reported.
  init?(
    _ node: YAMLNode, number: Int, variables: [String: [String]], _ problems: inout Problems
  ) {
    let before = problems.errorCount
    guard let map = node.map("a transformation", &problems),
      let type = map.requiredText("type", &problems),
      let read = PipelineItem.readers[type]
    else {
      if problems.errorCount == before { PipelineItem.report(node, &problems) }
      return nil
    }
    map.reportUnknownKeys(besides: PipelineItem.itemKeys + read.keys, &problems)
    let change = read.change(map, variables, &problems)
    place = node.place
    ruleConditions = PipelineConditions(map, "rule", &problems) { condition, problems in
      PipelineRuleCondition(condition, &problems)
    }
    itemConditions = PipelineConditions(map, "detection_item", &problems) { condition, problems in
      PipelineItemCondition(condition, &problems)
    }
    fieldConditions = PipelineConditions(map, "field_name", &problems) { condition, problems in
      PipelineFieldCondition(condition, &problems)
    }
    guard let change, problems.errorCount == before else { return nil }
    self.change = change
  }

  private static func report(_ node: YAMLNode, _ problems: inout Problems) {
    let type = node.map?["type"]
    let name = type?.scalar?.text ?? ""
    problems.error(
      "pipeline-unsupported", at: type?.place ?? node.place,
      "the transformation '\(name)' is not supported",
      hint: NearestName.hint(for: name, in: readers.keys.sorted())
        ?? "supported are \(readers.keys.sorted().joined(separator: ", "))")
  }

  private struct Reader: Sendable {
    let keys: [String]
    let change: @Sendable (YAMLMap, [String: [String]], inout Problems) -> Change?
  }

  private static let readers: [String: Reader] = [
    "field_name_mapping": Reader(keys: ["mapping"]) { map, _, problems in
      guard let mapping = mapping(map, &problems) else { return nil }
      return .rename { mapping[$0] ?? [$0] }
    },
    "field_name_prefix_mapping": Reader(keys: ["mapping"]) { map, _, problems in
      guard let body = map.required("mapping", &problems)?.map("'mapping'", &problems),
        let mapping = mapping(map, &problems)
      else { return nil }
      let prefixes = body.keys
      return .rename { name in
        guard let prefix = prefixes.first(where: name.hasPrefix) else { return [name] }
        return (mapping[prefix] ?? []).map { $0 + name.dropFirst(prefix.count) }
      }
    },
    "field_name_prefix": Reader(keys: ["prefix"]) { map, _, problems in
      map.requiredText("prefix", &problems).map { prefix in .rename { [prefix + $0] } }
    },
    "field_name_suffix": Reader(keys: ["suffix"]) { map, _, problems in
      map.requiredText("suffix", &problems).map { suffix in .rename { [$0 + suffix] } }
    },
    "drop_detection_item": Reader(keys: []) { _, _, _ in .drop },
    "value_placeholders": Reader(keys: ["include", "exclude"]) { map, variables, problems in
      .placeholders(placeholders(map, variables, &problems))
    },
    "wildcard_placeholders": Reader(keys: ["include", "exclude"]) { map, _, problems in
      .placeholders(placeholders(map, nil, &problems))
    },
    "add_condition": Reader(keys: ["conditions", "name", "template", "negated"]) {
      map, _, problems in
      guard let body = map.required("conditions", &problems)?.map("'conditions'", &problems) else {
        return nil
      }
      return .condition(
        AddedCondition(
          map: body, isTemplate: map.boolean("template", &problems) ?? false,
          isNegated: map.boolean("negated", &problems) ?? false))
    },
    "change_logsource": Reader(keys: ["product", "category", "service"]) { map, _, problems in
      .logSource(
        product: map.text("product", &problems)?.lowercased(),
        category: map.text("category", &problems)?.lowercased(),
        service: map.text("service", &problems)?.lowercased())
    },
    "rule_failure": Reader(keys: ["message"]) { map, _, problems in
      map.requiredText("message", &problems).map(Change.ruleFailure)
    },
    "detection_item_failure": Reader(keys: ["message"]) { map, _, problems in
      map.requiredText("message", &problems).map(Change.itemFailure)
    },
  ]

  private static func mapping(_ map: YAMLMap, _ problems: inout Problems) -> [String: [String]]? {
    guard let body = map.required("mapping", &problems)?.map("'mapping'", &problems) else {
      return nil
    }
    var mapping: [String: [String]] = [:]
    for entry in body.entries {
      let names = entry.value.texts("the name for '\(entry.key)'", &problems)
      if names.isEmpty {
        problems.error(
          "pipeline", at: entry.value.place, "'\(entry.key)' is mapped to nothing",
          hint: "write a name, or drop the item with drop_detection_item")
      }
      mapping[entry.key] = names
    }
    return mapping
  }

  private static func placeholders(
    _ map: YAMLMap, _ variables: [String: [String]]?, _ problems: inout Problems
  ) -> PipelinePlaceholders {
    let include = map.texts("include", &problems)
    let exclude = map.texts("exclude", &problems)
    if include != nil, exclude != nil {
      problems.error("pipeline", at: map.place, "'include' and 'exclude' exclude each other")
    }
    return PipelinePlaceholders(variables: variables, include: include, exclude: exclude)
  }
}

extension PipelineConditions {
  /// Reads `<kind>_conditions`, `<kind>_cond_op` and `<kind>_cond_not`.
  init(
    _ map: YAMLMap, _ kind: String, _ problems: inout Problems,
    _ read: (YAMLMap, inout Problems) -> Condition?
  ) {
    for node in map.list("\(kind)_conditions", &problems) ?? [] {
      guard let body = node.map("a condition", &problems) else { continue }
      if let condition = read(body, &problems) { conditions.append(condition) }
    }
    switch map.text("\(kind)_cond_op", &problems) {
    case nil, "and": isAny = false
    case "or": isAny = true
    case .some(let word):
      problems.error(
        "unknown-value", at: map["\(kind)_cond_op"]?.place ?? map.place,
        "'\(kind)_cond_op' is '\(word)'", hint: "write 'and' or 'or'")
    }
    isNegated = map.boolean("\(kind)_cond_not", &problems) ?? false
  }
}

extension YAMLMap {
  /// The condition's type, and a problem when it has other keys than it may.
  fileprivate func conditionType(
    _ types: [String: [String]], _ problems: inout Problems
  ) -> String? {
    guard let type = requiredText("type", &problems) else { return nil }
    guard let keys = types[type] else {
      problems.error(
        "pipeline-unsupported", at: self["type"]?.place ?? place,
        "the condition '\(type)' is not supported here",
        hint: NearestName.hint(for: type, in: types.keys.sorted())
          ?? "supported are \(types.keys.sorted().joined(separator: ", "))")
      return nil
    }
    reportUnknownKeys(besides: ["type"] + keys, &problems)
    return type
  }
}

extension PipelineRuleCondition {
  init?(_ map: YAMLMap, _ problems: inout Problems) {
    let types = [
      "logsource": ["product", "category", "service"], "contains_field": ["field"],
      "contains_detection_item": ["field", "value"], "is_sigma_rule": [],
      "is_sigma_correlation_rule": [], "tag": ["tag"],
    ]
    switch map.conditionType(types, &problems) {
    case "logsource":
      self = .logSource(
        product: map.text("product", &problems)?.lowercased(),
        category: map.text("category", &problems)?.lowercased(),
        service: map.text("service", &problems)?.lowercased())
    case "contains_field":
      guard let name = map.requiredText("field", &problems) else { return nil }
      self = .containsField(name)
    case "contains_detection_item":
      guard let name = map.requiredText("field", &problems),
        let value = map.required("value", &problems)?.scalar
      else { return nil }
      self = .containsItem(field: name, value: value)
    case "is_sigma_rule": self = .isDetection(true)
    case "is_sigma_correlation_rule": self = .isDetection(false)
    case "tag":
      guard let name = map.requiredText("tag", &problems) else { return nil }
      self = .tag(name)
    default: return nil
    }
  }
}

extension PipelineItemCondition {
  init?(_ map: YAMLMap, _ problems: inout Problems) {
    let types = [
      "match_string": ["cond", "pattern", "negate"], "match_value": ["cond", "value"],
      "contains_wildcard": ["cond"], "is_null": ["cond"],
    ]
    guard let type = map.conditionType(types, &problems),
      let cond = map.requiredText("cond", &problems)
    else { return nil }
    guard cond == "all" || cond == "any" else {
      problems.error(
        "unknown-value", at: map["cond"]?.place ?? map.place, "'cond' is '\(cond)'",
        hint: "write 'any' or 'all'")
      return nil
    }
    let isAll = cond == "all"
    switch type {
    case "match_string":
      guard let expression = map.required("pattern", &problems)?.anchored(&problems) else {
        return nil
      }
      self = .matchesText(
        expression, isAll: isAll, isNegated: map.boolean("negate", &problems) ?? false)
    case "match_value":
      guard let value = map.required("value", &problems)?.scalar else { return nil }
      self = .equals(value, isAll: isAll)
    case "contains_wildcard": self = .hasWildcard(isAll: isAll)
    default: self = .isNull(isAll: isAll)
    }
  }
}

extension PipelineFieldCondition {
  init?(_ map: YAMLMap, _ problems: inout Problems) {
    let keys = ["fields", "mode"]
    let types = ["include_fields": keys, "exclude_fields": keys]
    guard let type = map.conditionType(types, &problems),
      let fields = map.required("fields", &problems)
    else { return nil }
    isExclusion = type == "exclude_fields"
    switch map.text("mode", &problems) {
    case nil, "plain": (names, expressions) = (fields.texts("'fields'", &problems), [])
    case "re":
      (names, expressions) = ([], fields.elements.compactMap { $0.anchored(&problems) })
    case .some(let mode):
      problems.error(
        "unknown-value", at: map["mode"]?.place ?? map.place, "'mode' is '\(mode)'",
        hint: "write 'plain' or 're'")
      return nil
    }
  }
}

extension YAMLNode {
  /// The regular expression that this is, which must match from the beginning.
  fileprivate func anchored(_ problems: inout Problems) -> RegularExpression? {
    guard let text = text("a regular expression", &problems) else { return nil }
    do throws(RegularExpressionError) {
      return try RegularExpression(Expression("\\A(?:\(text))"))
    } catch {
      problems.error("bad-expression", at: place, "the regular expression is not valid: \(error)")
      return nil
    }
  }
}
