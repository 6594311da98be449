import ArgumentParser
import Engine
import Response

struct SilencesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silences",
    abstract: "Alerts that nobody wants to hear of for a time.",
    discussion: """
      A silenced alert is kept and counted (alerts list --silenced), but nobody is told of it and \
      nothing is blocked for it. Each silence has a reason and an end. A run beside it obeys within a \
      second.

      Example: detectd silences list --config /etc/detectd/detectd.yaml
      """,
    subcommands: [List.self, Add.self, Delete.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the silences that have not ended, by their end.",
      discussion: "Example: detectd silences list --state /var/lib/detectd")

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Flag(help: "Those that ended too.")
    var all = false

    func run() throws {
      var run = SilencesRun(state.place)
      run.format = format.output
      try finish(run.list(isAll: all))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Silence the alerts of a rule, about an entity, or both.",
      discussion: """
        An address covers alerts about it and alerts that it is the source of. Names of users are \
        what a log says: who attacks under a silenced name is not told of either, so name the rule \
        too.

        Example: detectd silences add --entity 192.0.2.10 --for 4h --reason "yearly scan" \
        --state /var/lib/detectd
        """)

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Option(help: "A rule's identifier or title.")
    var rule: String?

    @Option(help: "An address, a network, user:NAME or host:NAME.")
    var entity: String?

    @Option(help: "From when on, in the time of the events: a time; from now on unless said.")
    var from: String?

    @Option(name: .customLong("for"), help: "For how long, such as 4h or 7d; at most 366d.")
    var duration: String

    @Option(help: "Why.")
    var reason: String

    func validate() throws {
      guard rule != nil || entity != nil else {
        throw ValidationError("name what is silenced: --rule, --entity or both")
      }
      let seconds = DurationText.seconds(duration) ?? 0
      guard seconds > 0, seconds <= SilencesRun.longestSeconds else {
        throw ValidationError("--for takes a time such as 4h or 7d, at most 366d")
      }
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw ValidationError("--reason says why, for those who come after you")
      }
    }

    func run() throws {
      var run = SilencesRun(state.place)
      run.format = format.output
      var wish = SilencesRun.Wish(
        durationSeconds: DurationText.seconds(duration) ?? 0, reason: reason)
      wish.rule = rule
      wish.entity = entity
      wish.from = from
      try finish(run.add(wish))
    }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a silence: alerts are told again.",
      discussion: "Example: detectd silences delete 4f2a9c01 --state /var/lib/detectd")

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Argument(help: "Its identifier, or the beginning of it.")
    var id: String

    func run() throws {
      var run = SilencesRun(state.place)
      run.format = format.output
      try finish(run.delete(id))
    }
  }
}
