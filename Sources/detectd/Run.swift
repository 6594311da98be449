import ArgumentParser
import Engine
import Web

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read inputs without end; raise alerts and keep block lists up to date.",
    discussion: """
      SIGTERM and SIGINT end it once what came is processed; SIGHUP loads rules, policy, indicators \
      and decoders again. Documentation/Running.md says more, examples/detectd.yaml shows every key.

      Example: detectd run --config /etc/detectd/detectd.yaml
      """)

  @Option(
    name: .customLong("config"), help: "The configuration file.",
    completion: .file(extensions: ["yaml", "yml"]))
  var path: String

  func run() throws {
    try finish(
      DaemonRun(
        path: path, serve: WebService.start, connect: .web,
        receive: PostServer.start, secure: TLSStreams.start, version: Detectd.version
      ).run())
  }
}

extension OutgoingStart {
  fileprivate static let web = OutgoingStart(post: WebPoster.start, dial: TLSDialer.start)
}

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work on configuration files.",
    discussion: "Example: detectd config check /etc/detectd/detectd.yaml",
    subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report every problem of a configuration, and say what it means.",
      discussion: """
        Reads the rules, indicators, policy and decoders that it names too. Opens no input. Exits \
        with 2 when detectd run would not begin with it.

        Example: detectd config check /etc/detectd/detectd.yaml
        """)

    @Argument(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"]))
    var path: String

    func run() throws {
      try finish(
        ConfigurationCheck(path: path, connect: .web, secure: TLSStreams.start).run())
    }
  }
}
