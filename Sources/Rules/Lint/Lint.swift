internal import Detect

/// What `rules check` finds in rules that load, beside what loading reports: conditions that can
/// never hold, and expressions that are slow.
enum Lint {
  /// Reports what is odd about a lowered rule.
  ///
  /// - Parameters:
  ///   - place: Of the condition.
  ///   - expressions: Where regular expressions stand.
  static func check(
    _ condition: Condition, at place: Place, _ expressions: [Expression: Place],
    _ problems: inout Problems
  ) {
    if Truth.of(condition) == .never {
      problems.warning(
        "never-holds", at: place, "the condition can never hold",
        hint: "no event has what all of its parts ask for")
    }
    if Truth.of(condition) == .always {
      problems.warning(
        "always-holds", at: place, "the condition holds of every event of the log source")
    }
    for expression in slowExpressions(in: condition) {
      problems.warning(
        "slow-expression", at: expressions[expression] ?? place,
        "the regular expression '\(expression.pattern)' has no text that must be there",
        hint: "write some text of at least three characters into it, or ask for more beside it")
    }
  }

  /// Expressions without a literal of three bytes, where nothing else that must hold has one.
  private static func slowExpressions(in condition: Condition) -> [Expression] {
    switch condition {
    case .all(let parts):
      parts.contains(where: isSelective) ? [] : parts.flatMap(slowExpressions)
    case .any(let parts): parts.flatMap(slowExpressions)
    case .not: []
    case .test(let predicate):
      if case .expression(let expression) = predicate.test, !isSelective(condition) {
        [expression]
      } else {
        []
      }
    }
  }

  /// Whether the matcher can tell without an expression that most events do not match.
  private static func isSelective(_ condition: Condition) -> Bool {
    switch condition {
    case .all(let parts): return parts.contains(where: isSelective)
    case .any(let parts): return !parts.isEmpty && parts.allSatisfy(isSelective)
    case .not: return false
    case .test(let predicate):
      switch predicate.test {
      case .text(let pattern):
        return pattern.tokens.contains { ($0.literal?.count ?? 0) >= 3 }
          || !pattern.tokens.contains(.anyRun)
      case .expression(let expression):
        return RequiredText.length(in: expression.pattern) >= 3
      case .number, .network, .field, .boolean, .compare: return true
      case .null, .exists, .timePart: return false
      }
    }
  }
}

/// What is certain of a condition without an event.
enum Truth {
  case always, never, depends

  /// - Complexity: O(size of the condition²) within one conjunction.
  static func of(_ condition: Condition) -> Truth {
    switch condition {
    case .all(let parts):
      let truths = parts.map(of)
      if truths.contains(.never) || contradicts(parts) { return .never }
      return truths.allSatisfy { $0 == .always } ? .always : .depends
    case .any(let parts):
      let truths = parts.map(of)
      if truths.contains(.always) || exhausts(parts) { return .always }
      return truths.allSatisfy { $0 == .never } ? .never : .depends
    case .not(let part):
      switch of(part) {
      case .always: return .never
      case .never: return .always
      case .depends: return .depends
      }
    case .test: return .depends
    }
  }

  /// Whether two of the parts that must all hold exclude each other.
  private static func contradicts(_ parts: [Condition]) -> Bool {
    let needed = Set(parts.flatMap(conjuncts))
    for part in needed {
      if needed.contains(.not(part)) { return true }
      if case .not(let inner) = part {
        // not (a or b), with a needed
        if disjuncts(inner).contains(where: needed.contains) { return true }
      }
      guard case .test(let predicate) = part, case .field(let id) = predicate.subject else {
        continue
      }
      // Present and absent at once; an empty value of null is both present and null.
      let absent = Condition.test(Predicate(.field(id), .exists(false)))
      if predicate.test != .exists(false), predicate.test != .null, needed.contains(absent) {
        return true
      }
      if predicate.test == .exists(false),
        needed.contains(.test(Predicate(.field(id), .exists(true))))
      {
        return true
      }
    }
    return false
  }

  /// Whether one of the parts must hold whatever the event is: something and its negation.
  private static func exhausts(_ parts: [Condition]) -> Bool {
    let offered = Set(parts.flatMap(disjuncts))
    return offered.contains { offered.contains(.not($0)) }
  }

  private static func conjuncts(_ condition: Condition) -> [Condition] {
    if case .all(let parts) = condition { return [condition] + parts.flatMap(conjuncts) }
    return [condition]
  }

  private static func disjuncts(_ condition: Condition) -> [Condition] {
    if case .any(let parts) = condition { return [condition] + parts.flatMap(disjuncts) }
    return [condition]
  }
}

/// Literal text that each match of a regular expression contains.
enum RequiredText {
  /// The length of the longest run of literal characters that stands in every match, as far as a
  /// simple reading sees it: alternatives count by their shortest, groups by their inside.
  static func length(in pattern: String) -> Int {
    var reader = Reader(pattern.unicodeScalars)
    return reader.alternatives(depth: 0)
  }

  private struct Reader {
    private let scalars: [Unicode.Scalar]
    private var next = 0

    init(_ scalars: String.UnicodeScalarView) { self.scalars = Array(scalars) }

    mutating func alternatives(depth: Int) -> Int {
      var shortest: Int?
      repeat {
        if shortest != nil { next += 1 }
        shortest = min(shortest ?? .max, sequence(depth: depth))
      } while next < scalars.count && scalars[next] == "|"
      return shortest ?? 0
    }

    private mutating func sequence(depth: Int) -> Int {
      var best = 0
      var run = 0
      while next < scalars.count, scalars[next] != "|", scalars[next] != ")" {
        let (length, isLiteral) = element(depth: depth)
        let (isOptional, isRepeated) = quantifier()
        if isLiteral, !isOptional {
          run += length
          best = max(best, run)
          if isRepeated { run = 0 }
        } else {
          run = 0
          if !isOptional { best = max(best, length) }
        }
      }
      return best
    }

    /// One element: how much literal text it is sure to have, and whether it is nothing else.
    private mutating func element(depth: Int) -> (Int, Bool) {
      let scalar = scalars[next]
      next += 1
      switch scalar {
      case "(": return (group(depth: depth), false)
      case "[":
        skipClass()
        return (0, false)
      case ".", "^", "$": return (0, false)
      case "\\": return escape()
      default: return (String(scalar).utf8.count, true)
      }
    }

    private mutating func escape() -> (Int, Bool) {
      guard next < scalars.count else { return (0, false) }
      let scalar = scalars[next]
      next += 1
      let isWord = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      if isWord, next < scalars.count, scalars[next] == "{" {
        while next < scalars.count, scalars[next] != "}" { next += 1 }
        next += 1
      }
      return isWord ? (0, false) : (1, true)
    }

    private mutating func group(depth: Int) -> Int {
      var counts = true
      if next + 1 < scalars.count, scalars[next] == "?" {
        // Look-around and comments hold no text of the match itself.
        counts =
          scalars[next + 1] == ":" || scalars[next + 1] == "P"
          || (scalars[next + 1] == "<" && next + 2 < scalars.count
            && scalars[next + 2] != "=" && scalars[next + 2] != "!")
        while next < scalars.count, !":>)=!".unicodeScalars.contains(scalars[next]) { next += 1 }
        if next < scalars.count, scalars[next] != ")" { next += 1 }
      }
      let length = depth < 100 ? alternatives(depth: depth + 1) : 0
      if next < scalars.count, scalars[next] == ")" { next += 1 }
      return counts ? length : 0
    }

    private mutating func skipClass() {
      if next < scalars.count, scalars[next] == "^" { next += 1 }
      if next < scalars.count, scalars[next] == "]" { next += 1 }
      while next < scalars.count, scalars[next] != "]" {
        next += scalars[next] == "\\" ? 2 : 1
      }
      next += 1
    }

    /// Whether what stands before may be left out, and whether it may stand more than once.
    private mutating func quantifier() -> (isOptional: Bool, isRepeated: Bool) {
      guard next < scalars.count else { return (false, false) }
      var result = (isOptional: false, isRepeated: false)
      switch scalars[next] {
      case "*", "?": result = (true, true)
      case "+": result = (false, true)
      case "{":
        guard next + 1 < scalars.count, scalars[next + 1].value &- 0x30 < 10 else {
          return (false, false)
        }
        result = (scalars[next + 1] == "0", true)
        while next < scalars.count, scalars[next] != "}" { next += 1 }
      default: return (false, false)
      }
      next += 1
      if next < scalars.count, scalars[next] == "?" || scalars[next] == "+" { next += 1 }
      return result
    }
  }
}
