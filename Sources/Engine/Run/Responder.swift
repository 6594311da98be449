import Detect
import Response

/// What becomes of alerts: decisions, outputs, block lists; and what is kept of it all.
///
/// Used by the belt's response thread alone, in the order of the records.
final class Responder: @unchecked Sendable {
  private let configuration: RunConfiguration
  private let log: RunLog
  private let state: StateFolder?
  private let counters: [InputCounters]
  private var detection: Detection
  private var book: DecisionBook
  private var outputs: [Place] = []
  private let publishers: [BlockListPublisher]
  /// What is served and enforced.
  let live = LiveDecisions()
  private var positions: [Checkpoint.Key: Checkpoint] = [:]
  private var hasChanged = true
  private var listsAreDue = true
  private var savedNanoseconds: UInt64 = 0
  /// How long the last save took.
  private var savingNanoseconds: UInt64 = 0
  /// Whether a decision began or ended since the last save.
  private var hasNewDecisions = false
  private var quiet: Set<Int> = []
  private let startedSeconds = RunClock.nowSeconds
  private(set) var statistics = ScanStatistics()
  private(set) var tally = AlertTally()

  /// One output.
  private struct Place {
    let configuration: OutputConfiguration
    let sink: Sink
  }

  private enum Sink {
    case file(AlertFile)
    case standardOutput(Output, AlertFormat?)
  }

  /// - Throws: ``RunError`` when an output cannot be opened.
  init(
    _ configuration: RunConfiguration, _ detection: Detection, state: StateFolder?,
    saved: StateFolder.Saved?, counters: [InputCounters], _ log: RunLog
  ) throws(RunError) {
    self.configuration = configuration
    self.detection = detection
    self.log = log
    self.state = state
    self.counters = counters
    book = DecisionBook(
      breaker: configuration.blocksPerMinute.map { Breaker(maximumPerMinute: $0) })
    publishers = configuration.blockLists.map { BlockListPublisher($0, log) }
    for output in configuration.outputs {
      let sink = try Responder.open(output, since: saved?.outputs[output.name], log)
      outputs.append(Place(configuration: output, sink: sink))
    }
    for checkpoint in saved?.checkpoints ?? [] { positions[checkpoint.key] = checkpoint }
    restore(saved?.decisions ?? [])
  }

  private static func open(
    _ output: OutputConfiguration, since position: OutputPosition?, _ log: RunLog
  ) throws(RunError) -> Sink {
    switch output.kind {
    case .file(let path, let rotateBytes, let keep):
      .file(
        try AlertFile(
          name: output.name, path: path, rotateBytes: rotateBytes, keep: keep, since: position,
          log: log))
    case .standardOutput(let format): .standardOutput(Output.standardOutput(), format)
    }
  }

  /// Decisions that were in force when the last run ended; their breaker has seen them.
  private func restore(_ decisions: [SavedDecision]) {
    let breaker = book.breaker
    book.breaker = nil
    let now = RunClock.nowSeconds
    for decision in decisions {
      decision.restore(into: &book, neverBlock: detection.neverBlock, nowSeconds: now)
    }
    book.breaker = breaker
    live.apply(book.decisions(atSeconds: now).map { .added($0) })
  }

  /// Before the first record: the block lists as they were, and from where on alerts are new.
  func begin() {
    publish()
    save(MonotonicClock.nanoseconds)
  }

  /// Takes a batch that is done.
  func process(_ batch: Batch, _ alerts: [Alert]) {
    if batch.origin.detection !== detection { takeOver(batch.origin.detection) }
    var isNewFile = false
    if let checkpoint = batch.checkpoint {
      hasChanged = true
      isNewFile = positions.updateValue(checkpoint, forKey: checkpoint.key) == nil
    }
    statistics.add(batch.statistics)
    for alert in alerts { take(alert, isTrusted: batch.origin.isTrusted) }
    if !alerts.isEmpty {
      hasChanged = true
      flush()
    }
    // Where a file begins must be known before its next records are, and what a sender said over
    // the network cannot be read again.
    if isNewFile || isSaveOfDecisionsDue { save(MonotonicClock.nanoseconds) }
    // The clock's empty block, once a second.
    if batch.block.recordCount == 0, batch.checkpoint == nil { tick() }
  }

  private func take(_ alert: Alert, isTrusted: Bool) {
    let now = RunClock.nowSeconds
    tally.add(alert)
    if isTrusted {
      let seconds = alert.timeNanoseconds.map { min($0 / 1_000_000_000, now) } ?? now
      let changes = book.apply(
        alert, policy: detection.policy, neverBlock: detection.neverBlock, atSeconds: seconds)
      take(changes)
    }
    for output in outputs where alert.rule.level >= output.configuration.minimumLevel {
      switch output.sink {
      case .file(let file): file.write(alert, nowNanoseconds: now * 1_000_000_000)
      case .standardOutput(let output, let format):
        AlertPrinter(output, format: format, nowSeconds: now).print(alert)
      }
    }
  }

  private func take(_ changes: [DecisionChange]) {
    live.apply(changes)
    for change in changes {
      switch change {
      case .refused: break
      case .refreshed: listsAreDue = true
      case .added, .removed:
        listsAreDue = true
        hasNewDecisions = true
      }
    }
  }

  private func flush() {
    for output in outputs {
      switch output.sink {
      case .file(let file): file.flush()
      case .standardOutput(let output, _): output.flush()
      }
    }
  }

  private func takeOver(_ detection: Detection) {
    self.detection = detection
    take(book.enforce(detection.neverBlock, atSeconds: RunClock.nowSeconds))
  }

  /// What is due by the clock.
  private func tick() {
    take(book.expire(atSeconds: RunClock.nowSeconds))
    for output in outputs {
      if case .file(let file) = output.sink { file.check() }
    }
    if listsAreDue { publish() }
    warnOfQuietInputs()
    let now = MonotonicClock.nanoseconds
    if isSaveOfDecisionsDue
      || now - savedNanoseconds >= UInt64(configuration.state.saveNanoseconds)
    {
      save(now)
    }
  }

  /// New decisions are saved at once, but saving takes a twentieth of the time at most.
  private var isSaveOfDecisionsDue: Bool {
    hasNewDecisions && MonotonicClock.nanoseconds - savedNanoseconds >= 20 * savingNanoseconds
  }

  private func publish() {
    listsAreDue = false
    let now = RunClock.nowSeconds
    for publisher in publishers {
      publisher.publish(
        book.render(
          publisher.configuration.format, atSeconds: now,
          options: publisher.configuration.options))
    }
  }

  /// Saves where everything stands, so that a restart goes on here.
  private func save(_ now: UInt64) {
    savedNanoseconds = now
    guard let state, hasChanged else { return }
    var saved = StateFolder.Saved()
    for output in outputs {
      guard case .file(let file) = output.sink else { continue }
      // What is read must not count as done while its alerts are not written.
      guard let position = file.position else { return }
      saved.outputs[output.configuration.name] = position
    }
    saved.checkpoints = positions.values.sorted { ($0.seconds, $0.path) > ($1.seconds, $1.path) }
    if saved.checkpoints.count > 4096 {
      saved.checkpoints.removeLast(saved.checkpoints.count - 4096)
    }
    saved.decisions = book.decisions(atSeconds: RunClock.nowSeconds).map(SavedDecision.init)
    do throws(WriteError) {
      try state.save(saved)
      hasChanged = false
      hasNewDecisions = false
      savingNanoseconds = MonotonicClock.nanoseconds - now
    } catch {
      log.error("the state cannot be saved", ["reason": "\(error.reason)"])
    }
  }

  private func warnOfQuietInputs() {
    let now = RunClock.nowSeconds
    for (place, input) in configuration.inputs.enumerated() {
      guard let limit = input.quietNanoseconds else { continue }
      let last = counters[place].now.lastRecordSeconds ?? startedSeconds
      let isQuiet = now - last > limit / 1_000_000_000
      if isQuiet, quiet.insert(place).inserted {
        log.warning("an input is quiet", ["input": input.name, "seconds": "\(now - last)"])
      } else if !isQuiet, quiet.remove(place) != nil {
        log.notice("an input that was quiet has records again", ["input": input.name])
      }
    }
  }

  /// The end: all is written, saved and handed over.
  func finish() {
    flush()
    publish()
    hasChanged = true
    save(MonotonicClock.nanoseconds)
    for publisher in publishers { publisher.finish() }
  }
}
