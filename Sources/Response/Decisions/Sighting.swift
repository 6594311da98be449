/// How long a sighting asks for.
package struct Term: Hashable, Sendable {
  package let durationSeconds: Int64
  package let escalation: Escalation?
  /// How long the target is let be after the decision has ended; 0 prolongs instead.
  package let coolDownSeconds: Int64

  package init(durationSeconds: Int64, escalation: Escalation?, coolDownSeconds: Int64 = 0) {
    self.durationSeconds = durationSeconds
    self.escalation = escalation
    self.coolDownSeconds = coolDownSeconds
  }

  /// Of sightings so close together only the first matters, where there is a cool-down: with them
  /// a target under fire for days is remembered in little room.
  var grainSeconds: Int64? {
    coolDownSeconds > 0 ? max(1, (Track.sum(durationSeconds, coolDownSeconds)) / 64) : nil
  }

  /// How long earlier decisions matter, in seconds.
  var memorySeconds: Int64 { escalation?.memorySeconds ?? 0 }

  func seconds(repeats: Int) -> Int64 {
    escalation?.durationSeconds(base: durationSeconds, repeats: repeats) ?? durationSeconds
  }
}

/// Why, and for how long: shared by all sightings of one track that have it.
package final class Grounds: Sendable {
  package let cause: Cause
  package let term: Term

  package init(cause: Cause, term: Term) {
    self.cause = cause
    self.term = term
  }

  func isSame(as other: Grounds) -> Bool {
    self === other || (term == other.term && cause == other.cause)
  }
}

/// A moment at which a target was seen to misbehave, and the alerts that say so.
package struct Sighting: Sendable {
  package struct AlertPlace: Hashable, Comparable, Sendable {
    package let seconds: Int64
    package let id: String

    package init(seconds: Int64, id: String) {
      self.seconds = seconds
      self.id = id
    }

    package static func < (a: Self, b: Self) -> Bool { (a.seconds, a.id) < (b.seconds, b.id) }
  }

  package var seconds: Int64
  package var grounds: Grounds
  /// The earliest, sorted, at most ``Reason/alertLimit``.
  package var alerts: [AlertPlace]
  package var alertCount: Int

  init(seconds: Int64, grounds: Grounds, alertID: String?) {
    self.seconds = seconds
    self.grounds = grounds
    alerts = alertID.map { [AlertPlace(seconds: seconds, id: $0)] } ?? []
    alertCount = alerts.count
  }

  /// One that was recorded.
  package init(seconds: Int64, grounds: Grounds, alerts: [AlertPlace], alertCount: Int) {
    self.seconds = seconds
    self.grounds = grounds
    self.alerts = alerts
    self.alertCount = alertCount
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
