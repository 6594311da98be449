import ArgumentParser
import Engine
import Response

/// Where the state is.
struct StateOptions: ParsableArguments {
  @Option(
    name: .customLong("state"), help: "The folder that 'state' of the configuration names.",
    completion: .directory)
  var folder: String?

  @Option(
    name: .customLong("config"),
    help: "The configuration of run: it names the state, the policy and the lists.",
    completion: .file(extensions: ["yaml", "yml"]))
  var configuration: String?

  var place: StatePlace { StatePlace(folder: folder, configurationPath: configuration) }

  func validate() throws {
    guard folder != nil || configuration != nil else {
      throw ValidationError("name a state: --state DIR or --config FILE")
    }
  }
}

/// How it is printed.
struct StateOutputOption: ParsableArguments {
  @Option(help: "human or ndjson; human on a terminal unless said.")
  var output: StateFormat?
}

extension StateFormat: ExpressibleByArgument {}
extension Decision.Action: ExpressibleByArgument {}
extension Decision.Origin: ExpressibleByArgument {}
