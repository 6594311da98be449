private import Detect
private import Glibc
private import Response
private import Rules

extension RulesRun {
  /// Runs the samples beside the rules.
  ///
  /// - Parameter only: Run only the tests of files whose path contains this.
  /// - Returns: 0, or 2 when one does not hold or cannot be run.
  package func test(only: String? = nil) -> Int32 {
    let run = RuleTestRun(paths: paths, pipelines: pipelines, only: only)
    let output = Output.standardOutput()
    defer { output.flush() }
    switch format {
    case .human, .sarif: write(run, to: output)
    case .ndjson:
      for problem in run.problems {
        output.write(problem.json.json())
        output.write("\n")
      }
      for outcome in run.outcomes {
        output.write(outcome.document.json())
        output.write("\n")
      }
    case .junit: output.write(run.junit)
    }
    return run.holds ? 0 : 2
  }

  private func write(_ run: RuleTestRun, to output: Output) {
    for problem in run.problems {
      output.writeLine(TerminalText.clean("\(problem.description) [\(problem.code)]"))
    }
    for outcome in run.outcomes where !outcome.holds {
      output.writeLine(TerminalText.clean(outcome.text))
    }
    let failed = run.outcomes.count { !$0.holds }
    output.writeLine(
      Quantity.count(run.outcomes.count - failed, "sample holds", "samples hold")
        + ", \(Quantity.count(failed)) do not; \(Quantity.count(run.testedCount)) of "
        + Quantity.count(run.ruleCount, "rule fires", "rules fire") + " in one")
  }

  /// Runs the samples, and again after each change below the paths, until the program is ended or
  /// its output is closed.
  ///
  /// - Returns: Like ``test(only:)``, of the last run.
  package func watch(only: String? = nil) -> Int32 {
    let output = Output.standardOutput()
    var seen = state
    while true {
      if output.isTerminal { output.write("\u{1b}[2J\u{1b}[H") }
      output.flush()
      let status = test(only: only)
      if format == .human {
        output.writeLine("waiting for a change; Ctrl-C ends")
        output.flush()
      }
      if output.isClosed { return status }
      while state == seen { usleep(300_000) }
      // An editor that writes a file in steps is not to be tested half way.
      repeat {
        seen = state
        usleep(100_000)
      } while state != seen
    }
  }

  /// What stands below the paths: size and time of change of each file.
  private var state: [String: [Int]] {
    var problems = Problems()
    var found: [String: [Int]] = [:]
    let files =
      RuleFiles.rules(at: paths, &problems) + RuleFiles.tests(at: paths, &problems) + pipelines
    for path in files {
      var status = stat()
      if stat(path, &status) == 0 {
        found[path] = [Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
      }
    }
    return found
  }
}

extension RuleTestRun {
  /// Whether there are tests, all of them hold, and nothing else was wrong.
  package var holds: Bool {
    !outcomes.isEmpty && outcomes.allSatisfy(\.holds)
      && !problems.contains { $0.severity == .error }
  }

  fileprivate var junit: String {
    let broken = problems.filter { $0.severity == .error }.map { problem in
      JUnitReport.Case(
        name: problem.place.description, group: problem.place.path,
        failure: JUnitReport.Failure(
          kind: problem.code, message: problem.message, text: problem.description))
    }
    let cases = outcomes.map { outcome in
      JUnitReport.Case(
        name: outcome.name, group: outcome.place.path,
        failure: outcome.holds
          ? nil
          : JUnitReport.Failure(
            kind: "sample", message: outcome.reasons.joined(separator: "; "), text: outcome.text))
    }
    return JUnitReport(name: "detectd rules test", suite: "samples", cases: broken + cases).xml()
  }
}

extension RuleTestRun.Outcome {
  fileprivate var reasons: [String] {
    missing.map { "does not fire \($0)" }
      + unexpected.map { "fires \($0), which it should not" } + different
  }

  /// `ssh.tests.yml:3:5: 'one failure' fires brute-force, which it should not`
  fileprivate var text: String { "\(place): '\(name)' " + reasons.joined(separator: "; ") }

  fileprivate var document: Document {
    var document = Document()
    document.set("test", .text(name))
    document.set("place", .text(place.description))
    document.set("holds", .boolean(holds))
    document.set("missing", .list(missing.map { .text($0) }))
    document.set("unexpected", .list(unexpected.map { .text($0) }))
    document.set("different", .list(different.map { .text($0) }))
    return document
  }
}
