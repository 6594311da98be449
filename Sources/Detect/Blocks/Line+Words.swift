extension Line {
  /// The `count` bytes at `offset` as one number, the first byte the least significant and the
  /// missing ones zero, so that short names compare in one step.
  ///
  /// - Parameter count: 0 to 8; the bytes are inside the line.
  /// - Complexity: O(1), except within eight bytes of the end of the line.
  @inlinable package func word(at offset: Int, count: Int) -> UInt64 {
    precondition(offset >= start && count >= 0 && count <= 8 && offset &+ count <= end)
    if offset &+ 8 <= end {
      // SAFETY: the eight bytes are inside the line.
      let bytes = unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self)
      return UInt64(littleEndian: bytes) & ~(count == 8 ? 0 : UInt64.max << UInt64(count &* 8))
    }
    var word: UInt64 = 0
    var index = count
    while index > 0 {
      index &-= 1
      word = word << 8 | UInt64(self[offset &+ index])
    }
    return word
  }
}
