import Detect

/// Sophos Firewall (XG, XGS, SFOS): `device="SFW" date=… log_type="Firewall" …`, and the newer form
/// with `timestamp=` and `device_serial_id=`.
///
/// Keys: "Sophos Firewall Log file guide", 17 to 21. Quotes may lack their end.
package enum SophosXG {
  package static let decoder = Decoder(
    name: "sophos_xg", recognises: { body, _ in isSophos(body) }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard isSophos(body) else { return .notMine }
    var record = DeviceRecord()
    var walk = KeyValueWalk(from: body.start)
    while walk.next(in: body) {
      let code = keys.code(of: walk.key, in: body)
      guard code > 0 else { continue }
      record.take(
        keys[code], code: code, walk.value, walk.hasEscapes ? .backslash : .none, in: body, &writer)
    }
    writer.add(.observerVendor, .sophos)
    writer.add(.observerType, .firewall)
    finish(&record, writer.wideLine(body), context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  static func isSophos(_ body: borrowing Line) -> Bool {
    let start = body.afterBlanks(body.start)
    guard
      body.has("device=", at: start) || body.has("device_name=", at: start)
        || body.has("timestamp=", at: start) || body.has("date=", at: start)
        || body.has("log_id=", at: start)
    else { return false }
    let head = start..<min(body.end, start &+ 320)
    return body.find(" log_type=", in: head) != nil
      && (body.find(" log_component=", in: head) != nil || body.find(" log_id=", in: head) != nil)
  }

  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    let kind = kind(record, line)
    writer.event.logSource =
      (kind == .login || kind == .logout
      ? KnownLogSource.sophosAuthentication
      : kind == .web ? .sophosWeb : kind == .intrusion || kind == .malware ? .sophosIPS : .sophos)
      .index
    if line.equals("0.0.0.0", in: record[.source]) { record[.source] = 0..<0 }
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addInterfaces(line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    // `log_subtype` is the verdict of packets and content, `action` that of some modules.
    let verb = record.has(.subtype) ? record[.subtype] : record[.action]
    var verdict = Verdict(verb: verb, in: line)
    if verdict == .unknown { verdict = Verdict(verb: record[.action], in: line) }
    if verdict == .unknown { verdict = Verdict(verb: record[.status], in: line) }
    record.addKind(
      kind, verdict: verdict, outcome: DeviceRecord.outcome(record[.status], in: line), verb: verb,
      &writer)
    record.addTime(line, context, &writer)
  }

  private static func kind(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> DeviceKind {
    let type = record[.type]
    func holds(_ text: StaticString) -> Bool { line.find(text, in: type) != nil }
    if holds("Firewall") {
      let event = record[.first]
      return line.equals("Start", in: event)
        ? .start : line.equals("Stop", in: event) ? .end : .traffic
    }
    if holds("IDP") || holds("IPS") || holds("ATP") || holds("WAF") { return .intrusion }
    if holds("Anti-Virus") || holds("Sandbox") { return .malware }
    if holds("Anti-Spam") { return .email }
    if holds("Content Filtering") { return .web }
    if line.find("uthentication", in: record[.subtype]) != nil { return .login }
    if line.find("Admin", in: record[.subtype]) != nil { return .configuration }
    return .notice
  }

  private static let keys = KeyMap([
    ("date", .keep(.date)), ("time", .keep(.time)), ("timestamp", .keep(.stamp)),
    ("device_name", .text(.observerName)), ("device_id", .text(.observerSerialNumber)),
    ("device_serial_id", .text(.observerSerialNumber)), ("device_model", .text(.observerProduct)),
    ("log_id", .text(.eventCode)), ("log_type", .keep(.type)),
    ("log_component", .text(.ruleRuleset)),
    ("log_subtype", .keep(.subtype)), ("status", .keep(.status)), ("priority", .text(.logLevel)),
    ("severity", .text(.logLevel)), ("fw_rule_id", .text(.ruleID)),
    ("fw_rule_name", .text(.ruleName)), ("policy_type", .nothing), ("user_name", .keep(.user)),
    ("user", .keep(.user)), ("src_ip", .keep(.source)), ("src_port", .keep(.sourcePort)),
    ("dst_ip", .keep(.destination)), ("dst_port", .keep(.destinationPort)),
    ("src_mac", .mac(.sourceMAC)), ("dst_mac", .mac(.destinationMAC)),
    ("protocol", .keep(.transport)), ("sent_bytes", .keep(.sent)), ("recv_bytes", .keep(.received)),
    ("bytes_sent", .keep(.sent)), ("bytes_received", .keep(.received)),
    ("sent_pkts", .keep(.sentPackets)), ("recv_pkts", .keep(.receivedPackets)),
    ("packets_sent", .keep(.sentPackets)), ("packets_received", .keep(.receivedPackets)),
    ("in_interface", .keep(.ingress)), ("out_interface", .keep(.egress)),
    ("srczone", .text(.observerIngressZone)), ("dstzone", .text(.observerEgressZone)),
    ("src_zone", .text(.observerIngressZone)), ("dst_zone", .text(.observerEgressZone)),
    ("tran_src_ip", .translated(.sourceNATIP)), ("tran_dst_ip", .translated(.destinationNATIP)),
    ("tran_src_port", .translatedPort(.sourceNATPort)),
    ("tran_dst_port", .translatedPort(.destinationNATPort)),
    ("src_trans_ip", .translated(.sourceNATIP)), ("dst_trans_ip", .translated(.destinationNATIP)),
    ("src_trans_port", .translatedPort(.sourceNATPort)),
    ("dst_trans_port", .translatedPort(.destinationNATPort)),
    ("src_country_code", .text(.sourceGeoCountryName)),
    ("src_country", .text(.sourceGeoCountryName)),
    ("dst_country_code", .text(.destinationGeoCountryName)),
    ("dst_country", .text(.destinationGeoCountryName)), ("con_event", .keep(.first)),
    ("connevent", .keep(.first)), ("duration", .seconds), ("con_duration", .seconds),
    ("application", .text(.networkApplication)), ("app_name", .text(.networkApplication)),
    ("application_name", .text(.networkApplication)), ("category", .text(.ruleCategory)),
    ("url", .keep(.url)), ("domain", .text(.urlDomain)), ("domainname", .text(.urlDomain)),
    ("httpstatus", .integer(.httpResponseStatusCode)),
    ("status_code", .integer(.httpResponseStatusCode)),
    ("http_status", .integer(.httpResponseStatusCode)),
    ("httpresponsecode", .integer(.httpResponseStatusCode)), ("method", .text(.httpRequestMethod)),
    ("http_method", .text(.httpRequestMethod)), ("server", .keep(.host)),
    ("query_string", .keep(.query)), ("referer", .text(.httpRequestReferrer)),
    ("useragent", .text(.userAgentOriginal)), ("user_agent", .text(.userAgentOriginal)),
    ("userAgent", .text(.userAgentOriginal)), ("ver", .keep(.version)),
    ("http_version", .keep(.version)), ("sourceip", .keep(.source)),
    ("localip", .keep(.destination)),
    ("bytessent", .keep(.sent)), ("bytesrcv", .keep(.received)), ("httpuser", .keep(.user)),
    ("reason", .keep(.reason)), ("message", .keep(.message)), ("extra", .nothing),
    ("signature_id", .text(.ruleID)), ("signature_msg", .text(.ruleDescription)),
    ("classification", .text(.ruleCategory)), ("threatname", .text(.threatSoftwareName)),
    ("threat", .text(.threatSoftwareName)), ("virus", .text(.threatSoftwareName)),
    ("from_email_address", .text(.emailFromAddress)), ("to_email_address", .text(.emailToAddress)),
    ("sender", .text(.emailFromAddress)), ("recipient", .text(.emailToAddress)),
    ("email_subject", .text(.emailSubject)), ("subject", .text(.emailSubject)),
    ("mailsize", .nothing), ("spamaction", .keep(.action)), ("action", .keep(.action)),
    ("file_name", .text(.fileName)), ("filename", .text(.fileName)), ("filepath", .text(.filePath)),
    ("file_path", .text(.filePath)), ("file_size", .integer(.fileSize)),
    ("filesize", .integer(.fileSize)), ("sha1sum", .hash), ("file_hash", .hash),
    ("filetype", .text(.fileType)), ("ep_uuid", .nothing), ("src_domainname", .text(.sourceDomain)),
    ("dst_domainname", .text(.destinationDomain)), ("login_user", .keep(.user)),
    ("remote_ip", .keep(.client)), ("ipaddress", .keep(.client)), ("clientname", .nothing),
  ])
}
