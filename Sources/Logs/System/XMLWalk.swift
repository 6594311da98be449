import Detect

/// Walks the elements of one XML record: start tags with their attributes and the text behind them,
/// and end tags. Comments, declarations and processing instructions are passed over.
///
/// It checks nothing that the values do not need: an end tag ends whatever is open. Text and
/// attributes keep their entities; ``EventWriter/storeXML(_:of:)`` undoes them.
struct XMLWalk {
  enum Step {
    /// An element begins: ``name``, ``attributes`` and ``text``.
    case start
    case end
  }

  private(set) var position: Int
  /// The element's name without its namespace's prefix.
  private(set) var name: Range<Int>
  private(set) var attributes: Range<Int>
  /// What stands between the tag and the next one.
  private(set) var text: Range<Int>
  /// Whether the text stood in a CDATA section, where there are no entities.
  private(set) var isLiteral = false
  /// Whether the element is ended by its own tag, `<a/>`: no end tag follows.
  private(set) var isEmpty = false

  init(from position: Int) {
    self.position = position
    name = position..<position
    attributes = position..<position
    text = position..<position
  }

  /// Goes to the next tag, or returns nil at the end of the line.
  ///
  /// - Complexity: O(length of the element); a whole line is read once.
  mutating func next(in line: borrowing Line) -> Step? {
    while true {
      let open = line.find(UInt8(ascii: "<"), from: min(position, line.end))
      guard open &+ 1 < line.end else { return nil }
      let byte = line[open &+ 1]
      if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") {
        position = XMLWalk.afterDeclaration(at: open, in: line)
        continue
      }
      let close = XMLWalk.endOfTag(from: open, in: line)
      guard close < line.end else { return nil }
      position = close &+ 1
      if byte == UInt8(ascii: "/") { return .end }
      readTag(open &+ 1..<close, in: line)
      readText(in: line)
      return .start
    }
  }

  /// The offset of the `>` that ends the tag: one inside quotes does not.
  private static func endOfTag(from open: Int, in line: borrowing Line) -> Int {
    var index = open &+ 1
    var quote: UInt8 = 0
    while index < line.end {
      let byte = line[index]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: ">") {
        return index
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
      index &+= 1
    }
    return line.end
  }

  private static func afterDeclaration(at open: Int, in line: borrowing Line) -> Int {
    if line.has("<!--", at: open) {
      return line.find("-->", in: min(open &+ 4, line.end)..<line.end).map { $0 &+ 3 } ?? line.end
    }
    return min(line.find(UInt8(ascii: ">"), from: open) &+ 1, line.end)
  }

  private mutating func readTag(_ tag: Range<Int>, in line: borrowing Line) {
    var end = tag.upperBound
    isEmpty = end > tag.lowerBound && line[end &- 1] == UInt8(ascii: "/")
    if isEmpty { end &-= 1 }
    var index = tag.lowerBound
    var start = index
    while index < end, line[index] > 0x20 {
      if line[index] == UInt8(ascii: ":") { start = index &+ 1 }
      index &+= 1
    }
    name = start ..| index
    attributes = index..<max(index, end)
  }

  private mutating func readText(in line: borrowing Line) {
    text = position..<position
    isLiteral = false
    guard !isEmpty else { return }
    if line.has("<![CDATA[", at: position) {
      let start = position &+ 9
      let end = line.find("]]>", in: start..<line.end) ?? line.end
      text = start..<end
      isLiteral = true
      position = min(end &+ 3, line.end)
      return
    }
    text = line.trimmed(position..<line.find(UInt8(ascii: "<"), from: position))
  }

  /// The value of an attribute of the element, or an empty range.
  func attribute(_ wanted: StaticString, in line: borrowing Line) -> Range<Int> {
    var index = attributes.lowerBound
    while index < attributes.upperBound {
      let equals = line.find(UInt8(ascii: "="), in: index..<attributes.upperBound)
      guard equals &+ 1 < attributes.upperBound else { break }
      let key = line.trimmed(index..<equals)
      let start = line.afterBlanks(equals &+ 1)
      guard start < attributes.upperBound else { break }
      let quote = line[start]
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { break }
      let end = line.find(quote, in: start &+ 1..<attributes.upperBound)
      if line.equals(wanted, in: key) { return start &+ 1..<end }
      index = end &+ 1
    }
    return attributes.upperBound..<attributes.upperBound
  }
}

extension EventWriter {
  /// Text of XML with its entities undone: the range itself where it holds none, else in the arena;
  /// nil when there is no room.
  mutating func storeXML(_ range: Range<Int>, of line: borrowing Line) -> Range<Int>? {
    guard line.find(UInt8(ascii: "&"), in: range) < range.upperBound else { return range }
    let start = storePosition
    var index = range.lowerBound
    while index < range.upperBound {
      if line[index] == UInt8(ascii: "&") {
        let limit = min(index &+ 12, range.upperBound)
        let end = line.find(UInt8(ascii: ";"), in: index..<limit)
        if end < limit, let value = XMLEntity.value(index &+ 1..<end, in: line) {
          guard storeScalar(value) else { return nil }
          index = end &+ 1
          continue
        }
      }
      guard storeByte(line[index]) else { return nil }
      index &+= 1
    }
    return start..<storePosition
  }

  /// Writes a code point in UTF-8.
  private mutating func storeScalar(_ value: UInt32) -> Bool {
    if value < 0x80 { return storeByte(UInt8(value)) }
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | value >> shift & 0x3f) }
    if value < 0x800 {
      return storeByte(UInt8(truncatingIfNeeded: 0xc0 | value >> 6)) && storeByte(tail(0))
    }
    if value < 0x10000 {
      return storeByte(UInt8(truncatingIfNeeded: 0xe0 | value >> 12)) && storeByte(tail(6))
        && storeByte(tail(0))
    }
    return storeByte(UInt8(truncatingIfNeeded: 0xf0 | value >> 18)) && storeByte(tail(12))
      && storeByte(tail(6)) && storeByte(tail(0))
  }
}

enum XMLEntity {
  /// The code point that the name or number between `&` and `;` means; nil when it is none.
  static func value(_ range: Range<Int>, in line: borrowing Line) -> UInt32? {
    switch range.count {
    case 2:
      if line.equals("lt", in: range) { return 0x3c }
      if line.equals("gt", in: range) { return 0x3e }
    case 3: if line.equals("amp", in: range) { return 0x26 }
    case 4:
      if line.equals("quot", in: range) { return 0x22 }
      if line.equals("apos", in: range) { return 0x27 }
    default: break
    }
    guard range.count >= 2, line[range.lowerBound] == UInt8(ascii: "#") else { return nil }
    let isHex = line[range.lowerBound &+ 1] | 0x20 == UInt8(ascii: "x")
    var value: UInt32 = 0
    var index = range.lowerBound &+ (isHex ? 2 : 1)
    guard index < range.upperBound else { return nil }
    while index < range.upperBound {
      guard let digit = line.hexDigit(at: index), isHex || digit < 10, value < 0x20_0000 else {
        return nil
      }
      value = value &* (isHex ? 16 : 10) &+ UInt32(digit)
      index &+= 1
    }
    return value < 0x11_0000 && (value < 0xd800 || value >= 0xe000) ? value : nil
  }
}
