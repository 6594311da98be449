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

extension DecisionID {
  /// From its 32 hexadecimal digits; nil for anything else.
  package init?(_ text: String) {
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
      let low = UInt64(text.suffix(16), radix: 16), !text.contains("+")
    else { return nil }
    self.init(high: high, low: low)
  }

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
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

  func append(to out: inout [UInt8]) { DecisionID.append(high, low, dashes: false, to: &out) }

  /// Appends a UUID (RFC 9562) that hangs on the decision and on `salt`. It has the form of version
  /// 4, which says that nothing can be read out of it.
  func appendUUID(salt: UInt64, to out: inout [UInt8]) {
    var mixed = salt &* 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ mixed >> 32) &* 0xbf58_476d_1ce4_e5b9
    let high = (high ^ mixed) & ~0xf000 | 0x4000
    let low = (low ^ mixed >> 7) & ~(3 << 62) | 2 << 62
    DecisionID.append(high, low, dashes: true, to: &out)
  }

  /// A number for interfaces that need one: 1 to 2⁵³ − 1, so that it survives as a double.
  package var number: Int64 { max(1, Int64(high >> 11)) }

  private static func append(
    _ high: UInt64, _ low: UInt64, dashes: Bool, to out: inout [UInt8]
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { text in
      text.initialize(repeating: UInt8(ascii: "-"))
      var end = 0
      for digit in UInt64(0)..<32 {
        if dashes, digit == 8 || digit == 12 || digit == 16 || digit == 20 { end += 1 }
        let half = (digit < 16 ? high : low) >> (60 - 4 * (digit & 15))
        text[end] = Hex.digit(UInt8(truncatingIfNeeded: half))
        end += 1
      }
      out.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<end]))
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
