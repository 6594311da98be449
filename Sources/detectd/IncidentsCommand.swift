import ArgumentParser
import Engine
import Response

struct IncidentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incidents",
    abstract: "Alerts about one address, user or host, grouped by time.",
    discussion: "Example: detectd incidents list --since 24h --state /var/lib/detectd",
    subcommands: [List.self, Show.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the incidents with the newest alerts, the oldest of them first.",
      discussion: "Example: detectd incidents list --level high --state /var/lib/detectd")

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Option(help: "Only incidents with an alert since: a duration back, or a time.")
    var since: String?

    @Option(help: "Only incidents with an alert of this level or above.")
    var level: Level?

    @Option(help: "Only incidents about this address, user or host.")
    var entity: String?

    @Option(help: "At most this many.")
    var limit = 100

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit takes 1 or more") }
    }

    func run() throws {
      var run = IncidentsRun(state.place)
      run.format = format.output
      var filter = IncidentsRun.Filter()
      filter.since = since
      filter.minimumLevel = level
      filter.entity = entity
      filter.limit = limit
      try finish(run.list(filter))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print one incident: how it stands, and what happened when.",
      discussion: "Example: detectd incidents show 63770466 --state /var/lib/detectd")

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Argument(help: "Its identifier, or the beginning of it.")
    var id: String

    func run() throws {
      var run = IncidentsRun(state.place)
      run.format = format.output
      try finish(run.show(id))
    }
  }
}
