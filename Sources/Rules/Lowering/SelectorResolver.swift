internal import Detect

/// Puts the lowered searches of one document where its conditions name them.
struct SelectorResolver {
  let detection: SigmaDetection
  let searches: [String: Condition]

  func resolve(_ node: SigmaCondition.Node, _ problems: inout Problems) -> Condition? {
    switch node {
    case .all(let nodes):
      let parts = nodes.compactMap { resolve($0, &problems) }
      return parts.count == nodes.count ? Condition.all(of: parts) : nil
    case .any(let nodes):
      let parts = nodes.compactMap { resolve($0, &problems) }
      return parts.count == nodes.count ? Condition.any(of: parts) : nil
    case .not(let inner): return resolve(inner, &problems).map(Condition.not)
    case .search(let name, let place):
      if let condition = searches[name] { return condition }
      problems.error(
        "unknown-search", at: place, "the condition names '\(name)', which is not defined",
        hint: NearestName.hint(for: name, in: names) ?? "defined are \(listed)")
      return nil
    case .selector(let isAll, let pattern, let place):
      let matched = names(matching: pattern)
      guard !matched.isEmpty else {
        problems.error(
          "empty-selector", at: place, "'\(pattern ?? "them")' matches no search",
          hint: pattern.flatMap { NearestName.hint(for: $0, in: names) } ?? "defined are \(listed)")
        return nil
      }
      let parts = matched.compactMap { searches[$0] }
      return isAll ? Condition.all(of: parts) : Condition.any(of: parts)
    }
  }

  private var names: [String] { detection.searches.map(\.name) }
  private var listed: String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }

  /// `them` (nil) and patterns that do not begin with `_` leave out names that do.
  private func names(matching pattern: String?) -> [String] {
    names.filter { name in
      if name.hasPrefix(SigmaDetection.hiddenPrefix) { return false }
      guard let pattern else { return !name.hasPrefix("_") }
      if name.hasPrefix("_"), !pattern.hasPrefix("_") { return false }
      return Glob.matches(pattern, name)
    }
  }

  /// A search that no condition reads is most often a slip.
  func reportUnused(_ problems: inout Problems) {
    var used: Set<String> = []
    for condition in detection.conditions { collect(condition.root, into: &used) }
    for search in detection.searches where !used.contains(search.name) {
      problems.warning(
        "unused-search", at: search.place, "no condition reads '\(search.name)'",
        hint: "name it in the condition, or remove it")
    }
  }

  private func collect(_ node: SigmaCondition.Node, into used: inout Set<String>) {
    switch node {
    case .all(let nodes), .any(let nodes): for inner in nodes { collect(inner, into: &used) }
    case .not(let inner): collect(inner, into: &used)
    case .search(let name, _): used.insert(name)
    case .selector(_, let pattern, _): used.formUnion(names(matching: pattern))
    }
  }
}

extension SigmaCondition.Node {
  /// Whether there is a `not` anywhere in it.
  var negates: Bool {
    switch self {
    case .not: true
    case .all(let nodes), .any(let nodes): nodes.contains { $0.negates }
    case .search, .selector: false
    }
  }
}

enum Glob {
  /// Whether the pattern, in which `*` is any run of characters, covers all of the text.
  ///
  /// - Complexity: O(pattern × text).
  static func matches(_ pattern: String, _ text: String) -> Bool {
    let pattern = Array(pattern.utf8)
    let text = Array(text.utf8)
    var p = 0
    var t = 0
    var star: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == text[t] {
        p += 1
        t += 1
      } else if let last = star {
        star = (last.p, last.t + 1)
        p = last.p + 1
        t = last.t + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
