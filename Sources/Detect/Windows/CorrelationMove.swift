/// Where the keys of a correlation go when another program takes its windows over.
struct CorrelationMove {
  let correlation: UInt32
  /// What the halves of its keys differ by.
  let high: UInt64
  let low: UInt64

  init(
    to correlation: UInt32, from before: (high: UInt64, low: UInt64),
    _ after: (high: UInt64, low: UInt64)
  ) {
    self.correlation = correlation
    high = before.high ^ after.high
    low = before.low ^ after.low
  }
}
