import ArgumentParser
import Engine

/// Which run is asked.
struct ControlOptions: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: "The configuration of the run that is asked; only its 'state' is read.",
    completion: .file(extensions: ["yaml", "yml"]))
  var configuration: String = "/etc/detectd/detectd.yaml"

  @Option(help: "The run's control socket, instead of the one in its state folder.")
  var socket: String?

  var place: ControlPlace { ControlPlace(configuration: configuration, socket: socket) }
}

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "How a run is doing: inputs, rules, decisions, outputs, consumers, warnings.",
    discussion: """
      Exits with 1 when the breaker has tripped, so that nothing new is blocked, and with 3 when no \
      run answers.

      Example: detectd status --config /etc/detectd/detectd.yaml
      """)

  @OptionGroup var control: ControlOptions

  @Option(help: "human or json; human on a terminal unless said.")
  var output: AnswerFormat?

  func run() throws { try finish(StatusRun(control.place, format: output).run()) }
}

struct Reload: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have a run load its rules, policy, indicators and decoders again.",
    discussion: """
      Says what was loaded, or every problem; then what ran before runs on, and the exit code is 2.

      Example: detectd reload --config /etc/detectd/detectd.yaml
      """)

  @OptionGroup var control: ControlOptions

  @Option(help: "human or json; human on a terminal unless said.")
  var output: AnswerFormat?

  func run() throws { try finish(ReloadRun(control.place, format: output).run()) }
}

extension AnswerFormat: ExpressibleByArgument {}
