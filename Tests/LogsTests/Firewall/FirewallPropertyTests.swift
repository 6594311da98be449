import Detect
import Logs
import Testing

@Suite struct FirewallPropertyTests {
  static let decoders = [
    Netfilter.decoder, Filterlog.decoder, CiscoASA.decoder, FortiGate.decoder, PANOS.decoder,
    CEF.decoder, LEEF.decoder, CheckPoint.decoder, JuniperSRX.decoder, SonicWall.decoder,
    SophosXG.decoder, SophosUTM.decoder, WatchGuard.decoder, MikroTik.decoder,
    Stormshield.decoder, Meraki.decoder, VPCFlow.decoder, WindowsFirewall.decoder,
    CiscoIOS.decoder,
  ]

  /// A small generator (SplitMix64), so that a failing case comes again.
  struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }

  static let seeds =
    [
      "[UFW BLOCK] " + NetfilterTests.packet,
      #"[WAN-D-1] DESCR="x" IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=1 PROTO=1 [SRC=1 ] MARK=0x1 "#,
      "1 2 tap1-IN 05/Jan/2026:09:00:00 +0800 DROP: IN=a OUT=b SRC=192.0.2.1 DST=192.0.2.2 LEN=1 ",
      "4,,,1,igb0.2,match,block,in,4,0x0,,52,1,0,DF,6,tcp,60,198.51.100.7,192.0.2.10,51,22,0,S,1",
      "4,,,1,igb0,match,block,in,6,0x0,0x0,52,UDP,17,60,2001:db8::1,2001:db8::2,51,22,0",
      FortiGateTests.traffic,
    ] + CiscoASATests.lines + ApplianceTests.lines

  @Test(arguments: 0..<seeds.count)
  func `a changed line never traps, and every span stays inside`(index: Int) {
    var random = Seeded(state: UInt64(index))
    let seed = Array(FirewallPropertyTests.seeds[index].utf8)
    let pieces = FirewallPropertyTests.seeds.map { Array($0.utf8) }
    for _ in 0..<12 {
      let line = FirewallPropertyTests.changed(seed, pieces: pieces, &random)
      for decoder in FirewallPropertyTests.decoders {
        let record = DecodedRecord(decoder, line)
        #expect(record.isInside, "\(decoder.name): \(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  @Test func `random bytes never trap, and every span stays inside`() {
    var random = Seeded(state: 7)
    for round in 0..<120 {
      let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
        round % 2 == 0
          ? UInt8.random(in: 0...255, using: &random)
          : " =\"',:/%()[]1aA".utf8.randomElement(using: &random)!
      }
      for decoder in FirewallPropertyTests.decoders {
        #expect(DecodedRecord(decoder, bytes).isInside)
      }
    }
  }

  /// A copy with some bytes replaced, a piece of another line put in, and the end cut off.
  static func changed(
    _ line: [UInt8], pieces: [[UInt8]], _ random: inout Seeded
  ) -> [UInt8] {
    var line = line
    for _ in 0..<Int.random(in: 0...4, using: &random) where !line.isEmpty {
      let place = Int.random(in: 0..<line.count, using: &random)
      line[place] = " =\"'\\,:/%()[]0z\u{0}".utf8.randomElement(using: &random)!
    }
    if Bool.random(using: &random), let piece = pieces.randomElement(using: &random) {
      let start = Int.random(in: 0..<piece.count, using: &random)
      let end = Int.random(in: start...piece.count, using: &random)
      line.insert(
        contentsOf: piece[start..<end], at: Int.random(in: 0...line.count, using: &random))
    }
    if Bool.random(using: &random) {
      line.removeLast(Int.random(in: 0...line.count, using: &random))
    }
    return line
  }
}
