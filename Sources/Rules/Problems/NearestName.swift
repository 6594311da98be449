/// Suggestions for misspelt names.
package enum NearestName {
  /// The candidate fewest edits away from `name`, case aside, when it is near enough to be meant:
  /// at most one edit for each three characters, and at least two. Ties go to the first.
  ///
  /// - Complexity: O(candidates × length²).
  package static func of(_ name: String, in candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    let limit = max(2, wanted.count / 3)
    var best: (name: String, edits: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().unicodeScalars)
      guard abs(other.count - wanted.count) <= limit, other.count < 200 else { continue }
      let edits = edits(wanted, other)
      if edits <= limit, edits < wanted.count, edits < best?.edits ?? .max {
        best = (candidate, edits)
      }
    }
    return best?.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
  static func edits<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    guard !a.isEmpty else { return b.count }
    guard !b.isEmpty else { return a.count }
    var before = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    var current = previous
    for i in 1...a.count {
      current[0] = i
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], before[j - 2] + 1)
        }
      }
      (before, previous, current) = (previous, current, before)
    }
    return previous[b.count]
  }

  /// `did you mean 'x'?`, or nil when nothing is near.
  package static func hint(
    for name: String, in candidates: some Sequence<String>, prefix: String = ""
  ) -> String? {
    of(name, in: candidates).map { "did you mean '\(prefix)\($0)'?" }
  }
}
