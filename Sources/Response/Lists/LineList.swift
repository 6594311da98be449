import Detect

/// Lists of one entry a line that are more than the bare address: lookups of nginx and HAProxy.
enum LineList {
  /// Lines for nginx's `geo` block (ngx_http_geo_module), which looks up an address in a tree
  /// however long the list is: `geo $blocked { default 0; include blocked.geo; }`.
  static func nginx(_ list: BlockList) -> [UInt8] {
    render(list) { member, out in
      out.append(contentsOf: " 1; # ".utf8)
      ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
    }
  }

  /// An HAProxy map: an address and, as its value, why it is blocked. In a condition:
  /// `http-request deny if { src,map_ip(/etc/haproxy/blocked.map) -m found }`.
  ///
  /// HAProxy refuses to start over anything else on a line, so there are no comments.
  static func haproxyMap(_ list: BlockList) -> [UInt8] {
    render(list) { member, out in
      out.append(UInt8(ascii: " "))
      ListText.append(comment: list.decided[member.place], limit: commentLimit, to: &out)
    }
  }

  private static let commentLimit = 255

  private static func render(
    _ list: BlockList, _ finish: (AddressSet.Member, inout [UInt8]) -> Void
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(list.members.count * 60)
    for member in list.members {
      ListText.append(member.network, to: &out)
      finish(member, &out)
      out.append(UInt8(ascii: "\n"))
    }
    return out
  }
}
