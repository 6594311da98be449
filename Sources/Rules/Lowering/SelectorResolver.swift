internal import Detect

/// Puts the lowered searches of one document where its conditions name them.
///
/// A short condition can name many searches many times; what that may cost is limited.
struct SelectorResolver {
  private let detection: SigmaDetection
  private let searches: [String: Condition]
  private let names: [String]
  private let sizes: [String: Int]
  /// What is left to spend on tests in conditions, and on comparing names.
  private var tests = RuleLowering.testMaximum
  private var comparisons = 5_000_000
  private var known: [String?: [String]] = [:]
  /// How often the nearest name is still looked for, which takes long.
  private var hints = 20

  init(_ detection: SigmaDetection, _ searches: [String: Condition]) {
    self.detection = detection
    self.searches = searches
    names = detection.searches.map(\.name)
    sizes = searches.mapValues(\.testCount)
  }

  /// Whether the conditions name more than can be put there; they are not whole then.
  var isExhausted: Bool { tests < 0 || comparisons < 0 }

  mutating func resolve(
    _ node: SigmaCondition.Node, _ problems: inout Problems
  ) -> Condition? {
    if isExhausted { return nil }
    switch node {
    case .all(let nodes): return resolve(nodes, &problems).map { Condition.all(of: $0) }
    case .any(let nodes): return resolve(nodes, &problems).map { Condition.any(of: $0) }
    case .not(let inner): return resolve(inner, &problems).map(Condition.not)
    case .search(let name, let place):
      if let condition = searches[name] {
        tests -= sizes[name] ?? 0
        return isExhausted ? nil : condition
      }
      comparisons -= names.count
      if comparisons < 0 { return nil }
      problems.error(
        "unknown-search", at: place, "the condition names '\(name)', which is not defined",
        hint: hint(for: name))
      return nil
    case .selector(let isAll, let pattern, let place):
      let matched = names(matching: pattern)
      if comparisons < 0 { return nil }
      guard !matched.isEmpty else {
        problems.error(
          "empty-selector", at: place, "'\(pattern ?? "them")' matches no search",
          hint: hint(for: pattern))
        return nil
      }
      tests -= matched.reduce(0) { $0 + (sizes[$1] ?? 0) }
      if isExhausted { return nil }
      let parts = matched.compactMap { searches[$0] }
      return isAll ? Condition.all(of: parts) : Condition.any(of: parts)
    }
  }

  /// Nil when one of them cannot be resolved.
  private mutating func resolve(
    _ nodes: [SigmaCondition.Node], _ problems: inout Problems
  ) -> [Condition]? {
    var parts: [Condition] = []
    for node in nodes {
      if let part = resolve(node, &problems) { parts.append(part) }
    }
    return parts.count == nodes.count ? parts : nil
  }

  private mutating func hint(for name: String?) -> String {
    hints -= 1
    let nearest = hints >= 0 ? name.flatMap { NearestName.hint(for: $0, in: names) } : nil
    return nearest ?? "defined are \(listed)"
  }

  private var listed: String {
    names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }

  /// `them` (nil) and patterns that do not begin with `_` leave out names that do.
  private mutating func names(matching pattern: String?) -> [String] {
    if let matched = known[pattern] {
      comparisons -= matched.count
      return matched
    }
    comparisons -= names.count
    if comparisons < 0 { return [] }
    let matched = names.filter { name in
      if name.hasPrefix(SigmaDetection.hiddenPrefix) { return false }
      guard let pattern else { return !name.hasPrefix("_") }
      if name.hasPrefix("_"), !pattern.hasPrefix("_") { return false }
      return Glob.matches(pattern, name)
    }
    known[pattern] = matched
    return matched
  }

  /// A search that no condition reads is most often a slip.
  mutating func reportUnused(_ problems: inout Problems) {
    if isExhausted { return }
    var used: Set<String> = []
    for condition in detection.conditions { collect(condition.root, into: &used) }
    for search in detection.searches where !used.contains(search.name) {
      problems.warning(
        "unused-search", at: search.place, "no condition reads '\(search.name)'",
        hint: "name it in the condition, or remove it")
    }
  }

  private mutating func collect(_ node: SigmaCondition.Node, into used: inout Set<String>) {
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
