import Detect

/// Cisco Identity Services Engine:
/// `CISE_Passed_Authentications 0000453439 1 0 2026-01-05 09:00:00.123 +01:00 0007121364 5200 NOTICE
/// Passed-Authentication: Authentication succeeded, UserName=bob, …`.
///
/// Messages: "Cisco ISE Syslogs". A message may come in parts, of which only the first has a time; a
/// comma in a value has a backslash before it. What a client sends as its name stands in
/// `UserName`, who it is in `Calling-Station-ID`.
package enum CiscoISE {
  package static let decoder = Decoder(
    name: "cisco_ise", recognises: { body, _ in start(of: body) != nil }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let start = start(of: body) else { return .notMine }
    writer.addMade(.observerVendor, "Cisco")
    writer.addMade(.observerProduct, "ISE")
    var record = DeviceRecord()
    let next = readHead(from: start, &record, body, context, &writer)
    readPairs(from: next, &record, body, &writer)
    finish(&record, writer.wideLine(body), &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// Where `0000453439 1 0 ` begins, which follows `CISE_CATEGORY ` or begins the line.
  private static func start(of body: borrowing Line) -> Int? {
    guard body.count > 20 else { return nil }
    var next = body.start
    if body[next] == UInt8(ascii: "C") {
      guard body.has("CISE_", at: next) else { return nil }
      next = body.afterBlanks(body.token(at: next).upperBound)
    }
    guard next &+ 14 < body.end, body[next] &- 0x30 < 10, body[next &+ 10] == 0x20 else {
      return nil
    }
    for offset in 0..<10 where body[next &+ offset] &- 0x30 >= 10 { return nil }
    let total = body.token(at: next &+ 11)
    let part = body.token(at: body.afterBlanks(total.upperBound))
    guard total.count <= 3, part.count <= 3, body.unsigned(in: total) != nil,
      body.unsigned(in: part) != nil
    else { return nil }
    return next
  }

  /// Reads what stands before the pairs; a further part of a message has none of it.
  private static func readHead(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> Int {
    let total = body.token(at: start &+ 11)
    let part = body.token(at: body.afterBlanks(total.upperBound))
    var next = body.afterBlanks(part.upperBound)
    guard let time = body.isoTime(at: next, context.clock) else { return next }
    writer.setTime(time.time)
    let sequence = body.token(at: body.afterBlanks(time.end))
    let code = body.token(at: body.afterBlanks(sequence.upperBound))
    let level = body.token(at: body.afterBlanks(code.upperBound))
    writer.addInteger(.eventCode, code, in: body)
    writer.addNonEmpty(.logLevel, level)
    next = body.afterBlanks(level.upperBound)
    let end = body.find(UInt8(ascii: ","), from: next)
    let colon = body.find(": ", in: next..<end) ?? end
    record[.type] = next..<colon
    record[.message] = body.trimmed(min(colon &+ 2, end)..<end)
    return end
  }

  private static func readPairs(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    var next = start
    while next < body.end {
      while next < body.end, body[next] == 0x20 || body[next] == UInt8(ascii: ",") { next &+= 1 }
      let end = endOfPair(from: next, body)
      let equals = body.find(UInt8(ascii: "="), in: next..<end)
      if equals < end {
        let code = keys.code(of: body.trimmed(next..<equals), in: body)
        if code > 0 {
          let value = body.trimmed(equals &+ 1..<end)
          take(code, value, &record, body, &writer)
        }
      }
      next = max(end, next &+ 1)
    }
  }

  private static func take(
    _ code: Int, _ value: Range<Int>, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    var text = value
    if body.find(UInt8(ascii: "\\"), in: value) < value.upperBound {
      guard let plain = writer.storePlain(value, of: body) else { return }
      text = plain
    }
    record.take(keys[code], code: code, text, in: writer.wideLine(body), &writer)
  }

  /// The comma that ends a pair: one with a backslash before it, or in braces, does not.
  private static func endOfPair(from start: Int, _ body: borrowing Line) -> Int {
    var depth = 0
    var index = start
    while index < body.end {
      switch body[index] {
      case UInt8(ascii: "\\"): index &+= 1
      case UInt8(ascii: "{"): depth &+= 1
      case UInt8(ascii: "}"): depth &-= 1
      case UInt8(ascii: ","): if depth <= 0 { return index }
      default: break
      }
      index &+= 1
    }
    return body.end
  }

  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    let station = record[.client]
    if line.address(in: station) == nil {
      writer.addAnyMAC(.sourceMAC, station, in: line)
      record[.client] = record[.first]
    }
    if record.has(.source) {
      // Somebody who administers a device.
      if !record.has(.destination) { record[.destination] = record[.second] }
    } else if !record.has(.client) {
      record[.client] = record[.second]
    }
    let called = record[.server]
    if line.address(in: called) == nil {
      // `00-00-5E-00-53-01:network`.
      writer.addAnyMAC(
        .destinationMAC, called.lowerBound..<min(called.upperBound, called.lowerBound &+ 17),
        in: line)
      record[.server] = 0..<0
    }
    record.addEnds(line, &writer)
    if !record.isContradictory {
      writer.addAccount(record.has(.user) ? record[.user] : record[.otherUser], in: line)
    }
    let kind = kind(record, line)
    writer.event.logSource =
      (kind == .login ? KnownLogSource.ciscoISEAuthentication : .ciscoISE).index
    record.addKind(
      kind, verdict: .unknown, outcome: outcome(record, line), verb: record[.type], &writer)
  }

  private static func kind(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> DeviceKind {
    let type = record[.type]
    if line.equals("Passed-Authentication", in: type) || line.equals("Failed-Attempt", in: type)
      || line.equals("Administrator-Login", in: type) || line.find("uthentication", in: type) != nil
    {
      return .login
    }
    if line.equals("RADIUS-Accounting", in: type) || line.equals("TACACS-Accounting", in: type) {
      return .session
    }
    return line.find("onfiguration", in: type) != nil ? .configuration : .notice
  }

  private static func outcome(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> Word? {
    if line.equals("Passed-Authentication", in: record[.type]) { return .success }
    if line.equals("Failed-Attempt", in: record[.type]) { return .failure }
    let message = record[.message]
    if line.find("fail", in: message) != nil { return .failure }
    return line.find("succe", in: message) != nil ? .success : nil
  }

  private static let keys = KeyMap([
    ("UserName", .keep(.user)), ("User-Name", .keep(.otherUser)), ("User", .keep(.otherUser)),
    ("AdminName", .keep(.user)), ("Calling-Station-ID", .keep(.client)),
    ("Called-Station-ID", .keep(.server)), ("Framed-IP-Address", .keep(.first)),
    ("AdminIPAddress", .keep(.source)), ("Remote-Address", .keep(.source)),
    ("RemoteAddress", .keep(.source)), ("Device IP Address", .keep(.second)),
    ("NAS-IP-Address", .keep(.third)), ("DestinationIPAddress", .keep(.destination)),
    ("DestinationPort", .keep(.destinationPort)), ("Device Port", .keep(.sourcePort)),
    ("FailureReason", .keep(.reason)), ("Failure-Reason", .keep(.reason)),
    ("OperationMessageText", .keep(.reason)), ("NetworkDeviceName", .text(.observerName)),
    ("Protocol", .text(.networkProtocol)), ("CmdSet", .text(.processCommandLine)),
    ("EndpointMacAddress", .mac(.sourceMAC)),
    ("EndPointMACAddress", .mac(.sourceMAC)), ("IpAddress", .keep(.source)),
    ("AcsSessionID", .text(.eventID)),
    ("ConfigVersionId", .nothing), ("Acct-Input-Octets", .keep(.sent)),
  ])
}

extension EventWriter {
  /// Writes text without the backslashes that guard the byte after them.
  fileprivate mutating func storePlain(_ value: Range<Int>, of line: borrowing Line) -> Range<Int>?
  {
    let start = storePosition
    var index = value.lowerBound
    while index < value.upperBound {
      if line[index] == UInt8(ascii: "\\"), index &+ 1 < value.upperBound { index &+= 1 }
      guard storeByte(line[index]) else { return nil }
      index &+= 1
    }
    return start..<storePosition
  }
}
