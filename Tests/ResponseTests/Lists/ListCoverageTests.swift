import Detect
import Response
import Testing

/// Reads rendered lists back with a parser of its own and compares them, address by address, with
/// the decisions.
@Suite struct ListCoverageTests {
  @Test func `lists cover exactly what is decided, and never a protected address`() throws {
    var random = Seeded(7)
    let neverBlock = NeverBlock.standard(configured: [
      NeverBlock.Entry(Sample.network("203.0.113.32/28"), reason: "ours"),
      NeverBlock.Entry(Sample.network("2001:db8::20/124"), reason: "ours"),
    ])
    for _ in 0..<60 {
      var book = DecisionBook()
      for place in 0..<30 {
        let target = randomNetwork(&random)
        _ = book.add(
          .block, .network(target), origin: .feed, cause: Sample.cause("r\(place)"), atSeconds: 0,
          durationSeconds: Int64.random(in: 1...5, using: &random), neverBlock: neverBlock)
      }
      for now in [Int64(0), 2, 5] {
        let decided = book.decisions(atSeconds: now).compactMap { decision -> Prefix? in
          guard case .network(let network) = decision.target else { return nil }
          return network
        }
        for format in [BlockListFormat.plain, .nft, .ipset] {
          let listed = ListCoverageTests.networks(book.render(format, atSeconds: now))
          for address in ListCoverageTests.universe {
            let isDecided = decided.contains { $0.contains(address) }
            #expect(listed.filter { $0.contains(address) }.count == (isDecided ? 1 : 0))
            #expect(!isDecided || !neverBlock.protects(address))
          }
        }
      }
    }
  }

  private static let universe: [Address] = (0..<256).flatMap { offset in
    [
      Address(ipv4: 0xcb00_7100 + UInt32(offset)),
      Address(high: 0x2001_0db8_0000_0000, low: UInt64(offset)),
    ]
  }

  private func randomNetwork(_ random: inout Seeded) -> Prefix {
    let address = ListCoverageTests.universe[Int.random(in: 0..<512, using: &random)]
    let shorter = Int.random(in: 0...5, using: &random)
    return Prefix(address, length: (address.isIPv4 ? 32 : 128) - shorter) ?? Prefix(host: address)
  }

  /// Every word of the text that is a network.
  static func networks(_ bytes: [UInt8]) -> [Prefix] {
    String(decoding: bytes, as: UTF8.self).split { " \n\t,".contains($0) }
      .compactMap { try? Prefix(parsing: $0) }
  }
}
