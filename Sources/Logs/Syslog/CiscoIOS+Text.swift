import Detect

extension CiscoIOS {
  /// Reads what the text after the code says of packets, logins and commands.
  static func readText(
    from start: Int, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    let text = body.afterBlanks(start)..<body.end
    guard !text.isEmpty else { return }
    if let list = listed(in: text, body) {
      readPacket(list, body, &event)
    } else if body.find(" [Source: ", in: text) != nil {
      readLogin(text, body, &event)
    } else if body.find("uthentication fail", in: text) != nil
      || body.find("ogin fail", in: text) != nil
      || body.find("uthentication for user ", in: text) != nil
    {
      readAuthentication(text, body, &event)
    } else if body.find(" ; COMMAND=", in: text) != nil {
      readSudo(text, body, &event)
    } else if let initiator = body.find("initiator (", in: text) {
      readSession(initiator &+ 11, text, body, &event)
    } else {
      readSentence(text, body, &event)
    }
    readStation(text, body, &event)
  }

  /// NX-OS puts ` - sudo` behind what sudo wrote.
  private static func readSudo(
    _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    let end = body.findLast(" - ", in: text) ?? text.upperBound
    let source = event.event.logSource
    let line = body.part(text.lowerBound..<end)
    _ = Sudo.decode(line, DecodeContext(clock: TimeReference(nowSeconds: 0)), &event)
    event.event.logSource = source
  }

  /// `initiator (192.0.2.1:5) sent 48 bytes -- responder (198.51.100.2:53) sent 40 bytes`.
  private static func readSession(
    _ start: Int, _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    event.addKind(.end)
    let close = body.find(UInt8(ascii: ")"), in: start..<text.upperBound)
    addSplitEnd(start..<close, .sourceIP, .sourcePort, body, &event)
    addSent(close, .sourceBytes, text, body, &event)
    guard let mark = body.find("responder (", in: close..<text.upperBound) else { return }
    let end = body.find(UInt8(ascii: ")"), in: mark &+ 11..<text.upperBound)
    addSplitEnd(mark &+ 11..<end, .destinationIP, .destinationPort, body, &event)
    addSent(end, .destinationBytes, text, body, &event)
  }

  private static func addSplitEnd(
    _ range: Range<Int>, _ field: Field, _ port: Field, _ body: borrowing Line,
    _ event: inout EventWriter
  ) {
    guard let end = body.splitEnd(range) else {
      event.addAddress(field, range, in: body)
      return
    }
    event.addAddress(field, end.address, in: body)
    event.addPort(port, end.port, in: body)
  }

  private static func addSent(
    _ offset: Int, _ field: Field, _ text: Range<Int>, _ body: borrowing Line,
    _ event: inout EventWriter
  ) {
    guard body.has(") sent ", at: offset) else { return }
    let digits = body.token(at: offset &+ 7)
    if body.unsigned(in: digits) != nil { event.addInteger(field, digits, in: body) }
  }

  /// `client (0200.5e00.5301)`, `MAC sa: 0200.5e00.5301`, `offending MAC 02:00:5e:00:53:01`.
  private static func readStation(
    _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    var start: Int?
    if let mark = body.find("client (", in: text) {
      start = mark &+ 8
    } else if let mark = body.find("MAC sa: ", in: text) {
      start = mark &+ 8
    } else if let mark = body.find("offending MAC ", in: text) {
      start = mark &+ 14
      if let point = body.find(" AP ", in: text) {
        event.addAnyMAC(.destinationMAC, body.station(at: point &+ 4), in: body)
      }
    }
    if let start { event.addAnyMAC(.sourceMAC, body.station(at: start), in: body) }
  }

  /// Where `denied` or `permitted` stands in `list NAME denied tcp …`.
  private static func listed(in text: Range<Int>, _ body: borrowing Line) -> Int? {
    guard body.find("->", in: text) != nil else { return nil }
    guard let list = body.find("list ", in: text), list == text.lowerBound || body[list - 1] == 0x20
    else { return nil }
    let name = body.find(0x20, in: list + 5..<text.upperBound)
    return body.has(" denied ", at: name) || body.has(" permitted ", at: name) ? name + 1 : nil
  }

  /// `denied tcp 192.0.2.1(5) (Gi0/1 0000.5e00.5301) -> 198.51.100.2(22), 1 packet`.
  private static func readPacket(
    _ verb: Int, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    let isDenied = body[verb] == UInt8(ascii: "d")
    let verbEnd = body.find(0x20, from: verb)
    event.addConnection(isDenied ? .denied : .allowed)
    event.add(.eventAction, verb..<verbEnd)
    var name = verb &- 1
    while name > body.start, body[name &- 1] != 0x20 { name &-= 1 }
    event.addNonEmpty(.ruleName, name..<verb &- 1)
    let transport = verbEnd + 1
    let transportEnd = body.find(0x20, from: min(transport, body.end))
    guard transportEnd < body.end else { return }
    event.addTransport(transport..<transportEnd, in: body)
    addEnd(.sourceIP, .sourcePort, at: transportEnd + 1, body, &event)
    guard let arrow = body.find("-> ", in: transportEnd..<body.end) else { return }
    addEnd(.destinationIP, .destinationPort, at: arrow + 3, body, &event)
    guard let packets = body.findLast(" packet", in: arrow..<body.end) else { return }
    var first = packets
    while first > arrow, body[first &- 1] &- 0x30 < 10 { first &-= 1 }
    event.addInteger(.sourcePackets, first..<packets, in: body)
    event.addInteger(.networkPackets, first..<packets, in: body)
  }

  /// `192.0.2.1(51515)` or `192.0.2.1`.
  private static func addEnd(
    _ field: Field, _ port: Field, at offset: Int, _ body: borrowing Line,
    _ event: inout EventWriter
  ) {
    guard let end = body.endText(at: offset, in: offset..<body.end),
      let address = body.address(in: end.address)
    else { return }
    event.add(field, address, end.address)
    if field == .sourceIP { event.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6) }
    guard end.next < body.end, body[end.next] == UInt8(ascii: "(") else { return }
    let close = body.find(UInt8(ascii: ")"), from: end.next)
    event.addPort(port, end.next + 1..<close, in: body)
  }

  /// `Login failed [user: bob] [Source: 192.0.2.1] [localport: 22] [Reason: …] at …`. The user's name
  /// may hold brackets, so that the last source counts.
  private static func readLogin(
    _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    let isSuccess = body.has("Login Success", at: text.lowerBound)
    addLogin(isSuccess ? .success : .failure, &event)
    guard let source = body.findLast(" [Source: ", in: text) else { return }
    let close = body.find(UInt8(ascii: "]"), in: source + 10..<text.upperBound)
    if event.addAddress(.sourceIP, source + 10..<close, in: body) {
      event.add(.networkType, body.ipv4Address(in: source + 10..<close) == nil ? .ipv6 : .ipv4)
    }
    if let user = body.find("[user: ", in: text.lowerBound..<source), source - 1 > user + 7 {
      event.add(.userName, user + 7..<source - 1)
    }
    if let port = body.find("[localport: ", in: close..<text.upperBound) {
      let end = body.find(UInt8(ascii: "]"), in: port + 12..<text.upperBound)
      event.addPort(.destinationPort, port + 12..<end, in: body)
    }
  }

  /// `PAM: Authentication failure for admin from 192.0.2.1 - sshd[10020]`.
  private static func readAuthentication(
    _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    let isSuccess = body.findLast("ucce", in: text) != nil
    addLogin(isSuccess ? .success : .failure, &event)
    let from = body.findLastEnd(after: " from ", in: text)
    if let from { event.addAddress(.sourceIP, from.address, in: body) }
    let limit = (from?.address.lowerBound).map { $0 - 6 } ?? text.upperBound
    var name = 0..<0
    if let quoted = body.find(" user '", in: text) {
      name = quoted + 7..<(body.findLast(UInt8(ascii: "'"), in: quoted + 7..<limit) ?? quoted + 7)
    } else if let mark = body.find(" for ", in: text), mark + 5 < limit {
      let start = body.has("user ", at: mark + 5) ? mark + 10 : mark + 5
      name = start..<(from == nil ? body.find(0x20, in: start..<limit) : limit)
    }
    event.addNonEmpty(.userName, name)
    addTailProcess(text, body, &event)
  }

  private static func addLogin(_ outcome: Word, _ event: inout EventWriter) {
    event.add(.eventCategory, .authentication)
    event.add(.eventType, .start)
    event.add(.eventAction, outcome == .success ? .login : .loginFailed)
    event.add(.eventOutcome, outcome)
  }

  /// ` - sshd[10020]`, which NX-OS adds.
  private static func addTailProcess(
    _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    guard let mark = body.findLast(" - ", in: text) else { return }
    let open = body.find(UInt8(ascii: "["), in: mark + 3..<text.upperBound)
    event.addNonEmpty(.processName, mark + 3..<open)
    guard open < text.upperBound else { return }
    let close = body.find(UInt8(ascii: "]"), in: open..<text.upperBound)
    event.addInteger(.processPid, open + 1..<close, in: body)
  }

  /// `User bob has exited tty session 1(192.0.2.1)`, `Configured from console by bob on vty0
  /// (192.0.2.1)`, `SSH2 Session from 192.0.2.1 (tty = 0) for user 'bob' …`, `… from 192.0.2.1(5) to
  /// 198.51.100.2(22)`.
  private static func readSentence(
    _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    if let from = body.findLastEnd(after: " from ", in: text) {
      addEnd(.sourceIP, .sourcePort, at: from.address.lowerBound, body, &event)
      if let to = body.findLastEnd(after: " to ", in: from.next..<text.upperBound) {
        addEnd(.destinationIP, .destinationPort, at: to.address.lowerBound, body, &event)
      }
    } else if let last = text.last, body[last] == UInt8(ascii: ")"),
      let open = body.findLast(UInt8(ascii: "("), in: text)
    {
      event.addAddress(.sourceIP, open + 1..<last, in: body)
    }
    if let mark = body.find("ser '", in: text) {
      event.addNonEmpty(
        .userName, mark + 5..<body.find(UInt8(ascii: "'"), in: mark + 5..<text.upperBound))
    } else if body.has("User ", at: text.lowerBound) {
      let start = text.lowerBound + 5
      event.addNonEmpty(.userName, start..<body.find(0x20, in: start..<text.upperBound))
    } else if body.has("Username: ", at: text.lowerBound) {
      let start = text.lowerBound + 10
      event.addNonEmpty(.userName, start..<body.find(0x20, in: start..<text.upperBound))
    } else if let by = body.find("onsole by ", in: text) {
      event.addNonEmpty(.userName, by + 10..<body.find(0x20, in: by + 10..<text.upperBound))
    }
    if let command = body.find("Command: ", in: text) {
      event.addNonEmpty(.processCommandLine, command + 9..<text.upperBound)
    }
  }
}

extension Line {
  /// The run of hexadecimal digits, points and colons at `offset`.
  fileprivate func station(at offset: Int) -> Range<Int> {
    var next = min(offset, end)
    while next < end,
      hexDigit(at: next) != nil || self[next] == UInt8(ascii: ".")
        || self[next] == UInt8(ascii: ":")
    {
      next &+= 1
    }
    return offset ..| next
  }
}
