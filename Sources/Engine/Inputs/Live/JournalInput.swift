import Detect
import Glibc

/// The journal of systemd, by a `journalctl --follow` that is started again when it ends.
///
/// A checkpoint holds the cursor of the last entry, after which the next one begins: over restarts,
/// of journalctl and of this process, each entry comes once, as long as the journal keeps it.
final class JournalInput: LiveInput {
  let place: Int
  let lookMilliseconds: Int32 = 1000
  let isReplayable = true
  private(set) var isDone = false
  private let name: String
  private let settings: InputConfiguration.JournalSettings
  private let unit: LiveUnit
  private let counters: InputCounters
  private let log: RunLog
  private var cursor: String
  private var position = StreamPosition()
  private var lines = PipeLines()
  private var child: pid_t = 0
  private var descriptor: Int32 = -1
  private var isReady = false
  private var startNanoseconds: UInt64 = 0
  private var pause = JournalInput.firstPause
  /// Entries up to this time are passed over: the last one before the very first start, which is
  /// read for its cursor alone. Unix microseconds.
  private var skipsUntil: Int64 = 0

  private static let firstPause: UInt64 = 1_000_000_000
  private static let longestPause: UInt64 = 60_000_000_000
  private static let program = "journalctl"

  /// - Parameter known: The checkpoints of the last run.
  /// - Throws: ``RunError/cannotStart(input:program:reason:)``.
  init(
    _ configuration: InputConfiguration, _ settings: InputConfiguration.JournalSettings,
    place: Int, units: UnitTable, counters: InputCounters, known: [Checkpoint], log: RunLog
  ) throws(RunError) {
    self.place = place
    self.settings = settings
    self.counters = counters
    self.log = log
    name = configuration.name
    let last = known.first { $0.input == configuration.name && $0.path == Self.program }
    cursor = last?.identity ?? ""
    position.offset = last?.offset ?? 0
    position.recordNumber = last?.recordNumber ?? 1
    unit = units.make(place: place, name: name, naming: .content, texts: .memory)
    if cursor.isEmpty, !settings.fromBeginning {
      skipsUntil = RunClock.nowSeconds * 1_000_000
    }
    if let reason = start() {
      throw .cannotStart(input: name, program: Self.program, reason: reason)
    }
  }

  deinit { end() }

  func addDescriptors(to list: inout [pollfd]) {
    if descriptor >= 0 {
      list.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
  }

  func attend(_ ready: ArraySlice<pollfd>) {
    isReady = ready.first.map { $0.revents != 0 } ?? false
  }

  func close() {
    end()
    isDone = true
  }

  func fill(_ batch: Batch, atNanoseconds now: UInt64) -> LiveUnit? {
    if descriptor < 0 {
      guard !isDone, now >= startNanoseconds else { return nil }
      if let reason = start() { again(after: now, "\(Self.program) does not start: \(reason)") }
    }
    guard isReady, descriptor >= 0 else { return nil }
    // Half a line is no entry: it comes again, whole, after the cursor.
    let used = lines.read(descriptor, into: batch.block, takesLast: false)
    if lines.isAtEnd {
      again(after: now, ended())
      return nil
    }
    guard let used else {
      isReady = false
      return nil
    }
    return take(used, batch)
  }

  private func take(_ used: Int, _ batch: Batch) -> LiveUnit? {
    let block = batch.block
    pause = Self.firstPause
    let bytes = UnsafeRawBufferPointer(block.recordBytes)
    var start = 0
    if skipsUntil > 0 {
      // The first entry of all is the last one of before, if there was one.
      let end = bytes[..<used].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? used
      let time = JournalText.time(in: bytes, 0..<end)
      if let time, time < skipsUntil { start = end }
      skipsUntil = 0
    }
    if let found = JournalText.cursor(in: bytes, 0..<used) { cursor = found }
    if start > 0 {
      block.recordBytes.copyBytes(from: Array(bytes[start..<used]))
    }
    finish(used - start, block)
    batch.checkpoint = Checkpoint(
      input: name, path: Self.program, device: 0, inode: 0, identity: cursor,
      offset: position.offset, recordNumber: position.recordNumber, preceding: "",
      isSkipping: false, isFinished: false, seconds: RunClock.nowSeconds)
    return unit
  }

  private func finish(_ count: Int, _ block: Block) {
    block.recordsEnd = Block.recordsStart + count
    block.recordCount = count == 0 ? 0 : RecordCursor.recordCount(in: block, byteCount: count)
    block.firstByteOffset = position.offset
    block.firstRecordNumber = position.recordNumber
    position.offset += count
    position.recordNumber += block.recordCount
    counters.change { counts in
      counts.problem = nil
      guard count > 0 else { return }
      counts.records += block.recordCount
      counts.bytes += count
      counts.lastRecordSeconds = RunClock.nowSeconds
    }
  }
}

// MARK: The program

extension JournalInput {
  /// The words of the command. With `--follow` alone, only entries of this boot would come; those of
  /// all boots, and of machines whose journals are gathered here, come with `--merge`.
  static func words(
    _ settings: InputConfiguration.JournalSettings, cursor: String
  ) -> [String] {
    var words = [
      program, "--follow", "--merge", "--all", "--quiet", "--no-pager", "--output=json",
    ]
    if !cursor.isEmpty {
      words += ["--no-tail", "--after-cursor=\(cursor)"]
    } else {
      words.append(settings.fromBeginning ? "--no-tail" : "--lines=1")
    }
    if let directory = settings.directory { words.append("--directory=\(directory)") }
    words += settings.units.map { "--unit=\($0)" }
    return words + settings.matches
  }

  /// - Returns: Why it does not start, or nil.
  private func start() -> String? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return errorText(errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    let status = Command.spawn(
      Self.words(settings, cursor: cursor), output: ends[1], &child)
    Glibc.close(ends[1])
    guard status == 0 else {
      Glibc.close(ends[0])
      child = 0
      return errorText(status)
    }
    descriptor = ends[0]
    lines = PipeLines()
    isReady = true
    return nil
  }

  private func again(after now: UInt64, _ problem: String) {
    end()
    startNanoseconds = now + pause
    pause = min(2 * pause, Self.longestPause)
    let isNew = counters.now.problem != problem
    counters.change { $0.problem = problem }
    if isNew { log.error("the journal cannot be read", ["input": name, "reason": problem]) }
  }

  /// Why it ended.
  private func ended() -> String {
    var status: Int32 = 0
    kill(child, SIGTERM)
    waitpid(child, &status, 0)
    child = 0
    let code = status >> 8 & 0xff
    return status & 0x7f == 0
      ? "\(Self.program) ended with status \(code)"
      : "\(Self.program) ended by signal \(status & 0x7f)"
  }

  private func end() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
    guard child > 0 else { return }
    kill(child, SIGKILL)
    waitpid(child, nil, 0)
    child = 0
  }
}
