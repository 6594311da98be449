import Detect
import Testing

@Suite struct LineWordsTests {
  /// A block that holds `text`, and a line over all of it.
  static func withLine(_ text: [UInt8], _ body: (borrowing Line) -> Void) {
    let block = Block(capacity: 4096)
    unsafe block.recordBytes.copyBytes(from: text)
    body(block.line(start: Block.recordsStart, end: Block.recordsStart + text.count))
  }

  /// Lines of every length around the eight-byte step, with the wanted bytes in every place.
  static let lines: [[UInt8]] = {
    var lines: [[UInt8]] = []
    for count in 0...20 {
      for place in 0...count {
        var line = [UInt8](repeating: 0x61, count: count)
        for index in line.indices where index % 7 == 3 { line[index] = 0xbd }
        if place < count { line[place] = 0x3d }
        lines.append(line)
      }
    }
    return lines
  }()

  @Test func `finds the first byte as a plain loop does`() {
    for text in LineWordsTests.lines {
      LineWordsTests.withLine(text) { line in
        for from in 0...text.count {
          for to in from...text.count {
            let found = text[from..<to].firstIndex(of: 0x3d) ?? to
            let range = line.start + from..<line.start + to
            #expect(line.find(0x3d, in: range) == line.start + found)
          }
          let either = text[from...].firstIndex { $0 == 0x3d || $0 == 0xbd } ?? text.count
          #expect(line.findEither(0x3d, 0xbd, from: line.start + from) == line.start + either)
        }
      }
    }
  }

  @Test(arguments: [
    "0", "7", "00", "42", "65535", "99999999", "00000001", "123456789", "18446744073709551615",
    "18446744073709551616", "99999999999999999999", "999999999999999999", "1000000000000000000",
    "", "1a", "a1", "12:4", "/", "1234567:", "12345678/", "-1", "+1", " 1", "1 ", "\u{b1}",
    "000000000000000000000",
  ])
  func `reads decimal digits as the standard library does`(text: String) {
    let expected = text.utf8.count <= 20 && !text.hasPrefix("+") ? UInt64(text) : nil
    LineWordsTests.withLine(Array(text.utf8)) { line in
      #expect(line.unsigned(in: line.range) == expected)
    }
    LineWordsTests.withLine(Array("3\(text)4 and more".utf8)) { line in
      let range = line.start + 1..<line.start + 1 + text.utf8.count
      #expect(line.unsigned(in: range) == expected)
    }
  }

  @Test func `skips the bytes of a set, and only those`() {
    for byte in UInt8.min ... .max {
      LineWordsTests.withLine([0x30, 0x5f, byte, 0x30]) { line in
        // 0 and the underscore.
        let end = line.skip(low: 1 << 0x30, high: 1 << 0x1f, in: line.range)
        #expect(end == (byte == 0x30 || byte == 0x5f ? line.end : line.start + 2))
      }
    }
  }

  @Test func `reads words up to the end of the line`() {
    let text: [UInt8] = Array("abcdefghij".utf8)
    LineWordsTests.withLine(text) { line in
      for from in 0...text.count {
        for count in 0...min(8, text.count - from) {
          var expected: UInt64 = 0
          for byte in text[from..<from + count].reversed() {
            expected = expected << 8 | UInt64(byte)
          }
          #expect(line.word(at: line.start + from, count: count) == expected)
        }
      }
    }
  }

  @Test(arguments: [
    ("198.51.100.7 198.51.100.7", true), ("198.51.100.7 198.51.100.8", false),
    ("aaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaa", true), (" ", true), ("a b", false), ("aa a", false),
  ])
  func `compares two parts of a line`(text: String, expected: Bool) {
    let bytes = Array(text.utf8)
    LineWordsTests.withLine(bytes) { line in
      let space = line.find(0x20, from: line.start)
      let isSame = line.holdsSame(line.start..<space, space + 1..<line.end)
      #expect(isSame == expected)
    }
  }
}
