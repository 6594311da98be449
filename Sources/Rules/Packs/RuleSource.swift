/// A file of rules, and the pack that it belongs to.
package struct RuleSource: Sendable {
  package let path: String
  package let bytes: [UInt8]
  package let pack: Pack

  package init(path: String, bytes: [UInt8], pack: Pack) {
    self.path = path
    self.bytes = bytes
    self.pack = pack
  }
}

/// A folder of rules, as its manifest `pack.yml` describes it.
package struct Pack: Sendable {
  package let name: String
  package var version: String?
  package var description: String?
  package var author: String?
  package var license: String?
  /// Values for `%name%` in `|expand`.
  package var placeholders: [String: [String]] = [:]

  /// A pack without a manifest.
  package init(name: String) { self.name = name }

  /// Reads a manifest. What is wrong with it is reported, and the rules load all the same.
  package init(
    manifest bytes: [UInt8], path: String, fallbackName: String, _ problems: inout Problems
  ) {
    let documents = YAML.documents(in: bytes, path: path, &problems)
    guard let map = documents.first?.map("the manifest", &problems) else {
      name = fallbackName
      return
    }
    map.reportUnknownKeys(
      besides: ["name", "version", "description", "author", "license", "placeholders"], &problems)
    name = map.requiredText("name", &problems) ?? fallbackName
    version = map.text("version", &problems)
    description = map.text("description", &problems)
    author = map.text("author", &problems)
    license = map.text("license", &problems)
    for entry in map.map("placeholders", &problems)?.entries ?? [] {
      placeholders[entry.key] = entry.value.texts("'\(entry.key)'", &problems)
    }
  }
}
