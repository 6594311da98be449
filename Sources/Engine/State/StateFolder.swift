private import Foundation
private import Glibc

/// What a run keeps between its starts: how far inputs were read, how far outputs were written, and
/// the decisions in force. One file, replaced whole, in a folder that one run at a time uses.
final class StateFolder {
  private let path: String
  private let lock: Int32

  /// What is kept.
  struct Saved: Codable {
    var version = Saved.currentVersion
    var checkpoints: [Checkpoint] = []
    /// By the output's name.
    var outputs: [String: OutputPosition] = [:]
    var decisions: [SavedDecision] = []

    static let currentVersion = 1
  }

  /// Opens the folder, and makes it when it is missing.
  ///
  /// - Throws: ``RunError`` when it cannot be used, or another run uses it.
  init(_ path: String) throws(RunError) {
    self.path = path
    if mkdir(path, 0o750) != 0, errno != EEXIST {
      throw .badState(path: path, reason: errorText(errno))
    }
    let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .badState(path: path, reason: errorText(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(descriptor)
      throw .stateInUse(path: path)
    }
    lock = descriptor
  }

  deinit { Glibc.close(lock) }

  private var file: String { path + "/state.json" }

  /// What the last run left; nil at the very first start. A file that cannot be understood is set
  /// aside.
  ///
  /// - Throws: ``RunError/badState(path:reason:)`` when a newer version wrote it.
  func load(_ log: RunLog) throws(RunError) -> Saved? {
    guard let bytes = FileManager.default.contents(atPath: file) else { return nil }
    struct Head: Decodable { let version: Int }
    if let head = try? JSONDecoder().decode(Head.self, from: bytes),
      head.version > Saved.currentVersion
    {
      throw .badState(
        path: file, reason: "version \(head.version) of detectd's state is newer than this program")
    }
    if let saved = try? JSONDecoder().decode(Saved.self, from: bytes) { return saved }
    let aside = file + ".damaged"
    rename(file, aside)
    log.error("the state is damaged and was set aside; reading begins anew", ["path": aside])
    return nil
  }

  /// - Throws: ``WriteError``; what was saved before stays.
  func save(_ saved: Saved) throws(WriteError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let bytes = try? encoder.encode(saved) else {
      throw WriteError(path: file, reason: "it cannot be written as JSON")
    }
    try AtomicFile.write([UInt8](bytes), to: file)
  }
}

/// How far an output file was written.
struct OutputPosition: Codable, Hashable {
  let inode: UInt64
  let offset: Int
}
