private import Response
import Store
private import Synchronization

/// How a run is doing, for health checks and for Prometheus.
package final class RunFacts: Sendable {
  private let inputs: [(name: String, counters: InputCounters)]
  private let decisions: LiveDecisions
  /// What each push could not do when it last tried; by its name.
  private let failures = Mutex<[String: (last: String?, count: Int)]>([:])
  /// Why the breaker has tripped; nil while it has not.
  private let breaker = Mutex<String?>(nil)
  private let served: Mutex<ServedConsumers>
  private let access = Mutex(AccessNotes())
  private let outputs = Mutex<[StatusReport.Output]>([])
  private let alerts = Mutex<(byLevel: [String: Int], desk: AlertDesk.Counts)>(
    ([:], AlertDesk.Counts()))

  /// How far bouncers have read.
  package let bouncers: BouncerPositions

  /// - Parameter served: When each consumer was served last by earlier runs, by its name.
  init(
    inputs: [(name: String, counters: InputCounters)], decisions: LiveDecisions,
    serving: ServingConfiguration = ServingConfiguration(), served: [String: Int64] = [:],
    bouncers: BouncerPositions = BouncerPositions()
  ) {
    self.bouncers = bouncers
    self.inputs = inputs
    self.decisions = decisions
    self.served = Mutex(ServedConsumers(serving, served, nowSeconds: RunClock.nowSeconds))
  }

  /// Those who are handed the decisions, in the order of the configuration.
  var consumers: [StatusReport.Consumer] {
    let failures = failures.withLock { $0 }
    return served.withLock { $0.report(RunClock.nowSeconds) }.map { consumer in
      var consumer = consumer
      if consumer.kind == "kernel" { consumer.problem = failures[consumer.name]?.last }
      return consumer
    }
  }

  /// Notes that a consumer was served.
  package func note(served name: String, atSeconds: Int64) {
    served.withLock { $0.note(name, atSeconds: atSeconds) }
  }

  /// Who was served since the last call, for the state.
  func takeServed() -> [Store.Consumer] { served.withLock { $0.take() } }

  /// Who stays away since the last call, or does not any more.
  func takeQuietChanges(nowSeconds: Int64) -> [ServedConsumers.QuietChange] {
    served.withLock { $0.takeQuietChanges(nowSeconds) }
  }

  /// Notes what the audit trail should have: a token that was refused, an address that is locked
  /// out, or a consumer at a new address.
  ///
  /// - Parameter action: One word.
  package func note(
    access action: String, consumer: String?, address: String, path: String, atSeconds: Int64
  ) {
    let order = Store.Batch.Order(
      actor: consumer ?? "unknown", action: "web \(action)", subject: address, detail: path)
    access.withLock { $0.add(Store.Batch.Note(atSeconds: atSeconds, order: order)) }
  }

  /// What came since the last call, for the audit trail.
  func takeNotes(nowSeconds: Int64) -> [Store.Batch.Note] {
    access.withLock { $0.take(nowSeconds) }
  }

  func note(outputs now: [StatusReport.Output]) { outputs.withLock { $0 = now } }
  func note(alerts byLevel: [String: Int], _ desk: AlertDesk.Counts) {
    alerts.withLock { $0 = (byLevel, desk) }
  }
  func note(breaker reason: String?) { breaker.withLock { $0 = reason } }

  func note(push name: String, failure: String?) {
    if failure == nil { note(served: name, atSeconds: RunClock.nowSeconds) }
    failures.withLock { failures in
      let count = failures[name]?.count ?? 0
      failures[name] = (failure, failure == nil ? count : count + 1)
    }
  }

  /// What keeps the run from its work, a line each.
  package var problems: [String] {
    let ofInputs = inputs.compactMap { input in
      input.counters.now.problem.map { "input \(input.name): \($0)" }
    }
    let ofPushes = failures.withLock { $0 }.sorted { $0.key < $1.key }.compactMap { entry in
      entry.value.last.map { "\(entry.key): \($0)" }
    }
    let ofBreaker = breaker.withLock { $0 }.map { ["the breaker has tripped: \($0)"] } ?? []
    return ofBreaker + ofInputs + ofPushes
  }

  /// Prometheus text.
  ///
  /// - Parameter atSeconds: Unix seconds.
  package func metrics(atSeconds: Int64) -> String {
    var out = ""
    let values = inputs.map { ($0.name, $0.counters.now) }
    func family(_ name: String, _ kind: String, _ value: (InputCounters.Values) -> Int64?) {
      out += "# TYPE detectd_input_\(name) \(kind)\n"
      for (input, counters) in values {
        guard let number = value(counters) else { continue }
        out += "detectd_input_\(name){input=\"\(RunFacts.label(input))\"} \(number)\n"
      }
    }
    family("records_total", "counter") { Int64($0.records) }
    family("bytes_total", "counter") { Int64($0.bytes) }
    family("cut_total", "counter") { Int64($0.cut) }
    family("dropped_total", "counter") { Int64($0.dropped) }
    family("refused_total", "counter") { Int64($0.refused) }
    family("lag_bytes", "gauge") { Int64($0.lagBytes) }
    family("seconds_since_record", "gauge") { counters in
      counters.lastRecordSeconds.map { max(0, atSeconds - $0) }
    }
    family("has_problem", "gauge") { $0.problem == nil ? 0 : 1 }
    out += "# TYPE detectd_blocks gauge\ndetectd_blocks \(decisions.count)\n"
    let isTripped = breaker.withLock { $0 } != nil
    out += "# TYPE detectd_breaker_tripped gauge\ndetectd_breaker_tripped \(isTripped ? 1 : 0)\n"
    out += "# TYPE detectd_block_changes_total counter\n"
    out += "detectd_block_changes_total \(decisions.sequence)\n"
    out += "# TYPE detectd_push_failures_total counter\n"
    for (name, value) in failures.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      out += "detectd_push_failures_total{set=\"\(RunFacts.label(name))\"} \(value.count)\n"
    }
    return out + alertMetrics + outputMetrics + consumerMetrics(atSeconds)
  }

  private var alertMetrics: String {
    let alerts = alerts.withLock { $0 }
    var out = "# TYPE detectd_alerts_total counter\n"
    for level in Level.allCases {
      let count = alerts.byLevel[level.name] ?? 0
      out += "detectd_alerts_total{level=\"\(level.name)\"} \(count)\n"
    }
    for (name, kind, value) in [
      ("alerts_silenced_total", "counter", alerts.desk.silenced),
      ("alerts_held", "gauge", alerts.desk.held), ("silences", "gauge", alerts.desk.silences),
      ("incidents_open", "gauge", alerts.desk.incidents),
    ] {
      out += "# TYPE detectd_\(name) \(kind)\ndetectd_\(name) \(value)\n"
    }
    return out
  }

  private var outputMetrics: String {
    let outputs = outputs.withLock { $0 }
    var out = ""
    func family(_ name: String, _ kind: String, _ value: (StatusReport.Output) -> Int) {
      out += "# TYPE detectd_output_\(name) \(kind)\n"
      for output in outputs {
        let label = RunFacts.label(output.name)
        out += "detectd_output_\(name){output=\"\(label)\"} \(value(output))\n"
      }
    }
    family("alerts_total", "counter") { $0.alerts }
    family("lost_total", "counter") { $0.lost }
    family("waiting_bytes", "gauge") { $0.heldBytes }
    family("has_problem", "gauge") { $0.problem == nil ? 0 : 1 }
    return out
  }

  private func consumerMetrics(_ atSeconds: Int64) -> String {
    var out = ""
    let consumers = consumers
    out += "# TYPE detectd_consumer_seconds_since_served gauge\n"
    for consumer in consumers {
      guard let last = consumer.last else { continue }
      out += "detectd_consumer_seconds_since_served{consumer=\"\(RunFacts.label(consumer.name))\"} "
      out += "\(max(0, atSeconds - last))\n"
    }
    out += "# TYPE detectd_consumer_quiet gauge\n"
    for consumer in consumers {
      out += "detectd_consumer_quiet{consumer=\"\(RunFacts.label(consumer.name))\"} "
      out += "\(consumer.isQuiet ? 1 : 0)\n"
    }
    return out
  }

  private static func label(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
