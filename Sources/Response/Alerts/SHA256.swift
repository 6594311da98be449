/// SHA-256 (FIPS 180-4), for identifiers and for naming evidence.
package struct SHA256: Sendable {
  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  package init() { pending.reserveCapacity(128) }

  /// - Complexity: O(`bytes.count`).
  package mutating func update(_ bytes: [UInt8]) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<start])
      guard pending.count == 64 else { return }
      compress(pending, at: 0)
      pending.removeAll(keepingCapacity: true)
    }
    while bytes.count - start >= 64 {
      compress(bytes, at: start)
      start += 64
    }
    pending.append(contentsOf: bytes[start...])
  }

  /// The 32 bytes of the digest of everything so far.
  package func digest() -> [UInt8] {
    var last = self
    var tail = last.pending
    tail.append(0x80)
    while tail.count % 64 != 56 { tail.append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: (byteCount &* 8) >> shift))
    }
    for start in stride(from: 0, to: tail.count, by: 64) { last.compress(tail, at: start) }
    return (0..<32).map { UInt8(truncatingIfNeeded: last.state[$0 / 4] >> UInt32(24 - $0 % 4 * 8)) }
  }

  package static func digest(of bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest()
  }

  /// Lower-case hexadecimal.
  package static func hex(of bytes: [UInt8]) -> String { Hex.text(digest(of: bytes)) }

  private mutating func compress(_ bytes: [UInt8], at start: Int) {
    state = SHA256.compress(state, bytes, at: start)
  }

  private static func compress(
    _ state: SIMD8<UInt32>, _ bytes: [UInt8], at start: Int
  ) -> SIMD8<UInt32> {
    var words: [64 of UInt32] = .init(repeating: 0)
    for place in 0..<16 {
      let at = start + place * 4
      words[place] =
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
        | UInt32(bytes[at + 3])
    }
    for place in 16..<64 {
      let a = words[place - 15]
      let b = words[place - 2]
      let low = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
      let high = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
      words[place] = words[place - 16] &+ low &+ words[place - 7] &+ high
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    // Eight rounds a turn, each with the names one place on, so that no word ever moves.
    for place in stride(from: 0, to: 64, by: 8) {
      round(a, b, c, &d, e, f, g, &h, constants[place] &+ words[place])
      round(h, a, b, &c, d, e, f, &g, constants[place + 1] &+ words[place + 1])
      round(g, h, a, &b, c, d, e, &f, constants[place + 2] &+ words[place + 2])
      round(f, g, h, &a, b, c, d, &e, constants[place + 3] &+ words[place + 3])
      round(e, f, g, &h, a, b, c, &d, constants[place + 4] &+ words[place + 4])
      round(d, e, f, &g, h, a, b, &c, constants[place + 5] &+ words[place + 5])
      round(c, d, e, &f, g, h, a, &b, constants[place + 6] &+ words[place + 6])
      round(b, c, d, &e, f, g, h, &a, constants[place + 7] &+ words[place + 7])
    }
    return state &+ SIMD8(a, b, c, d, e, f, g, h)
  }

  @inline(__always) private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32,
    _ g: UInt32, _ h: inout UInt32, _ word: UInt32
  ) {
    let choice = (e & f) ^ (~e & g)
    let first = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ word
    let majority = (a & b) ^ (a & c) ^ (b & c)
    d &+= first
    h = first &+ (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
  }

  @inline(__always) private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 &- count)
  }

  private static let constants: [64 of UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}

/// Bytes as lower-case hexadecimal.
enum Hex {
  /// The digit of the low four bits.
  static func digit(_ byte: UInt8) -> UInt8 {
    let value = byte & 15
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    for byte in bytes {
      out.append(digit(byte >> 4))
      out.append(digit(byte))
    }
    return String(decoding: out, as: UTF8.self)
  }
}
