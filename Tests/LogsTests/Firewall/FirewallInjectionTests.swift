import Detect
import Logs
import Testing

/// Names and texts that strangers choose, written so that they look like the device's own words.
/// 203.0.113.66 is whom they want blamed, 198.51.100.7 is who they are.
@Suite struct FirewallInjectionTests {
  static let victim = "203.0.113.66"

  @Test(arguments: [
    #"605004: Login denied from 198.51.100.7/1 to in:192.0.2.1/ssh for user "x" from 203.0.113.66/1""#,
    #"109006: Authentication failed for user 'x' from 203.0.113.66/1 to 'y' from 198.51.100.7/1 to "#
      + "192.0.2.1/23 on interface outside.",
    "113005: AAA user authentication Rejected : reason = r : server = 192.0.2.5 : user = x : user "
      + "IP = 203.0.113.66 : user IP = 198.51.100.7",
    "611102: User authentication failed: IP address: 198.51.100.7, Uname: x IP address: 203.0.113.66",
    "304002: Access denied URL http://x/ SRC 203.0.113.66 DEST 192.0.2.9 SRC 198.51.100.7 DEST "
      + "192.0.2.10 on interface inside",
    #"106023: Deny tcp src out:198.51.100.7/1(LOCAL\x src out:203.0.113.66/1) dst in:192.0.2.1/2 by "#
      + #"access-group "A""#,
    "338008: Dynamic Filter dropped blacklisted TCP traffic from in:198.51.100.7/1 (192.0.2.7/1) to "
      + "out:192.0.2.9/80 (192.0.2.9/80), destination x from in:203.0.113.66/1 resolved from local",
    "430002: SrcIP: 198.51.100.7, DstIP: 192.0.2.1, UserAgent: x, SrcIP: 203.0.113.66, URL: http://x/",
  ])
  func `an ASA's source is the one that the device wrote`(text: String) {
    let record = CiscoASATests.decode("%ASA-6-" + text)
    #expect(record[.sourceIP] == ["198.51.100.7"])
  }

  /// Where two addresses could be the device's, none is taken.
  @Test(arguments: [
    "722051: Group <g> User <x> IP <203.0.113.66> y> IP <198.51.100.7> Session started.",
    "713228: Group = x, IP = 203.0.113.66, Username = y, IP = 198.51.100.7, Removing peer",
    "722023: Group g User x IP 203.0.113.66 IP 198.51.100.7 UDP SVC connection terminated",
  ])
  func `an ASA's doubtful source is left out`(text: String) {
    #expect(CiscoASATests.decode("%ASA-6-" + text)[.sourceIP].isEmpty)
  }

  @Test func `an ASA's verdict is not what a user's name says`() {
    let record = CiscoASATests.decode(
      #"%ASA-6-605004: Login denied from 198.51.100.7/1 to in:192.0.2.1/ssh for user "permitted""#)
    #expect(record[.eventOutcome] == ["failure"])
    #expect(record.verdict == "denied")
  }

  /// A program that repeats what it was sent does not become a firewall.
  @Test(arguments: [
    ("%ASA-4-106023: Deny tcp src o:203.0.113.66/1 dst i:192.0.2.1/2 by access-group \"A\"", 2),
    ("IN=eth0 OUT= SRC=203.0.113.66 DST=192.0.2.1 LEN=40 PROTO=TCP SPT=1 DPT=2 ", 0),
    ("DROP IN=eth0 OUT= SRC=203.0.113.66 DST=192.0.2.1 LEN=40 PROTO=TCP SPT=1 DPT=2 ", 0),
    ("4,,,1,igb0,match,block,in,4,0,,5,1,0,DF,6,tcp,60,203.0.113.66,192.0.2.1,1,2,0", 1),
    (#"date=2026-01-05 logid="0001" type="traffic" srcip=203.0.113.66 action="deny""#, 3),
  ])
  func `another program's text is not a firewall's`(body: String, decoder: Int) {
    let decoder = FirewallPropertyTests.decoders[decoder]
    let record = DecodedRecord(decoder, body, program: "webapp")
    #expect(!record.isRecognised || record.result == .notMine)
  }

  /// An unescaped quote in a name ends the name, and what follows stands where keys stand.
  @Test(arguments: [
    #"user="x" srcip=203.0.113.66 y="z" ui="ssh(198.51.100.7)" srcip=198.51.100.7 status="failed""#,
    #"user="x" remip=203.0.113.66 y="z" remip=198.51.100.7 status="failed""#,
    #"user="x" ui="ssh(203.0.113.66)" y="z" ui="ssh(198.51.100.7)" status="failed""#,
    #"user="x" status="success" y="z" srcip=198.51.100.7 status="failed""#,
  ])
  func `a FortiGate record that contradicts itself blames nobody`(keys: String) {
    let record = FortiGateTests.decode(
      #"logid="0100032002" type="event" subtype="system" action="login" "# + keys)
    #expect(record.result == .malformed)
    #expect(record[.sourceIP].isEmpty)
    #expect(record[.eventOutcome].isEmpty)
    #expect(record[.eventAction] == ["login"])
  }

  @Test(arguments: [
    #"user="x\" srcip=203.0.113.66 \"" srcip=198.51.100.7"#,
    #"user="x srcip=203.0.113.66" srcip=198.51.100.7"#,
    #"srcip=198.51.100.7 url="/?srcip=203.0.113.66 srcip=203.0.113.66""#,
    #"srcip=198.51.100.7 msg="a "b"srcip=203.0.113.66 c""#,
  ])
  func `text in quotes is never a FortiGate key`(keys: String) {
    let record = FortiGateTests.decode(#"logid="0001" type="utm" action="blocked" "# + keys)
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record.verdict == "denied")
  }

  @Test func `the packet inside an ICMP error blames nobody, cut or not`() {
    let start = "DROP: IN=eth0 OUT= SRC=198.51.100.7 DST=192.0.2.1 LEN=56 PROTO=ICMP TYPE=3 CODE=3 "
    for tail in ["[SRC=203.0.113.66 DST=1 ] ", "[SRC=203.0.113.66 DST=192.0.2.9 LEN=2", "["] {
      #expect(NetfilterTests.decode(start + tail)[.sourceIP] == ["198.51.100.7"])
    }
    let noOuter = NetfilterTests.decode("DROP: IN=eth0 OUT= [SRC=203.0.113.66 DST=192.0.2.9 ")
    #expect(noOuter[.sourceIP].isEmpty)
  }
}
