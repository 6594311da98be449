import Detect

/// IBM's Log Event Extended Format: `LEEF:1.0|Vendor|Product|Version|EventID|k=v<TAB>k=v`, and 2.0
/// with a field that names the separator.
///
/// Format: "QRadar Log Event Extended Format (LEEF)", version 2. Also taken: a lost `LEEF:`, tabs
/// that a relay escaped (`#011`) or turned into blanks.
package enum LEEF {
  package static let decoder = Decoder(
    name: "leef", programs: ["LEEF"],
    recognises: { body, _ in start(of: body) != nil }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let start = start(of: body), let header = header(from: start, in: body) else {
      return .notMine
    }
    var record = DeviceRecord()
    let separator = separator(start, header, in: body)
    let from = header.next
    if separator == UInt8(ascii: " ") {
      var walk = ExtensionWalk(from: from, in: body)
      while walk.next(in: body) { take(walk.key, walk.value, &record, body, &writer) }
    } else if separator == UInt8(ascii: "#") {
      readEscaped(from: from, &record, body, &writer)
    } else {
      var walk = DelimitedWalk(from: from, separator: separator)
      while walk.next(in: body) { take(walk.key, walk.value, &record, body, &writer) }
    }
    SecurityEvent(header: header).finish(&record, writer.wideLine(body), context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  private static func take(
    _ key: Range<Int>, _ value: Range<Int>, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    let code = LEEFKeys.map.code(of: key, in: body)
    if code > 0 { record.take(LEEFKeys.map[code], code: code, value, in: body, &writer) }
  }

  /// Pairs between `#011`, as rsyslog writes a tab.
  private static func readEscaped(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    var next = start
    while next < body.end {
      let end = body.find("#011", in: next..<body.end) ?? body.end
      let equals = body.find(UInt8(ascii: "="), in: next..<end)
      if equals < end { take(next..<equals, equals + 1..<end, &record, body, &writer) }
      next = min(end + 4, body.end)
    }
  }

  /// Where the version stands (`1.0|`, `2.0|`), when the line begins like LEEF.
  static func start(of body: borrowing Line) -> Int? {
    var next = body.start
    if body.has("LEEF:", at: next) { next &+= 5 }
    while next < body.end, body[next] == 0x20 { next &+= 1 }
    return body.has("1.0|", at: next) || body.has("2.0|", at: next) ? next : nil
  }

  private static func header(from start: Int, in body: borrowing Line) -> CEF.Header? {
    var header = CEF.Header()
    var next = start &+ 4
    for place in 0..<4 {
      let end = body.find(UInt8(ascii: "|"), from: next)
      guard end < body.end else { return nil }
      let value = body.trimmed(next..<end)
      switch place {
      case 0: header.vendor = value
      case 1: header.product = value
      case 2: header.version = value
      default: header.signature = value
      }
      next = end &+ 1
    }
    if body[start] == UInt8(ascii: "2") {
      let end = body.find(UInt8(ascii: "|"), in: next..<min(next &+ 6, body.end))
      if end < body.end, body[end] == UInt8(ascii: "|") {
        header.severity = next..<end
        next = end &+ 1
      }
    }
    header.next = next
    return header
  }

  /// The byte between pairs: the one that 2.0 names (`^`, `0x5E`, `x5E`), else a tab, or a blank
  /// where tabs got lost.
  private static func separator(
    _ start: Int, _ header: borrowing CEF.Header, in body: borrowing Line
  ) -> UInt8 {
    let named = header.severity
    if named.count == 1 { return body[named.lowerBound] }
    if named.count >= 2, let high = body.hexDigit(at: named.upperBound - 2),
      let low = body.hexDigit(at: named.upperBound - 1)
    {
      return high << 4 | low
    }
    if body.find(0x09, from: header.next) < body.end { return 0x09 }
    return body.find("#011", in: header.next..<body.end) == nil
      ? UInt8(ascii: " ") : UInt8(ascii: "#")
  }
}

/// The keys of LEEF, and those that vendors add.
enum LEEFKeys {
  static let map = KeyMap([
    ("src", .keep(.source)), ("dst", .keep(.destination)), ("srcPort", .keep(.sourcePort)),
    ("dstPort", .keep(.destinationPort)), ("srcMAC", .mac(.sourceMAC)),
    ("dstMAC", .mac(.destinationMAC)), ("proto", .keep(.transport)),
    ("srcPostNAT", .translated(.sourceNATIP)), ("dstPostNAT", .translated(.destinationNATIP)),
    ("srcPostNATPort", .translatedPort(.sourceNATPort)),
    ("dstPostNATPort", .translatedPort(.destinationNATPort)),
    ("usrName", .keep(.user)), ("accountName", .keep(.otherUser)), ("realm", .text(.userDomain)),
    ("identSrc", .keep(.client)), ("identHostName", .text(.hostName)),
    ("domain", .text(.userDomain)),
    ("srcBytes", .keep(.sent)), ("dstBytes", .keep(.received)),
    ("srcPackets", .keep(.sentPackets)), ("dstPackets", .keep(.receivedPackets)),
    ("totalBytes", .keep(.bytes)), ("totalPackets", .keep(.packets)),
    ("devTime", .keep(.stamp)), ("cat", .keep(.subtype)), ("sev", .integer(.eventSeverity)),
    ("policy", .text(.ruleName)), ("url", .keep(.url)), ("resource", .text(.fileName)),
    ("action", .keep(.otherAction)), ("act", .keep(.action)), ("disp", .keep(.action)),
    ("Action", .keep(.action)), ("reason", .keep(.reason)), ("msg", .keep(.message)),
    ("status", .keep(.status)), ("role", .text(.userRoles)), ("isLoginEvent", .nothing),
    ("serial", .text(.observerSerialNumber)), ("SerialNumber", .text(.observerSerialNumber)),
    ("in_if", .keep(.ingress)), ("out_if", .keep(.egress)), ("host_name", .text(.hostName)),
    ("op", .text(.httpRequestMethod)), ("dstname", .keep(.host)), ("arg", .keep(.path)),
    ("sent_bytes", .keep(.sent)), ("rcvd_bytes", .keep(.received)), ("rule_name", .text(.ruleName)),
    ("RuleName", .text(.ruleName)), ("SourceZone", .text(.observerIngressZone)),
    ("DestinationZone", .text(.observerEgressZone)), ("IngressInterface", .keep(.ingress)),
    ("EgressInterface", .keep(.egress)), ("Subtype", .keep(.type)), ("Type", .keep(.type)),
    ("Application", .text(.networkApplication)), ("app_name", .text(.networkApplication)),
    ("URLCategory", .text(.ruleCategory)), ("ThreatID", .text(.ruleID)),
    ("Miscellaneous", .keep(.url)), ("RequestMethod", .text(.httpRequestMethod)),
    ("sessionEndReason", .keep(.reason)), ("DeviceName", .text(.observerName)),
    ("ifname", .keep(.interface)), ("ifdir", .keep(.direction)),
    ("inzone", .text(.observerIngressZone)), ("outzone", .text(.observerEgressZone)),
    ("origin", .address(.observerIP)), ("rule_uid", .text(.ruleUUID)),
    ("service_id", .text(.networkProtocol)), ("filename", .text(.fileName)),
    ("fileHash", .hash), ("md5", .hash), ("sha1", .hash), ("sha256", .hash),
    ("user_agent", .text(.userAgentOriginal)), ("signature", .text(.ruleName)),
    ("virus", .text(.ruleName)), ("signature_name", .text(.ruleName)),
    ("geo_src", .text(.sourceGeoCountryName)), ("geo_dst", .text(.destinationGeoCountryName)),
    ("user", .keep(.user)), ("src_user", .keep(.user)), ("protocol", .text(.networkProtocol)),
  ])
}
