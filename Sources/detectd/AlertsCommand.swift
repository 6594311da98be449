import ArgumentParser
import Engine

struct Alerts: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read alerts.", discussion: "Example: detectd alerts tail --level high",
    subcommands: [List.self, Show.self, Tail.self])

  struct Tail: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the alerts of a run as they come, until it ends.",
      discussion: """
        Who reads too slowly misses alerts and is told how many.

        Example: detectd alerts tail --level high --source 203.0.113.0/24
        """)

    @OptionGroup var control: ControlOptions

    @Option(
      name: [.customShort("n"), .customLong("last")],
      help: "How many of the alerts before now are shown first, at most \(AlertFeed.historyLimit).")
    var last: Int = 10

    @Option(help: "Only alerts of this level and above.")
    var level: String?

    @Option(help: "Only alerts of the rule with this id, or with this in its name.")
    var rule: String?

    @Option(help: "Only alerts with this source address, or one in this network.")
    var source: String?

    @Option(help: "human, ndjson or ecs; human on a terminal unless said.")
    var output: AlertFormat?

    func validate() throws {
      do throws(ControlError) {
        _ = try AlertFilter(request)
      } catch {
        throw ValidationError(error.description)
      }
    }

    private var request: ControlRequest {
      var request = ControlRequest(.tail)
      request.last = last
      request.level = level
      request.rule = rule
      request.source = source
      return request
    }

    func run() throws { try finish(TailRun(control.place, request, format: output).run()) }
  }
}
