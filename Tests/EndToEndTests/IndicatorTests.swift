import Foundation
import Support
import Testing

@Suite struct IndicatorTests {
  private let program = BuiltProgram.detectd
  private let md5 = "00112233445566778899aabbccddeeff"

  /// The alerts of `lines` with a list, and what was said besides.
  private func scan(
    _ lines: [String], list: [String]
  ) throws -> (alerts: [[String: Any]], blocked: String, messages: String) {
    let folder = try TemporaryFolder()
    let log = try folder.file("x.log", lines.joined(separator: "\n") + "\n")
    let indicators = try folder.file("list.txt", list.joined(separator: "\n") + "\n")
    let blocked = folder.url.appendingPathComponent("blocked.txt").path
    let outcome = try program.run([
      "scan", log.path, "--indicators", indicators.path, "--blocklist", blocked,
    ])
    let text = try String(contentsOfFile: blocked, encoding: .utf8)
    return (outcome.objects, text, outcome.standardError)
  }

  private func text(_ alert: [String: Any]?, _ path: String) -> String? {
    var value: Any? = alert
    for part in path.split(separator: ".") {
      value = (value as? [String: Any])?[String(part)]
    }
    return value as? String
  }

  private func squid(_ method: String, _ url: String) -> String {
    "1767574800.123    100 198.51.100.10 TCP_MISS/200 1024 \(method) \(url) - "
      + "HIER_DIRECT/203.0.113.9 text/html"
  }

  @Test func `a request of a listed URL is told by who asked, and blocks nobody`() throws {
    let found = try scan(
      [
        squid("GET", "http://files.example.net/a.bin"),
        squid("GET", "http://files.example.net/b.bin"),
        squid("CONNECT", "login.example.org:443"),
      ],
      list: ["hxxps://files[.]example.net/a.bin", "https://login.example.org/"])
    #expect(found.alerts.count == 2)
    let alert = found.alerts.first
    #expect(text(alert, "threat.indicator.type") == "url")
    #expect(text(alert, "threat.indicator.url.full") == "https://files.example.net/a.bin")
    #expect(text(alert, "detectd.indicator.listed") == "hxxps://files[.]example.net/a.bin")
    #expect(text(alert, "detectd.indicator.seen") == "http://files.example.net/a.bin")
    #expect(text(alert, "detectd.entity") == "198.51.100.10")
    #expect(text(alert, "rule.name") == "Request of a URL listed in list")
    #expect(found.blocked.isEmpty)
  }

  @Test func `a listed file is told by the machine that has it`() throws {
    let sysmon =
      #"{"@timestamp":"2026-01-05T01:00:00Z","winlog":{"channel":"#
      + #""Microsoft-Windows-Sysmon/Operational","event_id":1,"provider_name":"#
      + #""Microsoft-Windows-Sysmon","computer_name":"pc1.example.com","event_data":{"Image":"#
      + #""C:\\x.exe","Hashes":"SHA1=00,MD5="# + md5.uppercased() + #""}}}"#
    let found = try scan([sysmon], list: [md5])
    #expect(found.alerts.count == 1)
    #expect(text(found.alerts.first, "threat.indicator.type") == "file")
    #expect(text(found.alerts.first, "threat.indicator.file.hash.md5") == md5)
    #expect(text(found.alerts.first, "detectd.indicator.field") == "process.hash.md5")
    #expect(text(found.alerts.first, "detectd.entity") == "pc1.example.com")
  }

  @Test func `entries that mean nothing are named, and the rest is taken`() throws {
    let found = try scan(
      [squid("GET", "http://files.example.net/a.bin")],
      list: ["foo bar", "http://", "AS64500", "files.example.net/a.bin"])
    #expect(found.alerts.count == 1)
    #expect(
      found.messages.contains(
        "list.txt:2: warning: 'http://' is no address, network, range, domain, URL, file hash or "
          + "mail address; write one a line, such as 203.0.113.0/24"))
    #expect(
      found.messages.contains("entries that cannot be matched yet (autonomous system): 1"))
  }
}
