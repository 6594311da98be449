import Detect
import Logs
import Testing

/// Whatever stands before a message, and however many relays it came through, its decoder is found.
@Suite struct HeaderVariantTests {
  static let headers = [
    "", "<134>", "<134> ",
    // RFC 3164 as it is meant, and as devices, relays and files have it.
    "<134>Jan  5 09:00:00 fw1 ", "<134> Jan  5 09:00:00 fw1 ", "Jan 5 09:00:00 fw1 ",
    "Jan 05 09:00:00 fw1 ", "Jan 05 2026 09:00:00 fw1 ", "Jan  5 09:00:00 2026 fw1 ",
    "<134>Jan  5 09:00:00.123 fw1 ", "<134>Jan  5 09:00:00,123 fw1 ", "Jan  5 09:00:00 fw1 fw1 ",
    "Jan  5 09:00:00 192.0.2.1 ", "Jan  5 09:00:00 [192.0.2.1] ", "Jan  5 09:00:00 2001:db8::1 ",
    "Jan  5 09:00:00 fw1.example.com ", "Jan  5 09:00:00 192.0.2.1 fw1 ",
    "Jan  5 09:00:00 _gateway ", "<134>Jan  5 09:00:00 ", "Jan  5 09:00:00 fw1/192.0.2.1 ",
    "Jan  5 09:00:00 fw1 : ",
    // multilog and s6-log.
    "@40000000695b7d9a00000000 fw1 ",
    // Weekdays, priorities by name (OpenWrt's logread, BSD's syslogd -v).
    "Mon Jan  5 09:00:00 2026 kern.warn ",
    "Jan  5 09:00:00 fw1 local0.info ", "Jan  5 09:00:00 user.info fw1 ",
    "Jan  5 09:00:00 <local0.info> fw1 ", "Jan  5 09:00:00 fw1 <auth.info> ",
    // ISO 8601 (rsyslog's and syslog-ng's files), and others that begin with a year.
    "2026-01-05T09:00:00.123456+08:00 fw1 ", "2026-01-05T09:00:00Z fw1 ",
    "2026-01-05 09:00:00 fw1 ", "2026-01-05 09:00:00,123 fw1 ", "2026 Jan  5 09:00:00 fw1 ",
    "<134>2026-01-05T09:00:00.1Z fw1 ", "<134> 2026-01-05T09:00:00+00:00 fw1 ",
    "2026-01-05 09:00:00.123456-0700  fw1 ", "2026/01/05 09:00:00 fw1 ",
    // Kiwi.
    "2026-01-05 09:00:00\tLocal0.Info\t192.0.2.1\t", "2026-01-05\t09:00:00\tLocal0.Info\tfw1\t",
    // RFC 5424, whole, empty, and broken off by those who do not know it.
    "<134>1 2026-01-05T09:00:00Z fw1 - - - - ", "<134>1 - - - - - - ",
    "<134>1 2026-01-05T09:00:00Z fw1 - - - - \u{feff}",
    "<134>1 2026-01-05T09:00:00.123Z fw1 - - - [meta seq=\"1\"] ",
    "1 2026-01-05T09:00:00Z fw1 - - - - ", "<134>1 2026-01-05T09:00:00Z fw1 ",
    "<134> 2026-01-05T09:00:00+00:00Z fw1 - - - - ", "<134>2026-01-05T09:00:00Z fw1 - 7 X1 - ",
    // Relays: one header around another.
    "Jan  5 09:00:00 relay Jan  5 08:59:59 fw1 ", "Jan  5 09:00:00 relay <134>Jan  5 08:59:59 fw1 ",
    "2026-01-05T09:00:00Z relay 2026-01-05T08:59:59Z fw1 ",
    "<13>1 2026-01-05T09:00:00Z relay - - - - <134>Jan  5 08:59:59 fw1 ",
    "<13>1 2026-01-05T09:00:00Z relay - - - - Jan  5 08:59:59 fw1 ",
    "<13>Jan  5 09:00:00 relay <134>1 2026-01-05T08:59:59Z fw1 - - - - ",
    "Jan  5 09:00:00 relay 1 2026-01-05T08:59:59Z fw1 - - - - ",
    "Jan  5 09:00:00 192.0.2.1 Jan  5 2026 08:59:59 ",
  ]

  /// Those that Cisco's devices alone write.
  static let ciscoHeaders = [
    "<134>45: *Jan  5 09:00:00.123: ", "<134>45: fw1: Jan  5 09:00:00.123 UTC: ",
    "<134>Jan  5 2026 09:00:00: ", "Jan  5 09:00:00 CST: ", "<134>: 2026 Jan  5 09:00:00 UTC: ",
    "<134>Jan  5 2026 09:00:00 fw1 : ", "Jan  5 09:00:00 192.0.2.1 45: Jan  5 09:00:00.123: ",
    "<134>: Jan  5 09:00:00 UTC: ", "<134>45: 000046: Jan  5 09:00:00.123 CEST: ",
    "Jan  5 09:00:00 fw1: ",
  ]

  /// A message, its decoder and the address that it is about.
  static let bodies: [(text: String, dataset: String)] = [
    ("sshd[4242]: Failed password for root from 192.0.2.7 port 51515 ssh2", "sshd"),
    (
      "%ASA-4-106023: Deny tcp src out:192.0.2.7/1 dst in:198.51.100.2/22 by access-group \"A\" "
        + "[0x0, 0x0]", "cisco_asa"
    ),
    (
      "kernel: [1.5] DROP IN=eth0 OUT= SRC=192.0.2.7 DST=198.51.100.2 PROTO=TCP SPT=1 DPT=22",
      "netfilter"
    ),
    (
      "date=2026-01-05 time=09:00:00 devname=\"f\" devid=\"F\" logid=\"0000000013\" "
        + "type=\"traffic\" subtype=\"forward\" srcip=192.0.2.7 action=\"deny\"", "fortigate"
    ),
    (
      "filterlog[1]: 4,,,1,igb0,match,block,in,4,0x0,,52,1,0,DF,6,tcp,60,192.0.2.7,198.51.100.2,"
        + "1,22,0,S,1,,1,,", "filterlog"
    ),
  ]

  @Test(arguments: headers)
  func `never hide the message`(header: String) throws {
    for body in Self.bodies {
      // Without a time or a priority a tag is the beginning of a text.
      if header.isEmpty, body.text.contains(": ") && body.dataset != "cisco_asa" { continue }
      let result = try Decoding().result(header + body.text)
      #expect(result.dataset == body.dataset, "\(header)\(body.text)")
      #expect(result["source.ip"] == "192.0.2.7", "\(header)\(body.text)")
    }
  }

  @Test(arguments: ciscoHeaders)
  func `never hide the message of a Cisco device`(header: String) throws {
    let body = Self.bodies[1]
    let result = try Decoding().result(header + body.text)
    #expect(result.dataset == body.dataset)
    #expect(result["source.ip"] == "192.0.2.7")
  }

  /// A header, and the host and priority that it states.
  @Test(
    arguments: [
      ("Mon Jan  5 09:00:00 2026 kern.warn ", nil, "4"),
      ("Jan  5 09:00:00 fw1 Local0.Info ", "fw1", "134"),
      ("<13>Jan  5 09:00:00 <auth.notice> fw1 ", "fw1", "13"),
      ("2026-01-05\t09:00:00\tLocal7.Debug\tfw1\t", "fw1", "191"),
      ("Jan  5 09:00:00 [192.0.2.1] ", "192.0.2.1", nil),
      ("Jan  5 09:00:00 192.0.2.1 fw1 ", "fw1", nil),
      ("<134>1 2026-01-05T09:00:00+00:00Z fw1 ", "fw1", "134"),
    ] as [(String, String?, String?)])
  func `say who and how urgent`(header: String, host: String?, priority: String?) throws {
    let result = try Decoding().result(header + Self.bodies[0].text)
    #expect(result["host.name"] == host)
    #expect((result["log.syslog.priority"] != nil) == (priority != nil))
    if let priority { #expect(result.json.contains("\"priority\":\(priority)")) }
    #expect(result.time == "2026-01-05T09:00:00Z")
  }

  /// Host and program of a record without a time, of programs with a decoder alone.
  @Test(
    arguments: [
      ("sshd[1]: Invalid user x from 192.0.2.7", "sshd", nil),
      ("h1 sshd[1]: Invalid user x from 192.0.2.7", "sshd", "h1"),
      ("h1  sudo[22]: pam_unix(sudo:auth): authentication failure; x", "pam", "h1"),
      ("h1 worker[1]: Invalid user x from 192.0.2.7", "unrecognised", nil),
      ("h1 sshd[x]: Invalid user x from 192.0.2.7", "unrecognised", nil),
      ("h1 sshd[1] Invalid user x from 192.0.2.7", "unrecognised", nil),
      ("see h1 sshd[1]: Invalid user x from 192.0.2.7", "unrecognised", nil),
      ("h1 sshd: Invalid user x from 192.0.2.7", "unrecognised", nil),
    ] as [(String, String, String?)])
  func `may lack their time`(record: String, dataset: String, host: String?) throws {
    let result = try Decoding().result(record)
    #expect(result.dataset == dataset)
    #expect(result["host.name"] == host)
  }

  @Test(arguments: ["PRODUCT ", "product_x -: ", "product: "])
  func `the name before CEF may lack its colon`(name: String) throws {
    let cef = "CEF:0|Example|Guard|1.0|100|denied|5|src=192.0.2.7 act=block"
    let result = try Decoding().result("<134>Jan  5 09:00:00 fw1 \(name)\(cef)")
    #expect(result.dataset == "cef" && result["source.ip"] == "192.0.2.7")
    let text = try Decoding().result("Jan  5 09:00:00 fw1 app: refused \(cef)")
    #expect(text.dataset == "syslog" && text["source.ip"] == nil)
  }

  @Test func `may begin with TAI64N`() throws {
    let result = try Decoding().result("@40000000695b7d9a075bcd15 h x: y")
    #expect(result.time == "2026-01-05T09:00:00.123456789Z")
    #expect(result["host.name"] == "h")
  }

  @Test(arguments: ["@40000000695b7d9a3b9aca00 h", "@4g000000695b7d9a00000000 h", "@40000000 h"])
  func `a label that is no TAI64N is text`(header: String) throws {
    #expect(try Decoding().result("\(header) x: y").time == nil)
  }

  @Test func `a message that looks like a header stays a message`() throws {
    for text in [
      "Jan  5 08:59:59 fw1 sshd[1]: Failed password for root from 192.0.2.9 port 1 ssh2",
      "<134>Jan  5 08:59:59 fw1 sshd[1]: Failed password for root from 192.0.2.9 port 1 ssh2",
    ] {
      let result = try Decoding().result("Jan  5 09:00:00 h app[7]: \(text)")
      #expect(result.dataset == "syslog")
      #expect(result["source.ip"] == nil)
    }
  }
}
