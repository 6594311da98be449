/// Collects indicators from bytes, for an ``IndicatorTable``.
///
/// Nothing is allocated for an indicator but its place in flat arrays: 12 bytes, and its text when
/// that is not the canonical text of an IPv4 network.
package struct IndicatorTableBuilder: ~Copyable {
  private(set) var records: [IndicatorRecord] = []
  private(set) var listings: [Listing] = []
  private(set) var pool: [UInt8] = []
  private var places: [Listing: UInt32] = [:]
  private var latest: (listing: Listing, place: UInt32)?
  private var canonical: [UInt8] = []

  package init() {}

  package var count: Int { records.count }

  /// Makes room, so that arrays do not grow step by step.
  package mutating func reserve(_ indicators: Int) { records.reserveCapacity(indicators) }

  /// Adds an address or network.
  ///
  /// - Parameters:
  ///   - listed: As the feed writes it; at most 65,535 bytes are kept.
  ///   - expiresSeconds: Unix seconds; nil does not expire.
  /// - Returns: False when the table is full (2^32 bytes of text, 2^32 indicators).
  @discardableResult
  package mutating func add(
    network: Prefix, listed: Span<UInt8>, feed: Int, confidence: UInt8,
    expiresSeconds: Int64? = nil
  ) -> Bool {
    canonical.removeAll(keepingCapacity: true)
    network.appendText(to: &canonical)
    guard let listing = place(feed, confidence, expiresSeconds) else { return false }
    if network.isIPv4, listed.equals(canonical) {
      records.append(
        IndicatorRecord(
          kind: .ipv4, listing: listing, payload: network.address.ipv4, listedLength: 0,
          valueLength: UInt16(network.bits), valueIsApart: false))
      return true
    }
    return append(network.isIPv4 ? .ipv4 : .ipv6, listing, listed)
  }

  /// Adds a domain.
  ///
  /// - Parameter domain: At most 253 bytes, without a trailing dot; ASCII letters are lowered.
  /// - Returns: False when the table is full, or the domain too long or empty.
  @discardableResult
  package mutating func add(
    domain: Span<UInt8>, listed: Span<UInt8>, feed: Int, confidence: UInt8,
    expiresSeconds: Int64? = nil
  ) -> Bool {
    guard domain.count > 0, domain.count <= DomainIndex.nameMaximum,
      let listing = place(feed, confidence, expiresSeconds)
    else { return false }
    canonical.removeAll(keepingCapacity: true)
    for index in domain.indices { canonical.append(asciiLowercase(domain[index])) }
    return append(.domain, listing, listed)
  }

  /// Adds a URL.
  ///
  /// - Parameter url: In `source`; ``URLParts`` says which can be compared.
  /// - Returns: False when the table is full, or it is no URL.
  @discardableResult
  package mutating func add(
    url: Range<Int>, in source: borrowing Line, listed: Span<UInt8>, feed: Int, confidence: UInt8,
    expiresSeconds: Int64? = nil
  ) -> Bool {
    guard let parts = URLParts(url, in: source),
      let listing = place(feed, confidence, expiresSeconds)
    else { return false }
    canonical.removeAll(keepingCapacity: true)
    for index in parts.scheme { canonical.append(asciiLowercase(source[index])) }
    parts.forEachKeyByte(in: source, withScheme: false) { byte in
      canonical.append(byte)
      return true
    }
    return append(.url, listing, listed)
  }

  /// Adds the digest of a file, told by its length.
  ///
  /// - Parameter digest: 32, 40, 64 or 128 hexadecimal digits, for MD5, SHA-1, SHA-256, SHA-512.
  /// - Returns: False when the table is full, or it is none of these.
  @discardableResult
  package mutating func add(
    digest: Range<Int>, in source: borrowing Line, listed: Span<UInt8>, feed: Int,
    confidence: UInt8, expiresSeconds: Int64? = nil
  ) -> Bool {
    guard Digest.isDigest(digest, in: source), pool.count + 64 + listed.count < Int(UInt32.max),
      records.count < Int(UInt32.max) - 1, let listing = place(feed, confidence, expiresSeconds)
    else { return false }
    let length = min(listed.count, Int(UInt16.max))
    let isAsListed = length == digest.count && Digest.isLowercase(listed)
    let start = pool.count
    if !isAsListed { for index in 0..<length { pool.append(listed[index]) } }
    Digest.forEachByte(of: digest, in: source) { pool.append($0) }
    records.append(
      IndicatorRecord(
        kind: .digest, listing: listing, payload: UInt32(start),
        listedLength: isAsListed ? 0 : UInt16(length), valueLength: UInt16(digest.count / 2),
        valueIsApart: !isAsListed))
    return true
  }

  /// Adds a mail address.
  ///
  /// - Parameter mail: At most 320 bytes (RFC 3696, 3); ASCII letters are lowered.
  /// - Returns: False when the table is full, or the address too long.
  @discardableResult
  package mutating func add(
    mail: Span<UInt8>, listed: Span<UInt8>, feed: Int, confidence: UInt8,
    expiresSeconds: Int64? = nil
  ) -> Bool {
    guard mail.count <= ExactIndex.mailMaximum,
      let listing = place(feed, confidence, expiresSeconds)
    else { return false }
    canonical.removeAll(keepingCapacity: true)
    for index in mail.indices { canonical.append(asciiLowercase(mail[index])) }
    return append(.mail, listing, listed)
  }

  /// Adds an indicator that is at hand as a whole; lists give bytes.
  package mutating func add(_ indicator: Indicator) {
    let listed = Array(indicator.listed.utf8)
    let feed = indicator.feed
    let confidence = indicator.confidence
    let expires = indicator.expiresSeconds
    switch indicator.value {
    case .network(let network):
      add(
        network: network, listed: listed.span, feed: feed, confidence: confidence,
        expiresSeconds: expires)
    case .domain(let name):
      add(
        domain: Array(name.utf8).span, listed: listed.span, feed: feed, confidence: confidence,
        expiresSeconds: expires)
    case .url(let text):
      _ = withLine(text) { line in
        add(
          url: line.range, in: line, listed: listed.span, feed: feed, confidence: confidence,
          expiresSeconds: expires)
      }
    case .digest(let text):
      _ = withLine(text) { line in
        add(
          digest: line.range, in: line, listed: listed.span, feed: feed, confidence: confidence,
          expiresSeconds: expires)
      }
    case .mail(let text):
      add(
        mail: Array(text.utf8).span, listed: listed.span, feed: feed, confidence: confidence,
        expiresSeconds: expires)
    }
  }

  /// - Complexity: O(n), O(n log n) in networks.
  package consuming func build() -> IndicatorTable { IndicatorTable(self) }

  /// Appends an indicator whose canonical text is in `canonical`.
  private mutating func append(
    _ kind: IndicatorKind, _ listing: UInt32, _ listed: Span<UInt8>
  ) -> Bool {
    let length = min(listed.count, Int(UInt16.max))
    guard pool.count + length + canonical.count < Int(UInt32.max),
      records.count < Int(UInt32.max) - 1
    else { return false }
    let start = pool.count
    // An empty listed text would read as a value held in the record.
    let isApart = length == 0 || !listed.equals(canonical)
    if length == 0 {
      pool.append(contentsOf: canonical)
    } else {
      for index in 0..<length { pool.append(listed[index]) }
    }
    if isApart { pool.append(contentsOf: canonical) }
    records.append(
      IndicatorRecord(
        kind: kind, listing: listing, payload: UInt32(start),
        listedLength: UInt16(length == 0 ? canonical.count : length),
        valueLength: UInt16(canonical.count), valueIsApart: isApart))
    return true
  }

  private mutating func place(
    _ feed: Int, _ confidence: UInt8, _ expiresSeconds: Int64?
  ) -> UInt32? {
    let listing = Listing(
      feed: UInt32(feed), confidence: confidence, expiresSeconds: expiresSeconds ?? .max)
    if let latest, latest.listing == listing { return latest.place }
    if let place = places[listing] {
      latest = (listing, place)
      return place
    }
    guard listings.count < IndicatorRecord.listingMaximum else { return nil }
    let place = UInt32(listings.count)
    listings.append(listing)
    places[listing] = place
    latest = (listing, place)
    return place
  }
}

extension Span<UInt8> {
  func equals(_ other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}

extension Prefix {
  /// Appends the shortest canonical text: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`.
  func appendText(to out: inout [UInt8]) {
    guard isIPv4 else {
      out.append(contentsOf: (isHost ? address.description : description).utf8)
      return
    }
    for shift in stride(from: UInt32(24), through: 0, by: -8) {
      out.append(decimal: address.ipv4 >> shift & 255)
      if shift > 0 { out.append(UInt8(ascii: ".")) }
    }
    if !isHost {
      out.append(UInt8(ascii: "/"))
      out.append(decimal: UInt32(length))
    }
  }
}

extension [UInt8] {
  /// Appends a number below 1,000.
  fileprivate mutating func append(decimal value: UInt32) {
    if value >= 100 { append(0x30 + UInt8(value / 100)) }
    if value >= 10 { append(0x30 + UInt8(value / 10 % 10)) }
    append(0x30 + UInt8(value % 10))
  }
}
