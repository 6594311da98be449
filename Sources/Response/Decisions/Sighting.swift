/// How long a sighting asks for.
struct Term: Hashable, Sendable {
  let durationSeconds: Int64
  let escalation: Escalation?

  /// How long earlier decisions matter, in seconds.
  var memorySeconds: Int64 { escalation?.memorySeconds ?? 0 }

  func seconds(repeats: Int) -> Int64 {
    escalation?.durationSeconds(base: durationSeconds, repeats: repeats) ?? durationSeconds
  }
}

/// Why, and for how long: shared by all sightings of one track that have it.
final class Grounds: Sendable {
  let cause: Cause
  let term: Term

  init(cause: Cause, term: Term) {
    self.cause = cause
    self.term = term
  }

  func isSame(as other: Grounds) -> Bool {
    self === other || (term == other.term && cause == other.cause)
  }
}

/// A moment at which a target was seen to misbehave, and the alerts that say so.
struct Sighting: Sendable {
  struct AlertPlace: Hashable, Comparable, Sendable {
    let seconds: Int64
    let id: String

    static func < (a: Self, b: Self) -> Bool { (a.seconds, a.id) < (b.seconds, b.id) }
  }

  var seconds: Int64
  var grounds: Grounds
  /// The earliest, sorted, at most ``Reason/alertLimit``.
  var alerts: [AlertPlace]
  var alertCount: Int

  init(seconds: Int64, grounds: Grounds, alertID: String?) {
    self.seconds = seconds
    self.grounds = grounds
    alerts = alertID.map { [AlertPlace(seconds: seconds, id: $0)] } ?? []
    alertCount = alerts.count
  }

  /// Takes over the alerts of another one.
  mutating func absorb(_ other: Sighting) {
    alerts = Sighting.earliest(alerts, other.alerts)
    alertCount += other.alertCount
  }

  static func earliest(_ a: [AlertPlace], _ b: [AlertPlace]) -> [AlertPlace] {
    Array((a + b).sorted().prefix(Reason.alertLimit))
  }
}
