/// The network of an address record.
func network(of record: IndicatorRecord, _ pool: [UInt8]) -> Prefix {
  if record.isInline {
    return Prefix(holding: Address(ipv4: record.payload), bits: UInt8(record.valueLength))
  }
  let text = String(decoding: pool[record.valueRange], as: UTF8.self)
  guard let network = try? Prefix(parsing: text) else {
    preconditionFailure("the builder wrote the canonical text of a network")
  }
  return network
}

/// The indicators of a table by the index that will hold them. Lives while the table is built.
struct SortedIndicators {
  /// The address in the high half, the indicator in the low half.
  var ipv4Hosts: [UInt64] = []
  var ipv4Networks: [(prefix: Prefix, indicator: UInt32)] = []
  var ipv6Hosts: [(address: Address, indicator: UInt32)] = []
  var ipv6Networks: [(prefix: Prefix, indicator: UInt32)] = []
  var domains: [UInt32] = []
  /// URLs, digests and mail addresses.
  var exact: [UInt32] = []

  init(_ records: [IndicatorRecord], _ pool: [UInt8]) {
    var hostCount = 0
    for record in records where record.isInline && record.valueLength == 128 { hostCount += 1 }
    ipv4Hosts.reserveCapacity(hostCount)
    for (index, record) in records.enumerated() {
      let indicator = UInt32(index)
      switch record.kind {
      case .ipv4, .ipv6: break
      case .domain:
        domains.append(indicator)
        continue
      case .url, .digest, .mail:
        exact.append(indicator)
        continue
      }
      let network = network(of: record, pool)
      switch (network.isIPv4, network.isHost) {
      case (true, true):
        ipv4Hosts.append(UInt64(network.address.ipv4) << 32 | UInt64(indicator))
      case (true, false): ipv4Networks.append((network, indicator))
      case (false, true): ipv6Hosts.append((network.address, indicator))
      case (false, false): ipv6Networks.append((network, indicator))
      }
    }
  }
}
