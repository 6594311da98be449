/// Which fields of an event are looked up in the indicator tables.
///
/// A field of either set that holds a typed address is looked up as one.
package struct IndicatorFields: Sendable {
  @usableFromInline enum Role: UInt8 { case none, address, name }
  /// By field number; fields beyond it are not looked up.
  private var roles: [Role]

  package init(addresses: [Field], names: [Field]) {
    roles = Array(repeating: .none, count: Field.allCases.count)
    for field in addresses { roles[Int(field.ordinal)] = .address }
    for field in names { roles[Int(field.ordinal)] = .name }
  }

  /// Both ends of a connection before and after translation, what a name resolved to, and the names
  /// that were asked for, contacted or presented.
  package static let standard = IndicatorFields(
    addresses: [
      .sourceIP, .destinationIP, .sourceNATIP, .destinationNATIP, .clientIP, .serverIP,
      .dnsResolvedIP,
    ],
    names: [
      .dnsQuestionName, .urlDomain, .destinationDomain, .sourceDomain, .tlsClientServerName,
      .sourceAddress, .destinationAddress, .clientAddress, .serverAddress,
    ])

  /// All that are looked up.
  package var all: [FieldID] {
    roles.indices.filter { roles[$0] != .none }.map { FieldID(rawValue: UInt16($0)) }
  }

  @inline(__always) func role(_ field: FieldID) -> Role {
    Int(field.rawValue) < roles.count ? roles[Int(field.rawValue)] : .none
  }
}

extension IndicatorTable {
  /// Looks up the addresses and names of all events of a block, in their order.
  ///
  /// An address is looked up by longest prefix, a name with all domains above it; each field gives
  /// at most one hit, the best one in force at the event's time.
  ///
  /// - Parameters:
  ///   - nowSeconds: Unix seconds; stands for the time of an event that has none.
  ///   - hits: Appended to, ordered by event, then field.
  /// - Complexity: O(fields); at most 253 bytes of a name are looked at.
  package func probe(
    _ block: Block, _ columns: borrowing EventColumns, fields: IndicatorFields = .standard,
    nowSeconds: Int64, into hits: inout [IndicatorHit]
  ) {
    guard count > 0 else { return }
    let line = block.line(start: 0, end: block.bufferBytes)
    for eventIndex in 0..<columns.eventCount {
      let event = columns[event: eventIndex]
      let seconds =
        event.flags.contains(.hasTime)
        ? floorSeconds(event.timeNanoseconds) : nowSeconds
      for fieldIndex in columns.fields(of: event) {
        let span = columns[field: fieldIndex]
        let role = fields.role(span.field)
        if role == .none { continue }
        let found = find(span, role, line, columns, seconds)
        if found == HashSlots.none { continue }
        hits.append(
          IndicatorHit(
            event: UInt32(truncatingIfNeeded: eventIndex),
            field: UInt32(truncatingIfNeeded: fieldIndex), indicator: found))
      }
    }
  }

  @inline(__always) private func find(
    _ span: FieldSpan, _ role: IndicatorFields.Role, _ line: borrowing Line,
    _ columns: borrowing EventColumns, _ seconds: Int64
  ) -> UInt32 {
    switch span.kind {
    case .ipv4: find(span.value, seconds)
    case .ipv6: findIPv6(columns.addresses[Int(span.value)], seconds)
    case .text where role == .name: findName(span.range, line, seconds)
    default: HashSlots.none
    }
  }

  /// A host as text: a name, or an address that the decoder did not type.
  private func findName(
    _ range: Range<Int>, _ line: borrowing Line, _ seconds: Int64
  ) -> UInt32 {
    guard let last = range.last else { return HashSlots.none }
    if line[last] &- 0x30 < 10, let address = line.ipv4Address(in: range) {
      return find(address, seconds)
    }
    return domains.isEmpty ? HashSlots.none : find(domain: range, in: line, seconds)
  }
}

@inline(__always) func floorSeconds(_ nanoseconds: Int64) -> Int64 {
  let seconds = nanoseconds / 1_000_000_000
  return nanoseconds < 0 && seconds &* 1_000_000_000 != nanoseconds ? seconds &- 1 : seconds
}
