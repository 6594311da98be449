private import Foundation
private import Glibc
import Store

/// The folder of what is kept between runs: a lock, which the one run that uses it holds, and the
/// state file.
final class StateFolder {
  let path: String
  private let lock: Int32

  /// The state file of a folder.
  static func file(in folder: String) -> String { folder + "/detectd.db" }

  /// Takes the folder, and makes it when it is missing.
  ///
  /// - Throws: ``RunError`` when it cannot be used, or another run uses it.
  init(_ path: String) throws(RunError) {
    self.path = path
    if mkdir(path, 0o750) != 0, errno != EEXIST {
      throw .badState(path: path, reason: errorText(errno))
    }
    let descriptor = Glibc.open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .badState(path: path, reason: errorText(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(descriptor)
      throw .stateInUse(path: path)
    }
    lock = descriptor
  }

  deinit { Glibc.close(lock) }

  /// Opens the state file for its owner. A damaged one is set aside, and said so.
  ///
  /// - Throws: ``RunError/unusableState(_:)``: a later version wrote it, or it cannot be used.
  func open(_ log: RunLog) throws(RunError) -> Database {
    do throws(StoreError) {
      let database = try Database(
        StateFolder.file(in: path), whenDamaged: .setAside, nowSeconds: RunClock.nowSeconds)
      if let aside = database.setAside {
        log.error(
          "the state is damaged and was set aside; reading begins anew, and nothing is blocked yet",
          ["path": aside])
      }
      return database
    } catch {
      throw .unusableState(error.description)
    }
  }
}

/// How far an output file was written.
struct OutputPosition: Codable, Hashable {
  let inode: UInt64
  let offset: Int
}
