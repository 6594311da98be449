import ArgumentParser
import Engine
import Response

// Reading the alerts that are kept.
extension Alerts {
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the newest alerts, the oldest of them first.",
      discussion: "Example: detectd alerts list --since 24h --state /var/lib/detectd")

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Option(help: "A duration back, or a time.")
    var since: String?

    @Option(help: "Only alerts of this level or above.")
    var level: Level?

    @Option(help: "Only alerts of the rule with this identifier.")
    var rule: String?

    @Option(help: "Only alerts about this address, user or host.")
    var entity: String?

    @Option(help: "Only alerts of this incident.")
    var incident: String?

    @Flag(help: "Those that silences covered, instead of the others.")
    var silenced = false

    @Option(help: "At most this many.")
    var limit = 1000

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit takes 1 or more") }
    }

    func run() throws {
      var run = AlertsRun(state.place)
      run.format = format.output
      var filter = AlertsRun.Filter()
      filter.since = since
      filter.minimumLevel = level
      filter.rule = rule
      filter.entity = entity
      filter.incident = incident
      filter.silenced = silenced
      filter.limit = limit
      try finish(run.list(filter))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print one alert with its evidence.",
      discussion: "Example: detectd alerts show 63770466 --state /var/lib/detectd")

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Argument(help: "Its identifier, or the beginning of it.")
    var id: String

    func run() throws {
      var run = AlertsRun(state.place)
      run.format = format.output
      try finish(run.show(id))
    }
  }
}
