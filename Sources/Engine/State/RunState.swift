import Detect
import Response
import Store

/// What a run knows of the runs before it.
struct RestoredState {
  /// The newest first.
  var checkpoints: [Checkpoint] = []
  /// By the output's name.
  var outputs: [String: OutputPosition] = [:]
  var windows: SavedWindows?
  /// When each consumer was served last, Unix seconds, by its name.
  var served: [String: Int64] = [:]
}

/// What a run keeps: it collects what batches change, and writes it in one transaction, so that
/// after the end of the process at any moment all of it stands or nothing does.
///
/// Used by the belt's response thread alone.
final class RunState {
  private let folder: StateFolder
  private let database: Database
  private let log: RunLog
  private var positions: [Checkpoint.Key: Checkpoint] = [:]
  private var moved: Set<Checkpoint.Key> = []
  private var alerts: [AlertRecord] = []
  private var alertBytes = 0
  private var changes = PendingChanges()
  /// When consumers were served, as far as that is not written.
  private var served: [String: Store.Consumer] = [:]
  /// How far their clients have read, as far as that is not written.
  private var cursors: [CursorRecord] = []
  private var servedJournal = ServedJournal()
  private var notes: [Store.Batch.Note] = []
  /// Windows of the alert gate that changed.
  private var changedRepeats: [RepeatKey: AlertGate.Row] = [:]
  private var tracks: [TrackRecord.Key: TrackRecord] = [:]
  /// What the windows were when they were saved last, without the shards' bytes.
  private var windows = SavedWindows(seed: .random(in: .min ... .max))
  /// What is to be written of them.
  private var windowRows: [Int: [UInt8]] = [:]
  /// How the breaker stands in the state.
  private var writtenTrip: Breaker.Trip?
  private var writtenNanoseconds: UInt64 = 0
  /// How long the last write took.
  private var writingNanoseconds: UInt64 = 0
  private(set) var problem: String?
  /// Alerts that the state file never got, since it could not be written for too long.
  private(set) var lost = 0

  private static let alertBytesMaximum = 64 << 20
  private static let positionMaximum = 4096
  private static let noteMaximum = 1000
  private static let servedNanoseconds: UInt64 = 60_000_000_000
  private static let retryNanoseconds: UInt64 = 1_000_000_000

  /// Opens the folder.
  ///
  /// - Throws: ``RunError`` when it cannot be used.
  convenience init(_ path: String, _ log: RunLog) throws(RunError) {
    try self.init(StateFolder(path), log)
  }

  /// Opens the state in a folder that is taken already.
  init(_ folder: StateFolder, _ log: RunLog) throws(RunError) {
    self.folder = folder
    database = try folder.open(log)
    self.log = log
  }

  /// What the last run left, and its decisions into the book. Decisions whose targets the
  /// never-block list forbids by now are withdrawn.
  ///
  /// - Throws: ``RunError/badState(path:reason:)``.
  func restore(
    into book: inout DecisionBook, neverBlock: NeverBlock
  ) throws(RunError) -> RestoredState {
    book.noteTrackChanges()
    if let earlier = try EarlierState.load(from: folder.path) {
      return try take(earlier, into: &book, neverBlock)
    }
    var restored = RestoredState()
    do throws(StoreError) {
      restored.checkpoints = try database.checkpoints().compactMap(Checkpoint.init)
      for position in try database.outputPositions() {
        restored.outputs[position.name] = OutputPosition(
          inode: position.inode, offset: position.offset)
      }
      restored.windows = restoredWindows(try database.windows())
      for consumer in try database.consumers() {
        restored.served[consumer.name] = consumer.seenSeconds
      }
      book.reserveCapacity(try database.trackCount())
      if let trip = try database.breakerTrip() {
        writtenTrip = trip
        var breaker = book.breaker ?? Breaker()
        breaker.restore(trip)
        book.breaker = breaker
      }
      let unreadable = try database.eachTrack { book.restore($0) }
      if unreadable > 0 {
        log.error("decisions in the state cannot be read", ["count": "\(unreadable)"])
      }
    } catch {
      throw .unusableState(error.description)
    }
    restored.checkpoints.sort { ($0.seconds, $0.path) > ($1.seconds, $1.path) }
    for checkpoint in restored.checkpoints { positions[checkpoint.key] = checkpoint }
    note(book.enforce(neverBlock, atSeconds: RunClock.nowSeconds))
    return restored
  }

  /// The windows of the last run. Rows that cannot be read are said; windows begin anew then.
  private func restoredWindows(_ rows: [Int: [UInt8]]) -> SavedWindows? {
    guard let saved = SavedWindows(rows: rows) else {
      if !rows.isEmpty { log.error("the windows in the state cannot be read; they begin anew") }
      windowRows = windows.headerRows
      return windows
    }
    windows.header = saved.header
    return saved
  }

  private func take(
    _ earlier: EarlierState, into book: inout DecisionBook, _ neverBlock: NeverBlock
  ) throws(RunError) -> RestoredState {
    let now = RunClock.nowSeconds
    // The breaker has seen them when they were made.
    let breaker = book.breaker
    book.breaker = nil
    for decision in earlier.decisions {
      note(decision.restore(into: &book, neverBlock: neverBlock, nowSeconds: now))
    }
    book.breaker = breaker
    for checkpoint in earlier.checkpoints { _ = note(checkpoint) }
    guard write(&book, outputs: earlier.outputs) else {
      throw .unusableState(problem ?? folder.path)
    }
    EarlierState.setDone(in: folder.path)
    log.notice(
      "the state of an earlier version was taken over",
      [
        "checkpoints": "\(earlier.checkpoints.count)", "decisions": "\(earlier.decisions.count)",
      ])
    return RestoredState(checkpoints: earlier.checkpoints, outputs: earlier.outputs)
  }
}

// What batches bring.
extension RunState {
  /// Looks through a file that is too large for it when it is opened, beside the run. Damage is
  /// said, and the file is looked through whole at the next start, which sets it aside.
  func checkBeside() {
    guard !database.isCheckedWhole else { return }
    let thread = Thread { [database, log] in
      do throws(StoreError) {
        guard let fault = try database.fault() else { return }
        database.markForCheck()
        log.error(
          "the state is damaged; the next start sets it aside", ["reason": fault])
      } catch {
        log.error("the state cannot be looked through", ["reason": error.description])
      }
    }
    thread.detach()
  }

  /// - Returns: Whether its file was not known before.
  func note(_ checkpoint: Checkpoint) -> Bool {
    moved.insert(checkpoint.key)
    guard positions.updateValue(checkpoint, forKey: checkpoint.key) == nil else { return false }
    // Nothing of it was in the windows that were saved last.
    windows.header.positions.append(checkpoint)
    windowRows.merge(windows.headerRows) { $1 }
    return true
  }

  /// Takes the windows as they are after all that was noted.
  ///
  /// - Parameters:
  ///   - meanings: Of the correlations that they belong to.
  ///   - suppression: What rules that are silent after an alert have raised.
  func note(
    windows archives: [WindowArchive], inputs: [SavedWindows.Input], meanings: [String],
    suppression: [SuppressionTable.Entry]
  ) {
    windows.header.shards = archives.count
    windows.header.correlations = meanings
    windows.header.inputs = inputs
    windows.header.positions = positions.values.filter { !$0.isFinished }
    windows.shards = archives.map(\.bytes)
    windows.suppression = suppression
    windowRows = windows.rows
    windows.shards = []
    windows.suppression = []
  }

  /// - Parameters:
  ///   - receivedSeconds: The time of an alert whose record has none.
  ///   - silence: What covers it.
  func note(_ alert: Alert, receivedSeconds: Int64, silence: Silence? = nil) {
    let record = AlertRecord(
      alert, receivedSeconds: receivedSeconds, isTrusted: alert.trust == .trusted,
      silence: silence?.id)
    alertBytes += record.document.utf8.count
    alerts.append(record)
  }

  func note(_ changes: [DecisionChange]) { self.changes.add(changes) }

  /// - Parameter consumers: Those that were served since the last time.
  func note(_ consumers: [Store.Consumer]) {
    for consumer in consumers { served[consumer.name] = consumer }
  }

  /// - Parameter positions: Of all clients.
  func note(_ positions: [BouncerPosition]) {
    cursors = positions.compactMap { position in
      servedJournal.journal(position.sequence).map { journal in
        CursorRecord(
          consumer: position.consumer, address: position.address, sequence: journal,
          usedSeconds: position.usedSeconds)
      }
    }
  }

  private struct RepeatKey: Hashable {
    let stage: Int
    let rule: String
    let entity: String
  }

  /// - Parameter rows: Windows of the alert gate that changed.
  func note(_ rows: [AlertGate.Row]) {
    for row in rows {
      changedRepeats[RepeatKey(stage: row.stage, rule: row.rule, entity: row.entity)] = row
    }
  }

  /// Asks the state; says when it cannot be read, which gives nil.
  func read<Answer>(_ question: (Database) throws(StoreError) -> Answer) -> Answer? {
    do throws(StoreError) { return try question(database) } catch {
      log.error("the state cannot be read", ["reason": error.description])
      return nil
    }
  }

  /// For the audit trail.
  func note(_ notes: [Store.Batch.Note]) {
    self.notes += notes.prefix(max(0, RunState.noteMaximum - self.notes.count))
  }

  /// What operators took back since a time, and when; nothing while the state cannot be read.
  func undone(sinceSeconds: Int64) -> [(scope: UndoScope, seconds: Int64)] {
    do throws(StoreError) {
      return try database.doneOrders(sinceSeconds: sinceSeconds).compactMap { record in
        DecisionOrder(json: record.document)?.undone.map { ($0, record.atSeconds) }
      }
    } catch {
      log.error("the state cannot be read", ["reason": error.description])
      return []
    }
  }

  /// What operators asked for and is not done; nothing while the state cannot be read.
  func openOrders() -> [OrderRecord] {
    do throws(StoreError) { return try database.openOrders() } catch {
      log.error("the state cannot be read", ["reason": error.description])
      return []
    }
  }
}

// What earlier runs may not have told everybody.
extension RunState {
  /// The newest alerts from a time on, at most 20,000, by time; nothing while the state cannot be
  /// read.
  func alerts(sinceSeconds: Int64) -> [(alert: Alert, seconds: Int64)] {
    var query = AlertQuery()
    query.sinceSeconds = sinceSeconds
    query.isSilenced = false
    query.limit = 20_000
    do throws(StoreError) {
      return try database.alerts(query).compactMap { record in
        record.alert.map { ($0, record.timeSeconds) }
      }
    } catch {
      log.error("the state cannot be read", ["reason": error.description])
      return []
    }
  }

  /// What happened to blocks lately: changes of the runs before, and withdrawals by an operator
  /// while nothing ran, by a never-block list that has grown, or in the last moment of a run. And how
  /// far clients had read then.
  ///
  /// - Parameter limit: How many changes of the past are looked at.
  func restoreServed(
    limit: Int = 50_000
  ) -> (changes: [LiveDecisions.Change], positions: [BouncerPosition]) {
    var positions: [BouncerPosition] = []
    do throws(StoreError) {
      let last = try database.lastSequence()
      servedJournal = ServedJournal(
        try database.changes(after: max(0, last - Int64(limit)), limit: limit), last: last)
      positions = try database.cursors().compactMap { record in
        servedJournal.live(record.sequence).map { live in
          BouncerPosition(
            consumer: record.consumer, address: record.address, sequence: live,
            usedSeconds: record.usedSeconds)
        }
      }
    } catch {
      log.error("the state cannot be read", ["reason": error.description])
    }
    for case .removed(let decision) in self.changes.all
    where decision.action == .block && decision.state == .deleted {
      servedJournal.add(.removed, decision)
    }
    defer { servedJournal.forgetChanges() }
    return (servedJournal.changes, positions)
  }
}

// Writing.
extension RunState {
  /// Whether something waits that a restart must know. Writing takes a twentieth of the time at
  /// most; positions alone wait for `interval`.
  func isDue(_ now: UInt64, interval: UInt64) -> Bool {
    let since = now - writtenNanoseconds
    if problem != nil { return since >= RunState.retryNanoseconds }
    if !alerts.isEmpty || !changes.isEmpty || !notes.isEmpty || !changedRepeats.isEmpty {
      return since >= 20 * writingNanoseconds
    }
    if !served.isEmpty, since >= RunState.servedNanoseconds { return true }
    return (!moved.isEmpty || !windowRows.isEmpty) && since >= interval
  }

  /// Writes what waits, in one transaction. What cannot be written waits on.
  ///
  /// - Parameters:
  ///   - outputs: How far the outputs are written; nil while one cannot be: what is read must not
  ///     count as done then, so positions wait.
  ///   - live: The number of the last change of ``LiveDecisions``, which has all that waits; nil
  ///     when it does not.
  /// - Returns: Whether it is written.
  @discardableResult func write(
    _ book: inout DecisionBook, outputs: [String: OutputPosition]?, live: Int64? = nil,
    order: Store.Batch.Order? = nil, answer: OrderRecord.Answer? = nil
  ) -> Bool {
    let started = MonotonicClock.nanoseconds
    for record in book.takeChangedTracks() { tracks[record.key] = record }
    let oldest = outputs == nil ? [] : forgetOldPositions()
    var batch = Store.Batch(
      atSeconds: RunClock.nowSeconds, alerts: alerts, decisionChanges: changes.all,
      tracks: Array(tracks.values), order: order)
    batch.answer = answer
    batch.windows = windowRows
    batch.consumers = Array(served.values)
    batch.cursors = cursors
    batch.notes = notes
    let trip = book.breaker?.trip
    if trip != writtenTrip { batch.breaker = BreakerRecord(trip) }
    if let outputs {
      batch.checkpoints = moved.compactMap { positions[$0]?.record }
      batch.forgottenCheckpoints = oldest.map(\.record.key)
      // What they count was told, as far as the outputs are written.
      batch.repeats = Array(changedRepeats.values)
      batch.outputs = outputs.map { name, position in
        OutputRecord(name: name, inode: position.inode, offset: position.offset)
      }
    }
    defer {
      writtenNanoseconds = MonotonicClock.nanoseconds
      writingNanoseconds = writtenNanoseconds - started
    }
    do throws(StoreError) {
      let committed = try database.commit(batch)
      if let live { servedJournal.wrote(live: live, journal: committed.sequence) }
    } catch {
      keep(oldest, error)
      return false
    }
    if problem != nil { log.notice("the state can be written again") }
    problem = nil
    writtenTrip = trip
    windowRows = [:]
    tracks = [:]
    alerts.removeAll(keepingCapacity: true)
    alertBytes = 0
    changes.clear()
    served = [:]
    cursors = []
    notes = []
    if outputs != nil {
      moved = []
      changedRepeats = [:]
    }
    return true
  }

  /// Removes some of what need not be kept any more.
  ///
  /// - Returns: Whether there may be more to remove.
  func forget(by retention: Retention) -> Bool {
    guard problem == nil else { return false }
    do throws(StoreError) {
      let removed = try database.remove(by: retention, nowSeconds: RunClock.nowSeconds)
      if !removed.isEmpty {
        log.debug(
          "old rows were removed from the state",
          [
            "alerts": "\(removed.alerts)", "decisions": "\(removed.decisions)",
            "changes": "\(removed.changes)",
          ])
      }
      return removed.isMore
    } catch {
      log.error("the state cannot be tidied", ["reason": error.description])
      return false
    }
  }

  /// The end: the file stands alone, without a log beside it.
  func close() {
    do throws(StoreError) { try database.close() } catch {
      log.warning("the state is not closed", ["reason": error.description])
    }
  }

  /// The oldest positions, when there are too many.
  private func forgetOldPositions() -> [Checkpoint] {
    guard positions.count > RunState.positionMaximum else { return [] }
    let sorted = positions.values.sorted { ($0.seconds, $0.path) > ($1.seconds, $1.path) }
    let oldest = Array(sorted[(RunState.positionMaximum * 3 / 4)...])
    for checkpoint in oldest {
      positions[checkpoint.key] = nil
      moved.remove(checkpoint.key)
    }
    return oldest
  }

  /// After a failure: everything waits for the next time, alerts only as far as there is room.
  private func keep(_ positions: [Checkpoint], _ error: StoreError) {
    for checkpoint in positions { self.positions[checkpoint.key] = checkpoint }
    if problem == nil {
      log.error(
        "the state cannot be written; it is held in memory", ["reason": error.description])
    }
    problem = error.description
    guard alertBytes > RunState.alertBytesMaximum else { return }
    let kept = alerts.count / 2
    lost += alerts.count - kept
    log.error(
      "alerts are missing in the state; there is no room to hold them", ["count": "\(lost)"])
    alerts.removeFirst(alerts.count - kept)
    alertBytes = alerts.reduce(0) { $0 + $1.document.utf8.count }
  }
}
