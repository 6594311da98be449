import Detect
import Intel
import Testing

/// What a list gives: entries as text, refusals as `line reason`.
private func read(_ text: String) -> (entries: [String], list: PlainList) {
  var list = PlainList()
  var entries: [String] = []
  let bytes = Array(text.utf8)
  bytes.withUnsafeBytes { buffer in
    list.read(buffer) { value, range in
      switch value {
      case .network(let network): entries.append(network.description)
      case .domain(let name): entries.append(name)
      }
      #expect(range.lowerBound >= 0 && range.upperBound <= bytes.count && !range.isEmpty)
    }
  }
  return (entries, list)
}

@Suite struct PlainListTests {
  /// A list's text and the values that it means.
  @Test(arguments: [
    ("203.0.113.7\n", ["203.0.113.7/32"]),
    ("203.0.113.7", ["203.0.113.7/32"]),
    ("  203.0.113.7\t\r\n\r\n", ["203.0.113.7/32"]),
    (
      "# comment\n; another\n203.0.113.7 # why\n203.0.113.8;why\n",
      ["203.0.113.7/32", "203.0.113.8/32"]
    ),
    ("\u{feff}203.0.113.7\n", ["203.0.113.7/32"]),
    ("203.0.113.0/24\n2001:db8::/32\n", ["203.0.113.0/24", "2001:db8::/32"]),
    ("203.0.113.9/24\n", ["203.0.113.0/24"]),
    ("::ffff:203.0.113.7\n", ["203.0.113.7/32"]),
    ("203.0.113.4-203.0.113.7\n", ["203.0.113.4/30"]),
    ("203.0.113.4 - 203.0.113.8\n", ["203.0.113.4/30", "203.0.113.8/32"]),
    ("2001:db8::1-2001:db8::2\n", ["2001:db8::1/128", "2001:db8::2/128"]),
    (
      "Bad.Example.COM.\n*.evil.example\n.worse.example\n||ads.example^\n",
      ["bad.example.com", "evil.example", "worse.example", "ads.example"]
    ),
    ("0.0.0.0 bad.example # hosts\n127.0.0.1\tworse.example\n", ["bad.example", "worse.example"]),
    ("203[.]0[.]113[.]7\nbad[.]example\n", ["203.0.113.7/32", "bad.example"]),
    ("203.0.113.7, some words\n\"bad.example\"\n", ["203.0.113.7/32", "bad.example"]),
  ])
  func `reads what lists write`(text: String, expected: [String]) {
    #expect(read(text).entries == expected)
  }

  /// An entry that is refused, and the message.
  @Test(arguments: [
    ("0.0.0.0/0", "is too wide; list networks of /8 or longer"),
    ("::/0", "is too wide; list networks of /16 or longer"),
    ("0.0.0.0-255.255.255.255", "is too wide; list networks of /8 or longer"),
    ("203.0.113.9-203.0.113.1", "ends before it begins; write the lower address first"),
    ("203.0.113.9-2001:db8::1", "begins and ends in different families"),
    ("http://bad.example/x", "is a URL, which lists cannot match yet"),
    ("d41d8cd98f00b204e9800998ecf8427e", "is a file hash, which lists cannot match yet"),
    ("eve@bad.example", "is a mail address, which lists cannot match yet"),
    ("203.0.113.256", "is no address, network, range or domain"),
    ("203.0.113.07", "is no address, network, range or domain"),
    ("203.0.113.1/33", "is no address, network, range or domain"),
    ("localhost", "is no address, network, range or domain"),
    ("bad..example", "is no address, network, range or domain"),
  ])
  func `refuses what it must not list, with the line and why`(entry: String, message: String) {
    let (entries, list) = read("# list\n\(entry)\n203.0.113.7\n")
    #expect(entries == ["203.0.113.7/32"])
    #expect(list.refusedCount == 1)
    #expect(list.refusals.first?.line == 2)
    #expect(list.refusals.first?.reason.description.hasPrefix(message) == true)
  }

  @Test(arguments: ["<!DOCTYPE html><html>", "  \n<html lang=en>\n203.0.113.7\n"])
  func `does not take a web page for a list`(text: String) {
    let (entries, list) = read(text)
    #expect(entries.isEmpty)
    #expect(list.isWebPage)
  }

  @Test func `keeps some refusals and counts all`() {
    let (_, list) = read(String(repeating: "nonsense\n", count: 1000))
    #expect(list.refusedCount == 1000)
    #expect(list.refusals.count == 20)
  }

  @Test func `ends on any bytes`() {
    var state: UInt64 = 1
    let alphabet = Array("0123456789abcdef.:/-#;[]|^*\" \r\n".utf8) + [0, 0xff, 0xc3]
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int(state % 120) {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      state &+= 1
      _ = read(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// The networks of a range cover exactly its addresses.
  @Test(arguments: [(0, 255), (1, 254), (3, 3), (0, 0), (5, 130), (127, 128)])
  func `covers a range exactly`(first: UInt32, last: UInt32) {
    let networks = Prefix.covering(Address(ipv4: first), Address(ipv4: last))
    for address in UInt32(0)...300 {
      let isInside = networks.contains { $0.contains(Address(ipv4: address)) }
      #expect(isInside == (first...last).contains(address))
    }
  }
}
