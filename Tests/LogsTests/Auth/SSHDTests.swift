import Detect
import Logs
import Testing

@Suite struct SSHDTests {
  static func decode(_ message: String, program: String = "sshd") throws -> Decoding.Result {
    try Decoding().result("Jan  5 09:00:00 host1 \(program)[4242]: \(message)")
  }

  /// A message; its action, outcome, user, address and port.
  struct Row: CustomTestStringConvertible {
    var message: String
    var action: String?
    var outcome: String?
    var user: String?
    var address: String?
    var port: String?
    var testDescription: String { message }

    init(
      _ message: String, _ action: String?, _ outcome: String?, _ user: String?,
      _ address: String? = "198.51.100.7", _ port: String? = "51515"
    ) {
      self.message = message
      self.action = action
      self.outcome = outcome
      self.user = user
      self.address = address
      self.port = port
    }
  }

  static let logins = [
    Row("Failed password for bob from 198.51.100.7 port 51515 ssh2", "ssh_login", "failure", "bob"),
    Row(
      "Failed password for invalid user x from 198.51.100.7 port 51515 ssh2", "ssh_login",
      "failure", "x"),
    Row(
      "Failed keyboard-interactive/pam for bob from 198.51.100.7 port 51515 ssh2", "ssh_login",
      "failure", "bob"),
    Row(
      "Failed none for invalid user  from 198.51.100.7 port 51515 ssh2", "ssh_login", "failure",
      nil),
    Row(
      "Failed publickey for bob from 198.51.100.7 port 51515 ssh2: RSA SHA256:abc/+", "ssh_login",
      "failure", "bob"),
    Row(
      "Accepted password for bob from 198.51.100.7 port 51515 ssh2", "ssh_login", "success",
      "bob"),
    Row(
      "Accepted publickey for bob from 2001:db8::bad port 51515 ssh2: ED25519 SHA256:abc",
      "ssh_login", "success", "bob", "2001:db8::bad"),
    Row(
      "Accepted publickey for bob from ::ffff:198.51.100.7 port 51515 ssh2", "ssh_login",
      "success", "bob"),
    Row("Accepted gssapi-with-mic for bob", "ssh_login", "success", "bob", nil, nil),
    Row("Invalid user x from 198.51.100.7 port 51515", "ssh_invalid_user", "failure", "x"),
    Row(
      "Invalid user x from 198.51.100.7", "ssh_invalid_user", "failure", "x", "198.51.100.7",
      nil),
    Row("Invalid user  from 198.51.100.7", "ssh_invalid_user", "failure", nil, "198.51.100.7", nil),
    Row("Invalid user a b from 198.51.100.7 port 51515", "ssh_invalid_user", "failure", "a b"),
    Row(
      "error: PAM: Authentication failure for illegal user x from 198.51.100.7", "ssh_login",
      "failure", "x", "198.51.100.7", nil),
    Row(
      "error: PAM: Authentication failure for bob from 198.51.100.7", "ssh_login", "failure",
      "bob", "198.51.100.7", nil),
    Row(
      "error: PAM: authentication error for bob from 198.51.100.7 via 192.0.2.1", "ssh_login",
      "failure", "bob", "198.51.100.7", nil),
    Row(
      "error: PAM: User not known to the underlying authentication module for illegal user x from "
        + "198.51.100.7 ", "ssh_login", "failure", "x", "198.51.100.7", nil),
    Row(
      "error: PAM: authentication error for x from 192.0.2.9 via 192.0.2.8 from 198.51.100.7 via "
        + "192.0.2.1", "ssh_login", "failure", "x from 192.0.2.9 via 192.0.2.8", "198.51.100.7",
      nil),
    Row(
      "error: PAM: authentication error for x from 192.0.2.9 via 192.0.2.8 from 198.51.100.7",
      "ssh_login", "failure", "x from 192.0.2.9 via 192.0.2.8", "198.51.100.7", nil),
    Row(
      "Disconnecting: Too many authentication failures for bob [preauth]", "ssh_disconnect",
      "failure", "bob", nil, nil),
    Row(
      "PAM 4 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= "
        + "rhost=198.51.100.7  user=root", "login-failed", "failure", "root", "198.51.100.7", nil),
    Row(
      "User bob from 198.51.100.7 not allowed because not listed in AllowUsers",
      "ssh_invalid_user", "failure", "bob", "198.51.100.7", nil),
    Row(
      "User bob not allowed because account is locked", "ssh_invalid_user", "failure", "bob", nil,
      nil),
    Row("ROOT LOGIN REFUSED FROM 198.51.100.7 port 51515", "ssh_login", "failure", nil),
  ]

  static let ends = [
    Row(
      "error: maximum authentication attempts exceeded for invalid user x from 198.51.100.7 "
        + "port 51515 ssh2 [preauth]", "ssh_disconnect", "failure", "x"),
    Row(
      "Disconnecting invalid user x 198.51.100.7 port 51515: Too many authentication failures "
        + "[preauth]", "ssh_disconnect", "failure", "x"),
    Row(
      "Connection closed by invalid user x 198.51.100.7 port 51515 [preauth]", "ssh_disconnect",
      "failure", "x"),
    Row(
      "Connection reset by authenticating user bob 198.51.100.7 port 51515 [preauth]",
      "ssh_disconnect", "failure", "bob"),
    Row(
      "Disconnected from authenticating user bob 198.51.100.7 port 51515 [preauth]",
      "ssh_disconnect", "failure", "bob"),
    Row("Disconnected from user bob 198.51.100.7 port 51515", "ssh_disconnect", nil, "bob"),
    Row(
      "Received disconnect from 198.51.100.7 port 51515:11: disconnected by user",
      "ssh_disconnect", nil, nil),
    Row(
      "Received disconnect from 198.51.100.7: 11: disconnected by user", "ssh_disconnect", nil,
      nil, "198.51.100.7", nil),
    Row(
      "Received disconnect from 2001:db8::bad: 11: bye", "ssh_disconnect", nil, nil,
      "2001:db8::bad", nil),
    Row(
      "Starting session: shell on pts/0 for bob from 198.51.100.7 port 51515 id 0",
      "session-opened", nil, "bob"),
    Row("User child is on pid 60225", "session-opened", nil, "child", nil, nil),
  ]

  static let probes = [
    Row(
      "fatal: Unable to negotiate with 198.51.100.7 port 51515: no matching cipher found. Their "
        + "offer: a,b", "ssh_probe", nil, nil),
    Row(
      "SSH: Server;Ltype: Kex;Remote: 198.51.100.7-51515;Enc: aes128-ctr;MAC: hmac-sha1",
      "ssh_connection", nil, nil),
    Row(
      "SSH: Server;Ltype: Authname;Remote: 198.51.100.7-51515;Name: x;Remote: 192.0.2.9-1;",
      "ssh_connection", nil, nil),
    Row("Connection closed by 198.51.100.7 port 51515 [preauth]", "ssh_probe", nil, nil),
    Row(
      "Received disconnect from 198.51.100.7 port 51515:11: Bye Bye [preauth]", "ssh_probe", nil,
      nil),
    Row(
      "Did not receive identification string from 198.51.100.7", "ssh_probe", nil, nil,
      "198.51.100.7", nil),
    Row(
      "Did not receive identification string from 198.51.100.7 port 51515", "ssh_probe", nil,
      nil),
    Row(
      "Bad protocol version identification 'GET /' from 198.51.100.7 port 51515", "ssh_probe",
      nil, nil),
    Row(
      "banner exchange: Connection from 198.51.100.7 port 51515: invalid format", "ssh_probe",
      nil, nil),
    Row(
      "error: kex_exchange_identification: Connection closed by remote host", "ssh_probe", nil,
      nil, nil, nil),
    Row(
      "Unable to negotiate with 198.51.100.7 port 51515: no matching cipher found. Their offer: "
        + "a,b [preauth]", "ssh_probe", nil, nil),
    Row(
      "ssh_dispatch_run_fatal: Connection from 198.51.100.7 port 51515: message authentication "
        + "code incorrect [preauth]", "ssh_probe", nil, nil),
    Row("fatal: Timeout before authentication for 198.51.100.7 port 51515", "ssh_probe", nil, nil),
    Row(
      "Timeout before authentication for connection from 198.51.100.7 to 192.0.2.10, pid = 4",
      "ssh_probe", nil, nil, "198.51.100.7", nil),
    Row(
      "refused connect from unknown.example.com (198.51.100.7)", "ssh_probe", nil, nil,
      "198.51.100.7", nil),
    Row(
      "drop connection #10 from [198.51.100.7]:51515 on [192.0.2.10]:22 past MaxStartups",
      "ssh_probe", nil, nil),
    Row(
      "drop connection #0 from [2001:db8::bad]:51515 on [2001:db8::10]:22 penalty: failed "
        + "authentication", "ssh_probe", nil, nil, "2001:db8::bad"),
    Row(
      "reverse mapping checking getaddrinfo for x.example.com [198.51.100.7] failed - POSSIBLE "
        + "BREAK-IN ATTEMPT!", "ssh_probe", nil, nil, "198.51.100.7", nil),
  ]

  @Test(arguments: logins + ends + probes)
  func `reads every kind of message`(row: Row) throws {
    let result = try SSHDTests.decode(row.message)
    #expect(result.dataset == "sshd")
    #expect(result["event.action"] == row.action)
    #expect(result["event.outcome"] == row.outcome)
    #expect(result["user.name"] == row.user)
    #expect(result["source.ip"] == row.address)
    #expect(result["source.port"] == row.port)
    #expect(result["message"] == row.message)
    #expect(result.source.services == ["sshd", "auth", "syslog"])
  }

  /// What the peer can choose never becomes the address. The last value is the only one allowed.
  @Test(
    arguments: [
      (
        "Failed password for invalid user a from 192.0.2.10 port 1 ssh2 from 198.51.100.7 port 51515 "
          + "ssh2", "198.51.100.7"
      ),
      (
        "Failed password for invalid user a from 192.0.2.10 port 1 ssh2: RSA SHA256:x from "
          + "198.51.100.7 port 51515 ssh2", "198.51.100.7"
      ),
      (
        "Accepted publickey for a from 198.51.100.7 port 51515 ssh2: RSA-CERT SHA256:x ID b from "
          + "192.0.2.10 port 1 ssh2 (serial 0) CA RSA SHA256:y", nil
      ),
      (
        "Accepted publickey for a from 198.51.100.7 port 51515 ssh2: RSA-CERT SHA256:x ID b (serial "
          + "0) CA RSA SHA256:y", "198.51.100.7"
      ),
      ("Invalid user a from 192.0.2.10 port 1 from 198.51.100.7 port 51515", "198.51.100.7"),
      ("Invalid user a from 192.0.2.10 from 198.51.100.7", "198.51.100.7"),
      (
        "Connection closed by invalid user a 192.0.2.10 port 1 198.51.100.7 port 51515 [preauth]",
        "198.51.100.7"
      ),
      (
        "Connection closed by invalid user a 192.0.2.10 port 1 [preauth] 198.51.100.7 port 51515 "
          + "[preauth]", "198.51.100.7"
      ),
      (
        "Received disconnect from 198.51.100.7 port 51515:11: from 192.0.2.10 port 1 [preauth]",
        "198.51.100.7"
      ),
      (
        "Bad protocol version identification 'x' from 192.0.2.10 port 1' from 198.51.100.7 port 51515",
        "198.51.100.7"
      ),
      (
        "Unable to negotiate with 198.51.100.7 port 51515: no matching cipher found. Their offer: "
          + "from 192.0.2.10 port 1", "198.51.100.7"
      ),
      ("refused connect from a(192.0.2.10).example.com (198.51.100.7)", "198.51.100.7"),
      (
        "Disconnecting invalid user a 198.51.100.7 port 51515: Change of username or service not "
          + "allowed: (a 192.0.2.10 port 1: x,ssh-connection) -> (b,ssh-connection) [preauth]", nil
      ),
      (
        "User a from 192.0.2.10 not allowed because x from 198.51.100.7 not allowed because not "
          + "listed in AllowUsers", "198.51.100.7"
      ),
      (
        "error: PAM: Authentication failure for illegal user a from 192.0.2.10 from 198.51.100.7",
        "198.51.100.7"
      ),
      (
        "Failed password for a\\033 from 192.0.2.10 port 1 from 198.51.100.7 port 51515 ssh2",
        "198.51.100.7"
      ),
      ("Failed password for a from 198.51.100.7 port 51515 ssh2 tail of another kind", nil),
      ("Failed password for a from 198.51.100.7 port 51515 ssh1: ruser from 192.0.2.10", nil),
    ] as [(String, String?)])
  func `never takes an address from what the peer says`(message: String, address: String?) throws {
    #expect(try SSHDTests.decode(message).all("source.ip") == (address.map { [$0] } ?? []))
  }

  @Test func `puts a host name into the address and not the IP`() throws {
    let result = try SSHDTests.decode("Invalid user x from ssh.example.org port 1")
    #expect(result["source.ip"] == nil)
    #expect(result["source.address"] == "ssh.example.org")
    let zoned = try SSHDTests.decode("Invalid user x from fe80::1%eth0 port 1")
    #expect(zoned["source.ip"] == nil)
  }

  @Test func `reads both ends of a connection`() throws {
    let result = try SSHDTests.decode("Connection from 198.51.100.7 port 1 on 192.0.2.10 port 22")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["destination.ip"] == "192.0.2.10")
    #expect(result["destination.port"] == "22")
  }

  @Test(arguments: ["sshd", "sshd-session", "sshd-auth", "/usr/sbin/sshd"])
  func `takes all of its programs`(program: String) throws {
    let result = try SSHDTests.decode("anything else", program: program)
    #expect(result.dataset == "sshd")
    #expect(result["event.action"] == nil)
  }

  @Test(arguments: ["myapp", "logger", "ssh"])
  func `does not believe other programs`(program: String) throws {
    let result = try SSHDTests.decode(
      "Failed password for root from 192.0.2.10 port 1 ssh2", program: program)
    #expect(result.dataset == "syslog")
    #expect(result["source.ip"] == nil)
  }

  @Test func `reads a message without a header only when told to`() throws {
    let record = "Failed password for root from 198.51.100.7 port 51515 ssh2"
    #expect(try Decoding().result(record)["source.ip"] == nil)
    #expect(try Decoding(format: "sshd").result(record)["source.ip"] == "198.51.100.7")
  }
}
