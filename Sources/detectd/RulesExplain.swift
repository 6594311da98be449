import ArgumentParser
import Engine

extension Rules {
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a rule as it is understood, and why it holds or does not hold of an event.",
      discussion: """
        Without an event: the fields that names stand for, the values that are looked for, what an \
        event must have for the rule to be looked at, and the program that the matcher runs. With \
        one: for each part of the condition whether it holds, which value made it so and at which \
        bytes of the record, which field is missing, or which log source kept the rule from being \
        considered.

        Events are log lines of any format that detectd parse knows, or JSON objects, also over \
        several lines.

        Example: detectd rules explain my-rules/ssh.yml --event /var/log/auth.log
        Example: echo '{"Image":"C:\\\\a.exe"}' | detectd rules explain my.yml --event -
        """)

    @Argument(help: "A rule file; or the id, name or title of a rule in --rules.")
    var rule: String

    @Option(
      name: .customLong("event"), help: "A file of events, or -. Repeatable.",
      completion: .file())
    var events: [String] = []

    @Option(
      name: .customLong("rules"),
      help: ArgumentHelp(
        "Packs to find the rule in, or that it refers to. Repeatable. The shipped packs unless said.",
        valueName: "path"),
      completion: .directory)
    var rulePaths: [String] = []

    @OptionGroup var pipelines: PipelineOptions

    @Option(
      name: .customLong("unknown-log-source"),
      help: ArgumentHelp(
        "Events of no known log source: skip, or match as if they were of the rule's.",
        valueName: "skip|match"))
    var unknownLogSource: UnknownLogSource = .skip

    @OptionGroup var reading: ReadingOptions

    @Option(help: "human or ndjson.")
    var output: ListFormat = .human

    func run() throws {
      var settings = Settings(clock: try reading.clock())
      settings.rulePaths = rulePaths
      settings.pipelinePaths = pipelines.paths
      settings.unknownLogSource = unknownLogSource
      settings.format = reading.formatName
      settings.decoderPaths = reading.decoderPaths
      var run = ExplainRun(rule: rule, settings: settings)
      run.events = events
      run.isNDJSON = output == .ndjson
      try finish(run.run())
    }
  }
}
