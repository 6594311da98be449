import Detect

/// A file for `iptables-restore --noflush` or `ip6tables-restore --noflush`: one chain of detectd's
/// own, replaced in one commit.
///
/// Naming the chain empties it and leaves every other chain alone; a rule that jumps there stays:
/// `iptables -I INPUT -j detectd`. Rules have no timeouts, so the file must be written again for a
/// block to end, and each packet walks the chain: ipset suits more than some hundred entries.
enum IptablesList {
  /// `XT_MAX_COMMENT_LEN`, with the byte that ends it.
  static let commentLimit = 255

  static func render(_ list: BlockList, ipv4: Bool, _ options: BlockListOptions) -> [UInt8] {
    let members = list.members(ipv4: ipv4)
    var out: [UInt8] = []
    out.reserveCapacity(64 + members.count * 100)
    out.append(contentsOf: "*filter\n:\(options.name) - [0:0]\n".utf8)
    let start = Array("-A \(options.name) -s ".utf8)
    for member in members {
      out.append(contentsOf: start)
      ListText.append(member.network, to: &out)
      out.append(contentsOf: " -m comment --comment \"".utf8)
      ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
      out.append(contentsOf: "\" -j DROP\n".utf8)
    }
    out.append(contentsOf: "COMMIT\n".utf8)
    return out
  }
}
