/// A value that a feed names, as the feed writes it.
package struct FeedValue: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case address, network, domain, url, mail, fileName
    /// With the name that ECS has for the hash function: `md5`, `sha1`, `sha256`, `sha512`.
    case digest(String)
  }

  package let kind: Kind
  package let text: String
  package var port: Int?
  /// Whether it is what the record warns of; others stand beside it: the address that a listed URL
  /// resolved to, the other names of a host.
  package var isSubject = true

  package init(kind: Kind, text: String, port: Int? = nil, isSubject: Bool = true) {
    self.kind = kind
    self.text = text
    self.port = port
    self.isSubject = isSubject
  }
}

/// One entry of a feed: what it warns of, how sure it is, and for how long.
package struct FeedRecord: Hashable, Sendable {
  package var values: [FeedValue] = []
  /// 0 to 100; nil when the entry does not say.
  package var confidence: Int?
  /// Unix seconds from which it no longer holds.
  package var validUntilSeconds: Int64?
  package var firstSeenSeconds: Int64?
  package var lastSeenSeconds: Int64?
  package var provider: String?
  package var summary: String?
  package var reference: String?
  /// `CLEAR`, `GREEN`, `AMBER`, `AMBER+STRICT` or `RED`.
  package var marking: String?
  /// Why it does not count although it is there: `revoked`, `deleted`, `expired`, …; nil when it does.
  package var idle: String?
  /// What it says that is not looked for: a type, or a part of a pattern.
  package var unevaluated: String?

  package init() {}
}
