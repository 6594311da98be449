import Detect

/// One address or network a line: no comments, no spaces, no timestamps, a line end after each.
///
/// The dialect that every puller reads; network bits are zero, IPv4 stands before IPv6.
enum PlainList {
  static func render(_ list: BlockList, _ options: BlockListOptions) -> [UInt8] {
    let placeholder = options.placeholder ? placeholder4 + placeholder6 : ""
    return render(list.members[...], placeholder)
  }

  /// One family.
  static func render(_ list: BlockList, ipv4: Bool, _ options: BlockListOptions) -> [UInt8] {
    let placeholder = ipv4 ? placeholder4 : placeholder6
    return render(list.members(ipv4: ipv4), options.placeholder ? placeholder : "")
  }

  private static func render(
    _ members: ArraySlice<AddressSet.Member>, _ placeholder: String
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(members.count * 18)
    for member in members {
      ListText.append(member.network, to: &out)
      out.append(UInt8(ascii: "\n"))
    }
    if out.isEmpty { out.append(contentsOf: placeholder.utf8) }
    return out
  }

  /// Documentation addresses (RFC 5737, RFC 3849) that no traffic has.
  private static let placeholder4 = "192.0.2.255\n"
  private static let placeholder6 = "2001:db8::ffff\n"
}
