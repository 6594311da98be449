import ArgumentParser
import Engine

struct Decoders: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work on decoders: what turns records into events.",
    discussion: """
      Documentation/Custom-decoders.md says how to write one's own.

      Example: detectd decoders test my-decoders/
      """,
    subcommands: [List.self, Check.self, Test.self, New.self])

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

extension Decoders {
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Propose a decoder from sample records.",
      discussion: """
        Give it a handful of records of each kind. What it prints loads, and its samples hold; look \
        at the names of the fields and at the log source before you use it.

        Example: tail -20 router.log | detectd decoders new --name acme-router - > acme-router.yml
        """)

    @Option(help: "The name of the decoder: lower-case letters, digits, _ and -.")
    var name: String

    @Argument(help: "Files with sample records, or -.", completion: .file())
    var inputs: [String]

    func validate() throws {
      let isName =
        !name.isEmpty
        && name.utf8.allSatisfy {
          $0 &- 0x30 < 10 || $0 &- 0x61 < 26 || $0 == 0x5f || $0 == 0x2d
        }
      guard isName, !ParseRun.isBuiltIn(name) else {
        throw ValidationError(
          "--name takes lower-case letters, digits, _ and -, and no name of a built-in format, not "
            + "'\(name)'")
      }
    }

    func run() throws { try finish(DecodersRun.propose(name: name, inputs: inputs)) }
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
