import Detect
import Logs
import Testing

/// Text that strangers choose, written so that it looks like the device's own keys. 203.0.113.66 is
/// whom they want blamed, 198.51.100.7 is who they are.
@Suite struct ApplianceInjectionTests {
  /// Where quoting or escaping keeps the text in its place.
  @Test(arguments: [
    #"CEF:0|Example|FW|1|1|x|5|src=198.51.100.7 act=blocked suser=a src\=203.0.113.66 dst=192.0.2.1"#,
    #"CEF:0|Example|FW|1|1|x|5|src=198.51.100.7 act=blocked request=http://x/?src=203.0.113.66"#,
    #"[action:"Drop"; src:"198.51.100.7"; user:"x\"; src:\"203.0.113.66"; dst:"192.0.2.1"]"#,
    #"RT_FLOW_SESSION_DENY [junos@2636.1 source-address="198.51.100.7" username="x\" "#
      + #"source-address=\"203.0.113.66" destination-address="192.0.2.1"]"#,
    #"id=firewall sn=01 time="2026-01-05 09:00:00" fw=192.0.2.1 pri=1 c=1 m=36 usr="x "#
      + #"src=203.0.113.66:1:X1 y" src=198.51.100.7:1:X1 fw_action="drop""#,
    #"device="SFW" date=2026-01-05 time=09:00:00 log_id=010102600002 log_type="Firewall" "#
      + #"log_component="x" user_name="a src_ip=203.0.113.66" src_ip=198.51.100.7 status="Deny""#,
    #"id="2001" severity="info" sys="SecureWeb" sub="http" action="block" "#
      + #"srcip="198.51.100.7" url="http://x/?q srcip=203.0.113.66""#,
    #"F (2026-01-05T01:00:00) p: msg_id="1AFF-0004" Deny 1-T 0-E tcp 198.51.100.7 192.0.2.1 1 80 "#
      + #"msg="x" arg="/ src=203.0.113.66 192.0.2.9 203.0.113.66 2 3""#,
    "1 1767574800.123456789 MX84 urls src=198.51.100.7:5 dst=192.0.2.1:80 agent='a "
      + "src=203.0.113.66:1 b' decision=blocked request: GET http://x/?src=203.0.113.66",
    "1,2026/01/05 09:00:00,01,TRAFFIC,drop,1,2026/01/05 09:00:00,198.51.100.7,192.0.2.1,0.0.0.0,"
      + #"0.0.0.0,"r,203.0.113.66",,,ssh,v,a,b,c,d,e,f,0,1,1,2,0,0,0,tcp,deny"#,
    "LEEF:1.0|E|FW|1|1|src=198.51.100.7\tact=Deny\tusrName=x src=203.0.113.66",
  ])
  func `a stranger's text stays text`(line: String) throws {
    let result = try Decoding().result(line)
    #expect(result.all("source.ip") == ["198.51.100.7"])
    #expect(!result.all("event.type").contains("allowed"))
  }

  /// Where nothing is quoted, a key that stands twice with two values is nobody's.
  @Test(arguments: [
    "CEF:0|Example|FW|1|1|x|5|src=198.51.100.7 act=blocked suser=a src=203.0.113.66 dst=192.0.2.1",
    "LEEF:1.0|E|FW|1|1|src=198.51.100.7\tact=Deny\tusrName=x\tsrc=203.0.113.66",
    #"[action:"Drop"; user:"x"; src:"203.0.113.66"; y:""; src:"198.51.100.7"; dst:"192.0.2.1"]"#,
    #"id=firewall sn=01 time="2026-01-05 09:00:00" fw=192.0.2.1 pri=1 c=1 m=36 usr="x" "#
      + #"src=203.0.113.66:1:X1 y="" src=198.51.100.7:1:X1 fw_action="drop""#,
  ])
  func `a record that contradicts itself blames nobody`(line: String) throws {
    let result = try Decoding().result(line)
    #expect(result.all("source.ip").isEmpty)
    #expect(result.event.flags.contains(.malformed))
    #expect(!result.all("event.type").contains("allowed"))
    #expect(!result.all("event.type").contains("denied"))
  }

  /// A program that repeats what it was sent does not become a firewall.
  @Test(arguments: [
    "1 1767574800.1 MX84 flows deny src=203.0.113.66 dst=192.0.2.1",
    "user bob CEF:0|E|F|1|1|x|5|src=203.0.113.66",
    "said RT_FLOW_SESSION_DENY [junos@2636 source-address=\"203.0.113.66\"]",
    "GET /?id=firewall sn=1 fw=2 src=203.0.113.66:1:X1",
  ])
  func `text inside another program's message is no record`(text: String) throws {
    let result = try Decoding().result("Jan  5 09:00:00 web1 app[1]: got " + text)
    #expect(result.all("source.ip").isEmpty)
  }
}
