/// The bytes of a block's buffer, checked, without reference counting. The caller keeps the block
/// alive while it uses them.
@safe struct BlockText: BitwiseCopyable {
  private let base: UnsafePointer<UInt8>
  let count: Int

  init(_ block: borrowing Block) {
    unsafe base = unsafe UnsafePointer(block.base)
    count = block.bufferBytes
  }

  /// - Parameter base: `count` bytes that outlive this; with 64 more where words are read.
  init(base: UnsafePointer<UInt8>, count: Int) {
    unsafe self.base = unsafe base
    self.count = count
  }

  @inline(__always) subscript(_ offset: Int) -> UInt8 {
    precondition(UInt(bitPattern: offset) < UInt(bitPattern: count), "offset outside the block")
    // SAFETY: just checked; the caller keeps the block alive.
    return unsafe base[offset]
  }

  /// The eight bytes at `offset`, the first in the lowest bits. Some may lie after the buffer.
  @inline(__always) func word(at offset: Int) -> UInt64 {
    precondition(UInt(bitPattern: offset) <= UInt(bitPattern: count), "offset outside the block")
    // SAFETY: just checked, and 64 bytes after the buffer are readable.
    let word = unsafe UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self)
    return UInt64(littleEndian: word)
  }

  /// The first eight bytes of `range`, zeros after its end.
  @inline(__always) func head(of range: Range<Int>) -> UInt64 {
    let word = word(at: range.lowerBound)
    return range.count >= 8 ? word : word & BlockText.mask(range.count)
  }

  /// The last eight bytes of `range`, the last in the highest bits; a shorter one as in `head`.
  @inline(__always) func tail(of range: Range<Int>) -> UInt64 {
    range.count >= 8 ? word(at: range.upperBound &- 8) : head(of: range)
  }

  /// Ones in the lowest `count` bytes, 0 to 7.
  @inline(__always) static func mask(_ count: Int) -> UInt64 {
    (1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1
  }

  /// A line over all of the buffer.
  @_lifetime(borrow self)
  func line() -> Line { unsafe Line(base: base, start: 0, end: count) }

  /// A line over `range`.
  @_lifetime(borrow self)
  @inline(__always) func line(_ range: Range<Int>) -> Line {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "line outside the block")
    return unsafe Line(base: base, start: range.lowerBound, end: range.upperBound)
  }
}

/// A character of text that may be anything: a well-formed UTF-8 sequence is its Unicode scalar,
/// any other byte is a character of its own.
///
/// A sequence always begins at its first byte whatever stands before, so that characters can be
/// read from any place forward and back alike.
struct Character32: BitwiseCopyable {
  /// The scalar, or ``invalidBase`` + the byte.
  let value: UInt32
  let length: Int

  static let invalidBase: UInt32 = 0x11_0000
}

extension BlockText {
  /// The character at `offset`, which is below `end`.
  @inline(__always) func character(at offset: Int, end: Int) -> Character32 {
    let first = self[offset]
    if first < 0x80 { return Character32(value: UInt32(first), length: 1) }
    return longCharacter(first, at: offset, end: end)
  }

  @inline(never) func longCharacter(_ first: UInt8, at offset: Int, end: Int) -> Character32 {
    let invalid = Character32(value: Character32.invalidBase + UInt32(first), length: 1)
    let length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1
    guard length > 1, end &- offset >= length else { return invalid }
    var value = UInt32(first) & (0x7f &>> UInt32(length))
    for place in 1..<length {
      let byte = self[offset &+ place]
      guard byte & 0xc0 == 0x80 else { return invalid }
      value = value << 6 | UInt32(byte & 0x3f)
    }
    let isOverlong = value < (length == 3 ? 0x800 : length == 4 ? 0x10000 : 0x80)
    if isOverlong || value > 0x10_ffff || value & 0xffff_f800 == 0xd800 { return invalid }
    return Character32(value: value, length: length)
  }
}
