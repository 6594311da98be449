private import Detect
private import Rules
private import Response

/// `detectd rules`: what is wrong with packs, what is in them, and whether their samples hold.
package struct RulesRun {
  package var paths: [String]
  /// Whether notes count and warnings are errors.
  package var isStrict = false
  /// One JSON object a line instead of text.
  package var isNDJSON = false

  /// - Parameter paths: The shipped packs, when empty.
  /// - Returns: Nil when the shipped packs are wanted and not there.
  package init?(paths: [String], isNDJSON: Bool) {
    guard let paths = paths.isEmpty ? Environment.shippedRules.map({ [$0] }) : paths else {
      return nil
    }
    self.paths = paths
    self.isNDJSON = isNDJSON
  }

  /// Reads the rules and reports every problem.
  ///
  /// - Returns: 0; 2 when a rule does not load, or with `isStrict` when there is a warning.
  package func check() -> Int32 {
    let set = RuleFiles.load(paths)
    let output = Output.standardOutput()
    defer { output.flush() }
    for problem in set.problems where isNDJSON || isStrict || problem.severity > .note {
      if isNDJSON {
        output.write(problem.json.json())
        output.write("\n")
      } else {
        output.writeLine(TerminalText.clean(problem.description))
      }
    }
    let warnings = set.problems.count { $0.severity == .warning }
    if !isNDJSON {
      output.writeLine(
        "\(Quantity.count(set.rules.count)) rules and \(Quantity.count(set.correlations.count)) "
          + "correlations loaded, \(Quantity.count(set.refusedCount)) refused; "
          + "\(set.errorCount) errors, \(warnings) warnings")
    }
    return set.errorCount > 0 || isStrict && warnings > 0 ? 2 : 0
  }

  /// Lists the rules.
  package func list() -> Int32 {
    let set = RuleFiles.load(paths)
    let output = Output.standardOutput()
    if isNDJSON {
      for info in set.ruleInfo + set.correlationInfo {
        output.write(RuleTable.json(info).json())
        output.write("\n")
      }
    } else {
      output.write(RuleTable.text(RuleTable.rows(set)))
    }
    output.flush()
    return set.count == 0 ? 2 : 0
  }

  /// Runs the samples beside the rules.
  ///
  /// - Returns: 0, or 2 when one does not hold or cannot be run.
  package func test() -> Int32 {
    let run = RuleTestRun(paths: paths)
    let output = Output.standardOutput()
    defer { output.flush() }
    for problem in run.problems { output.writeLine(TerminalText.clean(problem.description)) }
    for outcome in run.outcomes where isNDJSON || !outcome.holds {
      output.writeLine(isNDJSON ? outcome.json : TerminalText.clean(outcome.text))
    }
    let failed = run.outcomes.count { !$0.holds }
    if !isNDJSON {
      output.writeLine("\(run.outcomes.count - failed) samples hold, \(failed) do not")
    }
    return failed > 0 || !run.problems.isEmpty || run.outcomes.isEmpty ? 2 : 0
  }
}

extension RuleTestRun.Outcome {
  /// `ssh.tests.yml:3:5: 'one failure' fires brute-force, which it should not`
  fileprivate var text: String {
    var parts = missing.map { "does not fire \($0)" }
    parts += unexpected.map { "fires \($0), which it should not" }
    return "\(place): '\(name)' " + parts.joined(separator: "; ")
  }

  fileprivate var json: String {
    var document = Document()
    document.set("test", .text(name))
    document.set("place", .text(place.description))
    document.set("holds", .boolean(holds))
    document.set("missing", .list(missing.map { .text($0) }))
    document.set("unexpected", .list(unexpected.map { .text($0) }))
    return String(decoding: document.json(), as: UTF8.self)
  }
}
