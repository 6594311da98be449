private import Detect
private import Response
private import Rules

/// `detectd rules bench`: measures packs on logs and shows what each rule costs.
package struct BenchRun {
  package var settings: Settings
  package var inputs: [String]
  package var isJSON = false
  package var htmlPath: String?
  /// The most nanoseconds a record that the rules may cost.
  package var budget: Double?
  /// An earlier report, as JSON, to compare with.
  package var comparePath: String?
  /// Rules shown on a terminal.
  package var top = 20
  package var passes = 3

  package init(settings: Settings, inputs: [String]) {
    self.settings = settings
    self.inputs = inputs
  }

  /// - Returns: The exit code of DESIGN 4; 1 when the budget is exceeded.
  package func run() -> Int32 {
    let errors = Output.standardError()
    defer { errors.flush() }
    let loaded = Detection.load(settings)
    for problem in loaded.problems where problem.severity > .note {
      errors.writeLine(TerminalText.clean(problem.description))
    }
    guard let detection = loaded.detection else { return 2 }
    do throws(BenchError) {
      let old = try comparePath.map { path throws(BenchError) in try BenchReport(path: path) }
      let (report, problems) = try measure(detection)
      for problem in problems {
        errors.writeLine("detectd: " + TerminalText.clean(problem.description))
      }
      try print(report, old)
      if let htmlPath, !write(report, old, to: htmlPath, errors) { return 2 }
      if isOverBudget(report, errors) { return 1 }
      return problems.isEmpty ? 0 : 3
    } catch {
      errors.writeLine("detectd: " + TerminalText.clean(error.description))
      return 2
    }
  }

  private func measure(
    _ detection: Detection
  ) throws(BenchError) -> (report: BenchReport, problems: [InputError]) {
    var bench = RuleBench(detection, passes: passes)
    let listed = Input.list(inputs)
    var problems = listed.problems
    for (place, input) in listed.inputs.enumerated() {
      do throws(InputError) {
        let (source, leading) = try input.open()
        var reader = BlockReader(source, leading: leading, readBytes: 256 << 10)
        bench.run(&reader, input: place)
        if let failure = reader.failure { problems.append(failure) }
      } catch {
        problems.append(error)
      }
    }
    return (try bench.report(listed.inputs.map(\.path)), problems)
  }

  private func print(_ report: BenchReport, _ old: BenchReport?) throws(BenchError) {
    let output = Output.standardOutput()
    defer { output.flush() }
    if isJSON {
      output.write(try report.json())
      return
    }
    let width = output.isTerminal ? output.columns : 200
    for line in BenchTable(report: report, old: old, top: top, width: width).lines() {
      output.writeLine(line)
    }
  }

  private func write(
    _ report: BenchReport, _ old: BenchReport?, to path: String, _ errors: Output
  ) -> Bool {
    do throws(WriteError) {
      try AtomicFile.write(Array(BenchPage(report: report, old: old).html().utf8), to: path)
      return true
    } catch {
      errors.writeLine("detectd: " + TerminalText.clean(error.description))
      return false
    }
  }

  private func isOverBudget(_ report: BenchReport, _ errors: Output) -> Bool {
    guard let budget, report.nsPerRecord > budget else { return false }
    let worst = report.rules.first.map { "; the costliest is '\($0.name)'" } ?? ""
    errors.writeLine(
      TerminalText.clean(
        "detectd: the rules cost \(Quantity.decimal(report.nsPerRecord, 0)) ns a record, "
          + "more than the budget of \(Quantity.decimal(budget, 0))" + worst))
    return true
  }
}
