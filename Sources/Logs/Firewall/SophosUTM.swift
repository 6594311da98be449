import Detect

/// Sophos UTM: `id="2001" severity="info" sys="SecureNet" sub="packetfilter" name="Packet dropped"
/// action="drop" …`; the web proxy, the mail proxy and logins write the same shape.
///
/// Keys: "Sophos UTM Log File Guide".
package enum SophosUTM {
  package static let decoder = Decoder(
    name: "sophos_utm", programs: ["httpproxy", "afcd", "aua", "reverseproxy"],
    recognises: { body, _ in isUTM(body) }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard isUTM(body) else { return .notMine }
    var record = DeviceRecord()
    var walk = KeyValueWalk(from: body.start)
    while walk.next(in: body) {
      let code = keys.code(of: walk.key, in: body)
      guard code > 0 else { continue }
      record.take(keys[code], code: code, walk.value, in: body, &writer)
    }
    writer.add(.observerVendor, .sophos)
    writer.add(.observerType, .firewall)
    finish(&record, body, context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  static func isUTM(_ body: borrowing Line) -> Bool {
    guard body.has("id=\"", at: body.start) else { return false }
    let head = body.start..<min(body.end, body.start &+ 96)
    return body.find(" sys=\"", in: head) != nil
  }

  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    let sub = record[.subtype]
    let kind: DeviceKind =
      line.equals("http", in: sub)
      ? (record.has(.url) ? .web : .notice)
      : line.equals("auth", in: sub)
        ? .login
        : line.equals("ips", in: sub)
          ? .intrusion
          : line.equals("smtp", in: sub) ? .email : record.has(.source) ? .traffic : .notice
    writer.event.logSource =
      (kind == .web
      ? KnownLogSource.sophosWeb
      : kind == .login
        ? .sophosAuthentication : kind == .intrusion ? .sophosIPS : .sophos).index
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addInterfaces(line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    let action = record[.action]
    let name = record[.message]
    let outcome: Word? =
      line.find("failed", in: name) != nil
      ? .failure : line.find("success", in: name) != nil ? .success : nil
    record.addKind(
      kind, verdict: Verdict(verb: action, in: line), outcome: outcome, verb: action, &writer)
    record.addTime(line, context, &writer)
  }

  private static let keys = KeyMap([
    ("id", .text(.eventCode)), ("severity", .text(.logLevel)), ("sub", .keep(.subtype)),
    ("name", .keep(.message)), ("action", .keep(.action)), ("fwrule", .text(.ruleID)),
    ("initf", .keep(.ingress)), ("outitf", .keep(.egress)), ("srcmac", .mac(.sourceMAC)),
    ("dstmac", .mac(.destinationMAC)), ("srcip", .keep(.source)), ("dstip", .keep(.destination)),
    ("proto", .keep(.transport)), ("srcport", .keep(.sourcePort)),
    ("dstport", .keep(.destinationPort)), ("user", .keep(.user)), ("group", .text(.groupName)),
    ("statuscode", .integer(.httpResponseStatusCode)), ("method", .text(.httpRequestMethod)),
    ("url", .keep(.url)), ("size", .integer(.httpRequestBytes)), ("ua", .text(.userAgentOriginal)),
    ("referer", .text(.httpRequestReferrer)), ("filename", .text(.fileName)),
    ("file", .text(.fileName)), ("fullreqtime", .nothing), ("app-name", .text(.networkApplication)),
    ("app", .text(.networkApplication)), ("reason", .keep(.reason)), ("message", .keep(.reason)),
    ("caller", .nothing), ("host", .nothing), ("sid", .text(.ruleID)),
    ("class", .text(.ruleCategory)),
    ("virus", .text(.threatSoftwareName)), ("sha", .hash), ("from", .text(.emailFromAddress)),
    ("to", .text(.emailToAddress)), ("subject", .text(.emailSubject)),
    ("categoryname", .text(.ruleCategory)), ("content-type", .text(.httpResponseMimeType)),
  ])
}
