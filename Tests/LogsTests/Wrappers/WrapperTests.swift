import Detect
import Logs
import Testing

/// Lines in the lines of others: each is decoded by its own decoder.
@Suite struct WrapperTests {
  static let failure = "Failed password for root from 198.51.100.7 port 51515 ssh2"

  @Test(arguments: [
    "2026-01-05T09:00:00.123456789Z stderr F <38>Jan  5 09:00:00 h sshd[1]: " + failure,
    "2026-01-05T09:00:00.123456789+08:00 stdout F Jan  5 09:00:00 h sshd[1]: " + failure,
    #"{"log":"<38>sshd[1]: "# + failure + #"\n","stream":"stdout","time":"2026-01-05T09:00:00Z"}"#,
    #"{"@timestamp":"2026-01-05T09:00:00Z","agent":{"type":"filebeat"},"message":"Jan  5 09:00:00 "#
      + "h sshd[1]: " + failure + #""}"#,
    #"{"log":{"file":{"path":"/var/log/auth.log"}},"message":"Jan  5 09:00:00 h sshd[1]: "#
      + failure + #""}"#,
    #"{"host":"h","ident":"sshd","pid":"1","message":""# + failure + #""}"#,
    #"{"MESSAGE":""# + failure + #"","PROGRAM":"sshd","HOST":"h"}"#,
    #"{"message":""# + failure + #"","syslogtag":"sshd[1]:","host":"h"}"#,
    "Jan  5 09:00:00 h rsyslogd: @cee: {\"msg\":\"" + failure + "\",\"programname\":\"sshd\"}",
    "Mon 2026-01-05 09:00:00 UTC h sshd[1]: " + failure,
    "1767574800.123456 h sshd[1]: " + failure,
    "2026-01-05T09:00:00.123456+0000 h sshd[1]: " + failure,
    "Jan  5 09:00:00 h sshd[1]: message repeated 3 times: [ " + failure + "]",
  ])
  func `a login inside is a login`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.dataset == "sshd", "\(record)")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["event.outcome"] == "failure")
    // Some shippers' records have no time.
    if result.time != nil { #expect(result.time?.hasPrefix("2026-01-05T0") == true) }
  }

  @Test func `an entry of the journal's export`() throws {
    let entry =
      "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767574800123456\n_COMM=sshd\n_PID=42\n_HOSTNAME=h\n"
      + "SYSLOG_IDENTIFIER=nginx\nMESSAGE=" + Self.failure
    let result = try Decoding().result(entry)
    #expect(result.dataset == "sshd")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["process.pid"] == "42")
    #expect(result.time == "2026-01-05T01:00:00.123456Z")
  }

  @Test func `an access log in a container`() throws {
    let result = try Decoding().result(
      #"2026-01-05T09:00:00.1Z stdout F 198.51.100.7 - - [05/Jan/2026:09:00:00 +0000] "GET /a "#
        + #"HTTP/1.1" 404 153 "-" "curl/8""#)
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["http.response.status_code"] == "404")
  }

  @Test func `the container's names are kept`() throws {
    let result = try Decoding().result(
      #"{"log":"<38>sshd[1]: "# + Self.failure
        + #"\n","kubernetes":{"pod_name":"p1","namespace_name":"n1"}}"#)
    #expect(result["kubernetes.pod_name"] == "p1")
    #expect(result["source.ip"] == "198.51.100.7")
  }

  @Test func `what no decoder knows keeps the runtime's time`() throws {
    let result = try Decoding().result("2026-01-05T09:00:00.123456789Z stdout P hello there, world")
    #expect(result.time == "2026-01-05T09:00:00.123456789Z")
    #expect(result.all("message").contains("hello there, world"))
  }

  /// Any program may write JSON with a message, and strangers what stands in it.
  @Test(arguments: [
    #"{"level":"info","message":"Jan  5 09:00:00 h sshd[1]: "# + failure + #""}"#,
    #"{"log.level":"info","ecs":{"version":"8"},"message":"<38>sshd[1]: "# + failure + #""}"#,
    #"{"user":"{\"agent\":{\"type\":\"filebeat\"}}","message":"<38>sshd[1]: "# + failure + #""}"#,
  ])
  func `a program's own message is no line of another's`(record: String) throws {
    let result = try Decoding().result(record)
    #expect(result.all("source.ip").isEmpty)
    #expect(result.all("event.outcome").isEmpty)
  }

  @Test func `wrappers in wrappers end`() throws {
    var record = Self.failure
    for _ in 0..<6 { record = "2026-01-05T09:00:00.123456789Z stdout F " + record }
    #expect(try Decoding().result(record).all("source.ip").isEmpty)
  }
}
