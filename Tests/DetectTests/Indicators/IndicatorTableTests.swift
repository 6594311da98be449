import Detect
import Support
import Testing

@Suite struct IndicatorTableTests {
  private func network(
    _ text: String, feed: Int = 0, confidence: UInt8 = 80, expires: Int64? = nil
  ) throws -> Indicator {
    Indicator(
      value: .network(try Prefix(parsing: text)), listed: text, feed: feed,
      confidence: confidence, expiresSeconds: expires)
  }

  private func domain(
    _ text: String, feed: Int = 0, confidence: UInt8 = 80, expires: Int64? = nil
  ) -> Indicator {
    Indicator(
      value: .domain(text), listed: text, feed: feed, confidence: confidence,
      expiresSeconds: expires)
  }

  @Test(arguments: [
    ("203.0.113.7", "203.0.113.7"),
    ("203.0.113.8", "203.0.113.0/24"),
    ("203.0.112.255", "203.0.112.0/23"),
    ("203.1.0.0", "203.0.0.0/8"),
    ("204.0.0.0", nil),
    ("202.255.255.255", nil),
    ("255.255.255.255", "255.255.255.255"),
    ("0.0.0.0", "0.0.0.0"),
    ("::ffff:203.0.113.7", "203.0.113.7"),
    ("2001:db8::1", "2001:db8::1"),
    ("2001:db8::2", "2001:db8::/64"),
    ("2001:db8:0:1::", "2001:db8::/32"),
    ("2001:db9::", nil),
    ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff::/16"),
  ])
  func `finds the narrowest network`(address: String, expected: String?) throws {
    let table = IndicatorTable(
      try [
        "203.0.113.7", "203.0.113.0/24", "203.0.112.0/23", "203.0.0.0/8", "255.255.255.255",
        "0.0.0.0", "2001:db8::/32", "2001:db8::/64", "2001:db8::1", "ffff::/16",
      ].map { try network($0) })
    let found = table.find(try #require(Address(address)), atSeconds: 0)
    #expect(found.map(table.listed) == expected)
  }

  @Test(arguments: [
    ("bad.example.com", "bad.example.com"),
    ("BAD.Example.COM.", "bad.example.com"),
    ("www.bad.example.com", "bad.example.com"),
    ("a.worse.bad.example.com", "worse.bad.example.com"),
    ("notbad.example.com", nil),
    ("bad.example.com.example.org", nil),
    ("example.com", nil),
    (".bad.example.com", "bad.example.com"),
    ("bad.example.com..", nil),
    ("bad..example.com", nil),
    ("", nil),
    (".", nil),
  ])
  func `finds the narrowest domain at a label boundary`(name: String, expected: String?) {
    let table = IndicatorTable([domain("bad.example.com"), domain("worse.bad.example.com")])
    #expect(table.find(domain: name, atSeconds: 0).map(table.listed) == expected)
  }

  @Test func `names of many labels or of dots alone cost no more than the longest domain`() {
    let table = IndicatorTable([domain("bad.example.com")])
    let dots = String(repeating: ".", count: 65_536)
    #expect(table.find(domain: dots, atSeconds: 0) == nil)
    #expect(table.find(domain: dots + "bad.example.com", atSeconds: 0) == 0)
    let labels = String(repeating: "a.", count: 127)
    #expect(table.find(domain: labels, atSeconds: 0) == nil)
    #expect(table.find(domain: labels + "bad.example.com", atSeconds: 0) == 0)
  }

  @Test func `of equal values the highest confidence wins, then the first feed`() throws {
    let table = IndicatorTable(
      try [
        network("192.0.2.1", feed: 0, confidence: 50), network("192.0.2.1", feed: 2),
        network("192.0.2.1", feed: 1), network("192.0.2.1", feed: 3),
        network("198.51.100.0/24", feed: 5, confidence: 10),
        network("198.51.100.0/24", feed: 6, confidence: 20),
      ])
    #expect(table.find(try #require(Address("192.0.2.1")), atSeconds: 0).map(table.feed) == 1)
    #expect(table.find(try #require(Address("198.51.100.1")), atSeconds: 0).map(table.feed) == 6)
  }

  @Test func `an expired indicator gives way to the next best`() throws {
    let table = IndicatorTable(
      try [
        network("192.0.2.1", confidence: 90, expires: 100), network("192.0.2.1", expires: 50),
        network("192.0.2.1", confidence: 70, expires: 200),
        network("192.0.2.0/25", expires: 300), network("192.0.2.0/24", expires: 400),
      ])
    let address = try #require(Address("192.0.2.1"))
    let found = [0, 99, 100, 199, 200, 299, 300, 399, 400].map {
      table.find(address, atSeconds: $0)
    }
    #expect(found == [0, 0, 2, 2, 3, 3, 4, 4, nil])
  }

  @Test func `gives back what was added`() throws {
    let indicators = try [
      network("203.0.113.7", expires: 7), network("203.0.113.0/24", feed: 3, confidence: 1),
      Indicator(
        value: .network(try Prefix(parsing: "203.0.113.0/30")), listed: "203.0.113.0-203.0.113.3",
        feed: 1, confidence: 2),
      network("2001:db8::/32"),
      Indicator(
        value: .network(try Prefix(parsing: "2001:db8::7")), listed: "2001:DB8::0007", feed: 0,
        confidence: 3),
      domain("bad.example.com"),
      Indicator(
        value: .url("https://bad.example.com/X"), listed: "https://bad.example.com/X", feed: 2,
        confidence: 3),
      Indicator(
        value: .url("ftp://bad.example.com:2121/?x"), listed: "FTP://bad[.]example.com:2121?x",
        feed: 2, confidence: 3),
      Indicator(
        value: .digest("00112233445566778899aabbccddeeff"),
        listed: "00112233445566778899aabbccddeeff", feed: 2, confidence: 3),
      Indicator(
        value: .digest("00112233445566778899aabbccddeeff"),
        listed: "00112233445566778899AABBCCDDEEFF", feed: 2, confidence: 3),
      Indicator(
        value: .mail("a@bad.example"), listed: "A@bad.example", feed: 2, confidence: 3),
      Indicator(
        value: .domain("worse.example.com"), listed: "*.Worse.example[.]com.", feed: 9,
        confidence: 100, expiresSeconds: -5),
    ]
    let table = IndicatorTable(indicators)
    #expect((0..<table.count).map(table.indicator) == indicators)
  }

  @Test(arguments: [
    ("http://bad.example.com/A/b?c=D", true),
    ("https://BAD.example.com:443/A/b?c=D#part", true),
    ("HTTP://someone@bad.example.com./A/b?c=D", true),
    ("bad.example.com/A/b?c=D", true),
    ("bad.example.com:80/A/b?c=D", true),
    ("http://bad.example.com/a/b?c=D", false),
    ("http://bad.example.com/A/b?c=d", false),
    ("http://bad.example.com/A/b", false),
    ("http://bad.example.com/A/b?c=D&e", false),
    ("http://bad.example.com:443/A/b?c=D", false),
    ("http://bad.example.com:8080/A/b?c=D", false),
    ("ftp://bad.example.com/A/b?c=D", false),
    ("http://www.bad.example.com/A/b?c=D", false),
    ("http://good.example.com/?u=http://bad.example.com/A/b?c=D", false),
    ("http://bad.example.com@good.example.com/A/b?c=D", false),
    ("/A/b?c=D", false),
    ("", false),
  ])
  func `finds the same URL alone`(url: String, isListed: Bool) {
    let table = IndicatorTable([
      Indicator(
        value: .url("http://bad.example.com/A/b?c=D"), listed: "x", feed: 0, confidence: 80)
    ])
    #expect((table.find(url: url, atSeconds: 0) != nil) == isListed)
  }

  @Test(arguments: [
    "https://site.example.com", "http://site.example.com/", "site.example.com:443",
    "SITE.example.com.",
  ])
  func `a URL without a path is its site`(url: String) {
    for listed in ["http://site.example.com", "https://site.example.com/#x"] {
      let table = IndicatorTable([
        Indicator(value: .url(listed), listed: listed, feed: 0, confidence: 80)
      ])
      #expect(table.find(url: url, atSeconds: 0) == 0)
      #expect(table.find(url: url + "/x", atSeconds: 0) == nil)
    }
  }

  @Test func `finds digests and mail addresses in any case, and no part of them`() {
    let md5 = "00112233445566778899aabbccddeeff"
    let sha256 = md5 + md5
    let table = IndicatorTable([
      Indicator(value: .digest(md5), listed: md5, feed: 0, confidence: 80),
      Indicator(value: .digest(sha256), listed: sha256.uppercased(), feed: 1, confidence: 80),
      Indicator(value: .mail("a@bad.example"), listed: "A@bad.example", feed: 2, confidence: 80),
    ])
    #expect(table.find(digest: md5.uppercased(), atSeconds: 0) == 0)
    #expect(table.find(digest: sha256, atSeconds: 0) == 1)
    #expect(table.find(digest: String(sha256.dropLast(24)), atSeconds: 0) == nil)
    #expect(table.find(digest: "g" + md5.dropFirst(), atSeconds: 0) == nil)
    #expect(table.find(mail: "A@BAD.EXAMPLE", atSeconds: 0) == 2)
    #expect(table.find(mail: "b@bad.example", atSeconds: 0) == nil)
    #expect(table.find(mail: md5, atSeconds: 0) == nil)
  }

  @Test(arguments: 0..<20)
  func `agrees with the slow twin`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let indicators = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      RandomIndicators.indicator(&random)
    }
    let table = IndicatorTable(indicators)
    let twin = ReferenceIndicators(indicators)
    for _ in 0..<300 {
      let seconds = Int64.random(in: -1...12, using: &random)
      let address = RandomIndicators.address(&random)
      #expect(
        table.find(address, atSeconds: seconds) == twin.find(address, atSeconds: seconds),
        "\(address) at \(seconds)")
      let name = RandomIndicators.name(&random)
      #expect(
        table.find(domain: name, atSeconds: seconds) == twin.find(domain: name, atSeconds: seconds),
        "\(name) at \(seconds)")
      let url = RandomIndicators.url(&random)
      #expect(
        table.find(url: url, atSeconds: seconds) == twin.find(url: url, atSeconds: seconds),
        "\(url) at \(seconds)")
      let digest = RandomIndicators.digest(&random)
      #expect(
        table.find(digest: digest, atSeconds: seconds)
          == twin.find(digest: digest, atSeconds: seconds), "\(digest) at \(seconds)")
    }
  }

  @Test func `an empty table finds nothing`() throws {
    let table = IndicatorTable.empty
    #expect(table.find(try #require(Address("192.0.2.1")), atSeconds: 0) == nil)
    #expect(table.find(try #require(Address("2001:db8::1")), atSeconds: 0) == nil)
    #expect(table.find(domain: "example.com", atSeconds: 0) == nil)
  }

  @Test func `an address takes at most 16 bytes of index`() {
    var builder = IndicatorTableBuilder()
    for index in 0..<UInt32(200_000) {
      let address = Address(ipv4: index &* 2_654_435_761)
      builder.add(
        network: Prefix(host: address), listed: Array(address.description.utf8).span, feed: 0,
        confidence: 80)
    }
    let table = builder.build()
    // The bitmap is there once: 1.2 bytes an address at 1.8 million.
    #expect(table.indexByteCount - (2 << 20) <= 200_000 * 29 / 2)
    #expect(table.recordByteCount <= 200_000 * 12 + 100)
  }
}

/// Values crowded into a small space, so that they meet often.
enum RandomIndicators {
  static func address(_ random: inout SeededGenerator) -> Address {
    let bits =
      UInt64.random(in: 0...0xff, using: &random) | .random(in: 0...1, using: &random) << 16
    if Bool.random(using: &random) { return Address(ipv4: 0xcb00_7000 ^ UInt32(bits)) }
    return Address(high: 0x2001_0db8_0000_0000 | bits >> 16, low: bits & 0xff)
  }

  static func name(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...5, using: &random)).map { _ in
      ["a", "b", "A", "example", "com", ""][Int.random(in: 0..<6, using: &random)]
    }.joined(separator: ".")
  }

  static func url(_ random: inout SeededGenerator) -> String {
    var url = ["", "", "http://", "https://", "HTTP://", "ftp://"].randomElement(using: &random)!
    url += ["", "", "u@"].randomElement(using: &random)!
    url += ["a.example", "A.example.", "b.example", "[2001:db8::1]", ""]
      .randomElement(using: &random)!
    url += ["", "", ":80", ":443", ":8080", ":x"].randomElement(using: &random)!
    url += ["", "/", "/a", "/A", "//", "\\"].randomElement(using: &random)!
    url += ["", "", "?", "?b", "#c"].randomElement(using: &random)!
    return url
  }

  static func digest(_ random: inout SeededGenerator) -> String {
    let part = ["0a", "0A", "ff", "fg"].randomElement(using: &random)!
    return String(repeating: part, count: [16, 20, 32, 64, 15].randomElement(using: &random)!)
  }

  static func indicator(_ random: inout SeededGenerator) -> Indicator {
    var value: Indicator.Value
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      let url = url(&random)
      let isURL = IndicatorTable([
        Indicator(value: .url(url), listed: "x", feed: 0, confidence: 1)
      ]).count
      value = .url(isURL == 1 ? url : "a.example")
    case 1:
      let digest = digest(&random).lowercased()
      let isDigest = !digest.contains("g") && digest.utf8.count > 30
      value = .digest(isDigest ? digest : String(repeating: "ff", count: 16))
    case 2, 3:
      var name = name(&random).lowercased()
      while name.last == "." { name.removeLast() }
      value = .domain(name.isEmpty ? "com" : name)
    default:
      let address = address(&random)
      let width = address.isIPv4 ? 32 : 128
      let isHost = Bool.random(using: &random)
      let length = isHost ? width : width - Int.random(in: 0...min(width, 40), using: &random)
      value = .network(Prefix(address, length: length) ?? Prefix(host: address))
    }
    return Indicator(
      value: value, listed: "x", feed: .random(in: 0..<3, using: &random),
      confidence: .random(in: 79...81, using: &random),
      expiresSeconds: Bool.random(using: &random) ? nil : .random(in: 0...10, using: &random))
  }
}
