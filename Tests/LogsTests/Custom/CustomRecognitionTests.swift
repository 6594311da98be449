import Detect
import Logs
import Support
import Testing

@Suite struct CustomRecognitionTests {
  private static func named(
    _ name: String, programs: [String] = [], starts: [String] = [], _ pattern: String
  ) throws -> CustomDecoder {
    var decoder = try CustomSamples.pattern(pattern)
    decoder.name = name
    decoder.programs = programs
    decoder.starts = starts
    return decoder
  }

  private static func custom() throws -> CustomDecoders {
    CustomDecoders([
      try named("first", programs: ["acmefw"], "no %{user.name}"),
      try named("second", programs: ["acmefw", "sshd"], "yes %{user.name}"),
      try named("third", starts: ["ACME:"], "ACME: %{user.name}"),
      try CustomSamples.json([("u", "user.name")], required: [("acme", nil)]),
      try {
        var decoder = try CustomSamples.pattern(
          "%{@timestamp} WARN bad %{user.name}", isWhole: true)
        decoder.name = "whole"
        return decoder
      }(),
    ])
  }

  @Test(arguments: [
    ("Jan  5 09:00:00 h acmefw[1]: no ann", "first"),
    ("Jan  5 09:00:00 h acmefw[1]: yes ann", "second"),
    // The user's come before the built-in ones, and leave them what they do not know.
    ("Jan  5 09:00:00 h sshd[1]: yes ann", "second"),
    ("Jan  5 09:00:00 h sshd[1]: Invalid user x from 192.0.2.1 port 1", "sshd"),
    ("Jan  5 09:00:00 h acmefw: what", "syslog"),
    ("Jan  5 09:00:00 h other: ACME: ann", "third"),
    ("ACME: ann", "third"),
    (#"{"acme":1,"u":"ann"}"#, "acme"),
    (#"{"u":"ann"}"#, "json"),
    (#"Jan  5 09:00:00 h app: {"acme":1,"u":"ann"}"#, "acme"),
    (
      #"{"log":"ACME: ann\n","stream":"stdout","time":"2026-01-05T09:00:00Z"}"#, "third"
    ),
    (
      #"{"MESSAGE":"yes ann","__REALTIME_TIMESTAMP":"1767600000123456","_COMM":"acmefw"}"#, "second"
    ),
    ("2026-01-05 09:00:00 WARN bad ann", "whole"),
    ("Jan  5 09:00:00 h app: 2026-01-05 09:00:00 WARN bad ann", "whole"),
    ("2026-01-05T09:00:00Z h sshd[1]: x", "sshd"),
  ])
  func `asks the user's decoders first`(record: String, dataset: String) throws {
    let result = try Decoding(custom: Self.custom()).result(record)
    #expect(result.dataset == dataset)
    if !["sshd", "syslog", "json"].contains(dataset) { #expect(result["user.name"] == "ann") }
    #expect(result.all("message").count == 1)
  }

  @Test func `obeys a name`() throws {
    var decoding = Decoding(custom: try Self.custom())
    decoding.format = "third"
    #expect(try decoding.result("Jan  5 09:00:00 h sshd[1]: yes ann").dataset == "syslog")
    #expect(try decoding.result("Jan  5 09:00:00 h sshd[1]: ACME: ann").dataset == "third")
    decoding.format = "whole"
    #expect(try decoding.result("2026-01-05 09:00:00 WARN bad ann").dataset == "whole")
    decoding.format = "sshd"
    #expect(try decoding.result("ACME: ann").dataset != "third")
  }

  @Test func `says why a decoder of the user's was chosen`() throws {
    let decoder = try RecordDecoder(clock: TimestampTests.clock, custom: Self.custom())
    let record = Array("Jan  5 09:00:00 h acmefw[1]: no ann".utf8)
    let block = Block(capacity: 256)
    for (index, byte) in record.enumerated() { block.base[Block.recordsStart + index] = byte }
    let line = block.line(start: Block.recordsStart, end: Block.recordsStart + record.count)
    var writer = EventWriter(names: .ecs, keepsAllFields: true)
    writer.begin(block)
    decoder.decode(line, isCut: false, into: &writer)
    #expect(
      decoder.explanation(of: writer.columns[event: 0], line)
        == "first: RFC 3164 header; a decoder of your own, by program 'acmefw'")
  }

  /// Many short records share one copy of what all of them have.
  @Test func `keeps constants once a block`() throws {
    var decoder = try CustomSamples.pattern("u%{user.name}")
    decoder.fields = [CustomConstant("event.reason", String(repeating: "long ", count: 50))]
    let results = try Decoding(custom: CustomDecoders([decoder])).results(
      Array(repeating: "ux", count: 2000))
    #expect(results.allSatisfy { $0["event.reason"]?.count == 250 })
    #expect(results.allSatisfy { !$0.event.flags.contains(.limited) })
  }

  @Test func `stands records of any bytes`() throws {
    var random = SeededGenerator(seed: 7)
    let custom = CustomDecoders(
      try CustomPatternTests.cases.map { try CustomSamples.pattern($0.pattern, isWhole: true) } + [
        try CustomSamples.keyValue([("SRC", "source.ip"), ("MSG", "event.reason")]),
        try CustomSamples.csv(
          [try CustomSamples.target("source.ip"), try CustomSamples.target("+user.name")],
          minimum: 2),
        try CustomSamples.json([("a.b", "source.ip"), ("c", "user.name")]),
      ])
    let alphabet = Array(
      "u=ann from for 192.0.2.1:443 [2001:db8::1] SRC=\"a\\\" ,;{}\":p=0.5 2026-01-05 09:00:00".utf8
    )
    for format in [nil] + custom.names.map(Optional.some) {
      var decoding = Decoding(format: format, custom: custom)
      decoding.keepsAllFields = format == nil
      let records = (0..<300).map { _ in
        let samples = CustomPatternTests.cases.map(\.record)
        var bytes = Array((samples.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...12, using: &random) {
          let place = Int.random(in: 0...bytes.count, using: &random)
          bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
        }
        return bytes
      }
      let results = try decoding.results(records)
      #expect(results.count == records.count)
    }
  }
}
