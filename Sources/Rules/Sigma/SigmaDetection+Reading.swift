extension SigmaDetection {
  /// - Parameter known: Keys that are neither searches nor conditions.
  init?(_ map: YAMLMap, besides known: [String], _ problems: inout Problems) {
    let before = problems.errorCount
    let own = ["condition", "timeframe"] + known
    place = map.place
    timeframe = map.text("timeframe", &problems)
    searches = map.entries.filter { !own.contains($0.key) }.compactMap { entry in
      SigmaSearch.read(entry.value, depth: 0, &problems).map {
        Search(name: entry.key, place: entry.keyPlace, body: $0)
      }
    }
    conditions =
      map.required("condition", &problems)?.elements.compactMap {
        SigmaCondition($0, &problems)
      } ?? []
    if let empty = map["condition"], empty.list?.isEmpty == true {
      problems.error("empty-condition", at: empty.place, "the list of conditions is empty")
    }
    if searches.isEmpty, problems.errorCount == before {
      problems.error(
        "no-search", at: map.place, "there is nothing to search for",
        hint: "write a search, such as selection: {field: value}")
    }
    if problems.errorCount > before { return nil }
  }
}

extension SigmaSearch {
  /// Reads what stands under a search identifier, or an element of a list there.
  static func read(_ node: YAMLNode, depth: Int, _ problems: inout Problems) -> SigmaSearch? {
    switch node.kind {
    case .map(let map):
      let items = map.entries.map { SigmaItem($0, &problems) }
      if items.isEmpty {
        problems.error("empty-search", at: node.place, "the map is empty")
        return nil
      }
      return .all(items.compactMap { $0 })
    case .list(let list):
      if list.isEmpty {
        problems.error("empty-search", at: node.place, "the list is empty")
        return nil
      }
      return .any(list.compactMap { read($0, depth: depth + 1, &problems) })
    case .scalar(let scalar):
      if scalar.value == .null {
        problems.error(
          "empty-search", at: node.place, "there is nothing to search for here",
          hint: "write a field and its value, or a keyword")
        return nil
      }
      return .keyword(SigmaItem(field: nil, place: node.place, modifiers: [], values: [node]))
    }
  }
}

extension SigmaItem {
  init?(_ entry: YAMLMap.Entry, _ problems: inout Problems) {
    let parts = entry.key.split(separator: "|", omittingEmptySubsequences: false)
    let name = String(parts[0])
    var column = entry.keyIsQuoted ? 1 : 0
    column += name.unicodeScalars.count
    var modifiers: [Modifier] = []
    for part in parts.dropFirst() {
      modifiers.append(
        Modifier(name: String(part), place: entry.keyPlace.advanced(by: column)))
      column += part.unicodeScalars.count + 1
    }
    field = name.isEmpty ? nil : name
    place = entry.keyPlace
    self.modifiers = modifiers
    switch entry.value.kind {
    case .scalar: values = [entry.value]
    case .list(let list): values = list
    case .map:
      problems.error(
        "nested-map", at: entry.value.place,
        "'\(entry.key)' must be a value or a list, but is a map",
        hint: "write nested fields with dots: \(name).\(entry.value.map?.keys.first ?? "name")")
      return nil
    }
    if values.isEmpty {
      problems.error(
        "empty-list", at: entry.value.place, "'\(entry.key)' has no values",
        hint: "write null for an absent field")
      return nil
    }
    for value in values where value.scalar == nil {
      problems.error(
        "wrong-type", at: value.place,
        "a value of '\(entry.key)' must be a text or a number, but is \(value.sort)")
      return nil
    }
  }
}
