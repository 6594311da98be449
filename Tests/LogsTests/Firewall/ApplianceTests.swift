import Detect
import Logs
import Testing

/// One record each of what the makers of firewalls write, and the fields that must come out.
@Suite struct ApplianceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let decoder: String
    let line: String
    let expected: [String: String]

    init(_ decoder: String, _ line: String, _ expected: [String: String]) {
      self.decoder = decoder
      self.line = line
      self.expected = expected
    }

    var testDescription: String { decoder + ": " + line.prefix(60) }
  }

  static let ends = [
    "source.ip": "198.51.100.7", "source.port": "51515", "destination.ip": "192.0.2.10",
    "destination.port": "22", "network.transport": "tcp",
  ]

  static func ends(_ more: [String: String]) -> [String: String] {
    ends.merging(more) { $1 }
  }

  static let lines = cases.map(\.line)

  static let cases = panos + extensions + others + hosts + routers

  static let panTraffic =
    "1,2026/01/05 09:00:00,0123456789,TRAFFIC,drop,2817,2026/01/05 09:00:00,198.51.100.7,192.0.2.10,"
    + "203.0.113.1,0.0.0.0,block-all,EXAMPLE\\bob,,ssh,vsys1,untrust,trust,ae1,ae2,fwd,"
    + "2026/01/05 09:00:00,0,1,51515,22,60001,0,0x0,tcp,deny,74,70,4,3,2026/01/05 09:00:00,2,any,,"
    + "4242,0x0,Reserved,Taiwan,,2,1,policy-deny"

  /// The columns up to the name of the device.
  static let panNamed = panTraffic + ",0,0,0,0,,fw-a"

  static let panos = [
    Case(
      "panos", panTraffic,
      ends([
        "event.type": "denied", "event.action": "deny", "rule.name": "block-all",
        "user.name": "bob", "user.domain": "EXAMPLE", "source.nat.ip": "203.0.113.1",
        "source.nat.port": "60001", "observer.ingress.zone": "untrust",
        "observer.egress.interface.name": "ae2", "network.bytes": "74", "source.bytes": "70",
        "destination.packets": "1", "event.reason": "policy-deny", "network.application": "ssh",
        "observer.serial_number": "0123456789",
      ])),
    Case(
      "panos", panNamed,
      ends([
        "event.type": "denied", "observer.name": "fw-a", "host.name": "fw-a",
        "event.reason": "policy-deny",
      ])),
    Case(
      "panos", "Jan  5 09:00:00 relay-1 " + panNamed,
      ends(["event.type": "denied", "observer.name": "fw-a", "host.name": "relay-1"])),
    Case(
      "panos",
      "1,2026/01/05 09:00:00,0123,THREAT,url,1,2026/01/05 09:00:00,198.51.100.7,192.0.2.10,0.0.0.0,"
        + "0.0.0.0,web,,,ssl,vsys1,trust,untrust,a,b,f,2026/01/05 09:00:00,1,1,51515,22,0,0,0x0,tcp,"
        + #"block-url,"www.example.com/a,b?c=""d"",e",(9999),malware,high,client-to-server,1,0x0"#,
      ends([
        "event.type": "denied", "url.domain": "www.example.com", "url.path": "/a,b",
        "url.query": #"c="d",e"#, "rule.id": "9999", "log.level": "high",
      ])),
    Case(
      "panos",
      "1,2026/01/05 09:00:00,0123,SYSTEM,auth,1,2026/01/05 09:00:00,,auth-fail,x,0,0,general,medium,"
        + #""failed authentication for user 'bob from: 203.0.113.9'.  From: 198.51.100.7.",1,0x0"#,
      [
        "event.category": "authentication", "event.outcome": "failure",
        "source.ip": "198.51.100.7", "user.name": "bob from: 203.0.113.9",
      ]),
    Case(
      "panos",
      "1,2026/01/05 09:00:00,0123,GLOBALPROTECT,0,2562,2026/01/05 09:00:00,vsys1,gateway-auth,login,"
        + "LDAP,,bob,TW,host1,198.51.100.7,0.0.0.0,192.0.2.44,0.0.0.0,id,sn,6.0,Windows,Win 11,1,,"
        + "Auth failed,,failure,,0,,0,GW,1,0x0,2026-01-05T09:00:00.123+08:00",
      [
        "event.category": "authentication", "event.outcome": "failure", "user.name": "bob",
        "source.ip": "198.51.100.7", "source.domain": "host1",
      ]),
    Case(
      "panos",
      "1,2026/01/05 09:00:00,0123,CONFIG,0,2561,2026/01/05 09:00:00,198.51.100.7,,set,admin,Web,"
        + "Succeeded, rulebase security,9,0x0,0,0,0,0,,fw1",
      [
        "event.category": "configuration", "event.outcome": "success", "user.name": "admin",
        "source.ip": "198.51.100.7", "event.action": "set", "observer.name": "fw1",
      ]),
  ]

  static let extensions = [
    Case(
      "cef",
      #"CEF:0|Example|IDS \| two|1.0|9|Scan seen|8|rt=1767574800123 src=198.51.100.7 spt=51515 "#
        + #"dst=192.0.2.10 dpt=22 proto=TCP act=blocked msg=path\=C:\\x with blanks "#
        + "request=http://www.example.com/a?b=c&d=e cs1Label=Rule Name cs1=no ssh deviceDirection=0",
      ends([
        "event.type": "denied", "event.action": "blocked", "rule.name": "no ssh",
        "url.query": "b=c&d=e", "network.direction": "inbound", "event.severity": "8",
        "observer.vendor": "Example", "event.code": "9",
      ])),
    Case(
      "cef",
      "0|Ubiquiti|UniFi Network|9.0|201|Threat Blocked|7|src=198.51.100.7 spt=51515 "
        + "dst=192.0.2.10 dpt=22 proto=TCP act=blocked UNIFIsrcZone=External",
      ends(["event.type": "denied", "observer.ingress.zone": "External"])),
    Case(
      "leef",
      "LEEF:1.0|WatchGuard|XTM|12|30000148|policy=in 00\tdisp=Deny\tin_if=0\tsrc=198.51.100.7\t"
        + "srcPort=51515\tdst=192.0.2.10\tdstPort=22\tproto=tcp",
      ends(["event.type": "denied", "rule.name": "in 00", "event.code": "30000148"])),
    Case(
      "leef",
      "LEEF:2.0|Example|FW|1|x|0x5E|src=198.51.100.7^srcPort=51515^dst=192.0.2.10^dstPort=22^"
        + "proto=tcp^act=Allow",
      ends(["event.type": "allowed"])),
    Case(
      "checkpoint",
      #"[action:"Drop"; ifdir:"inbound"; ifname:"eth0"; origin:"203.0.113.1"; sys_message::"a \]"; "#
        + #"src:"198.51.100.7"; dst:"192.0.2.10"; proto:"6"; s_port:"51515"; service:"22"; "#
        + #"product:"VPN-1 & FireWall-1"; rule_name:"clean \"up\""; xlatesrc:"0.0.0.0"]"#,
      ends([
        "event.type": "denied", "event.action": "Drop", "rule.name": #"clean "up""#,
        "observer.ingress.interface.name": "eth0", "event.reason": "a ]",
      ])),
    Case(
      "juniper_srx",
      #"RT_FLOW_SESSION_DENY [junos@2636.1.1.1.2.129 source-address="198.51.100.7" "#
        + #"source-port="51515" destination-address="192.0.2.10" destination-port="22" "#
        + #"service-name="junos-ssh" protocol-id="6" policy-name="deny-all" "#
        + #"source-zone-name="untrust" destination-zone-name="trust" username="N/A" encrypted="No "]"#,
      ends(["event.type": "denied", "rule.name": "deny-all", "observer.egress.zone": "trust"])),
    Case(
      "juniper_srx",
      "RT_FLOW: RT_FLOW_SESSION_CREATE: session created 198.51.100.7/51515->192.0.2.10/22 0x0 "
        + "junos-ssh 203.0.113.1/60001->192.0.2.99/2222 0x0 N/A N/A N/A N/A 6 permit untrust trust 9",
      ends([
        "event.type": "allowed", "source.nat.ip": "203.0.113.1", "destination.nat.port": "2222",
        "rule.name": "permit", "observer.ingress.zone": "untrust",
      ])),
  ]

  static let others = [
    Case(
      "sonicwall",
      #"  id=firewall sn=0123456789AB time="2026-01-05 09:00:00 UTC" fw=203.0.113.1 pri=6 c=1024 "#
        + #"m=36 msg="TCP connection dropped" n=7 src=198.51.100.7:51515:X1 dst=192.0.2.10:22:X0 "#
        + #"srcMac=00:00:5e:00:53:02 proto=tcp/22 rcvd=60 rule="4 (WAN->LAN)" fw_action="drop""#,
      ends([
        "event.type": "denied", "observer.ingress.interface.name": "X1", "event.code": "36",
        "source.mac": "00-00-5E-00-53-02", "destination.bytes": "60",
      ])),
    Case(
      "sonicwall",
      #"id=firewall sn=01 time="2026-01-05 09:00:00" fw=203.0.113.1 pri=6 c=1 m=98 "#
        + #"msg="Connection Opened" src=2001:db8::bad:51515:X1 dst=2001:db8::10:22:X0 proto=tcp/ssh"#,
      [
        "source.ip": "2001:db8::bad", "source.port": "51515", "destination.ip": "2001:db8::10",
        "destination.port": "22", "event.type": "allowed", "network.protocol": "ssh",
      ]),
    Case(
      "sophos_xg",
      #"device="SFW" date=2026-01-05 time=09:00:00 timezone="CST" device_name="XG" device_id=X 1 "#
        + #"log_id=010102600002 log_type="Firewall" log_component="Invalid Traffic" "#
        + #"log_subtype="Denied" status="Deny" fw_rule_id=0 src_ip=198.51.100.7 dst_ip=192.0.2.10 "#
        + #"protocol="TCP" src_port=51515 dst_port=22 sent_bytes=10 recv_bytes=5 in_interface="Port2""#,
      ends(["event.type": "denied", "source.bytes": "10", "network.bytes": "15"])),
    Case(
      "sophos_utm",
      #"id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped" "#
        + #"action="drop" fwrule="60002" initf="eth1" srcmac="00:00:5e:00:53:01" "#
        + #"srcip="198.51.100.7" dstip="192.0.2.10" proto="6" srcport="51515" dstport="22""#,
      ends(["event.type": "denied", "rule.id": "60002", "observer.ingress.interface.name": "eth1"])),
    Case(
      "watchguard",
      #"FVE00EXAMPLE00 (2026-01-05T01:00:00) firewall: msg_id="3000-0148" Deny 0-External Firebox "#
        + #"52 tcp 20 63 198.51.100.7 192.0.2.10 51515 22 offset 8 S 1 win 2 (Unhandled-00)"#,
      ends([
        "event.type": "denied", "observer.serial_number": "FVE00EXAMPLE00",
        "observer.ingress.interface.name": "0-External", "event.code": "3000-0148",
      ])),
    Case(
      "watchguard",
      #"FVE00 (2026-01-05T01:00:00) iked[9]: msg_id="0203-0012" IKE phase-1 negotiation from "#
        + "198.51.100.7:500 to 192.0.2.10:500 failed. Reason=Pre-shared key authentication failure",
      ["source.ip": "198.51.100.7", "destination.ip": "192.0.2.10", "event.outcome": "failure"]),
    Case(
      "mikrotik",
      "firewall,info drop-in input: in:ether1 out:(unknown 0), connection-state:new src-mac "
        + "00:00:5e:00:53:02, proto TCP (SYN), 198.51.100.7:51515->192.0.2.10:22, NAT "
        + "198.51.100.7:51515->(192.0.2.10:22->192.0.2.99:2222), len 60",
      ends([
        "event.type": "denied", "observer.ingress.interface.name": "ether1",
        "destination.nat.ip": "192.0.2.99", "destination.nat.port": "2222",
        "source.mac": "00-00-5E-00-53-02",
      ])),
    Case(
      "stormshield",
      #"id=firewall time="2026-01-05 09:00:01" fw="sns" tz=+0800 startime="2026-01-05 09:00:00" "#
        + #"ruleid=4 srcifname="out" ipproto=tcp src=198.51.100.7 srcport=51515 dst=192.0.2.10 "#
        + #"dstport=22 action=block logtype="filter""#,
      ends(["event.type": "denied", "rule.id": "4", "observer.name": "sns"])),
  ]

  static let routers = [
    Case(
      "cisco_ios",
      "%SEC-6-IPACCESSLOGP: list OUT denied tcp 198.51.100.7(51515) (Gi0/1 0000.5e00.5301) -> "
        + "192.0.2.10(22), 12 packets",
      ends([
        "event.type": "denied", "rule.name": "OUT", "source.packets": "12",
        "event.code": "SEC-6-IPACCESSLOGP",
      ])),
    Case(
      "cisco_ios",
      "%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: a] [Source: 203.0.113.66] [Source: "
        + "198.51.100.7] [localport: 22] [Reason: Login Authentication Failed] at 09:00:00 UTC",
      [
        "event.category": "authentication", "event.outcome": "failure",
        "source.ip": "198.51.100.7", "destination.port": "22",
      ]),
    Case(
      "cisco_ios",
      "%DAEMON-3-SYSTEM_MSG: error: PAM: Authentication failure for bob from 198.51.100.7 - sshd[42]",
      [
        "event.category": "authentication", "event.outcome": "failure", "user.name": "bob",
        "source.ip": "198.51.100.7", "process.pid": "42",
      ]),
    Case(
      "cisco_ios", "%SYS-6-LOGOUT: User bob has exited tty session 1(198.51.100.7)",
      ["source.ip": "198.51.100.7", "user.name": "bob"]),
  ]

  static let hosts = [
    Case(
      "mikrotik",
      "system,error,critical login failure for user bob from 203.0.113.9 via ssh from 198.51.100.7 "
        + "via ssh",
      [
        "event.category": "authentication", "event.outcome": "failure",
        "source.ip": "198.51.100.7", "user.name": "bob from 203.0.113.9 via ssh",
      ]),
    Case(
      "meraki",
      "1 1767574800.123456789 MX84 flows deny src=198.51.100.7 dst=192.0.2.10 "
        + "mac=00:00:5E:00:53:02 protocol=tcp sport=51515 dport=22",
      ends(["event.type": "denied", "host.name": "MX84", "source.mac": "00-00-5E-00-53-02"])),
    Case(
      "meraki",
      "1 1767574800.123456789 MX84 urls src=198.51.100.7:51515 dst=192.0.2.10:443 "
        + "agent='a b' request: GET https://www.example.com/a dst=203.0.113.9",
      [
        "source.ip": "198.51.100.7", "destination.ip": "192.0.2.10",
        "url.domain": "www.example.com",
        "http.request.method": "GET", "user_agent.original": "a b",
      ]),
    Case(
      "aws_vpcflow",
      "2 123456789012 eni-0a1b2c3d 198.51.100.7 192.0.2.10 51515 22 6 20 4249 1767574800 1767574860 "
        + "REJECT OK",
      ends([
        "event.type": "denied", "source.bytes": "4249", "source.packets": "20",
        "cloud.account.id": "123456789012",
      ])),
    Case(
      "aws_vpcflow",
      "2 123456789012 eni-0a1b2c3d - - - - - - - 1767574800 1767574860 - NODATA",
      ["event.category": "network"]),
    Case(
      "aws_vpcflow",
      "3 vpc-1 subnet-2 i-3 eni-4 123456789012 IPv4 198.51.100.7 192.0.2.10 51515 22 198.51.100.7 "
        + "192.0.2.10 6 4249 20 1767574800 1767574860 ACCEPT 3 OK",
      ends(["event.type": "allowed", "source.bytes": "4249", "source.packets": "20"])),
    Case(
      "windows_firewall",
      "2026-01-05 09:00:00 DROP TCP 198.51.100.7 192.0.2.10 51515 22 52 S 1234567890 0 64240 - - - "
        + "RECEIVE 4",
      ends(["event.type": "denied", "network.direction": "inbound", "process.pid": "4"])),
  ]

  @Test(arguments: cases)
  func `reads a record of each maker`(sample: Case) throws {
    let result = try Decoding().result(sample.line)
    #expect(result.dataset == sample.decoder)
    for (name, value) in sample.expected {
      #expect(result.all(name).contains(value), "\(name): \(result.all(name))")
    }
    if !sample.expected.keys.contains("event.type") {
      #expect(!result.all("event.type").contains("denied"))
    }
    #expect(result.all("source.ip").count <= 1)
  }

  @Test(arguments: cases.filter { $0.decoder != "windows_firewall" })
  func `no header hides a record`(sample: Case) throws {
    for header in ["<134>Jan  5 09:00:00 fw1 ", "<134>", "2026-01-05T09:00:00+08:00 fw1 "] {
      let result = try Decoding().result(header + sample.line)
      #expect(result.dataset == sample.decoder, "after \(header)")
      let name = sample.expected["source.ip"] == nil ? "event.category" : "source.ip"
      #expect(result.all(name) == [sample.expected[name] ?? "network"])
    }
  }

  @Test func `structured data is read after its header`() throws {
    let data =
      #"[junos@2636.1.1.1.2.129 source-address="198.51.100.7" destination-address="192.0.2.10"]"#
    for event in ["RT_FLOW_SESSION_DENY \(data)", "RT_FLOW_SESSION_DENY \(data) session denied"] {
      let result = try Decoding().result("<14>1 2026-01-05T09:00:00+08:00 srx1 RT_FLOW - " + event)
      #expect(result.dataset == "juniper_srx")
      #expect(result["source.ip"] == "198.51.100.7")
      #expect(result["host.name"] == "srx1")
      #expect(result.all("event.type").contains("denied"))
    }
    let point = try Decoding().result(
      #"<134>1 2026-01-05T01:00:00Z gw1 CheckPoint 42 - [action:"Drop"; src:"198.51.100.7"; "#
        + #"dst:"192.0.2.10"]"#)
    #expect(point.dataset == "checkpoint")
    #expect(point["source.ip"] == "198.51.100.7")
  }

  @Test func `the length before a relayed message is no part of it`() throws {
    let result = try Decoding().result(
      "575 <14>1 2026-01-05T09:00:00+08:00 fw1 - - - - " + ApplianceTests.panTraffic)
    #expect(result.dataset == "panos")
    #expect(result["host.name"] == "fw1")
  }
}
