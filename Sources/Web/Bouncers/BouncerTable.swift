import Detect
import Engine
import Response
import Synchronization

/// The blocks in force as bouncers see them: of several on one value the one that lasts longest.
struct BouncerTable: Sendable {
  let sequence: Int64
  let validUntilSeconds: Int64
  /// Every entry, those of one value next to each other, the longest first.
  private let entries: [BouncerEntry]
  private let places: [Prefix: Range<Int>]

  /// - Parameter expandsHostBits: Networks with at most so many bits for hosts are hosts.
  /// - Complexity: O(n log n).
  init(_ snapshot: LiveDecisions.Snapshot, expandsHostBits: Int?) {
    sequence = snapshot.sequence
    validUntilSeconds = snapshot.validUntilSeconds
    var entries = snapshot.content.decisions.flatMap {
      BouncerTable.entries(of: $0, expandsHostBits: expandsHostBits)
    }
    entries.sort { a, b in
      if a.network != b.network { return a.network < b.network }
      return a.expiresSeconds == b.expiresSeconds
        ? a.id < b.id : a.expiresSeconds > b.expiresSeconds
    }
    var places: [Prefix: Range<Int>] = [:]
    places.reserveCapacity(entries.count)
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].network == entries[start].network { end += 1 }
      places[entries[start].network] = start..<end
      start = end
    }
    self.entries = entries
    self.places = places
  }

  /// One entry, or the hosts of a small network.
  static func entries(of decision: Decision, expandsHostBits: Int?) -> [BouncerEntry] {
    guard case .network(let network) = decision.target else { return [] }
    let hostBits = 128 - Int(network.bits)
    guard hostBits > 0, let expandsHostBits, hostBits <= min(8, expandsHostBits) else {
      return BouncerEntry(decision).map { [$0] } ?? []
    }
    var found: [BouncerEntry] = []
    var address: Address? = network.address
    while let here = address, network.contains(here) {
      if let entry = BouncerEntry(decision, host: here) { found.append(entry) }
      address = here.next
    }
    return found
  }

  /// Everything a filter takes, one entry a value, by id.
  func longest(_ filter: BouncerFilter) -> [BouncerEntry] {
    var found: [BouncerEntry] = []
    found.reserveCapacity(places.count)
    var last: Prefix?
    for entry in entries where entry.network != last && filter.takes(entry) {
      last = entry.network
      found.append(entry)
    }
    return found.sorted { ($0.id, $0.network) < ($1.id, $1.network) }
  }

  /// The longest on one value that the filter takes, and how many it takes.
  func longest(on network: Prefix, _ filter: BouncerFilter) -> (BouncerEntry, count: Int)? {
    let taken = entries[places[network] ?? 0..<0].filter(filter.takes)
    return taken.first.map { ($0, taken.count) }
  }

  func entries(on network: Prefix) -> ArraySlice<BouncerEntry> {
    entries[places[network] ?? 0..<0]
  }

  /// Every entry, also the shorter ones.
  var all: [BouncerEntry] { entries }
}

/// The tables of a moment, one a choice of expansion; made again when something changed.
final class BouncerTables: Sendable {
  private let site: WebSite
  private let tables = Mutex<[Int: BouncerTable]>([:])

  init(site: WebSite) { self.site = site }

  func table(expandsHostBits: Int?, atSeconds: Int64) -> BouncerTable {
    let key = expandsHostBits ?? -1
    if let known = tables.withLock({ $0[key] }), known.sequence == site.decisions.sequence,
      atSeconds < known.validUntilSeconds
    {
      return known
    }
    let table = BouncerTable(
      site.decisions.snapshot(atSeconds: atSeconds), expandsHostBits: expandsHostBits)
    tables.withLock { $0[key] = table }
    return table
  }
}
