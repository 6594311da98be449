import Detect

/// HAProxy: `option httplog`, `option tcplog`, the default log, and errors of connections
/// (https://docs.haproxy.org/2.8/configuration.html#8.2).
///
/// `CLIENT:PORT [TIME] FRONTEND BACKEND/SERVER TIMERS STATUS BYTES COOKIES STATE COUNTS QUEUES
/// {CAPTURES} "REQUEST"`. The client's words come last, after everything HAProxy says itself.
package enum HAProxy {
  package static let decoder = Decoder(
    name: "haproxy", programs: ["haproxy", "hapee-lb"],
    recognises: { body, _ in body.proxyParts() != nil }, readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.haproxy.index
    guard let parts = body.proxyParts() else {
      if context.program.isEmpty { return .notMine }
      addConnect(body, &event)
      return .event
    }
    if !context.hasHeader {
      _ = event.readTime(at: parts.time.lowerBound, in: body, context.clock)
    }
    event.addEnd(
      .source, body.addressParts(parts.client, splitsPort: true), isAddress: false, in: body)
    let next = body.afterBlanks(parts.time.upperBound &+ 1)
    if !addRequest(body, next, &event) { addFailure(body, next, &event) }
    return .event
  }

  /// The log without an option: `Connect from CLIENT:PORT to ADDRESS:PORT (FRONTEND/MODE)`.
  private static func addConnect(_ body: borrowing Line, _ event: inout EventWriter) {
    guard let start = body.after("Connect from ", at: body.start) else { return }
    let client = body.token(in: start ..| body.end)
    let word = body.next(after: client)
    let target = body.next(after: word)
    let place = body.next(after: target)
    guard body.equals("to", in: word), place.count > 2,
      body[place.lowerBound] == UInt8(ascii: "("), body[place.upperBound &- 1] == UInt8(ascii: ")")
    else { return }
    event.addEnd(.source, body.addressParts(client, splitsPort: true), isAddress: false, in: body)
    event.addEnd(
      .destination, body.addressParts(target, splitsPort: true), isAddress: false, in: body)
    let slash = body.findLast("/", in: place) ?? place.upperBound &- 1
    event.addNonEmpty(.observerIngressInterfaceName, place.lowerBound &+ 1 ..| slash)
    event.add(.eventCategory, .network)
    event.add(.eventType, .connection)
  }

  /// What follows the time of a connection that was served; false when it was not.
  private static func addRequest(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) -> Bool {
    let frontend = body.token(in: offset ..| body.end)
    let backend = body.next(after: frontend)
    let slash = body.find(UInt8(ascii: "/"), in: backend)
    guard slash < backend.upperBound else { return false }
    var timers = body.next(after: backend)
    // Some log a word more before the timers.
    if !body.isTimers(timers) { timers = body.next(after: timers) }
    guard body.isTimers(timers) else { return false }
    let isTLS = !frontend.isEmpty && body[frontend.upperBound &- 1] == UInt8(ascii: "~")
    event.addNonEmpty(
      .observerIngressInterfaceName, frontend.lowerBound ..| frontend.upperBound &- (isTLS ? 1 : 0))
    event.addNonEmpty(.serviceName, backend.lowerBound ..| slash)
    let server = slash &+ 1 ..| backend.upperBound
    if !body.has("<", at: server.lowerBound) { event.addText(.serverAddress, server, in: body) }
    let status = body.next(after: timers)
    let bytes = body.next(after: status)
    let quote = body.find(UInt8(ascii: "\""), in: bytes.upperBound ..| body.end)
    let isHTTP = status.count == 3 && body.slashes(in: timers) >= 4 || quote < body.end
    event.add(.eventCategory, isHTTP ? .web : .network)
    event.add(.eventType, isHTTP ? .access : .connection)
    guard isHTTP else {
      // A TCP session: bytes, then the state.
      event.addInteger(.sourceBytes, body.withoutPlus(status), in: body)
      return true
    }
    event.addStatus(status, in: body)
    event.addInteger(.httpResponseBytes, body.withoutPlus(bytes), in: body)
    if quote < body.end {
      let last = body.find(UInt8(ascii: "\""), in: quote &+ 1 ..| body.end)
      event.addRequest(quote &+ 1 ..| last, in: body)
    }
    return true
  }

  /// `FRONTEND/LISTENER: MESSAGE`, such as a failed handshake.
  private static func addFailure(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    event.addMeaning(.network, .info, .probe)
    guard let colon = body.find(": ", in: offset ..| body.end) else { return }
    event.addNonEmpty(.observerIngressInterfaceName, offset ..| colon)
    event.addNonEmpty(.eventReason, colon &+ 2 ..| body.end)
  }
}

extension Line {
  /// `CLIENT:PORT [dd/Mon/yyyy:hh:mm:ss.fff] ` at the start, also with an ISO time.
  func proxyParts() -> (client: Range<Int>, time: Range<Int>)? {
    let client = token(in: range)
    let open = client.upperBound &+ 1
    guard open &+ 22 < end, self[open] == UInt8(ascii: "["), self[open &+ 1] &- 0x30 < 10,
      let colon = findLast(UInt8(ascii: ":"), in: client), colon > client.lowerBound,
      unsigned(in: colon &+ 1 ..| client.upperBound) != nil
    else { return nil }
    let close = find(UInt8(ascii: "]"), in: open ..| min(open &+ 48, end))
    guard close < end, self[close] == UInt8(ascii: "]"), has(" ", at: close &+ 1) else {
      return nil
    }
    return (client, open &+ 1 ..| close)
  }

  /// The next word after one.
  func next(after word: Range<Int>) -> Range<Int> {
    token(in: afterBlanks(word.upperBound) ..| end)
  }

  /// `0/0/0/4/4`, also with `-1` and `+`.
  fileprivate func isTimers(_ word: Range<Int>) -> Bool {
    guard slashes(in: word) >= 2 else { return false }
    for index in word {
      let byte = self[index]
      let isPart = byte &- 0x30 < 10 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-")
      guard isPart || byte == UInt8(ascii: "+") else { return false }
    }
    return true
  }

  fileprivate func slashes(in word: Range<Int>) -> Int {
    var count = 0
    for index in word where self[index] == UInt8(ascii: "/") { count &+= 1 }
    return count
  }

  fileprivate func withoutPlus(_ word: Range<Int>) -> Range<Int> {
    has("+", at: word.lowerBound) ? word.lowerBound &+ 1 ..| word.upperBound : word
  }
}
