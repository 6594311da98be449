package import Detect

/// Every log source that a decoder can give an event, by the number that ``Event/logSource`` holds.
///
/// The names are those of the Sigma taxonomy where it has one
/// (https://github.com/SigmaHQ/sigma-specification/blob/main/appendix/sigma-taxonomy-appendix.md).
/// A decoder writes `event.event.logSource = KnownLogSource.netfilter.index`.
package enum KnownLogSource: UInt16, CaseIterable, Sendable {
  /// Text that nothing knew.
  case unrecognised
  /// A JSON object of no known product.
  case json
  /// A syslog message of no known program.
  case syslog
  /// A kernel message that is not a packet.
  case kernel

  case netfilter, ufw, firewalld
  /// filterlog of a firewall whose make the record does not say.
  case filterlog
  case pfsense, opnsense

  case ciscoASA, ciscoASAAuthentication
  case ciscoFTD, ciscoFTDAuthentication
  case ciscoIOS

  /// A FortiGate record of a type that is none of those below.
  case fortigate
  case fortigateTraffic, fortigateEvent, fortigateAuthentication, fortigateVPN
  case fortigateUTM, fortigateIPS, fortigateVirus, fortigateWebFilter, fortigateDNS
  case fortigateAppControl, fortigateAnomaly

  case panosTraffic, panosThreat, panosURL, panosSystem, panosConfig, panosAuthentication
  case panosGlobalProtect
  case checkPoint, checkPointAuthentication
  case juniper, juniperIDS, juniperAuthentication
  case sonicWall, sonicWallAuthentication
  case sophos, sophosWeb, sophosIPS, sophosAuthentication
  case watchGuard, watchGuardAuthentication
  case stormshield, stormshieldAuthentication
  case mikrotik, mikrotikAuthentication
  case unifi, meraki, barracuda, forcepoint, citrix, f5
  case zscalerFirewall, zscalerWeb
  case windowsFirewall
  case awsVPCFlow
  case pulseSecure
  /// A security product of no particular make, in CEF or LEEF; and any other such record.
  case securityProduct, cef

  case sshd, pam, sudo, su, login, logind
  /// useradd, usermod, userdel, groupadd, passwd, chpasswd and their like.
  case accounts
  case cron
  /// PAM messages that come from a cron job.
  case cronPAM

  /// nginx, Apache and others: access and error logs.
  case webAccess, nginxError, apacheError
  case iis, haproxy, squid, envoy, loadBalancer, cloudFront, storageAccess
  /// Web servers and proxies that log JSON.
  case webJSON
  /// Findings of web application firewalls.
  case webFirewall
  case mail, nameServer, fileTransfer, privateNetwork, voice, database
  /// Applications that say who failed to log in.
  case application
  case honeypot

  /// Records of the Linux audit system: of programs that were run, of people, and the others.
  case auditd, auditdProcess, auditdAuthentication
  /// Snort and Suricata, in text.
  case networkSensor
  case windowsDHCP
  case ciscoISE, ciscoISEAuthentication

  @inlinable package var index: UInt16 { rawValue }
}

extension KnownLogSource {
  /// What rules may ask of it.
  package var source: LogSource {
    switch self {
    case .unrecognised, .json: LogSource()
    case .syslog: .linux("syslog")
    case .kernel: .linux("kernel", "syslog")
    case .netfilter: .netfilter("netfilter")
    case .ufw: .netfilter("netfilter", "ufw")
    case .firewalld: .netfilter("netfilter", "firewalld")
    case .filterlog: .firewall(["pf"], "filterlog", "pf")
    case .pfsense: .firewall(["pfsense", "pf"], "filterlog", "pf")
    case .opnsense: .firewall(["opnsense", "pf"], "filterlog", "pf")
    case .ciscoASA: .firewall(["cisco", "asa"], "asa", "syslog")
    case .ciscoASAAuthentication: .login(["cisco", "asa"], "asa", "aaa", "syslog")
    case .ciscoFTD: .firewall(["cisco", "ftd"], "ftd", "syslog")
    case .ciscoFTDAuthentication: .login(["cisco", "ftd"], "ftd", "aaa", "syslog")
    case .ciscoIOS:
      LogSource(products: ["cisco", "ios"], services: ["ios", "aaa", "bgp", "ldp", "syslog"])
    default: fortigateSource ?? applianceSource ?? cloudSource ?? serviceSource ?? hostSource
    }
  }

  private var fortigateSource: LogSource? {
    let products = ["fortigate", "fortios", "fortinet"]
    return switch self {
    case .fortigate: .firewall(products)
    case .fortigateTraffic: .firewall(products, "traffic")
    case .fortigateEvent: .firewall(products, "event", "system")
    case .fortigateAuthentication: .login(products, "event", "user", "system")
    case .fortigateVPN: .login(products, "event", "vpn", "sslvpnd")
    case .fortigateUTM: .firewall(products, "utm")
    case .fortigateIPS: .firewall(products, "utm", "ips")
    case .fortigateVirus: .firewall(products, "utm", "virus")
    case .fortigateWebFilter: .firewall(products, "utm", "webfilter")
    case .fortigateDNS: .firewall(products, "utm", "dns")
    case .fortigateAppControl: .firewall(products, "utm", "app-ctrl")
    case .fortigateAnomaly: .firewall(products, "utm", "anomaly")
    default: nil
    }
  }

  private var serviceSource: LogSource? {
    switch self {
    case .webAccess: .web(["apache", "nginx"], "access")
    case .nginxError: .web(["nginx"], "error")
    case .apacheError: .web(["apache"], "error")
    case .iis: .web(["windows", "iis"], "iis")
    case .haproxy: .web(["haproxy"], "haproxy")
    case .envoy: .web(["envoy"], "access")
    case .loadBalancer: .web(["aws"], "elb")
    case .cloudFront: .web(["aws"], "cloudfront")
    case .storageAccess: .web(["aws"], "s3")
    case .webJSON: .web([], "access")
    case .webFirewall:
      LogSource(products: ["modsecurity"], categories: ["application", "webserver"])
    case .squid: LogSource(products: ["squid"], categories: ["proxy"], services: ["squid"])
    case .mail: .service("mail", "authentication")
    case .nameServer: .service("dns")
    case .fileTransfer: .service("ftp", "authentication")
    case .privateNetwork: .service("vpn", "authentication")
    case .voice: .service("voip", "authentication")
    case .database: .service("database", "authentication")
    case .application: .service("application", "authentication")
    case .honeypot: .service("honeypot", "application")
    default: nil
    }
  }

  private var applianceSource: LogSource? {
    let panos = ["paloalto", "panos", "palo_alto"]
    let checkPoint = ["checkpoint", "check_point"]
    return switch self {
    case .panosTraffic: .firewall(panos, "traffic")
    case .panosThreat: .firewall(panos, "threat")
    case .panosURL: .proxy(panos, "threat", "url")
    case .panosSystem: .firewall(panos, "system")
    case .panosConfig: .firewall(panos, "config")
    case .panosAuthentication: .login(panos, "authentication", "system", "globalprotect")
    case .panosGlobalProtect: .firewall(panos, "globalprotect")
    case .checkPoint: .firewall(checkPoint, "fw1")
    case .checkPointAuthentication: .login(checkPoint, "fw1")
    case .juniper: .firewall(["juniper", "junos"], "srx", "rt_flow")
    case .juniperIDS: .firewall(["juniper", "junos"], "srx", "idp")
    case .juniperAuthentication: .login(["juniper", "junos"], "srx")
    case .sonicWall: .firewall(["sonicwall"])
    case .sonicWallAuthentication: .login(["sonicwall"])
    case .sophos: .firewall(["sophos"])
    case .sophosWeb: .proxy(["sophos"], "webfilter")
    case .sophosIPS: .firewall(["sophos"], "ips")
    case .sophosAuthentication: .login(["sophos"])
    case .watchGuard: .firewall(["watchguard"])
    case .watchGuardAuthentication: .login(["watchguard"])
    case .stormshield: .firewall(["stormshield"])
    case .stormshieldAuthentication: .login(["stormshield"])
    case .mikrotik: .firewall(["mikrotik", "routeros"])
    case .mikrotikAuthentication: .login(["mikrotik", "routeros"])
    case .unifi: .firewall(["unifi", "ubiquiti"])
    case .meraki: .firewall(["cisco", "meraki"], "meraki")
    case .barracuda: .firewall(["barracuda"])
    case .forcepoint: .firewall(["forcepoint"])
    case .citrix:
      LogSource(products: ["citrix"], categories: ["netscaler"], services: ["netscaler"])
    case .f5: LogSource(products: ["f5"], categories: ["webserver"], services: ["bigip"])
    case .zscalerFirewall: .firewall(["zscaler"], "firewall")
    case .zscalerWeb: .proxy(["zscaler"], "web")
    case .pulseSecure: .login(["pulse_secure", "ivanti"], "vpn")
    case .securityProduct: LogSource(categories: ["firewall"], services: ["cef"])
    case .cef: LogSource(services: ["cef"])
    default: nil
    }
  }

  private var cloudSource: LogSource? {
    switch self {
    case .windowsFirewall: .firewall(["windows"], "pfirewall")
    case .awsVPCFlow: .firewall(["aws"], "vpcflow", "vpcflowlogs")
    default: nil
    }
  }

  private var hostSource: LogSource {
    switch self {
    case .sshd: .authentication("sshd", "auth", "syslog")
    case .sudo: .command("sudo", "auth", "syslog")
    case .su: .command("su", "auth", "syslog")
    case .login: .authentication("login", "auth", "syslog")
    case .logind: .authentication("systemd-logind", "auth", "syslog")
    case .accounts: .linux("auth", "syslog")
    case .cron: .linux("cron", "syslog")
    case .cronPAM: .authentication("cron", "auth", "syslog")
    case .windowsDHCP: LogSource(products: ["windows"], services: ["dhcp"])
    case .ciscoISE: LogSource(products: ["cisco"], services: ["ise"])
    case .ciscoISEAuthentication:
      LogSource(products: ["cisco"], categories: ["authentication"], services: ["ise", "aaa"])
    case .networkSensor:
      LogSource(products: ["snort", "suricata"], categories: ["ids"], services: ["alert"])
    case .auditd: .linux("auditd")
    case .auditdProcess:
      LogSource(products: ["linux"], categories: ["process_creation"], services: ["auditd"])
    case .auditdAuthentication: .authentication("auditd", "auth")
    default: .authentication("auth", "syslog")
    }
  }

  /// All log sources; ``Event/logSource`` is a place in it: those above, then the products that
  /// JSON records are known for, then those of Windows events.
  package static let all: [LogSource] =
    allCases.map(\.source) + JSONLogSource.all + WindowsLogSource.all

  static let jsonStart = allCases.count
  /// Where ``WindowsLogSource/all`` begins in ``all``.
  package static let windowsStart = allCases.count + JSONLogSource.all.count
}

extension LogSource {
  fileprivate static func linux(_ services: String...) -> LogSource {
    LogSource(products: ["linux"], services: services)
  }

  fileprivate static func authentication(_ services: String...) -> LogSource {
    LogSource(products: ["linux"], categories: ["authentication"], services: services)
  }

  /// A program that authenticates someone and runs a command for them.
  fileprivate static func command(_ services: String...) -> LogSource {
    LogSource(
      products: ["linux"], categories: ["authentication", "process_creation"], services: services)
  }

  fileprivate static func web(_ products: [String], _ services: String...) -> LogSource {
    LogSource(products: products, categories: ["webserver"], services: services)
  }

  /// A daemon, told by what it does.
  fileprivate static func service(_ categories: String...) -> LogSource {
    LogSource(products: ["linux"], categories: categories, services: ["syslog"])
  }

  fileprivate static func netfilter(_ products: String...) -> LogSource {
    LogSource(
      products: ["linux"] + products, categories: ["firewall"],
      services: ["iptables"] + products + ["kernel", "syslog"])
  }

  fileprivate static func firewall(_ products: [String], _ services: String...) -> LogSource {
    LogSource(products: products, categories: ["firewall"], services: services)
  }

  fileprivate static func proxy(_ products: [String], _ services: String...) -> LogSource {
    LogSource(products: products, categories: ["proxy", "firewall"], services: services)
  }

  fileprivate static func login(_ products: [String], _ services: String...) -> LogSource {
    LogSource(
      products: products, categories: ["firewall", "authentication"], services: services)
  }
}
