import Detect
private import Foundation
private import Glibc
private import Response
import Rules
private import Synchronization

/// What a run tells of itself, gathered from those who know: counters of inputs, the response loop
/// once a second, the loader at each reload.
final class RunStatus: Sendable {
  /// What the response loop says each second.
  struct Response: Sendable {
    var records = 0
    var unrecognised = 0
    var suppressed = 0
    var alerts: [String: Int] = [:]
    var watches = 0
    var refused = 0
    var desk = AlertDesk.Counts()
    /// What was said of the clock of each input.
    var skews: [Int64?] = []
    var outputs: [StatusReport.Output] = []
    var quiet: Set<Int> = []
    var breaker: StatusReport.Breaker?
    var costs: StatusReport.Costs?
  }

  private struct State {
    var response = Response()
    var rules: StatusReport.Rules
    var feeds: [StatusReport.Feed]
    var indicatorBytes: Int
    var reload: ReloadReport?
    /// Records of each input, a second apart, the newest last.
    var samples: [[Int]] = []
  }

  private let version: String
  private let configuration: RunConfiguration
  private let counters: [InputCounters]
  private let live: LiveDecisions
  private let facts: RunFacts
  private let log: RunLog
  private let started = RunClock.nowSeconds
  private let state: Mutex<State>

  private static let sampleLimit = 61

  init(
    version: String, _ configuration: RunConfiguration, _ detection: Detection,
    counters: [InputCounters], live: LiveDecisions, facts: RunFacts, _ log: RunLog
  ) {
    self.version = version
    self.configuration = configuration
    self.counters = counters
    self.live = live
    self.facts = facts
    self.log = log
    state = Mutex(
      State(
        rules: StatusReport.Rules(detection.rules, loaded: started),
        feeds: StatusReport.Feed.all(of: detection),
        indicatorBytes: detection.indicators.byteCount))
  }

  /// Called by the response loop once a second.
  func note(_ response: Response) {
    facts.note(breaker: response.breaker?.reason)
    facts.note(outputs: response.outputs)
    facts.note(alerts: response.alerts, response.desk)
    let records = counters.map(\.now.records)
    state.withLock { state in
      state.response = response
      state.samples.append(records)
      if state.samples.count > RunStatus.sampleLimit { state.samples.removeFirst() }
    }
  }

  func note(_ reload: ReloadReport, of detection: Detection?) {
    state.withLock { state in
      state.reload = reload
      guard let detection else { return }
      state.rules = StatusReport.Rules(detection.rules, loaded: reload.time)
      state.feeds = StatusReport.Feed.all(of: detection)
      state.indicatorBytes = detection.indicators.byteCount
    }
  }

  var report: StatusReport {
    let now = RunClock.nowSeconds
    let state = state.withLock { $0 }
    let memory = ProcessMemory.now
    return StatusReport(
      version: version, pid: getpid(), configuration: configuration.path, started: started,
      now: now, inputs: inputs(state), records: state.response.records,
      unrecognised: state.response.unrecognised, suppressed: state.response.suppressed,
      silenced: state.response.desk.silenced, held: state.response.desk.held,
      silences: state.response.desk.silences, incidents: state.response.desk.incidents,
      alerts: state.response.alerts,
      rules: state.rules, costs: state.response.costs, feeds: state.feeds,
      decisions: StatusReport.Decisions(
        blocks: live.count,
        watches: state.response.watches, refused: state.response.refused,
        changes: live.sequence, breaker: state.response.breaker),
      outputs: state.response.outputs, consumers: facts.consumers,
      memory: StatusReport.Memory(
        residentBytes: memory.resident, peakBytes: memory.peak,
        indicatorBytes: state.indicatorBytes),
      reload: state.reload, warnings: log.recent)
  }

  /// The whole in one line, for a service manager.
  var line: String {
    let state = state.withLock { $0 }
    let problems = facts.problems.count + state.response.outputs.count { $0.problem != nil }
    return "\(Quantity.count(state.response.records, "record", "records")), "
      + Quantity.count(state.response.alerts.values.reduce(0, +), "alert", "alerts")
      + ", \(Quantity.count(state.rules.rules, "rule", "rules"))"
      + (state.reload?.isLoaded == false ? ", the last reload was refused" : "")
      + (state.response.breaker == nil ? "" : ", the breaker has tripped: only watching")
      + (problems > 0 ? ", \(Quantity.count(problems, "problem", "problems"))" : "")
  }

  private func inputs(_ state: State) -> [StatusReport.Input] {
    configuration.inputs.enumerated().map { place, input in
      let values = counters[place].now
      var rate = 0.0
      if let first = state.samples.first, let last = state.samples.last, state.samples.count > 1 {
        rate = Double(last[place] - first[place]) / Double(state.samples.count - 1)
      }
      return StatusReport.Input(
        name: input.name, type: input.kind.name, records: values.records, bytes: values.bytes,
        recordsPerSecond: rate, lagBytes: values.lagBytes, lastRecord: values.lastRecordSeconds,
        cut: values.cut, dropped: values.dropped, refused: values.refused, closed: values.closed,
        connections: values.connections, files: values.files,
        isQuiet: state.response.quiet.contains(place),
        skewSeconds: state.response.skews.indices.contains(place)
          ? state.response.skews[place] : nil,
        problem: values.problem)
    }
  }
}

extension StatusReport.Rules {
  fileprivate init(_ rules: RuleSet, loaded: Int64) {
    let errors = rules.problems.filter { $0.severity == .error }
    self.init(
      rules: rules.rules.count, correlations: rules.correlations.count,
      filters: rules.filterCount, refused: rules.refusedCount,
      problems: errors.prefix(StatusReport.Rules.problemLimit).map(\.description), loaded: loaded)
  }
}

extension StatusReport.Feed {
  fileprivate static func all(of detection: Detection) -> [StatusReport.Feed] {
    var counts = [Int](repeating: 0, count: detection.feeds.count)
    for indicator in 0..<detection.indicators.count {
      counts[detection.indicators.feed(indicator)] += 1
    }
    return zip(detection.feeds, counts).map { feed, count in
      StatusReport.Feed(
        name: feed.name, path: feed.path, indicators: count, confidence: feed.confidence)
    }
  }
}

extension IndicatorTable {
  fileprivate var byteCount: Int { indexByteCount + recordByteCount }
}

extension InputConfiguration.Kind {
  /// As the configuration calls it.
  var name: String {
    switch self {
    case .file: "file"
    case .udp: "udp"
    case .tcp: "tcp"
    case .unix: "unix"
    case .standardInput: "stdin"
    case .journal: "journal"
    case .http: "http"
    }
  }
}

/// What this process takes, from proc_pid_status(5).
enum ProcessMemory {
  static var now: (resident: Int, peak: Int) {
    let text =
      FileManager.default.contents(atPath: "/proc/self/status")
      .map { String(decoding: $0, as: UTF8.self) } ?? ""
    func bytes(_ key: String) -> Int {
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else {
        return 0
      }
      return (Int(line.dropFirst(key.count).filter(\.isNumber)) ?? 0) << 10
    }
    return (bytes("VmRSS:"), bytes("VmHWM:"))
  }
}
