import CKernels

/// The windows of a small set dealt out to the eight groups of nibble tables, so that few places of a
/// log pass for a window by mistake.
struct WindowGroups {
  private(set) var tables = ckernels_groups()
  private let width: Int
  /// The probability of each byte in logs, both cases of a letter together.
  private let probability: [Float]
  /// For each group and place: the low and high nibbles allowed, a bit each.
  private var low: [[UInt16]]
  private var high: [[UInt16]]

  /// - Parameters:
  ///   - windows: The first byte in the lowest bits, letters in lower case.
  ///   - width: 2 or 4.
  init(_ windows: [UInt32], width: Int, _ bytes: LogBytes) {
    self.width = width
    probability = bytes.single.map { LogBytes.exp2($0) }
    low = .init(repeating: .init(repeating: 0, count: width), count: 8)
    high = low
    tables.width = UInt32(width)
    for window in windows.sorted() { insert(window, into: cheapestGroup(for: window)) }
  }

  /// The share of all places of a log that pass, as far as single bytes tell.
  var share: Float { (0..<8).reduce(0) { $0 + share(of: $1, with: nil) } }

  /// The group whose share of wrong candidates grows the least.
  private func cheapestGroup(for window: UInt32) -> Int {
    var best = 0
    var bestGrowth = Float.infinity
    for group in 0..<8 {
      let growth = share(of: group, with: window) - share(of: group, with: nil)
      if growth < bestGrowth { (best, bestGrowth) = (group, growth) }
    }
    return best
  }

  /// The share of all places that a group lets pass, bytes taken as independent.
  private func share(of group: Int, with window: UInt32?) -> Float {
    var share: Float = 1
    for place in 0..<width {
      var lowAllowed = low[group][place]
      var highAllowed = high[group][place]
      if let window {
        for byte in WindowGroups.variants(of: window, at: place) {
          lowAllowed |= 1 << UInt16(byte & 15)
          highAllowed |= 1 << UInt16(byte >> 4)
        }
      }
      if lowAllowed == 0 { return 0 }
      var sum: Float = 0
      for byte in 0..<256
      where lowAllowed >> UInt16(byte & 15) & 1 != 0 && highAllowed >> UInt16(byte >> 4) & 1 != 0 {
        sum += probability[byte]
      }
      share *= min(sum, 1)
    }
    return share
  }

  private mutating func insert(_ window: UInt32, into group: Int) {
    for place in 0..<width {
      for byte in WindowGroups.variants(of: window, at: place) {
        low[group][place] |= 1 << UInt16(byte & 15)
        high[group][place] |= 1 << UInt16(byte >> 4)
        // SAFETY: a pointer to this value for the time of the call.
        unsafe ckernels_groups_insert(&tables, UInt32(group), UInt32(place), byte)
      }
    }
  }

  /// The byte at a place of a window, and its other case.
  private static func variants(of window: UInt32, at place: Int) -> [UInt8] {
    let byte = UInt8(truncatingIfNeeded: window >> UInt32(place * 8))
    return byte &- 0x61 < 26 ? [byte, byte - 0x20] : [byte]
  }
}
