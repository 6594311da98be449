import Detect

// Messages that may stand behind `error: ` or `fatal: `, and all others.

extension SSHD {
  static func error(_ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter) {
    let start = text.lowerBound
    guard start < text.upperBound else { return }
    switch body[start] {
    case UInt8(ascii: "P"): pam(body, text, &event)
    case UInt8(ascii: "m"): tooMany(body, text, &event)
    case UInt8(ascii: "B"): badVersion(body, text, &event)
    case UInt8(ascii: "b"):
      guard let next = body.after("banner exchange: Connection from ", at: start) else { break }
      probe(body, next, &event)
      return
    case UInt8(ascii: "s"):
      if let next = body.after("ssh_dispatch_run_fatal: Connection from ", at: start) {
        probe(body, next, &event)
      } else if let next = body.after("subsystem request for ", at: start),
        let word = body.findLast(" by user ", in: next..<text.upperBound)
      {
        event.addMeaning(.session, .start, .sessionOpened)
        event.addNonEmpty(.userName, word &+ 9..<text.upperBound)
      }
    case UInt8(ascii: "T"): timeout(body, text, &event)
    case UInt8(ascii: "d"): dropped(body, text, &event)
    case UInt8(ascii: "r"): refused(body, text, &event)
    case UInt8(ascii: "S"):
      if body.has("SSH: Server;Ltype: ", at: start) {
        highPerformance(body, text, &event)
      } else {
        session(body, text, &event)
      }
    case UInt8(ascii: "U"): user(body, text, &event)
    case UInt8(ascii: "R"): received(body, text, &event)
    case UInt8(ascii: "k"):
      guard body.has("kex_", at: start) else { break }
      event.addMeaning(.network, .info, .sshProbe)
    default: break
    }
  }

  /// A connection without a login: the address stands at `offset`, before anything of the peer's.
  static func probe(_ body: borrowing Line, _ offset: Int, _ event: inout EventWriter) {
    event.addMeaning(.network, .info, .sshProbe)
    guard let remote = body.remoteEnd(at: offset) else { return }
    event.addSource(remote, in: body)
  }

  /// `PAM: REASON for [illegal user ]U from A[ via B]`, B our own end, and
  /// `PAM n more authentication failures; … rhost=A`,
  /// `Postponed METHOD for U from A port P ssh2`.
  private static func pam(_ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter) {
    if let next = body.after("PAM: ", at: text.lowerBound) {
      guard let word = body.find(" for ", in: next..<text.upperBound) else { return }
      event.addAuthentication(.start, .sshLogin, .failure)
      let name = word &+ 5
      let user =
        body.after("illegal user ", at: name) ?? body.after("invalid user ", at: name) ?? name
      addUserAndEnd(body, body.withoutOwnEnd(body.trimmed(user..<text.upperBound)), &event)
    } else if body.has("PAM ", at: text.lowerBound),
      let values = body.find("; logname=", in: text)
    {
      event.addAuthentication(.start, .loginFailed, .failure)
      PAM.addFailure(body, values &+ 2..<text.upperBound, &event)
    }
  }

  /// `maximum authentication attempts exceeded for [invalid user ]U from A port P ssh2`.
  private static func tooMany(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    guard
      let next = body.after("maximum authentication attempts exceeded for ", at: text.lowerBound)
    else { return }
    event.addAuthentication(.end, .sshDisconnect, .failure)
    let user = body.after("invalid user ", at: next) ?? next
    addUserAndEnd(body, user..<text.upperBound, &event)
  }

  /// `Bad protocol version identification 'TEXT' from A port P`, where TEXT is the peer's.
  private static func badVersion(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    guard body.has("Bad protocol version identification ", at: text.lowerBound) else { return }
    event.addMeaning(.network, .info, .sshProbe)
    guard let from = body.lastFrom(in: text), let remote = body.remoteEnd(at: from &+ 6),
      remote.next == text.upperBound
    else { return }
    event.addSource(remote, in: body)
  }

  /// `Timeout before authentication for A port P`, `… for connection from A to B, pid = n`.
  private static func timeout(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    guard let next = body.after("Timeout before authentication for ", at: text.lowerBound) else {
      return
    }
    probe(body, body.after("connection from ", at: next) ?? next, &event)
  }

  /// `drop connection #n from [A]:P on [B]:22 …`.
  private static func dropped(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    guard let next = body.after("drop connection #", at: text.lowerBound),
      let open = body.find(" from [", in: next..<min(next &+ 20, text.upperBound))
    else { return }
    event.addMeaning(.network, .denied, .sshProbe)
    let address = open &+ 7
    let close = body.find(UInt8(ascii: "]"), in: address..<text.upperBound)
    guard close < text.upperBound else { return }
    event.addSource(address: address..<close, in: body)
    guard let port = body.after("]:", at: close) else { return }
    let portEnd = body.find(0x20, in: port..<text.upperBound)
    event.addPort(.sourcePort, port..<portEnd, in: body)
  }

  /// `refused connect from NAME (A)`: the name is what the peer's DNS says.
  /// `reverse mapping checking getaddrinfo for NAME [A] failed…` likewise.
  private static func refused(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    if body.has("refused connect from ", at: text.lowerBound) {
      event.addMeaning(.network, .denied, .sshProbe)
      guard body[text.upperBound &- 1] == UInt8(ascii: ")"),
        let open = body.findLast(UInt8(ascii: "("), in: text)
      else { return }
      event.addSource(address: open &+ 1..<text.upperBound &- 1, in: body)
    } else if body.has("reverse mapping checking getaddrinfo for ", at: text.lowerBound),
      let close = body.findLast("] failed", in: text),
      let open = body.findLast(UInt8(ascii: "["), in: text.lowerBound..<close)
    {
      event.addMeaning(.network, .info, .sshProbe)
      event.addSource(address: open &+ 1..<close, in: body)
    }
  }

  /// HPN-SSH: `SSH: Server;Ltype: KIND;Remote: A-PORT;…`, before anything of the peer's.
  private static func highPerformance(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    event.addMeaning(.network, .info, .sshConnection)
    guard
      let next = body.find(
        ";Remote: ", in: text.lowerBound..<min(text.upperBound, text.lowerBound &+ 60))
    else { return }
    let end = body.find(UInt8(ascii: ";"), in: next &+ 9..<text.upperBound)
    guard let dash = body.findLast(UInt8(ascii: "-"), in: next &+ 9..<end) else { return }
    event.addSource(address: next &+ 9..<dash, in: body)
    event.addPort(.sourcePort, dash &+ 1..<end, in: body)
  }

  /// `Starting session: WHAT for U from A port P id n`.
  private static func session(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    guard let next = body.after("Starting session: ", at: text.lowerBound),
      let word = body.find(" for ", in: next..<text.upperBound)
    else { return }
    event.addMeaning(.session, .start, .sessionOpened)
    let user = word &+ 5
    guard let from = body.lastFrom(in: user..<text.upperBound) else { return }
    event.addNonEmpty(.userName, user..<from)
    guard let remote = body.remoteEnd(at: from &+ 6), !remote.port.isEmpty else { return }
    event.addSource(remote, in: body)
  }
}
