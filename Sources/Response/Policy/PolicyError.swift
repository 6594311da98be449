/// Why one field of a policy rule cannot be used. The message says which field, what is wrong with
/// it, and what to write instead.
package struct PolicyError: Error, Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    case missing(example: String)
    case unknownWord(String, allowed: [String])
    case notATechnique(String)
    case notADuration(String)
    case outOfRange(String, lowest: String, highest: String)
    case notTogether(with: String)
    case needsOneOf([String])
    case falls(from: String, to: String)
    case matchesEverything
    case empty
    case repeatedName(String)
    case unknownAsset(String, defined: [String])
    case notForExceptions(String)
    case needsBlock(String)
    case notWider(String)
  }

  /// The rule's name, or `#2` for the second rule when it has none.
  package let rule: String
  /// As the policy file writes it: `match.level`.
  package let field: String
  package let problem: Problem
  /// Which rule of the policy, from 1.
  package let number: Int

  package init(rule: String, number: Int, field: String, problem: Problem) {
    self.rule = rule
    self.number = number
    self.field = field
    self.problem = problem
  }
}

extension PolicyError: CustomStringConvertible {
  package var description: String { "policy rule \(rule): \(field): \(message)" }

  /// The word that is wrong, where one of several may be.
  package var word: String? {
    switch problem {
    case .unknownWord(let word, _), .notATechnique(let word), .unknownAsset(let word, _),
      .notADuration(let word):
      word
    default: nil
    }
  }

  /// The message without the place, for callers that know the line.
  package var message: String {
    switch problem {
    case .missing(let example): "is missing; write, for example, \(example)"
    case .unknownWord(let word, let allowed):
      "'\(word)' is not known; write one of \(allowed.joined(separator: ", "))"
    case .notATechnique(let text):
      "'\(text)' is not an ATT&CK technique; write an identifier such as T1110 or T1110.001"
    case .notADuration(let text):
      "'\(text)' is not a duration; write whole numbers with units, such as 15m, 4h, 7d or 1h30m"
    case .outOfRange(let value, let lowest, let highest):
      "\(value) is out of range; write \(lowest) to \(highest)"
    case .notTogether(let other): "cannot stand together with \(other); remove one of them"
    case .needsOneOf(let names): "needs one of \(names.joined(separator: " or "))"
    case .falls(let from, let to):
      "\(to) is shorter than \(from) before it; repeat offenders never get less"
    case .matchesEverything:
      "has no condition, so that every alert would block; write at least one, such as level: high"
    case .empty: "is empty; remove it or write at least one value"
    case .repeatedName(let name): "'\(name)' is the name of an earlier rule; choose another"
    case .unknownAsset(let name, let defined):
      defined.isEmpty
        ? "'\(name)' is not defined; the policy has no 'assets'"
        : "'\(name)' is not defined; 'assets' has \(defined.joined(separator: ", "))"
    case .notForExceptions(let why): "cannot stand in a rule with action: none: \(why)"
    case .needsBlock(let what): "\(what) only a block; write action: block, or remove it"
    case .notWider(let before):
      "is not wider than \(before) before it; write the steps from narrow to wide"
    }
  }
}

/// Everything that is wrong with a policy.
package struct PolicyErrors: Error, Equatable, Sendable {
  package let problems: [PolicyError]
}

extension PolicyErrors: CustomStringConvertible {
  package var description: String { problems.map(\.description).joined(separator: "\n") }
}
