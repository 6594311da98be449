import Detect
import Response
import Testing

@Suite struct NeverBlockTests {
  private let list = NeverBlock.standard(
    machine: [Sample.address("198.51.100.9"), Sample.address("2001:db8:1::9")].map {
      NeverBlock.Entry(Prefix(host: $0), reason: "own interface address")
    },
    configured: [NeverBlock.Entry(Sample.network("203.0.113.64/28"), reason: "our offices")])

  private func verdict(_ text: String) -> String {
    do throws(RefusalCause) {
      _ = try list.clear(Sample.target(text))
      return "clear"
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    ("0.0.0.0", "0.0.0.0/8 is never blocked: this network (RFC 791)"),
    ("10.1.2.3", "10.0.0.0/8 is never blocked: private use (RFC 1918)"),
    ("100.64.0.1", "100.64.0.0/10 is never blocked: shared address space of carriers (RFC 6598)"),
    ("127.0.0.1", "127.0.0.0/8 is never blocked: loopback (RFC 1122)"),
    ("169.254.169.254", "169.254.0.0/16 is never blocked: link-local (RFC 3927)"),
    ("172.31.255.255", "172.16.0.0/12 is never blocked: private use (RFC 1918)"),
    ("192.0.0.1", "192.0.0.0/24 is never blocked: IETF protocol assignments (RFC 6890)"),
    ("192.88.99.1", "192.88.99.0/24 is never blocked: 6to4 relay anycast (RFC 7526)"),
    ("192.168.1.0/24", "192.168.0.0/16 is never blocked: private use (RFC 1918)"),
    ("198.19.0.1", "198.18.0.0/15 is never blocked: benchmarking (RFC 2544)"),
    ("224.0.0.5", "224.0.0.0/4 is never blocked: multicast (RFC 5771)"),
    ("250.0.0.1", "240.0.0.0/4 is never blocked: reserved (RFC 1112)"),
    ("255.255.255.255", "255.255.255.255/32 is never blocked: limited broadcast (RFC 8190)"),
    ("::", "::/128 is never blocked: unspecified (RFC 4291)"),
    ("::1", "::1/128 is never blocked: loopback (RFC 4291)"),
    ("64:ff9b::cb00:7107", "64:ff9b::/96 is never blocked: NAT64 (RFC 6052)"),
    ("100::5", "100::/64 is never blocked: discard only (RFC 6666)"),
    ("2001::1", "2001::/32 is never blocked: Teredo (RFC 4380)"),
    ("2001:1::1", "2001::/23 is never blocked: IETF protocol assignments (RFC 2928)"),
    ("2002:cb00:7107::", "2002::/16 is never blocked: 6to4 (RFC 3056)"),
    ("fd00::1", "fc00::/7 is never blocked: unique local (RFC 4193)"),
    ("fe80::1", "fe80::/10 is never blocked: link-local (RFC 4291)"),
    ("ff02::1", "ff00::/8 is never blocked: multicast (RFC 4291)"),
    ("198.51.100.9", "198.51.100.9/32 is never blocked: own interface address"),
    ("2001:db8:1::9", "2001:db8:1::9/128 is never blocked: own interface address"),
    ("203.0.113.70", "203.0.113.64/28 is never blocked: our offices"),
    // A network that holds a protected one.
    ("198.51.100.0/24", "198.51.100.9/32 is never blocked: own interface address"),
    ("203.0.113.0/24", "203.0.113.64/28 is never blocked: our offices"),
    ("2001:db8:1::/48", "2001:db8:1::9/128 is never blocked: own interface address"),
    // Too wide whatever it holds.
    ("9.0.0.0/8", "9.0.0.0/8 is too wide; block at most a /16"),
    ("0.0.0.0/0", "0.0.0.0/0 is too wide; block at most a /16"),
    ("::/0", "::/0 is too wide; block at most a /32"),
    ("2600::/24", "2600::/24 is too wide; block at most a /32"),
  ])
  func `refuses what no path may block`(text: String, expected: String) {
    #expect(verdict(text) == expected)
  }

  @Test(arguments: [
    "192.0.2.1", "198.51.100.8", "203.0.113.7", "203.0.113.80/28", "2001:db8::1",
    "2001:db8:2::/48", "3fff::1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
    "172.15.255.255", "172.32.0.0", "198.17.255.255", "198.20.0.0/16", "223.255.255.255",
    "2001:200::1", "2003::1", "2600::/32", "::ffff:203.0.113.7",
  ])
  func `lets the rest through, the documentation networks too`(text: String) {
    #expect(verdict(text) == "clear")
  }

  @Test func `a mapped private address is the private address`() {
    #expect(verdict("::ffff:10.0.0.1").contains("10.0.0.0/8"))
  }

  @Test(arguments: [
    ("bad.example.com", true), ("a_b.example.com", true), ("com", false), ("", false),
    ("bad.example.com.", false), ("-a.example.com", false), ("203.0.113.7", false),
    ("a\nb.example.com", false), ("a b.example.com", false), ("bad..com", false),
  ])
  func `a domain must be one`(name: String, isClear: Bool) {
    let cleared = try? list.clear(.domain(name))
    #expect((cleared != nil) == isClear)
  }

  @Test func `agrees with a walk over all entries`() {
    var random = Seeded(1)
    for _ in 0..<200 {
      let entries = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        NeverBlock.Entry(randomNetwork(&random), reason: "x")
      }
      let list = NeverBlock(entries, minimumIPv4Length: 0, minimumIPv6Length: 0)
      for _ in 0..<50 {
        let network = randomNetwork(&random)
        let expected = entries.contains { $0.network.overlaps(network) }
        #expect((list.entry(against: network) != nil) == expected, "\(network) \(entries)")
      }
    }
  }

  private func randomNetwork(_ random: inout Seeded) -> Prefix {
    if Bool.random(using: &random) {
      let address = Address(ipv4: 0xcb00_7100 | UInt32.random(in: 0...255, using: &random))
      return Prefix(address, length: Int.random(in: 20...32, using: &random))
        ?? Prefix(host: address)
    }
    let low = UInt64.random(in: 0...255, using: &random)
    let address = Address(high: Bool.random(using: &random) ? 0 : 0x2001_0db8_0000_0000, low: low)
    return Prefix(address, length: Int.random(in: 0...128, using: &random))
      ?? Prefix(host: address)
  }
}
