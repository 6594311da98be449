import Detect

/// What the values of a PAN-OS record decide together.
struct PANOSEvent {
  let type: PANOSType

  init(type: PANOSType) { self.type = type }

  func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    writer.add(.observerVendor, .paloAlto)
    writer.add(.observerProduct, .panos)
    writer.add(.observerType, .firewall)
    switch type {
    case .traffic, .tunnel, .decryption: finishTraffic(&record, line, &writer)
    case .threat: finishThreat(&record, line, &writer)
    case .system: finishSystem(&record, line, &writer)
    case .config: finishConfig(&record, line, &writer)
    case .globalProtect: finishGlobalProtect(&record, line, &writer)
    case .authentication:
      let text = record.has(.status) ? record[.status] : record[.message]
      finishLogin(&record, .login, outcome(text, line), line, &writer)
    case .userID:
      let kind: DeviceKind = line.equals("logout", in: record[.subtype]) ? .logout : .login
      finishLogin(&record, kind, nil, line, &writer)
    case .hipMatch, .ipTag, .correlation:
      finishLogin(&record, type == .correlation ? .intrusion : .notice, nil, line, &writer)
    }
    record.addTime(line, context, &writer)
  }

  private func addCommon(
    _ record: borrowing DeviceRecord, _ kind: DeviceKind, _ line: borrowing Line,
    _ writer: inout EventWriter
  ) {
    writer.event.logSource = PANOS.source(of: kind).index
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    if record.has(.user), record.has(.otherUser) {
      writer.add(.destinationUserName, record[.otherUser])
    }
    record.addInterfaces(line, &writer)
  }

  private func finishTraffic(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    let kind: DeviceKind =
      line.equals("start", in: record[.subtype])
      ? .start : line.equals("end", in: record[.subtype]) ? .end : .traffic
    addCommon(record, kind, line, &writer)
    record.addKind(
      kind, verdict: Verdict(verb: record[.action], in: line), verb: record[.action], &writer)
    record.addVolume(line, &writer)
  }

  private func finishThreat(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    let kind = threatKind(record, line)
    addCommon(record, kind, line, &writer)
    record.addKind(
      kind, verdict: Verdict(verb: record[.action], in: line), verb: record[.action], &writer)
    writer.addNonEmpty(.logLevel, record[.severity])
    addThreatName(record[.second], line, &writer)
    if let first = record[.third].first, line[first] | 0x20 &- 0x61 < 26 {
      writer.add(.httpRequestMethod, record[.third])
    }
    let text = record[.first]
    switch kind {
    case .web: writer.addLooseURL(text, in: line)
    case .malware, .utm: writer.addNonEmpty(.fileName, text)
    default:
      if line.find(UInt8(ascii: "/"), in: text) < text.upperBound {
        writer.addLooseURL(text, in: line)
      }
    }
  }

  private func threatKind(
    _ record: borrowing DeviceRecord, _ line: borrowing Line
  ) -> DeviceKind {
    let subtype = record[.subtype]
    let type = record[.type]
    if line.equals("url", in: subtype) || line.equals("URL", in: type) { return .web }
    if line.equals("file", in: subtype) || line.equals("data", in: subtype) { return .utm }
    if line.find("virus", in: subtype) != nil || line.find("wildfire", in: subtype) != nil {
      return .malware
    }
    return .intrusion
  }

  /// `Name(12345)`: the name is the rule that fired, the number its identifier.
  private func addThreatName(
    _ text: Range<Int>, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    guard let open = line.findLast(UInt8(ascii: "("), in: text), text.count > 2,
      line[text.upperBound &- 1] == UInt8(ascii: ")")
    else {
      writer.addNonEmpty(.ruleDescription, text)
      return
    }
    writer.addNonEmpty(.ruleDescription, text.lowerBound..<open)
    writer.addNonEmpty(.ruleID, open + 1..<text.upperBound - 1)
  }

  private func finishConfig(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    addCommon(record, .configuration, line, &writer)
    // Without the values before and after the change, all further columns stand two earlier.
    let mark = record[.second]
    let isShort = !mark.isEmpty && line.has("0x", at: mark.lowerBound)
    let name = isShort ? record[.third] : record[.fourth]
    writer.addNonEmpty(.observerName, name)
    if !writer.hasField(.hostName) { writer.addNonEmpty(.hostName, name) }
    let result = record[.status]
    let outcome: Word? =
      DeviceRecord.outcome(result, in: line)
      ?? (line.equals("Unauthorized", in: result) ? .failure : nil)
    record[.reason] = record[.first]
    record.addKind(
      .configuration, verdict: .unknown, outcome: outcome, verb: record[.action], &writer)
  }

  private func finishGlobalProtect(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    if line.equals("0.0.0.0", in: record[.source]) { record[.source] = 0..<0 }
    let stage = record[.first]
    let verb = record[.action]
    let kind: DeviceKind =
      line.equals("logout", in: stage)
      ? .logout
      : line.equals("login", in: stage) || line.find("auth", in: verb) != nil ? .login : .session
    if let ip = line.address(in: record[.second]), !ip.isIPv4 || ip.ipv4 != 0 {
      writer.add(.sourceNATIP, ip, record[.second])
    }
    addCommon(record, kind, line, &writer)
    record.addKind(
      kind, verdict: .unknown, outcome: outcome(record[.status], line), verb: verb, &writer)
  }

  private func finishLogin(
    _ record: inout DeviceRecord, _ kind: DeviceKind, _ outcome: Word?, _ line: borrowing Line,
    _ writer: inout EventWriter
  ) {
    if line.equals("0", in: record[.sourcePort]) { record[.sourcePort] = 0..<0 }
    addCommon(record, kind, line, &writer)
    record.addKind(kind, verdict: .unknown, outcome: outcome, verb: record[.action], &writer)
  }

  /// `Authentication Success`, `failed`, `auth-fail`.
  private func outcome(_ text: Range<Int>, _ line: borrowing Line) -> Word? {
    if let plain = DeviceRecord.outcome(text, in: line) { return plain }
    guard let cut = line.findLast(0x20, in: text) ?? line.findLast(0x2d, in: text) else {
      return nil
    }
    return DeviceRecord.outcome(cut + 1..<text.upperBound, in: line)
  }
}

extension PANOSEvent {
  /// Events of the device itself. Logins stand in their text alone.
  private func finishSystem(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    let text = record[.message]
    let isLogin =
      line.equals("auth", in: record[.subtype]) || line.find("auth-", in: record[.action]) != nil
      || line.find(" logged in ", in: text) != nil || line.find("authentication", in: text) != nil
    let isLogout = line.find(" logged out ", in: text) != nil
    let kind: DeviceKind = isLogin ? .login : isLogout ? .logout : .notice
    if isLogin || isLogout {
      record[.source] = address(in: text, line)
      record[.user] = user(in: text, line)
    }
    addCommon(record, kind, line, &writer)
    var result: Word?
    if isLogin {
      result = outcome(record[.action], line)
      if result == nil {
        if line.find("fail", in: text) != nil || line.find("invalid", in: text) != nil {
          result = .failure
        } else if line.find(" logged in ", in: text) != nil || line.find("succe", in: text) != nil {
          result = .success
        }
      }
    }
    record.addKind(kind, verdict: .unknown, outcome: result, verb: record[.action], &writer)
  }

  /// The address after the last `From: ` or ` from `: a user's name stands before it.
  private func address(in text: Range<Int>, _ line: borrowing Line) -> Range<Int> {
    var mark = line.findLast("rom: ", in: text).map { $0 + 5 }
    if mark == nil { mark = line.findLast(" from ", in: text).map { $0 + 6 } }
    guard let start = mark else { return 0..<0 }
    var end = start
    while end < text.upperBound, line[end] > 0x20, line[end] != 0x2c { end &+= 1 }
    if end > start, line[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
    return line.address(in: start..<end) == nil ? 0..<0 : start..<end
  }

  /// `user 'bob'`, `User bob logged in`, `User name: bob,`.
  private func user(in text: Range<Int>, _ line: borrowing Line) -> Range<Int> {
    if let mark = line.find("ser '", in: text) {
      let end = line.find(UInt8(ascii: "'"), in: mark + 5..<text.upperBound)
      return mark + 5..<end
    }
    if let mark = line.find("ser name: ", in: text) {
      return mark + 10..<line.find(UInt8(ascii: ","), in: mark + 10..<text.upperBound)
    }
    if line.has("User ", at: text.lowerBound) {
      return text.lowerBound + 5..<line.find(0x20, in: text.lowerBound + 5..<text.upperBound)
    }
    return 0..<0
  }
}
