import Engine
import Synchronization

/// How far each bouncer has read: one cursor a consumer and client address, so that two hosts that
/// share a token do not take each other's changes.
final class BouncerCursors: Sendable {
  struct Key: Hashable, Sendable {
    let consumer: String
    let address: String
  }

  private struct Cursor {
    /// What the client has for sure, and what was last sent to it.
    var received: Int64?
    var sent: Int64
    /// Over which connection; nil when that was in an earlier run.
    let connection: ConnectionID?
    var usedSeconds: Int64
  }

  private let cursors: Mutex<[Key: Cursor]>
  private static let maximum = 10_000

  /// - Parameter restored: How far clients had read in the last run.
  init(_ restored: [BouncerPosition] = []) {
    var cursors: [Key: Cursor] = [:]
    for position in restored.prefix(Self.maximum) {
      cursors[Key(consumer: position.consumer, address: position.address)] = Cursor(
        received: position.sequence, sent: position.sequence, connection: nil,
        usedSeconds: position.usedSeconds)
    }
    self.cursors = Mutex(cursors)
  }

  /// What each client surely has.
  var positions: [BouncerPosition] {
    cursors.withLock { $0 }.compactMap { key, cursor in
      cursor.received.map { received in
        BouncerPosition(
          consumer: key.consumer, address: key.address, sequence: received,
          usedSeconds: cursor.usedSeconds)
      }
    }
  }

  /// The number of the last change that the client surely has; nil when it has to be told all.
  ///
  /// A request over the same connection says that the answer before it arrived. Over a new one it
  /// may not have, so that one is told again.
  func position(_ key: Key, _ connection: ConnectionID) -> Int64? {
    cursors.withLock { cursors in
      guard let cursor = cursors[key] else { return nil }
      return cursor.connection == connection ? cursor.sent : cursor.received
    }
  }

  /// An answer was written whole: the client has, or will have, everything up to a number.
  ///
  /// - Parameter isStartup: The client has forgotten all that it had.
  func wrote(
    _ key: Key, _ connection: ConnectionID, through sequence: Int64, isStartup: Bool,
    atSeconds: Int64
  ) {
    cursors.withLock { cursors in
      let before = isStartup ? nil : cursors[key]?.sent
      if cursors[key] == nil, cursors.count >= Self.maximum {
        let oldest = cursors.min { $0.value.usedSeconds < $1.value.usedSeconds }
        if let oldest { cursors[oldest.key] = nil }
      }
      cursors[key] = Cursor(
        received: before, sent: sequence, connection: connection, usedSeconds: atSeconds)
    }
  }
}
