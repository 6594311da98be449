private import Detect
private import Logs
private import Response
private import Rules

/// `detectd rules explain`: a rule as it is understood, and what it makes of events.
package struct ExplainRun {
  package var settings: Settings
  /// A rule file, or the id, name or title of a rule in the packs.
  package var rule: String
  /// Files of log lines or JSON objects.
  package var events: [String] = []
  package var isNDJSON = false

  package init(rule: String, settings: Settings) {
    self.rule = rule
    self.settings = settings
  }

  /// - Returns: The exit code of DESIGN 4.
  package func run() -> Int32 {
    let errors = Output.standardError()
    defer { errors.flush() }
    guard let set = load(errors), let chosen = choose(from: set, errors) else { return 2 }
    let decoder: RecordDecoder
    let program: Program
    do {
      let own = DecoderFiles(settings.decoderPaths)
      for problem in own.problems.sorted where problem.severity == .error {
        errors.writeLine(TerminalText.clean(problem.description))
      }
      if own.problems.hasErrors { return 2 }
      decoder = try RecordDecoder(
        clock: settings.clock, format: settings.format, custom: own.custom)
      program = try Program(
        rules: chosen.rules.map { set.rules[$0] },
        logSources: decoder.logSources(unknown: settings.unknownLogSource),
        names: set.fieldNames)
    } catch {
      errors.writeLine("detectd: " + TerminalText.clean("\(error)"))
      return 2
    }
    let output = Output.standardOutput()
    let printer = ExplainPrinter(output: output, set: set, isNDJSON: isNDJSON)
    for index in chosen.correlations { printer.print(correlation: index) }
    for (place, index) in chosen.rules.enumerated() {
      printer.print(
        rule: index, witness: program.witness(of: place),
        program: events.isEmpty || isNDJSON ? program.describe(rule: place) : nil)
    }
    let problems = explain(chosen.rules, decoder, printer)
    output.flush()
    for problem in problems {
      errors.writeLine("detectd: " + TerminalText.clean(problem.description))
    }
    return problems.isEmpty ? 0 : 3
  }

  /// The rules, or nil after saying why there are none.
  private func load(_ errors: Output) -> RuleSet? {
    let packs = settings.rulePaths
    let paths: [String]
    if RuleFiles.isFile(rule) {
      paths = [rule] + packs
    } else if let shipped = packs.isEmpty ? Environment.shippedRules.map({ [$0] }) : packs {
      paths = shipped
    } else {
      errors.writeLine(
        "detectd: '\(TerminalText.clean(rule))' is not a file, and the shipped rules are not found;"
          + " name a pack with --rules")
      return nil
    }
    let set = RuleFiles.load(paths, pipelines: settings.pipelinePaths, lints: true)
    let isFile = paths.first == rule
    for problem in set.problems
    where isFile ? problem.place.path == rule : !set.isUsable && problem.severity == .error {
      errors.writeLine(TerminalText.clean("\(problem.description) [\(problem.code)]"))
    }
    return set.isUsable ? set : nil
  }

  /// Rules and correlations by their places in the set, with the rules that correlations need.
  private struct Chosen {
    var rules: [Int]
    var correlations: [Int]
  }

  private func choose(from set: RuleSet, _ errors: Output) -> Chosen? {
    func isMeant(_ info: RuleInfo) -> Bool {
      let names = [info.id, info.name ?? info.id, info.title].map { $0.lowercased() }
      return info.place.path == rule || names.contains(rule.lowercased())
    }
    var rules = set.ruleInfo.indices.filter { isMeant(set.ruleInfo[$0]) }
    let correlations = set.correlationInfo.indices.filter { isMeant(set.correlationInfo[$0]) }
    if rules.isEmpty, correlations.isEmpty {
      let infos = set.ruleInfo + set.correlationInfo
      let known = infos.map(\.title) + infos.compactMap(\.name)
      let hint = NearestName.hint(for: rule, in: known) ?? "see detectd rules list"
      errors.writeLine(
        TerminalText.clean(
          "detectd: no rule has the path, id, name or title '\(rule)'; \(hint)"))
      return nil
    }
    var open = correlations
    var seen = Set(correlations)
    while let next = open.popLast() {
      for feed in set.correlations[next].feeds {
        switch feed.source {
        case .rule(let index): if !rules.contains(index) { rules.append(index) }
        case .correlation(let index): if seen.insert(index).inserted { open.append(index) }
        }
      }
    }
    return Chosen(rules: rules, correlations: seen.sorted())
  }

  // MARK: Events

  /// Explains each record of the inputs; returns those that cannot be read.
  private func explain(
    _ rules: [Int], _ decoder: RecordDecoder, _ printer: ExplainPrinter
  ) -> [InputError] {
    let listed = Input.list(events)
    var problems = listed.problems
    var number = 0
    for input in listed.inputs {
      do throws(InputError) {
        let content = try ExplainRun.content(of: input)
        var reader = BlockReader(MemorySource(content), readBytes: 256 << 10)
        explain(&reader, rules, decoder, printer, &number)
      } catch {
        problems.append(error)
      }
    }
    return problems
  }

  /// The bytes of an input, at most 64 MiB, with JSON objects one a line.
  private static func content(of input: Input) throws(InputError) -> [UInt8] {
    let limit = 64 << 20
    let (source, leading) = try input.open()
    var content = leading
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var result = Result<Int, InputError>.success(0)
      buffer.withUnsafeMutableBytes { bytes in
        do throws(InputError) {
          result = .success(try source.read(into: bytes))
        } catch {
          result = .failure(error)
        }
      }
      let count = try result.get()
      if count == 0 { break }
      content += buffer[..<count]
      guard content.count <= limit else {
        throw .unreadable(path: input.path, reason: "events to explain are at most 64 MiB")
      }
    }
    return JSONDocuments.lines(of: content) ?? content
  }

  private func explain(
    _ reader: inout BlockReader, _ rules: [Int], _ decoder: RecordDecoder,
    _ printer: ExplainPrinter, _ number: inout Int
  ) {
    let block = Block(capacity: BlockReader.capacity(readBytes: 256 << 10))
    var writer = EventWriter(names: printer.set.fieldNames, keepsAllFields: true)
    while !printer.output.isClosed, reader.fill(block) {
      writer.begin(block)
      var cursor = RecordCursor(block)
      while let range = cursor.nextRecord() {
        let line = block.line(start: range.lowerBound, end: range.upperBound)
        decoder.decode(line, isCut: cursor.isCut, into: &writer)
        let event = writer.columns[event: writer.columns.eventCount - 1]
        number += 1
        let record = ExplainPrinter.Record(
          number: number, text: line.string(in: line.range),
          decoder: decoder.explanation(of: event, line))
        let sources = decoder.logSources(unknown: settings.unknownLogSource)
        let source =
          sources.indices ~= Int(event.logSource) ? sources[Int(event.logSource)] : LogSource()
        for (place, rule) in rules.enumerated() {
          let facts = RuleFacts(
            printer.set.rules[rule].condition, event, writer.columns, block,
            names: printer.set.fieldNames, logSource: source)
          printer.print(facts, of: rule, record, showsRule: rules.count > 1, isFirst: place == 0)
        }
      }
    }
  }
}

/// Explanations on a terminal or as JSON.
private struct ExplainPrinter {
  struct Record {
    let number: Int
    let text: String
    let decoder: String
  }

  let output: Output
  let set: RuleSet
  let isNDJSON: Bool

  func print(correlation index: Int) {
    if isNDJSON {
      var document = RuleTable.json(set.correlationInfo[index])
      document.set("kind", .text("correlation"))
      write(document)
    } else {
      output.writeLine(RuleExplanation.text(ofCorrelation: index, in: set))
    }
  }

  func print(rule index: Int, witness: String, program: String?) {
    if isNDJSON {
      write(
        RuleExplanation.document(
          ofRule: index, in: set, witness: witness, program: program ?? ""))
      return
    }
    output.writeLine(RuleExplanation.text(ofRule: index, in: set, witness: witness))
    guard let program else { return }
    output.writeLine("program")
    for line in program.split(separator: "\n").dropFirst() { output.writeLine("  " + line) }
    output.writeLine("")
  }

  func print(_ facts: RuleFacts, of rule: Int, _ record: Record, showsRule: Bool, isFirst: Bool) {
    if isNDJSON {
      var document = RuleExplanation.document(ofRule: rule, in: set, event: facts)
      document.set("record", .number(Number(Int64(record.number))))
      document.set("decoder", .text(record.decoder))
      document.set("event.original", .text(record.text))
      write(document)
      return
    }
    if isFirst {
      let width = output.isTerminal ? max(40, output.columns - 12) : 1000
      let text = TerminalText.cut(TerminalText.clean(record.text), columns: width)
      output.writeLine("event \(record.number)".padded(to: 12) + text)
      output.writeLine("decoder     " + TerminalText.clean(record.decoder))
    }
    if showsRule { output.writeLine("rule        " + TerminalText.clean(set.ruleInfo[rule].title)) }
    for line in RuleExplanation.text(ofRule: rule, in: set, event: facts).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      output.writeLine(mark(TerminalText.clean(String(line))))
    }
  }

  /// Colours the marks on a terminal.
  private func mark(_ line: String) -> String {
    guard output.isTerminal, Environment.allowsColour else { return line }
    if line.hasPrefix("verdict") { return "\u{1b}[1m\(line)\u{1b}[0m" }
    let text = line.drop { $0 == " " }
    guard let sign = text.first, sign == "✓" || sign == "✗" else { return line }
    let colour = sign == "✓" ? "\u{1b}[32m" : "\u{1b}[31m"
    let indent = line.prefix(line.count - text.count)
    return "\(indent)\(colour)\(sign)\u{1b}[0m\(text.dropFirst())"
  }

  private func write(_ document: Document) {
    output.write(document.json())
    output.write("\n")
  }
}
