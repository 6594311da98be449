import GRDB
package import Response
import Synchronization

/// What one transaction writes. Empty parts write nothing.
package struct Batch: Sendable {
  /// When it is written, Unix seconds: the time of the journal's entries.
  package var atSeconds: Int64
  package var alerts: [AlertRecord]
  package var decisionChanges: [DecisionChange]
  package var checkpoints: [CheckpointRecord]
  /// Files that need not be known any more.
  package var forgottenCheckpoints: [CheckpointRecord.Key] = []
  package var outputs: [OutputRecord] = []
  /// How the breaker stands; nil when that has not changed.
  package var breaker: BreakerRecord?
  /// To an order that this does.
  package var answer: OrderRecord.Answer?
  /// What the decision book remembers of the targets that changed; empty ones are dropped.
  package var tracks: [TrackRecord]
  /// The windows of all shards, as their owner wrote them; below 0 what it knows of them all.
  package var windows: [Int: [UInt8]]
  /// When consumers were served last.
  package var consumers: [Consumer] = []
  /// How far their clients have read.
  package var cursors: [CursorRecord] = []
  /// Windows of the alert gate that changed.
  package var repeats: [AlertGate.Row] = []
  /// Entries of the audit trail that nothing of this batch hangs on.
  package var notes: [Note] = []
  /// Who asked for it; nil when detectd itself did. An entry of the audit trail goes with it.
  package var order: Order?

  /// What a person or a consumer asked for.
  package struct Order: Hashable, Sendable {
    package let actor: String
    /// `decisions add`
    package let action: String
    package let subject: String
    package let detail: String

    package init(actor: String, action: String, subject: String, detail: String = "") {
      self.actor = actor
      self.action = action
      self.subject = subject
      self.detail = detail
    }
  }

  /// Something for the audit trail, and when it was, Unix seconds.
  package struct Note: Hashable, Sendable {
    package let atSeconds: Int64
    package let order: Order

    package init(atSeconds: Int64, order: Order) {
      self.atSeconds = atSeconds
      self.order = order
    }
  }

  package init(
    atSeconds: Int64, alerts: [AlertRecord] = [], decisionChanges: [DecisionChange] = [],
    checkpoints: [CheckpointRecord] = [], tracks: [TrackRecord] = [],
    windows: [Int: [UInt8]] = [:], order: Order? = nil
  ) {
    self.atSeconds = atSeconds
    self.alerts = alerts
    self.decisionChanges = decisionChanges
    self.checkpoints = checkpoints
    self.tracks = tracks
    self.windows = windows
    self.order = order
  }
}

/// What a commit did.
package struct Committed: Hashable, Sendable {
  /// Alerts that were not there before.
  package let newAlerts: Int
  /// The number of the newest change in the journal; 0 while there is none.
  package let sequence: Int64
}

extension Database {
  /// Writes a batch in one transaction: all of it or nothing.
  ///
  /// The same batch may come again, after a crash between the write and what follows it: an alert
  /// whose identifier is there stays as it is, and a change that is recorded already makes no
  /// second entry in the journal.
  ///
  /// - Throws: ``StoreError``; nothing was written.
  package func commit(_ batch: Batch) throws(StoreError) -> Committed {
    // What a transaction that is undone has numbered is not known.
    var numbers = grounds.withLock { $0 }
    let committed = try write { database in
      let newAlerts = try AlertRecord.insert(batch.alerts, into: database)
      for change in batch.decisionChanges {
        try DecisionRow(change, actor: batch.order?.actor)
          .record(change.word, atSeconds: batch.atSeconds, in: database)
      }
      try Tracks.replace(batch.tracks, &numbers, in: database)
      try CheckpointRecord.replace(batch.checkpoints, in: database)
      try CheckpointRecord.remove(batch.forgottenCheckpoints, in: database)
      try OutputRecord.replace(batch.outputs, in: database)
      try batch.breaker?.record(in: database)
      try batch.answer?.record(in: database)
      try Windows.replace(batch.windows, in: database)
      for consumer in batch.consumers { try consumer.record(in: database) }
      try CursorRecord.replace(batch.cursors, nowSeconds: batch.atSeconds, in: database)
      try RepeatRow.replace(batch.repeats, in: database)
      for note in batch.notes {
        try AuditEntry.append(note.order, atSeconds: note.atSeconds, to: database)
      }
      if let order = batch.order {
        try AuditEntry.append(order, atSeconds: batch.atSeconds, to: database)
      }
      return Committed(newAlerts: newAlerts, sequence: try Journal.last(in: database))
    }
    grounds.withLock { $0 = numbers }
    return committed
  }
}
