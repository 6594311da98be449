import Testing

@testable import Logs

@Suite struct OpeningTests {
  private static func table(_ openings: [Opening]) -> (OpeningTable, () -> [[Int]]) {
    var lists: [[Int]] = [[]]
    let table = OpeningTable(openings.enumerated().map { ($0, $1) }) { places in
      if let known = lists.firstIndex(of: places) { return known }
      lists.append(places)
      return lists.count - 1
    }
    let all = lists
    return (table, { all })
  }

  @Test(arguments: [
    ("DHCPACK", [0, 1]), ("DR", [1]), ("rule", [1, 2]), ("re", [1]), ("198", [1, 3]), ("1-", [1]),
    ("zz", [1]),
  ])
  func `a message is shown to the decoders that may begin so`(
    _ message: String, _ expected: [Int]
  ) throws {
    let address = Opening(ByteSet("0123456789".utf8), then: ByteSet("0123456789.".utf8))
    let (table, lists) = Self.table([
      Opening("DHCP".utf8), .any, try #require(Opening(texts: ["rule ", "ru"])), address,
    ])
    let bytes = Array(message.utf8)
    #expect(lists()[table.list(first: bytes[0], second: bytes[1])] == expected)
  }

  @Test func `a text of one byte asks for no second`() {
    #expect(Opening("(".utf8).second(after: UInt8(ascii: "(")) == .all)
    #expect(Opening("(".utf8).second(after: UInt8(ascii: "x")).isEmpty)
    #expect(Opening("".utf8).second(after: 0) == .all)
    #expect(Opening(texts: []).map { _ in true } == nil)
  }

  @Test func `sets of bytes`() {
    let set = ByteSet([0, 63, 64, 255])
    #expect(set.bytes == [0, 63, 64, 255])
    #expect(set.union(ByteSet([1])).bytes == [0, 1, 63, 64, 255])
    #expect(ByteSet.all.bytes.count == 256)
    #expect(ByteSet().isEmpty)
  }
}
