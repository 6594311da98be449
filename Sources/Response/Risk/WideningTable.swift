import Detect

/// Which hosts of a network misbehaved and when, for the rules of a policy that widen.
///
/// Bounded: ``placeLimit`` networks, those that were quiet longest go first; ``entryLimit``
/// sightings a network and ``hostEntryLimit`` a host, the oldest go first.
package struct WideningTable: Sendable {
  fileprivate struct Key: Hashable, Sendable {
    let policyRule: String
    let isSimulated: Bool
    let network: Prefix
  }

  fileprivate struct Entry: Sendable {
    let host: Address
    let sighting: Sighting
    var isDone = false
  }

  fileprivate struct Place: Sendable {
    let step: WideningStep
    /// By time.
    var entries: [Entry] = []
  }

  /// The most hosts that a step may ask for.
  package static let hostLimit = 64
  /// The longest time that a step may look back.
  package static let longestSeconds: Int64 = 7 * 86_400
  static let placeLimit = 50_000
  static let entryLimit = 512
  static let hostEntryLimit = 8

  private var places: [Key: Place] = [:]
  private var tidiedSeconds = Int64.min

  /// Notes that a host misbehaved.
  ///
  /// - Returns: The networks that its step asks for now, with the sightings that say so: this one,
  ///   and later ones that are enough only with it. Narrow networks first, then by time.
  /// - Complexity: O(sightings of the network) for each step, squared when the sighting is late.
  mutating func add(
    _ rule: PolicyRule, host: Address, _ sighting: Sighting, isSimulated: Bool
  ) -> [(network: Prefix, sighting: Sighting)] {
    rule.widening.flatMap { step -> [(network: Prefix, sighting: Sighting)] in
      guard let network = step.network(of: host), !network.isHost else { return [] }
      let key = Key(policyRule: rule.name, isSimulated: isSimulated, network: network)
      if places[key] == nil, places.count >= WideningTable.placeLimit { makeRoom() }
      var place = places.removeValue(forKey: key) ?? Place(step: step)
      if place.step != step { place = Place(step: step) }
      let found = place.add(Entry(host: step.host(host, in: network), sighting: sighting), network)
      places[key] = place
      return found.map { (network, $0) }
    }
  }

  /// How many networks are known.
  package var count: Int { places.count }

  /// Forgets networks in which nothing matters any more: late alerts are waited for an hour.
  mutating func expire(atSeconds: Int64) {
    guard tidiedSeconds <= Track.sum(atSeconds, -60) else { return }
    tidiedSeconds = atSeconds
    places = places.filter { _, place in
      Track.sum(place.newestSeconds, max(3600, place.step.withinSeconds)) > atSeconds
    }
  }

  private mutating func makeRoom() {
    let ranked = places.sorted {
      ($0.value.newestSeconds, $0.key.network) < ($1.value.newestSeconds, $1.key.network)
    }
    for (key, _) in ranked.prefix(WideningTable.placeLimit / 4) { places[key] = nil }
  }

  /// Takes sightings out, and says which networks would not be blocked without them.
  ///
  /// - Parameter isWithdrawn: By the host, its cause and time.
  mutating func withdraw(
    where isWithdrawn: (Address, Cause, Int64) -> Bool
  ) -> [(policyRule: String, target: Decision.Target)] {
    var ended: [(policyRule: String, target: Decision.Target)] = []
    for (key, place) in places {
      var kept = place
      kept.entries.removeAll {
        isWithdrawn($0.host, $0.sighting.grounds.cause, $0.sighting.seconds)
      }
      guard kept.entries.count < place.entries.count else { continue }
      places[key] = kept.entries.isEmpty ? nil : kept
      let held = place.entries.contains(where: \.isDone)
      let holds = kept.entries.contains { kept.isEnough(at: $0.sighting.seconds, key.network) }
      if held, !holds { ended.append((key.policyRule, .network(key.network))) }
    }
    return ended
  }
}

extension WideningTable.Place {
  fileprivate var newestSeconds: Int64 { entries.last?.sighting.seconds ?? .min }

  fileprivate mutating func add(
    _ entry: WideningTable.Entry, _ network: Prefix
  ) -> [Sighting] {
    let seconds = entry.sighting.seconds
    let id = entry.sighting.alerts.first?.id
    let isKnown = entries.contains { known in
      known.host == entry.host && known.sighting.seconds == seconds
        && known.sighting.alerts.first?.id == id
    }
    guard !isKnown else { return [] }
    let place = entries.firstIndex { $0.sighting.seconds > seconds } ?? entries.count
    entries.insert(entry, at: place)
    let end = Track.sum(seconds, step.withinSeconds)
    var found: [Sighting] = []
    // Many have the same time where a log is read in one go.
    var known: (seconds: Int64, holds: Bool)?
    for index in entries.indices {
      let later = entries[index].sighting.seconds
      guard later >= seconds, later <= end, !entries[index].isDone else { continue }
      let holds =
        known.flatMap { $0.seconds == later ? $0.holds : nil } ?? isEnough(at: later, network)
      known = (later, holds)
      guard holds else { continue }
      entries[index].isDone = true
      found.append(entries[index].sighting)
    }
    limit(entry.host)
    return found
  }

  /// Whether enough hosts misbehaved in the time that ends then.
  fileprivate func isEnough(at seconds: Int64, _ network: Prefix) -> Bool {
    let begin = Track.sum(seconds, -step.withinSeconds)
    var hosts: Set<Address> = []
    for entry in entries where entry.sighting.seconds >= begin {
      if entry.sighting.seconds > seconds { break }
      hosts.insert(entry.host)
    }
    guard hosts.count >= step.hosts else { return false }
    guard step.needsBothHalves, let (left, right) = network.halves else { return true }
    return hosts.contains(where: left.contains) && hosts.contains(where: right.contains)
  }

  private mutating func limit(_ host: Address) {
    if entries.count(where: { $0.host == host }) > WideningTable.hostEntryLimit,
      let place = entries.firstIndex(where: { $0.host == host })
    {
      entries.remove(at: place)
    }
    if entries.count > WideningTable.entryLimit { entries.removeFirst() }
  }
}
