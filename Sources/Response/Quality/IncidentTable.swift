/// Where an alert stands among those about the same entity.
package struct IncidentPlace: Hashable, Sendable {
  /// The first 16 hexadecimal digits of the identifier of the incident's first alert.
  package let id: String
  /// Which alert of the incident this is, from 1.
  package let number: Int
  /// The time of the first, Unix seconds.
  package let sinceSeconds: Int64

  package init(id: String, number: Int, sinceSeconds: Int64) {
    self.id = id
    self.number = number
    self.sinceSeconds = sinceSeconds
  }
}

/// Groups alerts into incidents: those about one entity, none of them long after the one before.
///
/// Bounded: of more than ``limit`` incidents that are open, the quarter that has been quiet longest is
/// forgotten; a later alert about their entities opens a new one.
package struct IncidentTable: Sendable {
  /// An incident that an alert may still join.
  package struct Open: Hashable, Sendable {
    package let id: String
    package var firstSeconds: Int64
    package var lastSeconds: Int64
    package var alerts: Int

    package init(id: String, firstSeconds: Int64, lastSeconds: Int64, alerts: Int) {
      self.id = id
      self.firstSeconds = firstSeconds
      self.lastSeconds = lastSeconds
      self.alerts = alerts
    }
  }

  package static let limit = 100_000

  private let gapSeconds: Int64
  private let limit: Int
  private var open: [String: Open] = [:]

  /// - Parameter gapSeconds: An incident ends when nothing came about its entity for that long.
  package init(gapSeconds: Int64, limit: Int = IncidentTable.limit) {
    self.gapSeconds = gapSeconds
    self.limit = limit
  }

  /// Those that something may still be added to, by a time.
  package func count(atSeconds: Int64) -> Int {
    open.values.count { atSeconds - $0.lastSeconds <= gapSeconds }
  }

  /// Where an alert belongs; nil when it is about nobody.
  ///
  /// - Parameter atSeconds: Its time, Unix seconds.
  package mutating func place(_ alert: Alert, atSeconds: Int64) -> IncidentPlace? {
    guard let entity = alert.entity else { return nil }
    let key = entity.text
    var incident =
      open[key]
      ?? Open(
        id: IncidentTable.id(of: alert), firstSeconds: atSeconds, lastSeconds: atSeconds, alerts: 0)
    let isOutside =
      atSeconds - incident.lastSeconds > gapSeconds
      || incident.firstSeconds - atSeconds > gapSeconds
    if isOutside {
      incident = Open(
        id: IncidentTable.id(of: alert), firstSeconds: atSeconds, lastSeconds: atSeconds, alerts: 0)
    }
    incident.alerts += 1
    incident.firstSeconds = min(incident.firstSeconds, atSeconds)
    incident.lastSeconds = max(incident.lastSeconds, atSeconds)
    if open[key] == nil, open.count >= limit { forgetQuietest() }
    open[key] = incident
    return IncidentPlace(
      id: incident.id, number: incident.alerts, sinceSeconds: incident.firstSeconds)
  }

  /// Puts an incident back that was kept.
  ///
  /// - Parameter entity: Its entity's text.
  package mutating func restore(_ incident: Open, entity: String) {
    guard incident.lastSeconds >= open[entity]?.lastSeconds ?? .min else { return }
    open[entity] = incident
  }

  private static func id(of alert: Alert) -> String { String(alert.id.prefix(16)) }

  private mutating func forgetQuietest() {
    let times = open.values.map(\.lastSeconds).sorted()
    let quietest = times[times.count / 4]
    open = open.filter { $0.value.lastSeconds > quietest }
  }
}
