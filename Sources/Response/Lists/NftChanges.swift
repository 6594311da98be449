import Detect

/// A file for `nft -f` that brings the table of an earlier ``BlockListFormat/nft`` file to a newer
/// list: one transaction.
///
/// To delete what is not there fails the whole transaction, and an element may end by itself at any
/// moment. So a host is added before it is deleted, which does nothing when it is there. nft 1.0
/// takes the same for an overlap where elements are intervals, so the networks of a family are
/// replaced as a whole when one of them changes; they are few.
package enum NftChanges {
  package static func render(
    from old: BlockList, to new: BlockList, atSeconds: Int64,
    options: BlockListOptions = BlockListOptions()
  ) -> [UInt8] {
    let changes = ElementChanges(from: old.members, to: new.members, atSeconds: atSeconds)
    var out: [UInt8] = []
    for member in changes.removed where member.network.isHost {
      for verb in ["add", "delete"] {
        begin(verb, member.network, options, to: &out)
        out.append(contentsOf: " }\n".utf8)
      }
    }
    let add = { (member: AddressSet.Member, out: inout [UInt8]) in
      begin("add", member.network, options, to: &out)
      NftList.appendTerms(of: member, in: new, atSeconds: atSeconds, to: &out)
      out.append(contentsOf: " }\n".utf8)
    }
    for member in changes.added where member.network.isHost { add(member, &out) }
    for (ipv4, suffix) in [(true, "4"), (false, "6")] {
      let isChanged = { (member: AddressSet.Member) in
        !member.network.isHost && member.network.isIPv4 == ipv4
      }
      guard changes.removed.contains(where: isChanged) || changes.added.contains(where: isChanged)
      else { continue }
      out.append(contentsOf: "flush set inet \(options.name) networks\(suffix)\n".utf8)
      for member in new.members(ipv4: ipv4) where !member.network.isHost { add(member, &out) }
    }
    return out
  }

  private static func begin(
    _ verb: String, _ network: Prefix, _ options: BlockListOptions, to out: inout [UInt8]
  ) {
    out.append(contentsOf: verb.utf8)
    out.append(contentsOf: " element inet ".utf8)
    out.append(contentsOf: options.name.utf8)
    out.append(contentsOf: (network.isHost ? " hosts" : " networks").utf8)
    out.append(UInt8(ascii: network.isIPv4 ? "4" : "6"))
    out.append(contentsOf: " { ".utf8)
    ListText.append(network, to: &out)
  }
}
