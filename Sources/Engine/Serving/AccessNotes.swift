import Store

/// What those who ask over the network leave in the audit trail: so many entries a minute, and one
/// that counts the rest, since anybody may cause them.
struct AccessNotes: Sendable {
  private var waiting: [Store.Batch.Note] = []
  private var minute: Int64 = 0
  private var count = 0
  private var suppressed = 0

  static let maximumPerMinute = 30

  mutating func add(_ note: Store.Batch.Note) {
    roll(note.atSeconds)
    guard count < AccessNotes.maximumPerMinute else {
      suppressed += 1
      return
    }
    count += 1
    waiting.append(note)
  }

  /// What came since the last call.
  mutating func take(_ nowSeconds: Int64) -> [Store.Batch.Note] {
    roll(nowSeconds)
    defer { waiting = [] }
    return waiting
  }

  /// Begins another minute.
  private mutating func roll(_ seconds: Int64) {
    let now = seconds / 60
    guard now > minute else { return }
    if suppressed > 0 {
      let order = Store.Batch.Order(
        actor: "unknown", action: "web more", subject: "\(suppressed) further entries")
      waiting.append(Store.Batch.Note(atSeconds: seconds, order: order))
    }
    (minute, count, suppressed) = (now, 0, 0)
  }
}
