import Detect
import Logs
import Testing

@Suite struct CiscoASATests {
  static func decode(_ body: String) -> DecodedRecord { DecodedRecord(CiscoASA.decoder, body) }

  /// A message, and what it must say: `source[:port] > destination[:port]`, the interfaces, the
  /// protocol and the verdict.
  struct Sample: Sendable {
    var text: String
    var ends: String
    var interfaces = " > "
    var transport: String?
    var verdict: String? = "denied"
  }

  static let denied = [
    Sample(
      text: "2-106001: Inbound TCP connection denied from 198.51.100.7/51515 to 192.0.2.10/22 "
        + "flags SYN  on interface outside",
      ends: "198.51.100.7:51515 > 192.0.2.10:22", interfaces: "outside > ", transport: "tcp"),
    Sample(
      text:
        "2-106002: UDP Connection denied by outbound list 1 src 198.51.100.7 9 dest 192.0.2.10 7",
      ends: "198.51.100.7 > 192.0.2.10", transport: "udp"),
    Sample(
      text:
        "2-106006: Deny inbound UDP from 198.51.100.7/137 to 192.0.2.10/138 on interface inside",
      ends: "198.51.100.7:137 > 192.0.2.10:138", interfaces: "inside > ", transport: "udp"),
    Sample(
      text: "2-106007: Deny inbound UDP from 198.51.100.7/1 to 192.0.2.10/53 due to DNS Query",
      ends: "198.51.100.7:1 > 192.0.2.10:53", transport: "udp"),
    Sample(
      text: "3-106010: Deny inbound protocol 47 src outside:198.51.100.7 dst inside:192.0.2.10",
      ends: "198.51.100.7 > 192.0.2.10", interfaces: "outside > inside", transport: "gre"),
    Sample(
      text: "6-106012: Deny IP from 198.51.100.7 to 192.0.2.10, IP options: \"Router Alert\"",
      ends: "198.51.100.7 > 192.0.2.10"),
    Sample(
      text: "2-106013: Dropping echo request from 198.51.100.7 to PAT address 192.0.2.10",
      ends: "198.51.100.7 > 192.0.2.10", transport: "icmp"),
    Sample(
      text: "3-106014: Deny inbound icmp src outside:198.51.100.7 dst inside:192.0.2.10"
        + "(type 8, code 0)",
      ends: "198.51.100.7 > 192.0.2.10", interfaces: "outside > inside", transport: "icmp"),
    Sample(
      text: "6-106015: Deny TCP (no connection) from 198.51.100.7/443 to 192.0.2.10/5 flags RST "
        + " on interface outside",
      ends: "198.51.100.7:443 > 192.0.2.10:5", interfaces: "outside > ", transport: "tcp"),
    Sample(
      text: "2-106016: Deny IP spoof from (198.51.100.7) to 192.0.2.10 on interface outside",
      ends: "198.51.100.7 > 192.0.2.10", interfaces: "outside > "),
    Sample(
      text: "2-106017: Deny IP due to Land Attack from 192.0.2.10 to 192.0.2.10",
      ends: "192.0.2.10 > 192.0.2.10"),
    Sample(
      text: "2-106020: Deny IP teardrop fragment (size = 1, offset = 2) from 198.51.100.7 to "
        + "192.0.2.10",
      ends: "198.51.100.7 > 192.0.2.10"),
    Sample(
      text:
        "1-106021: Deny tcp reverse path check from 198.51.100.7 to 192.0.2.10 on interface dmz",
      ends: "198.51.100.7 > 192.0.2.10", interfaces: "dmz > ", transport: "tcp"),
    Sample(
      text: #"4-106023: Deny tcp src out-1_x.y:198.51.100.7/51515(LOCAL\bob smith) dst "#
        + #"inside:192.0.2.10/22 by access-group "OUTSIDE_IN" [0x0, 0x0]"#,
      ends: "198.51.100.7:51515 > 192.0.2.10:22", interfaces: "out-1_x.y > inside",
      transport: "tcp"),
    Sample(
      text: #"4-106023: Deny udp src outside:2001:db8::bad/5353 dst inside:2001:db8::10/53 by "#
        + #"access-group "V6" [0x0, 0x0]"#,
      ends: "2001:db8::bad:5353 > 2001:db8::10:53", interfaces: "outside > inside",
      transport: "udp"),
    Sample(
      text: "3-313001: Denied ICMP type=8, code=0 from 198.51.100.7 on interface outside",
      ends: "198.51.100.7 > ", interfaces: "outside > ", transport: "icmp"),
    Sample(
      text: "4-313004: Denied ICMP type=0, from laddr 198.51.100.7 on interface inside to "
        + "192.0.2.10: no matching session",
      ends: "198.51.100.7 > 192.0.2.10", interfaces: "inside > ", transport: "icmp"),
    Sample(
      text: "4-313005: No matching connection for ICMP error message: icmp src "
        + "outside:198.51.100.7 dst inside:192.0.2.10 (type 3, code 3) on outside interface.  "
        + "Original IP payload: udp src 192.0.2.10/53 dst 203.0.113.9/60717.",
      ends: "198.51.100.7 > 192.0.2.10", interfaces: "outside > inside", transport: "icmp"),
    Sample(
      text: "3-313008: Denied IPv6-ICMP type=136, code=0 from fe80::1 on interface inside",
      ends: "fe80::1 > ", interfaces: "inside > ", transport: "ipv6-icmp"),
    Sample(
      text: "4-434002: SFR requested to drop TCP packet from out:198.51.100.7/1 to in:192.0.2.10/2",
      ends: "198.51.100.7:1 > 192.0.2.10:2", interfaces: "out > in", transport: "tcp"),
    Sample(
      text: "3-710003: TCP access denied by ACL from 198.51.100.7/51 to outside:192.0.2.10/22",
      ends: "198.51.100.7:51 > 192.0.2.10:22", interfaces: " > outside", transport: "tcp"),
    Sample(
      text: "7-710005: UDP request discarded from 198.51.100.7/68 to outside:192.0.2.10/67",
      ends: "198.51.100.7:68 > 192.0.2.10:67", interfaces: " > outside", transport: "udp"),
    Sample(
      text: "4-338008: Dynamic Filter dropped blacklisted TCP traffic from inside:192.0.2.10/33340 "
        + "(203.0.113.1/33340) to outside:198.51.100.7/80 (198.51.100.7/80), destination "
        + "bad.example.com resolved from dynamic list: x, threat-level: high, category: Malware",
      ends: "192.0.2.10:33340 > 198.51.100.7:80", interfaces: "inside > outside",
      transport: "tcp"),
  ]

  static let others = [
    Sample(
      text: "6-302013: Built inbound TCP connection 4242 for outside:198.51.100.7/51515 "
        + "(198.51.100.7/51515) to inside:192.0.2.10/22 (203.0.113.1/22)",
      ends: "198.51.100.7:51515 > 192.0.2.10:22", interfaces: "outside > inside",
      transport: "tcp", verdict: "allowed"),
    Sample(
      text: "6-302013: Built outbound TCP connection 4242 for outside:203.0.113.9/443 "
        + "(203.0.113.9/443) to inside:192.0.2.10/40000 (203.0.113.1/40000)",
      ends: "192.0.2.10:40000 > 203.0.113.9:443", interfaces: "inside > outside",
      transport: "tcp", verdict: "allowed"),
    Sample(
      text:
        "6-302016 Teardown UDP connection 4 for outside:203.0.113.9/53 to inside:192.0.2.10/5000 "
        + "duration 0:02:02 bytes 1416",
      ends: "192.0.2.10:5000 > 203.0.113.9:53", interfaces: "inside > outside", transport: "udp",
      verdict: nil),
    Sample(
      text: "6-302020: Built inbound ICMP connection for faddr 198.51.100.7/1 gaddr 203.0.113.1/0 "
        + "laddr 192.0.2.10/0 type 8 code 0",
      ends: "198.51.100.7:1 > 192.0.2.10:0", transport: "icmp", verdict: "allowed"),
    Sample(
      text: "6-302020: Built outbound ICMP connection for faddr 198.51.100.7/1 gaddr 203.0.113.1/0 "
        + "laddr 192.0.2.10/0",
      ends: "192.0.2.10:0 > 198.51.100.7:1", transport: "icmp", verdict: "allowed"),
    Sample(
      text: "6-305011: Built dynamic TCP translation from inside:192.0.2.10/1772 to "
        + "outside:203.0.113.1/8256",
      ends: "192.0.2.10:1772 > 203.0.113.1:8256", interfaces: "inside > outside",
      transport: "tcp", verdict: nil),
    Sample(
      text: "4-419002: Duplicate TCP SYN from outside:198.51.100.7/1 to inside:192.0.2.10/2 with "
        + "different initial sequence number",
      ends: "198.51.100.7:1 > 192.0.2.10:2", interfaces: "outside > inside", transport: "tcp",
      verdict: nil),
    Sample(
      text: "4-338002: Dynamic Filter permitted black listed TCP traffic from inside:192.0.2.10/1 "
        + "(203.0.113.1/9) to outside:198.51.100.7/80 (198.51.100.7/80), destination 198.51.100.7 "
        + "resolved from dynamic list: bad.example.com",
      ends: "192.0.2.10:1 > 198.51.100.7:80", interfaces: "inside > outside", transport: "tcp",
      verdict: "allowed"),
    Sample(
      text: "4-400010: IPS:2000 ICMP Echo Reply from 198.51.100.7 to 192.0.2.10 on interface out",
      ends: "198.51.100.7 > 192.0.2.10", interfaces: "out > ", transport: "icmp", verdict: nil),
    Sample(
      text: "6-725007: SSL session with client outside:198.51.100.7/49243 to 192.0.2.10/443 "
        + "terminated",
      ends: "198.51.100.7:49243 > 192.0.2.10:443", interfaces: "outside > ", verdict: nil),
  ]

  static let lines = (denied + others).map { "%ASA-" + $0.text }

  @Test(arguments: denied + others)
  func `reads who, to whom, where and how it ended`(sample: Sample) {
    let record = CiscoASATests.decode("%ASA-" + sample.text)
    func end(_ address: Field, _ port: Field) -> String {
      ([record.first(address), record.first(port)].compactMap(\.self)).joined(separator: ":")
    }
    let ends =
      "\(end(.sourceIP, .sourcePort)) > \(end(.destinationIP, .destinationPort))"
    let interfaces =
      "\(record.first(.observerIngressInterfaceName) ?? "") > "
      + "\(record.first(.observerEgressInterfaceName) ?? "")"
    #expect(ends == sample.ends)
    #expect(interfaces == sample.interfaces)
    #expect(record.first(.networkTransport) == sample.transport)
    #expect(record.verdict == sample.verdict)
    #expect(record[.eventCode] == [String(sample.text.dropFirst(2).prefix(6))])
    #expect(record[.eventSeverity] == [String(sample.text.prefix(1))])
    #expect(record.source == .ciscoASA)
  }

  @Test(arguments: [
    "%ASA-4-106023: ", "%ASA-4-106023 ", ": %ASA-4-106023: ", " %FTD-4-106023: ",
    "%ASA-session-4-106023: ", "%FTD--4-106023: ", "%PIX-4-106023: ", "%FWSM-4-106023: ",
    "%NGIPS-4-106023: ", "<166>Jan  5 2026 09:00:00 asa1 : %ASA-4-106023: ",
    "SFIMS: %FTD-4-106023: ", "Jan 05 2026 09:00:00: %ASA-4-106023: ",
    ":Jan 05 09:00:00 UTC: %ASA-4-106023: ",
  ])
  func `finds the message in each kind of header`(head: String) {
    let record = CiscoASATests.decode(
      head + #"Deny tcp src a:198.51.100.7/1 dst b:192.0.2.10/2 by access-group "X" [0x0, 0x0]"#)
    #expect(record.isRecognised)
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record[.ruleName] == ["X"])
    #expect(record[.eventAction] == ["deny"])
  }

  @Test(arguments: [
    ("denied", "denied", "12"), ("permitted", "allowed", "1"), ("est-allowed", "allowed", "2"),
  ])
  func `reads an access list's message and its hits`(verb: String, verdict: String, hits: String) {
    let record = CiscoASATests.decode(
      "%ASA-6-106100: access-list OUTSIDE_IN \(verb) tcp outside/198.51.100.7(51515)(LOCAL\\bob) -> "
        + "inside/192.0.2.10(3389) hit-cnt \(hits) 300-second interval [0x8e1d1f1a, 0x0]")
    #expect(record.verdict == verdict)
    #expect(record.event.repetitions == UInt32(hits))
    #expect(record[.eventAction] == [verb])
    #expect(record[.ruleName] == ["OUTSIDE_IN"])
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record[.sourcePort] == ["51515"])
    #expect(record[.destinationPort] == ["3389"])
    #expect(record[.observerIngressInterfaceName] == ["outside"])
    #expect(record[.observerEgressInterfaceName] == ["inside"])
    #expect(record[.userName] == ["bob"])
  }

  @Test func `adds translated ends, users, bytes and durations`() {
    let built = CiscoASATests.decode(
      #"%ASA-6-302013: Built outbound TCP connection 4242 for outside:203.0.113.9/443 "#
        + #"(203.0.113.9/443) to inside:192.0.2.10/40000 (203.0.113.1/1025)(CORP\jane doe, 12:g)"#)
    #expect(built[.sourceNATIP] == ["203.0.113.1"])
    #expect(built[.sourceNATPort] == ["1025"])
    #expect(built[.destinationNATIP].isEmpty)
    #expect(built[.networkDirection] == ["outbound"])
    #expect(built[.eventType] == ["connection", "start", "allowed"])
    #expect(built[.userName] == ["jane doe"])
    #expect(built[.userDomain] == ["CORP"])
    #expect(built[.sourceUserName] == ["jane doe"])
    let ended = CiscoASATests.decode(
      "%ASA-6-302014: Teardown TCP connection 4 for out:203.0.113.9/443 to in:192.0.2.10/40000 "
        + "duration 1:00:01 bytes 134781 TCP FINs from in")
    #expect(ended[.networkBytes] == ["134781"])
    #expect(ended[.eventDuration] == ["3601000000000"])
    #expect(ended[.eventReason] == ["TCP FINs from in"])
    #expect(ended[.eventType] == ["connection", "end"])
    #expect(ended[.networkDirection].isEmpty)
  }

  @Test func `keeps an object's name as a name`() {
    let record = CiscoASATests.decode(
      "%ASA-5-106100: access-list L denied tcp in/db.example.com(27218) -> out/192.0.2.61(53) "
        + "hit-cnt 1 first hit [0x0, 0x0]")
    #expect(record[.sourceIP].isEmpty)
    #expect(record[.sourceDomain] == ["db.example.com"])
    #expect(record[.sourcePort] == ["27218"])
  }

  @Test(arguments: ["", "%ASA", "%ASA-6-", "%SYS-5-CONFIG_I: x", "100% ASA-6-302013: y"])
  func `leaves other text to others`(body: String) {
    let record = CiscoASATests.decode(body)
    #expect(record.result == .notMine)
    #expect(!record.isRecognised)
  }

  @Test func `keeps the number of a message it knows nothing about`() {
    let record = CiscoASATests.decode("%ASA-3-999999: Something from 198.51.100.7 happened")
    #expect(record.result == .event)
    #expect(record[.eventCode] == ["999999"])
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record.verdict == nil)
  }
}
