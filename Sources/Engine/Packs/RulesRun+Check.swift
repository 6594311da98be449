private import Detect
private import Response
private import Rules

extension RulesRun {
  /// Reads the rules and reports every problem.
  ///
  /// - Returns: 0; 2 when a rule does not load, when there is none, or with `isStrict` when there
  ///   is anything to report.
  package func check() -> Int32 {
    let set = RuleFiles.load(paths, pipelines: pipelines, lints: true)
    let output = Output.standardOutput()
    defer { output.flush() }
    switch format {
    case .human: CheckText(set: set, isStrict: isStrict).write(to: output)
    case .ndjson:
      for problem in set.problems {
        output.write(problem.json.json())
        output.write("\n")
      }
    case .sarif:
      output.write(ProblemReports.sarif(set.problems, version: version))
      output.write("\n")
    case .junit:
      output.write(
        ProblemReports.junit(
          set.problems, files: set.files.map(\.path), failing: isStrict ? .note : .error))
    }
    return set.errorCount > 0 || isStrict && !set.problems.isEmpty ? 2 : 0
  }
}

/// The problems one a line, as compilers write them, and a summary by kind.
private struct CheckText {
  let set: RuleSet
  let isStrict: Bool

  func write(to output: Output) {
    let isColoured = output.isTerminal && Environment.allowsColour
    for problem in set.problems where isStrict || problem.severity > .note {
      output.writeLine(isColoured ? coloured(problem) : plain(problem))
    }
    for line in summary() { output.writeLine(line) }
  }

  private func plain(_ problem: Problem) -> String {
    TerminalText.clean("\(problem.description) [\(problem.code)]")
  }

  private func coloured(_ problem: Problem) -> String {
    let colour =
      switch problem.severity {
      case .error: "\u{1b}[1;31m"
      case .warning: "\u{1b}[1;33m"
      case .note: "\u{1b}[1;36m"
      }
    let hint = problem.hint.map { "; " + $0 } ?? ""
    return "\u{1b}[1m\(TerminalText.clean(problem.place.description)):\u{1b}[0m "
      + "\(colour)\(problem.severity.rawValue):\u{1b}[0m "
      + TerminalText.clean(problem.message + hint) + " \u{1b}[2m[\(problem.code)]\u{1b}[0m"
  }

  private func summary() -> [String] {
    var parts = [
      Quantity.count(set.rules.count, "rule", "rules"),
      Quantity.count(set.correlations.count, "correlation", "correlations"),
    ]
    if set.filterCount > 0 { parts.append(Quantity.count(set.filterCount, "filter", "filters")) }
    let files = Quantity.count(set.files.count, "file", "files")
    var lines = [
      parts.joined(separator: ", ") + " in \(files); \(Quantity.count(set.refusedCount)) refused"
    ]
    for severity in Problem.Severity.allCases.reversed() {
      let codes = Dictionary(
        grouping: set.problems.filter { $0.severity == severity }, by: \.code)
      if codes.isEmpty { continue }
      let count = codes.reduce(0) { $0 + $1.value.count }
      let byCode = codes.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        .map { "\(Quantity.count($0.value.count)) \($0.key)" }.joined(separator: ", ")
      let title = Quantity.count(count, severity.rawValue, severity.rawValue + "s")
      let isHidden = severity == .note && !isStrict
      lines.append("\(title): \(byCode)" + (isHidden ? " (--strict shows them)" : ""))
    }
    return lines
  }
}
