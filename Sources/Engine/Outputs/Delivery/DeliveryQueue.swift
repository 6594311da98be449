private import Foundation
private import Glibc
private import Synchronization

/// Lines that wait to be delivered, in files of a folder, so that they outlive the process.
///
/// One thread adds, another takes. Files are numbered; a file that was delivered whole is deleted.
/// Adding never waits for the one who takes, and what finds no room is counted.
final class DeliveryQueue: Sendable {
  struct Counts: Sendable {
    var waitingBytes = 0
    /// Lines that found no room, or could not be written.
    var lost = 0
    /// What keeps lines from being written; nil when nothing does.
    var problem: String?
  }

  /// Lines at the head of the queue, and where the queue goes on when they are delivered.
  struct Head: Sendable {
    let lines: [[UInt8]]
    fileprivate let file: Int
    fileprivate let start: Int
    fileprivate let ends: [Int]
  }

  private struct State {
    var counts = Counts()
    /// The first file that is not delivered, and the offset in it.
    var head = 1
    var offset = 0
    /// The file that is added to.
    var tail = 1
    var tailBytes = 0
    var descriptor: Int32 = -1
  }

  private let folder: String
  private let limitBytes: Int
  private let state: Mutex<State>

  private static let fileBytes = 4 << 20

  /// Opens the queue, with what waits in it.
  ///
  /// - Parameter limitBytes: What may wait.
  /// - Throws: ``WriteError`` when the folder cannot be used.
  init(folder: String, limitBytes: Int) throws(WriteError) {
    self.folder = folder
    self.limitBytes = limitBytes
    if mkdir(folder, 0o750) != 0, errno != EEXIST {
      throw WriteError(path: folder, reason: errorText(errno))
    }
    var found = State()
    let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .compactMap { name in name.hasSuffix(".lines") ? Int(name.dropLast(6)) : nil }.sorted()
    if let first = numbers.first, let last = numbers.last {
      found.head = first
      // A new file, since the last one may end in half a line.
      found.tail = last + 1
      let place = Self.readPlace(folder)
      if place.file == first { found.offset = place.offset }
      for number in numbers {
        found.counts.waitingBytes += FileStatus(path: Self.path(folder, number))?.size ?? 0
      }
      found.counts.waitingBytes -= min(found.offset, found.counts.waitingBytes)
    }
    state = Mutex(found)
  }

  var counts: Counts { state.withLock { $0.counts } }

  // MARK: Adding

  /// Adds a line, whole or not at all. It must hold no line end.
  ///
  /// - Returns: Whether there was room.
  func add(_ line: [UInt8]) -> Bool {
    state.withLock { state in
      let bytes = line + [UInt8(ascii: "\n")]
      guard state.counts.waitingBytes + bytes.count <= limitBytes else {
        state.counts.lost += 1
        state.counts.problem = "the queue is full"
        return false
      }
      if let reason = write(bytes, &state) {
        state.counts.lost += 1
        state.counts.problem = reason
        return false
      }
      state.counts.problem = nil
      state.counts.waitingBytes += bytes.count
      return true
    }
  }

  private func write(_ bytes: [UInt8], _ state: inout State) -> String? {
    if state.descriptor >= 0, state.tailBytes >= Self.fileBytes {
      close(state.descriptor)
      state.descriptor = -1
      state.tail += 1
    }
    if state.descriptor < 0 {
      state.descriptor = open(
        Self.path(folder, state.tail), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o640)
      state.tailBytes = 0
      guard state.descriptor >= 0 else { return errorText(errno) }
    }
    let count = bytes.withUnsafeBytes { Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else {
      let reason = count < 0 ? errorText(errno) : "no space left"
      if count > 0 { ftruncate(state.descriptor, state.tailBytes) }
      return reason
    }
    state.tailBytes += count
    return nil
  }

  // MARK: Taking

  /// The lines at the head, at most `maximum`; nil when nothing waits. The same ones come again
  /// until they are removed.
  func head(maximum: Int) -> Head? {
    while true {
      let (file, offset, tail) = state.withLock { ($0.head, $0.offset, $0.tail) }
      let lines = Self.lines(Self.path(folder, file), from: offset, maximum: maximum)
      if !lines.isEmpty {
        var ends: [Int] = []
        var end = offset
        for line in lines {
          end += line.count + 1
          ends.append(end)
        }
        return Head(lines: lines, file: file, start: offset, ends: ends)
      }
      guard file < tail else {
        state.withLock { state in
          guard state.head == file, state.offset == offset, state.tail == file else { return }
          let written = state.descriptor < 0 ? offset : state.tailBytes
          state.counts.waitingBytes = max(0, written - offset)
        }
        return nil
      }
      pass(file)
    }
  }

  /// Goes on behind the first `count` lines of a head, which were delivered.
  func remove(_ count: Int, of head: Head) {
    guard count > 0 else { return }
    let end = head.ends[count - 1]
    state.withLock { state in
      state.offset = end
      state.counts.waitingBytes = max(0, state.counts.waitingBytes - (end - head.start))
    }
  }

  /// The next file; this one has nothing more.
  private func pass(_ file: Int) {
    state.withLock { state in
      state.head = file + 1
      state.offset = 0
    }
    unlink(Self.path(folder, file))
  }

  /// Writes down how far it was delivered. What was delivered after the last time comes again after
  /// a crash.
  func save() {
    let (file, offset) = state.withLock { ($0.head, $0.offset) }
    try? AtomicFile.write(Array("\(file) \(offset)\n".utf8), to: folder + "/place")
  }

  private static func readPlace(_ folder: String) -> (file: Int, offset: Int) {
    let bytes = FileManager.default.contents(atPath: folder + "/place") ?? Data()
    let numbers = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
      .compactMap { Int($0) }
    return numbers.count == 2 && numbers[1] >= 0 ? (numbers[0], numbers[1]) : (0, 0)
  }

  private static func path(_ folder: String, _ number: Int) -> String {
    "\(folder)/\(String(number).leftPadded(to: 9, with: "0")).lines"
  }

  /// Whole lines from an offset on.
  private static func lines(_ path: String, from offset: Int, maximum: Int) -> [[UInt8]] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var found: [[UInt8]] = []
    var rest: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    var place = offset
    while found.count < maximum {
      let count = pread(descriptor, &piece, piece.count, off_t(place))
      guard count > 0 else { break }
      place += count
      rest += piece[..<count]
      var start = 0
      while found.count < maximum, let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
        found.append(Array(rest[start..<end]))
        start = end + 1
      }
      rest.removeSubrange(..<start)
    }
    return found
  }
}
