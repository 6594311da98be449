private import Detect
import Rules
private import Synchronization

/// A run under way: the inputs, the belt, and what takes its alerts.
final class Daemon: Sendable {
  private let configuration: RunConfiguration
  private let log: RunLog
  private let detection: Detection
  private let source: LiveSource
  /// Inputs whose certificates are read again.
  private let secured: [SecuredStreams]
  /// What the windows begin with.
  private let start: WindowStart
  private let responder: Responder
  private let serving: Serving
  private let services: RunningServices
  private let status: RunStatus
  private let supervisor: Supervisor
  /// One reload at a time.
  private let isLoading = Mutex(())

  /// Opens everything.
  ///
  /// - Throws: ``RunError`` when something cannot be used; nothing is left open.
  init(
    _ configuration: RunConfiguration, _ detection: Detection, serve: ServeStart?,
    connect: OutgoingStart?, receive: ReceiveStart?, secure: SecureStart?, version: String,
    _ supervisor: Supervisor,
    _ log: RunLog
  ) throws(RunError) {
    self.configuration = configuration
    self.detection = detection
    self.log = log
    self.supervisor = supervisor
    let state: RunState?
    if let folder = configuration.state.folder {
      state = try RunState(folder, log)
    } else {
      state = nil
      log.warning("no 'state' is configured; a restart does not know what was read")
    }
    let services = RunningServices()
    self.services = services
    let counters = configuration.inputs.map { _ in InputCounters() }
    responder = try Responder(
      configuration, detection, state: state, counters: counters, connect: connect, log)
    let units = UnitTable()
    let inputs = try LiveInputs.open(
      configuration, units: units, counters: counters, known: responder.restored.checkpoints,
      replays: responder.restored.windows?.header.positions ?? [],
      receive: receive.map(services.noting), secure: secure, log)
    secured = inputs.compactMap { ($0 as? StreamInput)?.secured }
    start =
      responder.restored.windows.map { WindowStart($0, detection, units: units) } ?? WindowStart()
    source = LiveSource(inputs, configuration, units: units, detection: detection)
    let facts = RunFacts(
      inputs: zip(configuration.inputs, counters).map { ($0.name, $1) },
      decisions: responder.live, serving: configuration.serving,
      served: responder.restored.served, bouncers: responder.bouncers)
    responder.facts = facts
    status = RunStatus(
      version: version, configuration, detection, counters: counters, live: responder.live,
      facts: facts, log)
    responder.saveWindows = { [source] in source.saveWindows() }
    responder.status = status
    responder.supervisor = supervisor
    do throws(ServeError) {
      serving = try Serving(
        configuration.serving, responder.live, facts, start: serve.map(services.noting), log)
    } catch {
      throw .cannotServe(reason: error.description)
    }
  }

  /// Runs until a signal says stop, or all inputs are at their ends.
  ///
  /// - Throws: ``RunError`` when nobody could ask it.
  func run(_ signals: SignalWaiter) throws(RunError) {
    let control = try configuration.state.folder.map { folder throws(RunError) in
      try ControlServer(
        path: ControlServer.path(in: folder),
        ControlServer.Commands(
          status: { self.status.report }, reload: { self.reload() }, feed: responder.feed))
    }
    let waiter = Thread { self.obey(signals) }
    var windows = WindowOptions(isLive: true)
    windows.start = start
    let shards = windows.shardCount(workers: configuration.settings.workers)
    windows.limits.budgetBytes = max(1 << 20, configuration.windowBytes / shards)
    windows.limits.latenessNanoseconds = 3_600_000_000_000
    let belt = Belt(
      detection: detection, workers: configuration.settings.workers, windows: windows)
    log.notice(
      "running",
      [
        "rules": "\(detection.rules.rules.count)",
        "correlations": "\(detection.rules.correlations.count)",
        "indicators": "\(detection.indicators.count)", "inputs": "\(configuration.inputs.count)",
      ])
    responder.begin()
    supervisor.isReady(status: status.line)
    belt.run(source) { batch, alerts in
      responder.process(batch, alerts)
      return true
    }
    control?.stop()
    responder.finish()
    serving.stop()
    log.notice("stopped")
    // Nobody waits for signals any more; the thread ends with the process.
    waiter.detach()
  }

  private func obey(_ signals: SignalWaiter) {
    while true {
      switch signals.next() {
      case .stop:
        log.notice("stopping; what came is processed first")
        supervisor.isStopping()
        source.stop()
      case .reload: _ = reload()
      }
    }
  }

  /// Loads everything again beside what runs. An error changes nothing.
  func reload() -> ReloadReport {
    isLoading.withLock { _ in
      log.notice("reloading")
      supervisor.isReloading()
      defer { supervisor.isReady(status: status.line) }
      var problems = Problems()
      let fresh = RunConfiguration.load(configuration.path, &problems)
      let loaded = fresh.map { DetectionLoader($0).load() }
      let all = problems.all + (loaded?.problems ?? [])
      let kept = secured.compactMap { $0.reload() }
      var report = ReloadReport(
        isLoaded: loaded?.detection != nil, time: RunClock.nowSeconds, rules: 0, correlations: 0,
        refused: 0, indicators: 0,
        problems: all.filter { $0.severity > .note }.prefix(1000).map(\.description))
      let refused = services.reload() + renewDialers()
      for problem in refused {
        log.error("a certificate is not renewed; the one before is shown on", ["reason": problem])
      }
      report.problems += kept
      report.problems += refused.map { "\($0); the certificate from before is shown on" }
      if let detection = loaded?.detection {
        source.use(detection)
        report.count(detection)
        tell(detection)
      } else {
        refuseReload(all)
      }
      status.note(report, of: loaded?.detection)
      return report
    }
  }

  /// - Returns: Why certificates of outputs are still those from before.
  private func renewDialers() -> [String] {
    responder.dialers.compactMap { output, dialer in
      do throws(PostError) {
        try dialer.reload()
        return nil
      } catch {
        return "the output '\(output)': \(error)"
      }
    }
  }

  private func tell(_ detection: Detection) {
    if let degradation = detection.rules.degradation { log.warning(degradation) }
    log.notice(
      "reloaded",
      [
        "rules": "\(detection.rules.rules.count)",
        "indicators": "\(detection.indicators.count)",
      ])
  }

  private func refuseReload(_ problems: [Problem]) {
    for problem in problems where problem.severity == .error {
      log.error(problem.description)
    }
    log.error("nothing was reloaded; what ran before runs on")
  }
}

extension ReloadReport {
  fileprivate mutating func count(_ detection: Detection) {
    rules = detection.rules.rules.count
    correlations = detection.rules.correlations.count
    refused = detection.rules.refusedCount
    indicators = detection.indicators.count
  }
}
