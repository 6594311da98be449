/// Stops a runaway rule from blocking the world: more new blocks in a minute than it allows trip
/// it, and from then on targets are only watched until someone resets it.
package struct Breaker: Hashable, Sendable {
  package let maximumPerMinute: Int
  package private(set) var isTripped = false
  /// When it tripped, Unix seconds.
  package private(set) var trippedSeconds: Int64?
  private var minute: Int64 = .min
  private var count = 0

  package init(maximumPerMinute: Int) { self.maximumPerMinute = maximumPerMinute }

  /// Counts a new block in the calendar minute of its time.
  ///
  /// - Returns: Whether it may be made.
  package mutating func admit(atSeconds: Int64) -> Bool {
    guard !isTripped else { return false }
    let now = atSeconds.quotientAndRemainder(dividingBy: 60).quotient
    if now != minute {
      minute = now
      count = 0
    }
    count += 1
    if count > maximumPerMinute {
      isTripped = true
      trippedSeconds = atSeconds
    }
    return !isTripped
  }

  /// By hand, once someone has looked.
  package mutating func reset() {
    isTripped = false
    trippedSeconds = nil
    count = 0
  }
}
