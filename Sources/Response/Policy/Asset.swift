package import Detect

/// A named group of one's own machines, by network or by host name.
package struct Asset: Hashable, Sendable {
  package let name: String
  package let networks: [Prefix]
  /// Lower case. A host name is what the sender of a record says: it narrows down what a rule
  /// matches, and never says whom to block.
  package let hosts: Set<String>

  package init(name: String, networks: [Prefix], hosts: Set<String> = []) {
    self.name = name
    self.networks = networks
    self.hosts = Set(hosts.map { $0.lowercased() })
  }

  /// Whether an end of the connection, or the host that logged it, belongs to the group.
  package func concerns(_ alert: Alert) -> Bool {
    let ends = [alert.destination, alert.source].compactMap { $0 }
    if ends.contains(where: { end in networks.contains { $0.contains(end) } }) { return true }
    var names = [alert.hostName]
    if case .host(let name)? = alert.entity { names.append(name) }
    return names.contains { $0.map { hosts.contains($0.lowercased()) } ?? false }
  }
}
