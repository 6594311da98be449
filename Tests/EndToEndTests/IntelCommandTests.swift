import Foundation
import Support
import Testing

/// `detectd intel`, and feeds as indicators of a scan.
@Suite struct IntelCommandTests {
  private let program = BuiltProgram.detectd
  private static let bundle = """
    {"type": "bundle", "id": "bundle--1", "objects": [
      {"type": "indicator", "id": "indicator--1", "confidence": 85, "created": "2026-01-05T01:00:00.000Z",
       "pattern": "[ipv4-addr:value = '203.0.113.7'] OR [domain-name:value = 'bad.example']"},
      {"type": "indicator", "id": "indicator--2", "revoked": true,
       "pattern": "[ipv4-addr:value = '203.0.113.8']"},
      {"type": "indicator", "id": "indicator--3", "pattern": "[mutex:name = 'x']"}]}
    """

  @Test func `entries are printed as ECS, also those that do not count`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("cert.json", Self.bundle)
    let outcome = try program.run(["intel", "parse", file.path])
    #expect(outcome.status == 0)
    let indicators = outcome.objects.map { ($0["threat"] as? [String: Any])?["indicator"] }
      .map { $0 as? [String: Any] ?? [:] }
    #expect(indicators.count == 3)
    #expect(indicators[0]["ip"] as? String == "203.0.113.7")
    #expect((indicators[0]["url"] as? [String: Any])?["domain"] as? String == "bad.example")
    #expect(indicators[0]["type"] as? String == "ipv4-addr")
    #expect(indicators[0]["confidence"] as? String == "High")
    let own = outcome.objects.map { ($0["detectd"] as? [String: Any])?["indicator"] }
      .map { $0 as? [String: Any] ?? [:] }
    #expect(own[1]["idle"] as? String == "revoked")
    #expect(own[2]["unevaluated"] as? String == "mutex:name")
  }

  @Test func `what cannot be read is named with its place`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file(
      "x.ndjson", "{\"type\":\"ipv4\",\"value\":\"203.0.113.7\"}\n{\"a\":\n")
    let outcome = try program.run(["intel", "parse", file.path])
    #expect(outcome.status == 3)
    #expect(outcome.objects.count == 1)
    #expect(
      outcome.standardError
        == "\(file.path):2: warning: '{\"a\":' is no JSON and no row that names an indicator\n")
    let missing = try program.run(["intel", "parse", folder.url.path + "/none"])
    #expect(missing.status == 2)
  }

  @Test func `check says what is wrong and what there is`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("cert.json", Self.bundle)
    let list = try folder.file("list.txt", "203.0.113.0/24\nnonsense\n")
    let outcome = try program.run([
      "intel", "check", file.path + ",name=cert,confidence=90", list.path, "--output", "human",
    ])
    #expect(outcome.status == 1)
    #expect(outcome.standardError.contains("\(list.path):2: warning: 'nonsense' is a single label"))
    #expect(
      outcome.standardError.contains("entries with what is not looked for (mutex:name): 1"))
    let rows = outcome.text.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(rows.dropFirst().map { $0.last.map(String.init) } == ["cert", "list"])
    #expect(rows[1].dropFirst().first == "1")
    let stats = try program.run(["intel", "stats", file.path, list.path])
    #expect(stats.status == 0)
    #expect(stats.objects.map { $0["indicators"] as? Int } == [2, 1])
  }

  @Test func `a value is looked up in all lists`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("cert.json", Self.bundle)
    let list = try folder.file(
      "list.txt",
      "198.51.100.0/24\nhttp://bad.example/x\n00112233445566778899aabbccddeeff\na@evil.example\n")
    let lists = ["--indicators", file.path, "--indicators", list.path]
    let found = try program.run(
      [
        "intel", "lookup", "203.0.113.7", "www.bad.example", "198.51.100.64/26",
        "https://bad.example/x", "00112233445566778899AABBCCDDEEFF", "A@evil.example",
      ] + lists)
    #expect(found.status == 0)
    #expect(
      found.objects.map { $0["feed"] as? String }
        == ["cert", "cert", "list", "list", "list", "list"])
    let human = try program.run(
      ["intel", "lookup", "203.0.113.7", "203.0.113.8", "--output", "human"] + lists)
    #expect(human.status == 1)
    #expect(
      human.text == "203.0.113.7: listed as 203.0.113.7 by cert, confidence 80\n"
        + "203.0.113.8: not listed\n")
  }

  @Test func `a feed of STIX raises alerts and blocks`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("cert.json", Self.bundle)
    let log = try folder.file(
      "x.log",
      """
      2026-01-05T01:00:00Z gw kernel: IN=eth0 OUT= SRC=203.0.113.7 DST=192.0.2.10 LEN=40 PROTO=TCP SPT=4242 DPT=22
      2026-01-05T01:00:01Z gw kernel: IN=eth0 OUT= SRC=203.0.113.8 DST=192.0.2.10 LEN=40 PROTO=TCP SPT=4242 DPT=22

      """)
    let blocked = folder.url.appendingPathComponent("blocked.txt").path
    let outcome = try program.run([
      "scan", log.path, "--indicators", file.path + ",confidence=90", "--blocklist", blocked,
    ])
    let listed = outcome.objects.filter {
      ((($0["detectd"] as? [String: Any])?["alert"] as? [String: Any])?["kind"] as? String)
        == "indicator"
    }
    #expect(listed.count == 1)
    #expect(try String(contentsOfFile: blocked, encoding: .utf8) == "203.0.113.7\n")
  }
}
