import Detect
import Logs
import Testing

@Suite struct GatewayTests {
  static let cases: [(format: String, record: String, expected: [String: String])] = [
    (
      "netscaler",
      "Jan  5 09:00:00 <local0.info> 203.0.113.1 01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default "
        + "SSLVPN LOGIN 4471 0 : Context bob@198.51.100.7 - SessionId: 12 - User bob - Client_ip "
        + "198.51.100.7 - Nat_ip 203.0.113.9 - Vserver 192.0.2.10:443 - Browser_type \"x\" - "
        + "Group(s) \"N/A\"",
      [
        "source.ip": "198.51.100.7", "user.name": "bob", "event.outcome": "success",
        "source.nat.ip": "203.0.113.9", "destination.ip": "192.0.2.10", "event.action": "LOGIN",
      ]
    ),
    (
      "netscaler",
      "01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default AAA LOGIN_FAILED 4471 0 : User x y - Client_ip "
        + "198.51.100.7 - Failure_reason \"Invalid password\" - Browser Mozilla/5.0 (X; Y)",
      [
        "user.name": "x y", "event.outcome": "failure", "event.reason": "Invalid password",
        "user_agent.original": "Mozilla/5.0 (X; Y)", "host.name": "ns1",
        "source.ip": "198.51.100.7",
      ]
    ),
    (
      "netscaler",
      "2026/01/05:09:00:00  ns1 0-PPE-2 : default TCP CONN_TERMINATE 4473 0 : Source "
        + "198.51.100.7:7776 - Destination 192.0.2.10:443 - Start Time 2026/01/05:08:59:45 - "
        + "Total_bytes_send 5 - Total_bytes_recv 7",
      [
        "source.port": "7776", "destination.port": "443", "source.bytes": "5",
        "destination.bytes": "7", "event.type": "connection",
      ]
    ),
    (
      "netscaler",
      "01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default APPFW APPFW_STARTURL 123 0 : 198.51.100.7 "
        + "77-PPE0 - profile1 Disallow Illegal URL: http://www.example.com/a <blocked>",
      ["source.ip": "198.51.100.7", "event.type": "denied", "url.path": "/a"]
    ),
    (
      "netscaler",
      "01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default SSLVPN HTTPREQUEST 44 0 : Context bob@"
        + "198.51.100.7 - SessionId: 12 - www.example.com User bob : Group(s) N/A : Vserver "
        + "192.0.2.10:443 - 01/05/2026:09:00:00 GMT : SSO is ON : GET /a.jpg - -",
      ["http.request.method": "GET", "url.path": "/a.jpg", "user.name": "bob"]
    ),
    (
      "cisco_ise",
      "<181>Jan  5 09:00:00 ise1 CISE_Failed_Attempts 0000000001 1 0 2026-01-05 09:00:00.123 +01:00 "
        + "0000000002 5400 NOTICE Failed-Attempt: Authentication failed, ConfigVersionId=8, Device "
        + "IP Address=203.0.113.1, DestinationIPAddress=192.0.2.10, DestinationPort=1812, "
        + "UserName=a\\, b, Calling-Station-ID=198.51.100.7, FailureReason=22040 Wrong password,",
      [
        "event.outcome": "failure", "user.name": "a, b", "source.ip": "198.51.100.7",
        "destination.ip": "192.0.2.10", "destination.port": "1812", "event.code": "5400",
        "event.reason": "22040 Wrong password", "host.name": "ise1",
      ]
    ),
    (
      "cisco_ise",
      "Jan  5 09:00:00 ise1 CISE_Passed_Authentications 0000000001 2 1  Calling-Station-ID="
        + "00-00-5E-00-53-01, Called-Station-ID=00-00-5E-00-53-02:net, UserName=bob,",
      ["source.mac": "00-00-5E-00-53-01", "destination.mac": "00-00-5E-00-53-02"]
    ),
    (
      "pulse_secure",
      "<134>1 2026-01-05T09:00:00+01:00 203.0.113.1 PulseSecure: - - - 2026-01-05 09:00:00 - node1 "
        + "- [198.51.100.7] bob@example.com(Realm)[Role] - Primary authentication failed for "
        + "bob/Realm from 198.51.100.7",
      [
        "source.ip": "198.51.100.7", "user.name": "bob", "user.domain": "example.com",
        "event.outcome": "failure",
      ]
    ),
    (
      "pulse_secure",
      "Jan  5 09:00:00 node1 1 2026-01-05T09:00:00+01:00 203.0.113.1 PulseSecure: - - - 2026-01-05 "
        + "09:00:00 - node1 - [198.51.100.7] bob(Realm)[] - WebRequest completed, GET to "
        + "https://www.example.com:443//a?b=1 from 192.0.2.1 result=200 sent=60 received=4 in 1 s",
      ["http.response.status_code": "200", "url.domain": "www.example.com"]
    ),
    (
      "microsoft_dhcp",
      "10,01/05/26,09:00:00,Assign,192.0.2.77,ws1.example.com,00005E005301,,1,0,,,,,,,,,0",
      [
        "source.ip": "192.0.2.77", "source.mac": "00-00-5E-00-53-01", "event.outcome": "success",
        "source.domain": "ws1.example.com", "event.action": "Assign",
      ]
    ),
    (
      "keycloak",
      "2026-01-05 09:00:00,076 WARN  [org.keycloak.events] (default task-1) type=LOGIN_ERROR, "
        + "realmId=master, clientId=c, userId=null, ipAddress=198.51.100.7, "
        + "error=invalid_user_credentials, redirect_uri=http://www.example.com/a, username=bob",
      [
        "source.ip": "198.51.100.7", "event.outcome": "failure", "user.name": "bob",
        "event.reason": "invalid_user_credentials", "url.path": "/a",
      ]
    ),
    (
      "keycloak",
      "2026-01-05 09:00:00,076 DEBUG [org.keycloak.events] (executor-1) type=\"LOGIN\", "
        + "realmId=\"master\", ipAddress=\"198.51.100.7\", username=\"a, b\"",
      ["event.outcome": "success", "user.name": "a, b"]
    ),
    (
      "cisco_ios",
      "<132>WLC001: *apfTask1: Jan  5 09:00:00.672: %WPS-4-SIG_ALARM_OFF: sig_event.c:656 AP off",
      ["host.name": "WLC001", "process.name": "apfTask1", "log.syslog.priority": "132"]
    ),
  ]

  @Test(arguments: cases.indices)
  func `a gateway's record`(index: Int) throws {
    let (format, record, expected) = Self.cases[index]
    let result = try Decoding().result(record)
    #expect(result.dataset == format, "\(record)")
    for (name, value) in expected {
      #expect(result.all(name).contains(value), "\(name): \(result.all(name)) in \(record)")
    }
    #expect(!result.event.flags.contains(.malformed))
  }

  /// A name that imitates what stands around it.
  @Test(arguments: [
    "01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default AAA LOGIN_FAILED 1 0 : User x Client_ip "
      + "203.0.113.66 Status \"Success\" - Client_ip 198.51.100.7 - Failure_reason \"x\"",
    "CISE_Failed_Attempts 0000000001 1 0 2026-01-05 09:00:00.123 +01:00 0000000002 5400 NOTICE "
      + "Failed-Attempt: Authentication failed, UserName=x\\, Calling-Station-ID=203.0.113.66, "
      + "Calling-Station-ID=198.51.100.7,",
    "2026-01-05 09:00:00 - node1 - [198.51.100.7] x] - [203.0.113.66] y(Realm)[] - Login failed "
      + "for x from 198.51.100.7",
    "2026-01-05 09:00:00,076 WARN  [org.keycloak.events] (t) type=\"LOGIN_ERROR\", "
      + "ipAddress=\"198.51.100.7\", error=\"e\", username=\"x, ipAddress=203.0.113.66\"",
    "10,01/05/26,09:00:00,Assign,198.51.100.7,\"203.0.113.66\",00005E005301,,1,0",
  ])
  func `a stranger's text stays text`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.all("source.ip") == ["198.51.100.7"], "\(result.fields)")
    if result.dataset != "microsoft_dhcp" {
      #expect(!result.all("event.outcome").contains("success"))
    }
  }

  @Test(arguments: [
    "01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default AAA LOGIN_FAILED 1 0 : User x - Client_ip "
      + "203.0.113.66 - y - Client_ip 198.51.100.7 - Failure_reason \"x\"",
    "01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default AAA LOGIN_FAILED 1 0 : User x - Source "
      + "203.0.113.66 - y - Client_ip 198.51.100.7 - Failure_reason \"x\"",
    "2026-01-05 09:00:00,076 WARN  [org.keycloak.events] (t) type=LOGIN_ERROR, "
      + "ipAddress=198.51.100.7, error=e, username=x, ipAddress=203.0.113.66",
  ])
  func `a record that contradicts itself blames nobody`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.all("source.ip").isEmpty)
    #expect(result.event.flags.contains(.malformed))
  }
}
