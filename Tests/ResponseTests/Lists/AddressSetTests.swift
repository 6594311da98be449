import Detect
import Response
import Testing

@Suite struct AddressSetTests {
  private static func member(_ text: String, _ expires: Int64, _ place: Int = 0)
    -> AddressSet
    .Member
  {
    AddressSet.Member(network: Sample.network(text), expiresSeconds: expires, place: place)
  }

  private static func text(_ entries: [(String, Int64)]) -> String {
    AddressSet.aggregate(entries.map { member($0.0, $0.1) })
      .map { "\($0.network)@\($0.expiresSeconds)" }.joined(separator: " ")
  }

  @Test(
    arguments: [
      ([], ""),
      ([("203.0.113.7", 5)], "203.0.113.7/32@5"),
      // Halves join only when they last equally long.
      ([("203.0.113.6", 5), ("203.0.113.7", 5)], "203.0.113.6/31@5"),
      ([("203.0.113.6", 5), ("203.0.113.7", 6)], "203.0.113.6/32@5 203.0.113.7/32@6"),
      ([("203.0.113.7", 5), ("203.0.113.8", 5)], "203.0.113.7/32@5 203.0.113.8/32@5"),
      (
        [("203.0.113.0/25", 5), ("203.0.113.128/26", 5), ("203.0.113.192/26", 5)],
        "203.0.113.0/24@5"
      ),
      // A network swallows what does not outlast it.
      ([("203.0.113.0/24", 5), ("203.0.113.7", 5)], "203.0.113.0/24@5"),
      ([("203.0.113.0/24", 5), ("203.0.113.7", 4)], "203.0.113.0/24@5"),
      // And is cut around what does.
      (
        [("203.0.113.0/30", 5), ("203.0.113.2", 9)],
        "203.0.113.0/31@5 203.0.113.2/32@9 203.0.113.3/32@5"
      ),
      (
        [("203.0.113.0/30", 5), ("203.0.113.2/31", 9), ("203.0.113.3", 7)],
        "203.0.113.0/31@5 203.0.113.2/31@9"
      ),
      ([("203.0.113.0/31", 5), ("203.0.113.0", 9), ("203.0.113.1", 9)], "203.0.113.0/31@9"),
      // The same network twice: the later expiry.
      ([("203.0.113.7", 5), ("203.0.113.7", 9)], "203.0.113.7/32@9"),
      // Families do not meet, and both ends of the space work.
      (
        [("0.0.0.0/1", 5), ("128.0.0.0/1", 5), ("::/1", 5), ("8000::/1", 5)],
        "0.0.0.0/0@5 ::/0@5"
      ),
      ([("255.255.255.255", 5), ("255.255.255.254", 5)], "255.255.255.254/31@5"),
      (
        [("::/0", 5), ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", 9)].suffix(1),
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127@9"
      ),
    ] as [([(String, Int64)], String)])
  func `aggregates exactly`(entries: [(String, Int64)], expected: String) {
    #expect(AddressSetTests.text(entries) == expected)
  }

  @Test func `the longest lasting names the place, then the narrowest`() {
    let members = [
      AddressSetTests.member("203.0.113.0/24", 5, 0), AddressSetTests.member("203.0.113.7", 9, 1),
      AddressSetTests.member("198.51.100.7", 5, 4), AddressSetTests.member("198.51.100.7", 5, 3),
    ]
    let pieces = AddressSet.aggregate(members)
    for piece in pieces {
      #expect(
        piece.place == (piece.expiresSeconds == 9 ? 1 : piece.network.isHost ? 3 : 0)
          || piece.network.description.hasPrefix("203.0.113."))
    }
    #expect(pieces.first?.place == 3)
  }

  /// 64 addresses of a family and when each ends, by trying every member on every address.
  private static func ends(_ members: [AddressSet.Member], _ base: Address) -> [Int64] {
    (0..<64).map { offset in
      let address = Address(high: base.high, low: base.low + UInt64(offset))
      return members.filter { $0.network.contains(address) }.map(\.expiresSeconds).max() ?? 0
    }
  }

  /// How few networks can say that: count from the top, splitting wherever it differs.
  private static func fewest(_ ends: ArraySlice<Int64>) -> Int {
    guard let first = ends.first, !ends.allSatisfy({ $0 == first }) else {
      return ends.first == 0 ? 0 : 1
    }
    let middle = ends.startIndex + ends.count / 2
    return fewest(ends[..<middle]) + fewest(ends[middle...])
  }

  @Test(arguments: ["203.0.113.64", "2001:db8::40"])
  func `covers exactly the members, disjoint, sorted and with the fewest networks`(base: String) {
    let base = Sample.address(base)
    let whole = base.isIPv4 ? 32 : 128
    var random = Seeded(5)
    for round in 0..<600 {
      let members = (0..<Int.random(in: 1...14, using: &random)).compactMap { place in
        let offset = UInt64.random(in: 0...63, using: &random)
        let length =
          whole - Int.random(in: 0...6, using: &random) * Int.random(in: 0...1, using: &random)
        return Prefix(Address(high: base.high, low: base.low + offset), length: length).map {
          AddressSet.Member(
            network: $0, expiresSeconds: Int64.random(in: 1...3, using: &random), place: place)
        }
      }
      let pieces = AddressSet.aggregate(members.shuffled(using: &random))
      let expected = AddressSetTests.ends(members, base)
      #expect(AddressSetTests.ends(pieces, base) == expected, "round \(round)")
      #expect(pieces.count == AddressSetTests.fewest(expected[...]), "round \(round)")
      #expect(pieces.map(\.network) == pieces.map(\.network).sorted())
      for (left, right) in zip(pieces, pieces.dropFirst()) {
        #expect(!left.network.overlaps(right.network))
      }
      #expect(pieces.allSatisfy { $0.expiresSeconds == members[$0.place].expiresSeconds })
    }
  }
}
