import Detect

/// Citrix ADC (NetScaler) in its own text:
/// `01/05/2026:09:00:00 GMT ns1 0-PPE-0 : default SSLVPN LOGIN 4471 0 : Context … - User … - …`.
///
/// Messages: "Citrix ADC syslog messages reference". Names of users and programs are what strangers
/// typed; they reach to the next ` - `, so that keys inside them are text.
package enum NetScaler {
  package static let decoder = Decoder(
    name: "netscaler", programs: ["netscaler"], recognises: { body, _ in begins(body) },
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let head = NetScalerHead(body) else { return .notMine }
    writer.event.logSource = KnownLogSource.citrix.index
    if !writer.event.flags.contains(.hasTime), let time = head.time(body, context.clock) {
      writer.setTime(time)
    }
    writer.addNonEmpty(.hostName, head.host)
    writer.addMade(.observerVendor, "Citrix")
    writer.addMade(.observerProduct, "NetScaler")
    var record = DeviceRecord()
    let isMessage = body.equals("Message", in: head.event)
    readText(from: head.next, isMessage, &record, body, &writer)
    if body.equals("APPFW", in: head.module) { readFirewall(head, &record, body) }
    if body.equals("HTTPREQUEST", in: head.event) { readRequest(head, &record, body, &writer) }
    finish(head, &record, body, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// Whether the line begins with a date and, after a colon, a time.
  static func begins(_ body: borrowing Line) -> Bool {
    guard body.count > 40 else { return false }
    let start = body[body.start] == 0x22 || body[body.start] == 0x20 ? body.start &+ 1 : body.start
    let slash = UInt8(ascii: "/")
    let isDate =
      body[start &+ 2] == slash && body[start &+ 5] == slash
      || body[start &+ 4] == slash && body[start &+ 7] == slash
    return isDate && body[start] &- 0x30 < 10 && body[start &+ 10] == UInt8(ascii: ":")
      && body[start &+ 13] == UInt8(ascii: ":") && NetScalerHead(body) != nil
  }

  /// Reads every known key and its value, wherever it stands outside a value.
  private static func readText(
    from start: Int, _ isMessage: Bool, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    var next = body.afterBlanks(start)
    while next < body.end {
      var word = body.token(at: next)
      if body[word.lowerBound] == 0x22 { word = word.lowerBound &+ 1..<word.upperBound }
      let after = body.afterBlanks(word.upperBound)
      while let last = word.last, body[last] == UInt8(ascii: ":") || body[last] == 0x2c {
        word = word.lowerBound..<last
      }
      let code = keys.code(of: word, in: body)
      guard code > 0, after < body.end else {
        next = max(after, next &+ 1)
        continue
      }
      let isLong = code <= longKeys && !isMessage
      let value = value(at: after, isLong, body)
      next = body.afterBlanks(max(value.upperBound, after &+ 1))
      record.take(keys[code], code: code, body.withoutMarks(value), in: body, &writer)
    }
  }

  /// The value at `offset`: quoted, to the next ` - ` or ` : `, or one word.
  private static func value(
    at offset: Int, _ isLong: Bool, _ body: borrowing Line
  ) -> Range<Int> {
    if body[offset] == 0x22 {
      var start = offset
      while start < body.end, body[start] == 0x22 { start &+= 1 }
      return start..<body.find(0x22, from: start)
    }
    guard isLong else { return body.token(at: offset) }
    let rest = offset..<body.end
    let dash = body.find(" - ", in: rest) ?? body.end
    let colon = body.find(" : ", in: offset..<dash) ?? dash
    return body.trimmed(offset..<colon)
  }

  /// `192.0.2.1 1234-PPE0 - profile Disallow Illegal URL: http://… <blocked>`.
  private static func readFirewall(
    _ head: NetScalerHead, _ record: inout DeviceRecord, _ body: borrowing Line
  ) {
    let first = body.token(at: body.afterBlanks(head.next))
    if body.address(in: first) != nil { record[.source] = first }
    if let open = body.findLast(" <", in: first.upperBound..<body.end),
      body[body.end &- 1] == UInt8(ascii: ">")
    {
      record[.action] = open &+ 2..<body.end &- 1
    }
    if record.has(.url) { return }
    if let mark = body.find("http", in: first.upperBound..<body.end),
      body[mark &- 1] == 0x20,
      body.has("http://", at: mark) || body.has("https://", at: mark)
    {
      record[.url] = body.token(at: mark)
    }
  }

  /// `… - www.example.com User bob : Group(s) N/A : … : GET /path - -`.
  private static func readRequest(
    _ head: NetScalerHead, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    if let user = body.find(" User ", in: head.next..<body.end) {
      var first = user
      while first > head.next, body[first &- 1] > 0x20 { first &-= 1 }
      record[.host] = first..<user
    }
    guard let mark = body.findLast(" : ", in: head.next..<body.end) else { return }
    let method = body.token(at: mark &+ 3)
    guard body.methodWord(in: method) == method else { return }
    writer.add(.httpRequestMethod, method)
    record[.url] = body.token(at: body.afterBlanks(method.upperBound))
  }

  /// Of the keys below, how many have values of several words.
  private static let longKeys = 8

  private static let keys = KeyMap([
    ("User", .keep(.user)), ("Browser", .text(.userAgentOriginal)), ("Reason", .keep(.reason)),
    ("Failure_reason", .keep(.reason)), ("Command", .text(.processCommandLine)),
    ("LogoutMethod", .keep(.reason)), ("username", .keep(.user)),
    ("Group(s)", .text(.userGroupName)),
    ("Source", .keep(.source)), ("Source_IP", .keep(.source)), ("Srcip", .keep(.source)),
    ("Source_port", .keep(.sourcePort)), ("Remote_ip", .keep(.source)),
    ("ClientIP", .keep(.source)), ("ClientPort", .keep(.sourcePort)),
    ("Client_ip", .keep(.client)), ("client_ip", .keep(.client)), ("clientip", .keep(.client)),
    ("nsica_session_client_ip", .keep(.source)),
    ("nsica_session_client_port", .keep(.sourcePort)),
    ("Destination", .keep(.destination)), ("Destination_IP", .keep(.destination)),
    ("Dstip", .keep(.destination)), ("Destination_port", .keep(.destinationPort)),
    ("nsica_session_server_ip", .keep(.destination)),
    ("nsica_session_server_port", .keep(.destinationPort)), ("Vserver", .keep(.server)),
    ("VserverServiceIP", .keep(.server)), ("VserverServicePort", .keep(.destinationPort)),
    ("ServerIP", .keep(.server)), ("ServerPort", .keep(.destinationPort)),
    ("user", .keep(.otherUser)),
    ("Nat_ip", .translated(.sourceNATIP)), ("NatIP", .keep(.first)),
    ("Natted_IP", .translated(.destinationNATIP)),
    ("Natted_port", .translatedPort(.destinationNATPort)), ("Transport", .keep(.transport)),
    ("Total_bytes_send", .keep(.sent)), ("Total_bytes_recv", .keep(.received)),
    ("BytesSent", .keep(.sent)), ("BytesReceived", .keep(.received)),
    ("Domain", .text(.userDomain)), ("Domainname", .text(.userDomain)),
    ("domain_name", .text(.userDomain)), ("URL", .keep(.url)), ("url", .keep(.url)),
    ("REWRITTEN_URL", .keep(.url)), ("MATCHED_URL", .keep(.url)), ("request", .keep(.path)),
    ("Response", .integer(.httpResponseStatusCode)), ("Action", .keep(.action)),
    ("Status", .keep(.status)), ("Denied_by_policy", .text(.ruleName)),
    ("denied_by_policy", .text(.ruleName)), ("SessionId", .text(.eventID)),
    ("username:domainname", .keep(.second)), ("Duration", .nothing),
    ("CipherSuite", .text(.tlsCipher)), ("ClientVersion", .text(.tlsVersion)),
  ])
}

extension Line {
  /// A value without brackets, quotes and commas around it.
  fileprivate func withoutMarks(_ value: Range<Int>) -> Range<Int> {
    var low = value.lowerBound
    var high = value.upperBound
    while high > low,
      self[high &- 1] == 0x22 || self[high &- 1] == 0x2c
        || self[high &- 1] == UInt8(ascii: ">")
    {
      high &-= 1
    }
    if low < high, self[low] == UInt8(ascii: "<") { low &+= 1 }
    return low..<high
  }
}
