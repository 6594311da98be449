private import Detect
package import Rules
private import Response

/// `detectd rules`: what the commands on packs have in common.
package struct RulesRun {
  /// How a report is written.
  package enum Format: String, Sendable, CaseIterable {
    case human, ndjson, sarif, junit
  }

  package var paths: [String]
  /// Files with processing pipelines, applied to every rule.
  package var pipelines: [String] = []
  package var format = Format.human
  /// Whether everything that is reported, notes too, is an error.
  package var isStrict = false
  /// What reports name as the version of the program.
  package var version = ""

  /// - Parameter paths: The shipped packs, when empty.
  /// - Returns: Nil when the shipped packs are wanted and not there.
  package init?(paths: [String]) {
    guard let paths = paths.isEmpty ? Environment.shippedRules.map({ [$0] }) : paths else {
      return nil
    }
    self.paths = paths
  }

  /// Lists the rules.
  ///
  /// - Returns: 0; 2 when no rule was loaded, with what was wrong on standard error.
  package func list() -> Int32 {
    let set = RuleFiles.load(paths, pipelines: pipelines)
    let output = Output.standardOutput()
    if format == .ndjson {
      for info in set.ruleInfo + set.correlationInfo {
        output.write(RuleTable.json(info).json())
        output.write("\n")
      }
    } else if set.count > 0 {
      output.write(RuleTable.text(RuleTable.rows(set)))
    }
    output.flush()
    RulesRun.reportErrors(set)
    return set.isUsable ? 0 : 2
  }

  /// Tells on standard error what kept rules from loading, for commands that go on without them.
  static func reportErrors(_ set: RuleSet) {
    let errors = Output.standardError()
    defer { errors.flush() }
    for problem in set.problems where problem.severity == .error {
      errors.writeLine(TerminalText.clean(problem.description))
    }
    if let text = set.degradation { errors.writeLine("detectd: " + text) }
  }
}

extension RuleSet {
  /// Whether anything can be done with the rules: there are some, and every path named has some.
  package var isUsable: Bool {
    count > 0
      && !problems.contains { $0.severity == .error && RuleSet.fatalCodes.contains($0.code) }
  }

  private static let fatalCodes: Set<String> = ["no-rules", "no-such-file"]

  /// `the rules are incomplete: 2 of 40 documents were refused, in 1 of 38 files`, or nil when
  /// every one was loaded.
  package var degradation: String? {
    guard isUsable, errorCount > 0 else { return nil }
    let total = count + filterCount + refusedCount
    let bad = Set(problems.filter { $0.severity == .error }.map(\.place.path))
    return "the rules are incomplete: \(Quantity.count(refusedCount)) of "
      + "\(Quantity.count(total)) documents were refused; "
      + (bad.count == 1 ? "1 file has" : "\(Quantity.count(bad.count)) files have")
      + " errors; see detectd rules check"
  }
}
