import Detect

/// Pulse Connect Secure (Ivanti) in its own format:
/// `2026-01-05 09:00:00 - node - [198.51.100.7] bob(Realm)[Role] - Login failed …`.
///
/// The server writes the peer's address before the name that the peer typed, and the message
/// repeats that name: an outcome counts only where the text does not speak of both.
package enum PulseSecure {
  package static let decoder = Decoder(
    name: "pulse_secure",
    programs: ["PulseSecure", "Juniper", "Pulse", "ive", "IvantiConnectSecure", "PulseSecure:"],
    recognises: { body, _ in PulseHead(body) != nil }, readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let head = PulseHead(body) else { return .notMine }
    writer.event.logSource = KnownLogSource.pulseSecure.index
    if !writer.event.flags.contains(.hasTime),
      let time = body.isoTime(at: head.time, context.clock)
    {
      writer.setTime(time.time)
    }
    writer.addNonEmpty(.hostName, head.node)
    writer.add(.observerType, .vpn)
    if let address = body.address(in: head.peer) {
      writer.add(.sourceIP, address, head.peer)
      writer.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6)
    }
    addUser(head.user, body, &writer)
    addMeaning(head.text, body, &writer)
    return .event
  }

  /// `bob`, `bob@example.com`, `EXAMPLE\bob`.
  private static func addUser(
    _ user: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    guard let mark = body.findLast(UInt8(ascii: "@"), in: user), mark > user.lowerBound else {
      writer.addAccount(user, in: body)
      return
    }
    writer.add(.userName, user.lowerBound..<mark)
    writer.addNonEmpty(.userDomain, mark &+ 1..<user.upperBound)
  }

  private static func addMeaning(
    _ text: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.addNonEmpty(.eventReason, text)
    if body.has("WebRequest ", at: text.lowerBound) {
      addRequest(text, body, &writer)
      return
    }
    if body.has("Logout", at: text.lowerBound) {
      writer.addKind(.logout)
      writer.add(.eventAction, .logout)
      return
    }
    let isLogin =
      body.find("uthentication ", in: text) != nil || body.find("ogin ", in: text) != nil
      || body.find(" denied access", in: text) != nil
    guard isLogin else {
      writer.addKind(.notice)
      return
    }
    let hasFailed =
      body.find("fail", in: text) != nil || body.find("denied", in: text) != nil
      || body.find("rejected", in: text) != nil
    let hasSucceeded = body.find("succe", in: text) != nil
    if hasFailed != hasSucceeded {
      writer.addAuthentication(
        .start, hasFailed ? .loginFailed : .login, hasFailed ? .failure : .success)
    } else {
      writer.addAuthentication(.start, .login, nil)
    }
    // `… from 198.51.100.7 with Pulse-Secure/9.1 (Windows 10).`
    if let mark = body.findLast(" with ", in: text), body.has("Agent login", at: text.lowerBound) {
      var end = text.upperBound
      if body[end &- 1] == UInt8(ascii: ".") { end &-= 1 }
      writer.addNonEmpty(.userAgentOriginal, mark &+ 6 ..| end)
    }
  }

  /// `WebRequest completed, GET to https://… from 192.0.2.1 result=200 sent=60 received=4 in 1 s`.
  private static func addRequest(
    _ text: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.addKind(.web)
    guard let comma = body.find(", ", in: text) else { return }
    let method = body.token(at: comma &+ 2)
    writer.addNonEmpty(.httpRequestMethod, body.methodWord(in: method))
    if body.has(" to ", at: method.upperBound) {
      writer.addURL(body.token(at: method.upperBound &+ 4), in: body)
    }
    if let result = body.findLast(" result=", in: text) {
      writer.addStatus(body.token(at: result &+ 8), in: body)
    }
  }
}

/// The parts of a record of Pulse Connect Secure.
struct PulseHead {
  var time: Int
  var node = 0..<0
  var peer = 0..<0
  var user = 0..<0
  var text = 0..<0

  /// Nil when the line is something else.
  init?(_ body: borrowing Line) {
    time = body.start
    while time < body.end, body[time] == UInt8(ascii: "-") || body[time] == 0x20 { time &+= 1 }
    guard time &+ 30 < body.end, body[time] &- 0x30 < 10,
      body[time &+ 4] == UInt8(ascii: "-"), body.has(" - ", at: time &+ 19)
    else { return nil }
    let name = time &+ 22
    guard let mark = body.find(" - [", in: name..<min(name &+ 260, body.end)) else { return nil }
    node = name..<mark
    let close = body.find(UInt8(ascii: "]"), in: mark &+ 4..<min(mark &+ 60, body.end))
    peer = mark &+ 4..<close
    let start = body.afterBlanks(close &+ 1)
    guard start < body.end, let end = body.find("] - ", in: start..<body.end) else { return nil }
    text = body.trimmed(end &+ 4..<body.end)
    let roles = body.find(")[", in: start..<end) ?? end
    user = start..<(body.findLast(UInt8(ascii: "("), in: start..<roles) ?? roles)
  }
}
