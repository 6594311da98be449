import Detect

/// The addresses of an AWS WAF IP set (WAFv2, `UpdateIPSet` and `CreateIPSet`): the part of
/// `--cli-input-json` that changes. Hosts are written as networks, and a set holds one family.
enum WAFList {
  static func render(_ members: ArraySlice<AddressSet.Member>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(32 + members.count * 24)
    out.append(contentsOf: "{\"Addresses\":[".utf8)
    var isFirst = true
    for member in members {
      out.append(contentsOf: (isFirst ? "\n\"" : ",\n\"").utf8)
      isFirst = false
      ListText.append(member.network.address, to: &out)
      out.append(UInt8(ascii: "/"))
      ListText.append(decimal: UInt64(member.network.length), to: &out)
      out.append(UInt8(ascii: "\""))
    }
    out.append(contentsOf: "]}\n".utf8)
    return out
  }
}
