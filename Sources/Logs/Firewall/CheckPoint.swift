import Detect

/// Check Point's Log Exporter in its own form: `[action:"Drop"; src:"192.0.2.1"; …]`, which looks
/// like structured data and is none; and the form with real structured data
/// (`[Fields@1.3.6.1.4.1.2620 src="…"]`, `@2620`), with pipes (`time=…|hostname=…`) and without
/// brackets.
///
/// Fields: Check Point "Log Fields Description" (sk144192).
package enum CheckPoint {
  package static let decoder = Decoder(
    name: "checkpoint", programs: [],
    recognises: { body, _ in start(of: body) != nil || hasPipes(body) }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    var record = DeviceRecord()
    if let start = start(of: body) {
      var walk = ElementWalk(from: start)
      while walk.next(in: body) {
        take(walk.key, walk.value, walk.escaping, &record, body, &writer)
      }
    } else if hasPipes(body) {
      var walk = DelimitedWalk(from: body.start, separator: UInt8(ascii: "|"))
      while walk.next(in: body) { take(walk.key, walk.value, .none, &record, body, &writer) }
    } else if CEF.start(of: body) != nil {
      return CEF.decode(body, context, &writer)
    } else {
      return .notMine
    }
    writer.add(.observerVendor, .checkPoint)
    writer.add(.observerType, .firewall)
    finish(&record, writer.wideLine(body), context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  private static func take(
    _ key: Range<Int>, _ value: Range<Int>, _ escaping: Escaping, _ record: inout DeviceRecord,
    _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    let code = keys.code(of: key, in: body)
    if code > 0 { record.take(keys[code], code: code, value, escaping, in: body, &writer) }
  }

  /// Where the first pair begins, in a line that begins like Log Exporter's.
  static func start(of body: borrowing Line) -> Int? {
    var next = body.start
    while next < body.end, body[next] == 0x20 { next &+= 1 }
    // A relay's tag or RFC 5424's MSGID.
    var word = next
    while word < body.end, body[word] | 0x20 &- 0x61 < 26 { word &+= 1 }
    if word < body.end, body[word] == 0x20 { word &+= 1 }
    if word < body.end, body[word] == UInt8(ascii: "[") { next = word }
    guard next &+ 8 < body.end else { return nil }
    if body[next] == UInt8(ascii: "[") {
      let limit = min(body.end, next &+ 48)
      let at = body.find(UInt8(ascii: "@"), in: next..<limit)
      let blank = body.find(0x20, in: next..<limit)
      if at < blank { return body.find("2620", in: at..<blank) == nil ? nil : blank }
      next &+= 1
    }
    let quote = body.find(UInt8(ascii: "\""), in: next..<min(body.end, next &+ 40))
    guard quote &- 1 > next, quote < body.end, body[quote] == UInt8(ascii: "\""),
      body[quote &- 1] == UInt8(ascii: ":")
    else { return nil }
    let key = next..<(body[quote &- 2] == UInt8(ascii: ":") ? quote &- 2 : quote &- 1)
    guard body.skipName(in: key) == key.upperBound, !key.isEmpty else { return nil }
    let end = body.find("\"; ", in: quote &+ 1..<body.end)
    return end == nil && body[body.end &- 1] != UInt8(ascii: "]") ? nil : next
  }

  private static func hasPipes(_ body: borrowing Line) -> Bool {
    body.has("time=", at: body.start)
      && body.find("|hostname=", in: body.start..<min(body.end, body.start &+ 64)) != nil
  }
}

extension CheckPoint {
  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    let action = record[.action]
    let operation = record[.otherAction]
    let kind = kind(record, line)
    writer.event.logSource =
      kind == .login || kind == .logout
      ? KnownLogSource.checkPointAuthentication.index : KnownLogSource.checkPoint.index
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addInterfaces(line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    var verdict = Verdict(verb: action, in: line)
    if line.equals("Detect", in: action) { verdict = .unknown }
    let isFailure =
      line.find("Failed", in: action) != nil || line.find("Failed", in: record[.status]) != nil
      || line.find("Failure", in: record[.status]) != nil
      || line.find("ailed", in: operation) != nil
    let outcome: Word? =
      isFailure ? .failure : action.isEmpty && !record.has(.status) ? nil : .success
    writer.addNonEmpty(.eventCode, record[.first])
    record.addKind(
      kind, verdict: verdict, outcome: verdict == .denied ? .failure : outcome,
      verb: operation.isEmpty || kind.isJudged ? action : operation, &writer)
    if !kind.isJudged, !record.isContradictory, kind != .login { writer.addVerdict(verdict) }
    record.addTime(line, context, &writer)
  }

  private static func kind(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> DeviceKind {
    let product = record[.type]
    let operation = record[.otherAction]
    let action = record[.action]
    if line.find("Log In", in: action) != nil || line.find("Log In", in: operation) != nil
      || line.find("Login", in: action) != nil
    {
      return .login
    }
    if line.find("Log Out", in: action) != nil || line.find("Log Out", in: operation) != nil {
      return .logout
    }
    if !operation.isEmpty { return .configuration }
    if line.find("Anti Malware", in: product) != nil || line.find("Anti-Virus", in: product) != nil
      || line.find("Threat Emulation", in: product) != nil
      || line.find("Anti Virus", in: product) != nil || line.find("Anti-Bot", in: product) != nil
    {
      return .malware
    }
    if line.find("SmartDefense", in: product) != nil || line.find("IPS", in: product) != nil {
      return .intrusion
    }
    if line.find("URL Filtering", in: product) != nil { return .web }
    let hasEnd = record.has(.destination)
    return record.has(.source) ? .traffic : hasEnd || !action.isEmpty ? .traffic : .notice
  }

  static let keys = KeyMap(
    [
      ("action", .keep(.action)), ("src", .keep(.source)), ("dst", .keep(.destination)),
      ("s_port", .keep(.sourcePort)), ("sport_svc", .keep(.sourcePort)),
      ("service", .keep(.destinationPort)), ("svc", .keep(.destinationPort)),
      ("d_port", .keep(.destinationPort)), ("proto", .keep(.transport)),
      ("service_id", .text(.networkProtocol)), ("xlatesrc", .translated(.sourceNATIP)),
      ("xlatedst", .translated(.destinationNATIP)), ("xlatesport", .translatedPort(.sourceNATPort)),
      ("xlatesport_svc", .translatedPort(.sourceNATPort)),
      ("xlatedport", .translatedPort(.destinationNATPort)),
      ("xlatedport_svc", .translatedPort(.destinationNATPort)),
      ("inzone", .text(.observerIngressZone)),
      ("outzone", .text(.observerEgressZone)), ("ifname", .keep(.interface)),
      ("ifdir", .keep(.direction)), ("client_inbound_interface", .keep(.ingress)),
      ("server_outbound_interface", .keep(.egress)), ("rule_name", .text(.ruleName)),
      ("rule_uid", .text(.ruleUUID)), ("rule", .text(.ruleID)), ("layer_name", .text(.ruleRuleset)),
      ("origin", .address(.observerIP)), ("product", .keep(.type)), ("productname", .keep(.type)),
      ("client_ip", .keep(.client)), ("user", .keep(.user)), ("src_user_name", .keep(.user)),
      ("administrator", .keep(.user)), ("dst_user_name", .text(.destinationUserName)),
      ("src_machine_name", .text(.sourceDomain)), ("dst_machine_name", .text(.destinationDomain)),
      ("operation", .keep(.otherAction)), ("auth_status", .keep(.status)),
      ("status", .keep(.status)),
      ("loguid", .text(.eventID)), ("time", .keep(.stamp)), ("bytes", .keep(.bytes)),
      ("packets", .keep(.packets)), ("client_outbound_bytes", .keep(.sent)),
      ("sent_bytes", .keep(.sent)), ("server_outbound_bytes", .keep(.received)),
      ("received_bytes", .keep(.received)), ("client_outbound_packets", .keep(.sentPackets)),
      ("server_outbound_packets", .keep(.receivedPackets)), ("elapsed", .seconds),
      ("resource", .keep(.url)), ("method", .text(.httpRequestMethod)),
      ("user_agent", .text(.userAgentOriginal)), ("protection_name", .text(.ruleDescription)),
      ("protection_id", .text(.ruleReference)), ("attack", .text(.ruleCategory)),
      ("malware_family", .text(.threatSoftwareName)), ("severity", .integer(.eventSeverity)),
      ("reason", .keep(.reason)), ("message_info", .keep(.message)),
      ("sys_message", .keep(.message)),
      ("description", .keep(.message)), ("additional_info", .keep(.message)),
      ("dns_query", .text(.dnsQuestionName)), ("domain_name", .text(.dnsQuestionName)),
      ("question_rdata", .text(.dnsQuestionName)), ("mac_source_address", .mac(.sourceMAC)),
      ("mac_destination_address", .mac(.destinationMAC)), ("file_name", .text(.fileName)),
      ("file_type", .text(.fileType)), ("file_size", .integer(.fileSize)), ("file_md5", .hash),
      ("file_sha1", .hash), ("file_sha256", .hash), ("from", .text(.emailFromAddress)),
      ("to", .text(.emailToAddress)), ("email_subject", .text(.emailSubject)),
      ("matched_category", .text(.ruleCategory)), ("appi_name", .text(.networkApplication)),
      ("src_country", .text(.sourceGeoCountryName)), ("hostname", .text(.observerName)),
      ("dst_country", .text(.destinationGeoCountryName)), ("referrer", .text(.httpRequestReferrer)),
      ("proxy_src_ip", .address(.networkForwardedIP)), ("endpoint_ip", .keep(.client)),
      ("machine", .text(.sourceDomain)), ("session_uid", .nothing), ("db_ver", .nothing),
    ], folds: true)
}
