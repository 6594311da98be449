import Detect
import Logs
import Testing

/// Nothing that stands in a record can make a decoder trap, lose the record, or point outside it.
@Suite struct DecodingPropertyTests {
  static let samples =
    (SSHDTests.logins + SSHDTests.ends + SSHDTests.probes).map {
      "Jan  5 09:00:00 h sshd[1]: \($0.message)"
    }
    + (ServicesTests.mail + ServicesTests.names + ServicesTests.logins + WebTests.access
    + WebTests.others).map(\.record)
    + AuditTests.cases.map(\.record) + SensorTests.alerts.map(\.record)
    + SensorTests.zeek.map(\.record) + GatewayTests.cases.map(\.record)
    + [WindowsXMLTests.sysmon, WindowsXMLTests.snare]
    + (ProductTests.windows + ProductTests.sensors).map(\.record)
    + (ProductTests.clouds + ProductTests.people + ProductTests.hosts).map(\.record)
    + ProductTests.edges.map(\.record)
    + (LoginsTests.sudo + LoginsTests.logins + LoginsTests.accounts).map {
      "<38>Jan  5 09:00:00.5 h \($0.tag): \($0.message)"
    } + [
      "<165>1 2026-01-05T09:00:00Z h app 1 ID [a@1 b=\"c\\]\"][d] \u{feff}{\"x\":[1,{\"y\":null}]}",
      "<189>45: r1: *Jan  5 09:00:00.123 UTC: %SYS-5-CONFIG_I: x",
      "Jan  5 09:00:00 relay <13>Jan  5 08:59:59 inner sshd[1]: message repeated 3 times: [ x]",
      "Jan  5 09:00:00 h pam_unix(sshd:auth): authentication failure; ruser= rhost=192.0.2.1  user=x",
      #"{"MESSAGE":[70,97],"__REALTIME_TIMESTAMP":"1767600000123456","_COMM":"sshd"}"#,
      #"{"log":"<13>sshd: \ud83d\ude00\n","stream":"x","time":"2026-01-05T09:00:00Z"}"#,
      #"{"a":{"b":[1.5e3,-7,true,null,"\u0041"]},"source.ip":"192.0.2.1","n":18446744073709551616}"#,
      "Jan  5 09:00:00 gw kernel: [1.5] DROP IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP SPT=1 DPT=2",
      "<134>Jan  5 09:00:00 filterlog[1]: 4,,,1,igb0,match,block,in,4,0x0,,52,1,0,DF,6,tcp,60,192.0.2.1,192.0.2.2,1,2,0,S,1,,1,,",
      "<166>Jan  5 2026 09:00:00 a : %ASA-4-106023: Deny tcp src o:192.0.2.1/1 dst i:192.0.2.2/2 by access-group \"A\" [0x0, 0x0]",
      "<189>date=2026-01-05 time=09:00:00 logid=\"0000000013\" type=\"traffic\" srcip=192.0.2.1 action=\"deny\"",
    ]

  /// Every record whose bytes were changed, cut or doubled.
  private func mutate(_ sample: String, _ random: inout FirewallPropertyTests.Seeded) -> [UInt8] {
    var bytes = Array(sample.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
      case 1: bytes.remove(at: place)
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.removeSubrange(..<place)
      case 4: bytes.insert(contentsOf: bytes[place...].prefix(16), at: place)
      default: bytes[place] = Array(" :[](){}\"\\=<>,-0%\0\n".utf8).randomElement(using: &random)!
      }
    }
    return bytes
  }

  private func check(_ records: [[UInt8]], _ decoding: Decoding) throws {
    // Reading the fields traps when a span stands outside the buffer.
    let results = try decoding.results(records)
    #expect(results.count == records.count)
    for result in results where result.event.repetitions == 0 || result.json.isEmpty {
      Issue.record("a broken event: \(result.json)")
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `stands mutated records`(seed: UInt64) throws {
    var random = FirewallPropertyTests.Seeded(state: seed)
    for round in 0..<20 {
      let records = DecodingPropertyTests.samples.map { mutate($0, &random) }
      try check(records, Decoding(keepsAllFields: round % 2 == 0))
    }
  }

  @Test func `stands records cut at every byte`() throws {
    for sample in DecodingPropertyTests.samples {
      let bytes = Array(sample.utf8)
      try check((0...bytes.count).map { Array(bytes.prefix($0)) }, Decoding())
      try check((0...bytes.count).map { Array(bytes.suffix($0)) }, Decoding())
    }
  }

  @Test func `stands random bytes`() throws {
    var random = FirewallPropertyTests.Seeded(state: 5)
    let alphabet = Array("ab1 :.[](){}\"\\=<>,-%\0pam_unix(sshd:auth): Jan  5 09:00:00".utf8)
    let records = (0..<3000).map { round in
      (0..<Int.random(in: 0...120, using: &random)).map { _ in
        round % 2 == 0
          ? UInt8.random(in: .min ... .max, using: &random)
          : alphabet.randomElement(using: &random)!
      }
    }
    try check(records, Decoding())
  }

  @Test(arguments: Decoders.names)
  func `stands mutated records under every named format`(name: String) throws {
    var random = FirewallPropertyTests.Seeded(state: 6)
    let bodies = DecodingPropertyTests.samples.map { sample in
      sample.firstRange(of: "]: ").map { String(sample[$0.upperBound...]) } ?? sample
    }
    let records = bodies.map { mutate($0, &random) } + bodies.map { Array($0.utf8) }
    try check(records, Decoding(format: name))
  }

  @Test func `gives the same event wherever a record stands`() throws {
    let alone = try DecodingPropertyTests.samples.map { try Decoding().result($0).json }
    let together = try Decoding().results(DecodingPropertyTests.samples).map(\.json)
    #expect(alone == together)
  }
}
