import ArgumentParser
import Response

@main
struct Detectd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detectd",
    abstract: "Find intruders in firewall and syslog lines, say who and how, stop the source.",
    discussion: """
      Example: detectd scan /var/log/ufw.log --blocklist blocked.nft --blocklist-format nft

      Exit codes: 0 done; 1 done, and an alert at or above --fail-on fired; 2 wrong usage, bad \
      configuration or rules that do not load; 3 some input or rule could not be read (the rest \
      was done).
      """,
    version: version,
    subcommands: [
      Scan.self, Run.self, Parse.self, Status.self, Reload.self, Alerts.self, IncidentsCommand.self,
      SilencesCommand.self, Why.self, DecisionsCommand.self, Undo.self, Simulate.self,
      BlockListCommand.self, State.self,
      Rules.self, IntelCommand.self,
      Decoders.self, PolicyCommand.self, Config.self,
      Version.self,
    ])

  static let version = Product.version

  /// Runs a command; wrong usage exits with 2, where the argument parser would say 64.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let isUsage = exitCode(for: error) == .validationFailure
      guard isUsage else { exit(withError: error) }
      StandardError.write(fullMessage(for: error) + "\n")
      exit(withError: ExitCode(2))
    }
  }
}

struct Version: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the version.", discussion: "Example: detectd version")

  func run() throws { print("detectd \(Detectd.version)") }
}
