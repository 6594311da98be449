import Detect

/// One address or network a line: no comments, no spaces, no timestamps, a line end after each.
///
/// The dialect that every puller reads; network bits are zero, IPv4 stands before IPv6.
enum PlainList {
  static func render(_ list: BlockList, _ options: BlockListOptions) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(list.members.count * 18)
    for member in list.members {
      ListText.append(member.network, to: &out)
      out.append(UInt8(ascii: "\n"))
    }
    if out.isEmpty, options.placeholder { out.append(contentsOf: placeholder.utf8) }
    return out
  }

  /// Documentation addresses (RFC 5737, RFC 3849) that no traffic has.
  private static let placeholder = "192.0.2.255\n2001:db8::ffff\n"
}
