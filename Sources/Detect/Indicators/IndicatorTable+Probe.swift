/// Which fields of an event are looked up in the indicator tables.
///
/// A field of any set that holds a typed address is looked up as one.
package struct IndicatorFields: Sendable {
  @usableFromInline enum Role: UInt8 { case none, address, name, url, path, digest, mail }
  /// By field number; fields beyond it are not looked up.
  private var roles: [Role]

  /// - Parameter paths: Looked up together with `url.domain` when an event has no whole URL.
  package init(
    addresses: [Field], names: [Field], urls: [Field] = [], paths: [Field] = [],
    digests: [Field] = [], mails: [Field] = []
  ) {
    roles = Array(repeating: .none, count: Field.allCases.count)
    let sets: [(Role, [Field])] = [
      (.address, addresses), (.name, names), (.url, urls), (.path, paths), (.digest, digests),
      (.mail, mails),
    ]
    for (role, fields) in sets { for field in fields { roles[Int(field.ordinal)] = role } }
  }

  /// Both ends of a connection before and after translation, what a name resolved to, the names
  /// that were asked for, contacted or presented, URLs that were asked for, files and programs, and
  /// the two ends of a mail.
  package static let standard = IndicatorFields(
    addresses: [
      .sourceIP, .destinationIP, .sourceNATIP, .destinationNATIP, .clientIP, .serverIP,
      .dnsResolvedIP,
    ],
    names: [
      .dnsQuestionName, .urlDomain, .destinationDomain, .sourceDomain, .tlsClientServerName,
      .sourceAddress, .destinationAddress, .clientAddress, .serverAddress,
    ],
    urls: [.urlFull, .urlOriginal], paths: [.urlPath],
    digests: [
      .fileHashMD5, .fileHashSHA1, .fileHashSHA256, .processHashMD5, .processHashSHA1,
      .processHashSHA256,
    ],
    mails: [.emailFromAddress, .emailSenderAddress, .emailToAddress])

  /// The fields that looking up in the table reads.
  package func read(by table: IndicatorTable) -> [FieldID] {
    guard table.count > 0 else { return [] }
    var fields = roles.indices.filter { isLookedUp(roles[$0], in: table) }
      .map { FieldID(rawValue: UInt16($0)) }
    if table.exact.holds(.url) {
      fields += [FieldID(.urlDomain), FieldID(.urlQuery), FieldID(.urlPort)]
    }
    return fields
  }

  private func isLookedUp(_ role: Role, in table: IndicatorTable) -> Bool {
    switch role {
    case .none: false
    case .address, .name: true
    case .url, .path: table.exact.holds(.url)
    case .digest: table.exact.holds(.digest)
    case .mail: table.exact.holds(.mail)
    }
  }

  @inline(__always) func role(_ field: FieldID) -> Role {
    Int(field.rawValue) < roles.count ? roles[Int(field.rawValue)] : .none
  }
}

extension IndicatorTable {
  /// Looks up the addresses, names, URLs, digests and mail addresses of all events of a block, in
  /// their order.
  ///
  /// An address is looked up by longest prefix, a name with all domains above it, the others as a
  /// whole; each field gives at most one hit, the best one in force at the event's time.
  ///
  /// - Parameters:
  ///   - nowSeconds: Unix seconds; stands for the time of an event that has none.
  ///   - hits: Appended to, ordered by event, then field.
  /// - Complexity: O(fields) and the bytes of URLs; at most 253 bytes of a name are looked at.
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
        let found = find(span, role, line, columns, event, seconds)
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
    _ columns: borrowing EventColumns, _ event: Event, _ seconds: Int64
  ) -> UInt32 {
    switch span.kind {
    case .ipv4: find(span.value, seconds)
    case .ipv6: findIPv6(columns.addresses[Int(span.value)], seconds)
    case .text where role == .name: findName(span.range, line, seconds)
    case .text where !exact.isEmpty: findExact(span, role, line, columns, event, seconds)
    default: HashSlots.none
    }
  }

  private func findExact(
    _ span: FieldSpan, _ role: IndicatorFields.Role, _ line: borrowing Line,
    _ columns: borrowing EventColumns, _ event: Event, _ seconds: Int64
  ) -> UInt32 {
    switch role {
    case .none, .address, .name: HashSlots.none
    case .url:
      span.range.isEmpty || line[span.range.lowerBound] != UInt8(ascii: "/")
        ? find(url: span.range, in: line, seconds)
        : findPath(span.range, line, columns, event, seconds)
    case .path:
      columns.first(FieldID(.urlOriginal), of: event) == nil
        && columns.first(FieldID(.urlFull), of: event) == nil
        ? findPath(span.range, line, columns, event, seconds) : HashSlots.none
    case .digest: find(digest: span.range, in: line, seconds)
    case .mail: find(mail: span.range, in: line, seconds)
    }
  }

  /// A path together with the host that the event asks.
  private func findPath(
    _ path: Range<Int>, _ line: borrowing Line, _ columns: borrowing EventColumns, _ event: Event,
    _ seconds: Int64
  ) -> UInt32 {
    guard exact.holds(.url), path.count <= URLParts.maximum,
      let host = columns.first(FieldID(.urlDomain), of: event)?.range, !host.isEmpty
    else { return HashSlots.none }
    let port = columns.first(FieldID(.urlPort), of: event)?.range
    let query = columns.first(FieldID(.urlQuery), of: event)?.range
    let url = URLParts(
      host: host, port: port ?? host.upperBound..<host.upperBound, path: path, query: query,
      in: line)
    return find(url, in: line, seconds)
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
