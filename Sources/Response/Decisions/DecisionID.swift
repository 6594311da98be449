/// Names a decision: the same target, action, origin and start give the same identifier.
package struct DecisionID: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// The first 16 bytes of SHA-256 over action, origin, target and start, each on a line.
  init(
    action: Decision.Action, origin: Decision.Origin, target: Decision.Target, createdSeconds: Int64
  ) {
    let text =
      "\(action.rawValue)\n\(origin.rawValue)\n\(createdSeconds)\n\(target.scope)\n\(target)"
    let digest = SHA256.digest(of: Array(text.utf8))
    high = digest[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    low = digest[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension DecisionID: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  package var description: String { DecisionID.digits(high) + DecisionID.digits(low) }
  /// The first eight digits, enough to find it by.
  package var short: String { String(DecisionID.digits(high).prefix(8)) }

  func appendShort(to out: inout [UInt8]) {
    for shift in stride(from: UInt64(60), through: 32, by: -4) {
      out.append(Hex.digit(UInt8(truncatingIfNeeded: high >> shift)))
    }
  }

  private static func digits(_ word: UInt64) -> String {
    let text = String(word, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}

extension DecisionID: Comparable {
  package static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }
}
