private import Detect
private import Logs
private import Response
private import Rules

/// `detectd decoders`: what reads records, whether the files of user-defined decoders are right, and
/// whether their samples hold.
package struct DecodersRun {
  package enum Format: String, CaseIterable, Sendable { case human, ndjson, junit }

  /// Files and folders; those that ship when empty.
  package var paths: [String]
  package var format: Format
  /// Whether notes are shown and warnings count.
  package var isStrict = false

  package init(paths: [String], format: Format) {
    self.paths = paths
    self.format = format
  }

  /// Lists the user's decoders, those that ship, and the built-in ones.
  ///
  /// - Returns: 0, or 2 when one does not load.
  package func list() -> Int32 {
    let files = DecoderFiles(paths)
    let output = Output.standardOutput()
    defer { output.flush() }
    let shipped = Environment.shippedDecoders.map { $0 + "/" }
    var rows: [DecoderRow] = files.files.map { file in
      let isShipped = shipped.map(file.place.path.hasPrefix) ?? false
      return DecoderRow(file, origin: isShipped ? "shipped" : file.place.path)
    }
    rows += Decoders.all.map { DecoderRow($0) }
    if format == .ndjson {
      for row in rows {
        output.write(row.document.json())
        output.write("\n")
      }
    } else {
      for line in DecoderRow.table(rows) { output.writeLine(TerminalText.clean(line)) }
    }
    return report(files.problems, to: Output.standardError())
  }

  /// Reads the files and reports every problem.
  ///
  /// - Returns: 0; 2 when a decoder does not load, or with `isStrict` when there is a warning.
  package func check() -> Int32 {
    let files = DecoderFiles(paths, withShipped: paths.isEmpty)
    let output = Output.standardOutput()
    defer { output.flush() }
    let all = files.problems.sorted
    for problem in all where format == .ndjson || isStrict || problem.severity > .note {
      if format == .ndjson {
        output.write(problem.json.json())
        output.write("\n")
      } else {
        output.writeLine(TerminalText.clean(problem.description))
      }
    }
    let warnings = files.problems.count(of: .warning)
    if format == .human {
      output.writeLine(
        "\(files.files.count) decoders loaded; \(files.problems.errorCount) errors, "
          + "\(warnings) warnings")
    }
    let isEmpty = files.files.isEmpty
    return files.problems.hasErrors || isEmpty || isStrict && warnings > 0 ? 2 : 0
  }

  /// Runs the samples in the files.
  ///
  /// - Returns: 0, or 2 when one does not hold, a decoder does not load, or there are none.
  package func test() -> Int32 {
    let run = DecoderTestRun(paths: paths)
    let output = Output.standardOutput()
    defer { output.flush() }
    let errors = run.problems.filter { $0.severity == .error }
    let failed = run.outcomes.count { !$0.holds }
    if format == .junit {
      output.write(JUnitReport.decoders(run.outcomes, errors))
    } else {
      let messages = format == .human ? output : Output.standardError()
      for problem in errors { messages.writeLine(TerminalText.clean(problem.description)) }
      messages.flush()
      for outcome in run.outcomes where format == .ndjson || !outcome.holds {
        output.writeLine(
          format == .ndjson ? outcome.json : TerminalText.clean(outcome.description))
      }
    }
    if format == .human {
      output.writeLine("\(run.outcomes.count - failed) samples hold, \(failed) do not")
    }
    return failed > 0 || !errors.isEmpty || run.outcomes.isEmpty ? 2 : 0
  }

  private func report(_ problems: Problems, to output: Output) -> Int32 {
    for problem in problems.sorted where problem.severity == .error {
      output.writeLine(TerminalText.clean(problem.description))
    }
    output.flush()
    return problems.hasErrors ? 2 : 0
  }
}

extension DecoderTestRun.Outcome {
  /// `decoders/router.yml:31:5: 'a drop': source.ip is nothing, not 192.0.2.1`
  fileprivate var description: String {
    "\(place): '\(name)': " + failures.joined(separator: "; ")
  }

  fileprivate var json: String {
    var document = Document()
    document.set("decoder", .text(decoder))
    document.set("sample", .text(name))
    document.set("place", .text(place.description))
    document.set("holds", .boolean(holds))
    document.set("failures", .list(failures.map { .text($0) }))
    return String(decoding: document.json(), as: UTF8.self)
  }
}
