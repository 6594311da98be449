import Detect

/// SonicWall: `id=firewall sn=… time="…" fw=… pri=… c=… m=… msg="…" src=ip:port:interface …`.
///
/// Keys and message numbers: "SonicOS Log Events Reference Guide".
package enum SonicWall {
  package static let decoder = Decoder(
    name: "sonicwall", recognises: { body, _ in isSonicWall(body) }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    if CEF.start(of: body) != nil { return CEF.decode(body, context, &writer) }
    guard isSonicWall(body) else { return .notMine }
    var record = DeviceRecord()
    var walk = KeyValueWalk(from: body.start, separator: 0x09)
    while walk.next(in: body) {
      let code = keys.code(of: walk.key, in: body)
      guard code > 0 else { continue }
      record.take(keys[code], code: code, walk.value, in: body, &writer)
    }
    writer.add(.observerVendor, .sonicWall)
    writer.add(.observerType, .firewall)
    finish(&record, body, context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// `id=` first, and soon the keys that all records have.
  static func isSonicWall(_ body: borrowing Line) -> Bool {
    let start = body.afterBlanks(body.start)
    guard body.has("id=", at: start) else { return false }
    let head = start..<min(body.end, start &+ 160)
    return body.find(" sn=", in: head) != nil && body.find(" fw=", in: head) != nil
  }

  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    splitEnd(.source, .sourcePort, .ingress, &record, line)
    splitEnd(.destination, .destinationPort, .egress, &record, line)
    splitEnd(.second, .fourth, .sixth, &record, line)
    splitEnd(.third, .fifth, .sixth, &record, line)
    addTranslations(record, line, &writer)
    splitProtocol(&record, line, &writer)
    let number = line.unsigned(in: record[.first]) ?? 0
    let kind = kind(number, record, line)
    writer.event.logSource =
      kind == .login || kind == .logout
      ? KnownLogSource.sonicWallAuthentication.index : KnownLogSource.sonicWall.index
    writer.addNonEmpty(.eventCode, record[.first])
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addInterfaces(line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    let action = record[.action]
    record.addKind(
      kind, verdict: verdict(number, record, line), outcome: outcome(record, line), verb: action,
      &writer)
    record.addTime(line, context, &writer)
  }

  /// `ip:port:interface[:name]`; of an IPv6 address the last two parts are port and interface.
  private static func splitEnd(
    _ end: Slot, _ port: Slot, _ interface: Slot, _ record: inout DeviceRecord,
    _ line: borrowing Line
  ) {
    let value = record[end]
    guard !value.isEmpty, line.address(in: value) == nil else { return }
    var colons: [4 of Int] = .init(repeating: -1)
    var count = 0
    var index = value.upperBound
    while index > value.lowerBound, count < 4 {
      index &-= 1
      if line[index] == UInt8(ascii: ":") {
        colons[count] = index
        count &+= 1
      }
    }
    // Of an IPv6 address the last two parts are port and interface, or three with a name.
    let isIPv6 = line.find(UInt8(ascii: "."), in: value) == value.upperBound
    for step in 0..<count {
      let place = isIPv6 ? (step == 0 ? min(1, count - 1) : step == 1 ? 2 : 0) : count - 1 - step
      guard place < count, line.address(in: value.lowerBound..<colons[place]) != nil else {
        continue
      }
      let tail = colons[place] + 1
      let portEnd = place > 0 ? colons[place - 1] : value.upperBound
      if portEnd > tail, line.unsigned(in: tail..<portEnd) == nil { continue }
      record[end] = value.lowerBound..<colons[place]
      record[port] = tail..<portEnd
      if place > 0 {
        let nameEnd = place > 1 ? colons[place - 2] : value.upperBound
        record[interface] = portEnd + 1..<nameEnd
      }
      return
    }
  }

  private static func addTranslations(
    _ record: borrowing DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.addAddress(.sourceNATIP, record[.second], in: line)
    writer.addPort(.sourceNATPort, record[.fourth], in: line)
    writer.addAddress(.destinationNATIP, record[.third], in: line)
    writer.addPort(.destinationNATPort, record[.fifth], in: line)
  }

  /// `tcp/http`, `udp/5353`.
  private static func splitProtocol(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    let value = record[.transport]
    let slash = line.find(UInt8(ascii: "/"), in: value)
    guard slash < value.upperBound else { return }
    record[.transport] = value.lowerBound..<slash
    let service = slash + 1..<value.upperBound
    if line.unsigned(in: service) == nil { writer.addNonEmpty(.networkProtocol, service) }
  }

  private static func kind(
    _ number: UInt64, _ record: borrowing DeviceRecord, _ line: borrowing Line
  ) -> DeviceKind {
    switch number {
    case 98: return .start
    case 537: return .end
    case 14, 16, 97: return .web
    case 608, 609, 789, 790, 23, 81, 82, 83, 177, 178, 179, 267, 446, 1373...1376: return .intrusion
    case 123, 124, 793, 794, 795, 809, 810: return .malware
    case 29...33, 35, 199, 200, 235...238, 328, 329, 340, 486, 549...551, 557...561, 564, 759, 1080,
      1117, 1149, 1150, 1333:
      return .login
    case 24, 24..<25, 263, 264, 265, 1081: return .logout
    case 1382, 1432, 1335, 1336: return .configuration
    default: break
    }
    let message = record[.message]
    if line.find("ogin ", in: message) != nil { return .login }
    return record.has(.source) ? .traffic : .notice
  }

  private static func verdict(
    _ number: UInt64, _ record: borrowing DeviceRecord, _ line: borrowing Line
  ) -> Verdict {
    let verdict = Verdict(verb: record[.action], in: line)
    if verdict != .unknown { return verdict }
    switch number {
    case 98, 537, 97: return .allowed
    case 14, 36, 37, 38, 173, 522, 523, 524, 608, 713: return .denied
    default: break
    }
    let message = record[.message]
    if line.find("dropped", in: message) != nil || line.find("denied", in: message) != nil
      || line.find("blocked", in: message) != nil
    {
      return .denied
    }
    return line.find("request allowed", in: message) != nil ? .allowed : .unknown
  }

  private static func outcome(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> Word? {
    let message = record[.message]
    if line.find("fail", in: message) != nil || line.find("denied", in: message) != nil
      || line.find("incorrect", in: message) != nil || line.find("lockout", in: message) != nil
    {
      return .failure
    }
    return line.find("login", in: message) != nil || line.find("logged", in: message) != nil
      || line.find("success", in: message) != nil || line.find("allowed", in: message) != nil
      ? .success : nil
  }

  private static let keys = KeyMap([
    ("sn", .text(.observerSerialNumber)), ("time", .keep(.stamp)), ("fw", .address(.observerIP)),
    ("pri", .integer(.eventSeverity)), ("m", .keep(.first)), ("msg", .keep(.message)),
    ("note", .keep(.reason)), ("src", .keep(.source)), ("dst", .keep(.destination)),
    ("srcV6", .keep(.client)), ("dstV6", .keep(.server)), ("srcMac", .mac(.sourceMAC)),
    ("dstMac", .mac(.destinationMAC)), ("srcZone", .text(.observerIngressZone)),
    ("dstZone", .text(.observerEgressZone)), ("natSrc", .keep(.second)), ("natDst", .keep(.third)),
    ("natSrcV6", .translated(.sourceNATIP)), ("natDstV6", .translated(.destinationNATIP)),
    ("proto", .keep(.transport)), ("sent", .keep(.sent)), ("rcvd", .keep(.received)),
    ("spkt", .keep(.sentPackets)), ("rpkt", .keep(.receivedPackets)), ("cdur", .milliseconds),
    ("rule", .text(.ruleName)), ("uuid", .text(.ruleUUID)), ("usr", .keep(.user)),
    ("user", .keep(.user)), ("fw_action", .keep(.action)), ("appName", .text(.networkApplication)),
    ("op", .nothing), ("dstname", .keep(.host)), ("arg", .keep(.path)),
    ("result", .integer(.httpResponseStatusCode)),
    ("Category", .text(.ruleCategory)), ("catergory", .text(.ruleCategory)),
    ("ipscat", .text(.ruleCategory)), ("sid", .text(.ruleID)),
    ("virusname", .text(.threatSoftwareName)),
    ("srcname", .text(.sourceDomain)), ("referer", .text(.httpRequestReferrer)), ("fileid", .hash),
    ("filetxstatus", .nothing), ("agent", .text(.userAgentOriginal)),
  ])
}
