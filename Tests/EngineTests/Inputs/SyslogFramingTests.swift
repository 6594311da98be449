import Support
import Testing

@testable import Engine

@Suite struct SyslogFramingTests {
  private struct Found: Equatable {
    let text: String
    let isCut: Bool
  }

  private func messages(_ pieces: [String], limit: Int = 1000) -> [String] {
    found(pieces, limit: limit).map(\.text)
  }

  /// The messages of a stream that comes in pieces.
  private func found(_ pieces: [String], limit: Int) -> [Found] {
    var framing = SyslogFraming(limit: limit)
    var held: [UInt8] = []
    var found: [Found] = []
    for (index, piece) in pieces.enumerated() {
      held += Array(piece.utf8)
      var start = 0
      held.withUnsafeBytes { bytes in
        while true {
          var passed = start
          let message = framing.next(
            bytes, from: start, isEnd: index == pieces.count - 1, passed: &passed)
          guard let message else {
            start = passed
            return
          }
          found.append(
            Found(
              text: String(decoding: bytes[message.range], as: UTF8.self), isCut: message.isCut))
          start = message.next
        }
      }
      held.removeFirst(start)
    }
    return found
  }

  @Test(arguments: [
    ("<13>a\n<13>b\n", ["<13>a", "<13>b"]),
    ("6 <13>ab6 <13>cd", ["<13>ab", "<13>cd"]),
    ("6 <13>a\n<13>b\n5 <13>c", ["<13>a\n", "<13>b", "<13>c"]),
    ("6 <13>ab\n6 <13>cd\n", ["<13>ab", "<13>cd"]),
    // A number without a priority behind it is the text of a line.
    ("2026-01-05T00:00:00Z host a\n12 Jan b\n", ["2026-01-05T00:00:00Z host a", "12 Jan b"]),
    ("0 <13>a\n99999999 <13>b\n", ["0 <13>a", "99999999 <13>b"]),
    ("<13>a\0\n\r\n<13>b", ["<13>a\0", "<13>b"]),
    ("100 <13>cut off", ["<13>cut off"]),
    ("", []), ("\n\n\n", []),
  ])
  func `cuts by counts and by line ends`(stream: String, expected: [String]) {
    #expect(messages([stream]) == expected)
    // The same in pieces of one character.
    #expect(messages(stream.unicodeScalars.map { String($0) } + [""]) == expected)
  }

  @Test func `passes over what is beyond the limit`() {
    let long = String(repeating: "x", count: 50)
    #expect(messages(["\(long)\n<13>a\n"], limit: 10) == [String(long.prefix(10)), "<13>a"])
    let counted = "<13>" + long
    #expect(
      messages(
        ["\(counted.utf8.count) \(counted)<13>a\n"].flatMap {
          [String($0.prefix(30)), String($0.dropFirst(30))]
        }, limit: 10)
        == [String(counted.prefix(10)), "<13>a"])
  }

  /// At a limit of ten bytes.
  @Test(arguments: [
    ("<13>abcdef\n", "<13>abcdef", false), ("<13>abcdef\r\n", "<13>abcdef", false),
    ("<13>abcdef\0\n", "<13>abcdef", false), ("<13>abcdef", "<13>abcdef", false),
    ("<13>abcdefg\n", "<13>abcdef", true), ("<13>abcdefg", "<13>abcdef", true),
    ("<13>abcdef\r\rg\n", "<13>abcdef", true), ("<13>abcdefghijklm\n", "<13>abcdef", true),
    ("10 <13>abcdef", "<13>abcdef", false), ("11 <13>abcdef\n", "<13>abcdef", false),
    ("12 <13>abcdef\r\n", "<13>abcdef", false), ("11 <13>abcdefg", "<13>abcdef", true),
    ("30 <13>abcdefghijklmnopqrstuvwxyz", "<13>abcdef", true),
    // What broke off lost its end by that, and nothing of it was beyond the limit.
    ("30 <13>abc", "<13>abc", false),
  ])
  func `tells what lost its end, however the bytes come`(
    stream: String, text: String, isCut: Bool
  ) {
    let expected = [Found(text: text, isCut: isCut)]
    #expect(found([stream], limit: 10) == expected)
    let scalars = stream.unicodeScalars.map { String($0) }
    #expect(found(scalars + [""], limit: 10) == expected)
    for place in scalars.indices {
      let pieces = [scalars[..<place].joined(), scalars[place...].joined()]
      #expect(found(pieces, limit: 10) == expected, "\(place)")
      #expect(found(pieces + [""], limit: 10) == expected, "\(place), and its end")
    }
  }

  @Test func `takes any bytes without a message that reaches outside`() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let bytes = (0..<200).map { _ in
        [0x0a, 0x20, 0x30, 0x31, 0x39, 0x3c, 0x41, 0].randomElement(using: &random) ?? 0 as UInt8
      }
      var framing = SyslogFraming(limit: 16)
      bytes.withUnsafeBytes { bytes in
        var start = 0
        while true {
          var passed = start
          guard let message = framing.next(bytes, from: start, isEnd: true, passed: &passed)
          else { break }
          #expect(message.range.upperBound <= bytes.count && message.next > start)
          start = message.next
        }
      }
    }
  }
}

@Suite struct RotatedFilesTests {
  @Test(arguments: [
    ("x.log.1", true), ("x.log.12.gz", true), ("x.log-20260105", true), ("x-20260105.log", true),
    ("x.log.2026-01-05T00.gz", true), ("x.1.log", true), ("x.log", false), ("xy.log.1", false),
    ("x.log.swp", false), ("x.log.old.txt", false), ("x.logger", false), ("x.log.", false),
  ])
  func `knows the names of rotated files`(name: String, isRotation: Bool) {
    #expect(RotatedFiles.isRotation(name, of: "x.log") == isRotation)
  }
}
