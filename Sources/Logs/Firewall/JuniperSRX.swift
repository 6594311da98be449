import Detect

/// Juniper SRX: structured data (`RT_FLOW_SESSION_DENY [junos@2636… k="v" …]`) and the plain text
/// that the same events have without it.
///
/// Fields: Juniper "System Log Explorer". A `_LS` after an event's name means a logical system.
package enum JuniperSRX {
  package static let decoder = Decoder(
    name: "juniper_srx",
    programs: ["RT_FLOW", "RT_IDS", "RT_IDP", "RT_UTM", "RT_AAMW", "RT_SECINTEL"],
    recognises: { body, _ in event(in: body) != nil }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let name = event(in: body) else { return .notMine }
    var record = DeviceRecord()
    record[.type] = name
    var next = body.afterBlanks(name.upperBound)
    if next < body.end, body[next] == UInt8(ascii: ":") { next = body.afterBlanks(next &+ 1) }
    if body.hasElement(at: next) {
      let isNamed = body.has("[junos@", at: next)
      var walk = ElementWalk(from: isNamed ? body.find(0x20, from: next) : next &+ 1)
      while walk.next(in: body) {
        let code = keys.code(of: walk.key, in: body)
        if code > 0 {
          record.take(keys[code], code: code, walk.value, walk.escaping, in: body, &writer)
        }
      }
    } else if isFlow(name, body) {
      readFlow(from: next, &record, body, &writer)
    } else {
      readText(from: next, &record, body, &writer)
    }
    finish(&record, writer.wideLine(body), context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// The event's name in a line that begins with one, perhaps after a tag, or with the data.
  static func event(in body: borrowing Line) -> Range<Int>? {
    var start = body.afterBlanks(body.start)
    // `RT_FLOW: RT_FLOW_SESSION_DENY: …`, `mgd[54999]: UI_LOGIN_EVENT: …`.
    if let tag = body.syslogTag(at: start), body.isJunosEvent(at: body.afterBlanks(tag.next)) {
      start = body.afterBlanks(tag.next)
    }
    if body.has("[junos@", at: start) { return start..<start }
    guard body.isJunosEvent(at: start) else { return nil }
    var end = start
    while end < body.end, body.isEventByte(body[end]) { end &+= 1 }
    let next = body.afterBlanks(end)
    guard next < body.end, body[next] == UInt8(ascii: ":") || body.hasElement(at: next) else {
      return nil
    }
    return start..<end
  }

  private static func isFlow(_ name: Range<Int>, _ body: borrowing Line) -> Bool {
    body.has("RT_FLOW_SESSION_", at: name.lowerBound)
      || body.has("APPTRACK_SESSION_", at: name.lowerBound)
  }
}

extension Line {
  fileprivate func isEventByte(_ byte: UInt8) -> Bool {
    byte &- 0x41 < 26 || byte &- 0x30 < 10 || byte == 0x5f
  }

  /// Whether structured data begins here: `[junos@2636…`, or `[source-address="…` where a relay
  /// dropped the name.
  fileprivate func hasElement(at offset: Int) -> Bool {
    if has("[junos@", at: offset) { return true }
    guard offset &+ 3 < end, self[offset] == UInt8(ascii: "[") else { return false }
    let equals = find(UInt8(ascii: "="), in: offset..<min(end, offset &+ 32))
    return equals > offset &+ 1 && has("=\"", at: equals)
  }

  /// Whether the name of an event of a Junos daemon begins here.
  fileprivate func isJunosEvent(at offset: Int) -> Bool {
    guard offset &+ 8 < end else { return false }
    switch self[offset] {
    case UInt8(ascii: "R"): return has("RT_", at: offset)
    case UInt8(ascii: "A"):
      return has("APPTRACK_", at: offset) || has("AAMW_", at: offset)
        || has("AV_", at: offset) || has("ANTISPAM_", at: offset)
    case UInt8(ascii: "C"): return has("CONTENT_FILTERING_", at: offset)
    case UInt8(ascii: "I"): return has("IDP_", at: offset)
    case UInt8(ascii: "W"): return has("WEBFILTER_", at: offset)
    case UInt8(ascii: "U"): return has("UI_", at: offset)
    case UInt8(ascii: "S"):
      return has("SSHD_LOGIN_FAILED", at: offset) || has("SNMPD_AUTH", at: offset)
        || has("SECINTEL_", at: offset)
    case UInt8(ascii: "L"): return has("LOGIN_FAILED", at: offset) || has("LOGIN_INFO", at: offset)
    default: return false
    }
  }
}

extension JuniperSRX {
  /// `session denied 192.0.2.1/5->198.51.100.2/22 0x0 junos-ssh 6(0) policy from to …`, and the
  /// same with the translated ends before the protocol.
  private static func readFlow(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    guard let arrow = body.find("->", in: start..<body.end) else { return }
    var from = arrow
    while from > start, body[from &- 1] != 0x20 { from &-= 1 }
    let first = ends(from..<arrow, arrow &+ 2, body)
    record[.source] = first.source
    record[.sourcePort] = first.sourcePort
    record[.destination] = first.destination
    record[.destinationPort] = first.destinationPort
    var next = first.next
    if let second = body.find("->", in: next..<body.end) {
      var from = second
      while from > next, body[from &- 1] != 0x20 { from &-= 1 }
      let nat = ends(from..<second, second &+ 2, body)
      writer.addAddress(.sourceNATIP, nat.source, in: body)
      writer.addPort(.sourceNATPort, nat.sourcePort, in: body)
      writer.addAddress(.destinationNATIP, nat.destination, in: body)
      writer.addPort(.destinationNATPort, nat.destinationPort, in: body)
      next = nat.next
    }
    readPolicy(from: next, &record, body, &writer)
    if let closed = body.find("session closed ", in: start..<from) {
      let end = body.find(UInt8(ascii: ":"), in: closed + 15..<from)
      record[.reason] = closed + 15..<end
    }
  }

  private struct FlowEnds {
    var source = 0..<0
    var sourcePort = 0..<0
    var destination = 0..<0
    var destinationPort = 0..<0
    var next = 0
  }

  private static func ends(
    _ left: Range<Int>, _ right: Int, _ body: borrowing Line
  ) -> FlowEnds {
    var end = right
    while end < body.end, body[end] != 0x20, body[end] != 0x2c { end &+= 1 }
    let a = body.find(UInt8(ascii: "/"), in: left)
    let b = body.find(UInt8(ascii: "/"), in: right..<end)
    return FlowEnds(
      source: left.lowerBound..<a, sourcePort: min(a &+ 1, left.upperBound)..<left.upperBound,
      destination: right..<b, destinationPort: min(b &+ 1, end)..<end, next: end)
  }

  /// The protocol's number, then policy, zones, session and counts.
  private static func readPolicy(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    var next = start
    var words: [6 of Range<Int>] = .init(repeating: 0..<0)
    var count = 0
    while next < body.end, count < 6 {
      next = body.afterBlanks(next)
      var end = next
      while end < body.end, body[end] != 0x20 { end &+= 1 }
      let digits = next..<body.find(UInt8(ascii: "("), in: next..<end)
      if count > 0 || (digits.count <= 3 && body.unsigned(in: digits) != nil) {
        words[count] = count == 0 ? digits : next..<end
        count &+= 1
      }
      next = end
    }
    record[.transport] = words[0]
    writer.addNonEmpty(.ruleName, words[1])
    writer.addNonEmpty(.observerIngressZone, words[2])
    writer.addNonEmpty(.observerEgressZone, words[3])
  }

  /// `User 'bob' login, …, ssh-connection '192.0.2.1 40382 192.0.2.2 22'`; `Login failed for user
  /// 'bob' from host '192.0.2.1'`.
  private static func readText(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    record[.message] = start..<body.end
    if let mark = body.find("ser '", in: start..<body.end) {
      record[.user] = mark + 5..<body.find(UInt8(ascii: "'"), from: mark + 5)
    }
    if let mark = body.findLast("ssh-connection '", in: start..<body.end) {
      var words: [4 of Range<Int>] = .init(repeating: 0..<0)
      var next = mark + 16
      for place in 0..<4 {
        var end = next
        while end < body.end, body[end] != 0x20, body[end] != UInt8(ascii: "'") { end &+= 1 }
        words[place] = next..<end
        next = min(end + 1, body.end)
      }
      record[.source] = words[0]
      record[.sourcePort] = words[1]
      record[.destination] = words[2]
      record[.destinationPort] = words[3]
    } else if let mark = body.findLast(" host '", in: start..<body.end)
      ?? body.findLast(" from '", in: start..<body.end)
    {
      record[.source] = mark + 7..<body.find(UInt8(ascii: "'"), from: mark + 7)
    }
  }
}
