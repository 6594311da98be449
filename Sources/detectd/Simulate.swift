import ArgumentParser
import Engine

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What the policy would block now, and how that differs from what is.",
    discussion: """
      Takes the alerts that are kept and asks the policy and the never-block list about each, as a \
      run would. + would be decided and is not, - is and would not be, ~ would end at another time. \
      Decisions of operators and feeds are left out. Nothing is changed.

      Example: detectd simulate --since 24h --policy new.yml --config /etc/detectd/detectd.yaml
      """)

  @OptionGroup var state: StateOptions
  @OptionGroup var format: StateOutputOption

  @Option(help: "Alerts since then: a duration back, or a time.")
  var since = "24h"

  @Option(name: .customLong("policy"), help: "Another policy than that of the configuration.")
  var policyPath: String?

  func run() throws {
    var run = SimulateRun(state.place)
    run.format = format.output
    run.since = since
    run.policyPath = policyPath
    try finish(run.run())
  }
}
