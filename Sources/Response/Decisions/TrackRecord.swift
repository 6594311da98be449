/// All that a book remembers of one target under one action and origin, in force or ended, so that
/// another book can go on from it.
package struct TrackRecord: Sendable {
  package struct Key: Hashable, Sendable {
    package let action: Decision.Action
    package let origin: Decision.Origin
    package let target: Decision.Target

    package init(
      action: Decision.Action, origin: Decision.Origin, target: Decision.Target
    ) {
      self.action = action
      self.origin = origin
      self.target = target
    }
  }

  package let key: Key
  /// Sightings up to this second were withdrawn by hand and do not come back; nil when none were.
  package let clearedSeconds: Int64?
  /// By time.
  package let sightings: [Sighting]

  package init(key: Key, clearedSeconds: Int64?, sightings: [Sighting]) {
    self.key = key
    self.clearedSeconds = clearedSeconds
    self.sightings = sightings
  }

  /// Nothing is left to remember: who keeps it can drop it.
  package var isEmpty: Bool { clearedSeconds == nil && sightings.isEmpty }
}

extension DecisionBook {
  /// From now on notes which targets change.
  package mutating func noteTrackChanges() { changedKeys = changedKeys ?? [] }

  /// What changed since the last call, as it is now; nothing without ``noteTrackChanges()``.
  ///
  /// - Complexity: O(changed targets).
  package mutating func takeChangedTracks() -> [TrackRecord] {
    guard let keys = changedKeys, !keys.isEmpty else { return [] }
    changedKeys = []
    return keys.map { key in
      let track = tracks[key]
      return TrackRecord(
        key: TrackRecord.Key(action: key.action, origin: key.origin, target: key.target),
        clearedSeconds: track?.clearedSeconds, sightings: track?.sightings ?? [])
    }
  }

  /// Goes on from what another book remembered. What the never-block list forbids meanwhile is
  /// for ``enforce(_:atSeconds:)`` to withdraw, which the caller asks for next.
  ///
  /// - Complexity: O(sightings).
  package mutating func restore(_ record: TrackRecord) {
    guard !record.isEmpty else { return }
    let key = TrackKey(
      action: record.key.action, origin: record.key.origin, target: record.key.target)
    var track = Track(record)
    track.identify([]) { key.id(createdSeconds: $0) }
    count(key, tracks[key] ?? Track(), track)
    tracks[key] = track
  }

  /// Room for as many targets, so that restoring them is done in one go.
  package mutating func reserveCapacity(_ targets: Int) { tracks.reserveCapacity(targets) }
}
