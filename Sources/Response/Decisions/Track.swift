/// The history of one target under one action and origin, and the decisions that follow from it.
///
/// Decisions are a function of the sorted sightings alone, so the order in which alerts arrive does
/// not matter. Sightings that can no longer change any decision are folded into a later one: what
/// is kept grows with the time covered, not with the number of alerts.
struct Track: Sendable {
  /// A stretch of time that became one decision.
  struct Span: Hashable, Sendable {
    var createdSeconds: Int64
    var expiresSeconds: Int64
    /// The sightings it is made of: `first..<end`.
    var first: Int
    var end: Int
    var repeats: Int
    /// All alerts, so that a refreshed span differs from what it was.
    var alertCount: Int
    /// Nil only while ``DecisionBook`` has not named it yet.
    var id: DecisionID?
  }

  /// Sightings kept at most; beyond, the oldest are folded together.
  static let sightingLimit = 256

  private(set) var sightings: [Sighting] = []
  private(set) var spans: [Span] = []
  /// Sightings up to this time were withdrawn by hand and do not come back.
  private(set) var clearedSeconds: Int64?

  init() {}

  /// As another book remembered it.
  init(_ record: TrackRecord) {
    clearedSeconds = record.clearedSeconds
    for var sighting in record.sightings.sorted(by: { $0.seconds < $1.seconds }) {
      if let known = sightings.first(where: { $0.grounds.isSame(as: sighting.grounds) }) {
        sighting.grounds = known.grounds
      }
      sightings.append(sighting)
    }
    spans = Track.replay(sightings)
  }

  /// Nothing to remember.
  var isEmpty: Bool { sightings.isEmpty && clearedSeconds == nil }

  /// Adds a sighting, unless it was withdrawn or its alert is among those held already.
  ///
  /// - Returns: Whether anything changed.
  /// - Complexity: O(sightings kept).
  mutating func add(_ sighting: Sighting) -> Bool {
    if let clearedSeconds, sighting.seconds <= clearedSeconds { return false }
    var sighting = sighting
    if let known = sightings.first(where: { $0.grounds.isSame(as: sighting.grounds) }) {
      sighting.grounds = known.grounds
    }
    if let alert = sighting.alerts.first,
      sightings.contains(where: { $0.grounds === sighting.grounds && $0.alerts.contains(alert) })
    {
      return false
    }
    if merge(sighting) { return true }
    let place = sightings.firstIndex { $0.seconds > sighting.seconds } ?? sightings.count
    sightings.insert(sighting, at: place)
    fold(sighting.grounds)
    limit()
    spans = Track.replay(sightings)
    return true
  }

  /// Drops the sightings that `isWithdrawn` names.
  mutating func withdraw(where isWithdrawn: (Cause) -> Bool) {
    sightings.removeAll { isWithdrawn($0.grounds.cause) }
    spans = Track.replay(sightings)
  }

  /// Drops the sightings that one decision is made of.
  mutating func withdraw(_ span: Span) {
    sightings.removeSubrange(span.first..<span.end)
    spans = Track.replay(sightings)
  }

  /// Drops what was seen at a time or later. Of a sighting that has taken over earlier ones those
  /// are left whose alerts are still named.
  mutating func withdraw(sinceSeconds: Int64) {
    var kept: [Sighting] = []
    for sighting in sightings {
      if sighting.seconds < sinceSeconds {
        kept.append(sighting)
        continue
      }
      let alerts = sighting.alerts.filter { $0.seconds < sinceSeconds }
      guard let last = alerts.last else { continue }
      kept.append(
        Sighting(
          seconds: last.seconds, grounds: sighting.grounds, alerts: alerts,
          alertCount: alerts.count))
    }
    sightings = kept.sorted { $0.seconds < $1.seconds }
    spans = Track.replay(sightings)
  }

  /// Drops every sighting up to a time, for good.
  mutating func clear(throughSeconds: Int64) {
    clearedSeconds = max(clearedSeconds ?? .min, throughSeconds)
    sightings.removeAll { $0.seconds <= throughSeconds }
    spans = Track.replay(sightings)
  }

  /// The time after which nothing of it can matter any more. A withdrawal by hand is kept for a
  /// day, against alerts that come late.
  var forgottenSeconds: Int64 {
    let memory = sightings.reduce(0) { max($0, $1.grounds.term.memorySeconds) }
    let remembered = Track.sum(spans.last?.expiresSeconds ?? .min, memory)
    return max(remembered, clearedSeconds.map { Track.sum($0, 86_400) } ?? .min)
  }

  /// When the next of its decisions ends after a time, or it can be forgotten.
  func nextEndSeconds(after seconds: Int64) -> Int64 {
    spans.reduce(forgottenSeconds) {
      $1.expiresSeconds > seconds ? min($0, $1.expiresSeconds) : $0
    }
  }

  /// Gives each span its identifier: the one it had, or a new one.
  mutating func identify(_ old: [Span], _ make: (Int64) -> DecisionID) {
    for place in spans.indices {
      let known = old.first { $0.isSameDecision(spans[place]) }?.id
      spans[place].id = known ?? make(spans[place].createdSeconds)
    }
  }

  /// Addition that stops at the ends of the type.
  static func sum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? (b > 0 ? .max : .min) : sum
  }
}

extension Track {
  /// Walks the sightings in order of time. One that falls into the decision before it prolongs it;
  /// any other starts a new one, whose terms grow with the number of earlier ones still remembered.
  /// One with a cool-down prolongs nothing, and starts nothing until that is over.
  private static func replay(_ sightings: [Sighting]) -> [Span] {
    var spans: [Span] = []
    for (index, sighting) in sightings.enumerated() {
      let term = sighting.grounds.term
      if term.coolDownSeconds > 0, let last = spans.last,
        sighting.seconds < sum(last.expiresSeconds, term.coolDownSeconds)
      {
        spans[spans.count - 1].end = index + 1
        if sighting.seconds < last.expiresSeconds {
          spans[spans.count - 1].alertCount += sighting.alertCount
        }
        continue
      }
      if let last = spans.last, sighting.seconds < last.expiresSeconds {
        let repeats = repeats(before: last.createdSeconds, in: spans.dropLast(), term)
        let expires = sum(sighting.seconds, term.seconds(repeats: repeats))
        spans[spans.count - 1].expiresSeconds = max(last.expiresSeconds, expires)
        spans[spans.count - 1].end = index + 1
        spans[spans.count - 1].repeats = max(last.repeats, repeats)
        spans[spans.count - 1].alertCount += sighting.alertCount
        continue
      }
      let repeats = repeats(before: sighting.seconds, in: spans[...], term)
      spans.append(
        Span(
          createdSeconds: sighting.seconds,
          expiresSeconds: sum(sighting.seconds, term.seconds(repeats: repeats)),
          first: index, end: index + 1, repeats: repeats, alertCount: sighting.alertCount))
    }
    return spans
  }

  private static func repeats(
    before seconds: Int64, in earlier: ArraySlice<Span>, _ term: Term
  ) -> Int {
    guard term.escalation != nil else { return 0 }
    let horizon = sum(seconds, -term.memorySeconds)
    return earlier.reversed().prefix { $0.expiresSeconds > horizon }.count
  }

  /// Folds away every sighting that stands between two of the same grounds which are closer than
  /// their shortest duration: all three are in one decision whatever else is added, and the last
  /// alone decides when it ends.
  private mutating func fold(_ grounds: Grounds) {
    guard grounds.term.coolDownSeconds == 0 else { return }
    var places = sightings.indices.filter { sightings[$0].grounds === grounds }
    var middle = 1
    while middle + 1 < places.count {
      let before = sightings[places[middle - 1]].seconds
      let after = sightings[places[middle + 1]].seconds
      guard after < Track.sum(before, grounds.term.durationSeconds) else {
        middle += 1
        continue
      }
      sightings[places[middle + 1]].absorb(sightings[places[middle]])
      sightings.remove(at: places[middle])
      places = sightings.indices.filter { sightings[$0].grounds === grounds }
      middle = max(1, middle - 1)
    }
  }

  /// Takes a sighting together with another of its grain: the earlier of the two is kept.
  ///
  /// - Returns: Whether there was one.
  private mutating func merge(_ sighting: Sighting) -> Bool {
    guard let grain = sighting.grounds.term.grainSeconds else { return false }
    func bucket(_ seconds: Int64) -> Int64 {
      let (quotient, rest) = seconds.quotientAndRemainder(dividingBy: grain)
      return rest < 0 ? quotient - 1 : quotient
    }
    let own = bucket(sighting.seconds)
    let place = sightings.firstIndex {
      $0.grounds === sighting.grounds && bucket($0.seconds) == own
    }
    guard let place else { return false }
    sightings[place].absorb(sighting)
    sightings[place].seconds = min(sightings[place].seconds, sighting.seconds)
    sightings.sort { $0.seconds < $1.seconds }
    spans = Track.replay(sightings)
    return true
  }

  private mutating func limit() {
    while sightings.count > Track.sightingLimit {
      if sightings[0].grounds.term.coolDownSeconds > 0, let first = Track.replay(sightings).first {
        // Without its first sighting every later decision would begin at another time.
        sightings.removeSubrange(first.first..<first.end)
        continue
      }
      let oldest = sightings.removeFirst()
      guard let heir = sightings.firstIndex(where: { $0.grounds === oldest.grounds }) else {
        continue
      }
      sightings[heir].absorb(oldest)
    }
  }
}
