import GRDB

/// Why the state file cannot be used. The message says which file, what is wrong with it, and what
/// to do.
package enum StoreError: Error, Equatable, Sendable {
  /// The file cannot be made or opened.
  case cannotOpen(path: String, reason: String)
  /// It was written by a later version.
  case newer(path: String, version: Int, known: Int)
  /// It is an SQLite database, but not one of detectd.
  case foreign(path: String)
  /// It does not read as a database, and was left where it is.
  case damaged(path: String, reason: String)
  /// A read or a write failed; what was there before still is.
  case failed(path: String, reason: String)

  init(_ error: any Error, path: String) {
    if let error = error as? StoreError {
      self = error
    } else if let error = error as? DatabaseError {
      let reason = error.message ?? error.resultCode.description
      let isDamage = [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode)
      self = isDamage ? .damaged(path: path, reason: reason) : .failed(path: path, reason: reason)
    } else {
      self = .failed(path: path, reason: String(describing: error))
    }
  }
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "\(path): the state file cannot be opened: \(reason); --state names another"
    case .newer(let path, let version, let known):
      "\(path): written by a later detectd (format \(version), this one knows up to \(known)); "
        + "use that version, or name another file with --state"
    case .foreign(let path):
      "\(path): a database of another program; name another file with --state"
    case .damaged(let path, let reason):
      "\(path): the state file is damaged: \(reason)"
    case .failed(let path, let reason):
      "\(path): \(reason)"
    }
  }
}
