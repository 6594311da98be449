import Detect

/// su, of shadow and of util-linux.
package enum SwitchUser {
  package static let decoder = Decoder(name: "su", programs: ["su", "su-l"], decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.su.index
    let start = body.start
    if let next = body.after("FAILED SU (to ", at: start) {
      parenthesised(body, next, .failure, &event)
    } else if let next = body.after("(to ", at: start) {
      parenthesised(body, next, .success, &event)
    } else if let next = body.after("Successful su for ", at: start) {
      named(body, next, .success, &event)
    } else if let next = body.after("FAILED su for ", at: start) {
      named(body, next, .failure, &event)
    } else if let next = body.after("+ ", at: start) {
      signed(body, next, .success, &event)
    } else if let next = body.after("- ", at: start) {
      signed(body, next, .failure, &event)
    }
    return .event
  }

  /// `root) bob on pts/0`.
  private static func parenthesised(
    _ body: borrowing Line, _ offset: Int, _ outcome: Word, _ event: inout EventWriter
  ) {
    let close = body.find(UInt8(ascii: ")"), in: offset..<body.end)
    guard let user = body.after(") ", at: close) else { return }
    let on = body.findLast(" on ", in: user..<body.end) ?? body.end
    add(outcome, user: user..<on, effective: offset..<close, &event)
    event.addNonEmpty(.processTTYName, min(on &+ 4, body.end)..<body.end)
  }

  /// `root by bob`.
  private static func named(
    _ body: borrowing Line, _ offset: Int, _ outcome: Word, _ event: inout EventWriter
  ) {
    guard let by = body.findLast(" by ", in: offset..<body.end) else { return }
    add(outcome, user: by &+ 4..<body.end, effective: offset..<by, &event)
  }

  /// `/dev/pts/0 bob:root` and, on Solaris and BSD, `pts/0 bob-root`.
  private static func signed(
    _ body: borrowing Line, _ offset: Int, _ outcome: Word, _ event: inout EventWriter
  ) {
    let space = body.find(0x20, in: offset..<body.end)
    let names = min(space &+ 1, body.end)..<body.end
    guard
      let mark = body.findLast(UInt8(ascii: ":"), in: names)
        ?? body.findLast(UInt8(ascii: "-"), in: names)
    else { return }
    add(outcome, user: names.lowerBound..<mark, effective: mark &+ 1..<body.end, &event)
    event.addNonEmpty(.processTTYName, offset..<space)
  }

  private static func add(
    _ outcome: Word, user: Range<Int>, effective: Range<Int>, _ event: inout EventWriter
  ) {
    event.addAuthentication(.start, outcome == .success ? .login : .loginFailed, outcome)
    event.addNonEmpty(.userName, user)
    event.addNonEmpty(.userEffectiveName, effective)
  }
}

/// login, of shadow and of util-linux.
package enum Login {
  package static let decoder = Decoder(name: "login", programs: ["login"], decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.login.index
    let start = body.start
    if body.has("FAILED LOGIN ", at: start) || body.has("LOGIN FAILURE ", at: start) {
      failed(body, &event)
    } else if body.has("ROOT LOGIN ", at: start) || body.has("LOGIN ON ", at: start) {
      opened(body, &event)
    }
    return .event
  }

  /// `FAILED LOGIN (1) on '/dev/tty1' [from 'H' ]FOR 'U', REASON`, `FAILED LOGIN 2 FROM H FOR U,
  /// REASON`, `LOGIN FAILURE FROM H, U`. The name is the peer's, and comes after the host.
  private static func failed(_ body: borrowing Line, _ event: inout EventWriter) {
    event.addAuthentication(.start, .loginFailed, .failure)
    guard let name = body.find(" FOR ", in: body.range) else {
      guard let host = body.find(" FROM ", in: body.range) else { return }
      let comma = body.find(UInt8(ascii: ","), in: host &+ 6..<body.end)
      addHost(body, host &+ 6..<comma, &event)
      event.addNonEmpty(.userName, min(comma &+ 2, body.end)..<body.end)
      return
    }
    let head = body.start..<name
    if let host = body.find(" FROM ", in: head) ?? body.find(" from ", in: head) {
      addHost(body, host &+ 6..<name, &event)
    }
    let comma = body.findLast(", ", in: name &+ 5..<body.end) ?? body.end
    event.addNonEmpty(.userName, body.unquoted(name &+ 5..<comma))
    event.addNonEmpty(.eventReason, min(comma &+ 2, body.end)..<body.end)
  }

  /// `LOGIN ON tty1 BY U[ FROM H]`, `ROOT LOGIN ON tty1[ FROM H]`, `ROOT LOGIN  on '/dev/tty1'`.
  private static func opened(_ body: borrowing Line, _ event: inout EventWriter) {
    event.addAuthentication(.start, .login, .success)
    let from = body.findLast(" FROM ", in: body.range) ?? body.findLast(" from ", in: body.range)
    let end = from ?? body.end
    if let by = body.find(" BY ", in: body.start..<end) {
      event.addNonEmpty(.userName, by &+ 4..<end)
    } else if body.has("ROOT", at: body.start) {
      event.add(.userName, .root)
    }
    if let from { addHost(body, from &+ 6..<body.end, &event) }
  }

  private static func addHost(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    let host = body.unquoted(range)
    if !body.equals("(null)", in: host) { event.addSource(address: host, in: body) }
  }
}
