private import Detect
private import Logs
private import Response
private import Rules

/// `detectd rules coverage`: the ATT&CK techniques that packs look for, the log sources that they
/// need, and the rules that none feeds.
package struct CoverageRun {
  package var rules: RulesRun
  /// Where the layer for the ATT&CK Navigator is written.
  package var layerPath: String?
  package var layerName = "detectd"

  package init(_ rules: RulesRun) { self.rules = rules }

  /// - Returns: 0; 2 when no rule was loaded or the layer cannot be written.
  package func run() -> Int32 {
    let set = RuleFiles.load(rules.paths, pipelines: rules.pipelines)
    RulesRun.reportErrors(set)
    guard set.isUsable else { return 2 }
    let sources = KnownLogSource.all + DecoderFiles([]).custom.logSources
    let coverage = Coverage(of: set, present: sources)
    let output = Output.standardOutput()
    defer { output.flush() }
    if rules.format == .ndjson {
      for row in coverage.rows(set) {
        output.write(row.json())
        output.write("\n")
      }
    } else {
      for line in CoverageText(coverage: coverage, set: set).lines { output.writeLine(line) }
    }
    return writeLayer(coverage)
  }

  private func writeLayer(_ coverage: Coverage) -> Int32 {
    guard let layerPath else { return 0 }
    do throws(WriteError) {
      try AtomicFile.write(coverage.layer(name: layerName) + Array("\n".utf8), to: layerPath)
      return 0
    } catch {
      let errors = Output.standardError()
      errors.writeLine("detectd: " + TerminalText.clean(error.description))
      errors.flush()
      return 2
    }
  }
}

extension Coverage {
  /// One object a tactic, a technique, a log source and a rule that nothing feeds; `kind` says
  /// which.
  fileprivate func rows(_ set: RuleSet) -> [Document] {
    func row(_ kind: String, _ name: String, _ rules: Int) -> Document {
      var row = Document()
      row.set("kind", .text(kind))
      row.set("name", .text(name))
      row.set("rules", .number(Number(Int64(rules))))
      return row
    }
    let ofTechniques = techniques.map { technique in
      var row = row("technique", technique.id, technique.rules)
      row.set("tactics", .list(technique.tactics.sorted().map { .text($0) }))
      row.set("packs", .list(technique.packs.keys.sorted().map { .text($0) }))
      row.set("log_sources", .list(technique.logSources.sorted().map { .text($0) }))
      return row
    }
    let ofNeeds = needs.map { need in
      var row = row("log_source", need.text, need.rules)
      row.set("fed", .boolean(need.isFed))
      return row
    }
    let ofUnfed = unfedRules.map { index in
      var row = RuleTable.json(set.ruleInfo[index])
      row.set("kind", .text("unfed_rule"))
      return row
    }
    return tactics.map { row("tactic", $0.name, $0.rules) } + ofTechniques + ofNeeds + ofUnfed
  }
}

/// The tables that a terminal shows.
private struct CoverageText {
  let coverage: Coverage
  let set: RuleSet

  var lines: [String] {
    let fed = set.ruleInfo.count - coverage.unfedRules.count
    let head =
      Quantity.count(set.count, "rule", "rules") + ", "
      + Quantity.count(coverage.techniques.count, "technique", "techniques") + "; "
      + "\(Quantity.count(coverage.untagged)) without a technique; "
      + "\(Quantity.count(fed)) of \(Quantity.count(set.ruleInfo.count)) detection rules "
      + "have a log source that a decoder gives"
    let tactics = coverage.tactics.map { [$0.name, "\($0.rules)"] }
    let techniques = coverage.techniques.map { technique in
      [
        technique.id, "\(technique.rules)", Technique.name(of: technique.id) ?? "",
        technique.tactics.sorted().joined(separator: ", "),
      ]
    }
    let needs = coverage.needs.map { [$0.text, "\($0.rules)", $0.isFed ? "yes" : "no"] }
    let unfed = coverage.unfedRules.map { index in
      let info = set.ruleInfo[index]
      return [info.logSourceText, info.title, info.place.path]
    }
    return [head, ""] + table(["tactic", "rules"], tactics)
      + table(["technique", "rules", "name", "tactics of these rules"], techniques)
      + table(["log source", "rules", "fed"], needs)
      + table(["not fed", "rule", "path"], unfed)
  }

  /// Aligned columns under their headings, and an empty line; nothing when there are no rows.
  private func table(_ heads: [String], _ rows: [[String]]) -> [String] {
    if rows.isEmpty { return [] }
    let all = [heads.map { $0.uppercased() }] + rows.map { $0.map(TerminalText.clean) }
    let widths = heads.indices.map { column in
      all.map { min(60, TerminalText.width($0[column])) }.max() ?? 0
    }
    return all.map { row in
      row.indices.map { column in
        column == row.count - 1
          ? row[column] : TerminalText.fit(row[column], columns: widths[column])
      }.joined(separator: "  ")
    } + [""]
  }
}
