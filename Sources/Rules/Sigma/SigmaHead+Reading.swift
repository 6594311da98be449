extension SigmaHead {
  private static let ownKeys = [
    "title", "id", "name", "status", "level", "description", "author", "date", "modified",
    "license", "references", "tags", "fields", "falsepositives", "related", "scope", "taxonomy",
    "detectd",
  ]
  private static let bodyKeys = [
    "logsource", "detection", "correlation", "filter", "generate", "action",
  ]

  /// Reads the keys that all kinds share. Problems with prose leave the rule usable; without a
  /// title there is no rule.
  init?(_ map: YAMLMap, _ problems: inout Problems) {
    guard let title = map.requiredText("title", &problems) else { return nil }
    let before = problems.errorCount
    self.title = title
    id = map.text("id", &problems)?.lowercased()
    name = map.text("name", &problems)
    status = map.choice("status", &problems)
    level = map.choice("level", &problems)
    description = map.text("description", &problems)
    author = map["author"]?.elements.compactMap { $0.scalar?.text }.joined(separator: ", ")
    date = map.text("date", &problems)
    modified = map.text("modified", &problems)
    license = map.text("license", &problems)
    references = map.texts("references", &problems) ?? []
    tags = map.texts("tags", &problems) ?? []
    fields = map.texts("fields", &problems) ?? []
    falsePositives = map.texts("falsepositives", &problems) ?? []
    scope = map.texts("scope", &problems) ?? []
    taxonomy = map.text("taxonomy", &problems)
    related = SigmaHead.related(map["related"], &problems)
    let own = map.map("detectd", &problems)
    own?.reportUnknownKeys(besides: ["entity", "phase", "rearm", "suppress"], &problems)
    entity = own?.texts("entity", &problems)
    phase = own?.choice("phase", &problems)
    suppressNanoseconds = SigmaHead.silence(own, of: map, &problems)
    custom = map.entries.filter {
      !SigmaHead.ownKeys.contains($0.key) && !SigmaHead.bodyKeys.contains($0.key)
    }
    place = map.place
    namePlace = (map["id"] ?? map["name"] ?? map["title"])?.place ?? map.place
    SigmaHead.reportLikelyMisspellings(custom, &problems)
    if problems.errorCount > before { return nil }
  }

  private static func related(_ node: YAMLNode?, _ problems: inout Problems) -> [Related] {
    let types = ["derived", "obsolete", "obsoletes", "merged", "renamed", "similar"]
    return (node?.elements ?? []).compactMap { element in
      guard let map = element.map("'related'", &problems),
        let id = map.requiredText("id", &problems),
        let type = map.requiredText("type", &problems)
      else { return nil }
      if !types.contains(type) {
        problems.warning(
          "unknown-value", at: map["type"]?.place ?? map.place, "'type' is '\(type)'",
          hint: NearestName.hint(for: type, in: types)
            ?? "write one of \(types.joined(separator: ", "))")
      }
      return Related(id: id.lowercased(), type: type)
    }
  }

  /// `detectd.suppress` of rules and correlations; `rearm` is for those that count.
  private static func silence(
    _ own: YAMLMap?, of document: YAMLMap, _ problems: inout Problems
  ) -> Int64 {
    if document["correlation"] == nil, let node = own?["rearm"] {
      problems.error(
        "suppression", at: node.place, "'rearm' is for correlations",
        hint: "write 'suppress' for the least time between two alerts about the same")
    }
    if document["filter"] != nil, let node = own?["suppress"] {
      problems.error(
        "suppression", at: node.place, "a filter raises no alerts",
        hint: "write 'suppress' in the rule")
    }
    let silence = own?.timespan("suppress", &problems) ?? 0
    if silence > 1 << 61, let node = own?["suppress"] {
      problems.error(
        "bad-timespan", at: node.place, "'suppress' is too long", hint: "it may be at most 73y")
    }
    return silence
  }

  /// Own keys are the user's business, unless they look like a slip of the finger.
  private static func reportLikelyMisspellings(
    _ custom: [YAMLMap.Entry], _ problems: inout Problems
  ) {
    for entry in custom {
      guard let hint = NearestName.hint(for: entry.key, in: ownKeys + bodyKeys) else { continue }
      problems.warning("unknown-key", at: entry.keyPlace, "unknown key '\(entry.key)'", hint: hint)
    }
  }
}
