import Detect

/// A RouterOS script for `/import file-name=`: empties detectd's own address lists, one a family,
/// and fills them again. A rule names the list: `src-address-list=detectd`.
///
/// Entries with a timeout live in the router's memory and end by themselves.
enum MikroTikList {
  /// Below the 35 weeks that RouterOS takes.
  static let maximumTimeout: Int64 = 240 * 86_400
  static let commentLimit = 100

  static func render(
    _ list: BlockList, atSeconds: Int64, _ options: BlockListOptions
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(256 + list.members.count * 110)
    for (ipv4, menu) in [(true, "/ip"), (false, "/ipv6")] {
      let name = options.name
      out.append(contentsOf: "\(menu) firewall address-list\nremove [find list=\(name)]\n".utf8)
      let start = Array("add list=\(name) address=".utf8)
      for member in list.members(ipv4: ipv4) {
        out.append(contentsOf: start)
        ListText.append(member.network, to: &out)
        let timeout = ListText.timeout(
          member.expiresSeconds, atSeconds: atSeconds, maximum: maximumTimeout)
        if let timeout {
          out.append(contentsOf: " timeout=".utf8)
          append(timeout, to: &out)
        }
        out.append(contentsOf: " comment=\"".utf8)
        ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
        out.append(contentsOf: "\"\n".utf8)
      }
    }
    return out
  }

  /// `1d2h3m4s`, without the parts that are zero.
  private static func append(_ seconds: UInt64, to out: inout [UInt8]) {
    for (part, unit) in [
      (seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"),
      (seconds % 60, "s"),
    ] where part > 0 {
      ListText.append(decimal: part, to: &out)
      out.append(contentsOf: unit.utf8)
    }
  }
}
