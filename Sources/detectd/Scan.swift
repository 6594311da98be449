import ArgumentParser
import Engine
import Response

struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run rules, indicators and policy over files or standard input; print the alerts.",
    discussion: """
      Files may be plain or gzip; a folder means the files below it; - is standard input. \
      Each alert is one line: aligned on a terminal, NDJSON when piped. A summary follows on standard error.

      Example: detectd scan /var/log/ufw.log --indicators c2.txt --blocklist blocked.nft \
      --blocklist-format nft
      """)

  @Argument(help: "Files, folders, or -.", completion: .file())
  var inputs: [String]

  @OptionGroup var detection: DetectionOptions

  @Option(name: .customLong("blocklist"), help: "Write the addresses to block to this file.")
  var blocklistPath: String?

  @Option(help: "How the block list is written.")
  var blocklistFormat: BlockListFormat = .plain

  @Option(
    help: ArgumentHelp(
      "Entries of the block list at most; else what its consumer takes. The weightiest stay.",
      valueName: "n"))
  var blocklistMaximum: Int?

  @Flag(help: "Say in the block list why each entry is there, where the format has a place for it.")
  var blocklistComments = false

  @Option(
    help: ArgumentHelp(
      "Block a whole /24 or /56 when this many per cent of it are blocked; never a protected one.",
      valueName: "percent"))
  var blocklistWiden: Int?

  @Option(help: "How alerts are printed: human, ndjson or ecs. Human on a terminal unless said.")
  var output: AlertFormat?

  @Option(
    help: ArgumentHelp(
      "Exit with 1 when an alert of this level or above fired.",
      valueName: "level"))
  var failOn: Level?

  @Option(
    help: ArgumentHelp("Print only alerts of this level or above.", valueName: "level"))
  var minimumLevel: Level?

  @Flag(help: "Print a table of all rules that fired, inputs and limits after the summary.")
  var stats = false

  @Flag(name: .shortAndLong, help: "No summary and no progress.")
  var quiet = false

  func validate() throws {
    guard !inputs.isEmpty else {
      throw ValidationError("name a file, a folder, or - for standard input")
    }
    if let blocklistMaximum, blocklistMaximum < 0 {
      throw ValidationError("--blocklist-maximum takes 0 or more")
    }
    if let blocklistWiden, Widening(minimumShare: blocklistWiden) == nil {
      throw ValidationError("--blocklist-widen takes 1 to 100, the share that is blocked already")
    }
  }

  func run() throws {
    var run = ScanRun(settings: try detection.settings(), paths: inputs)
    run.blocklistPath = blocklistPath
    run.blocklistFormat = blocklistFormat
    run.blocklistOptions.maximumEntries = blocklistMaximum
    run.blocklistOptions.comments = blocklistComments
    run.blocklistOptions.widening = blocklistWiden.flatMap { Widening(minimumShare: $0) }
    run.output = output
    run.failOn = failOn
    run.minimumLevel = minimumLevel ?? .informational
    run.showsDetails = stats
    run.isQuiet = quiet
    try finish(run.run())
  }
}

extension BlockListFormat: ExpressibleByArgument {}
extension AlertFormat: ExpressibleByArgument {}

extension Level: ExpressibleByArgument {
  public init?(argument: String) { self.init(name: argument) }
  public static var allValueStrings: [String] { allCases.map(\.name) }
}
