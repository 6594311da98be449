import Detect

/// Stormshield Network Security: `id=firewall time="…" fw="…" tz=+0100 startime="…" … logtype="…"`.
/// Pulse Connect Secure writes the same WebTrends format with `vpn=` and `realm=`.
///
/// Keys: "Stormshield Network Security, Description of audit logs", 4.
package enum Stormshield {
  package static let decoder = Decoder(
    name: "stormshield", recognises: { body, _ in isWebTrends(body) }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard isWebTrends(body) else { return .notMine }
    var record = DeviceRecord()
    var walk = KeyValueWalk(from: body.start, separator: 0x09)
    while walk.next(in: body) {
      let code = keys.code(of: walk.key, in: body)
      guard code > 0 else { continue }
      record.take(
        keys[code], code: code, walk.value, walk.hasEscapes ? .backslash : .none, in: body, &writer)
    }
    finish(&record, writer.wideLine(body), context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// The two keys that all records begin with.
  static func isWebTrends(_ body: borrowing Line) -> Bool {
    let start = body.afterBlanks(body.start)
    let head = start..<min(body.end, start &+ 200)
    if body.has("time=\"", at: start) {
      return body.find(" fw=\"", in: head) != nil && body.find(" tz=", in: head) != nil
    }
    guard body.has("id=firewall ", at: start) else { return false }
    return body.has("time=", at: body.afterBlanks(start &+ 12))
      && body.find(" sn=", in: head) == nil
      && (body.find(" fw=", in: head) != nil || body.find(" tz=", in: head) != nil)
  }

  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    writer.add(.observerType, record.has(.third) ? .vpn : .firewall)
    let kind = kind(record, line)
    writer.event.logSource =
      (record.has(.third)
      ? KnownLogSource.pulseSecure
      : kind == .login || kind == .logout ? .stormshieldAuthentication : .stormshield).index
    if line.address(in: record[.first]) != nil {
      writer.addAddress(.observerIP, record[.first], in: line)
    } else {
      // The name of a device that has none is its serial number.
      writer.addNonEmpty(.observerName, record[.first])
      writer.addNonEmpty(.observerSerialNumber, record[.first])
    }
    if !record.has(.transport) { record[.transport] = 0..<0 }
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addInterfaces(line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    let action = record[.action]
    record.addKind(
      kind, verdict: Verdict(verb: action, in: line), outcome: outcome(record, line), verb: action,
      &writer)
    addTime(record, line, context, &writer)
  }

  private static func kind(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> DeviceKind {
    let type = record[.type]
    if line.equals("connection", in: type) { return .end }
    if line.equals("filter", in: type) || line.equals("count", in: type) { return .traffic }
    if line.equals("alarm", in: type) || line.equals("pvm", in: type) { return .intrusion }
    if line.equals("web", in: type) { return .web }
    if line.equals("smtp", in: type) || line.equals("pop3", in: type) { return .email }
    if line.equals("auth", in: type) { return .login }
    if line.equals("xvpn", in: type) || line.equals("vpn", in: type) { return .session }
    let message = record[.message]
    if line.find("ogin ", in: message) != nil || line.find("uthentication", in: message) != nil {
      return .login
    }
    if line.equals("server", in: type) { return .configuration }
    let hasBoth = record.has(.destination)
    return record.has(.source) ? hasBoth ? .traffic : .notice : .notice
  }

  private static func outcome(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> Word? {
    let error = record[.status]
    if !error.isEmpty { return line.equals("0", in: error) ? .success : .failure }
    let message = record[.message]
    if line.find("ail", in: message) != nil || line.find("refused", in: message) != nil {
      return .failure
    }
    return line.find("succe", in: message) != nil || line.find("logged in", in: message) != nil
      ? .success : nil
  }

  private static func addTime(
    _ record: DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    // `startime` and `tz` make one instant.
    guard record[.date].count >= 19, !writer.event.flags.contains(.hasTime) || record.has(.zone)
    else { return }
    var record = record
    let start = record[.date].lowerBound
    record[.time] = start + 11..<record[.date].upperBound
    record[.date] = start..<start + 10
    record.addTime(line, context, &writer)
  }

  private static let keys = KeyMap([
    ("fw", .keep(.first)), ("tz", .keep(.zone)), ("startime", .keep(.date)), ("time", .keep(.date)),
    ("pri", .integer(.eventSeverity)), ("ruleid", .text(.ruleID)), ("rulename", .text(.ruleName)),
    ("policyid", .nothing), ("srcif", .nothing), ("srcifname", .keep(.ingress)),
    ("dstifname", .keep(.egress)), ("ipproto", .keep(.transport)),
    ("proto", .text(.networkProtocol)),
    ("src", .keep(.source)), ("srcport", .keep(.sourcePort)), ("srcmac", .mac(.sourceMAC)),
    ("srcname", .text(.sourceDomain)), ("dst", .keep(.destination)),
    ("dstport", .keep(.destinationPort)), ("dstname", .text(.destinationDomain)),
    ("dstmac", .mac(.destinationMAC)), ("modsrc", .translated(.sourceNATIP)),
    ("modsrcport", .translatedPort(.sourceNATPort)), ("origdst", .translated(.destinationNATIP)),
    ("origdstport", .translatedPort(.destinationNATPort)), ("sent", .keep(.sent)),
    ("rcvd", .keep(.received)), ("duration", .seconds), ("action", .keep(.action)),
    ("logtype", .keep(.type)), ("user", .keep(.user)), ("domain", .text(.userDomain)),
    ("address", .keep(.client)), ("remote", .keep(.client)), ("error", .keep(.status)),
    ("msg", .keep(.message)), ("service", .text(.serviceName)), ("alarmid", .text(.eventCode)),
    ("sigid", .text(.ruleID)), ("class", .text(.ruleCategory)), ("op", .text(.httpRequestMethod)),
    ("result", .nothing), ("arg", .keep(.url)), ("cat_site", .text(.ruleCategory)),
    ("virus", .nothing), ("risk", .nothing), ("srcgeo", .text(.sourceGeoCountryName)),
    ("dstgeo", .text(.destinationGeoCountryName)), ("vpn", .keep(.third)),
    ("realm", .text(.userDomain)), ("roles", .text(.userRoles)),
    ("agent", .text(.userAgentOriginal)),
    ("type", .keep(.subtype)), ("ivs", .nothing), ("localnet", .nothing),
  ])
}
