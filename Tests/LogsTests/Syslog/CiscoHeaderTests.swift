import Detect
import Logs
import Testing

/// What devices of Cisco's write before `%`.
@Suite struct CiscoHeaderTests {
  static let message = "%SYS-5-CONFIG_I: Configured from console by ann on vty0 (198.51.100.7)"

  @Test(arguments: [
    ("<165>7433: gw1: 007439: 2y10w: ", "gw1"),
    ("<190>3132811: gw1: 3132807: Jan  5 2026 09:00:00.398 UTC: ", "gw1"),
    ("<189>387448: gw1: Jan 5 09:00:00.123 UTC+1: ", "gw1"),
    ("<190>3352436: 3352457: Jan 5 2026 09:00:00.412 mdt: ", nil),
    ("<190>: Jan  5 2026 09:00:00.671: ", nil),
    ("<189>Jan  5 09:00:00 192.0.2.1 : 2026 Jan  5 09:00:00.206 UTC: ", "192.0.2.1"),
    ("<187>Jan  5 09:00:00 gw1 2026 Jan  5 09:00:00.928 AEST: ", "gw1"),
    ("<189>Jan  5 09:00:00 gw1 AEST: ", "gw1"),
    ("gw1: Jan  5 2026 09:00:00.866 CET: ", "gw1"),
  ])
  func `the message is found behind it`(head: String, host: String?) throws {
    let result = try Decoding().result(head + Self.message)
    #expect(result.dataset == "cisco_ios", "\(head)")
    #expect(result["host.name"] == host)
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["event.code"] == "SYS-5-CONFIG_I")
  }

  @Test func `a header that breaks off anywhere is read`() throws {
    for head in [
      "<189>Jan  5 09:00:00 gw1 2026 Jan  5 09:00:00.928 AEST: ", "<165>7: gw1: 8: 2y10w: ",
    ] {
      let record = Array((head + Self.message).utf8)
      let results = try Decoding().results((0...record.count).map { Array(record.prefix($0)) })
      #expect(results.count == record.count + 1)
    }
  }

  @Test func `a zone that is UTC says so`() throws {
    let result = try Decoding().result(
      "<189>Jan  5 09:00:00 gw1 : 2026 Jan  5 09:00:00.206 UTC: " + Self.message)
    #expect(result.time == "2026-01-05T09:00:00.206Z")
  }

  /// Only a device's own parts stand before its message.
  @Test(arguments: [
    "<13>1: said: hello there: ", "<13>Jan  5 09:00:00 web1 app: ",
    "<13>Jan  5 09:00:00 web1 app[1]: got ",
  ])
  func `text before it is no header`(head: String) throws {
    let result = try Decoding().result(head + Self.message)
    #expect(result.dataset != "cisco_ios")
    #expect(result.all("source.ip").isEmpty)
  }

  @Test func `an address after the name is the name's`() throws {
    let result = try Decoding().result(
      "<30>Jan  5 09:00:00 ns1.example.com 192.0.2.1 sshd[4]: Invalid user x from 198.51.100.7 port 5"
    )
    #expect(result["host.name"] == "ns1.example.com")
    #expect(result["process.pid"] == "4")
    #expect(result["source.ip"] == "198.51.100.7")
  }

  @Test func `a session, a station and what sudo wrote`() throws {
    let session = try Decoding().result(
      "<190>45: Jan 5 09:00:00.4: %FW-6-SESS_AUDIT_TRAIL: Stop dns session: initiator "
        + "(198.51.100.7:51515) sent 48 bytes -- responder (192.0.2.10:53) sent 40 bytes")
    #expect(session["source.port"] == "51515")
    #expect(session["destination.bytes"] == "40")
    let station = try Decoding().result(
      "<189>45: Jan 5 09:00:00.4: %MAB-5-FAIL: Authentication failed for client (0000.5e00.5301) on "
        + "Interface Gi2/0/7")
    #expect(station["source.mac"] == "00-00-5E-00-53-01")
    let command = try Decoding().result(
      "<189>45: Jan 5 09:00:00.4: %AUTHPRIV-5-SYSTEM_MSG:     ann : TTY=console ; PWD=/ ; USER=root "
        + "; COMMAND=/sbin/sysctl -q - sudo")
    #expect(command["process.command_line"] == "/sbin/sysctl -q")
    #expect(command["user.effective.name"] == "root")
    #expect(command.source.products.contains("cisco"))
  }
}
