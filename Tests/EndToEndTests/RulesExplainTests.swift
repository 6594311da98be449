import Foundation
import Support
import Testing

@Suite struct RulesExplainTests {
  private let program = BuiltProgram.detectd
  private let folder: TemporaryFolder
  private let rule: URL
  private let log: URL

  init() throws {
    folder = try TemporaryFolder()
    rule = try folder.file(
      "r.yml",
      """
      title: Root from outside
      name: root_outside
      id: 0a7f3a52-8a55-4c3e-9a3f-111111111111
      tags: [attack.initial-access, attack.t1078]
      logsource: {product: linux, service: sshd}
      detection:
        s:
          user: root
          message|startswith: 'Accepted '
        inside: {rhost|cidr: 10.0.0.0/8}
        condition: s and not inside

      """)
    log = try folder.file(
      "x.log",
      """
      Jan  1 00:00:00 h sshd[1]: Accepted password for root from 203.0.113.7 port 4000 ssh2
      Jan  1 00:00:01 h sshd[1]: Accepted password for root from 10.1.2.3 port 4001 ssh2
      Jan  1 00:00:02 h CRON[2]: pam_unix(cron:session): session closed for user root

      """)
  }

  @Test func `a rule is shown as it is understood`() throws {
    let text = try program.run(["rules", "explain", rule.path]).text
    #expect(text.contains("log source  linux/*/sshd\n"))
    #expect(text.contains("attack      T1078, Initial Access\n"))
    #expect(text.contains("witness     "))
    #expect(text.contains("            rhost is source.ip, source.address\n"))
    #expect(text.contains("  not\n    one of\n      source.ip is an address in 10.0.0.0/8\n"))
    #expect(text.contains("\nprogram\n"))
  }

  @Test func `an event says what holds, at which bytes, and what keeps the rule from matching`()
    throws
  {
    let outcome = try program.run(["rules", "explain", rule.path, "--event", log.path])
    #expect(outcome.status == 0)
    let parts = outcome.text.components(separatedBy: "\nevent ").dropFirst().map(\.self)
    #expect(parts.count == 3)
    #expect(parts[0].contains("verdict     matches\n"))
    #expect(parts[0].contains("  ✓ not\n    ✗ one of\n      ✗ source.ip is an address in 10."))
    #expect(parts[0].contains("          the event has '203.0.113.7' at bytes 59–70\n"))
    #expect(parts[1].contains("verdict     does not match\nbecause     excluded: source.ip is an"))
    #expect(parts[1].contains("          matched '10.1.2.3' at bytes 59–67\n"))
    #expect(
      parts[2].contains("verdict     not considered: the rule's log source is linux/*/sshd\n"))
  }

  @Test(arguments: ["root_outside", "Root From Outside", "0A7F3A52-8A55-4C3E-9A3F-111111111111"])
  func `a rule is found by id, name or title`(name: String) throws {
    let outcome = try program.run(
      ["rules", "explain", name, "--rules", folder.url.path, "--event", "-", "--output", "ndjson"],
      input: try Data(contentsOf: log))
    let objects = outcome.objects
    #expect(objects.map { $0["kind"] as? String } == ["rule", "event", "event", "event"])
    #expect(objects.dropFirst().map { $0["matches"] as? Bool } == [true, false, false])
    #expect(objects.dropFirst().map { $0["considered"] as? Bool } == [true, true, false])
    #expect((objects[0]["program"] as? [String])?.isEmpty == false)
    let parts = objects[1]["condition"] as? [[String: Any]] ?? []
    #expect(parts.first?["node"] as? String == "all of")
    #expect(parts.contains { $0["field"] as? String == "source.ip" })
  }

  @Test func `JSON over several lines and in arrays is events`() throws {
    let rule = try folder.file(
      "w.yml",
      """
      title: W
      id: 0a7f3a52-8a55-4c3e-9a3f-222222222222
      logsource: {}
      detection: {s: {Image|endswith: '\\cmd.exe'}, k: [needle], condition: s and k}

      """)
    let events = """
      [
        {"Image": "C:\\\\cmd.exe",
         "Note": "a } needle \\" {"},
        {"Image": "C:\\\\x.exe"}
      ]
      """
    let outcome = try program.run(
      ["rules", "explain", rule.path, "--event", "-"], input: Data(events.utf8))
    #expect(outcome.text.contains("event 1     {\"Image\""))
    #expect(outcome.text.contains("  ✓ any value or the record contains 'needle'\n"))
    #expect(outcome.text.contains("      found in the record at bytes "))
    #expect(outcome.text.contains("      found in Note: 'a } needle \" {'"))
    #expect(outcome.text.contains("event 2     {\"Image\""))
    #expect(outcome.text.contains("because     not: "))
  }

  @Test func `what cannot be explained says why`() throws {
    let unknown = try program.run(
      ["rules", "explain", "Root from outsid", "--rules", folder.url.path])
    #expect(unknown.status == 2)
    #expect(
      unknown.standardError.contains(
        "no rule has the path, id, name or title 'Root from outsid'; "
          + "did you mean 'Root from outside'?"))
    let broken = try folder.file("b.yml", "title: B\n")
    let outcome = try program.run(["rules", "explain", broken.path])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("b.yml:1:1: error:"))
    let missing = try program.run(["rules", "explain", rule.path, "--event", "/nonexistent"])
    #expect(missing.status == 3)
  }
}
