private import CKernels

/// A run of bytes inside a block: usually one record, or a part of one that is decoded by itself.
///
/// All positions are offsets from the start of the block's buffer, never from the start of the
/// line, so that a position found here can be written into a ``FieldSpan`` as it is. Reading
/// outside `start..<end` traps.
@safe @frozen @usableFromInline
package struct Line: ~Escapable {
  @usableFromInline let base: UnsafePointer<UInt8>
  /// The offset of the first byte.
  @usableFromInline package let start: Int
  /// The offset after the last byte.
  @usableFromInline package let end: Int

  /// - Parameter base: The first byte of the block's buffer, which outlives the line.
  @_lifetime(immortal)
  @inlinable package init(base: UnsafePointer<UInt8>, start: Int, end: Int) {
    unsafe self.base = unsafe base
    self.start = start
    self.end = end
  }

  @inlinable package var range: Range<Int> { unsafe Range(uncheckedBounds: (start, end)) }
  @inlinable package var count: Int { end &- start }
  @inlinable package var isEmpty: Bool { start >= end }

  /// The byte at an offset inside the line.
  @inlinable package subscript(offset: Int) -> UInt8 {
    precondition(offset >= start && offset < end, "offset outside the line")
    // SAFETY: just checked, and the owner of the block keeps the buffer alive.
    return unsafe base[offset]
  }

  /// The part of this line in `range`.
  @_lifetime(copy self)
  @inlinable package func part(_ range: Range<Int>) -> Line {
    precondition(range.lowerBound >= start && range.upperBound <= end, "part outside the line")
    return unsafe _overrideLifetime(
      Line(base: base, start: range.lowerBound, end: range.upperBound), copying: self)
  }
}

extension Line {
  /// The offset of the first `byte` at or after `from`, or `end`.
  @inlinable package func find(_ byte: UInt8, from: Int) -> Int { find(byte, in: from..<end) }

  /// The offset of the first `byte` in `range`, or its upper bound. An empty range may stand
  /// anywhere.
  @inlinable package func find(_ byte: UInt8, in range: Range<Int>) -> Int {
    if range.isEmpty { return range.upperBound }
    precondition(range.lowerBound >= start && range.upperBound <= end, "search outside the line")
    var index = range.lowerBound
    let wanted = Line.repeated(byte)
    while index < range.upperBound, index &+ 8 <= end {
      let found = Line.zeros(word(at: index) ^ wanted)
      if found != 0 {
        return min(index &+ found.trailingZeroBitCount >> 3, range.upperBound)
      }
      index &+= 8
    }
    // SAFETY: the range is inside the line, and index stays inside the range.
    while index < range.upperBound, unsafe base[index] != byte { index &+= 1 }
    return min(index, range.upperBound)
  }

  /// The offset of the last `byte` in `range`, or nil.
  @inlinable package func findLast(_ byte: UInt8, in range: Range<Int>) -> Int? {
    var index = range.upperBound
    while index > range.lowerBound {
      index &-= 1
      if self[index] == byte { return index }
    }
    return nil
  }

  /// Whether the bytes at `offset` are `text`, which is not empty.
  @inline(__always) @inlinable package func has(_ text: StaticString, at offset: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset >= start, offset &+ count <= end else { return false }
    // SAFETY: both hold at least one byte there. Most calls end here.
    guard unsafe base[offset] == text.utf8Start[0] else { return false }
    return holds(text, at: offset)
  }

  /// The rest of ``has(_:at:)``, eight bytes a step; the bounds were checked.
  @usableFromInline func holds(_ text: StaticString, at offset: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    // SAFETY: both buffers hold `count` bytes from where they are read.
    let wanted = unsafe text.utf8Start
    var index = 0
    while index &+ 8 <= count {
      let word = unsafe UnsafeRawPointer(wanted + index).loadUnaligned(as: UInt64.self)
      let found = unsafe UnsafeRawPointer(base + offset + index).loadUnaligned(as: UInt64.self)
      if found != word { return false }
      index &+= 8
    }
    if count >= 8 {
      // The last eight again, some of them for the second time.
      let last = count &- 8
      let word = unsafe UnsafeRawPointer(wanted + last).loadUnaligned(as: UInt64.self)
      return unsafe UnsafeRawPointer(base + offset + last).loadUnaligned(as: UInt64.self) == word
    }
    while index < count {
      if unsafe base[offset &+ index] != wanted[index] { return false }
      index &+= 1
    }
    return true
  }

  /// Whether `range` holds exactly `text`.
  @inlinable package func equals(_ text: StaticString, in range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount && has(text, at: range.lowerBound)
  }

  /// Whether `range` holds exactly `text`, ASCII case aside. `text` is in lower case.
  @inlinable package func equalsFolded(_ text: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    for index in range {
      var byte = self[index]
      if byte &- 0x41 < 26 { byte |= 0x20 }
      // SAFETY: the index is below the length of the text, which was compared above.
      if unsafe byte != text.utf8Start[index &- range.lowerBound] { return false }
    }
    return true
  }

  /// The offset where `text` first begins in `range`, or nil.
  @inlinable package func find(_ text: StaticString, in range: Range<Int>) -> Int? {
    let count = text.utf8CodeUnitCount
    guard count > 0, range.count >= count else { return nil }
    let first = unsafe text.utf8Start[0]
    let last = range.upperBound &- count
    var index = range.lowerBound
    while index <= last {
      index = find(first, in: index..<(last &+ 1))
      if index > last { return nil }
      if has(text, at: index) { return index }
      index &+= 1
    }
    return nil
  }

  /// The offset where `text` last begins in `range`, or nil.
  @inlinable package func findLast(_ text: StaticString, in range: Range<Int>) -> Int? {
    let count = text.utf8CodeUnitCount
    guard count > 0, range.count >= count else { return nil }
    var index = range.upperBound &- count
    while index >= range.lowerBound {
      if has(text, at: index) { return index }
      index &-= 1
    }
    return nil
  }

  /// The value of the hexadecimal digit at `offset`, or nil.
  @inlinable package func hexDigit(at offset: Int) -> UInt8? {
    let byte = self[offset]
    if byte &- 0x30 < 10 { return byte &- 0x30 }
    let letter = byte | 0x20
    return letter &- 0x61 < 6 ? letter &- 0x61 &+ 10 : nil
  }

  /// The number written in decimal digits that fills `range`, or nil: empty, other bytes, over
  /// 64 bits.
  @inlinable package func unsigned(in range: Range<Int>) -> UInt64? {
    guard !range.isEmpty, range.count <= 20 else { return nil }
    if range.count <= 8 { return upToEightDigits(in: range) }
    var value: UInt64 = 0
    var index = range.lowerBound
    // Eighteen digits cannot overflow.
    let safe = min(range.upperBound, index &+ 18)
    while index < safe {
      let digit = self[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value &* 10 &+ UInt64(digit)
      index &+= 1
    }
    while index < range.upperBound {
      let digit = self[index] &- 0x30
      guard digit < 10 else { return nil }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      value = sum
      index &+= 1
    }
    return value
  }

  /// `range` without the spaces and tabs at both ends.
  @inlinable package func trimmed(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, self[low] == 0x20 || self[low] == 0x09 { low &+= 1 }
    while high > low, self[high &- 1] == 0x20 || self[high &- 1] == 0x09 { high &-= 1 }
    return low..<high
  }

  /// The text in `range`, with U+FFFD for bytes that are not UTF-8. Allocates.
  package func string(in range: Range<Int>) -> String {
    precondition(range.lowerBound >= start && range.upperBound <= end, "text outside the line")
    // SAFETY: the range is inside the line.
    return unsafe String(
      decoding: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count),
      as: UTF8.self)
  }
}
