/// A value of a YAML file and where it stands.
///
/// Read it with the accessors of `YAMLMap` and `YAMLNode`, which report what does not fit:
///
///     for document in YAML.documents(in: bytes, path: "policy.yml", &problems) {
///       guard let map = document.map("the policy", &problems) else { continue }
///       let name = map.requiredText("name", &problems)
///       let floor = map.whole("confidence", in: 0...100, &problems) ?? 70
///       map.reportUnknownKeys(besides: ["name", "confidence"], &problems)
///     }
package struct YAMLNode: Sendable {
  package indirect enum Kind: Sendable {
    case scalar(YAMLScalar)
    case list([YAMLNode])
    case map(YAMLMap)
  }

  package let kind: Kind
  /// Of its first character (the quote, for quoted text); of the anchor, for an alias.
  package let place: Place

  package init(_ kind: Kind, at place: Place) {
    self.kind = kind
    self.place = place
  }

  package var scalar: YAMLScalar? {
    if case .scalar(let scalar) = kind { return scalar }
    return nil
  }
  package var list: [YAMLNode]? {
    if case .list(let list) = kind { return list }
    return nil
  }
  package var map: YAMLMap? {
    if case .map(let map) = kind { return map }
    return nil
  }
  package var isNull: Bool { scalar?.value == .null }

  /// What it is, for messages: `a list`, `the number 5`, `'high'`.
  package var sort: String {
    switch kind {
    case .list(let list): list.isEmpty ? "an empty list" : "a list"
    case .map: "a map"
    case .scalar(let scalar): scalar.sort
    }
  }
}

/// A map in the order of its file. Keys are text as written and unique.
package struct YAMLMap: Sendable {
  package struct Entry: Sendable {
    package let key: String
    package let keyPlace: Place
    /// Whether the key stands in quotes, so that its text begins one column after its place.
    package let keyIsQuoted: Bool
    package let value: YAMLNode

    package init(key: String, keyPlace: Place, keyIsQuoted: Bool = false, value: YAMLNode) {
      self.key = key
      self.keyPlace = keyPlace
      self.keyIsQuoted = keyIsQuoted
      self.value = value
    }
  }

  package let entries: [Entry]
  package let place: Place

  package init(_ entries: [Entry], at place: Place) {
    self.entries = entries
    self.place = place
  }

  package var keys: [String] { entries.map(\.key) }
  /// - Complexity: O(entries).
  package func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }
  package subscript(key: String) -> YAMLNode? { entry(key)?.value }
}
