private import CKernels

/// The state of a SHA-256 (FIPS 180-4) between blocks of 64 bytes.
package struct SHA256Blocks: Sendable {
  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  package init() {}

  /// Absorbs as many whole blocks as there are from `start` on.
  ///
  /// - Returns: The place after them.
  @discardableResult
  package mutating func absorb(_ bytes: [UInt8], from start: Int) -> Int {
    precondition(start >= 0 && start <= bytes.count)
    let blocks = (bytes.count - start) / 64
    if blocks > 0 {
      unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe withUnsafeMutableBytes(of: &state) { state in
          guard let words = state.baseAddress, let first = bytes.baseAddress else { return }
          // SAFETY: the blocks lie inside the array, and the state is eight words.
          unsafe ckernels_sha256(
            words.assumingMemoryBound(to: UInt32.self), first + start, blocks)
        }
      }
    }
    return start + blocks * 64
  }

  /// The digest when the bytes from `start` on (fewer than 64) are the last of `byteCount`.
  package func finish(_ bytes: [UInt8], from start: Int, byteCount: Int) -> [UInt8] {
    var tail: [UInt8] = []
    tail.reserveCapacity(128)
    tail.append(contentsOf: bytes[start...])
    tail.append(0x80)
    let zeros = (120 - tail.count % 64) % 64
    tail.append(contentsOf: repeatElement(0, count: zeros))
    let bits = UInt64(byteCount) &* 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bits &>> shift))
    }
    var last = self
    last.absorb(tail, from: 0)
    var digest: [UInt8] = []
    digest.reserveCapacity(32)
    for place in 0..<8 {
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        digest.append(UInt8(truncatingIfNeeded: last.state[place] &>> shift))
      }
    }
    return digest
  }
}
