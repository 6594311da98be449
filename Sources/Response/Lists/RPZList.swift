import Detect

/// A response policy zone (draft-vixie-dnsop-dns-rpz-00): blocked domains with their subdomains do
/// not exist, nor do names that resolve to a blocked address.
///
/// All names are relative, so the file serves under any zone name. The serial is the time of
/// writing in Unix seconds, which only grows.
enum RPZList {
  /// A name and the zone's own stay within 255 bytes together; one that does not fails the whole
  /// zone, so a longer one is left out and named in a comment.
  static let nameLimit = 180

  static func render(
    _ list: BlockList, domains: [String], atSeconds: Int64
  ) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(256 + list.members.count * 48 + domains.count * 64)
    out.append(contentsOf: "$TTL 60\n@ SOA localhost. hostmaster.localhost. ".utf8)
    ListText.append(decimal: UInt64(UInt32(truncatingIfNeeded: atSeconds)), to: &out)
    out.append(contentsOf: " 300 60 86400 60\n@ NS localhost.\n".utf8)
    for name in domains {
      let isShort = name.utf8.count <= nameLimit
      let lines =
        isShort
        ? "\(name) CNAME .\n*.\(name) CNAME .\n" : "; too long for a zone: \(name)\n"
      out.append(contentsOf: lines.utf8)
    }
    for member in list.members { append(member.network, to: &out) }
    return out
  }

  /// A whole family has no name in a zone: prefix lengths begin at 1, so it is written as its
  /// halves.
  private static func append(_ network: Prefix, to out: inout [UInt8]) {
    if network.length == 0, let halves = network.halves {
      append(halves.0, to: &out)
      return append(halves.1, to: &out)
    }
    ListText.append(decimal: UInt64(network.length), to: &out)
    out.append(UInt8(ascii: "."))
    if network.isIPv4 {
      appendIPv4(network.address.ipv4, to: &out)
    } else {
      appendIPv6(network.address, to: &out)
    }
    out.append(contentsOf: "rpz-ip CNAME .\n".utf8)
  }

  private static func appendIPv4(_ address: UInt32, to out: inout [UInt8]) {
    for shift in stride(from: UInt32(0), through: 24, by: 8) {
      ListText.append(decimal: UInt64(address >> shift & 255), to: &out)
      out.append(UInt8(ascii: "."))
    }
  }

  /// The groups of the canonical text from the last to the first, `zz` for the gap.
  private static func appendIPv6(_ address: Address, to out: inout [UInt8]) {
    var text: [UInt8] = []
    ListText.append(address, to: &text)
    var groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    if groups.first?.isEmpty == true { groups.removeFirst() }
    if groups.last?.isEmpty == true { groups.removeLast() }
    for group in groups.reversed() {
      if group.isEmpty { out.append(contentsOf: "zz".utf8) } else { out.append(contentsOf: group) }
      out.append(UInt8(ascii: "."))
    }
  }
}
