package import Response

/// A block list that is served under a name, in one or several formats.
package struct ServedList: Sendable {
  /// Part of the URL: letters, digits, `-` and `_`, at most 64.
  package let name: String
  /// The formats it is served in; empty for all.
  package var formats: Set<BlockListFormat> = []
  package var options = BlockListOptions()
  /// Decisions below it are not on the list.
  package var minimumLevel = Level.informational

  /// Nil when the name cannot stand in a URL.
  package init?(name: String) {
    let isPlain = name.utf8.allSatisfy { byte in
      (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2d || byte == 0x5f
    }
    guard isPlain, (1...64).contains(name.utf8.count) else { return nil }
    self.name = name
    options.placeholder = true
  }

  package func serves(_ format: BlockListFormat) -> Bool {
    formats.isEmpty || formats.contains(format)
  }
}

/// One who pulls block lists, or a bouncer of CrowdSec's.
package struct Consumer: Sendable {
  /// Names it in metrics, in the audit trail and as the user of HTTP basic authentication.
  package let name: String
  /// SHA-256 of its token; the token itself is kept nowhere.
  package let tokenDigest: [UInt8]
  /// The lists it may pull; nil for all.
  package var lists: Set<String>?
  /// It may use the bouncer API.
  package var isBouncer = false
  /// It may read the metrics.
  package var readsMetrics = false
  /// A header beside `Authorization` and `X-Api-Key` that its token may stand in; lower case.
  package var header: String?
  /// Networks with at most this many bits for hosts are given to a bouncer as hosts, for those that
  /// block only the first address of a network (nftables mode of crowdsec-firewall-bouncer 0.0.25).
  /// 0 to 8; nil gives networks as they are.
  package var expandsHostBits: Int?
  /// It is said to be quiet when it was not served for longer; nil never says so.
  package var quietSeconds: Int64?

  /// A token shorter than this could be guessed.
  package static let minimumTokenLength = 16

  /// Nil when the token is shorter than ``minimumTokenLength`` bytes or longer than 512.
  package init?(name: String, token: String) {
    guard (Consumer.minimumTokenLength...512).contains(token.utf8.count) else { return nil }
    self.name = name
    tokenDigest = SHA256.digest(of: Array(token.utf8))
  }
}
