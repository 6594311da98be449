package import Detect

/// Sigma's field names for one log source, and the ECS names of the same things.
package struct Taxonomy: Sendable {
  /// The rules that it is for: any of these, by product, category and service.
  let sources: [LogSourceSelector]
  /// To one ECS name, or to several of which each may hold the value.
  let names: [String: [String]]

  func covers(_ source: LogSourceSelector) -> Bool {
    sources.contains { own in
      (own.product == nil || own.product == source.product)
        && (own.category == nil || own.category == source.category)
        && (own.service == nil || own.service == source.service)
    }
  }
}

/// How the field names of a rule are read, which its log source decides.
package struct FieldMapping: Sendable {
  private let names: [String: [String]]
  /// Whether the log source has a taxonomy, so that an unknown name is worth a note.
  package let hasTaxonomy: Bool
  /// Whether `action` means a packet filter's verdict.
  package let actionIsVerdict: Bool
  /// Whether its fields are values of Windows events, or of Sysmon elsewhere.
  package let isWindows: Bool

  package init(for source: LogSourceSelector) {
    let tables = Taxonomy.all.filter { $0.covers(source) }
    hasTaxonomy = !tables.isEmpty
    names = tables.reduce(into: [:]) { merged, table in
      merged.merge(table.names) { first, _ in first }
    }
    actionIsVerdict = names["action"] == ["event.action"]
    isWindows =
      source.product == "windows" || source == LogSourceSelector()
      || source.category.map(Taxonomy.endpointCategories.contains) ?? false
  }

  /// The fields that hold what a rule calls `name`: one or several.
  package func targets(of name: String) -> [String] {
    FieldMapping.isECS(name) ? [name] : names[name] ?? [name]
  }

  /// Whether the name is in the taxonomy or is an ECS name.
  package func knows(_ name: String) -> Bool {
    if names[name] != nil || FieldMapping.isECS(name) { return true }
    guard let dot = name.firstIndex(of: ".") else { return false }
    return FieldMapping.fieldSets.contains(String(name[..<dot]))
  }

  /// The nearest name that is known.
  package func suggestion(for name: String) -> String? {
    NearestName.of(name, in: names.keys.sorted() + Field.allCases.map(\.rawValue))
  }

  private static func isECS(_ name: String) -> Bool {
    FieldNames.ecs.id(of: name).map { FieldNames.ecs.name(of: $0) == name } ?? false
  }

  /// Top-level names of ECS 8.
  private static let fieldSets: Set<String> = [
    "agent", "client", "cloud", "container", "data_stream", "destination", "device", "dll", "dns",
    "ecs", "email", "error", "event", "faas", "file", "group", "host", "http", "labels", "log",
    "network", "observer", "orchestrator", "organization", "package", "process", "registry",
    "related", "rule", "server", "service", "source", "threat", "tls", "trace", "url", "user",
    "user_agent", "volume", "vulnerability", "winlog", "x509",
  ]
}
