private import Synchronization

/// How far one client of a consumer has read the changes of decisions.
package struct BouncerPosition: Sendable, Equatable {
  package let consumer: String
  package let address: String
  /// The number of the last change of ``LiveDecisions`` that it surely has.
  package let sequence: Int64
  /// When it read last, Unix seconds.
  package let usedSeconds: Int64

  package init(consumer: String, address: String, sequence: Int64, usedSeconds: Int64) {
    self.consumer = consumer
    self.address = address
    self.sequence = sequence
    self.usedSeconds = usedSeconds
  }
}

/// The positions of all clients: those of the last run, and where to ask for those of now.
package final class BouncerPositions: Sendable {
  /// In the numbers of this run.
  package let restored: [BouncerPosition]
  private let reader = Mutex<@Sendable () -> [BouncerPosition]>({ [] })

  init(_ restored: [BouncerPosition] = []) { self.restored = restored }

  /// Names who knows them.
  package func read(by body: @escaping @Sendable () -> [BouncerPosition]) {
    reader.withLock { $0 = body }
  }

  var now: [BouncerPosition] { reader.withLock { $0 }() }
}
