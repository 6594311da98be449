import Detect
import Logs
import Testing

@Suite struct RecognitionTests {
  @Test func `makes one event of each record, in order`() throws {
    let records = ["", "x", "{", "Jan  5 09:00:00 h app: x", "<13>", "\0", "\u{feff}{}", "   "]
    let results = try Decoding().results(records)
    #expect(results.count == records.count)
    #expect(
      results.map(\.dataset) == [
        "unrecognised", "unrecognised", "json", "syslog", "syslog", "unrecognised", "json",
        "unrecognised",
      ])
    #expect(results.allSatisfy { $0.all("message").count == 1 })
  }

  /// A record, its decoder and why.
  @Test(arguments: [
    ("Jan  5 09:00:00 h sshd[1]: x", "sshd: RFC 3164 header; program 'sshd'"),
    ("<13>1 2026-01-05T09:00:00Z h sudo 1 - - x", "sudo: RFC 5424 header; program 'sudo'"),
    (
      "Jan  5 09:00:00 h app: x",
      "syslog: RFC 3164 header; no decoder has program 'app' or its shape"
    ),
    ("x", "unrecognised: no header; no decoder has its shape"),
    ("<13>cron: x", "cron: priority without a time; program 'cron'"),
    (
      "Jan  5 09:00:00 h app: pam_unix(a:auth): x", "pam: RFC 3164 header; begins with a PAM module"
    ),
    ("{}", "json: JSON object; its own members"),
    (
      "<189>45: Jan  5 09:00:00: %SYS-5-CONFIG_I: x",
      "cisco_ios: RFC 3164 header; shape of the message"
    ),
  ])
  func `explains where a record went`(record: String, explanation: String) throws {
    let decoder = try RecordDecoder(clock: TimestampTests.clock)
    let block = Block(capacity: 256)
    let bytes = Array(record.utf8)
    for (index, byte) in bytes.enumerated() { block.base[Block.recordsStart + index] = byte }
    let line = block.line(start: Block.recordsStart, end: Block.recordsStart + bytes.count)
    var writer = EventWriter(names: .ecs, keepsAllFields: true)
    writer.begin(block)
    decoder.decode(line, isCut: false, into: &writer)
    #expect(decoder.explanation(of: writer.columns[event: 0], line) == explanation)
  }

  @Test func `names the formats that it knows when one is unknown`() {
    let error = #expect(throws: FormatError.self) { try Decoding(format: "shhd").result("x") }
    #expect(
      error?.description.hasPrefix("unknown format 'shhd'; write auto or one of syslog,") == true)
  }

  @Test(arguments: Decoders.names)
  func `obeys every named format`(name: String) throws {
    let results = try Decoding(format: name).results([
      "", "x", "{", "{\"a\":1}", "Jan  5 09:00:00 h sshd[1]: Invalid user x from 192.0.2.1 port 1",
    ])
    #expect(results.count == 5)
    for result in results {
      #expect([name, "syslog", "unrecognised", "pam"].contains(result.dataset))
    }
  }

  @Test func `takes auto for no name`() throws {
    #expect(try Decoding(format: "auto").result("{}").dataset == "json")
  }

  @Test func `marks a record that was cut`() throws {
    let decoder = try RecordDecoder(clock: TimestampTests.clock)
    let block = Block(capacity: 64)
    var writer = EventWriter(names: .ecs, keepsAllFields: false)
    writer.begin(block)
    decoder.decode(
      block.line(start: Block.recordsStart, end: Block.recordsStart), isCut: true, into: &writer)
    #expect(writer.columns[event: 0].flags == [.isCut, .unrecognised])
  }

  @Test func `gives every decoder a name and its programs to one alone`() {
    #expect(Set(Decoders.names).count == Decoders.names.count)
    #expect(!Decoders.names.contains("unrecognised") && !Decoders.names.contains("auto"))
    let programs = Decoders.all.flatMap(\.programs)
    #expect(Set(programs).count == programs.count)
  }

  @Test(
    arguments: [
      ("%SYS-5-CONFIG_I: x", "SYS-5-CONFIG_I", "5"),
      ("%SEC-SP-6-IPACCESSLOGP: x", "SEC-SP-6-IPACCESSLOGP", "6"),
      ("%SYS-9-X: x", nil, nil), ("%SYS: x", nil, nil), ("%sys-5-x: x", nil, nil), ("%", nil, nil),
    ] as [(String, String?, String?)])
  func `reads Cisco IOS codes`(text: String, code: String?, severity: String?) throws {
    let result = try Decoding().result("<189>45: *Jan  5 09:00:00.123: \(text)")
    #expect(result["event.code"] == code)
    #expect(result["event.severity"] == severity)
  }

  @Test func `gives kernel messages and other programs their log sources`() throws {
    let kernel = try Decoding().result("Jan  5 09:00:00 h kernel: [  1.5] usb 1-1: new device")
    #expect(kernel.source.services == ["kernel", "syslog"])
    let other = try Decoding().result("Jan  5 09:00:00 h app: x")
    #expect(other.source.products == ["linux"])
    #expect(try Decoding().result("x").source == LogSource())
  }
}
