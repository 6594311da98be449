/// What an indicator is, without its value.
package enum IndicatorKind: UInt8, Sendable, CaseIterable {
  case ipv4, ipv6, domain, url, digest, mail
}

/// One indicator in 12 bytes. What feeds share is in a ``Listing``, text is in the table's pool.
///
/// An IPv4 network whose feed wrote it canonically has no text: `payload` is the address and
/// `valueLength` its prefix bits. Otherwise `payload` is where the listed text begins in the pool;
/// the canonical text of the value is the same bytes, or follows when `valueIsApart`. The value of
/// a digest is its bytes; one listed in lower case has no text besides.
struct IndicatorRecord: Sendable {
  let payload: UInt32
  /// The place of the listing in the low 27 bits, the kind in three, then `valueIsApart`.
  private let packed: UInt32
  let listedLength: UInt16
  let valueLength: UInt16

  static let listingMaximum = (1 << 27) - 1

  init(
    kind: IndicatorKind, listing: UInt32, payload: UInt32, listedLength: UInt16,
    valueLength: UInt16, valueIsApart: Bool
  ) {
    packed = listing | UInt32(kind.rawValue) << 27 | (valueIsApart ? 1 << 30 : 0)
    self.payload = payload
    self.listedLength = listedLength
    self.valueLength = valueLength
  }

  var listing: Int { Int(packed & 0x07ff_ffff) }
  var kind: IndicatorKind { IndicatorKind(rawValue: UInt8(packed >> 27 & 7)) ?? .domain }
  var valueIsApart: Bool { packed & (1 << 30) != 0 }
  /// Whether the value, an IPv4 network, is in the record and there is no text.
  var isInline: Bool { listedLength == 0 && kind == .ipv4 }

  /// Where the listed text stands in the pool.
  var listedRange: Range<Int> { Int(payload)..<Int(payload) + Int(listedLength) }
  /// Where the canonical text of the value stands in the pool.
  var valueRange: Range<Int> {
    let start = valueIsApart ? Int(payload) + Int(listedLength) : Int(payload)
    return start..<start + Int(valueLength)
  }
}

/// What many indicators of a feed have in common.
struct Listing: Hashable, Sendable {
  let feed: UInt32
  let confidence: UInt8
  /// Unix seconds; the maximum does not expire.
  let expiresSeconds: Int64
}
