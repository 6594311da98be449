import Detect

extension DecisionBook {
  /// How many targets are held, also those whose decisions have ended and are still remembered.
  package var targetCount: Int { tracks.count }

  /// The decisions in force at a time, sorted by target, action and origin.
  ///
  /// - Parameter action: Only decisions with it; nil for all.
  /// - Complexity: O(targets × log targets).
  package func decisions(atSeconds: Int64, action: Decision.Action? = nil) -> [Decision] {
    // Keys are sorted, not decisions: they are small, and mostly networks.
    var networks: [(network: Prefix, key: TrackKey)] = []
    var others: [TrackKey] = []
    for (key, track) in tracks where action == nil || key.action == action {
      guard track.spans.contains(where: { $0.isActive(atSeconds) }) else { continue }
      if case .network(let network) = key.target {
        networks.append((network, key))
      } else {
        others.append(key)
      }
    }
    networks.sort { $0.network == $1.network ? $0.key < $1.key : $0.network < $1.network }
    var found: [Decision] = []
    found.reserveCapacity(networks.count + others.count)
    for key in networks.lazy.map(\.key) + others.sorted() {
      guard let track = tracks[key] else { continue }
      for span in track.spans where span.isActive(atSeconds) {
        found.append(decision(key, track, span, atSeconds: atSeconds))
      }
    }
    return found
  }

  /// Every decision that is remembered, in force or ended, sorted.
  package func history(atSeconds: Int64) -> [Decision] {
    tracks.flatMap { key, track in
      track.spans.map { decision(key, track, $0, atSeconds: atSeconds) }
    }.sorted(by: Decision.isBefore)
  }

  /// The addresses that are blocked at a time, aggregated and attributed.
  package func blockList(atSeconds: Int64) -> BlockList {
    var entries: [BlockList.Entry] = []
    for (key, track) in tracks where key.action == .block {
      guard case .network(let network) = key.target else { continue }
      for span in track.spans where span.isActive(atSeconds) {
        let id = span.id ?? key.id(createdSeconds: span.createdSeconds)
        entries.append(
          BlockList.Entry(
            network: network, createdSeconds: span.createdSeconds,
            expiresSeconds: span.expiresSeconds, id: id, cause: track.weightiest(of: span).cause))
      }
    }
    return BlockList(entries)
  }

  func decision(
    _ key: TrackKey, _ track: Track, _ span: Track.Span, state: Decision.State? = nil,
    atSeconds: Int64
  ) -> Decision {
    Decision(
      id: span.id ?? key.id(createdSeconds: span.createdSeconds),
      action: key.action, target: key.target, origin: key.origin,
      state: state ?? (span.expiresSeconds > atSeconds ? .active : .expired),
      createdSeconds: span.createdSeconds, expiresSeconds: span.expiresSeconds,
      repeats: span.repeats, reasons: track.reasons(of: span), alertCount: span.alertCount)
  }
}

extension Track.Span {
  /// It has begun and not ended.
  func isActive(_ seconds: Int64) -> Bool { createdSeconds <= seconds && seconds < expiresSeconds }
}

extension Track {
  func reasons(of span: Span) -> [Reason] {
    var found: [(grounds: Grounds, alerts: [Sighting.AlertPlace], count: Int)] = []
    for sighting in sightings[span.first..<span.end] where sighting.seconds < span.expiresSeconds {
      if let place = found.firstIndex(where: { $0.grounds.cause == sighting.grounds.cause }) {
        found[place].alerts = Sighting.earliest(found[place].alerts, sighting.alerts)
        found[place].count += sighting.alertCount
      } else {
        found.append((sighting.grounds, sighting.alerts, sighting.alertCount))
      }
    }
    found.sort { Cause.isWeightier($0.grounds.cause, $1.grounds.cause) }
    return found.prefix(Decision.reasonLimit).map { entry in
      Reason(
        cause: entry.grounds.cause, alertIDs: entry.alerts.map(\.id), alertCount: entry.count)
    }
  }

  func weightiest(of span: Span) -> Grounds {
    var best = sightings[span.first].grounds
    for sighting in sightings[span.first..<span.end].dropFirst()
    where sighting.grounds !== best && Cause.isWeightier(sighting.grounds.cause, best.cause) {
      best = sighting.grounds
    }
    return best
  }
}

extension Decision {
  /// A decision that was not made.
  init(
    refused action: Action, _ target: Target, origin: Origin, sighting: Sighting
  ) {
    self.init(
      id: DecisionID(
        action: action, origin: origin, target: target, createdSeconds: sighting.seconds),
      action: action, target: target, origin: origin, state: .refused,
      createdSeconds: sighting.seconds, expiresSeconds: sighting.seconds, repeats: 0,
      reasons: [
        Reason(
          cause: sighting.grounds.cause, alertIDs: sighting.alerts.map(\.id),
          alertCount: sighting.alertCount)
      ],
      alertCount: sighting.alertCount)
  }

  /// A decision that a book made earlier, from where it was recorded; nil without a reason. It
  /// blocks nothing: lists are made of what a book holds.
  package init?(
    recorded action: Action, _ target: Target, origin: Origin, state: State,
    createdSeconds: Int64, expiresSeconds: Int64, repeats: Int, reasons: [Reason], alertCount: Int
  ) {
    guard !reasons.isEmpty else { return nil }
    self.init(
      id: DecisionID(
        action: action, origin: origin, target: target, createdSeconds: createdSeconds),
      action: action, target: target, origin: origin, state: state,
      createdSeconds: createdSeconds, expiresSeconds: expiresSeconds, repeats: repeats,
      reasons: reasons, alertCount: alertCount)
  }

  /// By target, then action, origin and start: the order that lists and pages have.
  package static func sorted(_ decisions: some Sequence<Decision>) -> [Decision] {
    decisions.sorted(by: isBefore)
  }

  static func isBefore(_ a: Decision, _ b: Decision) -> Bool {
    if a.target != b.target { return a.target < b.target }
    return (a.action.rawValue, a.origin.rawValue, a.createdSeconds)
      < (b.action.rawValue, b.origin.rawValue, b.createdSeconds)
  }
}
