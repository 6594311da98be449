/// What a consumer may choose about its list.
package struct BlockListOptions: Hashable, Sendable {
  /// The nft table, the MikroTik list, the pf table, and the start of the names of ipset's sets: 1
  /// to 20 letters, digits, `-` or `_`, from a letter.
  package let name: String
  /// Whether a list of addresses without entries carries one documentation address of each family
  /// instead, for consumers that take an empty list for a failed download and keep the old one
  /// (pfSense), or flush their table (OPNsense). Never applies where an empty list does no harm.
  package var placeholder: Bool
  /// Why each entry is there, where the format has a place for it. nft, ipset, iptables, nginx,
  /// MikroTik and HAProxy maps say so always.
  package var comments = false
  /// Entries at most; nil is what the format's consumer takes (``BlockListFormat/capacity``).
  package var maximumEntries: Int?
  /// Nil blocks exactly what was decided.
  package var widening: Widening?

  /// Nil when the name cannot stand in an nft or ipset file.
  package init?(name: String, placeholder: Bool = false) {
    let bytes = Array(name.utf8)
    let isLetter = { (byte: UInt8) in (byte | 0x20) &- 0x61 < 26 }
    guard (1...20).contains(bytes.count), isLetter(bytes[0]),
      bytes.allSatisfy({ isLetter($0) || $0 &- 0x30 < 10 || $0 == 0x2d || $0 == 0x5f })
    else { return nil }
    self.name = name
    self.placeholder = placeholder
  }

  /// As the default consumer has it.
  package init() {
    name = "detectd"
    placeholder = false
  }
}
