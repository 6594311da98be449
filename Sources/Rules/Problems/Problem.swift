/// Something wrong, or worth a look, in a file that a user wrote: where, what, and what to write
/// instead.
package struct Problem: Hashable, Sendable {
  package enum Severity: String, Comparable, Sendable, CaseIterable {
    case note, warning, error

    package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
    private var rank: Int { self == .error ? 2 : self == .warning ? 1 : 0 }
  }

  package let severity: Severity
  /// Stable name of the kind of problem, for filters and suppressions: `unknown-modifier`.
  package let code: String
  package let place: Place
  /// What is wrong, without a full stop.
  package let message: String
  /// What to write instead, when that is known.
  package let hint: String?

  package init(
    _ severity: Severity, _ code: String, at place: Place, _ message: String, hint: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.place = place
    self.message = message
    self.hint = hint
  }
}

extension Problem: CustomStringConvertible {
  /// `rules/ssh.yml:12:9: error: unknown modifier '|contain'; did you mean '|contains'?`
  package var description: String {
    "\(place): \(severity.rawValue): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}

/// The problems found so far, in the order of finding.
package struct Problems: Sendable {
  package private(set) var all: [Problem] = []
  package private(set) var errorCount = 0

  package init() {}

  package mutating func append(_ problem: Problem) {
    all.append(problem)
    if problem.severity == .error { errorCount += 1 }
  }

  package mutating func append(contentsOf others: Problems) {
    all += others.all
    errorCount += others.errorCount
  }

  package mutating func error(
    _ code: String, at place: Place, _ message: String, hint: String? = nil
  ) {
    append(Problem(.error, code, at: place, message, hint: hint))
  }

  package mutating func warning(
    _ code: String, at place: Place, _ message: String, hint: String? = nil
  ) {
    append(Problem(.warning, code, at: place, message, hint: hint))
  }

  package mutating func note(
    _ code: String, at place: Place, _ message: String, hint: String? = nil
  ) {
    append(Problem(.note, code, at: place, message, hint: hint))
  }

  package var isEmpty: Bool { all.isEmpty }
  package var hasErrors: Bool { errorCount > 0 }
  package func count(of severity: Problem.Severity) -> Int {
    all.count { $0.severity == severity }
  }
  /// By file, line and column; those of one place stay in the order of finding.
  package var sorted: [Problem] {
    all.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
      .map(\.element)
  }
}
