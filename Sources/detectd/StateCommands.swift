import ArgumentParser
import Engine
import Response

struct Why: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Everything that is known of a target, and why it is blocked or not.",
    discussion: """
      Decisions with their reasons and journal, what the never-block list says, the lists it stands \
      on (with --config), the alerts and their records.

      Example: detectd why 203.0.113.7 --config /etc/detectd/detectd.yaml
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var format: StateOutputOption

  @Argument(help: "An address, a network, a domain, or user:NAME.")
  var target: String

  func run() throws {
    var run = WhyRun(state.place)
    run.format = format.output
    try finish(run.run(target))
  }
}

struct BlockListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blocklist",
    abstract: "Print what is blocked now, as one consumer reads it.",
    discussion: "Example: detectd blocklist nft --state /var/lib/detectd > blocked.nft")

  @OptionGroup var state: StateOptions

  @Argument(help: "How the list is written; Documentation/Block-lists.md says more.")
  var format: BlockListFormat

  @Option(help: "Of the table or sets.")
  var name = "detectd"

  @Option(help: "Only blocks of this level or above.")
  var level: Level = .informational

  @Option(help: "Entries at most; else what the consumer takes. The weightiest stay.")
  var maximum: Int?

  @Flag(help: "Say why each entry is there, where the format has a place for it.")
  var comments = false

  func validate() throws {
    guard BlockListOptions(name: name) != nil else {
      throw ValidationError("--name takes 1 to 20 letters, digits, '-' or '_', from a letter")
    }
    if let maximum, maximum < 0 { throw ValidationError("--maximum takes 0 or more") }
  }

  func run() throws {
    var run = ListRun(state.place)
    run.options = BlockListOptions(name: name) ?? BlockListOptions()
    run.options.maximumEntries = maximum
    run.options.comments = comments
    run.minimumLevel = level
    try finish(run.run(format))
  }
}

struct State: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work on the state file itself.",
    discussion: "Example: detectd state export --state /var/lib/detectd > state.ndjson",
    subcommands: [Export.self, Import.self, Vacuum.self])

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the state as lines of JSON, also beside a run.",
      discussion: "Example: detectd state export --state /var/lib/detectd > state.ndjson")

    @OptionGroup var state: StateOptions

    func run() throws { try finish(StateRun(state.place).export()) }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an export into an empty or missing state.",
      discussion: "Example: detectd state import --state /var/lib/detectd state.ndjson")

    @OptionGroup var state: StateOptions

    @Argument(help: "The export, or -.", completion: .file())
    var file: String

    func run() throws { try finish(StateRun(state.place).importing(file)) }
  }

  struct Vacuum: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give space that is not used any more back to the system.",
      discussion: "Example: detectd state vacuum --state /var/lib/detectd")

    @OptionGroup var state: StateOptions

    func run() throws { try finish(StateRun(state.place).vacuum()) }
  }
}
