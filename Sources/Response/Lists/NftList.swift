import Detect

/// A file for `nft -f` (nftables 1.0): one transaction that replaces a table of detectd's own.
///
/// The empty table first makes the delete work when there is none yet. Hosts and networks have sets
/// of their own: a hash set for hosts loads in half the time of an interval set and lets the
/// element's timeout be refreshed. There is no `auto-merge`: with timeouts it joins neighbours
/// under one timeout and blocks whole ranges nobody asked for. So nothing here may overlap, and
/// ``BlockList`` sees to that.
enum NftList {
  /// Longer timeouts are cut to this: 100 000 hours.
  static let maximumTimeout: Int64 = 360_000_000
  /// `NFTNL_UDATA_COMMENT_MAXLEN`.
  static let commentLimit = 128

  static func render(
    _ list: BlockList, atSeconds: Int64, _ options: BlockListOptions
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(1024 + list.members.count * 80)
    let table = "table inet \(options.name)"
    out.append(contentsOf: "\(table)\ndelete \(table)\n\(table) {\n".utf8)
    for (ipv4, type, suffix) in [(true, "ipv4_addr", "4"), (false, "ipv6_addr", "6")] {
      let members = list.members(ipv4: ipv4)
      let set = { (name: String, flags: String, wantsHosts: Bool) in
        out.append(contentsOf: "\tset \(name)\(suffix) {\n\t\ttype \(type)\n".utf8)
        out.append(contentsOf: "\t\tflags \(flags)\n".utf8)
        let chosen = members.lazy.filter { $0.network.isHost == wantsHosts }
        append(elements: chosen, of: list, atSeconds: atSeconds, to: &out)
        out.append(contentsOf: "\t}\n".utf8)
      }
      set("hosts", "timeout", true)
      set("networks", "interval,timeout", false)
    }
    out.append(contentsOf: chains.utf8)
    out.append(contentsOf: "}\n".utf8)
    return out
  }

  private static func append(
    elements members: some Sequence<AddressSet.Member>, of list: BlockList, atSeconds: Int64,
    to out: inout [UInt8]
  ) {
    var isFirst = true
    for member in members {
      out.append(contentsOf: (isFirst ? "\t\telements = {\n\t\t\t" : ",\n\t\t\t").utf8)
      isFirst = false
      ListText.append(member.network, to: &out)
      appendTerms(of: member, in: list, atSeconds: atSeconds, to: &out)
    }
    if !isFirst { out.append(contentsOf: "\n\t\t}\n".utf8) }
  }

  /// Appends until when, and why.
  static func appendTerms(
    of member: AddressSet.Member, in list: BlockList, atSeconds: Int64, to out: inout [UInt8]
  ) {
    if let timeout = ListText.timeout(
      member.expiresSeconds, atSeconds: atSeconds, maximum: maximumTimeout)
    {
      out.append(contentsOf: " timeout ".utf8)
      ListText.append(decimal: timeout, to: &out)
      out.append(UInt8(ascii: "s"))
    }
    out.append(contentsOf: " comment \"".utf8)
    ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
    out.append(UInt8(ascii: "\""))
  }

  /// What comes from a blocked address or goes to one is dropped, also what this machine sends and
  /// what it forwards. Priority −190 is after connection tracking and before any mangling.
  private static let chains = """
    \tchain arriving {
    \t\ttype filter hook prerouting priority -190; policy accept;
    \t\tip saddr @hosts4 counter drop
    \t\tip saddr @networks4 counter drop
    \t\tip6 saddr @hosts6 counter drop
    \t\tip6 saddr @networks6 counter drop
    \t\tip daddr @hosts4 counter drop
    \t\tip daddr @networks4 counter drop
    \t\tip6 daddr @hosts6 counter drop
    \t\tip6 daddr @networks6 counter drop
    \t}
    \tchain leaving {
    \t\ttype filter hook output priority -190; policy accept;
    \t\tip daddr @hosts4 counter drop
    \t\tip daddr @networks4 counter drop
    \t\tip6 daddr @hosts6 counter drop
    \t\tip6 daddr @networks6 counter drop
    \t}

    """
}
