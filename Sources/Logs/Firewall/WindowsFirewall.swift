import Detect

/// Windows Defender Firewall's `pfirewall.log`: `date time action protocol src-ip dst-ip src-port
/// dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path [pid]`.
///
/// The order has been the same since version 1.5; newer builds add `pid`. Times are local.
package enum WindowsFirewall {
  package static let decoder = Decoder(
    name: "windows_firewall", recognises: { body, _ in isRecord(body) }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    if body.has("#Fields: date time action", at: body.start)
      || body.has("#Software: Microsoft Windows Firewall", at: body.start)
    {
      writer.event.logSource = KnownLogSource.windowsFirewall.index
      writer.addKind(.notice)
      return .event
    }
    guard isRecord(body) else { return .notMine }
    let columns = VPCFlow.Columns(body)
    var record = DeviceRecord()
    for place in 2..<columns.count {
      record.take(map[place], code: place, columns[place], in: body, &writer)
    }
    if let text = body.isoTime(at: body.start, context.clock) { writer.setTime(text.time) }
    finish(&record, body, &writer)
    return .event
  }

  /// A date, a time and one of the verbs; asked before a syslog header is looked for, which would
  /// take the date and the verb for itself.
  static func isRecord(_ body: borrowing Line) -> Bool {
    if body.has("#", at: body.start) {
      return body.has("#Fields: date time action", at: body.start)
        || body.has("#Software: Microsoft Windows Firewall", at: body.start)
    }
    guard body.count > 40, body.has(" ", at: body.start &+ 10), body.has(" ", at: body.start &+ 19),
      body[body.start &+ 4] == UInt8(ascii: "-"), body[body.start &+ 13] == UInt8(ascii: ":")
    else { return false }
    let verb = body.start &+ 20
    return body.has("DROP ", at: verb) || body.has("ALLOW ", at: verb) || body.has("OPEN", at: verb)
      || body.has("CLOSE ", at: verb) || body.has("INFO-EVENTS-LOST ", at: verb)
  }

  private static let map = ColumnMap([
    (2, .keep(.action)), (3, .keep(.transport)), (4, .keep(.source)), (5, .keep(.destination)),
    (6, .keep(.sourcePort)), (7, .keep(.destinationPort)), (8, .keep(.bytes)),
    (16, .keep(.direction)), (17, .integer(.processPid)),
  ])

  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.event.logSource = KnownLogSource.windowsFirewall.index
    writer.add(.observerType, .firewall)
    record.addEnds(line, &writer)
    record.addVolume(line, &writer)
    let action = record[.action]
    let path = record[.direction]
    if line.equals("RECEIVE", in: path) { writer.add(.networkDirection, .inbound) }
    if line.equals("SEND", in: path) { writer.add(.networkDirection, .outbound) }
    if line.equals("OPEN-INBOUND", in: action) { writer.add(.networkDirection, .inbound) }
    let isOpen = line.has("OPEN", at: action.lowerBound)
    let isClose = line.equals("CLOSE", in: action)
    record.addKind(
      isOpen ? .start : isClose ? .end : .traffic,
      verdict: isOpen || isClose ? .allowed : Verdict(verb: action, in: line), verb: action, &writer
    )
  }
}
