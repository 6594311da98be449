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
    ("product: linux", "src_ip: 192.0.2.1", "source.ip = 192.0.2.1"),
    ("product: linux", "srcip: 192.0.2.1", "srcip = 192.0.2.1"),
    ("product: windows, category: process_creation", "Image: x", "process.executable = x"),
    ("product: windows, service: security", "NewProcessName: x", "process.executable = x"),
    ("product: windows", "winlog.event_data.LogonType: 3", "LogonType is 3"),
    ("product: windows, service: system", "EventID: 7045", "winlog.event_id is 7045"),
    ("product: zeek, service: dns", "id.orig_h: 192.0.2.1", "source.ip = 192.0.2.1"),
    (
      "product: windows, service: windefend", "SourceName: AMSI",
      "(Source Name = AMSI or winlog.provider_name = AMSI)"
    ),
    (
      "product: windows, category: pipe_created", "PipeName: null",
      "(PipeName is null and file.name is null)"
    ),
    ("category: firewall", "src_ip|fieldref: dst_ip", "source.ip equals destination.ip"),
  ])
  func `names are read as the log source says`(
    logSource: String, item: String, expected: String
  ) throws {
    #expect(try listing(rule(item: item, logSource: logSource)) == expected)
  }

  @Test func `names that are not ECS get numbers after those that are`() {
    let set = load(rule("s: {LogonType: a, Hashes: b, LogonType|contains: c}\ncondition: s"))
    #expect(set.fieldNames.count == FieldNames.ecs.count + 2)
    #expect(set.fieldNames.id(of: "LogonType")?.rawValue == UInt16(FieldNames.ecs.count))
    #expect(set.fieldNames.id(of: "Hashes")?.rawValue == UInt16(FieldNames.ecs.count + 1))
  }

  @Test func `a field of Windows events has one number in every shape`() throws {
    let set = load(rule(item: "LogonType: 3", logSource: "product: windows, service: security"))
    let id = try #require(set.fieldNames.id(of: "LogonType"))
    for shape in [
      "Event.EventData.LogonType", "winlog.event_data.LogonType", "data.win.eventdata.logonType",
    ] {
      #expect(set.fieldNames.id(of: shape) == id)
    }
  }

  @Test(arguments: [
    ("product: windows, category: process_creation", "Imaga: x", true),
    ("product: windows, category: process_creation", "ParentUser: x", false),
    ("product: windows, category: process_creation", "EventID: 1", false),
    ("product: windows, service: security", "AnyName: x", false),
  ])
  func `names that no event of the category has are noted`(
    logSource: String, item: String, isNoted: Bool
  ) {
    let problems = load(rule(item: item, logSource: logSource)).problems
    #expect(problems.contains { $0.code == "unknown-field" } == isNoted)
  }
}
