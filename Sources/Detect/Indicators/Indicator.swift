/// An address, network, domain, URL, hash or mail address known to be hostile.
package struct Indicator: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    /// One address or a network.
    case network(Prefix)
    /// A domain in lower case without a trailing dot; its subdomains are meant too.
    case domain(String)
    /// An absolute URL, or one without its scheme, as ``URLParts`` writes it canonically.
    case url(String)
    /// The MD5, SHA-1, SHA-256 or SHA-512 of a file, in lower-case hexadecimal.
    case digest(String)
    /// A mail address in lower case.
    case mail(String)
  }

  package let value: Value
  /// The value as its feed writes it.
  package let listed: String
  /// Which feed says so: a place in the table of feeds.
  package let feed: Int
  /// 0 to 100.
  package let confidence: UInt8
  /// Seconds since the Unix epoch; nil does not expire.
  package let expiresSeconds: Int64?

  package init(
    value: Value, listed: String, feed: Int, confidence: UInt8, expiresSeconds: Int64? = nil
  ) {
    self.value = value
    self.listed = listed
    self.feed = feed
    self.confidence = confidence
    self.expiresSeconds = expiresSeconds
  }
}
