import Detect
import Logs
import Testing

@Suite struct FilterlogTests {
  static func decode(_ body: String) -> DecodedRecord { DecodedRecord(Filterlog.decoder, body) }

  @Test func `reads pfSense's TCP over IPv4`() {
    let record = FilterlogTests.decode(
      "4,,,1000000103,igb0,match,block,in,4,0x0,,52,4242,0,DF,6,tcp,60,198.51.100.7,192.0.2.10,"
        + "51515,22,0,S,1234567890,,64240,,mss;sackOK;TS;nop;wscale")
    #expect(record.isRecognised)
    #expect(record.result == .event)
    #expect(record.source == .pfsense)
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record[.destinationIP] == ["192.0.2.10"])
    #expect(record[.sourcePort] == ["51515"])
    #expect(record[.destinationPort] == ["22"])
    #expect(record[.networkTransport] == ["tcp"])
    #expect(record[.networkIANANumber] == ["6"])
    #expect(record[.networkBytes] == ["60"])
    #expect(record[.networkDirection] == ["inbound"])
    #expect(record[.observerIngressInterfaceName] == ["igb0"])
    #expect(record[.ruleID] == ["1000000103"])
    #expect(record[.eventAction] == ["block"])
    #expect(record[.eventReason] == ["match"])
    #expect(record.verdict == "denied")
  }

  /// IPv6 has the protocol's name before its number.
  @Test func `reads OPNsense's UDP over IPv6`() {
    let record = FilterlogTests.decode(
      "12,,,02f4bab031b57d1e30553ce08e0ec131,vtnet0.5,match,pass,out,6,0x00,0xb3f1a,64,UDP,17,48,"
        + "2001:db8::bad,2001:db8::10,5353,53,40")
    #expect(record.source == .opnsense)
    #expect(record[.sourceIP] == ["2001:db8::bad"])
    #expect(record[.networkTransport] == ["udp"])
    #expect(record[.networkIANANumber] == ["17"])
    #expect(record[.networkBytes] == ["48"])
    #expect(record[.destinationPort] == ["53"])
    #expect(record[.networkVLANID] == ["5"])
    #expect(record[.observerEgressInterfaceName] == ["vtnet0.5"])
    #expect(record[.networkDirection] == ["outbound"])
    #expect(record.verdict == "allowed")
  }

  @Test(arguments: [
    ("1,icmp,84", "request,8088,4540564", "icmp"),
    ("1,icmp,56", "unreachport,192.0.2.1,17,53", "icmp"),
    ("1,icmp,84", "datalength=64,echoreq,0,17,1,0", "icmp"),
    ("2,igmp,32", "datalength=8", "igmp"),
    ("50,esp,120", "datalength=100", "esp"),
    ("112,carp,36", "advertise,255,1,2,0,1", "carp"),
    ("47,gre,120", "datalength=100", "gre"),
  ])
  func `reads tails without ports`(protocolColumns: String, tail: String, transport: String) {
    let record = FilterlogTests.decode(
      "9,,,0,igb1,match,reject,in,4,0x0,,64,1,0,none,\(protocolColumns),198.51.100.7,192.0.2.10,"
        + tail)
    #expect(record.result == .event)
    #expect(record.source == .filterlog)
    #expect(record[.networkTransport] == [transport])
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record[.destinationIP] == ["192.0.2.10"])
    #expect(record[.sourcePort].isEmpty && record[.destinationPort].isEmpty)
    #expect(record[.ruleID].isEmpty)
    #expect(record.verdict == "denied")
  }

  @Test func `says no verdict for a rule that only logs`() {
    let record = FilterlogTests.decode(
      "9,,,5,igb1,match,match,in,4,0x0,,64,1,0,none,17,udp,64,198.51.100.7,192.0.2.10,1,2,44")
    #expect(record.verdict == nil)
    #expect(record[.eventType] == ["connection"])
  }

  @Test func `names no end when the line was cut`() {
    let record = FilterlogTests.decode(
      "9,,,5,igb1,match,block,in,4,0x0,,64,1,0,none,17,udp,64,198.51.100.7,192.0.2.1")
    #expect(record.result == .malformed)
    #expect(record[.sourceIP].isEmpty)
  }

  @Test(arguments: [
    "", "1,2,3", "a,,,5,igb1,match,block,in,4", "DHCPACK on 192.0.2.10", ",,,,,,,,,,,",
  ])
  func `leaves other text to others`(body: String) {
    let record = FilterlogTests.decode(body)
    #expect(record.result == .notMine)
    #expect(!record.isRecognised)
  }
}
