/// The consumers that a list can be written for.
package enum BlockListFormat: String, Sendable, CaseIterable {
  /// One address or network a line, nothing else: what every consumer below that reads lines takes.
  case plain
  /// The IPv4 part of a plain list, for consumers with a list a family.
  case plainIPv4 = "plain-v4"
  /// The IPv6 part of a plain list.
  case plainIPv6 = "plain-v6"
  /// Palo Alto PAN-OS, an external dynamic list of type IP.
  case panOS = "pan-os"
  /// FortiGate, an external resource of type address.
  case fortigate
  /// Cisco FTD and FMC, a Security Intelligence network feed.
  case ciscoSI = "cisco-si"
  /// pfSense, a URL table alias.
  case pfsense
  /// OPNsense, a URL table alias.
  case opnsense
  /// A table file of OpenBSD's and FreeBSD's pf: `pfctl -t detectd -T replace -f FILE`.
  case pf
  /// A file for `nft -f`: a table of detectd's own, replaced in one transaction.
  case nft
  /// A file for `ipset restore`: filled beside the live set, then swapped.
  case ipset
  /// A file for `iptables-restore --noflush`: a chain of detectd's own.
  case iptables
  /// The same for `ip6tables-restore --noflush`.
  case ip6tables
  /// A RouterOS script for `/import`: an address list a family.
  case mikrotik
  /// Lines for nginx's `geo` block.
  case nginx
  /// An HAProxy ACL file.
  case haproxyACL = "haproxy-acl"
  /// An HAProxy map from address to reason.
  case haproxyMap = "haproxy-map"
  /// A file of addresses for Squid's `acl NAME src "FILE"`.
  case squid
  /// The `Addresses` of an AWS WAF IP set of IPv4 (WAFv2).
  case awsWAFIPv4 = "aws-waf-v4"
  /// The same of IPv6.
  case awsWAFIPv6 = "aws-waf-v6"
  /// A response policy zone for BIND, Knot, PowerDNS or unbound: domains and addresses.
  case rpz
  /// Domains, for unbound's `server:` clause.
  case unbound
  /// Domains, for dnsmasq's configuration.
  case dnsmasq
  /// Domains, for a hosts file; no subdomains.
  case hosts
  /// Every decision with its weightiest reason, for spreadsheets.
  case csv
  /// Every decision with all its reasons.
  case json
  /// A STIX 2.1 bundle of indicators.
  case stix
  /// OpenC2 commands to deny, one a line.
  case openC2 = "openc2"
}

// What the consumers take. The sources are the vendors' own pages and programs; what was tried out
// says so in Documentation/Block-lists.md.
extension BlockListFormat {
  /// How many entries a consumer takes unless it is told otherwise; nil when nothing is known to
  /// bound it.
  package var capacity: Int? {
    switch self {
    case .panOS: 50_000
    case .fortigate: 131_072
    case .pf: 200_000
    case .opnsense: 1_000_000
    case .awsWAFIPv4, .awsWAFIPv6: 10_000
    default: nil
    }
  }

  /// Which addresses it holds; nil when it holds decisions or domains, as they were made.
  var families: AddressFamilies? {
    switch self {
    case .plainIPv4, .iptables, .awsWAFIPv4: .ipv4
    case .plainIPv6, .ip6tables, .awsWAFIPv6: .ipv6
    case .unbound, .dnsmasq, .hosts, .csv, .json, .stix, .openC2: nil
    default: .both
    }
  }

  /// It shows what is blocked, until when and why, and nothing else of the decisions.
  package var showsAddressesOnly: Bool { families != nil }

  /// Entries end by themselves in the consumer.
  package var hasTimeouts: Bool { self == .nft || self == .ipset || self == .mikrotik }

  /// Whether a `/0` may stand in it; else the two halves do.
  var takesWholeFamily: Bool {
    switch self {
    case .ciscoSI, .ipset, .awsWAFIPv4, .awsWAFIPv6: false
    default: true
    }
  }

  /// The consumer takes an empty file for a failed download, or throws everything away.
  package var isHarmedByEmpty: Bool {
    switch self {
    case .plain, .plainIPv4, .plainIPv6, .panOS, .fortigate, .ciscoSI, .pfsense, .opnsense: true
    default: false
    }
  }

  /// For HTTP.
  package var mediaType: String {
    switch self {
    case .json, .awsWAFIPv4, .awsWAFIPv6: "application/json"
    case .stix: "application/stix+json;version=2.1"
    case .openC2: "application/x-ndjson"
    case .csv: "text/csv; charset=utf-8"
    default: "text/plain; charset=utf-8"
    }
  }
}

enum AddressFamilies { case ipv4, ipv6, both }
