/// JSON strings from bytes that may be anything.
package enum JSONText {
  /// Appends the bytes as a quoted JSON string (RFC 8259): quotes, backslashes and control
  /// characters escaped, each maximal part of an ill-formed UTF-8 sequence as U+FFFD.
  package static func write(_ bytes: some Collection<UInt8>, to out: inout [UInt8]) {
    let bytes = Array(bytes)
    var text = JSONBuffer(capacity: bytes.count + 16)
    // SAFETY: the bytes are read within the call.
    unsafe bytes.withUnsafeBufferPointer { unsafe text.string($0) }
    text.append(to: &out)
  }
}

/// JSON text under way, in memory of its own that grows as needed.
@safe struct JSONBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(capacity: self.capacity)
  }

  deinit { unsafe base.deallocate() }

  /// Appends all of it to an array.
  func append(to out: inout [UInt8]) {
    // SAFETY: as many bytes were written.
    unsafe out.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
  }

  /// Makes room for `more` bytes.
  @inline(__always) private mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(more) }
  }

  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    // SAFETY: both hold the bytes written so far.
    unsafe moved.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = moved
    capacity = larger
  }

  @inline(__always) mutating func byte(_ byte: UInt8) {
    reserve(1)
    // SAFETY: there is room for it.
    unsafe base[count] = byte
    count &+= 1
  }

  mutating func literal(_ text: StaticString) {
    for index in 0..<text.utf8CodeUnitCount { unsafe byte(text.utf8Start[index]) }
  }

  /// Appends bytes that are JSON already.
  @unsafe mutating func bytes(_ bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    guard let first = bytes.baseAddress else { return }
    // SAFETY: there is room for them.
    unsafe (base + count).update(from: first, count: bytes.count)
    count &+= bytes.count
  }

  /// Appends bytes that hold nothing to escape as a string.
  @unsafe mutating func quoted(_ bytes: UnsafeBufferPointer<UInt8>) {
    byte(UInt8(ascii: "\""))
    unsafe self.bytes(bytes)
    byte(UInt8(ascii: "\""))
  }

  /// Appends bytes as a string; see ``JSONText/write(_:to:)``.
  @unsafe mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) {
    byte(UInt8(ascii: "\""))
    var place = unsafe copyPlain(bytes, from: 0)
    while place < bytes.count {
      let first = unsafe bytes[place]
      if first < 0x80 {
        scalar(Unicode.Scalar(first))
        place &+= 1
      } else {
        let sequence = unsafe UTF8Sequence(at: place, in: bytes.span)
        if sequence.isWhole {
          unsafe self.bytes(UnsafeBufferPointer(rebasing: bytes[place..<place &+ sequence.count]))
        } else {
          scalar("\u{fffd}")
        }
        place &+= sequence.count
      }
      place = unsafe copyPlain(bytes, from: place)
    }
    byte(UInt8(ascii: "\""))
  }

  /// Copies up to the first byte that cannot stand for itself (control characters, quote, backslash,
  /// and what is not ASCII), eight bytes at a time.
  ///
  /// - Returns: The place of that byte, or the end.
  @unsafe private mutating func copyPlain(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int {
    reserve(bytes.count &- start &+ 8)
    var place = start
    let all = UnsafeRawBufferPointer(bytes)
    while place &+ 8 <= bytes.count {
      // SAFETY: eight bytes inside the buffer, and there is room for all of it.
      let word = unsafe all.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      unsafe UnsafeMutableRawPointer(base + count).storeBytes(of: word, as: UInt64.self)
      let found = JSONBuffer.specials(UInt64(littleEndian: word))
      if found != 0 {
        count &+= found.trailingZeroBitCount &>> 3
        return place &+ found.trailingZeroBitCount &>> 3
      }
      place &+= 8
      count &+= 8
    }
    while place < bytes.count {
      // SAFETY: as above.
      let byte = unsafe bytes[place]
      if byte < 0x20 || byte >= 0x7f || byte == 0x22 || byte == 0x5c { return place }
      unsafe base[count] = byte
      place &+= 1
      count &+= 1
    }
    return place
  }

  /// The high bit of each byte that cannot stand for itself; bits above the lowest one may be wrong.
  @inline(__always) private static func specials(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ ones &* 0x22
    let slashes = word ^ ones &* 0x5c
    let controls = (word &- ones &* 0x20) & ~word
    let marks = (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes
    return (controls | marks | word | (word &+ ones)) & (ones &<< 7)
  }

  private mutating func scalar(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": literal("\\\"")
    case "\\": literal("\\\\")
    case "\n": literal("\\n")
    case "\r": literal("\\r")
    case "\t": literal("\\t")
    case _ where scalar.value < 0x20 || scalar.value == 0x7f:
      literal("\\u00")
      byte(UInt8(ascii: "0") + UInt8(scalar.value >> 4))
      let low = UInt8(scalar.value & 15)
      byte(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") - 10 + low)
    default: for unit in UTF8.encode(scalar)! { byte(unit) }
    }
  }
}

/// A sequence of UTF-8 that is not ASCII (RFC 3629, section 4), or the longest part of one that
/// could have become whole.
private struct UTF8Sequence {
  /// Bytes of it, 1 to 4.
  private(set) var count = 1
  private(set) var isWhole = false

  init(at place: Int, in bytes: Span<UInt8>) {
    let first = bytes[place]
    let wanted =
      switch first {
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 1
      }
    guard wanted > 1 else { return }
    while count < wanted, place &+ count < bytes.count {
      let byte = bytes[place &+ count]
      let allowed = count == 1 ? UTF8Sequence.second(after: first) : 0x80...0xbf
      guard allowed.contains(byte) else { return }
      count &+= 1
    }
    isWhole = count == wanted
  }

  /// The bytes that may follow the first: none that would be too long a form, a surrogate, or
  /// above U+10FFFF.
  private static func second(after first: UInt8) -> ClosedRange<UInt8> {
    switch first {
    case 0xe0: 0xa0...0xbf
    case 0xed: 0x80...0x9f
    case 0xf0: 0x90...0xbf
    case 0xf4: 0x80...0x8f
    default: 0x80...0xbf
    }
  }
}
