import Detect

/// Cisco Meraki: `1 1647478988.289402144 NAME flows allow src=… dst=… mac=… protocol=udp sport=…`,
/// and the same with `firewall`, `urls`, `ids-alerts`, `security_event`, `events`, `airmarshal_events`
/// and `ip_flow_start` (https://documentation.meraki.com, "Syslog Event Types and Log Samples").
package enum Meraki {
  package static let decoder = Decoder(
    name: "meraki", recognises: { body, _ in head(of: body) != nil }, decode: decode)

  private struct Head {
    var time: Range<Int>
    var name: Range<Int>
    var type: Range<Int>
  }

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let head = head(of: body) else { return .notMine }
    if let text = body.epochTime(at: head.time.lowerBound) { writer.setTime(text.time) }
    writer.add(.hostName, head.name)
    writer.add(.observerVendor, .cisco)
    writer.addMade(.observerProduct, "Meraki")
    var record = DeviceRecord()
    record[.type] = head.type
    let rest = body.afterBlanks(head.type.upperBound)
    record[.message] = rest..<body.end
    // `flows allow src=…`, `security_event ids_alerted …`.
    var word = rest
    while word < body.end, body[word] > 0x20, body[word] != UInt8(ascii: "=") { word &+= 1 }
    if word < body.end, body[word] == 0x20 { record[.action] = rest..<word }
    read(from: rest, &record, body, &writer)
    finish(&record, body, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// Reads the pairs, whose values may stand in single quotes, up to `request:`, `pattern:` or
  /// `message:`, whose text goes to the end.
  private static func read(
    from start: Int, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    var next = start
    while next < body.end {
      next = body.afterBlanks(next)
      var end = next
      while end < body.end, body[end] > 0x20, body[end] != UInt8(ascii: "=") { end &+= 1 }
      guard end < body.end, end > next else { return }
      if body[end] != UInt8(ascii: "=") {
        if body[end &- 1] == UInt8(ascii: ":"), readText(next..<end, &record, body, &writer) {
          return
        }
        next = end
        continue
      }
      let key = next..<end
      var value = end &+ 1..<end &+ 1
      let first = body.afterBlanks(end &+ 1)
      if first < body.end, body[first] == UInt8(ascii: "'") {
        let close = body.quoteEnd(from: first &+ 1)
        value = first &+ 1..<close
        next = min(close &+ 1, body.end)
      } else {
        let stop = body.find(0x20, from: end &+ 1)
        value = end &+ 1..<stop
        next = stop
      }
      let code = keys.code(of: key, in: body)
      if code > 0 { record.take(keys[code], code: code, value, in: body, &writer) }
    }
  }

  /// `request: GET http://…`, `pattern: deny (…)`, `message: …`; false when it is none of these.
  private static func readText(
    _ word: Range<Int>, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) -> Bool {
    let text = body.afterBlanks(word.upperBound)..<body.end
    if body.equals("request:", in: word) {
      let blank = body.find(0x20, in: text)
      let method = text.lowerBound..<blank
      if !body.equals("UNKNOWN", in: method) { writer.addNonEmpty(.httpRequestMethod, method) }
      record[.url] = body.trimmed(min(blank + 1, body.end)..<body.end)
    } else if body.equals("pattern:", in: word) {
      record[.otherAction] = text.lowerBound..<body.find(0x20, in: text)
    } else if body.equals("message:", in: word) {
      writer.addNonEmpty(.ruleDescription, text)
    } else {
      return false
    }
    return true
  }

  private static func head(of body: borrowing Line) -> Head? {
    var next = body.afterBlanks(body.start)
    if body.has("1 ", at: next) { next &+= 2 }
    let time = next
    while next < body.end, body[next] &- 0x30 < 10 { next &+= 1 }
    guard next &- time >= 9, next &- time <= 10, next < body.end, body[next] == UInt8(ascii: ".")
    else { return nil }
    next = body.find(0x20, from: next)
    let name = body.afterBlanks(next)
    let nameEnd = body.find(0x20, from: name)
    let type = body.afterBlanks(nameEnd)
    let typeEnd = body.find(0x20, from: type)
    let known = types.code(of: type..<typeEnd, in: body) > 0
    guard nameEnd > name, typeEnd > type,
      known || body.find("_firewall", in: type..<typeEnd) != nil
    else { return nil }
    return Head(time: time..<next, name: name..<nameEnd, type: type..<typeEnd)
  }

  private static let types = KeyTable(
    [
      "flows", "firewall", "urls", "ids-alerts", "security_event", "events", "airmarshal_events",
      "ip_flow_start", "ip_flow_end", "l7_firewall", "vpn_firewall", "cellular_firewall",
    ].enumerated().map { ($0.element, UInt8($0.offset + 1)) })

  private static let keys = KeyMap([
    ("src", .keep(.source)), ("dst", .keep(.destination)), ("sport", .keep(.sourcePort)),
    ("dport", .keep(.destinationPort)), ("mac", .mac(.sourceMAC)), ("protocol", .keep(.transport)),
    ("decision", .keep(.otherAction)), ("signature", .text(.ruleID)),
    ("priority", .integer(.eventSeverity)), ("direction", .keep(.direction)),
    ("dhost", .mac(.destinationMAC)), ("agent", .text(.userAgentOriginal)),
    ("translated_src_ip", .translated(.sourceNATIP)),
    ("translated_dst_ip", .translated(.destinationNATIP)), ("translated_port", .keep(.first)),
    ("type", .keep(.subtype)), ("client_mac", .mac(.sourceMAC)), ("client_ip", .keep(.client)),
    ("ip_src", .keep(.client)), ("identity", .keep(.user)), ("user", .keep(.user)),
    ("url", .keep(.url)), ("sha256", .hash), ("name", .text(.fileName)),
    ("action", .keep(.otherAction)),
    ("disposition", .keep(.status)), ("vlan_id", .text(.networkVLANID)), ("Client", .keep(.client)),
    ("MAC", .mac(.sourceMAC)), ("VLAN", .text(.networkVLANID)), ("bssid", .nothing),
    ("reason", .keep(.reason)),
  ])
}

extension Line {
  /// The offset of the single quote that ends a value: a blank or the end follows.
  fileprivate func quoteEnd(from start: Int) -> Int {
    var index = start
    while true {
      index = find(UInt8(ascii: "'"), from: index)
      if index >= end || index &+ 1 >= end || self[index &+ 1] == 0x20 { return index }
      index &+= 1
    }
  }
}

extension Meraki {
  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    splitProtocol(&record, line)
    let kind = kind(record, line)
    writer.event.logSource = KnownLogSource.meraki.index
    if kind == .notice || kind == .login || kind == .session || kind == .sessionEnd {
      readSentence(&record, line, &writer)
    }
    if line.address(in: record[.source]) == nil, record[.source].count == 17,
      line.splitEnd(record[.source]) == nil
    {
      // Wireless frames have hardware addresses.
      writer.addMAC(.sourceMAC, record[.source], in: line)
      writer.addMAC(.destinationMAC, record[.destination], in: line)
      record[.source] = 0..<0
      record[.destination] = 0..<0
    }
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addInterfaces(line, &writer)
    record.addWeb(line, &writer)
    let verb = record.has(.otherAction) ? record[.otherAction] : record[.action]
    var verdict = Verdict(verb: record[.action], in: line)
    if verdict == .unknown { verdict = Verdict(verb: record[.otherAction], in: line) }
    if verdict == .unknown { verdict = patternVerdict(record[.otherAction], line) }
    let outcome: Word? =
      line.find("auth_success", in: record[.subtype]) != nil
      ? .success : line.find("auth_fail", in: record[.subtype]) != nil ? .failure : nil
    record.addKind(
      kind, verdict: verdict, outcome: outcome,
      verb: record.has(.subtype) && !kind.isJudged ? record[.subtype] : verb, &writer)
  }

  /// Group policies write `0 …` for deny and `1 …` for allow.
  private static func patternVerdict(_ text: Range<Int>, _ line: borrowing Line) -> Verdict {
    line.equals("1", in: text) ? .allowed : line.equals("0", in: text) ? .denied : .unknown
  }

  /// `tcp/ip`.
  private static func splitProtocol(_ record: inout DeviceRecord, _ line: borrowing Line) {
    let value = record[.transport]
    record[.transport] = value.lowerBound..<line.find(UInt8(ascii: "/"), in: value)
  }

  private static func kind(_ record: borrowing DeviceRecord, _ line: borrowing Line) -> DeviceKind {
    let type = record[.type]
    if line.equals("urls", in: type) { return .web }
    if line.equals("ids-alerts", in: type) || line.equals("security_event", in: type) {
      return .intrusion
    }
    if line.equals("ip_flow_start", in: type) { return .start }
    if line.equals("ip_flow_end", in: type) { return .end }
    if line.equals("airmarshal_events", in: type) { return .notice }
    guard line.equals("events", in: type) else { return .traffic }
    let text = record.has(.subtype) ? record[.subtype] : record[.action]
    if line.find("_auth", in: text) != nil { return .login }
    if line.find("disconnect", in: text) != nil { return .sessionEnd }
    return line.find("vpn", in: text) != nil ? .session : .notice
  }

  /// `user id 'bob' local ip 192.0.2.2 connected from 198.51.100.7`, `dhcp lease of ip … from mx mac
  /// … for client mac …`.
  private static func readSentence(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    let text = record[.message]
    if let mark = line.find("user id '", in: text) {
      let end = line.find(UInt8(ascii: "'"), in: mark + 9..<text.upperBound)
      record[.user] = mark + 9..<end
      if let from = line.findLastEnd(after: " connected from ", in: text) {
        record[.source] = from.address
      }
    } else if line.has("dhcp lease of ip ", at: text.lowerBound),
      let lease = line.endText(at: text.lowerBound + 17, in: text)
    {
      record[.source] = lease.address
      if let mac = line.find("client mac ", in: text), mac + 28 <= text.upperBound {
        writer.addMAC(.sourceMAC, mac + 11..<mac + 28, in: line)
      }
      if let mac = line.find("from mx mac ", in: text), mac + 29 <= text.upperBound {
        writer.addMAC(.destinationMAC, mac + 12..<mac + 29, in: line)
      }
    } else if let peer = line.find("Peer IP=", in: text),
      let end = line.endText(at: peer + 8, in: text)
    {
      record[.source] = end.address
      if let user = line.find(" User[", in: text) {
        record[.user] = user + 6..<line.find(UInt8(ascii: "]"), in: user + 6..<text.upperBound)
      } else if let user = line.find(" User=", in: text) {
        record[.user] = user + 6..<line.find(UInt8(ascii: ":"), in: user + 6..<text.upperBound)
      }
    }
  }
}
