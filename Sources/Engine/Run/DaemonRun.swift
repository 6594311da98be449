private import Logs
private import Response
import Rules

/// `detectd run`: reads inputs without end, until it is told to stop.
///
/// SIGTERM and SIGINT end it: what came is processed, and positions are saved. SIGHUP loads rules,
/// policy, indicators and decoders again, beside the running ones.
package struct DaemonRun {
  package let path: String
  /// What serves over HTTP; nil when nothing can.
  private let serve: ServeStart?
  /// What sends over HTTP and TLS; nil when nothing can.
  private let connect: OutgoingStart?
  /// What listens for posts; nil when nothing can.
  private let receive: ReceiveStart?
  /// What makes the TLS of streams; nil when nothing can.
  private let secure: SecureStart?
  private let version: String

  /// - Parameter version: Of this program, as status tells it.
  package init(
    path: String, serve: ServeStart? = nil, connect: OutgoingStart? = nil,
    receive: ReceiveStart? = nil, secure: SecureStart? = nil, version: String
  ) {
    self.path = path
    self.serve = serve
    self.connect = connect
    self.receive = receive
    self.secure = secure
    self.version = version
  }

  /// - Returns: The exit code of DESIGN 4: 2 when it cannot begin.
  package func run() -> Int32 {
    let supervisor = Supervisor()
    let errors = Output.standardError()
    var problems = Problems()
    let configuration = RunConfiguration.load(path, &problems)
    guard let configuration else {
      DaemonRun.report(problems.all, to: errors)
      return 2
    }
    let log = RunLog(level: configuration.logLevel)
    let loaded = DetectionLoader(configuration).load()
    DaemonRun.report(problems.all + loaded.problems.filter { $0.severity > .note }, to: errors)
    guard let detection = loaded.detection else { return 2 }
    if let degradation = detection.rules.degradation { log.warning(degradation) }
    // Before any thread starts, so that only the one that waits for signals gets them.
    let signals = SignalWaiter()
    do throws(RunError) {
      let daemon = try Daemon(
        configuration, detection, serve: serve, connect: connect, receive: receive,
        secure: secure, version: version, supervisor, log)
      try daemon.run(signals)
      return 0
    } catch {
      log.error(error.description)
      return 2
    }
  }

  private static func report(_ problems: [Problem], to errors: Output) {
    for problem in problems { errors.writeLine(TerminalText.clean(problem.description)) }
    errors.flush()
  }
}

/// Loads what decides what a record becomes, at the start and at each reload.
struct DetectionLoader: Sendable {
  private let configuration: RunConfiguration

  init(_ configuration: RunConfiguration) { self.configuration = configuration }

  /// - Returns: Nil for the detection when something cannot be used; the problems say what.
  func load() -> (detection: Detection?, problems: [Problem]) {
    var settings = configuration.settings
    settings.clock = TimeReference(nowSeconds: RunClock.nowSeconds, zone: settings.clock.zone)
    let loaded = Detection.load(settings)
    guard let detection = loaded.detection else { return loaded }
    var problems = Problems()
    for input in configuration.inputs {
      do throws(FormatError) {
        _ = try RecordDecoder(
          clock: settings.clock, format: input.format, custom: detection.custom)
      } catch {
        problems.error("unknown-format", at: input.place, error.description)
      }
    }
    return (problems.hasErrors ? nil : detection, loaded.problems + problems.all)
  }
}
