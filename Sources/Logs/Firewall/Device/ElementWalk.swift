import Detect

/// Walks the pairs of one element of structured data: `[id k="v" k="v"]`, and of what Check Point
/// makes of it: `[k:"v"; k:"v"]`.
///
/// In a quoted value a backslash guards the byte after it. A quote ends the value only before a
/// blank, a semicolon, a bracket or the end.
struct ElementWalk {
  private var position: Int
  private(set) var key: Range<Int>
  private(set) var value: Range<Int>
  /// `.backslash` when the value holds a backslash.
  private(set) var escaping = Escaping.none

  /// - Parameter position: After the bracket and the element's name, if it has one.
  init(from position: Int) {
    self.position = position
    key = position..<position
    value = position..<position
  }

  /// Goes to the next pair, or returns false at the closing bracket or the end.
  @inline(__always) mutating func next(in line: borrowing Line) -> Bool {
    while position < line.end {
      let byte = line[position]
      if byte == UInt8(ascii: "]") { return false }
      if byte == 0x20 || byte == UInt8(ascii: ";") {
        position &+= 1
        continue
      }
      let start = position
      var end = start
      while end < line.end, isKeyByte(line[end]) { end &+= 1 }
      guard end < line.end, line[end] == UInt8(ascii: "=") || line[end] == UInt8(ascii: ":") else {
        position = max(end, start &+ 1)
        continue
      }
      key = start..<end
      end &+= 1
      if end < line.end, line[end] == UInt8(ascii: ":") { end &+= 1 }
      readValue(from: end, in: line)
      return true
    }
    return false
  }

  @inline(__always) private func isKeyByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != UInt8(ascii: "=") && byte != UInt8(ascii: ":")
      && byte != UInt8(ascii: "]") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ";")
  }

  private mutating func readValue(from start: Int, in line: borrowing Line) {
    escaping = .none
    guard start < line.end, line[start] == UInt8(ascii: "\"") else {
      var end = start
      while end < line.end, line[end] != 0x20, line[end] != UInt8(ascii: ";"),
        line[end] != UInt8(ascii: "]")
      {
        end &+= 1
      }
      value = start..<end
      position = end
      return
    }
    var index = start &+ 1
    while true {
      index = line.findEither(UInt8(ascii: "\""), UInt8(ascii: "\\"), from: index)
      let after = index &+ 1
      if index >= line.end {
        value = start &+ 1..<line.end
        position = line.end
        return
      }
      if line[index] == UInt8(ascii: "\\") {
        escaping = .backslash
        index = min(index &+ 2, line.end)
        continue
      }
      if after >= line.end || endsValue(line[after]) {
        value = start &+ 1..<index
        position = after
        return
      }
      index = after
    }
  }

  private func endsValue(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "]")
  }
}
