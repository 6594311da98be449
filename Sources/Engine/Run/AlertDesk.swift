import Detect
import Response

/// What becomes of an alert before anybody is told: silences of operators, incidents, and what is
/// held back because others like it were just told.
///
/// Used by the response thread alone.
struct AlertDesk {
  /// What it does to alerts, for `status`.
  struct Counts: Hashable, Sendable {
    /// Alerts that a silence covered, in this run.
    var silenced = 0
    /// Alerts that are held back now.
    var held = 0
    /// Silences in force.
    var silences = 0
    /// Incidents that may go on.
    var incidents = 0
  }

  private let terms: AlertTerms
  private let state: RunState?
  private let log: RunLog
  private var gate: AlertGate
  private var incidents: IncidentTable
  private var silences = Silences()
  private var silenced = 0
  /// What the run before held back and nothing holds back any more.
  private var restored: [Alert] = []

  init(_ terms: AlertTerms, _ state: RunState?, _ log: RunLog) {
    self.terms = terms
    self.state = state
    self.log = log
    gate = AlertGate(terms.gate)
    incidents = IncidentTable(gapSeconds: terms.incidentGapSeconds)
    let now = RunClock.nowSeconds
    guard let state else { return }
    silences = Silences(state.silences(atSeconds: now) ?? [])
    for (entity, incident) in state.openIncidents(gapSeconds: terms.incidentGapSeconds) {
      incidents.restore(incident, entity: entity)
    }
    restored = gate.restore(state.repeats()) { state.alert(id: $0) }
  }

  /// Takes an alert: gives it its place in an incident, unless a silence covers it.
  ///
  /// - Parameter atSeconds: Its time, Unix seconds.
  /// - Returns: The silence.
  mutating func take(_ alert: inout Alert, atSeconds: Int64) -> Silence? {
    if let silence = silences.covering(alert, atSeconds: atSeconds) {
      silenced += 1
      return silence
    }
    alert.incident = incidents.place(alert, atSeconds: atSeconds)
    return nil
  }

  /// What is to be told now that an alert came, in order.
  mutating func telling(_ alert: Alert, atSeconds: Int64) -> [Alert] {
    gate.isOpen ? [alert] : gate.take(alert, atSeconds: atSeconds)
  }

  /// What is due by the clock: silences that began or ended are said.
  ///
  /// - Returns: What is to be told of what was held back.
  mutating func tick(nowSeconds: Int64) -> [Alert] {
    if let now = state?.silences(atSeconds: nowSeconds) { note(now) }
    let told = restored + gate.end(nowSeconds: nowSeconds)
    restored = []
    return told
  }

  private mutating func note(_ now: [Silence]) {
    guard now != silences.all else { return }
    let before = Set(silences.all)
    for silence in now where !before.contains(silence) {
      log.notice(
        "a silence began",
        [
          "silence": silence.id, "of": silence.title, "by": silence.actor,
          "until": TimeText.utc(seconds: silence.untilSeconds), "reason": silence.reason,
        ])
    }
    let names = Set(now.map(\.id))
    for silence in silences.all where !names.contains(silence.id) {
      log.notice("a silence ended", ["silence": silence.id, "of": silence.title])
    }
    silences = Silences(now)
  }

  /// All that is held back: nobody will tell of it later.
  mutating func finish() -> [Alert] { restored + gate.endAll() }

  var hasChanges: Bool { gate.hasChanges }

  /// What a restart must know, as far as it changed.
  mutating func takeChanges() -> [AlertGate.Row] { gate.takeChanges() }

  func counts(nowSeconds: Int64) -> Counts {
    Counts(
      silenced: silenced, held: gate.heldAlerts, silences: silences.all.count,
      incidents: incidents.count(atSeconds: nowSeconds))
  }
}
