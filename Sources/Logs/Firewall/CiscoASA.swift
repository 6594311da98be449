import Detect

/// Cisco's firewalls: ASA, PIX, FWSM and Firepower Threat Defense.
///
/// Every message has a number, and the number alone says what it means: administrators change
/// severities. Formats: "Cisco Secure Firewall ASA Series Syslog Messages" and "Cisco Secure
/// Firewall Threat Defense Syslog Messages".
package enum CiscoASA {
  package static let decoder = Decoder(
    name: "cisco_asa", programs: ["CiscoASA", "SFIMS", "Alerts"],
    recognises: { body, context in
      if head(of: body) != nil { return true }
      return context.program.isEmpty && isSessionLine(body)
    },
    decode: decode)

  /// The part of a record that is the same in all messages.
  struct Head {
    /// `ASA`, `FTD` …
    var product: Range<Int>
    /// One digit, 0 to 7 where the device is right.
    var severity: Int
    /// The digits of the message number.
    var code: Range<Int>
    var number: UInt32
    /// Where the message's text begins.
    var textStart: Int
  }

  static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let head = head(of: body) else {
      return isSessionLine(body) ? decodeBare(body, &writer) : .notMine
    }
    if !context.program.isEmpty, !isDevice(writer.arenaLine(context.program)) { return .notMine }
    addHead(head, of: body, &writer)
    let text = body.trimmed(head.textStart..<body.end)
    let line = body.part(text)
    if head.number / 10 == 43000 {
      return FirepowerEvent.decode(line, head.number, context, &writer)
    }
    decodeText(line, head.number, &writer)
    return .event
  }

  private static func decodeBare(
    _ body: borrowing Line, _ writer: inout EventWriter
  ) -> DecodeResult {
    writer.event.logSource = KnownLogSource.ciscoASA.index
    writer.add(.observerVendor, .cisco)
    decodeText(body, 0, &writer)
    return .event
  }

  private static func addHead(
    _ head: Head, of body: borrowing Line, _ writer: inout EventWriter
  ) {
    let isLogin = isLogin(head.number)
    writer.add(.observerVendor, .cisco)
    writer.add(.observerType, .firewall)
    if body.equals("FTD", in: head.product) || body.equals("NGIPS", in: head.product) {
      let source: KnownLogSource = isLogin ? .ciscoFTDAuthentication : .ciscoFTD
      writer.event.logSource = source.index
      writer.add(.observerProduct, .ftd)
    } else {
      let source: KnownLogSource = isLogin ? .ciscoASAAuthentication : .ciscoASA
      writer.event.logSource = source.index
      if body.equals("ASA", in: head.product) {
        writer.add(.observerProduct, .asa)
      } else {
        writer.add(.observerProduct, head.product)
      }
    }
    writer.add(.eventCode, head.code)
    writer.addInteger(.eventSeverity, head.severity..<head.severity + 1, in: body)
  }

  private static func isLogin(_ number: UInt32) -> Bool {
    switch meaning(of: number).report {
    case .login, .logout, .session, .sessionStart, .sessionEnd: true
    default: false
    }
  }

  /// Devices call themselves by a product's name or by a number; another program that writes this
  /// text repeats what somebody sent it.
  private static func isDevice(_ program: borrowing Line) -> Bool {
    let range = program.range
    var letters = 0
    for index in range {
      let byte = program[index]
      if byte == UInt8(ascii: "%") { return true }
      if byte | 0x20 &- 0x61 < 26 { letters += 1 }
      let rest = index..<range.upperBound
      if begins("asa", rest, program) || begins("ftd", rest, program)
        || begins("cisco", rest, program) || begins("sfims", rest, program)
        || begins("alerts", rest, program) || begins("firepower", rest, program)
        || begins("fw", rest, program) || begins("firewall", rest, program)
      {
        return true
      }
    }
    return letters == 0
  }

  private static func begins(
    _ text: StaticString, _ range: Range<Int>, _ line: borrowing Line
  ) -> Bool {
    let count = text.utf8CodeUnitCount
    return range.count >= count
      && line.equalsFolded(text, in: range.lowerBound..<range.lowerBound + count)
  }
}

extension CiscoASA {
  /// How far into the record `%ASA-…` may begin: after a header and a second time.
  private static let headDistanceMaximum = 160

  /// Finds `%ASA-6-302013: `, also with a class (`%ASA-session-5-106100`), a doubled dash, and
  /// without the colon.
  static func head(of body: borrowing Line) -> Head? {
    let limit = min(body.end, body.start &+ headDistanceMaximum)
    var mark = body.find(UInt8(ascii: "%"), in: body.start..<limit)
    while mark < limit {
      if let head = head(of: body, at: mark) { return head }
      mark = body.find(UInt8(ascii: "%"), in: mark &+ 1..<limit)
    }
    return nil
  }

  private static func head(of body: borrowing Line, at mark: Int) -> Head? {
    let end = body.end
    let product = mark &+ 1
    guard end &- mark > 12 else { return nil }
    var index = product
    while index < end, body[index] &- 0x41 < 26 { index &+= 1 }
    let name = product..<index
    guard
      body.equals("ASA", in: name) || body.equals("FTD", in: name) || body.equals("PIX", in: name)
        || body.equals("FWSM", in: name) || body.equals("NGIPS", in: name)
    else { return nil }
    while index < end, body[index] == UInt8(ascii: "-") || body[index] &- 0x61 < 26 { index &+= 1 }
    let severity = index
    guard severity > name.upperBound, severity &+ 3 < end, body[severity] &- 0x30 < 10,
      body[severity &+ 1] == UInt8(ascii: "-")
    else { return nil }
    index = severity &+ 2
    var number: UInt32 = 0
    while index < end, index &- severity < 9, body[index] &- 0x30 < 10 {
      number = number &* 10 &+ UInt32(body[index] &- 0x30)
      index &+= 1
    }
    let code = severity &+ 2..<index
    guard code.count >= 5 else { return nil }
    if index < end, body[index] == UInt8(ascii: ":") { index &+= 1 }
    return Head(product: name, severity: severity, code: code, number: number, textStart: index)
  }

  /// Whether the text is a VPN session's line whose number was cut off on its way.
  static func isSessionLine(_ body: borrowing Line) -> Bool {
    guard body.has("Group <", at: body.start) || body.has("TunnelGroup <", at: body.start)
    else { return false }
    return body.find("> User <", in: body.range) != nil
      && body.find("> IP <", in: body.range) != nil
  }

  /// Chooses how a message is read by how it begins.
  private static func decodeText(
    _ text: borrowing Line, _ number: UInt32, _ writer: inout EventWriter
  ) {
    let start = text.start
    if text.has("Group <", at: start) || text.has("TunnelGroup <", at: start)
      || text.has("Group ", at: start) && !text.has("Group =", at: start)
    {
      decodeSession(text, number, &writer)
    } else if text.has("Group =", at: start) || text.has("IP =", at: start)
      || text.has("Username =", at: start)
    {
      decodeTunnel(text, number, &writer)
    } else if text.has("AAA ", at: start) || text.has("Authentication: ", at: start) {
      decodeAAA(text, number, &writer)
    } else if number == 304001 || number == 304002 {
      decodeWeb(text, number, &writer)
    } else {
      decodeMessage(text, number, &writer)
    }
  }
}
