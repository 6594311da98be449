import ArgumentParser
import Engine

extension Rules {
  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure packs on a log: throughput, and what each rule costs.",
      discussion: """
        A rule costs something only when its witness fires, which is what an event must have for the \
        rule to be looked at. A witness that often fires in vain is a rule to sharpen. Exits with 1 \
        when the rules cost more than --budget.

        Example: detectd rules bench Rules/starter --input /var/log/ufw.log --html cost.html
        """)

    @Argument(help: "Packs, folders or rule files. The shipped packs unless said.")
    var paths: [String] = []

    @Option(
      name: .customLong("input"), help: "A log to measure on: plain, gzip or -. Repeatable.",
      completion: .file())
    var inputs: [String]

    @OptionGroup var pipelines: PipelineOptions

    @OptionGroup var reading: ReadingOptions

    @Option(help: "human or json.")
    var output: BenchFormat = .human

    @Option(
      name: .customLong("html"), help: "Write a page with charts to this file.",
      completion: .file(extensions: ["html"]))
    var htmlPath: String?

    @Option(
      help: ArgumentHelp("The most that the rules may cost a record.", valueName: "nanoseconds"))
    var budget: Double?

    @Option(
      name: .customLong("compare"), help: "Show the change from this report, written as JSON.",
      completion: .file(extensions: ["json"]))
    var comparePath: String?

    @Option(help: "How many rules are shown.")
    var top: Int = 20

    @Option(help: "How often each block is measured; the quickest counts.")
    var passes: Int = 3

    func validate() throws {
      if let budget, !(budget > 0) {
        throw ValidationError("--budget takes nanoseconds a record above 0, not \(budget)")
      }
      guard (1...1000).contains(passes) else {
        throw ValidationError("--passes takes a number from 1 to 1000, not \(passes)")
      }
      guard top >= 0 else { throw ValidationError("--top takes 0 or more, not \(top)") }
    }

    func run() throws {
      var settings = Settings(clock: try reading.clock())
      settings.rulePaths = paths
      settings.pipelinePaths = pipelines.paths
      settings.format = reading.formatName
      var run = BenchRun(settings: settings, inputs: inputs)
      run.isJSON = output == .json
      run.htmlPath = htmlPath
      run.budget = budget
      run.comparePath = comparePath
      run.top = top
      run.passes = passes
      try finish(run.run())
    }
  }
}

enum BenchFormat: String, ExpressibleByArgument, CaseIterable { case human, json }
