import ArgumentParser
import Engine

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Check policies, and try them on alerts.",
    discussion: "Example: detectd policy check policy.yml",
    subcommands: [Check.self, Test.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report every problem of a policy with its place, and say its rules in words.",
      discussion: """
        Without a file: the policy that ships.

        Example: detectd policy check policy.yml
        """)

    @Argument(help: "A policy file.", completion: .file(extensions: ["yml", "yaml"]))
    var file: String?

    func run() throws { try finish(PolicyRun(path: file).check()) }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what a policy makes of alerts, without doing it.",
      discussion: """
        Alerts are NDJSON, as scan and run write them. The never-block list holds as it would here. \
        Each alert gives a line for each decision it leads to (new, prolonged, or refused with the \
        reason), or one without.

        Example: detectd scan auth.log | detectd policy test --policy policy.yml -
        """)

    @Option(name: .customLong("policy"), help: "A policy file; otherwise the policy that ships.")
    var policyPath: String?

    @Option(help: "human or ndjson; human on a terminal unless said.")
    var output: PolicyRun.Format?

    @Argument(help: "Files of alerts, or -.", completion: .file())
    var alerts: [String]

    func run() throws {
      var run = PolicyRun(path: policyPath)
      run.format = output
      try finish(run.test(alerts))
    }
  }
}

extension PolicyRun.Format: ExpressibleByArgument {}
