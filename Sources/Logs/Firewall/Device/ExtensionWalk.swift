import Detect

/// Walks the `key=value` pairs of a CEF extension, whose values may hold spaces.
///
/// A value ends before the blank before the next key; a key is a run of letters, digits and
/// `_ . [ ] -` between a blank and an equals sign that no backslash guards. An equals sign after
/// anything else (`?a=b` in a URL) belongs to the value, since devices forget to guard it.
struct ExtensionWalk {
  private(set) var key: Range<Int>
  private(set) var value: Range<Int>
  /// `.backslash` when the value holds a backslash.
  private(set) var escaping = Escaping.none
  private var nextKey: Range<Int>

  init(from position: Int, in line: borrowing Line) {
    key = position..<position
    value = position..<position
    var start = position
    while start < line.end, line[start] == 0x20 { start &+= 1 }
    nextKey = start..<start
    findKey(from: start, at: start, in: line)
  }

  /// Goes to the next pair, or returns false at the end of the line.
  ///
  /// - Complexity: O(length of the pair).
  @inline(__always) mutating func next(in line: borrowing Line) -> Bool {
    guard !nextKey.isEmpty else { return false }
    key = nextKey
    let start = key.upperBound &+ 1
    escaping = .none
    findKey(from: start, at: -1, in: line)
    var end = nextKey.isEmpty ? line.end : nextKey.lowerBound
    while end > start, line[end &- 1] == 0x20 || line[end &- 1] == 0x09 { end &-= 1 }
    let isQuoted =
      end > start &+ 1 && line[start] == UInt8(ascii: "\"") && line[end &- 1] == UInt8(ascii: "\"")
    value = isQuoted ? start &+ 1..<end &- 1 : start..<max(start, end)
    return true
  }

  /// Finds the next key at or after `start`; one at `first` needs no blank before it.
  private mutating func findKey(from start: Int, at first: Int, in line: borrowing Line) {
    var index = start
    while true {
      index = line.findEither(UInt8(ascii: "="), UInt8(ascii: "\\"), from: index)
      guard index < line.end else {
        nextKey = line.end..<line.end
        return
      }
      if line[index] == UInt8(ascii: "\\") {
        escaping = .backslash
        index = min(index &+ 2, line.end)
        continue
      }
      var begin = index
      while begin > start, isKeyByte(line[begin &- 1]) { begin &-= 1 }
      if begin < index, begin == first || begin > start && isBlank(line[begin &- 1]) {
        nextKey = begin..<index
        return
      }
      index &+= 1
    }
  }

  @inline(__always) private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  @inline(__always) private func isKeyByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5f || byte == 0x2e
      || byte == 0x2d || byte == 0x5b || byte == 0x5d
  }
}

/// Walks pairs that a byte separates, as LEEF's: nothing is escaped.
struct DelimitedWalk {
  private(set) var key: Range<Int>
  private(set) var value: Range<Int>
  private var position: Int
  private let separator: UInt8

  init(from position: Int, separator: UInt8) {
    self.position = position
    self.separator = separator
    key = position..<position
    value = position..<position
  }

  /// Goes to the next pair, or returns false at the end of the line.
  @inline(__always) mutating func next(in line: borrowing Line) -> Bool {
    while position < line.end {
      let end = line.find(separator, from: position)
      let range = line.trimmed(position..<end)
      let equals = line.find(UInt8(ascii: "="), in: range)
      position = end &+ 1
      if equals < range.upperBound {
        key = range.lowerBound..<equals
        value = equals &+ 1..<range.upperBound
        return true
      }
    }
    return false
  }
}
