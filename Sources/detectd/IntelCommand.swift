import ArgumentParser
import Engine

struct IntelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intel",
    abstract: "Check indicator lists and feeds, count what they hold, and look values up.",
    discussion: """
      A list is one value a line; a feed is STIX 2, MISP, or the JSON, NDJSON or CSV of a product.

      Example: detectd intel check feeds/*.json lists/c2.txt
      """,
    subcommands: [Check.self, Stats.self, Lookup.self, Parse.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report every problem of lists with its place, and what each holds.",
      discussion: """
        Exits with 1 when there is a warning and with 2 when a list does not load.

        Example: detectd intel check urlhaus.csv,name=urlhaus,confidence=90
        """)

    @OptionGroup var lists: ListArguments

    func run() throws { try finish(try lists.run.check()) }
  }

  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count what lists hold, by kind; with --output ndjson one object a list.",
      discussion: "Example: detectd intel stats feeds/*.json")

    @OptionGroup var lists: ListArguments

    func run() throws {
      let status = try lists.run.check()
      try finish(status == 1 ? 0 : status)
    }
  }

  struct Lookup: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what lists have on values.",
      discussion: """
        Exits with 1 when one of them is not listed.

        Example: detectd intel lookup 203.0.113.7 bad.example --indicators lists/c2.txt
        """)

    @Option(
      name: .customLong("indicators"), parsing: .singleValue,
      help: "An indicator list or feed; may be given again.", completion: .file())
    var paths: [String]

    @OptionGroup var format: StateOutputOption

    @Argument(help: "Addresses, networks, domains, URLs, digests of files, mail addresses.")
    var values: [String]

    func validate() throws {
      guard !paths.isEmpty else { throw ValidationError("name a list: --indicators FILE") }
    }

    func run() throws {
      var run = IntelRun(try paths.map { try IndicatorArgument($0) })
      run.format = format.output
      try finish(run.lookUp(values))
    }
  }

  struct Parse: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print every entry of lists and feeds as an ECS document (threat.indicator.*).",
      discussion: """
        Also entries that do not count, with the reason in detectd.indicator.idle. Exits with 3 when \
        some could not be read.

        Example: detectd intel parse bundle.json | jq .threat.indicator
        """)

    @Option(help: "list, json or csv; found out unless said.")
    var format: IntelRun.Written?

    @Argument(help: "Lists or feeds, or - for standard input.", completion: .file())
    var paths: [String]

    func run() throws {
      var run = IntelRun(try paths.map { try IndicatorArgument($0) })
      run.feedFormat = format
      try finish(run.parse())
    }
  }

  struct ListArguments: ParsableArguments {
    @OptionGroup var format: StateOutputOption

    @Argument(
      help: "Lists or feeds, each with ',name=…,confidence=…,expires=…' when wanted.",
      completion: .file())
    var paths: [String]

    var run: IntelRun {
      get throws {
        var run = IntelRun(try paths.map { try IndicatorArgument($0) })
        run.format = format.output
        return run
      }
    }
  }
}

extension IntelRun.Written: ExpressibleByArgument {}
