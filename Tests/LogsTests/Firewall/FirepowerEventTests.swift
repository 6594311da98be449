import Detect
import Logs
import Testing

@Suite struct FirepowerEventTests {
  @Test func `reads an intrusion whose message has a comma`() {
    let record = CiscoASATests.decode(
      #" %FTD-1-430001: SrcIP: 198.51.100.7, DstIP: 192.0.2.10, SrcPort: 51515, DstPort: 80, "#
        + #"Protocol: tcp, Priority: 1, GID: 1, SID: 1000001, Revision: 1, "#
        + #"Message: "EXAMPLE exploit, stage 1", Classification: Attempted Privilege Gain, "#
        + #"InlineResult: Dropped"#)
    #expect(record.result == .event)
    #expect(record.source == .ciscoFTD)
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record[.destinationPort] == ["80"])
    #expect(record[.ruleName] == ["EXAMPLE exploit, stage 1"])
    #expect(record[.ruleID] == ["1000001"])
    #expect(record[.ruleCategory] == ["Attempted Privilege Gain"])
    #expect(record[.eventCategory] == ["intrusion_detection", "network"])
    #expect(record.verdict == "denied")
  }

  @Test(arguments: [
    ("Allow", "allowed"), ("Trust", "allowed"), ("Fastpath", "allowed"), ("Block", "denied"),
    ("Block with reset", "denied"), ("Interactive Block", "denied"), ("Monitor", nil),
  ])
  func `judges a connection by its rule's action`(action: String, verdict: String?) {
    let record = CiscoASATests.decode(
      "%FTD-1-430003: AccessControlRuleAction: \(action), SrcIP: 192.0.2.10, DstIP: 198.51.100.7, "
        + "SrcPort: 55371, DstPort: 53, Protocol: 17, IngressInterface: inside, "
        + "EgressInterface: outside, IngressZone: in, EgressZone: out, ACPolicy: p, "
        + "AccessControlRuleName: R1, Prefilter Policy: Default Prefilter Policy, "
        + "User: No Authentication Required, Client: DNS client, ApplicationProtocol: DNS, "
        + "InitiatorPackets: 1, ResponderPackets: 2, InitiatorBytes: 97, ResponderBytes: 200, "
        + "DNSQuery: www.example.com, DNSRecordType: a host address")
    #expect(record.verdict == verdict)
    #expect(record[.eventType].first == "connection")
    #expect(record[.eventType].contains("end"))
    #expect(record[.networkTransport] == ["udp"])
    #expect(record[.networkBytes] == ["297"])
    #expect(record[.networkPackets] == ["3"])
    #expect(record[.dnsQuestionType] == ["A"])
    #expect(record[.ruleName] == ["R1"])
    #expect(record[.observerIngressZone] == ["in"])
    #expect(record[.userName].isEmpty)
  }

  @Test func `reads a file event, its URL and its time`() {
    let record = CiscoASATests.decode(
      #"%FTD-1-430005: SrcIP: 192.0.2.10, DstIP: 198.51.100.7, SrcPort: 1, DstPort: 80, "#
        + #"Protocol: tcp, FileAction: Block Malware, FileSHA256: \#(String(repeating: "a", count: 64)), "#
        + #"FileName: x.zip, FileSize: 184, User: CORP\bob, "#
        + #"FirstPacketSecond: 2026-01-05T01:00:00Z, URI: http://example.com:8000/x.zip"#)
    #expect(record[.eventCategory] == ["file", "malware", "network"])
    #expect(record[.fileSize] == ["184"])
    #expect(record[.urlPort] == ["8000"])
    #expect(record[.userName] == ["bob"])
    #expect(record.verdict == "denied")
    #expect(record.event.timeNanoseconds == 1_767_574_800_000_000_000)
  }
}
