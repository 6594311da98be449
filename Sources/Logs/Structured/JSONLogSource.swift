internal import Detect

/// The log sources of JSON records whose product is known by their members (``JSONEvidence``), in
/// the order of ``KnownLogSource/all`` after its own cases.
///
/// Products and services are those of the Sigma taxonomy where it has them.
enum JSONLogSource: Int, CaseIterable {
  case cloudTrail
  case azureActivity, azureAudit, azureSignIn, azureRisk
  case gcpAudit, workspaceAdmin, workspaceLogin
  case m365Audit, m365Exchange, m365Security
  case okta, oneLogin, duo, github, bitbucket, kubernetes, openCanary
  case suricata, suricataDNS, suricataHTTP, suricataFlow, suricataAlert
  case auditd, auditdExecution, auth, syslog
  case apache, nginx, iis, webserver, proxy, dns
  case zeek

  static var all: [LogSource] { allCases.map(\.source) + ZeekLog.sources + EndpointLog.sources }

  private var source: LogSource {
    switch self {
    case .cloudTrail: .of("aws", "cloudtrail")
    case .azureActivity: .of("azure", "activitylogs")
    case .azureAudit: .of("azure", "auditlogs")
    case .azureSignIn: .of("azure", "signinlogs")
    // The alerts of Privileged Identity Management are risk detections too.
    case .azureRisk: .of("azure", "riskdetection", "pim")
    case .gcpAudit: .of("gcp", "gcp.audit")
    case .workspaceAdmin: .of("gcp", "google_workspace.admin", "gcp.audit")
    case .workspaceLogin: .of("gcp", "google_workspace.login", "gcp.audit")
    case .m365Audit: .of("m365", "audit")
    case .m365Exchange: .of("m365", "exchange", "audit")
    case .m365Security: .of("m365", "threat_management", "threat_detection", "audit")
    case .okta: .of("okta", "okta")
    case .oneLogin: .of("onelogin", "onelogin.events")
    case .duo: .of("cisco", "duo")
    case .github: .of("github", "audit")
    case .bitbucket: .of("bitbucket", "audit")
    case .kubernetes: .of("kubernetes", "audit", categories: ["application"])
    case .openCanary: .of("opencanary", categories: ["application"])
    default: networkSource ?? hostSource
    }
  }

  private var networkSource: LogSource? {
    switch self {
    case .suricata: .of("suricata")
    case .suricataDNS: .of("suricata", "dns", categories: ["dns"])
    case .suricataHTTP: .of("suricata", "http", categories: ["proxy", "webserver"])
    case .suricataFlow: .of("suricata", "flow", categories: ["network_connection"])
    case .suricataAlert: .of("suricata", "alert", categories: ["ids"])
    case .zeek: .of("zeek")
    case .dns: LogSource(categories: ["dns"])
    default: nil
    }
  }

  private var hostSource: LogSource {
    switch self {
    case .auditd: .of("linux", "auditd")
    case .auditdExecution: .of("linux", "auditd", categories: ["process_creation"])
    case .auth: .of("linux", "auth", "sshd", "sudo", "syslog", categories: ["authentication"])
    case .apache: .of("apache", "apache", categories: ["webserver"])
    case .nginx: .of("nginx", "nginx", categories: ["webserver"])
    case .iis: .of("windows", "iis", categories: ["webserver"])
    case .webserver: LogSource(categories: ["webserver"])
    case .proxy: LogSource(categories: ["proxy"])
    default: .of("linux", "syslog")
    }
  }
}

/// Zeek's logs, by the name in `_path`
/// (https://docs.zeek.org/en/master/script-reference/log-files.html).
enum ZeekLog {
  static let names: [StaticString] = [
    "conn", "dns", "http", "ssl", "ssh", "x509", "files", "notice", "weird", "smb_files",
    "smb_mapping", "dce_rpc", "kerberos", "ntlm", "rdp", "rfb", "ftp", "smtp", "snmp", "sip",
    "dhcp", "irc", "mysql", "ldap", "ldap_search", "radius", "socks", "software", "syslog",
    "tunnel",
    "intel", "pe",
  ]

  static var sources: [LogSource] {
    names.map { name in
      .of("zeek", name.description, categories: categories[name.description] ?? [])
    }
  }

  private static let categories = [
    "conn": ["network_connection"], "dns": ["dns"], "http": ["proxy", "webserver"],
  ]

  /// The place in ``JSONLogSource/all`` of a log.
  static func place(_ name: Range<Int>, _ line: borrowing Line) -> Int {
    for (number, known) in names.enumerated() where line.equals(known, in: name) {
      return JSONLogSource.allCases.count + number
    }
    return JSONLogSource.zeek.rawValue
  }
}

/// Events of endpoint agents that name their fields by ECS, by system and by what happened
/// (https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category).
enum EndpointLog: Int, CaseIterable {
  case processStart, processEnd, file, fileDeletion, network, dns, registry, registryDeletion
  case library, driver, authentication, other

  enum System: Int, CaseIterable {
    case windows, linux, macos

    fileprivate var product: String {
      switch self {
      case .windows: "windows"
      case .linux: "linux"
      case .macos: "macos"
      }
    }
  }

  static var sources: [LogSource] {
    System.allCases.flatMap { system in
      allCases.map { LogSource(products: [system.product], categories: $0.categories) }
    }
  }

  func place(on system: System) -> Int {
    JSONLogSource.allCases.count + ZeekLog.names.count
      + system.rawValue * EndpointLog.allCases.count + rawValue
  }

  private var categories: [String] {
    switch self {
    case .processStart: ["process_creation"]
    case .processEnd: ["process_termination"]
    case .file: ["file_event", "file_change"]
    case .fileDeletion: ["file_delete"]
    case .network: ["network_connection"]
    case .dns: ["dns_query", "dns"]
    case .registry: ["registry_event", "registry_set", "registry_add"]
    case .registryDeletion: ["registry_event", "registry_delete"]
    case .library: ["image_load"]
    case .driver: ["driver_load"]
    case .authentication: ["authentication"]
    case .other: []
    }
  }
}

extension LogSource {
  fileprivate static func of(
    _ product: String, _ services: String..., categories: [String] = []
  ) -> LogSource {
    LogSource(products: [product], categories: categories, services: services)
  }
}
