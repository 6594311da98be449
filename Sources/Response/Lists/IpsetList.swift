import Detect

/// A file for `ipset restore` (ipset 7): a set a family, filled under another name, then swapped
/// in.
///
/// A restore stops at the first bad line, so the live set is touched by the swap alone. Rules name
/// it: `iptables -I INPUT -m set --match-set detectd4 src -j DROP`.
enum IpsetList {
  /// The longest that the kernel takes.
  static let maximumTimeout: Int64 = 2_147_483
  /// `IPSET_MAX_COMMENT_SIZE`.
  static let commentLimit = 255
  /// A limit, not a reservation. The same for every list: `create -exist` refuses a set that is
  /// there with another one, and then the restore would stop as soon as a list had outgrown its
  /// first size.
  static let maximumElements = 1 << 24

  static func render(
    _ list: BlockList, atSeconds: Int64, _ options: BlockListOptions
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(1024 + list.members.count * 100)
    for (ipv4, family) in [(true, "inet"), (false, "inet6")] {
      let live = "\(options.name)\(ipv4 ? 4 : 6)"
      append(
        list.members(ipv4: ipv4), of: list, to: live, family: family, atSeconds: atSeconds, &out)
    }
    return out
  }

  private static func append(
    _ members: ArraySlice<AddressSet.Member>, of list: BlockList, to live: String, family: String,
    atSeconds: Int64, _ out: inout [UInt8]
  ) {
    let fresh = "\(live)-new"
    let shape =
      "hash:net family \(family) hashsize \(hashSize(for: members.count)) "
      + "maxelem \(maximumElements) timeout 0 comment -exist\n"
    out.append(contentsOf: "create \(live) \(shape)create \(fresh) \(shape)flush \(fresh)\n".utf8)
    for member in members {
      out.append(contentsOf: "add \(fresh) ".utf8)
      ListText.append(member.network, to: &out)
      out.append(contentsOf: " timeout ".utf8)
      let timeout = ListText.timeout(
        member.expiresSeconds, atSeconds: atSeconds, maximum: maximumTimeout)
      ListText.append(decimal: timeout ?? 0, to: &out)
      out.append(contentsOf: " comment \"".utf8)
      ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
      out.append(contentsOf: "\" -exist\n".utf8)
    }
    out.append(contentsOf: "swap \(fresh) \(live)\ndestroy \(fresh)\n".utf8)
  }

  /// The power of two that starts the hash without having to grow: at least 1024.
  static func hashSize(for count: Int) -> Int {
    var size = 1024
    while size < count, size < maximumElements { size *= 2 }
    return size
  }
}
