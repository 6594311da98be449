import ArgumentParser
import Engine
import Logs

/// What scan and the commands like it have in common.
struct DetectionOptions: ParsableArguments {
  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp("A pack, a folder of rules or a rule file. Repeatable.", valueName: "path"),
    completion: .directory)
  var rulePaths: [String] = []

  @OptionGroup var pipelines: PipelineOptions

  @Option(
    name: .customLong("unknown-log-source"),
    help: ArgumentHelp(
      "Records of no known log source: skip (only rules that ask for none see them) or match "
        + "(every rule does).", valueName: "skip|match"))
  var unknownLogSource: UnknownLogSource = .skip

  @Flag(
    help: "Exit with 2 when a rule does not load; otherwise the others run, and the exit code is 3."
  )
  var strict = false

  @Option(
    name: .customLong("indicators"),
    help: ArgumentHelp(
      "An indicator list. Repeatable.",
      discussion: """
        One address, network, range, domain, URL, file hash or mail address a line; # begins a \
        comment. After a comma: \
        name=NAME, confidence=0…100 (80 unless said), expires=2026-12-31. \
        The same keys can stand in a file PATH.meta.yml beside it.
        """,
      valueName: "path[,key=value…]"),
    completion: .file())
  var indicatorPaths: [String] = []

  @Option(
    name: .customLong("policy"), help: "A policy file: which alerts become which decisions.",
    completion: .file(extensions: ["yml", "yaml"]))
  var policyPath: String?

  @OptionGroup var reading: ReadingOptions

  @Option(help: "Threads that decode and match.")
  var workers: Int = Hardware.processorCount

  /// - Throws: `ValidationError` with what to write instead.
  func settings() throws -> Settings {
    var settings = Settings(clock: try reading.clock())
    settings.rulePaths = rulePaths
    settings.pipelinePaths = pipelines.paths
    settings.unknownLogSource = unknownLogSource
    settings.isStrict = strict
    settings.policyPath = policyPath
    settings.format = reading.formatName
    settings.decoderPaths = reading.decoderPaths
    settings.workers = workers
    do throws(SettingsError) {
      for argument in indicatorPaths { settings.indicators.append(try IndicatorArgument(argument)) }
    } catch {
      throw ValidationError(error.description)
    }
    return settings
  }

  func validate() throws {
    guard workers >= 1, workers <= 1024 else {
      throw ValidationError("--workers takes a number from 1 to 1024, not \(workers)")
    }
  }
}

extension UnknownLogSource: ExpressibleByArgument {}

/// How records are read.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The format of all inputs, or auto.", discussion: "See detectd parse --list-formats.",
      valueName: "auto|name"))
  var format: String = "auto"

  @Option(
    name: .customLong("decoders"),
    help: ArgumentHelp(
      "A decoder file or a folder of them, asked before the built-in ones. Repeatable.",
      valueName: "path"))
  var decoderPaths: [String] = []

  @Option(help: "The time zone of times without one: UTC, Asia/Taipei, +08:00.")
  var timezone: String = "UTC"

  @Option(help: "The year of times without one; otherwise the year that puts them nearest to now.")
  var year: Int?

  @Option(
    help: ArgumentHelp(
      "What counts as now, in Unix seconds; for repeatable runs.", visibility: .hidden))
  var now: Int?

  /// The decoder's name, or nil for auto.
  var formatName: String? { format == "auto" ? nil : format }

  /// - Throws: `ValidationError` with what to write instead.
  func clock() throws -> TimeReference {
    do throws(SettingsError) {
      return try TimeReference(timezone: timezone, year: year, nowSeconds: now)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
