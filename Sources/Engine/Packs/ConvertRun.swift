private import Response
private import Rules

/// `detectd rules convert`: legacy aggregations as correlations.
package struct ConvertRun {
  package var paths: [String]
  /// Whether the files themselves are changed; otherwise their new text is printed.
  package var isInPlace = false

  package init(paths: [String]) { self.paths = paths }

  /// - Returns: 0; 2 when a file cannot be converted, which stays as it is. The others are.
  package func run() -> Int32 {
    let output = Output.standardOutput()
    let errors = Output.standardError()
    defer {
      output.flush()
      errors.flush()
    }
    var problems = Problems()
    var changed = 0
    var documents = 0
    let files = RuleFiles.rules(at: paths, &problems)
    if files.isEmpty, !problems.hasErrors {
      problems.error("no-rules", at: Place(path: paths.first ?? "."), "there is no rule file")
    }
    for path in files {
      guard let bytes = RuleFiles.read(path, &problems),
        let text = AggregationConversion.convert(bytes, path: path, &problems)
      else { continue }
      let isChanged = !text.utf8.elementsEqual(bytes)
      changed += isChanged ? 1 : 0
      if isInPlace {
        if isChanged { write(text, to: path, &problems) }
      } else {
        if documents > 0, !text.hasPrefix("---") { output.writeLine("---") }
        output.write(text)
        documents += 1
      }
    }
    for problem in problems.all {
      errors.writeLine(TerminalText.clean("\(problem.description) [\(problem.code)]"))
    }
    errors.writeLine(
      "detectd: " + Quantity.count(files.count, "file", "files")
        + ", \(Quantity.count(changed)) with an aggregation that is now a correlation")
    return problems.hasErrors ? 2 : 0
  }

  private func write(_ text: String, to path: String, _ problems: inout Problems) {
    do throws(WriteError) {
      try AtomicFile.write(Array(text.utf8), to: path)
    } catch {
      problems.error("unwritable", at: Place(path: path), "cannot be written: \(error.reason)")
    }
  }
}
