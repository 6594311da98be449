/// All indicators of a run, built once and never changed: what is listed about an address, a name,
/// a URL, a file or a mail address.
///
/// Several indicators may have one value. The best is the one with the highest confidence, then of
/// the first feed, then the first added. One that has expired gives way to the next best of its
/// value, and the last of these to the next wider network or domain.
package final class IndicatorTable: Sendable {
  let records: [IndicatorRecord]
  let listings: [Listing]
  let pool: [UInt8]
  let ipv4: IPv4Index
  let ipv6: IPv6Index
  let domains: DomainIndex
  let exact: ExactIndex
  let fallbacks: FallbackChain

  package static let empty = IndicatorTableBuilder().build()

  /// A table of a few indicators; lists of many go through ``IndicatorTableBuilder``.
  package convenience init(_ indicators: [Indicator]) {
    var builder = IndicatorTableBuilder()
    for indicator in indicators { builder.add(indicator) }
    self.init(builder)
  }

  init(_ builder: borrowing IndicatorTableBuilder) {
    records = builder.records
    listings = builder.listings
    pool = builder.pool
    var ranking = IndicatorRanking(records: records, listings: listings)
    let sorted = SortedIndicators(records, pool)
    ipv4 = IPv4Index(
      hosts: sorted.ipv4Hosts, networks: sorted.ipv4Networks, ranking: &ranking)
    ipv6 = IPv6Index(
      hosts: sorted.ipv6Hosts, networks: sorted.ipv6Networks, ranking: &ranking)
    domains = DomainIndex(domains: sorted.domains, pool: pool, ranking: &ranking)
    exact = ExactIndex(sorted.exact, pool: pool, ranking: &ranking)
    fallbacks = FallbackChain(ranking.links)
  }

  package var count: Int { records.count }
  /// Bytes of the look-up structures, without records and text.
  package var indexByteCount: Int {
    ipv4.byteCount + ipv6.byteCount + domains.byteCount + exact.byteCount + fallbacks.byteCount
  }
  /// Bytes of the records and their text.
  package var recordByteCount: Int {
    records.count * MemoryLayout<IndicatorRecord>.stride + pool.count
      + listings.count * MemoryLayout<Listing>.stride
  }
}

// MARK: What an indicator says

extension IndicatorTable {
  package func kind(_ indicator: Int) -> IndicatorKind { records[indicator].kind }

  package func value(_ indicator: Int) -> Indicator.Value {
    let record = records[indicator]
    switch record.kind {
    case .ipv4, .ipv6: return .network(network(of: record, pool))
    case .domain: return .domain(String(decoding: pool[record.valueRange], as: UTF8.self))
    case .url: return .url(String(decoding: pool[record.valueRange], as: UTF8.self))
    case .digest: return .digest(Digest.hex(pool[record.valueRange]))
    case .mail: return .mail(String(decoding: pool[record.valueRange], as: UTF8.self))
    }
  }

  /// The value as its feed writes it.
  package func listed(_ indicator: Int) -> String {
    let record = records[indicator]
    if record.isInline {
      let network = network(of: record, pool)
      return network.isHost ? network.address.description : network.description
    }
    if record.kind == .digest, record.listedRange.isEmpty {
      return Digest.hex(pool[record.valueRange])
    }
    return String(decoding: pool[record.listedRange], as: UTF8.self)
  }

  package func feed(_ indicator: Int) -> Int { Int(listings[records[indicator].listing].feed) }
  package func confidence(_ indicator: Int) -> UInt8 {
    listings[records[indicator].listing].confidence
  }
  /// Unix seconds; nil does not expire.
  package func expiresSeconds(_ indicator: Int) -> Int64? {
    let expires = listings[records[indicator].listing].expiresSeconds
    return expires == .max ? nil : expires
  }

  package func indicator(_ index: Int) -> Indicator {
    Indicator(
      value: value(index), listed: listed(index), feed: feed(index),
      confidence: confidence(index), expiresSeconds: expiresSeconds(index))
  }
}

// MARK: Looking up

extension IndicatorTable {
  /// The best indicator of the narrowest network around the address that is in force.
  ///
  /// - Parameter seconds: Unix seconds; an indicator that expires then or before has expired.
  /// - Complexity: O(1) for most addresses, else O(log networks).
  package func find(_ address: Address, atSeconds seconds: Int64) -> Int? {
    let found = address.isIPv4 ? find(address.ipv4, seconds) : findIPv6(address, seconds)
    return found == HashSlots.none ? nil : Int(found)
  }

  /// The best indicator of the narrowest domain that is in force and that `name` is or is under.
  package func find(domain name: some StringProtocol, atSeconds seconds: Int64) -> Int? {
    guard let found = withLine(name, { line in find(domain: line.range, in: line, seconds) }),
      found != HashSlots.none
    else { return nil }
    return Int(found)
  }

  @inline(__always) func find(_ address: UInt32, _ seconds: Int64) -> UInt32 {
    guard ipv4.mayHold(address) else { return HashSlots.none }
    let host = inForce(ipv4.host(address), seconds)
    return host != HashSlots.none ? host : inForce(ipv4.network(address), seconds)
  }

  func findIPv6(_ address: Address, _ seconds: Int64) -> UInt32 {
    let host = inForce(ipv6.host(address), seconds)
    return host != HashSlots.none ? host : inForce(ipv6.network(address), seconds)
  }

  func find(domain range: Range<Int>, in line: borrowing Line, _ seconds: Int64) -> UInt32 {
    var best = HashSlots.none
    domains.forEachSuffix(of: range, in: line, records: records, pool: pool) { indicator in
      let live = inForce(indicator, seconds)
      if live != HashSlots.none { best = live }
    }
    return best
  }

  /// The indicator, or the first behind it that has not expired.
  @inline(__always) func inForce(_ indicator: UInt32, _ seconds: Int64) -> UInt32 {
    if indicator == HashSlots.none { return indicator }
    if listings[records[Int(indicator)].listing].expiresSeconds > seconds { return indicator }
    return behind(indicator, seconds)
  }

  private func behind(_ expired: UInt32, _ seconds: Int64) -> UInt32 {
    var indicator = expired
    while let next = fallbacks.next(indicator) {
      if listings[records[Int(next)].listing].expiresSeconds > seconds { return next }
      indicator = next
    }
    return HashSlots.none
  }
}
