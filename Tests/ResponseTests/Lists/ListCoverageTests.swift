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
        let expected = ListCoverageTests.universe.map { address in
          decided.contains { $0.contains(address) } ? 1 : 0
        }
        let blocked = zip(ListCoverageTests.universe, expected).filter { $1 > 0 }.map(\.0)
        #expect(!blocked.contains { neverBlock.protects($0) })
        for formats in ListCoverageTests.formats {
          let listed = formats.flatMap {
            ListCoverageTests.networks(book.render($0, atSeconds: now))
          }
          #expect(ListCoverageTests.counts(listed) == expected, "\(formats)")
        }
      }
    }
  }

  /// Files that say the whole together.
  private static let formats: [[BlockListFormat]] = [
    [.plain], [.nft], [.ipset], [.plainIPv4, .plainIPv6], [.iptables, .ip6tables], [.nginx],
    [.haproxyMap], [.rpz],
  ]

  private static let universe: [Address] = (0..<256).flatMap { offset in
    [
      Address(ipv4: 0xcb00_7100 + UInt32(offset)),
      Address(high: 0x2001_0db8_0000_0000, low: UInt64(offset)),
    ]
  }

  private static let places = Dictionary(
    uniqueKeysWithValues: universe.enumerated().map { ($1, $0) })

  /// How often each address of the universe is listed; nil when another address is.
  private static func counts(_ networks: [Prefix]) -> [Int]? {
    var found = [Int](repeating: 0, count: universe.count)
    for network in networks {
      var address: Address? = network.address
      while let here = address, network.contains(here) {
        guard let place = places[here] else { return nil }
        found[place] += 1
        address = here.next
      }
    }
    return found
  }

  private func randomNetwork(_ random: inout Seeded) -> Prefix {
    let address = ListCoverageTests.universe[Int.random(in: 0..<512, using: &random)]
    let shorter = Int.random(in: 0...5, using: &random)
    return Prefix(address, length: (address.isIPv4 ? 32 : 128) - shorter) ?? Prefix(host: address)
  }

  /// Every word of the text that is a network.
  static func networks(_ bytes: [UInt8]) -> [Prefix] {
    String(decoding: bytes, as: UTF8.self).split { " \n\t,".contains($0) }
      .compactMap { policyZoneNetwork($0) ?? (try? Prefix(parsing: $0)) }
  }

  /// The network that an rpz-ip name means: length, then the groups from the last to the first.
  private static func policyZoneNetwork(_ word: Substring) -> Prefix? {
    var labels = word.split(separator: ".")
    guard labels.popLast() == "rpz-ip", let length = labels.first else { return nil }
    let groups = labels.dropFirst().reversed()
    guard groups.contains("zz") || groups.count == 8 else {
      return try? Prefix(parsing: groups.joined(separator: ".") + "/\(length)")
    }
    let given = groups.filter { $0 != "zz" }.count
    let all = groups.flatMap { group in
      group == "zz" ? [Substring](repeating: "0", count: 8 - given) : [group]
    }
    return try? Prefix(parsing: all.joined(separator: ":") + "/\(length)")
  }
}
