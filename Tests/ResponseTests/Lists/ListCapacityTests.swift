import Detect
import Response
import Testing

@Suite struct ListCapacityTests {
  private static func cause(_ level: Level, confidence: Int? = nil) -> Cause {
    Cause(
      ruleID: "r-\(level.name)-\(confidence ?? 0)", ruleName: "r", ruleset: "s", level: level,
      confidence: confidence)
  }

  private static func book(
    _ entries: [(String, Level, confidence: Int?, createdSeconds: Int64)]
  ) -> DecisionBook {
    var book = DecisionBook()
    for (target, level, confidence, created) in entries {
      _ = book.add(
        .block, Sample.target(target), origin: .feed, cause: cause(level, confidence: confidence),
        atSeconds: created, durationSeconds: 1000, neverBlock: NeverBlock([]))
    }
    return book
  }

  private static let mixed = book([
    ("203.0.113.1", .low, nil, 9), ("203.0.113.3", .critical, nil, 1),
    ("203.0.113.5", .high, 50, 2), ("203.0.113.7", .high, 90, 1), ("203.0.113.9", .high, 50, 3),
    ("2001:db8::1", .medium, nil, 5),
  ])

  /// What stays by level, then confidence, then age.
  @Test(arguments: [
    (
      6, ["203.0.113.1", "203.0.113.3", "203.0.113.5", "203.0.113.7", "203.0.113.9", "2001:db8::1"]
    ),
    (5, ["203.0.113.3", "203.0.113.5", "203.0.113.7", "203.0.113.9", "2001:db8::1"]),
    (3, ["203.0.113.3", "203.0.113.7", "203.0.113.9"]),
    (1, ["203.0.113.3"]),
    (0, []),
  ])
  func `the weightiest stay`(maximum: Int, expected: [String]) {
    var options = BlockListOptions()
    options.maximumEntries = maximum
    let list = ListCapacityTests.mixed.list(.plain, atSeconds: 10, options: options)
    let lines = String(decoding: list.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines == expected)
    #expect(list.entries == expected.count)
    #expect(list.dropped?.count ?? 0 == 6 - expected.count)
    let csv = ListCapacityTests.mixed.list(.csv, atSeconds: 10, options: options)
    #expect(csv.entries == expected.count && csv.dropped == list.dropped)
  }

  @Test func `what is dropped is said with its highest level, and by family`() {
    var options = BlockListOptions()
    options.maximumEntries = 2
    let list = ListCapacityTests.mixed.list(.plainIPv4, atSeconds: 10, options: options)
    #expect(list.dropped == DroppedEntries(count: 3, level: .high))
    #expect(list.dropped?.description == "3 decisions left out, the highest of level high")
    #expect(
      ListCapacityTests.mixed.list(.plainIPv6, atSeconds: 10, options: options).dropped == nil)
  }

  @Test func `neighbours share an entry, so that more decisions fit`() {
    let book = ListCapacityTests.book(
      (0..<64).map { ("203.0.113.\($0)", .high, nil, 1) }
        + [("198.51.100.1", .low, nil, 1), ("198.51.100.3", .low, nil, 1)])
    var options = BlockListOptions()
    options.maximumEntries = 2
    let list = book.list(.plain, atSeconds: 10, options: options)
    #expect(list.entries <= 2)
    #expect(String(decoding: list.bytes, as: UTF8.self).contains("203.0.113."))
  }

  @Test func `random lists keep within any capacity and drop nothing weightier than they keep`() {
    var random = Seeded(17)
    for _ in 0..<30 {
      let entries = (0..<120).map { _ -> (String, Level, confidence: Int?, createdSeconds: Int64) in
        let address = Address(ipv4: 0xcb00_7100 | UInt32.random(in: 0...255, using: &random))
        let network = Prefix(address, length: Int.random(in: 27...32, using: &random))
        let level = Level.allCases.randomElement(using: &random) ?? .low
        return (
          "\(network ?? Prefix(host: address))", level, nil, Int64.random(in: 1...9, using: &random)
        )
      }
      let book = ListCapacityTests.book(entries)
      var options = BlockListOptions()
      options.maximumEntries = Int.random(in: 0...60, using: &random)
      let all = book.list(.plain, atSeconds: 10).bytes
      let list = book.list(.plain, atSeconds: 10, options: options)
      let listed = ListCoverageTests.networks(list.bytes)
      #expect(listed.count <= options.maximumEntries ?? 0 && listed.count == list.entries)
      let whole = ListCoverageTests.networks(all)
      for offset in UInt32(0)..<256 {
        let address = Address(ipv4: 0xcb00_7100 | offset)
        guard listed.contains(where: { $0.contains(address) }) else { continue }
        #expect(whole.contains { $0.contains(address) })
      }
      let missing = book.decisions(atSeconds: 10).filter { decision in
        guard case .network(let network) = decision.target else { return false }
        return !listed.contains { $0.contains(network.address) }
      }
      #expect(
        (missing.map(\.level).max() ?? .informational) <= (list.dropped?.level ?? .informational))
    }
  }

  @Test func `consumers with a known limit have it unless told otherwise`() {
    let capacities = BlockListFormat.allCases.filter { $0.capacity != nil }.map {
      "\($0.rawValue) \($0.capacity ?? 0)"
    }
    #expect(
      capacities == [
        "pan-os 50000", "fortigate 131072", "opnsense 1000000", "pf 200000", "aws-waf-v4 10000",
        "aws-waf-v6 10000",
      ])
  }
}

@Suite struct WideningTests {
  private static func book(_ targets: [String]) -> DecisionBook {
    DecisionBook.blocking(targets.map { ($0, 100) })
  }

  private static func render(
    _ book: DecisionBook, share: Int, protected: [String] = [], _ format: BlockListFormat = .plain
  ) -> RenderedList {
    var options = BlockListOptions()
    options.widening = Widening(minimumShare: share)
    let entries = protected.map { NeverBlock.Entry(Sample.network($0), reason: "ours") }
    return book.list(format, atSeconds: 0, options: options, neverBlock: NeverBlock(entries))
  }

  private let half = WideningTests.book((0..<128).map { "203.0.113.\($0 * 2)" })

  @Test func `a network of which enough is blocked becomes one entry`() {
    let list = WideningTests.render(half, share: 50)
    #expect(String(decoding: list.bytes, as: UTF8.self) == "203.0.113.0/24\n")
    #expect(list.widened == 1 && list.entries == 1)
    #expect(WideningTests.render(half, share: 51).entries == 128)
  }

  @Test func `it is off unless asked for, and never where entries end by themselves`() {
    #expect(half.list(.plain, atSeconds: 0).widened == 0)
    #expect(WideningTests.render(half, share: 1, .nft).widened == 0)
    #expect(WideningTests.render(half, share: 1, .ipset).entries == 128)
  }

  @Test func `a protected address is never covered`() {
    let list = WideningTests.render(half, share: 50, protected: ["203.0.113.201/32"])
    let networks = ListCoverageTests.networks(list.bytes)
    #expect(!networks.contains { $0.contains(Sample.address("203.0.113.201")) })
    #expect(networks.contains(Sample.network("203.0.113.0/25")) && list.widened > 1)
  }

  @Test func `it stops at the widest network allowed`() {
    let book = WideningTests.book((0..<4).map { "203.0.\(112 + $0).0/25" })
    let list = WideningTests.render(book, share: 50)
    #expect(list.entries == 4 && list.widened == 0, "a lone member is left as it is")
    let two = WideningTests.book(["203.0.112.0/26", "203.0.112.128/26", "203.0.113.0/26"])
    let wide = WideningTests.render(two, share: 50)
    #expect(String(decoding: wide.bytes, as: UTF8.self) == "203.0.112.0/24\n203.0.113.0/26\n")
  }

  @Test func `random lists still cover what is decided and nothing protected`() {
    var random = Seeded(23)
    for _ in 0..<40 {
      let targets = (0..<60).map { _ in "203.0.113.\(Int.random(in: 0...255, using: &random))" }
        .filter { $0 != "203.0.113.99" }
      let list = WideningTests.render(
        WideningTests.book(targets), share: Int.random(in: 1...100, using: &random),
        protected: ["203.0.113.99/32"])
      let networks = ListCoverageTests.networks(list.bytes)
      #expect(
        targets.allSatisfy { target in networks.contains { $0.contains(Sample.address(target)) } })
      #expect(!networks.contains { $0.contains(Sample.address("203.0.113.99")) })
    }
  }

  @Test func `numbers outside their range are refused`() {
    #expect(Widening(minimumShare: 0) == nil && Widening(minimumShare: 101) == nil)
    #expect(Widening(minimumShare: 50, shortestIPv4Length: 7) == nil)
    #expect(Widening(minimumShare: 50, shortestIPv6Length: 129) == nil)
  }
}
