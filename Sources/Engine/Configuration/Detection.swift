package import Detect
package import Logs
package import Response
package import Rules

/// Everything that decides what a record becomes: immutable once loaded, shared by all threads.
package final class Detection: Sendable {
  package let rules: RuleSet
  package let program: Program
  package let correlations: CorrelationProgram
  package let indicators: IndicatorTable
  /// By ``IndicatorTable``'s feed numbers.
  package let feeds: [Feed]
  package let decoder: RecordDecoder
  /// The user's own decoders, for further record decoders.
  let custom: CustomDecoders
  package let policy: Policy
  /// As it was when this was loaded.
  package let neverBlock: NeverBlock
  private let policyFile: PolicyFile
  package let nowSeconds: Int64

  init(
    rules: RuleSet, program: Program, correlations: CorrelationProgram, indicators: IndicatorTable,
    feeds: [Feed], decoder: RecordDecoder, custom: CustomDecoders, policy: PolicyFile,
    nowSeconds: Int64
  ) {
    self.rules = rules
    self.program = program
    self.correlations = correlations
    self.indicators = indicators
    self.feeds = feeds
    self.decoder = decoder
    self.custom = custom
    self.policy = policy.policy
    policyFile = policy
    self.nowSeconds = nowSeconds
    neverBlock = policy.neverBlockList()
  }
}

extension Detection {
  /// What must not be blocked now: operators come and go, and so do routes.
  ///
  /// - Parameter machine: The addresses that this machine needs, as they are now.
  func neverBlock(machine: [NeverBlock.Entry]) -> NeverBlock {
    policyFile.neverBlockList(machine: machine)
  }

  /// Adds what is known of a hit to its event, so that rules can ask for it.
  func describe(_ hit: IndicatorHit, to writer: inout EventWriter) {
    let indicator = indicators.indicator(Int(hit.indicator))
    let field = writer.columns[field: Int(hit.field)].field
    writer.extend(eventAt: Int(hit.event)) { writer in
      writer.addText(.threatIndicatorType, indicator.value.stixType)
      writer.addText(.threatIndicatorProvider, feeds[indicator.feed].name)
      writer.addText(.threatIndicatorMatchedField, rules.fieldNames.name(of: field))
      writer.addText(.threatIndicatorName, indicator.listed)
      if let range = writer.store(String(indicator.confidence).utf8) {
        writer.add(
          FieldID(.threatIndicatorConfidence), Number(UInt64(indicator.confidence)), range)
      }
      if case .network(let network) = indicator.value, network.isHost,
        let range = writer.store(network.address.description.utf8)
      {
        writer.add(.threatIndicatorIP, network.address, range)
      }
    }
  }

  /// The fields that rules, correlations and indicators look at; nil when a keyword looks at every
  /// field, also at those whose names no rule has.
  package var fieldsRead: Set<FieldID>? {
    if program.readsEveryField { return nil }
    let probed = IndicatorFields.standard.read(by: indicators)
    return program.fieldsRead.union(correlations.fieldsRead).union(probed)
  }

  /// Names of decoders, by ``Event/decoder``.
  package var decoderNames: [String] { decoder.datasets }
}

extension EventWriter {
  fileprivate mutating func addText(_ field: Field, _ text: String) {
    if let range = store(text.utf8) { add(field, range) }
  }
}

extension Detection {
  /// Loads what the settings ask for. Rules with errors are left out, and ``RuleSet/degradation``
  /// says so; with `isStrict` they are not borne.
  ///
  /// - Returns: Nil for the detection when something cannot be used; the problems say what.
  package static func load(
    _ settings: Settings
  ) -> (detection: Detection?, problems: [Problem]) {
    var problems = Problems()
    guard
      let rulePaths = settings.rulePaths.isEmpty
        ? Environment.shippedRules.map({ [$0] }) : settings.rulePaths
    else {
      problems.error(
        "no-shipped-rules", at: Place(path: "Rules"), "the shipped rules are not found",
        hint: "name a pack with --rules, or set DETECTD_RULES to their folder")
      return (nil, problems.all)
    }
    // The two halves take about as long, and who starts the program waits for them.
    let others = Meanwhile {
      var problems = Problems()
      let own = DecoderFiles(settings.decoderPaths)
      let (indicators, feeds) = IndicatorFiles.load(settings.indicators, &problems)
      problems.append(contentsOf: own.problems)
      return (own.custom, indicators, feeds, problems)
    }
    let rules = RuleFiles.load(rulePaths, pipelines: settings.pipelinePaths)
    let policy = PolicyFile.load(settings.policyPath, &problems)
    let (custom, indicators, feeds, otherProblems) = others.value()
    problems.append(contentsOf: otherProblems)
    let decoder = RecordDecoder.load(settings, custom, &problems)
    let all = rules.problems + problems.all
    let isUsable = settings.isStrict ? rules.errorCount == 0 : rules.isUsable
    guard isUsable, !problems.hasErrors, let policy, let decoder else { return (nil, all) }
    let sources = decoder.logSources(unknown: settings.unknownLogSource)
    guard let program = Program.load(rules, sources, &problems),
      let correlations = CorrelationProgram.load(rules, &problems)
    else { return (nil, all + problems.all) }
    let detection = Detection(
      rules: rules, program: program,
      correlations: correlations,
      indicators: indicators, feeds: feeds, decoder: decoder, custom: custom, policy: policy,
      nowSeconds: settings.clock.nowSeconds)
    return (detection, all)
  }
}

extension RecordDecoder {
  fileprivate static func load(
    _ settings: Settings, _ custom: CustomDecoders, at place: Place = Place(path: "--format"),
    _ problems: inout Problems
  ) -> RecordDecoder? {
    do throws(FormatError) {
      return try RecordDecoder(clock: settings.clock, format: settings.format, custom: custom)
    } catch {
      problems.error("unknown-format", at: place, error.description)
      return nil
    }
  }
}

/// Rules and what they compile to, for the samples of a pack, which are many runs over the same.
struct CompiledRules {
  let rules: RuleSet
  let program: Program
  let correlations: CorrelationProgram
  let custom: CustomDecoders

  /// - Returns: Nil when an error was reported.
  init?(_ rules: RuleSet, _ custom: CustomDecoders, _ problems: inout Problems) {
    let settings = Settings(clock: TimeReference(nowSeconds: 0))
    guard let decoder = RecordDecoder.load(settings, custom, &problems),
      let program = Program.load(rules, decoder.logSources, &problems),
      let correlations = CorrelationProgram.load(rules, &problems)
    else { return nil }
    self.rules = rules
    self.program = program
    self.correlations = correlations
    self.custom = custom
  }
}

extension Detection {
  /// What a rule's samples are run with: the rules, and the indicators that the test names.
  convenience init?(
    _ compiled: CompiledRules, test: RuleTests.Test, clock: TimeReference,
    _ problems: inout Problems
  ) {
    var settings = Settings(clock: clock)
    settings.format = test.format
    guard
      let decoder = RecordDecoder.load(settings, compiled.custom, at: test.place, &problems)
    else { return nil }
    let indicators = IndicatorFiles.table(test.indicators, at: test.place, &problems)
    let feed = Feed(
      name: "test", path: test.place.path, confidence: 80, attribution: Attribution(),
      reference: nil)
    self.init(
      rules: compiled.rules, program: compiled.program, correlations: compiled.correlations,
      indicators: indicators, feeds: [feed], decoder: decoder,
      custom: compiled.custom, policy: .standard, nowSeconds: clock.nowSeconds)
  }
}

extension Program {
  fileprivate static func load(
    _ rules: RuleSet, _ logSources: [LogSource], _ problems: inout Problems
  ) -> Program? {
    do throws(ProgramError) {
      return try Program(
        rules: rules.rules, logSources: logSources, names: rules.fieldNames)
    } catch {
      problems.error("rule-program", at: Place(path: "the rules"), "\(error)")
      return nil
    }
  }
}

extension CorrelationProgram {
  fileprivate static func load(
    _ rules: RuleSet, _ problems: inout Problems
  ) -> CorrelationProgram? {
    do throws(CorrelationError) {
      return try CorrelationProgram(rules.correlations, ruleCount: rules.rules.count)
    } catch {
      let info = rules.correlationInfo[error.correlation]
      problems.error("correlation-program", at: info.place, "\(info.title): \(error)")
      return nil
    }
  }
}
