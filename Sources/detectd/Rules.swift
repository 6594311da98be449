import ArgumentParser
import Engine

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work on rule packs.",
    discussion: "Example: detectd rules check Rules/starter",
    subcommands: [Check.self, List.self, Test.self, Bench.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read packs and report every problem with file, line, column and what to write.",
      discussion: """
        Exits with 2 when a rule does not load, otherwise with 0.

        Example: detectd rules check --strict my-rules/
        """)

    @OptionGroup var packs: PackOptions
    @Flag(help: "Show notes too; exit with 2 when there is a warning.")
    var strict = false

    func run() throws {
      var run = try packs.run()
      run.isStrict = strict
      try finish(run.check())
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the rules of packs.", discussion: "Example: detectd rules list")

    @OptionGroup var packs: PackOptions

    func run() throws { try finish(try packs.run().list()) }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the sample records beside the rules of packs.",
      discussion: """
        Samples stand in NAME.tests.yml beside NAME.yml. Exits with 2 when one does not hold.

        Example: detectd rules test Rules/starter
        """)

    @OptionGroup var packs: PackOptions

    func run() throws { try finish(try packs.run().test()) }
  }
}

/// Which packs, and how the answer is written.
struct PackOptions: ParsableArguments {
  @Argument(help: "Packs, folders or rule files. The shipped packs unless said.")
  var paths: [String] = []

  @Option(help: "human or ndjson.")
  var output: ListFormat = .human

  func run() throws -> RulesRun {
    guard let run = RulesRun(paths: paths, isNDJSON: output == .ndjson) else {
      throw ValidationError(
        "the shipped rules are not found; name a pack, or set DETECTD_RULES to their folder")
    }
    return run
  }
}

enum ListFormat: String, ExpressibleByArgument, CaseIterable { case human, ndjson }

/// Ends the command with a status other than 0.
func finish(_ status: Int32) throws {
  if status != 0 { throw ExitCode(status) }
}
