import Response
import Testing

@Suite struct TerminalTextTests {
  @Test(
    arguments: [
      (Array("plain text".utf8), "plain text"),
      (Array("zażółć 日本 😀".utf8), "zażółć 日本 😀"),
      (Array("a\u{1b}[31mb\u{7}".utf8), "a\\x1b[31mb\\x07"),
      (Array("a\r\nb\tc\0".utf8), "a\\r\\nb\\tc\\x00"),
      (Array("a\u{7f}\u{9b}31m".utf8), "a\\x7f\\x9b31m"),
      (Array("a\u{202e}txt.exe\u{202c}".utf8), "a\\u{202e}txt.exe\\u{202c}"),
      (Array("\u{2066}a\u{2069}\u{200f}\u{61c}".utf8), "\\u{2066}a\\u{2069}\\u{200f}\\u{61c}"),
      (Array("a\u{200b}b\u{feff}\u{2028}".utf8), "a\\u{200b}b\\u{feff}\\u{2028}"),
      (Array("\u{e0041}\u{ad}\u{115f}\u{3164}".utf8), "\\u{e0041}\\xad\\u{115f}\\u{3164}"),
      (Array("\u{e000}".utf8) + [0xef, 0xb7, 0x90], "\\u{e000}\\u{fdd0}"),
      ([0x61, 0xff, 0xc0, 0xaf, 0x62], "a\u{fffd}\u{fffd}\u{fffd}b"),
      ([0xed, 0xa0, 0x80], "\u{fffd}\u{fffd}\u{fffd}"),
      (
        Array("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}x".utf8), "e\u{301}\u{301}\u{301}\u{301}x"
      ),
    ] as [([UInt8], String)])
  func `what could act on a terminal is written out`(bytes: [UInt8], expected: String) {
    #expect(TerminalText.clean(bytes) == expected)
  }

  @Test func `no bytes at all give a character that acts`() {
    var random = Seeded(11)
    for _ in 0..<300 {
      let bytes = (0..<64).map { _ -> UInt8 in
        Bool.random(using: &random)
          ? [0x1b, 0x9b, 0xc2, 0xe2, 0x80, 0xae, 0x0a, 0x81, 0xa6].randomElement(using: &random)
            ?? 0
          : UInt8.random(in: 0...255, using: &random)
      }
      for scalar in TerminalText.clean(bytes).unicodeScalars {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format && category != .lineSeparator)
      }
    }
  }

  @Test(arguments: [
    ("", 0), ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("é", 1), ("ｆ", 2), ("한", 2), ("😀", 2),
    ("→", 1), ("…", 1), ("×3", 2), ("\u{fffd}", 1),
  ])
  func `measures columns`(text: String, columns: Int) {
    #expect(TerminalText.width(text) == columns)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""),
    ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
    ("e\u{301}e\u{301}e", 2, "e\u{301}…"),
  ])
  func `cuts by columns and never through a character`(text: String, limit: Int, expected: String) {
    let cut = TerminalText.cut(text, columns: limit)
    #expect(cut == expected)
    #expect(TerminalText.width(cut) <= limit)
  }

  @Test func `fills to a width`() {
    #expect(TerminalText.fit("日本", columns: 5) == "日本 ")
    #expect(TerminalText.fit("7", columns: 3, alignRight: true) == "  7")
    #expect(TerminalText.fit("日本語", columns: 4) == "日… ")
  }
}
