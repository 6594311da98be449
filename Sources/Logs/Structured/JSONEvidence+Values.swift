internal import Detect

extension JSONEvidence {
  mutating func takeProduct(_ role: Role, _ text: Range<Int>, _ line: borrowing Line) {
    switch role {
    case .dataset, .module: takeDataset(text, line)
    case .zeekPath: set(ZeekLog.place(text, line))
    case .suricata: suricata = JSONEvidence.suricata(text, line)
    case .eventSource: takeEventSource(text, line)
    case .azureCategory: if azure == nil { azure = JSONEvidence.azure(text, line) }
    case .workload: takeWorkload(text, line)
    case .googleType:
      let type: StaticString = "type.googleapis.com/google.cloud.audit.AuditLog"
      // The service says more, wherever it stands.
      if line.equals(type, in: text), product == nil { set(.gcpAudit) }
    case .googleService: takeGoogleService(text, line)
    case .kubernetes:
      if text.count > 13, line.has("audit.k8s.io/", at: text.lowerBound) { set(.kubernetes) }
    case .auditType: takeAuditType(text, line)
    case .auditMessage:
      if text.count > 6, line.has("audit(", at: text.lowerBound) { marks.insert(.auditMessage) }
    default: takeECS(role, text, line)
    }
  }

  private mutating func set(_ place: Int) { if product == nil { product = place } }

  private mutating func set(_ source: JSONLogSource) { set(source.rawValue) }

  private mutating func takeECS(_ role: Role, _ text: Range<Int>, _ line: borrowing Line) {
    switch role {
    case .system:
      if line.equals("windows", in: text) { system = .windows }
      if line.equals("linux", in: text) { system = .linux }
      if line.equals("macos", in: text) { system = .macos }
    case .type:
      if line.equals("start", in: text) { marks.insert(.start) }
      if line.equals("end", in: text) { marks.insert(.end) }
      if line.equals("deletion", in: text) { marks.insert(.deletion) }
    case .category: takeCategory(text, line)
    default: break
    }
  }

  /// A name resolution is of category network too; it is the narrower that counts.
  private mutating func takeCategory(_ text: Range<Int>, _ line: borrowing Line) {
    if line.equals("process", in: text) { endpoint = .processStart }
    if line.equals("file", in: text) { endpoint = endpoint ?? .file }
    if line.equals("network", in: text) { endpoint = endpoint ?? .network }
    if line.equals("dns", in: text) { endpoint = .dns }
    if line.equals("registry", in: text) { endpoint = .registry }
    if line.equals("library", in: text) { endpoint = .library }
    if line.equals("driver", in: text) { endpoint = .driver }
    if line.equals("authentication", in: text) { endpoint = endpoint ?? .authentication }
  }

  private static let datasets: [(StaticString, JSONLogSource)] = [
    ("aws.cloudtrail", .cloudTrail), ("azure.activitylogs", .azureActivity),
    ("azure.auditlogs", .azureAudit), ("azure.signinlogs", .azureSignIn),
    ("azure.identity_protection", .azureRisk), ("gcp.audit", .gcpAudit),
    ("google_workspace.admin", .workspaceAdmin), ("google_workspace.login", .workspaceLogin),
    ("o365.audit", .m365Audit), ("okta.system", .okta), ("github.audit", .github),
    ("kubernetes.audit_logs", .kubernetes), ("cisco_duo.auth", .duo), ("cisco_duo.admin", .duo),
    ("suricata.eve", .suricata), ("suricata", .suricata), ("apache.access", .apache),
    ("nginx.access", .nginx), ("iis.access", .iis), ("traefik.access", .webserver),
    ("squid.log", .proxy), ("zscaler_zia.web", .proxy), ("network_traffic.dns", .dns),
    ("auditd.log", .auditd), ("auditd_manager.auditd", .auditd), ("system.auth", .auth),
    ("system.syslog", .syslog),
  ]

  /// `event.dataset` as Elastic's integrations name it: the module, a dot, the log.
  private mutating func takeDataset(_ text: Range<Int>, _ line: borrowing Line) {
    guard product == nil, !text.isEmpty else { return }
    if text.count > 5, line.has("zeek.", at: text.lowerBound) {
      return set(ZeekLog.place(text.lowerBound + 5..<text.upperBound, line))
    }
    for (name, source) in JSONEvidence.datasets where line.equals(name, in: text) {
      return set(source)
    }
  }

  /// `event_type` of EVE (https://docs.suricata.io/en/latest/output/eve/eve-json-format.html).
  private static func suricata(_ text: Range<Int>, _ line: borrowing Line) -> JSONLogSource {
    if line.equals("dns", in: text) { return .suricataDNS }
    if line.equals("http", in: text) { return .suricataHTTP }
    if line.equals("flow", in: text) || line.equals("netflow", in: text) { return .suricataFlow }
    return line.equals("alert", in: text) ? .suricataAlert : .suricata
  }

  /// CloudTrail names the service's host; Defender for Cloud Apps the workload.
  private mutating func takeEventSource(_ text: Range<Int>, _ line: borrowing Line) {
    let ending: StaticString = ".amazonaws.com"
    if text.count > 14, line.has(ending, at: text.upperBound - 14) { return set(.cloudTrail) }
    if line.equals("SecurityComplianceCenter", in: text) { return set(.m365Security) }
    if line.equals("Exchange", in: text) { set(.m365Exchange) }
  }

  /// The unified audit log (https://learn.microsoft.com/office/office-365-management-api).
  private mutating func takeWorkload(_ text: Range<Int>, _ line: borrowing Line) {
    if line.equals("Exchange", in: text) { return set(.m365Exchange) }
    if line.equals("SecurityComplianceCenter", in: text) { return set(.m365Security) }
    set(.m365Audit)
  }

  /// The category of a diagnostic log
  /// (https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema).
  private static func azure(_ text: Range<Int>, _ line: borrowing Line) -> JSONLogSource? {
    for (name, source) in azureCategories where line.equalsFolded(name, in: text) {
      return source
    }
    return nil
  }

  /// In lower case.
  private static let azureCategories: [(StaticString, JSONLogSource)] = [
    ("signinlogs", .azureSignIn), ("noninteractiveusersigninlogs", .azureSignIn),
    ("serviceprincipalsigninlogs", .azureSignIn), ("managedidentitysigninlogs", .azureSignIn),
    ("auditlogs", .azureAudit), ("userriskevents", .azureRisk), ("riskyusers", .azureRisk),
    ("administrative", .azureActivity), ("policy", .azureActivity), ("alert", .azureActivity),
    ("autoscale", .azureActivity), ("security", .azureActivity),
    ("servicehealth", .azureActivity), ("resourcehealth", .azureActivity),
    ("recommendation", .azureActivity), ("action", .azureActivity), ("write", .azureActivity),
    ("delete", .azureActivity),
  ]

  private mutating func takeGoogleService(_ text: Range<Int>, _ line: borrowing Line) {
    if line.equals("admin.googleapis.com", in: text) {
      product = JSONLogSource.workspaceAdmin.rawValue
    } else if line.equals("login.googleapis.com", in: text) {
      product = JSONLogSource.workspaceLogin.rawValue
    }
  }

  /// Names of record types are in capitals; `type` is a member of many other records.
  private mutating func takeAuditType(_ text: Range<Int>, _ line: borrowing Line) {
    guard text.count >= 3 else { return }
    for index in text {
      let byte = line[index]
      let isCapital = byte &- 0x41 < 26 || byte == UInt8(ascii: "_") || byte &- 0x30 < 10
      guard isCapital else { return }
    }
    marks.insert(.auditType)
    if line.equals("EXECVE", in: text) { marks.insert(.auditExecution) }
  }
}
