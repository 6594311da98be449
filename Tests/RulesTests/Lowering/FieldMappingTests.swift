import Detect
import Rules
import Testing

@Suite struct FieldMappingTests {
  @Test(arguments: [
    ("category: firewall", "src_ip: 192.0.2.1", "source.ip = 192.0.2.1"),
    ("category: firewall", "dst_port: 22", "destination.port is 22"),
    ("category: firewall", "source.ip: 192.0.2.1", "source.ip = 192.0.2.1"),
    ("category: firewall", "action: DROP", "(event.action = DROP or event.type = denied)"),
    ("category: firewall", "action: [accept]", "(event.action = accept or event.type = allowed)"),
    ("category: firewall", "action: close", "event.action = close"),
    ("category: firewall", "action|contains: deny", "event.action = *deny*"),
    ("product: fortigate", "srcip: 192.0.2.1", "source.ip = 192.0.2.1"),
    ("product: fortigate", "src_ip: 192.0.2.1", "source.ip = 192.0.2.1"),
    ("category: webserver", "sc-status: 404", "http.response.status_code is 404"),
    ("category: webserver", "cs-uri-query|contains: x", "(url.query = *x* or url.original = *x*)"),
    ("category: proxy", "c-useragent: x", "user_agent.original = x"),
    ("category: proxy", "cs-host: null", "(url.domain is null and destination.domain is null)"),
    (
      "category: proxy", "cs-host|exists: false",
      "(url.domain is absent and destination.domain is absent)"
    ),
    ("category: proxy", "cs-host|neq: a", "not (url.domain = a or destination.domain = a)"),
    ("category: dns", "query|endswith: .example", "dns.question.name = *.example"),
    ("category: dns", "record_type: TXT", "dns.question.type = TXT"),
    ("product: linux, service: sshd", "user: root", "user.name = root"),
    ("product: linux, service: sudo", "USER: root", "user.effective.name = root"),
    (
      "product: linux, service: auditd", "exe|endswith: /sh",
      "(process.executable = */sh or exe = */sh)"
    ),
    ("product: linux", "src_ip: 192.0.2.1", "src_ip = 192.0.2.1"),
    ("product: windows, category: process_creation", "Image: x", "Image = x"),
    ("category: firewall", "src_ip|fieldref: dst_ip", "source.ip equals destination.ip"),
  ])
  func `names are read as the log source says`(
    logSource: String, item: String, expected: String
  ) throws {
    #expect(try listing(rule(item: item, logSource: logSource)) == expected)
  }

  @Test func `names that are not ECS get numbers after those that are`() {
    let set = load(rule("s: {Image: a, CommandLine: b, Image|contains: c}\ncondition: s"))
    #expect(set.fieldNames.count == FieldNames.ecs.count + 2)
    #expect(set.fieldNames.id(of: "Image")?.rawValue == UInt16(FieldNames.ecs.count))
    #expect(set.fieldNames.id(of: "CommandLine")?.rawValue == UInt16(FieldNames.ecs.count + 1))
  }
}
