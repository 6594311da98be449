import Detect
import Intel
import Support
import Testing

@Suite struct ListReaderTests {
  /// Reads a list in pieces of `piece` bytes.
  static func read(
    _ bytes: [UInt8], piece: Int = .max, limits: ListLimits = ListLimits()
  ) throws(ListError) -> (table: IndicatorTable, report: ListReport) {
    var builder = IndicatorTableBuilder()
    var reader = ListReader(feed: 4, limits: limits)
    var failure: ListError?
    var next = 0
    while next < bytes.count {
      let end = bytes.count - next > piece ? next + piece : bytes.count
      Array(bytes[next..<end]).withUnsafeBytes { buffer in
        do throws(ListError) { try reader.read(buffer, into: &builder) } catch { failure = error }
      }
      if let failure { throw failure }
      next = end
    }
    let report = try reader.finish(into: &builder)
    return (builder.build(), report)
  }

  private func values(_ text: String) throws -> [String] {
    let table = try ListReaderTests.read(Array(text.utf8)).table
    return (0..<table.count).map { index in
      switch table.value(index) {
      case .network(let network): network.description
      case .domain(let name): name
      case .url(let text), .digest(let text), .mail(let text): text
      }
    }
  }

  @Test(arguments: [
    ("203.0.113.7", ["203.0.113.7/32"]),
    ("  203.0.113.7\t", ["203.0.113.7/32"]),
    ("203.0.113.7 # why", ["203.0.113.7/32"]),
    ("203.0.113.0/24 ; SBL1", ["203.0.113.0/24"]),
    ("203.0.113.7;why", ["203.0.113.7/32"]),
    ("203.0.113.7\t5", ["203.0.113.7/32"]),
    ("203.0.113.0/24, some words", ["203.0.113.0/24"]),
    ("192.0.2.1 bad.example", ["192.0.2.1/32"]),  // not a sink
    ("\"bad.example\",", ["bad.example"]),
    ("203.0.113.9/24", ["203.0.113.0/24"]),
    ("203.0.113.7/32", ["203.0.113.7/32"]),
    ("2001:db8::/32", ["2001:db8::/32"]),
    ("2001:DB8:0::7", ["2001:db8::7/128"]),
    ("::ffff:203.0.113.7", ["203.0.113.7/32"]),
    ("203.0.113.7:443", ["203.0.113.7/32"]),
    ("[2001:db8::7]:443", ["2001:db8::7/128"]),
    ("203.0.113.254-203.0.114.1", ["203.0.113.254/31", "203.0.114.0/31"]),
    ("203.0.113.0 - 203.0.113.255", ["203.0.113.0/24"]),
    ("2001:db8::1-2001:db8::2", ["2001:db8::1/128", "2001:db8::2/128"]),
    ("203[.]0[.]113[.]7", ["203.0.113.7/32"]),
    ("203(.)0{.}113[dot]7", ["203.0.113.7/32"]),
    ("2001[:]db8::7", ["2001:db8::7/128"]),
    ("Bad.Example.COM.", ["bad.example.com"]),
    ("*.bad.example", ["bad.example"]),
    (".bad.example", ["bad.example"]),
    ("||bad.example^", ["bad.example"]),
    ("bad[.]example", ["bad.example"]),
    ("_x.xn--bcher-kva.example", ["_x.xn--bcher-kva.example"]),
    ("BÜCHER.example", ["bÜcher.example"]),  // ASCII letters alone are lowered
    ("0.0.0.0 bad.example worse.example # c", ["bad.example", "worse.example"]),
    ("127.0.0.1\tlocalhost bad.example", ["bad.example"]),
    ("::1 ip6-localhost", []),
    ("0.0.0.0 0.0.0.0", []),
    ("http://Bad.example:80/A?b=C#d", ["http://bad.example/A?b=C"]),
    ("hxxps://bad[.]example/x", ["https://bad.example/x"]),
    ("hXXp[://]bad[dot]example:8080/", ["http://bad.example:8080"]),
    ("https://user:pass@203.0.113.7/a;b", ["https://203.0.113.7/a;b"]),
    ("http://[2001:db8::7]:8080/x ; why", ["http://[2001:db8::7]:8080/x"]),
    ("\"https://bad.example/x\",", ["https://bad.example/x"]),
    ("FTP://bad.example/x", ["ftp://bad.example/x"]),
    ("http://printer/x", ["http://printer/x"]),
    ("bad.example/path", ["bad.example/path"]),
    ("203.0.113.7:8080/path", ["203.0.113.7:8080/path"]),
    ("D41D8CD98F00B204E9800998ECF8427E", ["d41d8cd98f00b204e9800998ecf8427e"]),
    (String(repeating: "0a", count: 20), [String(repeating: "0a", count: 20)]),
    (String(repeating: "0a", count: 32) + " # why", [String(repeating: "0a", count: 32)]),
    (String(repeating: "0a", count: 64), [String(repeating: "0a", count: 64)]),
    ("Someone@Bad.example", ["someone@bad.example"]),
    ("# 203.0.113.7", []),
    ("; 203.0.113.7", []),
    ("! 203.0.113.7", []),
    ("", []),
  ])
  func `reads a value`(line: String, expected: [String]) throws {
    #expect(try values(line) == expected)
    #expect(try values("\u{feff}" + line + "\r\n") == expected)
    #expect(try values("# first\n\n" + line + "\n192.0.2.1") == expected + ["192.0.2.1/32"])
  }

  @Test(arguments: [
    ("bad.example worse.example", ListReport.Reason.trailingText),
    ("this.is a sentence", .trailingText),
    ("203.0.113.0/33", .badLength),
    ("203.0.113.0/024", .badLength),
    ("203.0.113.0/", .badLength),
    ("2001:db8::/129", .badLength),
    ("203.0.113.9-203.0.113.7", .rangeBackwards),
    ("203.0.113.9-2001:db8::1", .rangeMixed),
    ("203.0.113.9-", .notAValue),
    ("0.0.0.0/0", .tooWide),
    ("::/0", .tooWide),
    ("203.0.0.0/7", .tooWide),
    ("2001::/15", .tooWide),
    ("0.0.0.0-255.255.255.255", .tooWide),
    ("example", .singleLabel),
    ("com.", .singleLabel),
    ("203.0.113.256", .notAValue),
    ("203.0.113.07", .notAValue),
    ("203.0.113.7:99999", .notAValue),
    ("bad..example", .notAValue),
    ("*.*.example", .notAValue),
    ("@@||good.example^", .notAValue),
    ("printer/path", .notAValue),
    ("http://", .notAValue),
    ("http:///path", .notAValue),
    ("http://bad..example/x", .notAValue),
    ("http://bad.example:x/x", .notAValue),
    ("/path", .notAValue),
    ("someone@", .notAValue),
    ("@bad.example", .notAValue),
    ("||bad.example", .notAValue),
    (".", .notAValue),
  ])
  func `rejects what is none, and says why`(line: String, reason: ListReport.Reason) throws {
    let text = "203.0.113.1\n" + line + "\n"
    let (table, report) = try ListReaderTests.read(Array(text.utf8))
    #expect(report.rejections.map(\.reason) == [reason])
    #expect(report.rejections.map(\.line) == [2])
    #expect(report.rejections.map(\.text) == [line])
    #expect(table.count == 1)
  }

  @Test(arguments: [
    ("AS64500", ListReport.Unsupported.autonomousSystem)
  ])
  func `counts what is not looked up yet`(line: String, kind: ListReport.Unsupported) throws {
    let report = try ListReaderTests.read(Array(line.utf8)).report
    #expect(report.unsupported == [kind: 1])
    #expect(report.rejected == 0 && report.indicators == 0)
  }

  @Test func `counts lines and keeps what the feed wrote`() throws {
    var limits = ListLimits()
    limits.lineBytes = 40
    limits.rejectionsNamed = 1
    let text = """
      # list

      203.0.113.9/24
      203.0.113.7:22 # c
      *.Bad.example
      \(String(repeating: "a", count: 41))
      ?
      0.0.0.0 localhost
      """
    let (table, report) = try ListReaderTests.read(Array(text.utf8), limits: limits)
    #expect(report.lines == 8)
    #expect(report.comments == 1 && report.blank == 1 && report.ignored == 1)
    #expect(report.masked == 1 && report.ports == 1)
    #expect(report.addresses == 1 && report.networks == 1 && report.domains == 1)
    #expect(report.rejected == 2)
    #expect(report.rejections.map(\.reason) == [.tooLong])
    #expect(
      (0..<table.count).map(table.listed) == ["203.0.113.9/24", "203.0.113.7:22", "*.Bad.example"])
    #expect((0..<table.count).allSatisfy { table.feed($0) == 4 && table.confidence($0) == 80 })
  }

  @Test func `wide networks are taken when asked for, and a full list is counted`() throws {
    var limits = ListLimits()
    limits.allowsWideNetworks = true
    limits.indicators = 2
    let text = "0.0.0.0/0\n::/0\n192.0.2.1\nbad.example\n"
    let (table, report) = try ListReaderTests.read(Array(text.utf8), limits: limits)
    #expect(table.count == 2)
    #expect(report.overLimit == 2)
  }

  @Test(arguments: [
    "<!DOCTYPE html><html>", "<html>", "\n\r\n<HTML>\n203.0.113.7", "\u{feff}<head>",
    "# 203\n<p>",
  ])
  func `a web page is refused`(text: String) {
    #expect(throws: ListError.webPage) {
      try ListReaderTests.read(Array(text.utf8))
    }
  }

  @Test(arguments: 0..<30)
  func `any bytes in any pieces give the same`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var limits = ListLimits()
    limits.lineBytes = 60
    limits.rejectionsNamed = 1000
    let bytes = Array(" x\n".utf8) + RandomList.bytes(&random)
    let whole = try ListReaderTests.read(bytes, limits: limits)
    for piece in [1, 2, 7, 64] {
      let (table, report) = try ListReaderTests.read(bytes, piece: piece, limits: limits)
      #expect(report == whole.report)
      #expect(
        (0..<table.count).map(table.indicator)
          == (0..<whole.table.count).map(whole.table.indicator))
    }
    let indicators = (0..<whole.table.count).map(whole.table.indicator)
    #expect(indicators.count == whole.report.indicators)
    for case .network(let network) in indicators.map(\.value) {
      #expect(network.length >= (network.isIPv4 ? 8 : 16))
    }
  }
}

/// Bytes that often come near a value.
private enum RandomList {
  static let parts = [
    "203", ".", "0", "113", ".7", "/", "24", "-", ":", "2001:db8::", "example", "com", "*.", "||",
    "^", "[.]", "[", "]", "(.", "#", " ", "\t", "\n", "\r\n", "hxxp://", "@", "\u{feff}", "<",
    "0.0.0.0 ", "::", "http://", "?", ";", "d41d8cd98f00b204e9800998ecf8427e", "someone@",
    "203.0.113.7", "bad.example", "\n", "\n", "\0", "é",
  ].map { Array($0.utf8) }

  static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 0...600, using: &random)).flatMap { _ in
      Int.random(in: 0..<12, using: &random) == 0
        ? [UInt8.random(in: 0...255, using: &random)]
        : parts[Int.random(in: 0..<parts.count, using: &random)]
    }
  }
}
