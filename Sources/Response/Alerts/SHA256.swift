import Detect

/// SHA-256 (FIPS 180-4), for identifiers and for naming evidence.
package struct SHA256: Sendable {
  private var state = SHA256Blocks()
  /// Fewer than 64 bytes.
  private var pending: [UInt8] = []
  private var byteCount = 0

  package init() {}

  /// - Complexity: O(`bytes.count`).
  package mutating func update(_ bytes: [UInt8]) {
    byteCount += bytes.count
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<start])
      guard pending.count == 64 else { return }
      state.absorb(pending, from: 0)
      pending.removeAll(keepingCapacity: true)
    }
    start = state.absorb(bytes, from: start)
    pending.append(contentsOf: bytes[start...])
  }

  /// The 32 bytes of the digest of everything so far.
  package func digest() -> [UInt8] { state.finish(pending, from: 0, byteCount: byteCount) }

  package static func digest(of bytes: [UInt8]) -> [UInt8] {
    var state = SHA256Blocks()
    let start = state.absorb(bytes, from: 0)
    return state.finish(bytes, from: start, byteCount: bytes.count)
  }

  /// Lower-case hexadecimal.
  package static func hex(of bytes: [UInt8]) -> String { Hex.text(digest(of: bytes)) }
}

/// Bytes as lower-case hexadecimal.
enum Hex {
  /// The digit of the low four bits.
  static func digit(_ byte: UInt8) -> UInt8 {
    let value = byte & 15
    return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }

  static func text(_ bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
      var next = 0
      for byte in bytes {
        out[next] = digit(byte >> 4)
        out[next + 1] = digit(byte)
        next += 2
      }
      return next
    }
  }
}
