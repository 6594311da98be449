/// Sigma's legacy collections: `action: global`, `reset` and `repeat` merge documents of one file
/// before they are read.
package enum SigmaCollection {
  private enum Action: String, CaseIterable {
    case global, reset
    case repeated = "repeat"
  }

  /// The documents to read, in order, with what they inherit.
  ///
  /// `global` is merged into all that follow until `reset`; `repeat` is merged onto the document
  /// before it. Correlations and filters take nothing.
  package static func expand(_ documents: [YAMLNode], _ problems: inout Problems) -> [YAMLNode] {
    var global: YAMLMap?
    var previous: YAMLMap?
    var expanded: [YAMLNode] = []
    for document in documents {
      guard var map = document.map else {
        expanded.append(document)
        continue
      }
      let action: Action?
      if map["action"] != nil {
        guard let known: Action = map.choice("action", &problems) else { continue }
        action = known
        map = map.without("action")
      } else {
        action = nil
      }
      switch action {
      case .global:
        global = global.map { $0.merged(with: map) } ?? map
        continue
      case .reset:
        global = nil
        if map.entries.isEmpty { continue }
      case .repeated:
        if let base = previous {
          map = base.merged(with: map)
        } else {
          problems.error(
            "repeat-nothing", at: map.place, "'action: repeat' has no document before it")
          continue
        }
      case nil: break
      }
      if map["correlation"] == nil, map["filter"] == nil, action != .repeated, let global {
        map = global.merged(with: map)
      }
      previous = map
      expanded.append(YAMLNode(.map(map), at: document.place))
    }
    return expanded
  }
}

extension YAMLMap {
  func without(_ key: String) -> YAMLMap {
    YAMLMap(entries.filter { $0.key != key }, at: place)
  }

  /// This map with the entries of `other`, which win; maps in both are merged likewise.
  func merged(with other: YAMLMap) -> YAMLMap {
    var merged = entries
    for entry in other.entries {
      guard let index = merged.firstIndex(where: { $0.key == entry.key }) else {
        merged.append(entry)
        continue
      }
      if let mine = merged[index].value.map, let theirs = entry.value.map {
        let inner = YAMLNode(.map(mine.merged(with: theirs)), at: entry.value.place)
        merged[index] = Entry(
          key: entry.key, keyPlace: entry.keyPlace, keyIsQuoted: entry.keyIsQuoted, value: inner)
      } else {
        merged[index] = entry
      }
    }
    return YAMLMap(merged, at: other.place)
  }
}
