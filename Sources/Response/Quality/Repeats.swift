/// Alerts that were held back because others like them were just told, and that one alert stands for.
package struct Repeats: Hashable, Sendable {
  /// How many, beside the alert that tells of them.
  package var count: Int
  /// The time of the first of them, Unix seconds.
  package var sinceSeconds: Int64

  package init(count: Int, sinceSeconds: Int64) {
    self.count = count
    self.sinceSeconds = sinceSeconds
  }

  /// Both together.
  func joined(_ other: Repeats?) -> Repeats {
    guard let other else { return self }
    return Repeats(
      count: count + other.count, sinceSeconds: min(sinceSeconds, other.sinceSeconds))
  }
}
