import Detect
package import Response

/// The sets of ``BlockListFormat/ipset``: replaced by a swap, changed by single commands. Rules that
/// look into them are the operator's own.
package struct IpsetTable: KernelTable {
  private let options: BlockListOptions

  package var longestSeconds: Int64 { 2_147_483 }

  package init(options: BlockListOptions = BlockListOptions()) { self.options = options }

  package func replace(by list: BlockList, atSeconds: Int64) throws(PushError) {
    try Tool.run(
      "ipset", ["restore"], input: list.render(.ipset, atSeconds: atSeconds, options: options))
  }

  package func change(
    _ changes: ElementChanges, to list: BlockList, atSeconds: Int64
  ) throws(PushError) {
    var text = ""
    let line = { (verb: String, member: AddressSet.Member) in
      let network = member.network
      let entry = network.isHost ? "\(network.address)" : "\(network)"
      return "\(verb) \(options.name)\(network.isIPv4 ? 4 : 6) \(entry)"
    }
    for member in changes.removed { text += line("del", member) + " -exist\n" }
    for member in changes.added {
      let left = member.expiresSeconds == Decision.never ? 0 : member.expiresSeconds - atSeconds
      let seconds = left == 0 ? 0 : min(longestSeconds, max(1, left))
      let comment = String(decoding: list.comment(of: member, limit: 255), as: UTF8.self)
      text += line("add", member) + " timeout \(seconds) comment \"\(comment)\" -exist\n"
    }
    try Tool.run("ipset", ["restore"], input: Array(text.utf8))
  }

  package func held(atSeconds: Int64) throws(PushError) -> [AddressSet.Member] {
    var found: [AddressSet.Member] = []
    for suffix in ["4", "6"] {
      let name = options.name + suffix
      let output = try Tool.run("ipset", ["save", name])
      for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.count >= 5, words[0] == "add", words[3] == "timeout",
          let network = try? Prefix(parsing: words[2]), let seconds = Int64(words[4])
        else { continue }
        let expires = seconds == 0 ? Decision.never : atSeconds + seconds
        found.append(.init(network: network, expiresSeconds: expires, place: 0))
      }
    }
    return found.sorted { $0.network < $1.network }
  }
}
