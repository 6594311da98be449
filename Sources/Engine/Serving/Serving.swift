import Response

/// What keeps answering while a run is under way, and is told to stop at its end.
package protocol RunningService: Sendable {
  func stop()

  /// Reads the files of its certificate again.
  ///
  /// - Throws: ``ServeError`` when one cannot be used; the last good one stays.
  func reload() throws(ServeError)
}

/// Begins to serve; throws when it cannot. The module that speaks HTTP gives it to a run, because
/// nothing here may import it.
package typealias ServeStart =
  @Sendable (ServingConfiguration, LiveDecisions, RunFacts, RunLog) throws(ServeError) ->
  any RunningService

/// Why nothing can be served.
package struct ServeError: Error, Equatable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// All that hands out and enforces the decisions of a run.
final class Serving: Sendable {
  private let pushes: [KernelPush]
  private let threads: [Thread]
  private let service: (any RunningService)?

  /// - Throws: ``ServeError`` when nothing can be served.
  init(
    _ configuration: ServingConfiguration, _ decisions: LiveDecisions, _ facts: RunFacts,
    start: ServeStart?, _ log: RunLog
  ) throws(ServeError) {
    if configuration.listen != nil, let start {
      service = try start(configuration, decisions, facts, log)
    } else {
      service = nil
    }
    var pushes: [KernelPush] = []
    for push in configuration.pushes {
      let name = push.name
      pushes.append(
        KernelPush(
          decisions, to: push.table, cutting: push.cutsConnections ? ConnectionTable() : nil,
          now: { RunClock.nowSeconds }
        ) { report in
          facts.note(push: name, failure: report.error?.description)
          Serving.tell(report, name, log)
        })
    }
    self.pushes = pushes
    threads = pushes.map { push in Thread { push.run() } }
  }

  private static func tell(_ report: KernelPush.Report, _ name: String, _ log: RunLog) {
    let details = ["set": name, "elements": "\(report.elements)"]
    switch report.kind {
    case .replaced: log.notice("the kernel's sets were replaced", details)
    case .changed: log.debug("the kernel's sets were changed", details)
    case .corrected: log.warning("the kernel's sets were not as they should be", details)
    case .cut:
      log.notice(
        "connections of blocked addresses were cut",
        ["set": name, "connections": "\(report.elements)"])
    case .failed:
      log.error(
        "the kernel's sets cannot be changed",
        ["set": name, "reason": report.error?.description ?? ""])
    }
  }

  /// Ends it all; the kernel's sets stay as they are.
  func stop() {
    for push in pushes { push.stop() }
    for thread in threads { thread.join() }
    service?.stop()
  }
}
