import ArgumentParser
import Engine
import Response

struct DecisionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions",
    abstract: "Read and change what is blocked and watched.",
    discussion: """
      Works beside a run that uses the state, which does what is asked within a second and asks its \
      never-block list; and without one.

      Example: detectd decisions list --config /etc/detectd/detectd.yaml
      """,
    subcommands: [List.self, Add.self, Delete.self, Undo.self, BreakerCommand.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the decisions in force, by target.",
      discussion: "Example: detectd decisions list 203.0.113.7 --state /var/lib/detectd")

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Argument(help: "Only decisions that hold this address, network, domain or user:NAME.")
    var target: String?

    @Option(help: "block or watch.")
    var action: Decision.Action?

    @Option(help: "policy, operator or feed.")
    var origin: Decision.Origin?

    @Option(help: "Only those that a rule speaks for: its identifier or title.")
    var rule: String?

    @Option(help: "Only those that a feed speaks for.")
    var feed: String?

    @Flag(help: "Those that ended or were refused too.")
    var all = false

    func run() throws {
      var run = DecisionsRun(state.place)
      run.format = format.output
      var filter = DecisionsRun.Filter()
      filter.target = target
      filter.action = action
      filter.origin = origin
      filter.rule = rule
      filter.feed = feed
      filter.includesEnded = all
      try finish(run.list(filter))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Block or watch a target.",
      discussion: """
        Exits with 2 when the never-block list stands against it.

        Example: detectd decisions add 203.0.113.7 --duration 4h --reason "port scan" \
        --state /var/lib/detectd
        """)

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Argument(help: "An address, a network, a domain, or user:NAME.")
    var target: String

    @Option(help: "For how long, such as 4h or 7d; or never.")
    var duration = "4h"

    @Option(help: "Why; shown in lists and by why.")
    var reason = ""

    @Option(help: "block or watch.")
    var action: Decision.Action = .block

    func validate() throws {
      guard duration == "never" || (DurationText.seconds(duration) ?? 0) > 0 else {
        throw ValidationError("--duration takes a time such as 4h or 7d, or never")
      }
    }

    func run() throws {
      var run = DecisionsRun(state.place)
      run.format = format.output
      try finish(
        run.add(
          action, target, durationSeconds: DurationText.seconds(duration), reason: reason))
    }
  }

  struct Delete: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End all decisions on a target, for good.",
      discussion: """
        Alerts of before do not bring them back; new ones do.

        Example: detectd decisions delete 203.0.113.7 --state /var/lib/detectd
        """)

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Argument(help: "An address, a network, a domain, or user:NAME.")
    var target: String

    func run() throws {
      var run = DecisionsRun(state.place)
      run.format = format.output
      try finish(run.delete(target))
    }
  }
}

extension DecisionsCommand {
  struct BreakerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "breaker",
      abstract: "Whether the breaker has tripped, so that nothing new is blocked.",
      discussion: """
        Exits with 1 while it has. It trips by too many new blocks in a minute or too much of the \
        address space, outlasts a restart, and is reset by hand alone.

        Example: detectd decisions breaker --reset --config /etc/detectd/detectd.yaml
        """)

    @OptionGroup var state: StateOptions
    @OptionGroup var format: StateOutputOption

    @Flag(help: "Let blocks through again, after looking at why it tripped.")
    var reset = false

    func run() throws {
      var run = BreakerRun(state.place)
      run.format = format.output
      try finish(reset ? run.reset() : run.show())
    }
  }
}

struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Take back what a rule, a feed, an operator or a time led to, or what is on a target.",
    discussion: """
      Prints what would change: - ends, + begins, ~ ends at another time. Nothing is done without \
      --yes. What else speaks for a target stays; new alerts of the same rule block again.

      Example: detectd undo --rule 0d3f9c1e-5a55-4c38-9f0e-27b3b8f1a001 --state /var/lib/detectd
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var format: StateOutputOption

  @Option(help: "A rule's identifier or title.")
  var rule: String?

  @Option(help: "A feed's name.")
  var feed: String?

  @Option(help: "An operator's name.")
  var actor: String?

  @Option(help: "Everything seen since: a duration back, or a time.")
  var since: String?

  @Flag(help: "Do it.")
  var yes = false

  @Argument(help: "A decision's identifier or the beginning of it, or a target.")
  var decision: String?

  private var causes: [UndoRun.Cause] {
    [
      rule.map { .rule($0) }, feed.map { .feed($0) }, actor.map { .actor($0) },
      since.map { .since($0) }, decision.map { .decision($0) },
    ].compactMap { $0 }
  }

  func validate() throws {
    guard causes.count == 1 else {
      throw ValidationError("name one of --rule, --feed, --actor, --since, or a decision or target")
    }
  }

  func run() throws {
    var run = UndoRun(state.place)
    run.format = format.output
    run.isMeant = yes
    try finish(run.run(causes[0]))
  }
}
