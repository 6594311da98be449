import Detect

// Connections that begin and end, and users that may not log in.

extension SSHD {
  /// `Connection {closed|reset} by …`, `Connection from …`, `Disconnected from …`,
  /// `Disconnecting …`, `Did not receive identification string from …`.
  static func connection(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    let start = text.lowerBound
    if let next = body.after("Connection closed by ", at: start)
      ?? body.after("Connection reset by ", at: start)
      ?? body.after("Disconnected from ", at: start)
    {
      closed(body, next..<text.upperBound, isEarly: text.upperBound < body.end, &event)
    } else if let next = body.after("Disconnecting ", at: start) {
      disconnecting(body, next..<text.upperBound, &event)
    } else if let next = body.after(
      "Disconnecting: Too many authentication failures for ", at: start)
    {
      event.addAuthentication(.end, .sshDisconnect, .failure)
      event.addNonEmpty(
        .userName, (body.after("invalid user ", at: next) ?? next)..<text.upperBound)
    } else if let next = body.after("Connection from ", at: start) {
      guard let remote = body.remoteEnd(at: next) else { return }
      event.addMeaning(.network, .connection, .sshConnection)
      event.addSource(remote, in: body)
      addLocalEnd(body, remote.next, &event)
    } else if let next = body.after("Did not receive identification string from ", at: start) {
      probe(body, next, &event)
    }
  }

  /// ` on A port P` after the other end.
  private static func addLocalEnd(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    guard let next = body.after(" on ", at: offset), let local = body.remoteEnd(at: next) else {
      return
    }
    event.addAddress(.destinationIP, local.address, in: body)
    if !local.port.isEmpty { event.addPort(.destinationPort, local.port, in: body) }
  }

  /// `[{invalid|authenticating} ]user U A port P` or `A[ port P]`, to the end of `range`.
  private static func closed(
    _ body: borrowing Line, _ range: Range<Int>, isEarly: Bool, _ event: inout EventWriter
  ) {
    let start = range.lowerBound
    if let user = body.after("invalid user ", at: start)
      ?? body.after("authenticating user ", at: start)
    {
      event.addAuthentication(.end, .sshDisconnect, .failure)
      addUserAndTail(body, user..<range.upperBound, &event)
    } else if let user = body.after("user ", at: start) {
      event.addMeaning(.session, .end, .sshDisconnect)
      addUserAndTail(body, user..<range.upperBound, &event)
    } else {
      guard let remote = body.remoteEnd(at: start) else { return }
      event.addMeaning(.network, .end, isEarly ? .sshProbe : .sshDisconnect)
      event.addSource(remote, in: body)
    }
  }

  /// `U A port P`, anchored at the end: a user name may hold anything.
  private static func addUserAndTail(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    var portStart = range.upperBound
    while portStart > range.lowerBound, body[portStart &- 1] &- 0x30 < 10 { portStart &-= 1 }
    let portWord = portStart &- 6
    guard portStart < range.upperBound, portWord >= range.lowerBound,
      body.has(" port ", at: portWord)
    else { return }
    let space = body.findLast(0x20, in: range.lowerBound..<portWord)
    let address = (space.map { $0 &+ 1 } ?? range.lowerBound)..<portWord
    if let space { event.addNonEmpty(.userName, range.lowerBound..<space) }
    let port = portStart..<range.upperBound
    event.addSource(RemoteEnd(address: address, port: port, next: range.upperBound), in: body)
  }

  /// `[invalid |authenticating ]user U A port P: REASON`. Some reasons hold user names, so unless
  /// the reason is known to be sshd's own, there must be one ` port ` only.
  private static func disconnecting(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    event.addAuthentication(.end, .sshDisconnect, .failure)
    var tail = range.upperBound
    if let reason = body.findLast(": Too many authentication failures", in: range) {
      tail = reason
      guard reason &+ 34 >= range.upperBound || body[reason &+ 34] == 0x20 else { return }
    } else {
      guard let word = body.find(" port ", in: range),
        body.findLast(" port ", in: range) == word
      else { return }
      tail = body.find(UInt8(ascii: ":"), in: word..<range.upperBound)
    }
    let start = range.lowerBound
    let user =
      body.after("invalid user ", at: start) ?? body.after("authenticating user ", at: start)
      ?? body.after("user ", at: start)
    if let user, user <= tail {
      addUserAndTail(body, user..<tail, &event)
    } else if let remote = body.remoteEnd(at: start), !remote.port.isEmpty {
      event.addSource(remote, in: body)
    }
  }

  /// `Received disconnect from A[ port P]:CODE: TEXT`, where TEXT is the peer's; root's refusals.
  static func received(
    _ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter
  ) {
    let isEarly = text.upperBound < body.end
    if let next = body.after("Received disconnect from ", at: text.lowerBound) {
      guard let remote = body.remoteEnd(at: next) else { return }
      event.addMeaning(.network, .end, isEarly ? .sshProbe : .sshDisconnect)
      event.addSource(remote, in: body)
    } else if let next = body.after("ROOT LOGIN REFUSED FROM ", at: text.lowerBound) {
      event.addAuthentication(.denied, .sshLogin, .failure)
      guard let remote = body.remoteEnd(at: next), remote.next == text.upperBound else { return }
      event.addSource(remote, in: body)
    }
  }

  /// `User U from A not allowed because …`, `User U not allowed because account is locked`,
  /// `Unable to negotiate with A port P: …`, `User U is on pid n`.
  static func user(_ body: borrowing Line, _ text: Range<Int>, _ event: inout EventWriter) {
    if let next = body.after("Unable to negotiate with ", at: text.lowerBound) {
      probe(body, next, &event)
      return
    }
    guard let start = body.after("User ", at: text.lowerBound) else { return }
    let range = start..<text.upperBound
    if let reason = body.findLast(" not allowed because ", in: range) {
      event.addAuthentication(.denied, .sshInvalidUser, .failure)
      event.addNonEmpty(.eventReason, reason &+ 21..<text.upperBound)
      addUserAndEnd(body, start..<reason, &event)
    } else if let word = body.findLast(" is on pid ", in: range) {
      event.addMeaning(.session, .start, .sessionOpened)
      event.addNonEmpty(.userName, start..<word)
      event.addInteger(.processPid, word &+ 11..<text.upperBound, in: body)
    }
  }
}
