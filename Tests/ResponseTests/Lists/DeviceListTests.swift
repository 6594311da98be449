import Detect
import Foundation
import Response
import Testing

/// The lists that firewalls and clouds pull, against parsers written from what their makers say.
@Suite struct DeviceListTests {
  private static let book = DecisionBook.blocking([
    ("203.0.113.7", 90_061), ("198.51.100.0/25", 200), ("2001:db8::7", 300),
    ("2001:db8:1::/48", 400),
  ])
  private static let networks = [
    "198.51.100.0/25", "203.0.113.7", "2001:db8::7", "2001:db8:1::/48",
  ]
  .map(Sample.network)

  private static func text(_ format: BlockListFormat, comments: Bool = false) -> String {
    var options = BlockListOptions()
    options.comments = comments
    return String(decoding: book.render(format, atSeconds: 0, options: options), as: UTF8.self)
  }

  static let lineFormats: [BlockListFormat] = [
    .panOS, .fortigate, .ciscoSI, .pfsense, .opnsense, .pf, .haproxyACL, .squid,
  ]

  @Test(arguments: lineFormats)
  func `without comments every line is an entry`(format: BlockListFormat) {
    #expect(
      DeviceListTests.text(format)
        == "198.51.100.0/25\n203.0.113.7\n2001:db8::7\n2001:db8:1::/48\n")
  }

  @Test(arguments: lineFormats)
  func `with comments the consumer reads the same networks`(format: BlockListFormat) throws {
    let text = DeviceListTests.text(format, comments: true)
    #expect(text.contains("T1110"))
    #expect(try DeviceGrammar.read(text, as: format) == DeviceListTests.networks)
  }

  @Test func `a whole family is written as its halves where it may not stand`() throws {
    var book = DecisionBook()
    for network in ["0.0.0.0/0", "::/0"] {
      _ = book.add(
        .block, Sample.target(network), origin: .operator, cause: Sample.cause(), atSeconds: 0,
        durationSeconds: 60,
        neverBlock: NeverBlock([], minimumIPv4Length: 0, minimumIPv6Length: 0))
    }
    let text = String(decoding: book.render(.ciscoSI, atSeconds: 0), as: UTF8.self)
    #expect(text == "0.0.0.0/1\n128.0.0.0/1\n::/1\n8000::/1\n")
    #expect(String(decoding: book.render(.ipset, atSeconds: 0), as: UTF8.self).contains(" ::/1 "))
    #expect(
      String(decoding: book.render(.plain, atSeconds: 0), as: UTF8.self).hasPrefix("0.0.0.0/0"))
  }

  @Test func `an AWS set holds networks of one family, hosts too`() throws {
    for (format, expected) in [
      (BlockListFormat.awsWAFIPv4, ["198.51.100.0/25", "203.0.113.7/32"]),
      (.awsWAFIPv6, ["2001:db8::7/128", "2001:db8:1::/48"]),
    ] {
      let data = Data(DeviceListTests.text(format).utf8)
      let value = try #require(JSONSerialization.jsonObject(with: data) as? [String: [String]])
      #expect(value == ["Addresses": expected])
    }
    let empty = DecisionBook().render(.awsWAFIPv4, atSeconds: 0)
    #expect(String(decoding: empty, as: UTF8.self) == "{\"Addresses\":[]}\n")
  }

  @Test func `a RouterOS script empties and fills one list a family`() {
    let lines = DeviceListTests.text(.mikrotik).split(separator: "\n").map(String.init)
    #expect(lines.count == 8)
    #expect(lines[0] == "/ip firewall address-list" && lines[4] == "/ipv6 firewall address-list")
    #expect(lines[1] == "remove [find list=detectd]" && lines[5] == lines[1])
    #expect(lines[2].hasPrefix("add list=detectd address=198.51.100.0/25 timeout=3m20s comment=\""))
    #expect(lines[3].hasPrefix("add list=detectd address=203.0.113.7 timeout=1d1h1m1s comment=\""))
    #expect(lines[7].hasPrefix("add list=detectd address=2001:db8:1::/48 timeout=6m40s "))
  }

  @Test func `no name of a rule ends its comment`() {
    var book = DecisionBook()
    _ = book.add(
      .block, Sample.target("203.0.113.7"), origin: .operator,
      cause: Sample.cause(name: "x\"\n198.51.100.1 ; $[/system reboot] | ,"), atSeconds: 0,
      durationSeconds: 60, neverBlock: NeverBlock([]))
    var options = BlockListOptions()
    options.comments = true
    for format in DeviceListTests.lineFormats + [.mikrotik] {
      let text = String(
        decoding: book.render(format, atSeconds: 0, options: options), as: UTF8.self)
      #expect(!text.contains("198.51.100.1\n") && !text.contains("[" + "/system"))
      #expect(text.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
      #expect(!text.contains("$") && !text.contains("|"))
    }
  }

  @Test func `empty lists carry a placeholder only where emptiness does harm`() throws {
    let options = try #require(BlockListOptions(name: "edge", placeholder: true))
    for format in BlockListFormat.allCases {
      let text = String(
        decoding: DecisionBook().render(format, atSeconds: 0, options: options), as: UTF8.self)
      let hasPlaceholder = text.contains("192.0.2.255") || text.contains("2001:db8::ffff")
      #expect(hasPlaceholder == format.isHarmedByEmpty, "\(format)")
    }
  }
}

/// Readers of one dialect each, as strict as the consumer or stricter.
enum DeviceGrammar {
  struct Refused: Error { let line: Substring }

  static func read(_ text: String, as format: BlockListFormat) throws -> [Prefix] {
    #expect(text.hasSuffix("\n") && !text.contains("\r") && !text.contains("\t"))
    return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .compactMap { line -> Prefix? in
        guard !line.isEmpty, line.first != " ", line.last != " " else {
          throw Refused(line: line)
        }
        switch format {
        // [address, network or range] [space] [comment]
        case .panOS: return try network(line.prefix { $0 != " " }, line)
        // First token; what follows a space or # is dropped, and ; ends the line.
        case .pfsense: return try network(line.prefix { !" #;".contains($0) }, line)
        // The same with more separators; a line of // is skipped, and ! negates.
        case .opnsense: return try network(line.prefix { !" ,;|#".contains($0) }, line)
        // Whole lines are comments; anything behind an entry is an error.
        default:
          if line.first == "#" { return nil }
          return try network(line, line)
        }
      }
  }

  private static func network(_ text: Substring, _ line: Substring) throws -> Prefix {
    guard let network = try? Prefix(parsing: text) else { throw Refused(line: line) }
    return network
  }
}
