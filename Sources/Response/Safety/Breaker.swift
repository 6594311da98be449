/// Stops a runaway rule from blocking the world: more new blocks in a minute than it allows, or more
/// of the address space, trip it, and from then on targets are only watched until someone resets
/// it.
package struct Breaker: Hashable, Sendable {
  /// When it tripped, and why.
  package struct Trip: Hashable, Sendable {
    /// Unix seconds.
    package let atSeconds: Int64
    /// `more than 1000 new blocks in a minute`
    package let reason: String

    package init(atSeconds: Int64, reason: String) {
      self.atSeconds = atSeconds
      self.reason = reason
    }
  }

  /// Nil without a limit.
  package let maximumPerMinute: Int?
  /// Millionths of the IPv4 or of the IPv6 address space; nil without a limit.
  package let maximumMillionths: Int64?
  /// Nil while it lets blocks through.
  package private(set) var trip: Trip?
  /// New blocks of the last minutes. Alerts of several inputs are not in order, so that one minute
  /// alone would begin anew again and again.
  private var counts: [Int64: Int] = [:]

  private static let minutesKept = 8

  package init(maximumPerMinute: Int? = nil, maximumMillionths: Int64? = nil) {
    self.maximumPerMinute = maximumPerMinute
    self.maximumMillionths = maximumMillionths
  }

  package var isTripped: Bool { trip != nil }

  /// Counts a new block in the calendar minute of its time.
  ///
  /// - Parameter space: What is blocked with it.
  /// - Returns: Whether it may be made.
  package mutating func admit(atSeconds: Int64, space: BlockedSpace = BlockedSpace()) -> Bool {
    guard trip == nil else { return false }
    let minute = atSeconds.quotientAndRemainder(dividingBy: 60).quotient
    let count = counts[minute, default: 0] + 1
    counts[minute] = count
    if counts.count > Breaker.minutesKept, let oldest = counts.keys.min() { counts[oldest] = nil }
    if let maximumPerMinute, count > maximumPerMinute {
      trip = Trip(
        atSeconds: atSeconds, reason: "more than \(maximumPerMinute) new blocks in a minute")
    } else if let maximumMillionths, space.exceeds(millionths: maximumMillionths) {
      let share = ShareText.text(millionths: maximumMillionths)
      trip = Trip(
        atSeconds: atSeconds, reason: "more than \(share) of the address space would be blocked")
    }
    return trip == nil
  }

  /// By hand, once someone has looked.
  package mutating func reset() {
    trip = nil
    counts = [:]
  }

  /// Stands as it stood in an earlier run.
  package mutating func restore(_ trip: Trip) { self.trip = trip }
}
