import Detect
import Logs
import Support
import Testing

/// What it costs to find the decoder of a record grows with its length and no faster, whatever
/// stands in it.
@Suite struct RecognitionCostTests {
  /// Records that make a decoder begin again and again, if any does.
  static let hostile: [(name: String, make: @Sendable (Int) -> String)] = [
    ("blanks", { String(repeating: " ", count: $0) }),
    ("quotes", { "date=1 logid=\"" + String(repeating: "\\\"", count: $0 / 2) }),
    ("pairs", { String(repeating: "a=b ", count: $0 / 4) }),
    ("assignments", { String(repeating: "=", count: $0) }),
    ("brackets", { String(repeating: "[", count: $0) }),
    ("braces", { String(repeating: "{\"a\":", count: $0 / 5) + "1" }),
    ("colons", { "Jan  5 09:00:00 h " + String(repeating: "a:", count: $0 / 2) }),
    ("headers", { String(repeating: "Jan  5 09:00:00 h ", count: $0 / 18) }),
    ("priorities", { String(repeating: "<13>", count: $0 / 4) }),
    ("structured", { "<13>1 - - - - - " + String(repeating: "[a b=\"c\"]", count: $0 / 9) }),
    ("digits", { String(repeating: "1", count: $0) }),
    ("addresses", { String(repeating: "192.0.2.1:", count: $0 / 10) }),
    ("commas", { String(repeating: ",", count: $0) }),
    ("sshd", { "Jan  5 09:00:00 h sshd[1]: " + String(repeating: " from ", count: $0 / 6) }),
    ("percent", { "%" + String(repeating: "A-", count: $0 / 2) }),
    ("tabs", { String(repeating: "a\t", count: $0 / 2) }),
    ("bars", { "CEF:0|" + String(repeating: "\\|", count: $0 / 2) }),
    ("from", { "for " + String(repeating: "x from ", count: $0 / 7) }),
  ]

  private static func custom() throws -> CustomDecoders {
    var patterns = try [
      "for %{user.name:last} from %{source.ip} port", "%{a} = %{b} = %{c} [%{source.ip}]",
      "%{source.ip}:%{source.port} %{*}", "[%{a->}[%{b}]",
    ].map { try CustomSamples.pattern($0, isWhole: true) }
    patterns[2] = try CustomSamples.keyValue([("a", "source.ip"), ("c", "user.name")]) {
      $0.hasSpaces = true
    }
    for index in patterns.indices { patterns[index].name = "p\(index)" }
    return CustomDecoders(patterns)
  }

  /// The time of the quickest of several runs.
  private static func seconds(_ record: [UInt8], _ custom: CustomDecoders) throws -> Double {
    var best = Double.infinity
    for _ in 0..<3 {
      let records = Array(repeating: record, count: max(1, 40_000 / record.count))
      let start = ContinuousClock.now
      _ = try Decoding(keepsAllFields: false, custom: custom).results(records)
      let bytes = Double(records.count * record.count)
      best = min(best, (ContinuousClock.now - start) / .seconds(1) / bytes)
    }
    return best
  }

  @Test(arguments: hostile.indices)
  func `a record eight times as long costs no more a byte`(index: Int) throws {
    let custom = try Self.custom()
    let (name, make) = Self.hostile[index]
    let short = try Self.seconds(Array(make(4_000).utf8), custom)
    let long = try Self.seconds(Array(make(32_000).utf8), custom)
    // A quadratic step would make it eight; half of that leaves room for a busy machine.
    #expect(long < short * 4 + 2e-8, "\(name): \(short) and \(long) seconds a byte")
  }

  /// However many decoders there are, a record is shown to those alone that its program or its first
  /// byte lets in.
  @Test func `other decoders cost nothing`() throws {
    let many = try (0..<CustomDecoder.countMaximum).map { number in
      var decoder = try CustomSamples.pattern("%{user.name:last} from %{source.ip}")
      decoder.name = "d\(number)"
      decoder.programs = ["program\(number)"]
      return decoder
    }
    let record = Array("Jan  5 09:00:00 h app[1]: some text from 192.0.2.1".utf8)
    let none = try Self.seconds(record, .none)
    let all = try Self.seconds(record, CustomDecoders(many))
    #expect(all < none * 3 + 1e-8)
    let result = try Decoding(custom: CustomDecoders(many)).result(
      "Jan  5 09:00:00 h program249[1]: ann from 192.0.2.1")
    #expect(result.dataset == "d249")
  }
}
