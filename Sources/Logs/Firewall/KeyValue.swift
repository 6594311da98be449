package import Detect

/// Walks the `key=value` pairs of a line: netfilter's, FortiGate's and their like.
///
/// Pairs stand between spaces (or commas, in FortiOS' CSV mode). A value is bare and ends at the
/// next separator, or stands in double quotes. Inside quotes a backslash guards the byte after it;
/// a quote ends the value only when a separator or the end of the line follows, because devices
/// that escape nothing write quotes inside quotes. Words without `=` are passed over.
///
/// The pair is left in the walk itself, so that a step makes no optional and nothing is copied. Its
/// ends are found in masks of 64 bytes, so that no byte is looked at by itself.
@frozen
package struct KeyValueWalk {
  /// Where the next step begins. A decoder may move it on, to pass over part of the line.
  package var position: Int
  /// A byte that separates pairs, beside the space: a comma, or a second space.
  package let separator: UInt8
  /// The name before `=`.
  package private(set) var key: Range<Int>
  /// The first eight bytes of the name, the missing ones zero, as ``Detect/Line/word(at:count:)``
  /// gives them.
  package private(set) var keyWord: UInt64 = 0
  /// The value, without its quotes.
  package private(set) var value: Range<Int>
  /// Whether the value holds a backslash before a quote or a backslash.
  package private(set) var hasEscapes = false
  /// Whether the line ended inside quotes.
  package private(set) var isCut = false
  /// Where names and values may end among the 64 bytes from `stopsStart` on.
  @usableFromInline var stops = PairStops.none
  @usableFromInline var stopsStart = Int.min

  @inlinable package init(from position: Int, separator: UInt8 = 0x20) {
    self.position = position
    self.separator = separator
    key = position..<position
    value = position..<position
  }

  /// Goes to the next pair, or returns false at the end of the line.
  ///
  /// - Complexity: O(length of the pair); a whole line is read once.
  @inlinable package mutating func next(in line: borrowing Line) -> Bool {
    var index = position
    let end = line.end
    while index < end {
      let byte = line[index]
      if byte == 0x20 || byte == separator {
        index &+= 1
        continue
      }
      var start = index
      index = stop(.name, from: index, in: line)
      if index < end, line[index] == UInt8(ascii: "=") {
        // Words without `=` before the name: of a bare value with blanks.
        if separator != 0x20, let space = line.findLast(0x20, in: start..<index) {
          start = space &+ 1
        }
        key = unsafe Range(uncheckedBounds: (start, index))
        keyWord = line.word(at: start, count: min(index &- start, 8))
        readValue(from: index &+ 1, in: line)
        return true
      }
    }
    position = end
    return false
  }

  @inlinable mutating func readValue(from start: Int, in line: borrowing Line) {
    let end = line.end
    hasEscapes = false
    if start < end, line[start] == UInt8(ascii: "\"") {
      readQuoted(from: start &+ 1, in: line)
      return
    }
    let index = stop(.value, from: start, in: line)
    value = unsafe Range(uncheckedBounds: (start, index))
    position = index
  }

  @inlinable mutating func readQuoted(from start: Int, in line: borrowing Line) {
    let end = line.end
    var index = stop(.quote, from: start, in: line)
    while index < end {
      let after = index &+ 1
      if line[index] == UInt8(ascii: "\\") {
        if after < end, isGuarded(line[after]) {
          hasEscapes = true
          index &+= 1
        }
      } else if after == end || line[after] == 0x20 || line[after] == separator {
        value = unsafe Range(uncheckedBounds: (start, index))
        position = after
        return
      }
      index = stop(.quote, from: index &+ 1, in: line)
    }
    value = start..<end
    position = end
    isCut = true
  }

  @inlinable func isGuarded(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }
}

extension KeyValueWalk {
  @usableFromInline enum Stop { case name, value, quote }

  /// The offset of the first stop at or after `index`, or the end of the line.
  @inline(__always) @inlinable mutating func stop(
    _ kind: Stop, from index: Int, in line: borrowing Line
  ) -> Int {
    var index = index
    while index < line.end {
      if UInt(bitPattern: index &- stopsStart) >= 64 {
        stops = line.pairStops(at: index, separator: separator)
        stopsStart = index
      }
      let mask =
        switch kind {
        case .name: stops.names
        case .value: stops.values
        case .quote: stops.quotes
        }
      let found = mask >> UInt64(truncatingIfNeeded: index &- stopsStart)
      if found != 0 { return index &+ found.trailingZeroBitCount }
      index = stopsStart &+ 64
    }
    return line.end
  }
}
