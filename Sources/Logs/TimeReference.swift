/// What turns a time without year or zone into an instant; given by the caller, never by a clock.
package struct TimeReference: Sendable {
  /// Offsets of a time zone: from each instant (Unix seconds, ascending) on, this many seconds
  /// east of UTC. The first entry's instant is `Int64.min`.
  package struct Zone: Sendable {
    package let changes: [(fromSeconds: Int64, offsetSeconds: Int32)]

    package init(changes: [(fromSeconds: Int64, offsetSeconds: Int32)]) { self.changes = changes }
    package static let utc = Zone(changes: [(.min, 0)])

    /// The offset of a local time, given as the seconds that a UTC clock showing it would have.
    ///
    /// A local time that came twice is the earlier; one that was skipped is read by the offset
    /// before the change.
    /// - Complexity: O(log changes).
    package func offset(atLocalSeconds local: Int64) -> Int32 {
      var low = 0
      var high = changes.count
      while high &- low > 1 {
        let middle = (low &+ high) / 2
        let shift = max(changes[middle].offsetSeconds, changes[middle &- 1].offsetSeconds)
        if local >= changes[middle].fromSeconds &+ Int64(shift) {
          low = middle
        } else {
          high = middle
        }
      }
      return changes.isEmpty ? 0 : changes[low].offsetSeconds
    }

    /// The offset at an instant in Unix seconds.
    package func offset(atSeconds seconds: Int64) -> Int32 {
      var low = 0
      var high = changes.count
      while high &- low > 1 {
        let middle = (low &+ high) / 2
        if seconds >= changes[middle].fromSeconds { low = middle } else { high = middle }
      }
      return changes.isEmpty ? 0 : changes[low].offsetSeconds
    }
  }

  /// A year-less time takes the year that puts it nearest to this instant, in Unix seconds; more
  /// than a day after it, the year before.
  package let nowSeconds: Int64
  /// The year for year-less times, when the user names one; wins over `nowSeconds`.
  package let year: Int?
  package let zone: Zone
  /// The latest year that a year-less time can be in.
  let latestYear: Int
  /// The latest instant of a year-less time: a day after now.
  let latestSeconds: Int64
  /// The zone's offset when it never changes, else nil.
  let fixedOffsetSeconds: Int32?

  package init(nowSeconds: Int64, year: Int? = nil, zone: Zone = .utc) {
    let now = min(max(nowSeconds, Timestamp.secondsMinimum), Timestamp.secondsMaximum)
    self.nowSeconds = nowSeconds
    self.year = year
    self.zone = zone
    // Two days more than now: one of grace, and one for the zone.
    latestYear = year ?? CivilDate(unixDays: Int((now + 2 * 86_400) / 86_400)).year
    latestSeconds = year == nil ? now + 86_400 : .max
    fixedOffsetSeconds = zone.changes.count > 1 ? nil : zone.changes.first?.offsetSeconds ?? 0
  }
}
