import Detect

/// WatchGuard Firebox: `SERIAL (time) process[n]: msg_id="3000-0148" Deny 0-External Firebox 52 tcp
/// 20 63 192.0.2.1 198.51.100.2 51515 22 … (Unhandled External Packet-00)`.
///
/// Forms: "Fireware Log Catalog". After the verdict and both interfaces stand, for packets, length,
/// protocol, header length and TTL; for proxies the protocol alone; then addresses and ports.
package enum WatchGuard {
  package static let decoder = Decoder(
    name: "watchguard", recognises: { body, _ in start(of: body) != nil }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    if LEEF.start(of: body) != nil { return LEEF.decode(body, context, &writer) }
    guard let start = start(of: body) else { return .notMine }
    var record = DeviceRecord()
    addHead(body.start..<start, body, &writer)
    let quote = start &+ 8
    let end = body.find(UInt8(ascii: "\""), from: quote)
    record[.first] = quote..<end
    let text = body.afterBlanks(min(end &+ 1, body.end))
    record[.message] = text..<body.end
    let rest = readPacket(from: text, &record, body, &writer)
    var walk = KeyValueWalk(from: rest)
    while walk.next(in: body) {
      let code = keys.code(of: walk.key, in: body)
      guard code > 0 else { continue }
      record.take(
        keys[code], code: code, walk.value, walk.hasEscapes ? .backslash : .none, in: body, &writer)
    }
    if !record.has(.action) { readText(from: text, &record, body, &writer) }
    finish(&record, writer.wideLine(body), context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// Where `msg_id="` stands, near the beginning, with nothing before it that a stranger wrote.
  static func start(of body: borrowing Line) -> Int? {
    let head = body.start..<min(body.end, body.start &+ 120)
    guard let mark = body.find("msg_id=\"", in: head), mark &+ 9 < body.end else { return nil }
    let quote = body.find(UInt8(ascii: "\""), in: body.start..<mark)
    return quote < mark ? nil : mark
  }

  /// What the header's reader left: the serial number, the time in parentheses, the process.
  private static func addHead(
    _ head: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    let open = body.find(UInt8(ascii: "("), in: head)
    let words = body.trimmed(head.lowerBound..<open)
    // A cluster's member says its name after the serial number.
    let serial = words.lowerBound..<body.find(0x20, in: words)
    if !serial.isEmpty, serial.count <= 16,
      body.find(UInt8(ascii: ":"), in: serial) == serial.upperBound
    {
      writer.add(.observerSerialNumber, serial)
    }
    let close = body.find(UInt8(ascii: ")"), in: open..<head.upperBound)
    guard close < head.upperBound,
      let tag = body.part(head).syslogTag(at: body.afterBlanks(close &+ 1))
    else { return }
    writer.add(.processName, tag.program)
    if !tag.processID.isEmpty { writer.addInteger(.processPid, tag.processID, in: body) }
  }

  /// Reads verdict, interfaces, protocol, ends and ports, and answers where the pairs begin.
  private static func readPacket(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) -> Int {
    var words: [14 of Range<Int>] = .init(repeating: 0..<0)
    var count = 0
    var next = start
    while next < body.end, count < 14 {
      let from = body.afterBlanks(next)
      var end = from
      while end < body.end, body[end] != 0x20, body[end] != UInt8(ascii: "=") { end &+= 1 }
      if end < body.end, body[end] == UInt8(ascii: "=") { break }
      if end == from { break }
      words[count] = from..<end
      count &+= 1
      next = end
    }
    guard count >= 5 else { return start }
    let verdict = Verdict(verb: words[0], in: body)
    guard verdict != .unknown || body.equals("ProxyStrip", in: words[0]) else { return start }
    // The first two addresses that stand side by side are the ends.
    var place = 3
    while place &+ 1 < count,
      body.address(in: words[place]) == nil || body.address(in: words[place &+ 1]) == nil
    {
      place &+= 1
    }
    guard place &+ 1 < count else { return start }
    record[.action] = words[0]
    record[.ingress] = words[1]
    record[.egress] = words[2]
    record[.source] = words[place]
    record[.destination] = words[place &+ 1]
    for before in 3..<max(place, 3) where Transport.word(named: words[before], in: body) != nil {
      record[.transport] = words[before]
    }
    if place &+ 3 < count, body.unsigned(in: words[place &+ 2]) != nil,
      body.unsigned(in: words[place &+ 3]) != nil
    {
      record[.sourcePort] = words[place &+ 2]
      record[.destinationPort] = words[place &+ 3]
      return words[place &+ 3].upperBound
    }
    return words[place &+ 1].upperBound
  }
}
