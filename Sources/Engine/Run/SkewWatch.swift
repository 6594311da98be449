/// Whether the times of an input's records agree with the clock.
///
/// One record with an odd time says nothing. It is said when the newest times of several blocks in a
/// row, over some time, are all off to the same side; and once more when one agrees again.
struct SkewWatch {
  enum Change: Hashable {
    /// Seconds ahead of the clock, negative when behind.
    case off(seconds: Int64)
    case within
  }

  private let limitSeconds: Int64
  private let isOfNow: Bool
  /// Blocks in a row that are off to the same side, and since when.
  private var run: (isAhead: Bool, blocks: Int, sinceSeconds: Int64)?
  /// What was said, seconds ahead of the clock; nil while they agree.
  private(set) var toldSeconds: Int64?

  private static let blocks = 5
  private static let seconds: Int64 = 10

  /// - Parameters:
  ///   - limitSeconds: So far they may be apart.
  ///   - isOfNow: Whether old records are odd; records ahead of the clock always are.
  init(limitSeconds: Int64, isOfNow: Bool) {
    self.limitSeconds = limitSeconds
    self.isOfNow = isOfNow
  }

  /// Notes the time of a block's last record.
  ///
  /// - Returns: What is to be said.
  mutating func note(eventSeconds: Int64, nowSeconds: Int64) -> Change? {
    let skew = eventSeconds.subtractingReportingOverflow(nowSeconds).partialValue
    guard skew > limitSeconds || (isOfNow && skew < -limitSeconds) else {
      run = nil
      guard toldSeconds != nil else { return nil }
      toldSeconds = nil
      return .within
    }
    let isAhead = skew > 0
    if let known = run, known.isAhead == isAhead {
      run?.blocks += 1
    } else {
      run = (isAhead, 1, nowSeconds)
    }
    guard let run, run.blocks >= SkewWatch.blocks,
      nowSeconds - run.sinceSeconds >= SkewWatch.seconds,
      toldSeconds.map({ ($0 > 0) != isAhead }) ?? true
    else { return nil }
    toldSeconds = skew
    return .off(seconds: skew)
  }

  /// What may be the cause. Zones are whole quarters of an hour apart.
  static func hint(seconds: Int64) -> String {
    let quarters = (Double(seconds) / 900).rounded()
    let isZone =
      abs(Double(seconds) - quarters * 900) < 120 && abs(seconds) >= 1800 && abs(seconds) <= 50_400
    return isZone
      ? "a zone of \(zone(quarters: Int(quarters))) would explain it: set 'timezone' of the input"
      : "set the sender's clock, or 'clock-skew' of the input"
  }

  private static func zone(quarters: Int) -> String {
    let minutes = abs(quarters) * 15
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(quarters < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
