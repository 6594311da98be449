import Detect
import Intel
import Support
import Testing

@Suite struct AddressRangeTests {
  @Test(arguments: [
    ("203.0.113.7", "203.0.113.7", ["203.0.113.7/32"]),
    (
      "203.0.113.1", "203.0.113.6",
      [
        "203.0.113.1/32", "203.0.113.2/31", "203.0.113.4/31",
        "203.0.113.6/32",
      ]
    ),
    ("0.0.0.0", "255.255.255.255", ["0.0.0.0/0"]),
    ("255.255.255.254", "255.255.255.255", ["255.255.255.254/31"]),
    ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ["::/0"]),
    ("2001:db8::", "2001:db8:0:0:ffff:ffff:ffff:ffff", ["2001:db8::/64"]),
  ])
  func `is covered by the fewest networks`(
    first: String, last: String, expected: [String]
  ) throws {
    let range = AddressRange(try #require(Address(first)), try #require(Address(last)))
    #expect(range.networks.map(\.description) == expected)
  }

  @Test func `networks cover exactly the range`() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<200 {
      let ends = [
        UInt32.random(in: 0...2000, using: &random), .random(in: 0...2000, using: &random),
      ]
      .sorted()
      let range = AddressRange(Address(ipv4: ends[0]), Address(ipv4: ends[1]))
      var next = ends[0]
      for network in range.networks {
        #expect(network.address.ipv4 == next)
        next = network.last.ipv4 + 1
      }
      #expect(next == ends[1] + 1)
    }
  }
}
