extension SigmaDocument {
  /// Reads one document of a rule file; what it is follows from its keys.
  ///
  /// - Returns: Nil when an error was reported.
  package static func read(_ node: YAMLNode, _ problems: inout Problems) -> SigmaDocument? {
    guard let map = node.map("a rule", &problems) else { return nil }
    let before = problems.errorCount
    let head = SigmaHead(map, &problems)
    let document: SigmaDocument?
    switch (map["correlation"], map["filter"], map["detection"]) {
    case (_?, nil, nil): document = correlation(map, head, &problems)
    case (nil, _?, nil): document = filter(map, head, &problems)
    case (nil, nil, _?): document = rule(map, head, &problems)
    case (nil, nil, nil):
      problems.error(
        "not-a-rule", at: map.place, "there is no 'detection', 'correlation' or 'filter'")
      return nil
    default:
      problems.error(
        "mixed-document", at: map.place,
        "'detection', 'correlation' and 'filter' cannot stand in one document",
        hint: "separate them with '---'")
      return nil
    }
    return problems.errorCount > before ? nil : document
  }

  private static func rule(
    _ map: YAMLMap, _ head: SigmaHead?, _ problems: inout Problems
  ) -> SigmaDocument? {
    let source = SigmaLogSource(map, &problems)
    let detection = map.map("detection", &problems).flatMap {
      SigmaDetection($0, besides: [], &problems)
    }
    guard let head, let source, let detection else { return nil }
    return .rule(SigmaRule(head: head, logSource: source, detection: detection))
  }

  private static func filter(
    _ map: YAMLMap, _ head: SigmaHead?, _ problems: inout Problems
  ) -> SigmaDocument? {
    let source = SigmaLogSource(map, &problems)
    guard let body = map.map("filter", &problems) else { return nil }
    let detection = SigmaDetection(body, besides: ["rules"], &problems)
    guard let head, let source, let detection else { return nil }
    var rules: [SigmaReference]?
    if let node = body["rules"], node.scalar?.text != "any", !node.isNull {
      let named = SigmaReference.list(node, "'rules'", &problems)
      rules = named.isEmpty ? nil : named
    }
    return .filter(
      SigmaFilter(head: head, logSource: source, rules: rules, detection: detection))
  }
}

extension SigmaReference {
  static func list(
    _ node: YAMLNode, _ what: String, _ problems: inout Problems
  ) -> [SigmaReference] {
    node.elements.compactMap { element in
      element.text(what, &problems).map { SigmaReference(name: $0, place: element.place) }
    }
  }
}

extension SigmaLogSource {
  init?(_ document: YAMLMap, _ problems: inout Problems) {
    guard let map = document.required("logsource", &problems)?.map("'logsource'", &problems) else {
      return nil
    }
    place = map.place
    product = map.text("product", &problems)?.lowercased()
    category = map.text("category", &problems)?.lowercased()
    service = map.text("service", &problems)?.lowercased()
    definition = map.text("definition", &problems)
    custom = map.entries.filter {
      !["product", "category", "service", "definition"].contains($0.key)
    }
    for entry in custom {
      problems.warning(
        "custom-log-source", at: entry.keyPlace,
        "the log source key '\(entry.key)' is not Sigma's and is not looked at",
        hint: NearestName.hint(for: entry.key, in: ["product", "category", "service"]))
    }
  }
}
