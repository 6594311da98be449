import Detect
import Testing

@Suite struct SyslogHeaderTests {
  /// A record, and host, program, process number and message.
  @Test(
    arguments: [
      ("<34>Jan  5 09:00:00 host1 app[42]: hello", "host1", "app", "42", "hello"),
      ("Jan  5 09:00:00 host1 app[42]: hello", "host1", "app", "42", "hello"),
      ("Jan  5 09:00:00 host1 app: hello", "host1", "app", nil, "hello"),
      ("Jan  5 09:00:00 su[12]: x y", nil, "su", "12", "x y"),
      ("Jan  5 09:00:00  app[1]: two blanks", nil, "app", "1", "two blanks"),
      ("Jan 5 09:00:00 h postfix/smtpd[1]: x", "h", "postfix/smtpd", "1", "x"),
      ("Jan 05 09:00:00 h pam_unix(sshd:auth): x", "h", "pam_unix(sshd:auth)", nil, "x"),
      ("Jan  5 09:00:00 h systemd-logind[1]: x", "h", "systemd-logind", "1", "x"),
      ("Jan  5 2026 09:00:00 h app: x", "h", "app", nil, "x"),
      ("2026 Jan  5 09:00:00 h app: x", "h", "app", nil, "x"),
      ("2026-01-05T09:00:00.123456+08:00 h app[1]: x", "h", "app", "1", "x"),
      ("Jan  5 09:00:00.123 h app: x", "h", "app", nil, "x"),
      ("Jan  5 09:00:00 2001:db8::10 app[1]: x", "2001:db8::10", "app", "1", "x"),
      ("Jan  5 09:00:00 2001:db8:: app[1]: x", "2001:db8::", "app", "1", "x"),
      ("Jan  5 09:00:00 gw gw kernel: x", "gw", "kernel", nil, "x"),
      ("Jan  5 09:00:00 gw gwen x", "gw", nil, nil, "gwen x"),
      ("Jan  5 09:00:00 sun app: [ID 800047 auth.info] x", "sun", "app", nil, "x"),
      ("Jan  5 09:00:00 h last words of nobody", "h", nil, nil, "last words of nobody"),
      ("Jan  5 09:00:00 IN=eth0 OUT= x", nil, nil, nil, "IN=eth0 OUT= x"),
      ("Jan  5 09:00:00 h [TAG] x", "h", nil, nil, "[TAG] x"),
      ("Jan 05 2026 09:00:00: %ASA-6-302013: x", nil, nil, nil, "%ASA-6-302013: x"),
      ("<166>Jan  5 2026 09:00:00 asa1 : %ASA-6-302013: x", "asa1", nil, nil, "%ASA-6-302013: x"),
      ("Jan  5 09:00:00 fw1: %FTD-6-302020: x", "fw1", nil, nil, "%FTD-6-302020: x"),
      ("Jan  5 09:00:00 CST: %SYS-5-CONFIG_I: x", nil, nil, nil, "%SYS-5-CONFIG_I: x"),
      ("<189>45: *Jan  5 09:00:00.123: %SYS-5-CONFIG_I: x", nil, nil, nil, "%SYS-5-CONFIG_I: x"),
      (
        "<189>45: r1: .Jan  5 09:00:00.123 UTC: %SYS-5-CONFIG_I: x", "r1", nil, nil,
        "%SYS-5-CONFIG_I: x"
      ),
      (
        "Jan  5 09:00:00 192.0.2.1 45: Jan  5 08:59:59.5: %SYS-5-CONFIG_I: x", "192.0.2.1", nil,
        nil,
        "%SYS-5-CONFIG_I: x"
      ),
      ("Jan  5 09:00:00 relay Jan  5 08:59:59 inner app[7]: x", "inner", "app", "7", "x"),
      (
        "<13>Jan  5 09:00:00 relay <34>1 2026-01-05T08:00:00Z inner app 7 - - x", "inner", "app",
        "7",
        "x"
      ),
      ("Jan  5 09:00:00 Message forwarded from aix1: sshd[7]: x", "aix1", "sshd", "7", "x"),
      ("<134>filterlog[72237]: 1,2,3", nil, "filterlog", "72237", "1,2,3"),
      ("<14>h app[3]: x", "h", "app", "3", "x"),
      ("<189>date=2026-01-05 time=09:00:00", nil, nil, nil, "date=2026-01-05 time=09:00:00"),
      ("<999>Jan  5 09:00:00 h app: x", nil, nil, nil, "<999>Jan  5 09:00:00 h app: x"),
      ("<034>Jan  5 09:00:00 h app: x", nil, nil, nil, "<034>Jan  5 09:00:00 h app: x"),
      ("<192>x", nil, nil, nil, "<192>x"), ("<>x", nil, nil, nil, "<>x"),
      ("<1", nil, nil, nil, "<1"),
      ("no header at all", nil, nil, nil, "no header at all"),
      ("Jan  5 09:00:00 h app: x\r\n", "h", "app", nil, "x"),
      ("Jan  5 09:00:00 h app: x\0", "h", "app", nil, "x"),
      ("Jan  5 09:00:00 mac Two Words[9]: x", "mac", "Two Words", "9", "x"),
      ("Jan  5 09:00:00 h app[x y]: z", "h", nil, nil, "app[x y]: z"),
      ("Jan  5 09:00:00", nil, nil, nil, ""), ("", nil, nil, nil, ""),
    ] as [(String, String?, String?, String?, String)])
  func `takes a header off a message`(
    record: String, host: String?, program: String?, process: String?, message: String
  ) throws {
    let result = try Decoding().result(record)
    #expect(result["host.name"] == host)
    #expect(result["process.name"] == program)
    #expect(result["process.pid"] == process)
    #expect(result.all("message") == [message])
  }

  @Test(arguments: [
    ("<0>Jan  5 09:00:00 h app: x", "0", "0", "0"), ("<34>app: x", "34", "4", "2"),
    ("<191>1 - - - - - -", "191", "23", "7"),
  ])
  func `splits a priority`(
    record: String, priority: String, facility: String, severity: String
  ) throws {
    let result = try Decoding().result(record)
    #expect(result["log.syslog.priority"] == priority)
    #expect(result["log.syslog.facility.code"] == facility)
    #expect(result["log.syslog.severity.code"] == severity)
  }

  @Test func `leaves the priority out when there is none`() throws {
    #expect(try Decoding().result("Jan  5 09:00:00 h app: x")["log.syslog.priority"] == nil)
  }

  @Test func `reads every part of RFC 5424`() throws {
    let data = #"[det@32473 src="198.51.100.7" note="a \"q\" \\ \] \z"][meta sequenceId="1"]"#
    let result = try Decoding().result(
      "<165>1 2026-01-05T09:00:00.123456+08:00 fw1.example.com app 4242 ALERT \(data) \u{feff}text")
    #expect(result["log.syslog.version"] == "1")
    #expect(result.time == "2026-01-05T09:00:00.123456+08:00")
    #expect(result["host.name"] == "fw1.example.com")
    #expect(result["process.name"] == "app")
    #expect(result["process.pid"] == "4242")
    #expect(result["log.syslog.msgid"] == "ALERT")
    #expect(result["log.syslog.structured_data"] == data)
    #expect(result["message"] == "text")
  }

  @Test func `leaves out what RFC 5424 has as nil`() throws {
    let result = try Decoding().result("<134>1 - - - - - -")
    let names = result.fields.map(\.name).filter { $0 != "message" }
    #expect(names.allSatisfy { $0.hasPrefix("log.syslog.") })
    #expect(result.time == nil)
    #expect(result["log.syslog.structured_data"] == nil)
  }

  @Test(arguments: [
    (#"[bad x="1" more"#, #"[bad x="1" more"#), (#"[a b="]"] x"#, #"[a b="]"] x"#),
    ("[a][b] x", "x"), ("[a]x y", "[a]x y"), ("word", "word"),
    (#"[a@1 b="c\]d"] [not data] x"#, "[not data] x"), (#"- [x@1 y="z"] t"#, #"[x@1 y="z"] t"#),
    ("[name-of-more-than-thirty-two-characters] x", "[name-of-more-than-thirty-two-characters] x"),
  ])
  func `keeps what is not structured data in the message`(data: String, message: String) throws {
    let result = try Decoding().result("<134>1 2026-01-05T09:00:00Z h app 1 - \(data)")
    #expect(result["message"] == message)
    #expect(result["process.name"] == "app")
  }

  @Test func `ends the header at a name that is too long`() throws {
    let long = String(repeating: "a", count: 49)
    let result = try Decoding().result("<134>1 2026-01-05T09:00:00Z h \(long) 1 - - x")
    #expect(result["host.name"] == "h")
    #expect(result["process.name"] == nil)
    #expect(result["message"] == "\(long) 1 - - x")
  }

  @Test func `counts repeated messages and decodes the one inside`() throws {
    let inner = "Failed password for root from 198.51.100.7 port 51515 ssh2"
    let result = try Decoding().result(
      "Jan  5 09:00:00 h sshd[1]: message repeated 3 times: [ \(inner)]")
    #expect(result.event.repetitions == 3)
    #expect(result["message"] == inner)
    #expect(result["source.ip"] == "198.51.100.7")
    let last = try Decoding().result("Jan  5 09:00:00 h sshd[1]: last message repeated 2 times")
    #expect(last.event.repetitions == 2)
  }

  @Test(arguments: [
    ("Jan  5 09:00:00 h app: message repeated 0 times: [ x]", 1),
    ("Jan  5 09:00:00 h app: message repeated 99999999999 times: [ x]", 1),
    ("Jan  5 09:00:00 h app: message repeated 3 times: [ x", 1),
    ("message repeated 3 times: [ x]", 1),
  ])
  func `counts only what is well formed`(record: String, count: UInt32) throws {
    #expect(try Decoding().result(record).event.repetitions == count)
  }
}
