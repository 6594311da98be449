/// The counts for which all bounds of a correlation hold.
struct CountRange: Sendable, Equatable {
  private(set) var lowest = Int64.min
  private(set) var highest = Int64.max
  /// Counts inside that are ruled out by `neq`.
  private(set) var excluded: [Int64] = []

  /// Nil when a bound is not a number.
  init?(_ bounds: [CorrelationRule.Bound]) {
    for bound in bounds {
      guard !bound.value.isNaN else { return nil }
      let below = CountRange.floor(bound.value)
      let isWhole = Double(below) == bound.value
      let above = isWhole ? below : below + 1
      switch bound.comparison {
      case .less: highest = min(highest, isWhole ? below - 1 : below)
      case .lessOrEqual: highest = min(highest, below)
      case .greater: lowest = max(lowest, below + 1)
      case .greaterOrEqual: lowest = max(lowest, above)
      case .equal:
        lowest = max(lowest, above)
        highest = min(highest, below)
      case .notEqual: if isWhole { excluded.append(below) }
      }
    }
  }

  /// The largest whole number not above `value`, within ±2^62; no count is beyond that.
  private static func floor(_ value: Double) -> Int64 {
    let limit = 0x1p62
    let whole = Int64(max(-limit, min(limit, value)))
    return Double(whole) > value ? whole - 1 : whole
  }
}
