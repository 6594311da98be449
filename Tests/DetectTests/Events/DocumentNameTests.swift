import Support
import Testing

@testable import Detect

@Suite struct DocumentNameTests {
  @Test(arguments: [
    ("message", ["message"]), ("source.nat.ip", ["source", "nat", "ip"]), (".a", [".a"]),
    ("a.", ["a."]), ("a..b", ["a", ".b"]), ("", [""]), ("a.b.", ["a", "b."]),
  ])
  func `a name is split at dots inside it`(_ name: String, _ expected: [String]) {
    let split = DocumentName(name)
    let parts = split.parts.map {
      String(decoding: split.bytes[$0.start..<$0.end], as: UTF8.self)
    }
    #expect(parts == expected)
  }

  @Test func `names that JSON must escape are told`() {
    #expect(DocumentName("threat.feed.name").isPlain)
    #expect(!DocumentName("a\"b").isPlain)
    #expect(!DocumentName("caf\u{e9}").isPlain)
  }

  @Test func `numbers and addresses are written as they describe themselves`() {
    var random = SeededRandom(seed: 7)
    var numbers: [Int64] = [0, 9, 10, 99_999, 100_000, -1, .min, .max]
    numbers += (0..<200).map { _ in Int64(random.next() % 200_000) }
    for value in numbers {
      var document = Document()
      document.set("n", .number(Number(value)))
      #expect(document.texts("n") == ["\(value)"])
    }
    for _ in 0..<200 {
      let address = Address(ipv4: UInt32(truncatingIfNeeded: random.next()))
      var text: [UInt8] = []
      address.append(to: &text)
      #expect(String(decoding: text, as: UTF8.self) == address.description)
      var document = Document()
      document.set("ip", .address(address))
      #expect(document.text("ip") == address.description)
    }
  }
}
