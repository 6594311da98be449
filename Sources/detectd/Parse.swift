import ArgumentParser
import Engine

struct Parse: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the events of log records as ECS JSON, one a line, in order.",
    discussion: """
      Every record gives exactly one object, also when no decoder knows it \
      (event.dataset: unrecognised).

      Example: detectd parse --explain /var/log/auth.log
      """)

  @Argument(help: "Files, folders, or -.", completion: .file())
  var inputs: [String] = []

  @OptionGroup var reading: ReadingOptions

  @Flag(help: "Show the decoder, why it was chosen, and where each field stands.")
  var explain = false

  @Flag(help: "Keep the record in event.original.")
  var original = false

  @Flag(
    help: """
      Take lines that belong together as one record, as scan does: those of one event of the Linux \
      audit system, of one XML event, of one full alert of Snort's, of one entry of the journal's \
      export.
      """)
  var joinLines = false

  @Flag(help: "List the formats that --format takes.")
  var listFormats = false

  func validate() throws {
    guard listFormats || !inputs.isEmpty else {
      throw ValidationError("name a file, a folder, or - for standard input")
    }
  }

  private func parseRun() throws -> ParseRun {
    var run = ParseRun(clock: try reading.clock(), paths: inputs)
    run.decoderPaths = reading.decoderPaths
    return run
  }

  func run() throws {
    if listFormats {
      for name in try parseRun().formats { print(name) }
      return
    }
    var run = try parseRun()
    run.format = reading.formatName
    run.explains = explain
    run.keepsOriginal = original
    run.joinsLines = joinLines
    try finish(run.run())
  }
}
