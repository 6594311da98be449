import ArgumentParser

@main
struct Detectd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detectd",
    abstract:
      "Finds intruders in firewall and syslog lines, says who and how, and stops the source.")
}
