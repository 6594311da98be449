/// SipHash-1-3 with 128 bits of output (Aumasson and Bernstein, 2012), over 64-bit words.
///
/// Log lines choose what is hashed, so the key must not be guessable; its output takes part in no
/// result but through collisions, which 128 bits rule out.
struct KeyHasher {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64

  init(_ key: (UInt64, UInt64)) {
    v0 = key.0 ^ 0x736f_6d65_7073_6575
    v1 = key.1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
    v2 = key.0 ^ 0x6c79_6765_6e65_7261
    v3 = key.1 ^ 0x7465_6462_7974_6573
  }

  @inline(__always) private mutating func round() {
    v0 = v0 &+ v1
    v1 = (v1 << 13 | v1 >> 51) ^ v0
    v0 = v0 << 32 | v0 >> 32
    v2 = v2 &+ v3
    v3 = (v3 << 16 | v3 >> 48) ^ v2
    v0 = v0 &+ v3
    v3 = (v3 << 21 | v3 >> 43) ^ v0
    v2 = v2 &+ v1
    v1 = (v1 << 17 | v1 >> 47) ^ v2
    v2 = v2 << 32 | v2 >> 32
  }

  @inline(__always) mutating func absorb(_ word: UInt64) {
    v3 ^= word
    round()
    v0 ^= word
  }

  @inline(__always) mutating func finish() -> (high: UInt64, low: UInt64) {
    v2 ^= 0xee
    for _ in 0..<3 { round() }
    let high = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xdd
    for _ in 0..<3 { round() }
    return (high, v0 ^ v1 ^ v2 ^ v3)
  }
}

extension KeyHasher {
  /// Absorbs a field's value: addresses and whole numbers by value, other text byte for byte with
  /// its case. Values of different kinds never hash alike, nor do the parts of a tuple run
  /// together.
  ///
  /// - Returns: False when the field is present without a value.
  mutating func absorb(
    _ span: FieldSpan, _ columns: borrowing EventColumns, _ line: borrowing Line
  ) -> Bool {
    switch span.kind {
    case .null: return false
    case .ipv4, .ipv6:
      guard let address = columns.address(of: span) else { return false }
      absorb(1 << 56)
      absorb(address.high)
      absorb(address.low)
    case .integer, .wideInteger:
      guard let number = columns.number(of: span) else { return false }
      absorb(number.isNegative ? 3 << 56 : 2 << 56)
      absorb(number.bits)
    case .boolean: absorb(4 << 56 | UInt64(span.value))
    case .text, .decimal: absorbText(span.range, line)
    }
    return true
  }

  private mutating func absorbText(_ range: Range<Int>, _ line: borrowing Line) {
    absorb(5 << 56 | UInt64(range.count))
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for index in range {
      word |= UInt64(line[index]) << shift
      shift &+= 8
      if shift == 64 {
        absorb(word)
        word = 0
        shift = 0
      }
    }
    if shift > 0 { absorb(word) }
  }
}

extension KeyHasher {
  /// The key of a run, from its seed.
  static func key(seed: UInt64) -> (UInt64, UInt64) {
    (mixedBits(seed ^ 0x9e37_79b9_7f4a_7c15), mixedBits(~seed))
  }

  /// What each correlation adds to the hash of its group, so that equal groups do not meet, and
  /// takes away again when it feeds another.
  static func correlationKeys(
    _ count: Int, _ key: (UInt64, UInt64)
  ) -> [(high: UInt64, low: UInt64)] {
    (0..<count).map { place in
      var hasher = KeyHasher(key)
      hasher.absorb(6 << 56 | UInt64(place))
      return hasher.finish()
    }
  }
}
