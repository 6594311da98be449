import Detect
import Foundation
import Intel
import Support
import Testing

/// Feeds with bytes changed: they are read, or refused, and never give a network wider than lists may
/// hold.
@Suite struct FeedFuzzTests {
  private static let samples = [
    #"{"type":"bundle","objects":[{"type":"indicator","pattern":"[ipv4-addr:value = '203.0.113.7'"#
      + #" OR (file:hashes.'SHA-256' = 'aa' AND file:name IN ('a', 'b'))] WITHIN 5 SECONDS"}]}"#,
    #"{"Event":{"Attribute":[{"type":"ip-dst|port","to_ids":true,"value":"203.0.113.8|8443"}]}}"#,
    #"{"ioc":"2001:db8::7:4443","ioc_type":"ip:port","confidence_level":75,"expires":"2026-01-05"}"#,
    "# id,dateadded,url,url_status\n\"1\",\"2026-01-05\",\"http://bad.example/a,\"\"b\",\"online\"\n",
    "203.0.113.7\n203.0.113.0/24 ; x\nhxxps[://]bad[.]example/x\n",
  ]
  private static let pieces = [
    "[", "]", "(", ")", "'", "\\", "\"", "\"\"", " AND ", " OR ", " NOT ", "{", "}", ":", "/0",
    "[[[[[[[[", "((((((((", "\u{0}", "\u{feff}", "é", "\n", "# ", ",", "0.0.0.0/0", "::/0",
  ]

  @Test func `no feed stops the reader`() {
    let seconds = ProcessInfo.processInfo.environment["DETECTD_FUZZ_SECONDS"].flatMap(Double.init)
    let first = seconds == nil ? 0 : UInt64.random(in: 0..<1 << 40)
    let start = ContinuousClock.now
    var seed = first
    while seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? (seed < 3000) {
      var random = SeededRandom(seed: seed)
      read(mutated(&random), seed)
      seed += 1
    }
    if seconds != nil { print("fuzz feeds: seeds \(first) to \(seed - 1)") }
  }

  private func mutated(_ random: inout SeededRandom) -> [UInt8] {
    var bytes = Array(random.pick(Self.samples).utf8)
    for _ in 0...random.below(6) {
      let place = random.below(bytes.count + 1)
      switch random.below(4) {
      case 0: bytes.insert(contentsOf: random.pick(Self.pieces).utf8, at: place)
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
      case 2: if place < bytes.count { bytes[place] = UInt8(random.below(256)) }
      default: bytes += bytes.prefix(random.below(40))
      }
    }
    return bytes
  }

  private func read(_ bytes: [UInt8], _ seed: UInt64) {
    var builder = IndicatorTableBuilder()
    bytes.withUnsafeBytes { buffer in
      _ = try? FeedReader(buffer).read(
        feed: 0, confidence: 80, expiresSeconds: nil, into: &builder)
    }
    let table = builder.build()
    for place in 0..<table.count {
      guard case .network(let network) = table.value(place) else { continue }
      #expect(network.length >= (network.isIPv4 ? 8 : 16), "seed \(seed)")
    }
  }
}
