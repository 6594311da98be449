import Detect
import Logs
import Testing

@Suite struct FortiGateTests {
  static func decode(_ body: String) -> DecodedRecord { DecodedRecord(FortiGate.decoder, body) }

  static let traffic = #"""
    date=2026-01-05 time=09:00:00 devname="fw1" devid="FGT60EXAMPLE" logid="0000000013" \#
    type="traffic" subtype="forward" level="warning" vd="root" eventtime=1767574800123456789 \#
    tz="+0800" srcip=198.51.100.7 srcport=51515 srcintf="wan1" dstip=192.0.2.10 dstport=22 \#
    dstintf="dmz" proto=6 action="deny" policyid=7 poluuid="u-1" policyname="in" service="SSH" \#
    trandisp="noop" duration=2 sentbyte=100 rcvdbyte=20 sentpkt=3 rcvdpkt=1
    """#

  @Test func `reads a denied packet`() {
    let record = FortiGateTests.decode(FortiGateTests.traffic)
    #expect(record.isRecognised)
    #expect(record.result == .event)
    #expect(record.source == .fortigateTraffic)
    let expected: [(Field, [String])] = [
      (.sourceIP, ["198.51.100.7"]), (.sourcePort, ["51515"]), (.destinationIP, ["192.0.2.10"]),
      (.destinationPort, ["22"]), (.networkTransport, ["tcp"]), (.networkIANANumber, ["6"]),
      (.networkType, ["ipv4"]), (.observerIngressInterfaceName, ["wan1"]),
      (.observerEgressInterfaceName, ["dmz"]), (.observerName, ["fw1"]),
      (.observerSerialNumber, ["FGT60EXAMPLE"]), (.eventCode, ["0000000013"]),
      (.eventAction, ["deny"]), (.ruleID, ["7"]), (.ruleUUID, ["u-1"]), (.ruleName, ["in"]),
      (.networkProtocol, ["SSH"]), (.sourceBytes, ["100"]), (.destinationBytes, ["20"]),
      (.networkBytes, ["120"]), (.networkPackets, ["4"]), (.eventDuration, ["2000000000"]),
      (.eventCategory, ["network"]), (.eventType, ["connection", "denied"]), (.eventOutcome, []),
      (.logLevel, ["warning"]), (.observerVendor, ["Fortinet"]),
    ]
    for (field, values) in expected { #expect(record[field] == values, "\(field.rawValue)") }
    #expect(record.event.timeNanoseconds == 1_767_574_800_123_456_789)
    #expect(record.event.offsetMinutes == 480)
  }

  @Test(arguments: [
    ("eventtime=1767574800", 1_767_574_800_000_000_000),
    ("eventtime=1767574800123", 1_767_574_800_123_000_000),
    ("eventtime=1767574800123456789", 1_767_574_800_123_456_789),
    (#"timestamp=1767574801 tz="UTC+8:00""#, 1_767_574_801_000_000_000),
    (#"date=2026-01-05 time=09:00:00 tz="+0800""#, 1_767_574_800_000_000_000),
    ("date=2026-01-05 time=09:00:00", 1_767_603_600_000_000_000),
  ])
  func `reads the time in each of its forms`(keys: String, expected: Int64) {
    let record = FortiGateTests.decode(#"devname="fw1" logid="0001" type="event" "# + keys)
    #expect(record.event.flags.contains(.hasTime))
    #expect(record.event.timeNanoseconds == expected)
  }

  @Test(arguments: [
    (#"action="accept""#, "allowed"), (#"action="close""#, "allowed"),
    (#"action="client-rst""#, "allowed"), (#"action="ip-conn""#, "allowed"),
    (#"action="close" utmaction="block""#, "denied"), ("action=deny", "denied"),
    (#"action="accept" utmaction="allow""#, "allowed"),
  ])
  func `judges traffic by its verbs`(keys: String, verdict: String) {
    let record = FortiGateTests.decode(#"logid="0001" type="traffic" srcip=192.0.2.1 "# + keys)
    #expect(record.verdict == verdict)
  }

  @Test(arguments: [
    ("passthrough", "allowed"), ("pass", "allowed"), ("blocked", "denied"), ("dropped", "denied"),
    ("reset", "denied"), ("clear_session", "denied"), ("detected", nil),
  ])
  func `judges a security profile by its verb`(action: String, verdict: String?) {
    let record = FortiGateTests.decode(
      #"logid="0419016384" type="utm" subtype="ips" srcip=192.0.2.1 attack="Example.Overflow" "#
        + #"action="\#(action)""#)
    #expect(record.verdict == verdict)
    #expect(record.source == .fortigateIPS)
    #expect(record[.eventCategory] == ["intrusion_detection", "network"])
    #expect(record[.ruleName] == ["Example.Overflow"])
  }

  @Test func `takes the translated port for what it is`() {
    let record = FortiGateTests.decode(
      #"logid="0001" type="traffic" proto=17 trandisp="snat" transip=203.0.113.1 transport=60001 "#
        + "tranip=192.0.2.20 tranport=53")
    #expect(record[.networkTransport] == ["udp"])
    #expect(record[.sourceNATIP] == ["203.0.113.1"])
    #expect(record[.sourceNATPort] == ["60001"])
    #expect(record[.destinationNATIP] == ["192.0.2.20"])
    #expect(record[.destinationNATPort] == ["53"])
    let none = FortiGateTests.decode(#"logid="0001" type="traffic" transip=0.0.0.0 transport=0"#)
    #expect(none[.sourceNATIP].isEmpty && none[.sourceNATPort].isEmpty)
  }

  @Test func `splits a URL, and leaves one inside a query alone`() {
    let record = FortiGateTests.decode(
      #"logid="0316013056" type="utm" subtype="webfilter" hostname="www.example.com" "#
        + #"url="/a/b?next=https://example.com/x" action="blocked" agent="curl/8" httpmethod="GET""#
    )
    #expect(record[.urlDomain] == ["www.example.com"])
    #expect(record[.urlPath] == ["/a/b"])
    #expect(record[.urlQuery] == ["next=https://example.com/x"])
    #expect(record[.urlOriginal] == ["/a/b?next=https://example.com/x"])
    #expect(record[.userAgentOriginal] == ["curl/8"])
    #expect(record[.httpRequestMethod] == ["GET"])
    let whole = FortiGateTests.decode(
      #"logid="0211008192" type="utm" subtype="virus" url="http://example.com:8080/v.zip""#)
    #expect(whole[.urlDomain] == ["example.com"])
    #expect(whole[.urlPort] == ["8080"])
    #expect(whole[.urlPath] == ["/v.zip"])
    #expect(whole[.eventCategory] == ["malware", "network"])
  }

  @Test func `reads the answers of a DNS response`() {
    let record = FortiGateTests.decode(
      #"logid="1501054802" type="utm" subtype="dns" qname="www.example.com" qtype="A" "#
        + #"ipaddr="192.0.2.1, 2001:db8::1" action="pass""#)
    #expect(record[.dnsQuestionName] == ["www.example.com"])
    #expect(record[.dnsResolvedIP] == ["192.0.2.1", "2001:db8::1"])
    #expect(record.verdict == "allowed")
  }

  @Test(arguments: [
    (#"action="login" status="success" ui="https(198.51.100.7)""#, "success"),
    (#"action="login" status="failed" ui="ssh(198.51.100.7)""#, "failure"),
    (#"action="ssl-login-fail" remip=198.51.100.7"#, "failure"),
    (#"action="login" status="failed" srcip=198.51.100.7 dstip=192.0.2.1"#, "failure"),
    (#"desc="User login from SSH failed" authmsg="Failed" remote_ip="198.51.100.7""#, "failure"),
  ])
  func `reads a login and where it came from`(keys: String, outcome: String) {
    let record = FortiGateTests.decode(
      #"date=2026-01-05 time=09:00:00 logid="0100032002" type="event" subtype="system" "#
        + #"user="bob" "# + keys)
    #expect(record[.eventCategory] == ["authentication"])
    #expect(record[.eventType] == ["start"])
    #expect(record[.eventOutcome] == [outcome])
    #expect(record[.userName] == ["bob"])
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record.source == .fortigateAuthentication)
  }

  @Test func `makes the opener of a tunnel its source`() {
    let common = #"logid="0101037127" type="event" subtype="vpn" action="negotiate" "#
    let ends = "remip=198.51.100.7 locip=192.0.2.1 remport=500 locport=4500 "
    let here = FortiGateTests.decode(common + ends + #"dir="outbound" role="initiator""#)
    #expect(here[.sourceIP] == ["192.0.2.1"])
    #expect(here[.destinationIP] == ["198.51.100.7"])
    #expect(here[.destinationPort] == ["500"])
    let there = FortiGateTests.decode(common + ends + #"dir="inbound" role="responder""#)
    #expect(there[.sourceIP] == ["198.51.100.7"])
    #expect(there[.sourcePort] == ["500"])
  }

  @Test func `leaves placeholders out and unescapes quotes`() {
    let record = FortiGateTests.decode(
      #"logid="0001" type="event" user="N/A" group=N/A fctemssn="(null)" dstip=N/A "#
        + #"msg="a \"quoted\" word" filename="dir\\x.xls""#)
    #expect(record[.userName].isEmpty && record[.groupName].isEmpty)
    #expect(record[.destinationIP].isEmpty)
    #expect(record[.fileName] == [#"dir\\x.xls"#])
  }

  @Test func `reads the CSV form`() {
    let record = FortiGateTests.decode(
      #"date=2026-01-05,time=09:00:00,devname="fw1",logid="0000000013",type="traffic","#
        + #"srcip=198.51.100.7,dstip=192.0.2.10,action="deny",msg="a, b""#)
    #expect(record.isRecognised)
    #expect(record[.sourceIP] == ["198.51.100.7"])
    #expect(record[.eventReason] == ["a, b"])
    #expect(record.verdict == "denied")
  }

  @Test(arguments: [
    "", "date=today", "type=USER_LOGIN msg=audit(1.0:1): pid=1",
    "CEF:0|Fortinet|Fortigate|v7|1|x|3|a=b",
    #"device="SFW" date=2026-01-05 time=09:00:00 log_id=1"#,
  ])
  func `leaves other text to others`(body: String) {
    #expect(FortiGateTests.decode(body).result == .notMine)
  }
}
