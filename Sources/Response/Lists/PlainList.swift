import Detect

/// One address or network a line: no spaces, no timestamps, a line end after each.
///
/// The dialect that every puller reads; network bits are zero, IPv4 stands before IPv6.
enum PlainList {
  /// Where a consumer allows it to be said why an entry is there.
  enum Comments {
    case none
    /// After the entry and this separator.
    case sameLine(String)
    /// On a line of its own before the entry, after this mark.
    case ownLine(String)
  }

  static func render(
    _ list: BlockList, _ options: BlockListOptions, _ comments: Comments,
    hasPlaceholder: Bool = true
  ) -> [UInt8] {
    let placeholder = options.placeholder && hasPlaceholder ? placeholder4 + placeholder6 : ""
    return render(list, list.members[...], placeholder, options.comments ? comments : .none)
  }

  /// One family.
  static func render(_ list: BlockList, ipv4: Bool, _ options: BlockListOptions) -> [UInt8] {
    let placeholder = ipv4 ? placeholder4 : placeholder6
    return render(
      list, list.members(ipv4: ipv4), options.placeholder ? placeholder : "", .none)
  }

  /// Short enough that as many entries as FortiGate takes stay below the 10 MB that it takes.
  private static let commentLimit = 28

  private static func render(
    _ list: BlockList, _ members: ArraySlice<AddressSet.Member>, _ placeholder: String,
    _ comments: Comments
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(members.count * 18)
    for member in members {
      if case .ownLine(let mark) = comments {
        out.append(contentsOf: mark.utf8)
        ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
        out.append(UInt8(ascii: "\n"))
      }
      ListText.append(member.network, to: &out)
      if case .sameLine(let separator) = comments {
        out.append(contentsOf: separator.utf8)
        ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
      }
      out.append(UInt8(ascii: "\n"))
    }
    if out.isEmpty { out.append(contentsOf: placeholder.utf8) }
    return out
  }

  /// Documentation addresses (RFC 5737, RFC 3849) that no traffic has.
  private static let placeholder4 = "192.0.2.255\n"
  private static let placeholder6 = "2001:db8::ffff\n"
}
