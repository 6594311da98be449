package import Detect

/// What is blocked, ready to be rendered: disjoint networks, sorted, each with its reason.
package struct BlockList: Sendable {
  /// One network that is blocked, and why.
  package struct Entry: Sendable {
    package let network: Prefix
    /// Unix seconds; ``Decision/never`` when it does not expire.
    package let expiresSeconds: Int64
    /// The decision behind it.
    package let id: DecisionID
    let grounds: Grounds

    /// The weightiest reason.
    package var cause: Cause { grounds.cause }
  }

  /// What was decided, in no particular order.
  package let decided: [Entry]
  /// What the lists carry: disjoint, sorted, IPv4 first; `place` points into ``decided``.
  package let members: [AddressSet.Member]

  init(_ entries: [Entry]) {
    decided = entries
    let members = entries.indices.map { place in
      AddressSet.Member(
        network: entries[place].network, expiresSeconds: entries[place].expiresSeconds,
        place: place)
    }
    self.members = AddressSet.aggregate(members) { entries[$0].id < entries[$1].id }
  }

  /// The networks of one family.
  func members(ipv4: Bool) -> ArraySlice<AddressSet.Member> {
    let border = members.firstIndex { !$0.network.isIPv4 } ?? members.count
    return ipv4 ? members[..<border] : members[border...]
  }
}

/// The consumers that a list can be written for.
package enum BlockListFormat: String, Sendable, CaseIterable {
  /// One address or network a line, nothing else: PAN-OS, FortiGate, FTD, pfSense, OPNsense, pf,
  /// Squid, HAProxy.
  case plain
  /// The IPv4 part of a plain list, for consumers with a list a family.
  case plainIPv4 = "plain-v4"
  /// The IPv6 part of a plain list.
  case plainIPv6 = "plain-v6"
  /// A file for `nft -f`: a table of detectd's own, replaced in one transaction.
  case nft
  /// A file for `ipset restore`: filled beside the live set, then swapped.
  case ipset
  /// A file for `iptables-restore --noflush`: a chain of detectd's own.
  case iptables
  /// The same for `ip6tables-restore --noflush`.
  case ip6tables
  /// Lines for nginx's `geo` block.
  case nginx
  /// An HAProxy map from address to reason.
  case haproxyMap = "haproxy-map"
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
}

/// What a consumer may choose about its list.
package struct BlockListOptions: Hashable, Sendable {
  /// The nft table, and the start of the names of ipset's sets: 1 to 20 letters, digits, `-` or
  /// `_`, from a letter.
  package let name: String
  /// Whether a plain list without entries carries one documentation address of each family instead,
  /// for consumers that take an empty list for a failed download and keep the old one (pfSense).
  /// Never applies to nft and ipset.
  package var placeholder: Bool

  /// Nil when the name cannot stand in an nft or ipset file.
  package init?(name: String, placeholder: Bool = false) {
    let bytes = Array(name.utf8)
    let isLetter = { (byte: UInt8) in (byte | 0x20) &- 0x61 < 26 }
    guard (1...20).contains(bytes.count), isLetter(bytes[0]),
      bytes.allSatisfy({ isLetter($0) || $0 &- 0x30 < 10 || $0 == 0x2d || $0 == 0x5f })
    else { return nil }
    self.name = name
    self.placeholder = placeholder
  }

  /// As the default consumer has it.
  package init() {
    name = "detectd"
    placeholder = false
  }
}

extension DecisionBook {
  /// The list of what is blocked at a time, as the bytes of a file.
  ///
  /// The same decisions at the same time give the same bytes; a plain and a JSON list change only
  /// when the decisions do.
  package func render(
    _ format: BlockListFormat, atSeconds: Int64, options: BlockListOptions = BlockListOptions()
  ) -> [UInt8] {
    let list = { blockList(atSeconds: atSeconds) }
    let domains = { blockedDomains(atSeconds: atSeconds) }
    let decided = { decisions(atSeconds: atSeconds).filter { $0.action == .block } }
    return switch format {
    case .plain: PlainList.render(list(), options)
    case .plainIPv4: PlainList.render(list(), ipv4: true, options)
    case .plainIPv6: PlainList.render(list(), ipv4: false, options)
    case .nft: NftList.render(list(), atSeconds: atSeconds, options)
    case .ipset: IpsetList.render(list(), atSeconds: atSeconds, options)
    case .iptables: IptablesList.render(list(), ipv4: true, options)
    case .ip6tables: IptablesList.render(list(), ipv4: false, options)
    case .nginx: LineList.nginx(list())
    case .haproxyMap: LineList.haproxyMap(list())
    case .rpz: RPZList.render(list(), domains: domains(), atSeconds: atSeconds)
    case .unbound: DomainList.unbound(domains())
    case .dnsmasq: DomainList.dnsmasq(domains())
    case .hosts: DomainList.hosts(domains())
    case .csv: CSVList.render(decided())
    case .json: JSONList.render(decided())
    }
  }
}
