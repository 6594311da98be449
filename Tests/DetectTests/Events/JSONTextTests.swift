import Detect
import Foundation
import Support
import Testing

@Suite struct JSONTextTests {
  private func written(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    JSONText.write(bytes, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  @Test(arguments: [
    ("plain", #""plain""#), ("", #""""#), ("a\"b\\c", #""a\"b\\c""#),
    ("1\n2\r3\t4\u{1b}[31m\u{7f}", #""1\n2\r3\t4\u001b[31m\u007f""#),
    ("grüße 資安 \u{1f512}", "\"grüße 資安 \u{1f512}\""),
  ])
  func `escapes what JSON and terminals need`(text: String, expected: String) {
    #expect(written(Array(text.utf8)) == expected)
  }

  @Test func `every byte at every place of a word is what a JSON reader reads`() throws {
    for length in [1, 7, 8, 9, 16, 23] {
      for place in 0..<length {
        for byte in UInt8.min ... .max {
          var bytes = [UInt8](repeating: UInt8(ascii: "~"), count: length)
          bytes[place] = byte
          let read = try JSONSerialization.jsonObject(
            with: Data(written(bytes).utf8), options: .fragmentsAllowed)
          #expect(read as? String == String(decoding: bytes, as: UTF8.self))
        }
      }
    }
  }

  @Test func `any bytes are what a JSON reader reads`() throws {
    var random = SeededRandom(seed: 5)
    for _ in 0..<2000 {
      let bytes = (0..<random.below(80)).map { _ in
        random.once(in: 3) ? UInt8(random.below(256)) : UInt8(0x20 + random.below(96))
      }
      let read = try JSONSerialization.jsonObject(
        with: Data(written(bytes).utf8), options: .fragmentsAllowed)
      #expect(read as? String == String(decoding: bytes, as: UTF8.self))
    }
  }
}
