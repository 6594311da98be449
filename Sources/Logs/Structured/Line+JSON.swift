import Detect

// JSON text (RFC 8259), one token at a time.

/// A string between its quotes.
struct JSONString {
  /// Without the quotes.
  var text: Range<Int>
  var hasEscapes: Bool
  /// Whether the closing quote is there.
  var isClosed: Bool
  var next: Int { isClosed ? text.upperBound &+ 1 : text.upperBound }
}

extension Line {
  /// Whether the line begins and ends like an object.
  var looksLikeJSON: Bool {
    !isEmpty && self[start] == UInt8(ascii: "{") && self[end &- 1] == UInt8(ascii: "}")
  }

  /// The end of the line, without the comma after an object that stands in an array.
  var endOfArrayElement: Int {
    end > start &+ 1 && self[end &- 1] == UInt8(ascii: ",") && self[end &- 2] == UInt8(ascii: "}")
      ? end &- 1 : end
  }

  /// The value of the top-level member `name` of the object that begins the line, or nil.
  func jsonMember(_ name: StaticString) -> Range<Int>? {
    var next = afterJSONBlanks(start) &+ 1
    while true {
      next = afterJSONBlanks(next)
      guard next < end, self[next] == UInt8(ascii: "\"") else { return nil }
      let key = jsonString(at: next)
      let first = afterJSONBlanks(afterJSONBlanks(key.next) &+ 1)
      guard let last = afterJSONValue(at: first) else { return nil }
      if equals(name, in: key.text) { return first..<last }
      next = afterJSONBlanks(last) &+ 1
    }
  }

  @inline(__always) func afterJSONBlanks(_ offset: Int) -> Int {
    var next = offset
    while next < end, self[next] == 0x20 || self[next] &- 9 < 5 { next &+= 1 }
    return next
  }

  /// The string whose opening quote is at `offset`. Control characters in it are let pass.
  func jsonString(at offset: Int) -> JSONString {
    var next = offset &+ 1
    var hasEscapes = false
    while next < end {
      next = findFarEither(UInt8(ascii: "\""), UInt8(ascii: "\\"), from: next)
      guard next < end else { break }
      if self[next] == UInt8(ascii: "\"") {
        return JSONString(text: offset &+ 1..<next, hasEscapes: hasEscapes, isClosed: true)
      }
      hasEscapes = true
      next &+= 2
    }
    return JSONString(text: offset &+ 1..<end, hasEscapes: hasEscapes, isClosed: false)
  }

  /// The offset after a number, literal or other bare word at `offset`.
  func afterJSONWord(at offset: Int) -> Int {
    var next = offset
    while next < end {
      switch self[next] {
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"),
        UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), 0...0x20:
        return next
      default: next &+= 1
      }
    }
    return next
  }

  /// The offset after the value at `offset`, of any depth; nil when the text ends in it.
  func afterJSONValue(at offset: Int) -> Int? {
    guard offset < end else { return nil }
    var next = offset
    var depth = 0
    repeat {
      guard next < end else { return nil }
      switch self[next] {
      case UInt8(ascii: "\""):
        let string = jsonString(at: next)
        guard string.isClosed else { return nil }
        next = string.next
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth &+= 1
        next &+= 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth &-= 1
        next &+= 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0...0x20: next &+= 1
      default: next = afterJSONWord(at: next)
      }
    } while depth > 0
    return next
  }

  /// Whether `range` is a number as RFC 8259 writes it, and a whole one.
  func jsonNumber(in range: Range<Int>) -> (isNumber: Bool, isWhole: Bool) {
    var next = range.lowerBound
    let last = range.upperBound
    func digits() -> Bool {
      let first = next
      while next < last, self[next] &- 0x30 < 10 { next &+= 1 }
      return next > first
    }
    if next < last, self[next] == UInt8(ascii: "-") { next &+= 1 }
    let first = next
    guard digits() else { return (false, false) }
    if self[first] == 0x30, next &- first > 1 { return (false, false) }
    if next == last { return (true, true) }
    if self[next] == UInt8(ascii: ".") {
      next &+= 1
      guard digits() else { return (false, false) }
    }
    if next < last, self[next] | 0x20 == UInt8(ascii: "e") {
      next &+= 1
      if next < last, self[next] == UInt8(ascii: "+") || self[next] == UInt8(ascii: "-") {
        next &+= 1
      }
      guard digits() else { return (false, false) }
    }
    return (next == last, false)
  }

  /// The whole number in `range`, exactly; nil when it is over 64 bits.
  func wholeNumber(in range: Range<Int>) -> Number? {
    guard !range.isEmpty else { return nil }
    guard self[range.lowerBound] == UInt8(ascii: "-") else {
      return unsigned(in: range).map { Number($0) }
    }
    guard let size = unsigned(in: range.lowerBound &+ 1..<range.upperBound),
      size <= UInt64(Int64.max) + 1
    else { return nil }
    return Number(Int64(truncatingIfNeeded: 0 &- size))
  }
}

extension EventWriter {
  /// Writes the string with its escapes undone into the arena; nil when there is no room. Half a
  /// surrogate pair becomes U+FFFD; an escape that JSON does not have stays as it is.
  mutating func storeJSON(_ string: Range<Int>, of line: borrowing Line) -> Range<Int>? {
    let start = storePosition
    guard storeJSON(from: string.lowerBound, to: string.upperBound, of: line) == string.upperBound
    else { return nil }
    return start..<storePosition
  }

  /// Writes the string whose text begins at `start`, its escapes undone, into the arena; nil when
  /// there is no room. What was written before that stays.
  ///
  /// - Returns: The offset of the closing quote, or the line's end.
  mutating func storeJSONString(from start: Int, of line: borrowing Line) -> Int? {
    storeJSON(from: start, to: line.end, stopsAtQuote: true, of: line)
  }

  private mutating func storeJSON(
    from start: Int, to end: Int, stopsAtQuote: Bool = false, of line: borrowing Line
  ) -> Int? {
    var next = start
    while next < end {
      next = storeUnescaped(next..<end, of: line)
      guard next < end else { return next }
      let byte = line[next]
      if byte == UInt8(ascii: "\""), stopsAtQuote { return next }
      guard byte == UInt8(ascii: "\\"), next &+ 1 < end else {
        guard storeByte(byte) else { return nil }
        next &+= 1
        continue
      }
      guard let after = storeEscape(line, at: next &+ 1, end: end) else { return nil }
      next = after
    }
    return next
  }

  /// Writes what the escape whose letter is at `offset` stands for; the offset after it, or nil
  /// when there is no room.
  private mutating func storeEscape(_ line: borrowing Line, at offset: Int, end: Int) -> Int? {
    let plain: UInt8
    switch line[offset] {
    case UInt8(ascii: "n"): plain = 0x0a
    case UInt8(ascii: "t"): plain = 0x09
    case UInt8(ascii: "r"): plain = 0x0d
    case UInt8(ascii: "b"): plain = 0x08
    case UInt8(ascii: "f"): plain = 0x0c
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = line[offset]
    case UInt8(ascii: "u"):
      guard let unit = line.hexUnit(at: offset &+ 1, end: end) else { fallthrough }
      return storeUnit(unit, line, after: offset &+ 5, end: end)
    default:
      guard storeByte(0x5c), storeByte(line[offset]) else { return nil }
      return offset &+ 1
    }
    return storeByte(plain) ? offset &+ 1 : nil
  }

  private mutating func storeUnit(
    _ unit: UInt32, _ line: borrowing Line, after offset: Int, end: Int
  ) -> Int? {
    var value = unit
    var next = offset
    if unit >> 10 == 0x36 {
      value = 0xfffd
      if offset &+ 6 <= end, line.has("\\u", at: offset),
        let low = line.hexUnit(at: offset &+ 2, end: end), low >> 10 == 0x37
      {
        value = 0x1_0000 + (unit & 0x3ff) << 10 + (low & 0x3ff)
        next = offset &+ 6
      }
    } else if unit >> 10 == 0x37 {
      value = 0xfffd
    }
    return storeScalar(value) ? next : nil
  }

  /// Writes one scalar as UTF-8.
  private mutating func storeScalar(_ value: UInt32) -> Bool {
    let low = UInt8(truncatingIfNeeded: value & 0x3f) | 0x80
    let middle = UInt8(truncatingIfNeeded: value >> 6 & 0x3f) | 0x80
    let high = UInt8(truncatingIfNeeded: value >> 12 & 0x3f) | 0x80
    switch value {
    case 0..<0x80: return storeByte(UInt8(value))
    case 0x80..<0x800: return storeByte(0xc0 | UInt8(value >> 6)) && storeByte(low)
    case 0x800..<0x1_0000:
      return storeByte(0xe0 | UInt8(value >> 12)) && storeByte(middle) && storeByte(low)
    default:
      return storeByte(0xf0 | UInt8(value >> 18)) && storeByte(high) && storeByte(middle)
        && storeByte(low)
    }
  }
}

extension Line {
  /// Four hexadecimal digits.
  fileprivate func hexUnit(at offset: Int, end: Int) -> UInt32? {
    guard offset &+ 4 <= end else { return nil }
    var value: UInt32 = 0
    for place in 0..<4 {
      guard let digit = hexDigit(at: offset &+ place) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
