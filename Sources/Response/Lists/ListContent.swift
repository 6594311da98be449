package import Detect

/// What lists are rendered from: the blocks in force at a time.
package struct ListContent: Sendable {
  package let atSeconds: Int64
  /// Every block in force, sorted: addresses, networks, domains, users.
  package let decisions: [Decision]
  /// The addresses and networks among them.
  package let blocked: BlockList
  /// The domains among them, sorted, each once.
  let domains: [String]

  /// - Parameter decisions: Sorted by target; those that are not blocks in force are left out.
  /// - Complexity: O(n log n).
  package init(decisions: [Decision], atSeconds: Int64) {
    let isWhole = decisions.allSatisfy { $0.isBlocking(atSeconds) }
    let active = isWhole ? decisions : decisions.filter { $0.isBlocking(atSeconds) }
    let entries = active.compactMap(BlockList.Entry.init)
    let names = active.compactMap { decision -> String? in
      guard case .domain(let name) = decision.target, DomainText.isDomain(name) else { return nil }
      return name
    }
    self.init(
      atSeconds: atSeconds, decisions: active, blocked: BlockList(entries),
      domains: Set(names).sorted())
  }

  init(atSeconds: Int64, decisions: [Decision], blocked: BlockList, domains: [String]) {
    self.atSeconds = atSeconds
    self.decisions = decisions
    self.blocked = blocked
    self.domains = domains
  }
}

extension BlockList {
  /// The file that replaces a set in the kernel, of a format with timeouts.
  package func render(
    _ format: BlockListFormat, atSeconds: Int64, options: BlockListOptions
  ) -> [UInt8] {
    ListContent(atSeconds: atSeconds, decisions: [], blocked: self, domains: [])
      .render(format, options: options).bytes
  }

  /// Why a member is there, as the comment of its element: letters, digits and `._:/+-#` only.
  package func comment(of member: AddressSet.Member, limit: Int) -> [UInt8] {
    var out: [UInt8] = []
    ListText.append(comment: decided[member.place], limit: limit, to: &out)
    return out
  }
}

extension ListContent {
  /// The same blocks, looked at a little later: nothing of them may have ended in between.
  package func at(seconds: Int64) -> ListContent {
    ListContent(atSeconds: seconds, decisions: decisions, blocked: blocked, domains: domains)
  }

  /// Only the blocks of a level and above.
  package func from(_ level: Level) -> ListContent {
    guard level > .informational else { return self }
    return ListContent(decisions: decisions.filter { $0.level >= level }, atSeconds: atSeconds)
  }
}

/// A list as the bytes of a file, and what was done to make it fit.
package struct RenderedList: Sendable {
  package let bytes: [UInt8]
  /// Lines or elements that block something.
  package let entries: Int
  /// What the consumer's capacity left no room for; nil when all fits.
  package let dropped: DroppedEntries?
  /// Networks that are wider than what was decided.
  package let widened: Int
}

extension ListContent {
  /// The list for one consumer.
  ///
  /// The same decisions at the same time give the same bytes; those without timeouts change only
  /// when the decisions do (a policy zone's serial is the time).
  ///
  /// - Parameter neverBlock: What a widened network may not touch; without it nothing is widened.
  package func render(
    _ format: BlockListFormat, options: BlockListOptions = BlockListOptions(),
    neverBlock: NeverBlock? = nil
  ) -> RenderedList {
    guard format.families != nil else { return renderDecided(format, options) }
    let maximum = options.maximumEntries ?? format.capacity
    var (list, dropped) = blocked.limited(to: maximum, format.families ?? .both)
    var widened = 0
    if let widening = options.widening, let neverBlock, !format.hasTimeouts {
      (list.members, widened) = widening.widen(list.members, neverBlock: neverBlock)
    }
    if !format.takesWholeFamily { list.members = AddressSet.splitWholeFamilies(list.members) }
    return RenderedList(
      bytes: bytes(format, list, options),
      entries: count(format, list), dropped: dropped, widened: widened)
  }

  /// Whether the list for one consumer blocks all of a network, after its capacity and widening.
  package func holds(
    _ network: Prefix, in format: BlockListFormat, options: BlockListOptions,
    neverBlock: NeverBlock?
  ) -> Bool {
    guard let families = format.families else {
      return Decision.limited(decisions, to: options.maximumEntries).0.contains { decision in
        if case .network(let wide) = decision.target { wide.contains(network) } else { false }
      }
    }
    guard families == .both || (families == .ipv4) == network.isIPv4 else { return false }
    var list = blocked.limited(to: options.maximumEntries ?? format.capacity, families).list
    if let widening = options.widening, let neverBlock, !format.hasTimeouts {
      list.members = widening.widen(list.members, neverBlock: neverBlock).0
    }
    return list.members.contains { $0.network.contains(network) }
  }

  private func count(_ format: BlockListFormat, _ list: BlockList) -> Int {
    switch format.families {
    case .ipv4: list.members(ipv4: true).count
    case .ipv6: list.members(ipv4: false).count
    default: list.members.count + (format == .rpz ? domains.count : 0)
    }
  }

  private func bytes(
    _ format: BlockListFormat, _ list: BlockList, _ options: BlockListOptions
  ) -> [UInt8] {
    switch format {
    case .plainIPv4: PlainList.render(list, ipv4: true, options)
    case .plainIPv6: PlainList.render(list, ipv4: false, options)
    case .panOS: PlainList.render(list, options, .sameLine(" "))
    case .pfsense, .opnsense: PlainList.render(list, options, .sameLine(" # "))
    case .fortigate, .ciscoSI: PlainList.render(list, options, .ownLine("# "))
    case .pf, .haproxyACL, .squid:
      PlainList.render(list, options, .ownLine("# "), hasPlaceholder: false)
    case .nft: NftList.render(list, atSeconds: atSeconds, options)
    case .ipset: IpsetList.render(list, atSeconds: atSeconds, options)
    case .iptables: IptablesList.render(list, ipv4: true, options)
    case .ip6tables: IptablesList.render(list, ipv4: false, options)
    case .mikrotik: MikroTikList.render(list, atSeconds: atSeconds, options)
    case .nginx: LineList.nginx(list)
    case .haproxyMap: LineList.haproxyMap(list)
    case .awsWAFIPv4: WAFList.render(list.members(ipv4: true))
    case .awsWAFIPv6: WAFList.render(list.members(ipv4: false))
    case .rpz: RPZList.render(list, domains: domains, atSeconds: atSeconds)
    default: PlainList.render(list, options, .none)
    }
  }

  /// Formats of decisions as they were made, and of domains.
  private func renderDecided(
    _ format: BlockListFormat, _ options: BlockListOptions
  ) -> RenderedList {
    let isOfDomains = format == .unbound || format == .dnsmasq || format == .hosts
    if isOfDomains {
      let kept = domains.prefix(options.maximumEntries ?? .max)
      let bytes =
        switch format {
        case .unbound: DomainList.unbound(Array(kept))
        case .dnsmasq: DomainList.dnsmasq(Array(kept))
        default: DomainList.hosts(Array(kept))
        }
      let left = domains.count - kept.count
      return RenderedList(
        bytes: bytes, entries: kept.count,
        dropped: left > 0 ? DroppedEntries(count: left, level: nil) : nil, widened: 0)
    }
    let (kept, dropped) = Decision.limited(decisions, to: options.maximumEntries)
    let (bytes, entries) =
      switch format {
      case .csv: (CSVList.render(kept), kept.count)
      case .stix: STIXList.render(kept)
      case .openC2: OpenC2List.render(kept)
      default: (JSONList.render(kept), kept.count)
      }
    return RenderedList(bytes: bytes, entries: entries, dropped: dropped, widened: 0)
  }
}

extension DecisionBook {
  /// What lists are rendered from.
  ///
  /// - Complexity: O(targets × log targets).
  package func listContent(atSeconds: Int64) -> ListContent {
    ListContent(
      atSeconds: atSeconds, decisions: decisions(atSeconds: atSeconds, action: .block),
      blocked: blockList(atSeconds: atSeconds), domains: blockedDomains(atSeconds: atSeconds))
  }

  /// The list for one consumer, at a time.
  package func list(
    _ format: BlockListFormat, atSeconds: Int64, options: BlockListOptions = BlockListOptions(),
    neverBlock: NeverBlock? = nil
  ) -> RenderedList {
    let needsAddresses = format.families != nil
    let needsDecisions = [.csv, .json, .stix, .openC2].contains(format)
    let content = ListContent(
      atSeconds: atSeconds,
      decisions: needsDecisions ? decisions(atSeconds: atSeconds, action: .block) : [],
      blocked: needsAddresses ? blockList(atSeconds: atSeconds) : BlockList([]),
      domains: needsDecisions ? [] : blockedDomains(atSeconds: atSeconds))
    return content.render(format, options: options, neverBlock: neverBlock)
  }

  /// The bytes of ``list(_:atSeconds:options:neverBlock:)`` alone.
  package func render(
    _ format: BlockListFormat, atSeconds: Int64, options: BlockListOptions = BlockListOptions()
  ) -> [UInt8] {
    list(format, atSeconds: atSeconds, options: options).bytes
  }
}
