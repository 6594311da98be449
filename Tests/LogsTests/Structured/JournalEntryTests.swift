import Detect
import Logs
import Testing

@Suite struct JournalEntryTests {
  static func entry(_ members: String) throws -> Decoding.Result {
    try Decoding().result("{\"__REALTIME_TIMESTAMP\":\"1767600000123456\",\(members)}")
  }

  static let failed = "Failed password for root from 198.51.100.7 port 51515 ssh2"

  @Test func `sends the message to the program that journald saw`() throws {
    let result = try JournalEntryTests.entry(
      """
      "MESSAGE":"\(JournalEntryTests.failed)","_COMM":"sshd-session","_PID":"42","PRIORITY":"6",\
      "SYSLOG_FACILITY":"4","_HOSTNAME":"h1","_EXE":"/usr/sbin/sshd","SYSLOG_IDENTIFIER":"x"
      """)
    #expect(result.dataset == "sshd")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["process.name"] == "sshd-session")
    #expect(result["process.pid"] == "42")
    #expect(result["host.name"] == "h1")
    #expect(result["log.syslog.severity.code"] == "6")
    #expect(result["log.syslog.facility.code"] == "4")
    #expect(result.time == "2026-01-05T08:00:00.123456Z")
    #expect(result.all("message") == [JournalEntryTests.failed])
  }

  @Test func `reads a message that is a list of bytes`() throws {
    let bytes = JournalEntryTests.failed.utf8.map(String.init).joined(separator: ",")
    for message in ["[\(bytes)]", "[[\(bytes)],\"other\"]", "[ \(bytes), 10 ]"] {
      let result = try JournalEntryTests.entry("\"MESSAGE\":\(message),\"_COMM\":\"sshd\"")
      #expect(result["source.ip"] == "198.51.100.7")
    }
  }

  @Test(arguments: [
    (#""_COMM":"logger","SYSLOG_IDENTIFIER":"sshd""#, "syslog"),
    (#""_COMM":"python3","_UID":"1000","SYSLOG_IDENTIFIER":"sshd""#, "syslog"),
    (#""_UID":"1000","SYSLOG_IDENTIFIER":"sshd""#, "syslog"),
    (#""_EXE":"/usr/bin/logger","SYSLOG_IDENTIFIER":"sshd""#, "syslog"),
    (#""_EXE":"/usr/sbin/sshd","SYSLOG_IDENTIFIER":"x""#, "sshd"),
    (#""_UID":"0","SYSLOG_IDENTIFIER":"sshd""#, "sshd"), (#""SYSLOG_IDENTIFIER":"sshd""#, "sshd"),
    (#""_TRANSPORT":"kernel","SYSLOG_IDENTIFIER":"kernel""#, "syslog"),
  ])
  func `does not believe an identifier that any user can write`(
    members: String, dataset: String
  ) throws {
    let message = JournalEntryTests.failed
    let result = try JournalEntryTests.entry("\"MESSAGE\":\"\(message)\",\(members)")
    #expect(result.dataset == dataset)
    #expect((result["source.ip"] != nil) == (dataset == "sshd"))
  }

  @Test func `prefers the time at which the message was written`() throws {
    for order in [0, 1] {
      let members = [
        #""_SOURCE_REALTIME_TIMESTAMP":"1767600000000001""#,
        #""__REALTIME_TIMESTAMP":"1767600009000000""#,
      ]
      let record = "{\(members[order]),\"MESSAGE\":\"x\",\(members[1 - order])}"
      #expect(try Decoding().result(record).time == "2026-01-05T08:00:00.000001Z")
    }
  }

  @Test func `sends kernel messages to the firewall decoders`() throws {
    let packet = "IN=eth0 OUT= SRC=198.51.100.7 DST=192.0.2.10 LEN=60 PROTO=TCP SPT=1 DPT=22"
    let result = try JournalEntryTests.entry(
      "\"MESSAGE\":\"DROP \(packet)\",\"_TRANSPORT\":\"kernel\",\"SYSLOG_IDENTIFIER\":\"kernel\"")
    #expect(result["source.ip"] == "198.51.100.7")
    #expect(result["destination.port"] == "22")
  }

  @Test(arguments: ["null", "[]", "[300]", "5", "{}", "\"\"", "[[]]", "[\"x\"]", "[[1,\"a\"]]"])
  func `stands messages of any kind`(message: String) throws {
    let result = try JournalEntryTests.entry("\"MESSAGE\":\(message),\"_COMM\":\"sshd\"")
    #expect(!result.event.flags.contains(.unrecognised))
    #expect(result.all("message").count == 1)
  }

  @Test func `undoes the escapes of a message before it is decoded`() throws {
    let result = try JournalEntryTests.entry(
      #""MESSAGE":"Invalid user \"x\" from 192.0.2.10\" from 198.51.100.7 port 1","_COMM":"sshd""#)
    #expect(result["user.name"] == #""x" from 192.0.2.10""#)
    #expect(result["source.ip"] == "198.51.100.7")
  }

  @Test func `reads the log line that a container runtime wraps`() throws {
    let line = #"Jan  5 09:00:00 h sshd[1]: Invalid user x from 198.51.100.7 port 1\n"#
    let result = try Decoding().result(
      "{\"log\":\"\(line)\",\"stream\":\"stdout\",\"time\":\"2026-01-05T09:00:01.5Z\"}")
    #expect(result.dataset == "sshd")
    #expect(result["source.ip"] == "198.51.100.7")
    let plain = try Decoding().result(
      #"{"log":"hello\n","stream":"stdout","time":"2026-01-05T09:00:01.5Z"}"#)
    #expect(plain.dataset == "json")
    #expect(plain.time == "2026-01-05T09:00:01.5Z")
    #expect(plain["log"] == "hello\n")
  }

  @Test func `follows wrapped records two levels deep and no deeper`() throws {
    var record = "hello"
    for _ in 0..<6 {
      let escaped = record.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      record = #"{"log":""# + escaped + #"","stream":"stdout","time":"2026-01-05T09:00:01Z"}"#
    }
    #expect(try Decoding().result(record).dataset == "json")
  }
}
