import ArgumentParser
import Engine

struct Decoders: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work on decoders: what turns records into events.",
    discussion: """
      Documentation/Custom-decoders.md says how to write one's own.

      Example: detectd decoders test my-decoders/
      """,
    subcommands: [List.self, Check.self, Test.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List all decoders, what they know records by, and their log sources.",
      discussion: "Example: detectd decoders list my-decoders/")

    @OptionGroup var files: DecoderOptions

    func run() throws { try finish(files.run().list()) }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report every problem of decoder files with file, line, column and what to write.",
      discussion: """
        Exits with 2 when a decoder does not load, otherwise with 0.

        Example: detectd decoders check --strict my-decoders/
        """)

    @OptionGroup var files: DecoderOptions
    @Flag(help: "Show notes too; exit with 2 when there is a warning.")
    var strict = false

    func run() throws {
      var run = files.run()
      run.isStrict = strict
      try finish(run.check())
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run the samples in decoder files.",
      discussion: """
        Exits with 2 when a sample does not hold.

        Example: detectd decoders test --output junit my-decoders/ > report.xml
        """)

    @OptionGroup var files: DecoderOptions

    func run() throws { try finish(files.run().test()) }
  }
}

/// Which files, and how the answer is written.
struct DecoderOptions: ParsableArguments {
  @Argument(help: "Decoder files or folders of them. Those that ship unless said.")
  var paths: [String] = []

  @Option(help: "human, ndjson or, for test, junit.")
  var output: DecodersRun.Format = .human

  func run() -> DecodersRun { DecodersRun(paths: paths, format: output) }
}

extension DecodersRun.Format: ExpressibleByArgument {}
