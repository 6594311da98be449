import Detect

/// What CEF and LEEF records share: a header with vendor, product and name, and a meaning that only
/// words tell.
struct SecurityEvent {
  let header: CEF.Header

  init(header: CEF.Header) { self.header = header }

  /// Writes the header, the ends, the kind of event, the verdict, sums, the URL and the time.
  func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    let maker = Maker(vendor: header.vendor, product: header.product, in: line)
    addHeader(line, &writer)
    useVendor(maker, &record, line)
    if maker == .watchGuard, !record.has(.source), let start = record[.message].first {
      WatchGuard.readText(from: start, &record, line.part(record[.message]), &writer)
    }
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    if record.has(.user), record.has(.otherUser) {
      writer.add(.destinationUserName, record[.otherUser])
    }
    let verb = record.has(.action) ? record[.action] : record[.otherAction]
    var verdict = Verdict(verb: verb, in: line)
    if verdict == .unknown { verdict = Verdict(verb: record[.otherAction], in: line) }
    let kind = kind(verdict, record, line)
    writer.event.logSource = maker.source(of: kind).index
    let status = record.has(.status) ? record[.status] : record[.action]
    record.addKind(
      kind, verdict: verdict,
      outcome: DeviceRecord.outcome(status, in: line) ?? outcomeOfName(line), verb: verb, &writer)
    if !record.has(.reason), !record.has(.message) { writer.addNonEmpty(.eventReason, header.name) }
    record.addInterfaces(line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    addTime(&record, line, context, &writer)
  }

  private func addHeader(_ line: borrowing Line, _ writer: inout EventWriter) {
    writer.addNonEmpty(.observerVendor, header.vendor)
    writer.addNonEmpty(.observerProduct, header.product)
    writer.addNonEmpty(.observerVersion, header.version)
    writer.addNonEmpty(.eventCode, header.signature)
    writer.addNonEmpty(.ruleDescription, header.name)
    if line.unsigned(in: header.severity) != nil, header.severity.count <= 3 {
      writer.addInteger(.eventSeverity, header.severity, in: line)
    } else if header.severity.count > 2 {
      writer.add(.logLevel, header.severity)
    }
  }

  /// What one vendor writes otherwise than the others.
  private func useVendor(_ maker: Maker, _ record: inout DeviceRecord, _ line: borrowing Line) {
    if maker == .fortinet || maker == .sonicWall {
      // `out` is what the client sent.
      let sent = record[.received]
      record[.received] = record[.sent]
      record[.sent] = sent
      // `ui="https(192.0.2.1)"`.
      let client = record[.client]
      if let open = line.findLast(UInt8(ascii: "("), in: client) {
        record[.client] = open + 1..<max(open + 1, client.upperBound - 1)
      }
    }
    if maker == .sonicWall, line.equals("NA", in: record[.action]) { record[.action] = 0..<0 }
  }

  private func addTime(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    if !record.has(.stamp) {
      record[.stamp] = record.has(.date) ? record[.date] : record[.time]
    }
    record.addTime(line, context, &writer)
  }

  /// The kind of event, from the words of its name and category and from what it holds.
  private func kind(
    _ verdict: Verdict, _ record: borrowing DeviceRecord, _ line: borrowing Line
  ) -> DeviceKind {
    for text in [record[.type], record[.subtype], header.name, header.signature] {
      if let kind = SecurityEvent.kind(of: text, in: line) { return kind }
    }
    if record.has(.url) { return .web }
    return record.has(.destination) || verdict != .unknown ? .traffic : .notice
  }

  /// The kind that a text names, by its first telling word.
  static func kind(of text: Range<Int>, in line: borrowing Line) -> DeviceKind? {
    var index = text.lowerBound
    while index < text.upperBound {
      let start = index
      while index < text.upperBound, line[index] | 0x20 &- 0x61 < 26 { index &+= 1 }
      if index &- start >= 3 {
        let code = SecurityEvent.words.code(of: start..<index, in: line)
        if code > 0 { return SecurityEvent.kinds[Int(code) - 1] }
      }
      index = max(index, start &+ 1)
    }
    return nil
  }

  private static let kinds: [DeviceKind] = [
    .login, .logout, .malware, .intrusion, .web, .configuration, .dns, .email, .traffic,
    .sessionStart,
  ]

  private static let words = KeyTable(
    [
      ("login", 1), ("logon", 1), ("authentication", 1), ("auth", 1), ("logout", 2), ("logoff", 2),
      ("virus", 3), ("malware", 3), ("antivirus", 3), ("wildfire", 3), ("ransomware", 3),
      ("ips", 4), ("ids", 4), ("intrusion", 4), ("spyware", 4), ("vulnerability", 4), ("attack", 4),
      ("exploit", 4), ("anomaly", 4), ("scan", 4), ("flood", 4), ("webfilter", 5), ("proxy", 5),
      ("appfw", 5), ("configuration", 6), ("config", 6), ("dns", 7), ("emailfilter", 8),
      ("smtp", 8), ("traffic", 9), ("tunnel", 10),
    ].map { ($0.0, UInt8($0.1)) }, folds: true)

  /// `Login failed`, `VPN login succeeded`.
  private func outcomeOfName(_ line: borrowing Line) -> Word? {
    guard let word = line.findLast(0x20, in: header.name) else { return nil }
    return DeviceRecord.outcome(word + 1..<header.name.upperBound, in: line)
  }
}

extension DeviceRecord {
  /// Writes the interfaces and the direction. A record that knows one interface and the direction
  /// says by it on which side the interface is.
  func addInterfaces(_ line: borrowing Line, _ writer: inout EventWriter) {
    let direction = line.direction(self[.direction])
    if let direction { writer.add(.networkDirection, direction) }
    let isEgress = direction == .outbound
    let own = self[.interface]
    writer.addNonEmpty(
      .observerIngressInterfaceName, own.isEmpty || isEgress ? self[.ingress] : own)
    writer.addNonEmpty(
      .observerEgressInterfaceName, own.isEmpty || !isEgress ? self[.egress] : own)
  }
}

extension Line {
  /// The direction that a text names: `inbound`, `incoming`, `in`, 0 and their opposites.
  func direction(_ text: Range<Int>) -> Word? {
    switch text.count {
    case 1:
      let byte = self[text.lowerBound]
      return byte == 0x30 ? .inbound : byte == 0x31 ? .outbound : nil
    case 2: return equalsFolded("in", in: text) ? .inbound : nil
    case 3: return equalsFolded("out", in: text) ? .outbound : nil
    case 7:
      if equalsFolded("inbound", in: text) { return .inbound }
      return equalsFolded("ingress", in: text) ? .ingress : nil
    case 6: return equalsFolded("egress", in: text) ? .egress : nil
    case 8:
      if equalsFolded("outbound", in: text) { return .outbound }
      if equalsFolded("internal", in: text) { return .internal }
      return equalsFolded("incoming", in: text)
        ? .inbound : equalsFolded("outgoing", in: text) ? .outbound : nil
    default: return nil
    }
  }
}
