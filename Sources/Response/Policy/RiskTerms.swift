/// How alerts make the risk score of an entity.
///
/// An alert gives points by its level: low 5, medium 15, high 40, critical 70. They halve every
/// ``halfLifeSeconds``, in a straight line in between, so that whole numbers are enough and the same
/// alerts give the same score everywhere. One rule gives at most three times the points of one of
/// its alerts, however often it fires. Alerts of inputs that are not trusted give none. The score is
/// the sum, at most 100.
package struct RiskTerms: Hashable, Sendable {
  /// 1 second to 10 years.
  package var halfLifeSeconds: Int64

  package init(halfLifeSeconds: Int64 = 86_400) { self.halfLifeSeconds = halfLifeSeconds }

  /// Thousandths of points that an alert gives when it comes.
  static func thousandths(of level: Level) -> Int64 {
    switch level {
    case .informational: 0
    case .low: 5_000
    case .medium: 15_000
    case .high: 40_000
    case .critical: 70_000
    }
  }

  static let highest = 100
  static let repeatLimit: Int64 = 3

  /// What is left of points after a time of at least 0 seconds.
  func left(of thousandths: Int64, afterSeconds: Int64) -> Int64 {
    let (halvings, rest) = afterSeconds.quotientAndRemainder(dividingBy: max(1, halfLifeSeconds))
    guard halvings < 32 else { return 0 }
    let whole = thousandths >> halvings
    return whole - whole * rest / (2 * max(1, halfLifeSeconds))
  }
}
