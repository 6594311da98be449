private import CKernels

// Eight bytes of a line at a time, as one number whose least significant byte is the first.

extension Line {
  /// The `count` bytes at `offset`, the missing ones zero, so that short names compare in one step.
  ///
  /// - Parameter count: 0 to 8; the bytes are inside the line.
  /// - Complexity: O(1), except within eight bytes of the end of the line.
  @inlinable package func word(at offset: Int, count: Int) -> UInt64 {
    precondition(offset >= start && count >= 0 && count <= 8 && offset &+ count <= end)
    if offset &+ 8 <= end {
      return word(at: offset) & ~(count == 8 ? 0 : UInt64.max << UInt64(count &* 8))
    }
    var word: UInt64 = 0
    var index = count
    while index > 0 {
      index &-= 1
      word = word << 8 | UInt64(self[offset &+ index])
    }
    return word
  }

  /// The eight bytes at `offset`, all inside the line.
  @inlinable package func word(at offset: Int) -> UInt64 {
    precondition(offset >= start && offset &+ 8 <= end, "offset outside the line")
    // SAFETY: the eight bytes are inside the line.
    let bytes = unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self)
    return UInt64(littleEndian: bytes)
  }

  /// Whether both parts of the line hold the same bytes.
  @inlinable package func holdsSame(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    guard a.count == b.count else { return false }
    var place = 0
    while place < a.count {
      let count = min(8, a.count &- place)
      let first = word(at: a.lowerBound &+ place, count: count)
      if first != word(at: b.lowerBound &+ place, count: count) { return false }
      place &+= 8
    }
    return true
  }

  /// The offset of the first `a` or `b` at or after `from`, or `end`. For distances of some words;
  /// ``findFarEither(_:_:from:)`` is for longer ones.
  @inlinable package func findEither(_ a: UInt8, _ b: UInt8, from: Int) -> Int {
    precondition(from >= start, "search outside the line")
    var index = from
    let first = Line.repeated(a)
    let second = Line.repeated(b)
    while index &+ 8 <= end {
      let word = word(at: index)
      let found = Line.zeros(word ^ first) | Line.zeros(word ^ second)
      if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
      index &+= 8
    }
    while index < end, self[index] != a, self[index] != b { index &+= 1 }
    return index
  }

  /// The offset of the first `a` or `b` at or after `from`, or `end`.
  package func findFarEither(_ a: UInt8, _ b: UInt8, from: Int) -> Int {
    precondition(from >= start && from <= end, "search outside the line")
    // SAFETY: reads inside the line.
    return unsafe from &+ ckernels_find_either(base + from, end &- from, a, b)
  }

  /// Where names and values of `key=value` pairs may end among the 64 bytes from `offset` on, those
  /// after the end of the line left out.
  package func pairStops(at offset: Int, separator: UInt8) -> PairStops {
    precondition(offset >= start && offset <= end, "search outside the line")
    var found = ckernels_pairs()
    // SAFETY: reads inside the line.
    unsafe ckernels_pairs(base + offset, end &- offset, separator, &found)
    return PairStops(names: found.names, values: found.values, quotes: found.quotes)
  }

  /// Eight times the same byte.
  @inlinable static func repeated(_ byte: UInt8) -> UInt64 {
    UInt64(byte) &* 0x0101_0101_0101_0101
  }

  /// The high bit of each zero byte; bits above the lowest one found may be wrong.
  @inlinable static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// The number written in one to eight decimal digits that fill `range`, or nil.
  @inlinable func upToEightDigits(in range: Range<Int>) -> UInt64? {
    let count = range.count
    // The last digit comes to the top, and zeros before the first.
    var digits = word(at: range.lowerBound, count: count) << UInt64(64 &- count &* 8)
    digits |= 0x3030_3030_3030_3030 >> UInt64(count &* 8)
    digits ^= 0x3030_3030_3030_3030
    let overNine = digits &+ 0x0606_0606_0606_0606
    guard (digits | overNine) & 0xf0f0_f0f0_f0f0_f0f0 == 0 else { return nil }
    // Pairs of digits in every second byte, then all four pairs at once.
    let pairs = digits &* 10 &+ digits >> 8
    let outer = (pairs & 0x0000_00ff_0000_00ff) &* 0x000f_4240_0000_0064
    let inner = (pairs >> 16 & 0x0000_00ff_0000_00ff) &* 0x0000_2710_0000_0001
    return (outer &+ inner) >> 32
  }

  /// The offset of the first byte of `range` that is not in a set of ASCII bytes, or its upper
  /// bound.
  ///
  /// - Parameter low: The members below 64, a bit each; `high` those from 64 on.
  @inlinable package func skip(low: UInt64, high: UInt64, in range: Range<Int>) -> Int {
    precondition(range.lowerBound >= start && range.upperBound <= end, "search outside the line")
    var index = range.lowerBound
    while index < range.upperBound {
      // SAFETY: the range is inside the line.
      let byte = unsafe base[index]
      let bits = byte < 64 ? low : high
      if byte >= 128 || bits >> UInt64(byte & 63) & 1 == 0 { break }
      index &+= 1
    }
    return index
  }
}

/// Masks of 64 bytes of `key=value` pairs: the lowest bit stands for the first byte.
@frozen package struct PairStops: Sendable {
  /// `=` and the separator.
  package let names: UInt64
  /// The space and the separator.
  package let values: UInt64
  /// `"` and the backslash.
  package let quotes: UInt64

  /// No byte at all.
  @inlinable package static var none: PairStops { PairStops(names: 0, values: 0, quotes: 0) }

  @inlinable package init(names: UInt64, values: UInt64, quotes: UInt64) {
    self.names = names
    self.values = values
    self.quotes = quotes
  }
}
