import Detect
import Glibc

/// Log files that grow: by paths and shell patterns, through every kind of rotation.
///
/// Files are looked at every 10 ms and names every 100 ms, which works on network file systems too.
/// A file that lost its name is read until nothing has come for long. One that was cut short or
/// replaced in place (copytruncate) is read anew, after the rest of its copy.
final class FileInput: LiveInput {
  let place: Int
  let lookMilliseconds: Int32 = 10
  let isDone = false
  let isReplayable = true
  private let name: String
  private let settings: InputConfiguration.FileSettings
  private let units: UnitTable
  private let counters: InputCounters
  private let log: RunLog
  private let readBytes: Int
  private var files: [TailedFile] = []
  private var archives: [ArchivedFile] = []
  /// Where reading stands in files that are not open: from the last run, and finished ones.
  private var known: [Checkpoint]
  /// Where the windows of the last run stand in its files.
  private let replays: [Checkpoint]
  /// Whether names that turn up are of files that began while nobody was looking.
  private var hasLooked = false
  private var namesNanoseconds: UInt64 = 0
  private var namesSeconds: Int64
  private var coldNanoseconds: UInt64 = 0
  private var refused: Set<String> = []
  /// When the folders of the names were changed last, by name.
  private var folders: [String: Int64] = [:]

  private static let namesEvery: UInt64 = 100_000_000
  private static let coldEvery: UInt64 = 10_000_000
  /// How long a file without its name is kept, and one without any name.
  private static let rotatedFor: UInt64 = 3_600_000_000_000
  private static let deletedFor: UInt64 = 60_000_000_000
  /// How long a file is taken for a copy of one that may yet be cut short.
  private static let copiedFor: UInt64 = 2_000_000_000
  private static let openMaximum = 1024
  /// How much of a file is read again at most, for the windows.
  private static let replayBytes = 1 << 30

  /// - Parameters:
  ///   - known: The checkpoints of the last run.
  ///   - replays: Those that its windows were saved with.
  init(
    _ configuration: InputConfiguration, _ settings: InputConfiguration.FileSettings, place: Int,
    units: UnitTable, counters: InputCounters, log: RunLog, known: [Checkpoint],
    replays: [Checkpoint], readBytes: Int
  ) {
    self.place = place
    name = configuration.name
    self.settings = settings
    self.units = units
    self.counters = counters
    self.log = log
    self.readBytes = readBytes
    self.known = known.filter { $0.input == configuration.name }
    self.replays = replays.filter { $0.input == configuration.name }
    namesSeconds = self.known.map(\.seconds).max() ?? .max
  }

  func addDescriptors(to list: inout [pollfd]) {}
  func attend(_ ready: ArraySlice<pollfd>) {}

  func close() {
    files.removeAll()
    archives.removeAll()
  }

  func fill(_ batch: Batch, atNanoseconds now: UInt64) -> LiveUnit? {
    if now - namesNanoseconds >= FileInput.namesEvery || !hasLooked { lookAtNames(now) }
    if let unit = fillFromArchive(batch) { return unit }
    if now - coldNanoseconds >= FileInput.coldEvery {
      coldNanoseconds = now
      for file in files { file.isHot = true }
    }
    // From the oldest to the newest, one block a turn each.
    for place in files.indices where files[place].isHot {
      let file = files[place]
      guard let unit = fill(batch, from: file, now) else { continue }
      return unit
    }
    dropFinished(now)
    return nil
  }

  private func fill(_ batch: Batch, from file: TailedFile, _ now: UInt64) -> LiveUnit? {
    let isFinal = file.isRotated && isFinished(file, now)
    let isReplay = file.isReplaying
    let waits = !isReplay && !file.hasBeenRead && !isFinal && mayBeCopy(file, now)
    switch file.fill(
      batch, readBytes: readBytes, isFinal: isFinal, waits: waits, makeUnit(file))
    {
    case .nothing: return nil
    case .replaced:
      replace(file, now)
      return nil
    case .records:
      batch.isReplay = isReplay
      if isReplay { return file.unit }
      if batch.block.recordCount > 0 {
        file.grownNanoseconds = now
        count(batch.block)
      }
      batch.checkpoint = file.checkpoint(atSeconds: RunClock.nowSeconds)
      return file.unit
    }
  }

  private func makeUnit(_ file: TailedFile) -> TailedFile.MakeUnit {
    { [units, place] identity, former in
      if let former { units.drop(former) }
      return units.make(
        place: place, name: file.path, naming: .identity(identity), texts: .held(file.file))
    }
  }

  private func count(_ block: Block) {
    counters.change { counts in
      counts.records += block.recordCount
      counts.bytes += block.recordByteCount
      counts.lastRecordSeconds = RunClock.nowSeconds
    }
  }
}

// MARK: Names

extension FileInput {
  /// Looks which files the names lead to, and opens those that are new.
  private func lookAtNames(_ now: UInt64) {
    namesNanoseconds = now
    let since = namesSeconds == .max ? Int64.max : namesSeconds - 2
    namesSeconds = RunClock.nowSeconds
    let isFirst = !hasLooked
    hasLooked = true
    if isFirst { catchUp(since, now) }
    let found = settings.paths.flatMap(FileInput.paths)
    // Several rotations may have come between two looks.
    if !isFirst { openRotated(since, now) }
    var named = Set<Int>()
    for path in found {
      guard let status = FileStatus(path: path), status.isRegular else { continue }
      if let place = files.firstIndex(where: { $0.status.isSameFile(as: status) }) {
        files[place].path = path
        named.insert(place)
        continue
      }
      if open(path, now, isFirstStart: isFirst && known.isEmpty) {
        named.insert(files.count - 1)
      }
    }
    for place in files.indices {
      let isRotated = !named.contains(place)
      if isRotated != files[place].isRotated { files[place].isRotated = isRotated }
    }
    updateCounters()
  }

  /// The paths that a pattern stands for now; a plain path is itself.
  private static func paths(_ pattern: String) -> [String] {
    guard pattern.contains(where: { "*?[".contains($0) }) else { return [pattern] }
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0, let list = result.gl_pathv else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { list[$0].map { String(cString: $0) } }
  }

  /// Where a folder has changed: files that came and were renamed since the last look.
  private func openRotated(_ since: Int64, _ now: UInt64) {
    let recent = (RunClock.nowSeconds - 1) * 1_000_000_000
    for path in Set(settings.paths + files.map(\.path)) {
      let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
      guard let changed = FileStatus(path: folder)?.modifiedNanoseconds else { continue }
      // The clock of a file system ticks slowly: what changed just now may change once more.
      guard folders[path] != changed || changed > recent else { continue }
      folders[path] = changed
      for rotated in RotatedFiles.beside(path, changedSince: since) { open(rotated, now) }
    }
    if folders.count > 4096 { folders.removeAll() }
  }

  /// After a restart: what was written to files that have lost their names meanwhile.
  private func catchUp(_ since: Int64, _ now: UInt64) {
    guard since != .max else { return }
    for path in Set(known.map(\.path)).sorted() {
      for rotated in RotatedFiles.beside(path, changedSince: since) { open(rotated, now) }
    }
  }

  /// Opens a file where it was left, or at its beginning.
  ///
  /// - Returns: Whether it is now the last of the files.
  @discardableResult
  private func open(_ path: String, _ now: UInt64, isFirstStart: Bool = false) -> Bool {
    guard files.count < FileInput.openMaximum else {
      refuse(path, "more than \(FileInput.openMaximum) files are open; it waits")
      return false
    }
    guard let file = HeldFile(path: path) else {
      if errno != ENOENT { refuse(path, errorText(errno)) }
      return false
    }
    guard let status = FileStatus(file), status.isRegular,
      !files.contains(where: { $0.status.isSameFile(as: status) }),
      !archives.contains(where: { $0.status.isSameFile(as: status) })
    else { return false }
    refused.remove(path)
    if GzipBytes.isGzip(file) {
      openArchive(path, status, skips: isFirstStart && !settings.fromBeginning)
      return false
    }
    let start = resumption(of: file, status)
    let tailed = TailedFile(file, status, path: path, input: name, from: start, atNanoseconds: now)
    if let start, let earlier = replayStart(file, before: start) {
      tailed.replay(from: earlier, until: start)
    }
    if start == nil, isFirstStart, !settings.fromBeginning { tailed.skipToEnd() }
    files.append(tailed)
    log.debug(
      "reading a file", ["input": name, "path": path, "offset": "\(tailed.offset)"])
    return true
  }

  /// Where the windows that were saved last stand in a file that was read on since.
  private func replayStart(_ file: HeldFile, before start: Checkpoint) -> Checkpoint? {
    replays.last {
      $0.key == start.key && $0.identity == start.identity && !$0.isFinished
        && $0.offset < start.offset && start.offset - $0.offset <= FileInput.replayBytes
        && FileIdentity.preceding($0.offset, in: file) == $0.preceding
    }
  }

  /// Where a file was left that is known by its place on the disk, or as the copy of one that is.
  private func resumption(of file: some OffsetReading, _ status: FileStatus) -> Checkpoint? {
    let identity = FileIdentity.of(file)
    func holds(_ checkpoint: Checkpoint) -> Bool {
      FileIdentity.preceding(checkpoint.offset, in: file) == checkpoint.preceding
    }
    let same = known.last {
      $0.device == status.device && $0.inode == status.inode
        && ($0.identity.isEmpty || $0.identity == identity) && ($0.preceding.isEmpty || holds($0))
    }
    if let same { return same }
    guard let identity else { return nil }
    let current = files.map { $0.checkpoint(atSeconds: 0) }
    return (known + current).filter {
      $0.identity == identity && !$0.preceding.isEmpty && holds($0)
    }
    .max { $0.offset < $1.offset }
  }

  /// Whether an unread file may be a copy of an open one, which is read on until it is cut short; the
  /// copy may be under way itself. What stands in both must be read once.
  private func mayBeCopy(_ file: TailedFile, _ now: UInt64) -> Bool {
    guard let identity = FileIdentity.of(file.file), let size = FileStatus(file.file)?.size else {
      return true
    }
    guard now - file.grownNanoseconds < FileInput.copiedFor else {
      if file.offset == 0, let start = resumption(of: file.file, file.status) {
        file.resume(from: start)
      }
      return false
    }
    return files.contains { other in
      guard other !== file, other.hasBeenRead, other.identity == identity,
        let otherSize = FileStatus(other.file)?.size
      else { return false }
      let common = min(size, otherSize)
      return FileIdentity.preceding(common, in: other.file)
        == FileIdentity.preceding(common, in: file.file)
    }
  }

  private func refuse(_ path: String, _ reason: String) {
    guard refused.insert(path).inserted else { return }
    log.warning("a file cannot be read", ["input": name, "path": path, "reason": reason])
  }

  private func updateCounters() {
    let lag = files.reduce(0) { $0 + $1.lagBytes }
    let open = files.count
    let problem = refused.isEmpty ? nil : "cannot read \(refused.sorted().joined(separator: ", "))"
    counters.change { counts in
      counts.files = open
      counts.lagBytes = lag
      counts.problem = problem
    }
  }
}

// MARK: Ends

extension FileInput {
  /// The file is shorter than what was read, or another text stands there: what was not read of it
  /// may stand in a copy.
  private func replace(_ file: TailedFile, _ now: UInt64) {
    guard let place = files.firstIndex(where: { $0 === file }) else { return }
    let last = file.checkpoint(atSeconds: RunClock.nowSeconds)
    remember(last)
    files.remove(at: place)
    log.info("a file was cut short or replaced; it is read anew", ["path": file.path])
    for rotated in RotatedFiles.beside(file.path, changedSince: namesSeconds - 2) {
      open(rotated, now)
    }
    // The copies that waited, and are whole by now.
    for copy in files
    where !copy.hasBeenRead
      && FileIdentity.preceding(last.offset, in: copy.file) == last.preceding
    {
      copy.resume(from: last)
    }
    // What stands there now is new, whatever the checkpoint of its place says.
    known.removeAll { $0.key == last.key }
    let fresh = TailedFile(
      file.file, file.status, path: file.path, input: name, from: nil, atNanoseconds: now)
    files.append(fresh)
    if let unit = file.unit { units.drop(unit) }
  }

  private func isFinished(_ file: TailedFile, _ now: UInt64) -> Bool {
    let quiet = now - file.grownNanoseconds
    let isDeleted = FileStatus(file.file)?.links == 0
    return quiet > (isDeleted ? FileInput.deletedFor : FileInput.rotatedFor)
  }

  private func dropFinished(_ now: UInt64) {
    for file in files where file.isRotated && isFinished(file, now) {
      remember(file.checkpoint(atSeconds: RunClock.nowSeconds))
      if let unit = file.unit { units.drop(unit) }
      files.removeAll { $0 === file }
    }
  }

  private func remember(_ checkpoint: Checkpoint) {
    known.removeAll { $0.key == checkpoint.key }
    known.append(checkpoint)
    if known.count > 4096 { known.removeFirst(known.count - 4096) }
  }
}

// MARK: Compressed files

extension FileInput {
  private func openArchive(_ path: String, _ status: FileStatus, skips: Bool) {
    let bytes = GzipBytes(path: path)
    let isRead = known.contains {
      $0.device == status.device && $0.inode == status.inode && $0.isFinished
    }
    guard !isRead else { return }
    guard !skips else { return remember(ArchivedFile.passed(path, status, input: name)) }
    let start = resumption(of: bytes, status)
    guard let archive = ArchivedFile(path, status, input: name, from: start, readBytes: readBytes)
    else { return refuse(path, "it is no readable gzip file") }
    archives.append(archive)
  }

  private func fillFromArchive(_ batch: Batch) -> LiveUnit? {
    guard let archive = archives.first else { return nil }
    let isFilled = archive.fill(batch.block)
    if !isFilled { archive.finish(batch.block) }
    if archive.unit == nil {
      archive.unit = units.make(
        place: place, name: archive.path, naming: .identity(archive.identity), texts: .memory)
    }
    let checkpoint = archive.checkpoint(atSeconds: RunClock.nowSeconds)
    batch.checkpoint = checkpoint
    if isFilled {
      count(batch.block)
      return archive.unit
    }
    if let problem = archive.problem {
      log.warning("a compressed file ends early", ["path": archive.path, "reason": problem])
    }
    remember(checkpoint)
    archives.removeFirst()
    return archive.unit
  }
}
