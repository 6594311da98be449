import Detect
import Response

/// What becomes of alerts: decisions, outputs, block lists; and what is kept of it all.
///
/// Used by the belt's response thread alone, in the order of the records.
final class Responder: @unchecked Sendable {
  private let configuration: RunConfiguration
  private let log: RunLog
  private let state: RunState?
  /// What the last run left.
  let restored: RestoredState
  private let counters: [InputCounters]
  private var detection: Detection
  private var neverBlock: NeverBlock
  /// What this machine needed when that was looked up last; empty before.
  private var machine: [NeverBlock.Entry] = []
  private var neverBlockSeconds = RunClock.nowSeconds
  private var book: DecisionBook
  private var desk: AlertDesk
  private var skews: [SkewWatch]
  private var outputs: [Place] = []
  private var actuators: [Actuator] = []
  private var hooks: [DecisionHook] = []
  /// What connects to receivers over TLS, by the name of the output.
  let dialers: [(output: String, dialer: any LinkDialer)]
  private let publishers: [BlockListPublisher]
  /// What is served and enforced.
  let live: LiveDecisions
  /// How far those who are served have read it.
  let bouncers: BouncerPositions
  private var listsAreDue = true
  private var quiet: Set<Int> = []
  /// What was said of the breaker.
  private var toldTrip: Breaker.Trip?
  private var toldSeconds: Int64 = 0
  /// The block lists that do not hold everything.
  private var fullLists: Set<Int> = []
  private var tidiedSeconds: Int64 = 0
  /// Has the windows saved with a batch to come.
  var saveWindows: (() -> Void)?
  /// When they were saved last, how many bytes they took, and whether they have changed since.
  private var windowsSavedSeconds = RunClock.nowSeconds
  private var windowBytes = 0
  private var windowsHaveChanged = false
  /// What the correlations in use mean.
  private var meanings: [String]
  private let startedSeconds = RunClock.nowSeconds
  /// Who tells how the run is doing, and who follows its alerts.
  var status: RunStatus?
  /// Who is served.
  var facts: RunFacts?
  var supervisor: Supervisor?
  private var beatNanoseconds: UInt64 = 0
  let feed = AlertFeed()
  private var watches = 0
  private var refused = 0
  private(set) var statistics = ScanStatistics()
  private(set) var tally = AlertTally()
  /// Of the rules in use.
  private var costs: RuleProfile?

  /// One output.
  private struct Place {
    let configuration: OutputConfiguration
    let sink: Sink
  }

  private enum Sink {
    case file(AlertFile)
    case standardOutput(Output, AlertFormat?)
    case delivery(Delivery)
  }

  /// - Throws: ``RunError`` when the state cannot be used or an output not be opened.
  init(
    _ configuration: RunConfiguration, _ detection: Detection, state: RunState?,
    counters: [InputCounters], connect: OutgoingStart?, _ log: RunLog
  ) throws(RunError) {
    self.configuration = configuration
    self.detection = detection
    meanings = detection.correlationMeanings
    neverBlock = detection.neverBlock
    self.log = log
    self.state = state
    self.counters = counters
    var book = DecisionBook(
      breaker: Breaker(
        maximumPerMinute: configuration.blocksPerMinute,
        maximumMillionths: configuration.blockedMillionths))
    restored =
      try state?.restore(into: &book, neverBlock: detection.neverBlock) ?? RestoredState()
    let (changes, positions) = state?.restoreServed() ?? ([], [])
    live = LiveDecisions(
      book.decisions(atSeconds: RunClock.nowSeconds, action: .block),
      sequence: Int64(changes.count), journal: changes)
    bouncers = BouncerPositions(positions)
    watches = book.decisions(atSeconds: RunClock.nowSeconds, action: .watch).count
    self.book = book
    desk = AlertDesk(configuration.alerts, state, log)
    skews = configuration.inputs.map {
      SkewWatch(limitSeconds: $0.skewSeconds, isOfNow: $0.kind.bringsNow)
    }
    publishers = configuration.blockLists.map { BlockListPublisher($0, log) }
    dialers = try Responder.dialers(configuration, connect)
    for output in configuration.outputs {
      let dialer = dialers.first { $0.output == output.name }?.dialer
      let sink = try Responder.open(
        output, since: restored.outputs[output.name], folder: configuration.state.folder,
        connect: connect, dialer, log)
      outputs.append(Place(configuration: output, sink: sink))
    }
    for actuator in configuration.serving.actuators {
      let folder = Delivery.folder(of: actuator.name, in: configuration.state.folder ?? ".")
      actuators.append(try Actuator(actuator, folder: folder, connect: connect, log))
    }
    for hook in configuration.serving.hooks {
      let folder = Delivery.folder(of: hook.name, in: configuration.state.folder ?? ".")
      hooks.append(try DecisionHook(hook, folder: folder, connect: connect, log))
    }
  }

  /// What alerts of earlier runs mean for those to come: scores, and hosts of networks.
  private func recall() {
    let memory = detection.policy.memorySeconds
    guard memory > 0, let state else { return }
    let now = RunClock.nowSeconds
    for (alert, seconds) in state.alerts(sinceSeconds: now - memory) {
      book.recall(
        alert, policy: detection.policy, neverBlock: neverBlock, atSeconds: min(seconds, now))
    }
    for (scope, seconds) in state.undone(sinceSeconds: now - memory) {
      book.recall(undone: scope, atSeconds: seconds)
    }
  }

  private static func dialers(
    _ configuration: RunConfiguration, _ connect: OutgoingStart?
  ) throws(RunError) -> [(output: String, dialer: any LinkDialer)] {
    var dialers: [(String, any LinkDialer)] = []
    for output in configuration.outputs {
      guard case .syslog(let target, _, _) = output.kind, let files = target.tls else { continue }
      guard let connect else {
        throw .cannotBegin(output: output.name, reason: "nothing here speaks TLS")
      }
      do throws(PostError) {
        dialers.append((output.name, try connect.dial(target.address, files)))
      } catch {
        throw .cannotBegin(output: output.name, reason: error.description)
      }
    }
    return dialers
  }

  private static func open(
    _ output: OutputConfiguration, since position: OutputPosition?, folder: String?,
    connect: OutgoingStart?, _ dialer: (any LinkDialer)?, _ log: RunLog
  ) throws(RunError) -> Sink {
    func queue() -> String { Delivery.folder(of: output.name, in: folder ?? ".") }
    return switch output.kind {
    case .file(let path, let rotateBytes, let keep):
      .file(
        try AlertFile(
          name: output.name, path: path, rotateBytes: rotateBytes, keep: keep, since: position,
          log: log))
    case .standardOutput(let format): .standardOutput(Output.standardOutput(), format)
    case .syslog(let target, let message, let queueBytes):
      .delivery(
        try Delivery(
          name: output.name, folder: queue(), limitBytes: queueBytes, log,
          format: { message.text($0, nowNanoseconds: $1) }, sender: { SyslogSender(target, dialer) }
        ))
    case .http(let http):
      .delivery(try http.delivery(name: output.name, folder: queue(), connect: connect, log))
    }
  }

  /// Before the first record: the block lists as they were, and from where on alerts are new.
  func begin() {
    state?.checkBeside()
    recall()
    tellBreaker()
    tellSimulation()
    for actuator in actuators { actuator.begin(live, atSeconds: RunClock.nowSeconds) }
    publish()
    save()
    tellStatus()
  }

  /// Takes a batch that is done.
  func process(_ batch: Batch, _ alerts: [Alert]) {
    if batch.origin.detection !== detection { takeOver(batch.origin.detection) }
    // Its alerts were told by the run before.
    if batch.isReplay { return }
    if !batch.correlationInputs.isEmpty || batch.hasSilentRules { windowsHaveChanged = true }
    if batch.savesWindows { noteWindows(of: batch) }
    var isNewFile = false
    if let checkpoint = batch.checkpoint, let state { isNewFile = state.note(checkpoint) }
    statistics.add(batch.statistics)
    countCut(batch)
    compareClocks(batch)
    if let sample = batch.costs { note(sample) }
    for alert in alerts { take(alert) }
    if !alerts.isEmpty { flush() }
    // Where a file begins must be known before its next records are, and what a sender said over
    // the network cannot be read again.
    if isNewFile || isSaveDue { save() }
    // The clock's empty block, once a second.
    if batch.block.recordCount == 0, batch.checkpoint == nil { tick() }
  }

  /// Workers find records that are too long, whatever input they are from.
  private func countCut(_ batch: Batch) {
    let cut = batch.statistics.cut
    guard cut > 0, let place = batch.origin.place, counters.indices.contains(place) else { return }
    counters[place].change { $0.cut += cut }
  }

  private func take(_ alert: Alert) {
    let now = RunClock.nowSeconds
    let seconds = alert.timeNanoseconds.map { min($0 / 1_000_000_000, now) } ?? now
    var alert = alert
    if let silence = desk.take(&alert, atSeconds: seconds) {
      state?.note(alert, receivedSeconds: now, silence: silence)
      return
    }
    tally.add(alert)
    state?.note(alert, receivedSeconds: now)
    take(
      book.apply(alert, policy: detection.policy, neverBlock: neverBlock, atSeconds: seconds))
    tell(alert, nowSeconds: now) { $0.takesRepeats }
    tell(desk.telling(alert, atSeconds: seconds), nowSeconds: now)
  }

  /// Tells those who want no repeats.
  private func tell(_ alerts: [Alert], nowSeconds: Int64) {
    for alert in alerts {
      feed.tell(alert, nowSeconds: nowSeconds)
      tell(alert, nowSeconds: nowSeconds) { !$0.takesRepeats }
    }
  }

  private func tell(
    _ alert: Alert, nowSeconds now: Int64, _ isMeant: (OutputConfiguration) -> Bool
  ) {
    for output in outputs
    where alert.rule.level >= output.configuration.minimumLevel && isMeant(output.configuration) {
      switch output.sink {
      case .file(let file): file.write(alert, nowNanoseconds: now * 1_000_000_000)
      case .standardOutput(let output, let format):
        AlertPrinter(output, format: format, nowSeconds: now).print(alert)
      case .delivery(let delivery): delivery.add(alert, nowNanoseconds: now * 1_000_000_000)
      }
    }
  }

  private func take(_ changes: [DecisionChange]) {
    live.apply(changes)
    tellActuators(changes)
    state?.note(changes)
    for change in changes { count(change) }
    let isOfLists = changes.contains { change in
      if case .refused = change { false } else { true }
    }
    if isOfLists { listsAreDue = true }
    tellBreaker()
  }

  private func tellActuators(_ changes: [DecisionChange]) {
    guard !changes.isEmpty else { return }
    for hook in hooks { hook.note(changes, atSeconds: RunClock.nowSeconds) }
    for actuator in actuators {
      actuator.note(changes, live, atSeconds: RunClock.nowSeconds)
    }
  }

  /// A breaker that trips is said at once, and so is its reset.
  private func tellBreaker() {
    guard book.breaker?.trip != toldTrip else { return }
    toldTrip = book.breaker?.trip
    guard let trip = toldTrip else {
      return log.notice("the breaker was reset; targets are blocked again")
    }
    tell(trip)
  }

  /// Once an hour while it lasts.
  private func remindOfBreaker() {
    guard let trip = toldTrip, RunClock.nowSeconds - toldSeconds >= 3600 else { return }
    tell(trip)
  }

  private func tell(_ trip: Breaker.Trip) {
    toldSeconds = RunClock.nowSeconds
    log.error(
      "the breaker has tripped: nothing new is blocked, only watched, until "
        + "'detectd decisions breaker --reset'",
      ["reason": trip.reason, "at": TimeText.utc(seconds: trip.atSeconds)])
  }

  private func flush() {
    for output in outputs {
      switch output.sink {
      case .file(let file): file.flush()
      case .standardOutput(let output, _): output.flush()
      case .delivery: break
      }
    }
  }

  private func tellSimulation() {
    guard detection.policy.simulation.isWhole else { return }
    log.warning("everything is simulated: nothing new is blocked")
  }

  private func takeOver(_ detection: Detection) {
    if detection.policy != self.detection.policy { book.dropWaiting() }
    self.detection = detection
    meanings = detection.correlationMeanings
    tellSimulation()
    costs = nil
    enforce(MachineAddresses().entries)
  }

  private func noteWindows(of batch: Batch) {
    let archives = batch.windows.compactMap(\.self)
    guard let state, archives.count == batch.windows.count else { return }
    windowBytes = archives.reduce(0) { $0 + $1.bytes.count }
    state.note(
      windows: archives, inputs: batch.windowInputs, meanings: meanings,
      suppression: batch.suppression)
  }

  /// Every ten seconds while they change, and seldomer when they are large.
  private func saveWindowsWhenDue() {
    let every = Responder.windowsEverySeconds + Int64(windowBytes / Responder.windowBytesASecond)
    guard state != nil, windowsHaveChanged,
      RunClock.nowSeconds - windowsSavedSeconds >= every
    else { return }
    windowsHaveChanged = false
    windowsSavedSeconds = RunClock.nowSeconds
    saveWindows?()
  }

  private func note(_ sample: RuleProfile) {
    if costs == nil { costs = sample } else { costs?.add(sample) }
  }

  /// Takes what must not be blocked from now on out of what is.
  ///
  /// - Parameter machine: The addresses that this machine needs.
  private func enforce(_ machine: [NeverBlock.Entry]) {
    neverBlockSeconds = RunClock.nowSeconds
    self.machine = machine
    let current = detection.neverBlock(machine: machine)
    guard current != neverBlock else { return }
    let known = Set(neverBlock.entries)
    let new = current.entries.filter { !known.contains($0) }
    // A warning list may bring a hundred thousand.
    for entry in new.prefix(Responder.toldEntries) {
      log.notice(
        "an address is never blocked", ["network": "\(entry.network)", "reason": entry.reason])
    }
    if new.count > Responder.toldEntries {
      log.notice(
        "more addresses are never blocked", ["count": "\(new.count - Responder.toldEntries)"])
    }
    neverBlock = current
    take(book.enforce(current, atSeconds: RunClock.nowSeconds))
  }

  /// What is due by the clock.
  private func tick() {
    take(book.expire(atSeconds: RunClock.nowSeconds))
    doOrders()
    if RunClock.nowSeconds - neverBlockSeconds >= Responder.neverBlockEverySeconds {
      neverBlockSeconds = RunClock.nowSeconds
      let now = MachineAddresses().entries
      if now != machine { enforce(now) }
    }
    remindOfBreaker()
    tidy()
    let held = desk.tick(nowSeconds: RunClock.nowSeconds)
    tell(held, nowSeconds: RunClock.nowSeconds)
    if !held.isEmpty { flush() }
    for output in outputs {
      if case .file(let file) = output.sink { file.check() }
    }
    if listsAreDue { publish() }
    saveWindowsWhenDue()
    warnOfQuietInputs()
    noteConsumers()
    tellStatus()
    beat()
    if isSaveDue { save() }
  }

  /// What operators asked for with `decisions` and `undo`.
  private func doOrders() {
    state?.note(desk.takeChanges())
    let changes = state?.doOrders(
      &book, neverBlock: neverBlock, isSimulated: detection.policy.simulation.isWhole,
      outputs: outputPositions)
    guard let changes else { return }
    live.apply(changes)
    tellActuators(changes)
    for change in changes { count(change) }
    if !changes.isEmpty { listsAreDue = true }
    tellBreaker()
  }

  private static let windowsEverySeconds: Int64 = 10
  private static let windowBytesASecond = 4 << 20
  private static let toldEntries = 20
  /// How often routes, resolvers and operators are looked up.
  private static let neverBlockEverySeconds: Int64 = 20
  /// Once a minute, and every second while there is much to remove.
  private func tidy() {
    let now = RunClock.nowSeconds
    guard let state, now - tidiedSeconds >= 60 else { return }
    let isMore = state.forget(by: configuration.state.retention)
    tidiedSeconds = isMore ? 0 : now
  }

  private var isSaveDue: Bool {
    guard let state else { return false }
    if desk.hasChanges { state.note(desk.takeChanges()) }
    return state.isDue(
      MonotonicClock.nanoseconds, interval: UInt64(configuration.state.saveNanoseconds))
  }

  private func publish() {
    listsAreDue = false
    let now = RunClock.nowSeconds
    for (place, publisher) in publishers.enumerated() {
      let list = book.list(
        publisher.configuration.format, atSeconds: now,
        options: publisher.configuration.options, neverBlock: neverBlock)
      publisher.publish(list.bytes)
      warn(of: list, place)
    }
  }

  /// A list that a firewall's capacity cuts is said once, and again when it was whole meanwhile.
  private func warn(of list: RenderedList, _ place: Int) {
    guard let dropped = list.dropped else {
      fullLists.remove(place)
      return
    }
    guard fullLists.insert(place).inserted else { return }
    log.warning(
      "a block list is full",
      [
        "path": publishers[place].configuration.path, "entries": "\(list.entries)",
        "left out": "\(dropped)",
      ])
  }

  /// Saves where everything stands, so that a restart goes on here.
  private func save() {
    state?.note(desk.takeChanges())
    state?.write(&book, outputs: outputPositions, live: live.sequence)
  }

  /// Nil while an output cannot be written: what is read must not count as done then.
  private var outputPositions: [String: OutputPosition]? {
    var positions: [String: OutputPosition] = [:]
    for output in outputs {
      guard case .file(let file) = output.sink else { continue }
      guard let position = file.position else { return nil }
      positions[output.configuration.name] = position
    }
    return positions
  }

  private func count(_ change: DecisionChange) {
    switch change {
    case .added(let decision): if decision.action == .watch { watches += 1 }
    case .removed(let decision): if decision.action == .watch { watches -= 1 }
    case .refused: refused += 1
    case .refreshed: break
    }
  }

  /// Feeds the watchdog: this clock's block went through every stage.
  private func beat() {
    guard let supervisor, let limit = supervisor.beatNanoseconds, let status else { return }
    let now = MonotonicClock.nanoseconds
    guard now - beatNanoseconds >= min(limit, 10_000_000_000) else { return }
    beatNanoseconds = now
    supervisor.beat(status: status.line)
  }

  private func tellStatus() {
    guard let status else { return }
    var response = RunStatus.Response()
    response.records = statistics.records
    response.unrecognised = statistics.unrecognised
    response.suppressed = statistics.suppressed
    response.watches = watches
    response.refused = refused
    response.desk = desk.counts(nowSeconds: RunClock.nowSeconds)
    response.skews = skews.map(\.toldSeconds)
    response.quiet = quiet
    response.breaker = book.breaker?.trip.map {
      StatusReport.Breaker(since: $0.atSeconds, reason: $0.reason)
    }
    response.costs = costs.map { StatusReport.Costs($0, detection) }
    for (level, count) in tally.byLevel { response.alerts[level.name] = count }
    response.outputs = outputs.map { place in
      let name = place.configuration.name
      return switch place.sink {
      case .file(let file):
        StatusReport.Output(
          name: name, alerts: file.alerts, heldBytes: file.heldBytes, lost: file.lost,
          problem: file.problem)
      case .standardOutput:
        StatusReport.Output(name: name, alerts: tally.total, heldBytes: 0, lost: 0)
      case .delivery(let delivery): delivery.status
      }
    }
    response.outputs += actuators.map(\.status) + hooks.map(\.status)
    status.note(response)
  }

  /// Keeps when consumers were served and who was refused, and says who stays away.
  private func noteConsumers() {
    guard let facts else { return }
    let served = facts.takeServed()
    state?.note(served)
    if !served.isEmpty { state?.note(bouncers.now) }
    state?.note(facts.takeNotes(nowSeconds: RunClock.nowSeconds))
    for change in facts.takeQuietChanges(nowSeconds: RunClock.nowSeconds) {
      if let seconds = change.seconds {
        log.warning(
          "a consumer is quiet", ["consumer": change.name, "seconds": "\(seconds)"])
      } else {
        log.notice("a consumer that was quiet was served again", ["consumer": change.name])
      }
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

  /// Says when the times of an input's records are far from the clock, and when they are not any
  /// more.
  private func compareClocks(_ batch: Batch) {
    guard let place = batch.origin.place, skews.indices.contains(place),
      let last = batch.times?.last
    else { return }
    let now = RunClock.nowSeconds
    let name = configuration.inputs[place].name
    switch skews[place].note(eventSeconds: last / 1_000_000_000, nowSeconds: now) {
    case .off(let seconds):
      log.warning(
        seconds > 0
          ? "the times of an input are ahead of the clock" : "the times of an input are behind",
        [
          "input": name, "seconds": "\(abs(seconds))", "hint": SkewWatch.hint(seconds: seconds),
        ])
    case .within: log.notice("the times of an input agree with the clock again", ["input": name])
    case nil: break
    }
  }

  /// The end: all is written, saved and handed over.
  func finish() {
    tell(desk.finish(), nowSeconds: RunClock.nowSeconds)
    flush()
    take(book.expire(atSeconds: RunClock.nowSeconds))
    publish()
    save()
    // Positions are told in numbers that are written.
    noteConsumers()
    state?.note(bouncers.now)
    save()
    state?.close()
    for case .delivery(let delivery) in outputs.map(\.sink) { delivery.stop() }
    for actuator in actuators { actuator.stop() }
    for hook in hooks { hook.stop() }
    for publisher in publishers { publisher.finish() }
  }
}
