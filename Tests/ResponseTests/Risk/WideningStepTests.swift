import Detect
import Response
import Testing

/// Networks that are blocked since enough of their hosts misbehaved.
@Suite struct WideningStepTests {
  private static let steps = [
    WideningStep(hosts: 3, withinSeconds: 100),
    WideningStep(
      hosts: 6, withinSeconds: 1000, ipv4Length: 22, ipv6Length: 56, needsBothHalves: true),
  ]
  private static let policy = Policy(rules: [
    PolicyRule(
      name: "hostile", match: PolicyMatch(levels: [.high]), action: .block, target: .source,
      durationSeconds: 600, widening: steps)
  ])

  private func book(
    _ seen: [(String, Int64)], neverBlock: NeverBlock = Sample.neverBlock
  ) -> DecisionBook {
    var book = DecisionBook()
    for (place, (source, seconds)) in seen.enumerated() {
      _ = book.apply(
        Sample.alert("a\(place)", source: source), policy: Self.policy, neverBlock: neverBlock,
        atSeconds: seconds)
    }
    return book
  }

  private func networks(_ book: DecisionBook) -> [String] {
    book.history(atSeconds: 0).filter { $0.scope == "network" }.map {
      "\($0.target) \($0.createdSeconds)-\($0.expiresSeconds)"
    }
  }

  @Test func `three hosts of a network within the time block the network`() {
    let book = book([("203.0.113.1", 0), ("203.0.113.2", 50), ("203.0.113.3", 100)])
    #expect(networks(book) == ["203.0.113.0/24 100-700"])
    let late = self.book([("203.0.113.1", 0), ("203.0.113.2", 50), ("203.0.113.3", 101)])
    #expect(networks(late) == [])
    let again = self.book([("203.0.113.1", 0), ("203.0.113.1", 50), ("203.0.113.3", 100)])
    #expect(networks(again) == [])
  }

  @Test func `a wider network needs hosts in both its halves`() {
    let narrow = (1...8).map { ("203.0.112.\($0)", Int64($0)) }
    #expect(networks(book(narrow)) == ["203.0.112.0/24 3-608"])
    let both = narrow + [("203.0.114.1", 20)]
    #expect(
      networks(book(both)) == ["203.0.112.0/22 20-620", "203.0.112.0/24 3-608"])
  }

  @Test func `of a wide IPv6 network each 64 counts once`() {
    let one = (1...9).map { ("2001:db8::\($0)", Int64($0)) }
    #expect(networks(book(one)) == ["2001:db8::/64 3-609"])
    let many = (0...5).map { ("2001:db8:0:\(String($0 * 40, radix: 16))::1", Int64($0)) }
    #expect(networks(book(many)) == ["2001:db8::/56 5-605"])
  }

  @Test func `a network that holds an address which is never blocked is refused`() {
    let neverBlock = NeverBlock.standard(configured: [
      .init(Sample.network("203.0.113.250"), reason: "our partner")
    ])
    let book = book((1...9).map { ("203.0.113.\($0)", 10) }, neverBlock: neverBlock)
    #expect(networks(book) == [])
    #expect(book.decisions(atSeconds: 10).count == 9)
    #expect(
      book.refusals.sorted.map(\.cause.description)
        .contains("203.0.113.250/32 is never blocked: our partner"))
  }

  @Test func `a host that is deleted or undone does not count any more`() {
    let seen: [(String, Int64)] = [("203.0.113.1", 0), ("203.0.113.2", 5), ("203.0.113.3", 10)]
    var deleted = book(seen)
    _ = deleted.delete(Sample.target("203.0.113.2"), atSeconds: 20)
    #expect(networks(deleted) == [])
    var undone = book(seen)
    let changes = undone.undo(.target(Sample.target("203.0.113.2")), atSeconds: 20)
    #expect(changes.count == 2)
    #expect(networks(undone) == [])
    #expect(undone.decisions(atSeconds: 20).count == 2)
  }
}
