package import Response
private import Detect
private import Logs
private import Rules

/// `detectd scan`: loads what is asked for, runs the belt over the inputs, prints alerts, writes
/// the block list, and tells what was done.
package struct ScanRun {
  package var settings: Settings
  package var paths: [String]
  package var blocklistPath: String?
  package var blocklistFormat = BlockListFormat.plain
  package var blocklistOptions = BlockListOptions()
  /// Human on a terminal and NDJSON elsewhere, when nil.
  package var output: AlertFormat?
  package var failOn: Level?
  package var minimumLevel = Level.informational
  package var showsDetails = false
  package var isQuiet = false

  package init(settings: Settings, paths: [String]) {
    self.settings = settings
    self.paths = paths
  }

  /// - Returns: The exit code of DESIGN 4.
  package func run() -> Int32 {
    let errors = Output.standardError()
    let loaded = Detection.load(settings)
    for problem in loaded.problems where problem.severity > .note || showsDetails {
      errors.writeLine(TerminalText.clean(problem.description))
    }
    errors.flush()
    guard let detection = loaded.detection else { return 2 }
    let degradation = detection.rules.degradation
    if let degradation { errors.writeLine("detectd: " + degradation) }
    errors.flush()
    let status = scan(detection, errors)
    return status == 0 && degradation != nil ? 3 : status
  }

  private func scan(_ detection: Detection, _ errors: Output) -> Int32 {
    let listed = Input.list(paths)
    let total = listed.inputs.reduce(Int?.some(0)) { sum, input in
      sum.flatMap { sum in input.byteCount.map { sum + $0 } }
    }
    let progress = Progress(total: total, isShown: errors.isTerminal && !isQuiet)
    let output = Output.standardOutput()
    let now = settings.clock.nowSeconds
    let printer = AlertPrinter(output, format: self.output, nowSeconds: now)
    var book = DecisionBook()
    var tally = AlertTally()
    let started = ContinuousClock.now
    let belt = Belt(detection: detection, workers: settings.workers)
    var statistics = belt.run(listed.inputs, onBytes: { progress.report(bytesTaken: $0) }) {
      alert in
      tally.add(alert)
      _ = book.apply(
        alert, policy: detection.policy, neverBlock: detection.neverBlock, atSeconds: now)
      if alert.rule.level >= minimumLevel {
        progress.erase()
        printer.print(alert)
      }
      return !output.isClosed
    }
    output.flush()
    progress.erase()
    statistics.problems = listed.problems + statistics.problems
    let seconds = Double((ContinuousClock.now - started) / .microseconds(1)) / 1e6
    var status = writeList(book, now, detection.neverBlock, errors)
    if !isQuiet { summarise(detection, statistics, tally, book, seconds, errors) }
    if isQuiet { for problem in statistics.problems { report(problem, errors) } }
    errors.flush()
    if status == 0, !statistics.problems.isEmpty { status = 3 }
    if status == 0, let failOn, tally.byLevel.contains(where: { $0.key >= failOn }) { status = 1 }
    return status
  }

  private func report(_ problem: InputError, _ errors: Output) {
    errors.writeLine("detectd: " + TerminalText.clean(problem.description))
  }

  private func writeList(
    _ book: DecisionBook, _ now: Int64, _ neverBlock: NeverBlock, _ errors: Output
  ) -> Int32 {
    guard let blocklistPath else { return 0 }
    let list = book.list(
      blocklistFormat, atSeconds: now, options: blocklistOptions, neverBlock: neverBlock)
    if let dropped = list.dropped {
      let path = TerminalText.clean(blocklistPath)
      errors.writeLine("detectd: \(path): \(dropped), only \(list.entries) entries fit")
    }
    do throws(WriteError) {
      try AtomicFile.write(list.bytes, to: blocklistPath)
      return 0
    } catch {
      errors.writeLine("detectd: " + TerminalText.clean(error.description))
      return 2
    }
  }

  private func summarise(
    _ detection: Detection, _ statistics: ScanStatistics, _ tally: AlertTally,
    _ book: DecisionBook, _ seconds: Double, _ errors: Output
  ) {
    let active = book.decisions(atSeconds: settings.clock.nowSeconds)
    let summary = Summary(
      statistics: statistics, tally: tally, seconds: seconds,
      decoderNames: detection.decoderNames,
      blocked: active.count { $0.action == .block },
      refused: Summary.refusals(book.refusals), watched: active.count { $0.action == .watch },
      simulated: active.count { $0.action == .simulated },
      blockList: blocklistPath, showsDetails: showsDetails)
    for line in summary.lines() { errors.writeLine(line) }
  }
}
