import Detect
import Logs
import Support
import Testing

/// What a worker remembers of names makes JSON faster; it must not make a record mean anything
/// else.
@Suite struct JSONMemoryTests {
  private static let names = [
    "EventID", "Channel", "Image", "CommandLine", "message", "@timestamp", "time", "ts", "log",
    "stream", "event_type", "flow_id", "src_ip", "dest_ip", "client_ip", "a", "b", "a.b",
    "properties", "Event", "System", "EventData", "cs-method", "type", "msg", "k\\u0041", "k\\\"",
    "aNameOfMoreThanSixteenBytes", "aNameOfMoreThanSixteenBytez", "xNameOfMoreThanSixteenBytes",
    String(repeating: "n", count: 128), String(repeating: "n", count: 129),
    String(repeating: "n", count: 1100), "",
  ]
  private static let values = [
    "4624", "\"Security\"", "\"Microsoft-Windows-Sysmon/Operational\"", "\"198.51.100.7\"",
    "\"C:\\\\Windows\\\\cmd.exe\"", "\"2026-01-05T10:00:00Z\"", "1767607200", "true", "null",
    "\"alert\"", "\"\"", "-1.5e3", "\"{\\\"EventID\\\":1}\"",
  ]

  private static func object(_ random: inout SeededRandom, depth: Int) -> String {
    let members = (0..<Int.random(in: 0...6, using: &random)).map { _ in
      "\"\(names.randomElement(using: &random)!)\":\(value(&random, depth: depth))"
    }
    return "{\(members.joined(separator: ", "))}"
  }

  private static func value(_ random: inout SeededRandom, depth: Int) -> String {
    switch Int.random(in: 0..<8, using: &random) {
    case 0 where depth < 4: object(&random, depth: depth + 1)
    case 1 where depth < 4:
      "[\((0..<3).map { _ in value(&random, depth: depth + 1) }.joined(separator: ","))]"
    default: values.randomElement(using: &random)!
    }
  }

  private func expectSame(_ decoding: Decoding, _ records: [String]) throws {
    let together = try decoding.results(records)
    for (record, result) in zip(records, together) {
      let alone = try decoding.result(record)
      #expect(result.json == alone.json, "\(record)")
      #expect(result.fields.map(\.name) == alone.fields.map(\.name), "\(record)")
      #expect(result.fields.map(\.value) == alone.fields.map(\.value), "\(record)")
      #expect(result.event.flags == alone.event.flags && result.source == alone.source)
    }
  }

  @Test(arguments: [true, false])
  func `a record means the same whatever was read before it`(keepsAllFields: Bool) throws {
    var random = SeededRandom(seed: 7)
    var decoding = Decoding()
    decoding.keepsAllFields = keepsAllFields
    decoding.names = FieldNames(adding: [
      "a", "a.b", "b", "a.b.a", "properties.a", "aNameOfMoreThanSixteenBytes", "CommandLine",
      "xNameOfMoreThanSixteenBytes",
    ])
    try expectSame(
      decoding, (0..<400).map { _ in JSONMemoryTests.object(&random, depth: 0) })
  }

  @Test func `more names than are remembered are read all the same`() throws {
    var decoding = Decoding()
    decoding.keepsAllFields = false
    decoding.names = FieldNames(adding: ["outer.wanted"])
    let records = (0..<600).map { number in
      let others = (0..<10).map { "\"name\(number)x\($0)\":1" }.joined(separator: ",")
      return "{\(others),\"outer\":{\"other\(number)\":1,\"wanted\":\(number)}}"
    }
    let results = try decoding.results(records)
    for (number, result) in results.enumerated() {
      #expect(result.all("outer.wanted") == ["\(number)"])
    }
  }

  @Test func `names that differ in the middle alone are two`() throws {
    let results = try Decoding().results([
      #"{"beginning-A-and-the-same-end":1}"#, #"{"beginning-B-and-the-same-end":2}"#,
    ])
    #expect(results[0]["beginning-A-and-the-same-end"] == "1")
    #expect(results[1]["beginning-B-and-the-same-end"] == "2")
    #expect(results[1]["beginning-A-and-the-same-end"] == nil)
  }
}
