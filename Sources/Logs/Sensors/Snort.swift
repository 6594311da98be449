import Detect

/// Alerts of Snort and Suricata as text: `fast.log`, Snort's full alerts, what both send to syslog,
/// and Snort 2's CSV in its usual order of columns.
///
/// Format: Snort's "Output Modules" (spo_alert_fast, spo_alert_full, spo_alert_syslog, spo_csv) and
/// Suricata's `alert-fastlog.c`. The rule's author chose the message; the ends of the packet stand
/// behind the last `{PROTOCOL} `.
package enum Snort {
  package static let decoder = Decoder(
    name: "snort", programs: ["snort", "suricata", "barnyard2", "Suricata", "Snort"],
    recognises: { body, _ in form(of: body) != nil }, readsWhole: true, decode: decode)

  private enum Form { case fast, full, syslog, csv }

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    switch form(of: body) {
    case .fast, .full, .syslog:
      guard let mark = signature(in: body) else { return .notMine }
      if let time = body.alertTime(at: body.start, context.clock) { writer.setTime(time) }
      return alert(mark, body, context, &writer)
    case .csv: return columns(body, context, &writer)
    case nil: return .notMine
    }
  }

  private static func form(of body: borrowing Line) -> Form? {
    guard body.count > 20 else { return nil }
    let first = body[body.start]
    if first == UInt8(ascii: "[") {
      if body.has("[**] [", at: body.start) { return .full }
      return body.signatureEnd(at: body.start) == nil ? nil : .syslog
    }
    guard first &- 0x30 < 2, body[body.start &+ 2] == UInt8(ascii: "/"),
      let end = body.afterAlertTime(at: body.start)
    else { return nil }
    let next = body.afterBlanks(end)
    if next < body.end, body[next] == UInt8(ascii: ","), next > end || end > body.start {
      return .csv
    }
    return body.has("[", at: next) && signature(in: body) != nil ? .fast : nil
  }

  /// Where `[1:2000001:3]` begins: after `[**] `, or at once; before it `[Drop]` may stand.
  private static func signature(in body: borrowing Line) -> Int? {
    var next = body.start
    if body[next] != UInt8(ascii: "[") {
      guard let end = body.afterAlertTime(at: next) else { return nil }
      next = body.afterBlanks(end)
    }
    for _ in 0..<3 {
      if body.signatureEnd(at: next) != nil { return next }
      guard next < body.end, body[next] == UInt8(ascii: "[") else { return nil }
      let close = body.find(UInt8(ascii: "]"), in: next..<min(next &+ 16, body.end))
      next = body.afterBlanks(min(close &+ 1, body.end))
    }
    return nil
  }

  private static func alert(
    _ mark: Int, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) -> DecodeResult {
    let isDropped =
      body.find("rop] ", in: body.start..<mark) != nil
      || body.find("lock] ", in: body.start..<mark) != nil
    addHead(isDenied: isDropped, &writer)
    writer.add(.eventAction, isDropped ? .drop : .alert)
    let end = body.signatureEnd(at: mark) ?? mark
    addSignature(mark &+ 1 ..| end &- 1, body, &writer)
    let tail = messageEnd(from: end, body)
    writer.addNonEmpty(.ruleName, body.withoutQuotes(body.trimmed(end ..| tail)))
    addLabel("[Classification: ", .ruleCategory, from: tail, body, &writer)
    addLabel("[Priority: ", .eventSeverity, from: tail, body, &writer)
    addLabel("[AppID: ", .networkApplication, from: tail, body, &writer)
    addEnds(body, from: tail, context, &writer)
    return .event
  }

  /// Category, type and source of what a sensor found.
  private static func addHead(isDenied: Bool, _ writer: inout EventWriter) {
    writer.event.logSource = KnownLogSource.networkSensor.index
    writer.addKind(.intrusion)
    if isDenied { writer.add(.eventType, .denied) }
    writer.add(.eventKind, .alert)
    writer.add(.observerType, .ids)
  }

  /// Generator, signature, revision.
  private static func addSignature(
    _ range: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    let first = body.find(UInt8(ascii: ":"), in: range)
    let second = body.find(
      UInt8(ascii: ":"), in: min(first &+ 1, range.upperBound)..<range.upperBound)
    writer.addNonEmpty(.ruleID, first &+ 1 ..| second)
    if second < range.upperBound {
      writer.addNonEmpty(.ruleVersion, second &+ 1 ..| range.upperBound)
    }
  }

  /// Where the message ends: before ` [**]`, the first label, or the protocol.
  private static func messageEnd(from start: Int, _ body: borrowing Line) -> Int {
    let whole = start..<body.end
    if let mark = body.find(" [**]", in: whole) { return mark }
    if let mark = body.find("[Classification: ", in: whole) { return mark }
    if let mark = body.find("[Priority: ", in: whole) { return mark }
    return body.findLast(" {", in: whole) ?? body.end
  }

  private static func addLabel(
    _ label: StaticString, _ field: Field, from start: Int, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    guard let mark = body.find(label, in: start..<body.end) else { return }
    let value = mark &+ label.utf8CodeUnitCount
    let range = value..<body.find(UInt8(ascii: "]"), from: value)
    if field == .eventSeverity {
      writer.addInteger(field, range, in: body)
    } else {
      writer.addNonEmpty(field, range)
    }
  }

  /// `{TCP} 198.51.100.7:51515 -> 192.0.2.10:22`, or in a full alert the arrow on a line of its own,
  /// behind the time, and the protocol at the beginning of the next.
  private static func addEnds(
    _ body: borrowing Line, from start: Int, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    guard let arrow = body.findLast(" -> ", in: start..<body.end) else { return }
    var first = arrow
    while first > start, body[first &- 1] > 0x20 { first &-= 1 }
    let last = body.token(at: arrow &+ 4)
    let brace = body.findLast("{", in: start..<first)
    let name =
      brace.map { $0 &+ 1..<body.find(UInt8(ascii: "}"), in: $0..<first) }
      ?? body.token(at: body.afterSpaces(last.upperBound))
    let transport = Transport.word(named: name, in: body)
    if brace != nil || transport != nil { writer.addTransport(name, in: body) }
    let hasPorts = transport == .tcp || transport == .udp
    body.addAlertEnd(first..<arrow, .sourceIP, .sourcePort, hasPorts, &writer)
    body.addAlertEnd(last, .destinationIP, .destinationPort, hasPorts, &writer)
    if brace == nil, let time = body.alertTime(before: first, from: start, context.clock) {
      writer.setTime(time)
    }
  }

  /// `time ,gid,sid,rev,"msg",proto,src,sport,dst,dport,ethsrc,ethdst,…`.
  private static func columns(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    var record = DeviceRecord()
    var walk = CSVWalk(from: body.start)
    while walk.next(in: body), walk.column < csv.count {
      record.take(
        csv[walk.column], code: walk.column, body.trimmed(walk.value), in: body, &writer)
    }
    guard walk.column >= 9 else { return .notMine }
    addHead(isDenied: false, &writer)
    writer.add(.eventAction, .alert)
    if let time = body.alertTime(at: body.start, context.clock) { writer.setTime(time) }
    record.addEnds(body, &writer)
    return .event
  }

  private static let csv = ColumnMap([
    (2, .text(.ruleID)), (3, .text(.ruleVersion)), (4, .text(.ruleName)), (5, .keep(.transport)),
    (6, .keep(.source)), (7, .keep(.sourcePort)), (8, .keep(.destination)),
    (9, .keep(.destinationPort)), (10, .mac(.sourceMAC)), (11, .mac(.destinationMAC)),
  ])
}

extension Line {
  /// After `[1:2000001:3]`, or nil.
  fileprivate func signatureEnd(at offset: Int) -> Int? {
    guard offset &+ 6 < end, self[offset] == UInt8(ascii: "["), self[offset &+ 1] &- 0x30 < 10
    else { return nil }
    var colons = 0
    var next = offset &+ 1
    let limit = min(end, offset &+ 40)
    while next < limit, self[next] &- 0x30 < 10 || self[next] == UInt8(ascii: ":") {
      if self[next] == UInt8(ascii: ":") { colons &+= 1 }
      next &+= 1
    }
    guard next < limit, self[next] == UInt8(ascii: "]"), colons == 2 else { return nil }
    return next &+ 1
  }

  /// `01/05[/2026]-09:00:00.123456`: where it ends, or nil.
  fileprivate func afterAlertTime(at offset: Int) -> Int? {
    var next = offset &+ 5
    guard next &+ 9 < end, self[offset &+ 2] == UInt8(ascii: "/"), self[offset] &- 0x30 < 10 else {
      return nil
    }
    if self[next] == UInt8(ascii: "/") {
      next &+= 1
      while next < end, self[next] &- 0x30 < 10, next &- offset < 11 { next &+= 1 }
    }
    guard next &+ 9 < end, self[next] == UInt8(ascii: "-"), self[next &+ 3] == UInt8(ascii: ":")
    else { return nil }
    next &+= 9
    if next < end, self[next] == UInt8(ascii: ".") {
      next &+= 1
      while next < end, self[next] &- 0x30 < 10 { next &+= 1 }
    }
    return next
  }

  /// The time that ``afterAlertTime(at:)`` found; a year of two digits is of this century.
  fileprivate func alertTime(at offset: Int, _ clock: borrowing TimeReference) -> Timestamp? {
    guard offset >= start, let end = afterAlertTime(at: offset) else { return nil }
    var civil = CivilTime()
    civil.month = twoDigits(at: offset)
    civil.day = twoDigits(at: offset &+ 3)
    var next = offset &+ 5
    if self[next] == UInt8(ascii: "/") {
      let dash = find(UInt8(ascii: "-"), in: next..<end)
      if dash &- next == 5 { civil.year = year(at: next &+ 1) }
      if dash &- next == 3 { civil.year = 2000 + twoDigits(at: next &+ 1) }
      next = dash
    }
    guard timeOfDay(at: next &+ 1, into: &civil) != nil else { return nil }
    return civil.timestamp(clock)
  }

  /// The text without quotes around it, as Snort 3 writes a message.
  fileprivate func withoutQuotes(_ range: Range<Int>) -> Range<Int> {
    guard range.count >= 2, self[range.lowerBound] == 0x22, self[range.upperBound &- 1] == 0x22
    else { return range }
    return range.lowerBound &+ 1..<range.upperBound &- 1
  }

  /// The run without blanks at `offset`.
  func token(at offset: Int) -> Range<Int> {
    var next = min(offset, end)
    let first = next
    while next < end, self[next] > 0x20 { next &+= 1 }
    return first..<next
  }

  /// After blanks, tabs and line ends.
  func afterSpaces(_ offset: Int) -> Int {
    var next = offset
    while next < end, self[next] <= 0x20 { next &+= 1 }
    return next
  }

  /// The time in the word before `offset`.
  fileprivate func alertTime(
    before offset: Int, from first: Int, _ clock: borrowing TimeReference
  ) -> Timestamp? {
    var time = offset
    while time > first, self[time &- 1] == 0x20 { time &-= 1 }
    while time > first, self[time &- 1] > 0x20 { time &-= 1 }
    return alertTime(at: time, clock)
  }

  /// An address with a port behind its last colon, or without.
  fileprivate func addAlertEnd(
    _ range: Range<Int>, _ field: Field, _ portField: Field, _ hasPort: Bool,
    _ writer: inout EventWriter
  ) {
    var text = range
    if let colon = findLast(UInt8(ascii: ":"), in: range), hasPort || address(in: range) == nil,
      address(in: range.lowerBound..<colon) != nil
    {
      text = range.lowerBound..<colon
      writer.addPort(portField, colon &+ 1..<range.upperBound, in: self)
    }
    guard let found = address(in: text) else { return }
    writer.add(field, found, text)
    if field == .sourceIP { writer.add(.networkType, found.isIPv4 ? .ipv4 : .ipv6) }
  }
}
