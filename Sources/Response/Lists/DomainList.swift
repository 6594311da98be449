import Detect

/// Blocked domains, one a line, for resolvers. Subdomains are blocked too, but for hosts files,
/// which know no subdomains.
enum DomainList {
  /// unbound: lines for the `server:` clause.
  static func unbound(_ domains: [String]) -> [UInt8] {
    render(domains, "local-zone: \"", ".\" always_nxdomain\n")
  }

  /// dnsmasq: a name that is only known here, and of which nothing is known.
  static func dnsmasq(_ domains: [String]) -> [UInt8] { render(domains, "local=/", "/\n") }

  /// hosts(5), both families, to the unspecified address: a connection fails at once.
  static func hosts(_ domains: [String]) -> [UInt8] {
    var out: [UInt8] = []
    for name in domains { out.append(contentsOf: "0.0.0.0 \(name)\n:: \(name)\n".utf8) }
    return out
  }

  private static func render(_ domains: [String], _ before: String, _ after: String) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(domains.count * 40)
    for name in domains {
      out.append(contentsOf: before.utf8)
      out.append(contentsOf: name.utf8)
      out.append(contentsOf: after.utf8)
    }
    return out
  }
}

extension DecisionBook {
  /// The domains that are blocked at a time, sorted, each once.
  ///
  /// Only what ``DomainText`` takes for a domain: a list of names is configuration of its reader,
  /// where a stray byte would say something else.
  func blockedDomains(atSeconds: Int64) -> [String] {
    var found: Set<String> = []
    for (key, track) in tracks where key.action == .block {
      guard case .domain(let name) = key.target, DomainText.isDomain(name) else { continue }
      if track.spans.contains(where: { $0.isActive(atSeconds) }) { found.insert(name) }
    }
    return found.sorted()
  }
}
