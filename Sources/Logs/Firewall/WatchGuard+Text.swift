import Detect

extension WatchGuard {
  /// Messages that are sentences: `IKE phase-1 negotiation from 192.0.2.1:500 to 192.0.2.2:500
  /// failed.`, `Authentication of user [bob@example.com] failed.`
  static func readText(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    let text = start..<body.end
    // The last "from" counts: a user's name stands before it.
    if let from = body.findLastEnd(after: " from ", in: text) {
      record[.source] = from.address
      record[.sourcePort] = from.port
      let rest = from.next..<body.end
      if body.has(" to ", at: from.next), let to = body.endText(at: from.next &+ 4, in: rest) {
        record[.destination] = to.address
        record[.destinationPort] = to.port
      }
    } else if let mark = body.find("localgw:", in: text),
      let local = body.endText(at: mark + 8, in: text)
    {
      record[.source] = local.address
      record[.sourcePort] = local.port
      if let mark = body.find("remotegw:", in: local.next..<body.end),
        let remote = body.endText(at: mark + 9, in: text)
      {
        record[.destination] = remote.address
        record[.destinationPort] = remote.port
      }
    } else if let peer = body.findLastEnd(after: " peer ", in: text)
      ?? body.findLastEnd(after: " with IP ", in: text)
    {
      record[.destination] = peer.address
      record[.destinationPort] = peer.port
    }
    readNamed(in: text, &record, body)
    if body.has("[", at: start) {
      var end = start + 1
      while end < body.end, body[end] != UInt8(ascii: "]"), body[end] != 0x20 { end &+= 1 }
      writer.addNonEmpty(.observerIngressInterfaceName, start + 1..<end)
    }
    readUser(in: text, &record, body, &writer)
  }

  /// `Source IP Address: 192.0.2.1 Source Port: 5 Destination IP Address: …`, and `attack against
  /// 198.51.100.2 from …`.
  private static func readNamed(
    in text: Range<Int>, _ record: inout DeviceRecord, _ body: borrowing Line
  ) {
    if !record.has(.destination), let end = body.findLastEnd(after: " against ", in: text) {
      record[.destination] = end.address
    }
    guard body.find("ource IP", in: text) != nil else { return }
    func keep(_ slot: Slot, after mark: StaticString) {
      guard !record.has(slot), let found = body.find(mark, in: text) else { return }
      let start = found + mark.utf8CodeUnitCount
      record[slot] = start..<body.find(0x20, in: start..<text.upperBound)
    }
    keep(.source, after: "ource IP Address: ")
    keep(.source, after: "ource IP: ")
    keep(.destination, after: "estination IP Address: ")
    keep(.destination, after: "estination IP: ")
    keep(.sourcePort, after: "ource Port: ")
    keep(.destinationPort, after: "estination Port: ")
  }

  private static func readUser(
    in text: Range<Int>, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    guard let mark = body.find("ser ", in: text), mark &+ 5 < body.end else { return }
    var start = mark &+ 4
    let close: UInt8
    switch body[start] {
    case UInt8(ascii: "'"): close = UInt8(ascii: "'")
    case UInt8(ascii: "["): close = UInt8(ascii: "]")
    case UInt8(ascii: "\""): close = UInt8(ascii: "\"")
    default: close = 0x20
    }
    if close != 0x20 { start &+= 1 }
    let name = start..<body.find(close, from: start)
    // `user authentication`, `user is`: no name.
    let isName =
      close != 0x20 || body.find("@", in: name) != nil || body.has(" logged", at: name.upperBound)
    guard isName, !name.isEmpty else { return }
    let at = body.find(UInt8(ascii: "@"), in: name)
    record[.user] = name.lowerBound..<at
    if at < name.upperBound {
      let rest = at + 1..<name.upperBound
      writer.addNonEmpty(.userDomain, at + 1..<body.find(UInt8(ascii: "@"), in: rest))
    }
  }

  static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    writer.add(.observerVendor, .watchGuard)
    writer.add(.observerType, .firewall)
    writer.addNonEmpty(.eventCode, record[.first])
    let kind = kind(record, line)
    writer.event.logSource =
      (kind == .login || kind == .logout
      ? KnownLogSource.watchGuardAuthentication : .watchGuard).index
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addInterfaces(line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    var verdict = Verdict(verb: record[.action], in: line)
    let message = record[.message]
    if verdict == .unknown, record.has(.source), line.has("Blocked", at: message.lowerBound) {
      verdict = .denied
    }
    let isFailure =
      line.find("fail", in: message) != nil || line.find("rejected", in: message) != nil
      || line.find("denied", in: message) != nil
    let isSuccess =
      line.find("succe", in: message) != nil || line.find("logged in", in: message) != nil
    record.addKind(
      kind, verdict: verdict, outcome: isFailure ? .failure : isSuccess ? .success : nil,
      verb: record[.action], &writer)
    record.addTime(line, context, &writer)
  }

  private static func kind(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> DeviceKind {
    let message = record[.message]
    let code = record[.first]
    if record.has(.action) {
      if line.has("1AFF", at: code.lowerBound) || line.has("2CFF", at: code.lowerBound) {
        return .web
      }
      if line.has("1BFF", at: code.lowerBound) { return .email }
      return line.has("1DFF", at: code.lowerBound) ? .dns : .traffic
    }
    if line.find("logged out", in: message) != nil { return .logout }
    if line.find("uthentication", in: message) != nil || line.find("logged in", in: message) != nil
      || line.find("login", in: message) != nil
    {
      return .login
    }
    if line.find("(IPS)", in: message) != nil || line.find(" attack ", in: message) != nil {
      return .intrusion
    }
    let hasBoth = record.has(.destination)
    return record.has(.source) ? hasBoth ? .traffic : .notice : .notice
  }

  static let keys = KeyMap([
    ("msg", .keep(.reason)), ("proxy_act", .text(.ruleRuleset)), ("rule_name", .text(.ruleName)),
    ("policy_name", .text(.ruleName)), ("sent_bytes", .keep(.sent)),
    ("rcvd_bytes", .keep(.received)), ("duration", .seconds),
    ("app_name", .text(.networkApplication)),
    ("app_cat_name", .text(.ruleCategory)), ("dstname", .keep(.host)), ("arg", .keep(.path)),
    ("op", .text(.httpRequestMethod)), ("method", .text(.httpRequestMethod)),
    ("cats", .text(.ruleCategory)), ("user", .keep(.user)),
    ("src_user", .keep(.user)), ("virus", .text(.threatSoftwareName)), ("md5", .hash),
    ("sha1", .hash), ("file_name", .text(.fileName)), ("filename", .text(.fileName)),
    ("attachment", .text(.fileName)), ("sender", .text(.emailFromAddress)),
    ("recipients", .text(.emailToAddress)), ("reason", .nothing),
    ("signature_name", .text(.ruleName)),
    ("signature_id", .text(.ruleID)), ("signature_cat", .text(.ruleCategory)),
    ("severity", .integer(.eventSeverity)), ("query_type", .text(.dnsQuestionType)),
    ("question", .text(.dnsQuestionName)), ("question_name", .text(.dnsQuestionName)),
    ("src_ip_nat", .translated(.sourceNATIP)), ("src_port_nat", .translatedPort(.sourceNATPort)),
    ("dst_ip_nat", .translated(.destinationNATIP)),
    ("dst_port_nat", .translatedPort(.destinationNATPort)),
    ("geo_src", .text(.sourceGeoCountryName)), ("geo_dst", .text(.destinationGeoCountryName)),
    ("response_code", .integer(.httpResponseStatusCode)),
    ("response", .integer(.httpResponseStatusCode)),
    ("sni", .text(.tlsClientServerName)), ("cn", .text(.tlsServerSubject)),
    ("path", .text(.filePath)),
    ("file_path", .text(.filePath)), ("task_uuid", .nothing), ("threat_level", .nothing),
    ("referer", .text(.httpRequestReferrer)), ("ua", .text(.userAgentOriginal)),
  ])
}

/// An address with a port, and where its text ends.
struct EndText {
  var address: Range<Int>
  var port: Range<Int>
  var next: Int
}

extension Line {
  /// The end (`192.0.2.1`, `192.0.2.1:500`, `[2001:db8::1]:500`) that begins at `offset`.
  func endText(at offset: Int, in text: Range<Int>) -> EndText? {
    guard offset < text.upperBound, offset >= text.lowerBound else { return nil }
    var stop = offset
    while stop < text.upperBound, self[stop] > 0x20, self[stop] != 0x2c, self[stop] != 0x3b,
      self[stop] != 0x27, self[stop] != 0x29, self[stop] != 0x28, self[stop] != 0x22
    {
      stop &+= 1
    }
    let next = stop
    if address(in: offset..<stop) != nil {
      return EndText(address: offset..<stop, port: stop..<stop, next: next)
    }
    if stop > offset, self[stop &- 1] == UInt8(ascii: ".") || self[stop &- 1] == UInt8(ascii: ":") {
      stop &-= 1
    }
    let range = offset..<stop
    if address(in: range) != nil { return EndText(address: range, port: stop..<stop, next: next) }
    guard let end = splitEnd(range) else { return nil }
    return EndText(address: end.address, port: end.port, next: next)
  }

  /// The end after the last `mark` that an end follows.
  func findLastEnd(after mark: StaticString, in text: Range<Int>) -> EndText? {
    var limit = text.upperBound
    while let found = findLast(mark, in: text.lowerBound..<limit) {
      if let end = endText(at: found &+ mark.utf8CodeUnitCount, in: text) { return end }
      limit = found &+ mark.utf8CodeUnitCount &- 1
      if limit <= text.lowerBound { return nil }
    }
    return nil
  }
}
