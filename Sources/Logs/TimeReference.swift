/// What turns a time without year or zone into an instant; given by the caller, never by a clock.
package struct TimeReference: Sendable {
  /// Offsets of a time zone: from each instant (Unix seconds, ascending) on, this many seconds
  /// east of UTC. The first entry's instant is `Int64.min`.
  package struct Zone: Sendable {
    package let changes: [(fromSeconds: Int64, offsetSeconds: Int32)]

    package init(changes: [(fromSeconds: Int64, offsetSeconds: Int32)]) { self.changes = changes }
    package static let utc = Zone(changes: [(.min, 0)])
  }

  /// A year-less time takes the year that puts it nearest to this instant, in Unix seconds; more
  /// than a day after it, the year before.
  package let nowSeconds: Int64
  /// The year for year-less times, when the user names one; wins over `nowSeconds`.
  package let year: Int?
  package let zone: Zone

  package init(nowSeconds: Int64, year: Int? = nil, zone: Zone = .utc) {
    self.nowSeconds = nowSeconds
    self.year = year
    self.zone = zone
  }
}
