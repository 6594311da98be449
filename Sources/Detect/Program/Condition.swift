/// What a detection rule asks of one event, with nothing about its text left: names are field
/// numbers, modifiers are tests.
package indirect enum Condition: Hashable, Sendable {
  /// All hold. An empty list holds.
  case all([Condition])
  /// At least one holds. An empty list does not.
  case any([Condition])
  /// It does not hold. Two-valued: a test on a field that is absent is false, its negation true.
  case not(Condition)
  case test(Predicate)
}

/// One test of one field, or of the whole event.
package struct Predicate: Hashable, Sendable {
  package enum Subject: Hashable, Sendable {
    /// Any value of the field: one suffices when it has several.
    case field(FieldID)
    /// Any value of any field, and the raw record: a Sigma keyword.
    case anywhere
  }

  package let subject: Subject
  package let test: Test

  package init(_ subject: Subject, _ test: Test) {
    self.subject = subject
    self.test = test
  }
}

/// The operators of Sigma, resolved. All but `exists(false)` and `null` are false for an absent
/// field.
package enum Test: Hashable, Sendable {
  /// The whole text of the value matches; `contains` and its like are patterns with open ends.
  case text(TextPattern)
  /// The value is this number: a numeric value equals it, or its text is the decimal text of it.
  case number(NumberLiteral)
  /// The value is a boolean, or the text `true` or `false` in any case.
  case boolean(Bool)
  /// The field is absent, or present without a value.
  case null
  /// The field is present, even when null or empty; or absent.
  case exists(Bool)
  /// The expression matches somewhere in the text (PCRE2, UTF not assumed).
  case expression(Expression)
  /// The value is an address inside the network.
  case network(Prefix)
  /// The value is a number that compares so. Text that reads as a number counts.
  case compare(Comparison, NumberLiteral)
  /// A part of the event's time (or of the field's text as a time) compares so.
  case timePart(TimePart, Comparison, Int)
  /// The value stands so to a value of another field, ASCII case aside.
  case field(FieldRelation, FieldID)
}

/// A number as a rule writes it.
package enum NumberLiteral: Hashable, Sendable {
  case whole(Number)
  case decimal(Double)
}

package enum Comparison: String, Hashable, Sendable {
  case less = "lt"
  case lessOrEqual = "lte"
  case greater = "gt"
  case greaterOrEqual = "gte"
  case equal = "eq"
  case notEqual = "neq"

  @inlinable package func holds<T: Comparable>(_ a: T, _ b: T) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }
}

package enum TimePart: String, Hashable, Sendable, CaseIterable {
  case minute, hour, day, week, month, year
}

package enum FieldRelation: Hashable, Sendable {
  case equals, contains, startsWith, endsWith
}

/// A regular expression and its flags.
package struct Expression: Hashable, Sendable {
  package let pattern: String
  package let ignoresCase: Bool
  package let multiline: Bool
  package let dotMatchesNewline: Bool

  package init(
    _ pattern: String, ignoresCase: Bool = false, multiline: Bool = false,
    dotMatchesNewline: Bool = false
  ) {
    self.pattern = pattern
    self.ignoresCase = ignoresCase
    self.multiline = multiline
    self.dotMatchesNewline = dotMatchesNewline
  }
}

/// A Sigma string: literal text and wildcards, to be matched against a whole value.
package struct TextPattern: Hashable, Sendable {
  package enum Token: Hashable, Sendable {
    /// These bytes; without ``TextPattern/isCased`` by simple Unicode case folding.
    case literal([UInt8])
    /// `*`: any bytes, also none, also line ends.
    case anyRun
    /// `?`: exactly one character (a whole UTF-8 sequence; a byte that is none counts as one).
    case anyOne
    /// `windash`: one of `-`, `/`, en dash, em dash, horizontal bar.
    case dash
  }

  /// In order; never two literals or two `anyRun` side by side.
  package let tokens: [Token]
  /// Whether case matters.
  package let isCased: Bool

  package init(_ tokens: [Token], isCased: Bool = false) {
    var merged: [Token] = []
    for token in tokens {
      switch (merged.last, token) {
      case (.literal(let a), .literal(let b)): merged[merged.count - 1] = .literal(a + b)
      case (.anyRun, .anyRun): break
      case (_, .literal(let bytes)) where bytes.isEmpty: break
      default: merged.append(token)
      }
    }
    self.tokens = merged
    self.isCased = isCased
  }
}
