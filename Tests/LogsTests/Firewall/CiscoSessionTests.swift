import Detect
import Logs
import Testing

@Suite struct CiscoSessionTests {
  /// A message, the user, the source and the outcome.
  static let logins: [(String, String?, String?, String?)] = [
    (
      #"605004: Login denied from 198.51.100.7/51515 to outside:203.0.113.1/ssh for user "admin""#,
      "admin", "198.51.100.7", "failure"
    ),
    (
      #"605005: Login permitted from 198.51.100.7/51515 to in:192.0.2.1/https for user "admin""#,
      "admin", "198.51.100.7", "success"
    ),
    (
      "113005: AAA user authentication Rejected : reason = AAA failure : server = 192.0.2.5 : "
        + "user = bob : user IP = 198.51.100.7", "bob", "198.51.100.7", "failure"
    ),
    (
      "113004: AAA user authentication Successful : server =  192.0.2.5 : user = bob", "bob", nil,
      "success"
    ),
    (
      "113015: AAA user authentication Rejected : reason = Invalid password : local database : "
        + "user = bob : user IP = 198.51.100.7", "bob", "198.51.100.7", "failure"
    ),
    (
      "113012: AAA user authentication Successful : local database : user = alice", "alice", nil,
      "success"
    ),
    (
      "611102: User authentication failed: IP address: 198.51.100.7, Uname: admin", "admin",
      "198.51.100.7", "failure"
    ),
    ("611101: User authentication succeeded: Uname: admin", "admin", nil, "success"),
    (
      "716039: Authentication: rejected, group = g user = mallory , Session Type: WebVPN",
      "mallory", nil, "failure"
    ),
    (
      "109006: Authentication failed for user 'bob' from 198.51.100.7/1 to 192.0.2.1/23 on "
        + "interface outside.", "bob", "198.51.100.7", "failure"
    ),
  ]

  @Test(arguments: logins)
  func `reads a login`(text: String, user: String?, source: String?, outcome: String?) {
    let record = CiscoASATests.decode("%ASA-6-" + text)
    #expect(record[.eventCategory] == ["authentication"])
    #expect(record.first(.userName) == user)
    #expect(record.first(.sourceIP) == source)
    #expect(record.first(.eventOutcome) == outcome)
    #expect(record.source == .ciscoASAAuthentication)
  }

  /// A message, the user, the group and the source.
  static let sessions: [(String, String, String, String)] = [
    (
      "113039: Group <staff> User <bob smith> IP <198.51.100.7> AnyConnect parent session started.",
      "bob smith", "staff", "198.51.100.7"
    ),
    (
      "722023: Group staff User bob IP 198.51.100.7 UDP SVC connection terminated", "bob", "staff",
      "198.51.100.7"
    ),
    (
      "722051: Group <staff> User <bob> IP <198.51.100.7> IPv4 Address <192.0.2.77> IPv6 address "
        + "<::> assigned to session", "bob", "staff", "198.51.100.7"
    ),
    (
      "716059: Group <staff> User <bob> IP <192.0.2.77> AnyConnect session resumed. Connection "
        + "from <198.51.100.7>.", "bob", "staff", "198.51.100.7"
    ),
    (
      "113019: Group = staff, Username = bob, IP = 198.51.100.7, Session disconnected. Session "
        + "Type: SSL, Duration: 0h:01m:02s, Bytes xmt: 30, Bytes rcv: 40, Reason: Idle Timeout",
      "bob", "staff", "198.51.100.7"
    ),
    (
      "713228: Group = staff, Username = bob, IP = 198.51.100.7, Assigned private IP address "
        + "192.0.2.77 to remote user", "bob", "staff", "198.51.100.7"
    ),
  ]

  @Test(arguments: sessions)
  func `reads a session`(text: String, user: String, group: String, source: String) {
    let record = CiscoASATests.decode("%ASA-6-" + text)
    #expect(record[.eventCategory] == ["session", "network"])
    #expect(record[.userName] == [user])
    #expect(record[.groupName] == [group])
    #expect(record[.sourceIP] == [source])
  }

  @Test func `splits a user from the domain`() {
    let mail = CiscoASATests.decode(
      "%ASA-6-722022: Group <g> User <bob@example.com> IP <198.51.100.7> UDP SVC connection "
        + "established without compression")
    #expect(mail[.userName] == ["bob"])
    #expect(mail[.userDomain] == ["example.com"])
    #expect(mail[.networkTransport] == ["udp"])
    #expect(mail[.eventType] == ["connection", "start", "allowed"])
  }

  @Test func `reads who looked at what`() {
    let seen = CiscoASATests.decode(
      "%ASA-5-304001: 192.0.2.10 Accessed URL 198.51.100.7:http://www.example.com/a?b=c")
    #expect(seen[.sourceIP] == ["192.0.2.10"])
    #expect(seen[.destinationIP] == ["198.51.100.7"])
    #expect(seen[.urlDomain] == ["www.example.com"])
    #expect(seen[.urlQuery] == ["b=c"])
    let denied = CiscoASATests.decode(
      "%ASA-5-304002: Access denied URL http://www.example.com/x SRC 192.0.2.10 DEST "
        + "198.51.100.7 on interface inside")
    #expect(denied[.sourceIP] == ["192.0.2.10"])
    #expect(denied[.destinationIP] == ["198.51.100.7"])
    #expect(denied[.urlPath] == ["/x"])
    #expect(denied[.observerIngressInterfaceName] == ["inside"])
    #expect(denied.verdict == "denied")
  }

  @Test(arguments: [
    ("111008: User 'bob' executed the 'write memory' command.", "write memory", nil),
    ("111009: User 'bob' executed cmd: show version", "show version", nil),
    (
      "111010: User 'bob', running 'CLI' from IP 192.0.2.7, executed 'no aaa'", "no aaa",
      "192.0.2.7"
    ),
  ])
  func `reads what an administrator entered`(text: String, command: String, source: String?) {
    let record = CiscoASATests.decode("%ASA-5-" + text)
    #expect(record[.eventCategory] == ["configuration"])
    #expect(record[.userName] == ["bob"])
    #expect(record[.processCommandLine] == [command])
    #expect(record.first(.sourceIP) == source)
  }
}
