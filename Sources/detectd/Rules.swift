import ArgumentParser
import Engine

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work on rule packs.",
    discussion: """
      Example: detectd rules check Rules/starter

      Exit codes: 0 done; 2 wrong usage, rules that do not load, samples that do not hold.
      """,
    subcommands: [
      Check.self, List.self, Test.self, Explain.self, Coverage.self, Convert.self, Bench.self,
    ])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read packs and report every problem with file, line, column and what to write.",
      discussion: """
        Every rule of every file is read; one that is broken does not hide the others. Errors keep \
        a rule from loading. Warnings are about rules that load and hardly mean what they say: \
        conditions that can never hold or always do, filters that negate nothing, searches that \
        nothing reads, regular expressions that every event has to be tried on. Notes are about \
        fields that the log source does not have.

        Exits with 2 when a rule does not load or there is none; with --strict on any problem.

        Example: detectd rules check --strict my-rules/
        Example: detectd rules check --output sarif my-rules/ > rules.sarif
        """)

    @OptionGroup var packs: PackOptions
    @Option(help: "human, ndjson, sarif (2.1.0) or junit.")
    var output: RulesRun.Format = .human
    @Flag(help: "Show notes too; exit with 2 on any problem.")
    var strict = false

    func run() throws {
      var run = try packs.run()
      run.format = output
      run.isStrict = strict
      run.version = Detectd.version
      try finish(run.check())
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the rules of packs.",
      discussion: "Example: detectd rules list --output ndjson Rules/starter")

    @OptionGroup var packs: PackOptions
    @Option(help: "human or ndjson.")
    var output: ListFormat = .human

    func run() throws {
      var run = try packs.run()
      run.format = output.format
      try finish(run.list())
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the sample records beside the rules of packs.",
      discussion: """
        Samples stand in NAME.tests.yml beside NAME.yml. Exactly the rules of NAME.yml that a \
        sample expects must raise an alert. Exits with 2 when one does not hold.

        Example: detectd rules test Rules/starter
        Example: detectd rules test --watch my-rules/
        """)

    @OptionGroup var packs: PackOptions
    @Option(help: "human, ndjson or junit.")
    var output: TestFormat = .human
    @Option(help: ArgumentHelp("Run only files whose path contains this.", valueName: "text"))
    var only: String?
    @Flag(help: "Run again after each change of a rule or a sample.")
    var watch = false

    func run() throws {
      var run = try packs.run()
      run.format = output.format
      try finish(watch ? run.watch(only: only) : run.test(only: only))
    }
  }

  struct Coverage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the ATT&CK techniques of packs and the log sources that they need.",
      discussion: """
        Also names the rules that no decoder feeds, so that they never fire. --layer writes a file \
        that the ATT&CK Navigator opens (layer format 4.5), scored by the number of rules.

        Example: detectd rules coverage Rules/starter --layer layer.json
        """)

    @OptionGroup var packs: PackOptions
    @Option(help: "human or ndjson.")
    var output: ListFormat = .human
    @Option(
      name: .customLong("layer"), help: "Write a layer for the ATT&CK Navigator to this file.",
      completion: .file(extensions: ["json"]))
    var layerPath: String?
    @Option(help: "What the layer is called.")
    var name = "detectd"

    func run() throws {
      var rules = try packs.run()
      rules.format = output.format
      var run = CoverageRun(rules)
      run.layerPath = layerPath
      run.layerName = name
      try finish(run.run())
    }
  }

  struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Rewrite legacy aggregations ('| count() by x > 5') as correlations.",
      discussion: """
        Prints the rules with a correlation behind each rule that had an aggregation; all other \
        text stays as it is. Exits with 2 when an aggregation cannot be said as a correlation.

        Example: detectd rules convert old.yml > new.yml
        Example: detectd rules convert --in-place my-rules/
        """)

    @Argument(help: "Rule files, or folders of them.", completion: .file(extensions: ["yml"]))
    var paths: [String]
    @Flag(help: "Change the files themselves.")
    var inPlace = false

    func run() throws {
      var run = ConvertRun(paths: paths)
      run.isInPlace = inPlace
      try finish(run.run())
    }
  }
}

/// Which packs, and what is made of their rules.
struct PackOptions: ParsableArguments {
  @Argument(help: "Packs, folders or rule files. The shipped packs unless said.")
  var paths: [String] = []

  @OptionGroup var pipelines: PipelineOptions

  func run() throws -> RulesRun {
    guard var run = RulesRun(paths: paths) else {
      throw ValidationError(
        "the shipped rules are not found; name a pack, or set DETECTD_RULES to their folder")
    }
    run.pipelines = pipelines.paths
    return run
  }
}

/// What is done to every rule before anything else.
struct PipelineOptions: ParsableArguments {
  @Option(
    name: .customLong("pipeline"),
    help: ArgumentHelp(
      "A pySigma processing pipeline that every rule goes through. Repeatable.",
      valueName: "file"),
    completion: .file(extensions: ["yml", "yaml"]))
  var paths: [String] = []
}

enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case human, ndjson
  var format: RulesRun.Format { self == .human ? .human : .ndjson }
}

enum TestFormat: String, ExpressibleByArgument, CaseIterable {
  case human, ndjson, junit
  var format: RulesRun.Format {
    switch self {
    case .human: .human
    case .ndjson: .ndjson
    case .junit: .junit
    }
  }
}

extension RulesRun.Format: ExpressibleByArgument {}

/// Ends the command with a status other than 0.
func finish(_ status: Int32) throws {
  if status != 0 { throw ExitCode(status) }
}
