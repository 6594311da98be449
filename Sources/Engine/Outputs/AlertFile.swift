private import Detect
private import Foundation
private import Glibc
import Response

/// A file of alerts, one ECS document a line, that holds each alert once.
///
/// It is the record by which alerts are told that were written before the end of the last run: what
/// stands behind the saved position is not written again. It is rotated by size, and opened anew
/// when something else moved it away.
final class AlertFile {
  private let name: String
  private let path: String
  private let rotateBytes: Int
  private let keep: Int
  private let log: RunLog
  private var descriptor: Int32 = -1
  private var inode: UInt64 = 0
  private var size = 0
  /// Identifiers of alerts that the last run wrote after it had saved its position.
  private var written: Set<String> = []
  /// Where those begin. It stands for the position until each of them was raised again, so that
  /// the next run knows them too when this one ends early.
  private var writtenSince: OutputPosition?
  private let startedNanoseconds = MonotonicClock.nanoseconds
  /// What could not be written yet.
  private var pending: [UInt8] = []
  private(set) var alerts = 0
  /// Alerts that were given up since there was no room for them.
  private(set) var lost = 0
  private(set) var problem: String?
  var heldBytes: Int { pending.count }

  private static let pendingMaximum = 64 << 20
  private static let knownFor: UInt64 = 600_000_000_000

  /// - Parameter position: Up to where the last run's state accounts for it; nil when there is none.
  /// - Throws: ``RunError/cannotOpen(output:path:reason:)``.
  init(
    name: String, path: String, rotateBytes: Int, keep: Int, since position: OutputPosition?,
    log: RunLog
  ) throws(RunError) {
    self.name = name
    self.path = path
    self.rotateBytes = rotateBytes
    self.keep = keep
    self.log = log
    if let reason = open() { throw .cannotOpen(output: name, path: path, reason: reason) }
    writtenSince = position
    if let position { readWritten(since: position) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// How far it is written; nil while something could not be written.
  var position: OutputPosition? {
    guard pending.isEmpty else { return nil }
    if !written.isEmpty, let writtenSince { return writtenSince }
    return OutputPosition(inode: inode, offset: size)
  }

  /// Writes an alert's document, unless it stands there already.
  func write(_ alert: Alert, nowNanoseconds: Int64) {
    if !written.isEmpty, written.remove(alert.id) != nil { return }
    alert.document(receivedNanoseconds: nowNanoseconds).write(to: &pending)
    pending.append(UInt8(ascii: "\n"))
    alerts += 1
  }

  /// Hands what was written to the system. What it does not take is tried again later; detection
  /// goes on meanwhile.
  func flush() {
    guard !pending.isEmpty else { return }
    if size > 0, size + pending.count > rotateBytes { rotate() }
    guard descriptor >= 0 || open() == nil else { return giveUpOverflow() }
    let count = pending.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if count == pending.count {
      size += count
      pending.removeAll(keepingCapacity: true)
      if problem != nil { log.notice("an output can be written again", ["output": name]) }
      problem = nil
      return
    }
    let reason = count < 0 ? errorText(errno) : "no space left"
    // Half a line would spoil the one after it.
    if count > 0 { ftruncate(descriptor, size) }
    if problem == nil {
      log.error(
        "an output cannot be written; alerts are held", ["output": name, "reason": reason])
    }
    problem = reason
    giveUpOverflow()
  }

  /// Looks whether the file was moved away or deleted, and opens it anew then.
  func check() {
    flush()
    // Under other rules not all of them are raised again.
    if MonotonicClock.nanoseconds - startedNanoseconds > AlertFile.knownFor { written = [] }
    guard let status = FileStatus(path: path), status.inode == inode else {
      if descriptor >= 0 { close(descriptor) }
      descriptor = -1
      if let reason = open() { problem = reason }
      return
    }
  }

  private func giveUpOverflow() {
    guard pending.count > AlertFile.pendingMaximum else { return }
    let kept = pending.count / 2
    guard let end = pending[(pending.count - kept)...].firstIndex(of: UInt8(ascii: "\n")) else {
      return
    }
    lost += pending[...end].count { $0 == UInt8(ascii: "\n") }
    pending.removeSubrange(...end)
  }

  /// - Returns: Why it cannot be opened.
  private func open() -> String? {
    descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { return errorText(errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return errorText(errno) }
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    dropHalfLine()
    return nil
  }

  /// A run that ended in the middle of a line left half of it.
  private func dropHalfLine() {
    var end = size
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while end > 0 {
      let start = max(0, end - buffer.count)
      let got = buffer.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, end - start, start)
      }
      guard got == end - start else { return }
      if let last = buffer[..<got].lastIndex(of: UInt8(ascii: "\n")) {
        end = start + last + 1
        break
      }
      end = start
    }
    if end < size, ftruncate(descriptor, end) == 0 { size = end }
  }
}

// MARK: Rotation

extension AlertFile {
  private func name(_ number: Int) -> String { number == 0 ? path : "\(path).\(number)" }

  private func rotate() {
    for number in stride(from: keep - 1, through: 0, by: -1) {
      rename(name(number), name(number + 1))
    }
    close(descriptor)
    descriptor = -1
    if let reason = open() { problem = reason }
  }

  /// Collects the identifiers that stand behind the position, in the file and in those that it was
  /// rotated to meanwhile.
  private func readWritten(since position: OutputPosition) {
    let first = (0...keep).first { FileStatus(path: name($0))?.inode == position.inode }
    guard let first else {
      log.warning(
        "the file of alerts is another one than before; alerts may stand in both",
        ["output": name, "path": path])
      return
    }
    for number in (0...first).reversed() {
      readWritten(name(number), from: number == first ? position.offset : 0)
    }
  }

  private func readWritten(_ path: String, from offset: Int) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    try? file.seek(toOffset: UInt64(offset))
    guard let bytes = try? file.readToEnd() else { return }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if let id = AlertFile.id(of: line) { written.insert(id) }
    }
  }

  private struct Head: Decodable {
    struct Own: Decodable {
      struct Alert: Decodable { let id: String }
      let alert: Alert
    }
    let detectd: Own
  }

  private static func id(of line: Data) -> String? {
    (try? JSONDecoder().decode(Head.self, from: line))?.detectd.alert.id
  }
}
