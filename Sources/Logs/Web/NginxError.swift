import Detect

/// The error log of nginx: `2026/01/05 09:00:00 [error] PID#TID: *CONNECTION MESSAGE, client:
/// ADDRESS, server: NAME, request: "…", …` (src/http/ngx_http_request.c, ngx_http_log_error).
///
/// Quotes are escaped nowhere, and messages hold names of users and files that the client chose.
package enum NginxError {
  package static let decoder = Decoder(
    name: "nginx_error", recognises: { body, _ in body.nginxErrorBody != nil }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard let start = body.nginxErrorBody else { return .notMine }
    event.event.logSource = KnownLogSource.nginxError.index
    _ = event.readTime(at: body.start, in: body, context.clock)
    let level = body.start &+ 21
    event.add(.logLevel, level ..| body.find(UInt8(ascii: "]"), in: level ..| body.end))
    let next = addNumbers(body, start, &event)
    let message = addPeer(body, next ..| body.end, &event)
    addMeaning(body, message, &event)
    return .event
  }

  /// `PID#TID: *CONNECTION `; the offset after it.
  private static func addNumbers(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) -> Int {
    let mark = body.find(UInt8(ascii: "#"), in: offset ..| min(offset &+ 12, body.end))
    guard mark < body.end, body[mark] == UInt8(ascii: "#"), mark > offset else { return offset }
    event.addInteger(.processPid, offset ..| mark, in: body)
    let colon = body.find(UInt8(ascii: ":"), in: mark ..| min(mark &+ 24, body.end))
    if colon < body.end, body[colon] == UInt8(ascii: ":") {
      event.addInteger(.processThreadID, mark &+ 1 ..| colon, in: body)
    }
    var next = body.afterBlanks(min(colon &+ 1, body.end))
    if next < body.end, body[next] == UInt8(ascii: "*") {
      next = body.afterBlanks(body.find(0x20, from: next))
    }
    return next
  }

  /// The parts after the message; the message's range.
  private static func addPeer(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) -> Range<Int> {
    if let next = body.after("client ", at: range.lowerBound),
      body.endOfAddress(at: next, splitsPort: false) != nil
    {
      return addMailPeer(body, next, range, &event)
    }
    guard let client = peer(body, range) else { return range }
    let end = body.find(UInt8(ascii: ","), in: client ..| body.end)
    event.addClient(client ..| end, in: body)
    let message = range.lowerBound ..| client &- 10
    guard let server = body.after(", server: ", at: end) else { return message }
    let name = server ..| body.find(UInt8(ascii: ","), in: server ..| body.end)
    if let last = body.endOfAddress(at: name.lowerBound, splitsPort: false), last == name.upperBound
    {
      event.addEnd(
        .destination, body.addressParts(name, splitsPort: false), isAddress: true, in: body)
    } else if !body.equals("_", in: name) {
      event.addNonEmpty(.serverAddress, name)
    }
    if let login = body.after(", login: \"", at: name.upperBound) {
      // The mail proxy: the name is the client's, and an upstream may follow.
      let end = body.findLast("\"", in: login ..| body.end) ?? body.end
      event.addNonEmpty(.userName, login ..| end)
    }
    guard let quote = body.after(", request: \"", at: name.upperBound) else { return message }
    let close = body.requestEnd(from: quote)
    event.addRequest(quote ..| close, in: body)
    if let host = body.find("\", host: \"", in: close ..| body.end) {
      let site = host &+ 10 ..| body.find(UInt8(ascii: "\""), in: host &+ 10 ..| body.end)
      event.addNonEmpty(.urlDomain, site)
    }
    return message
  }

  /// Where the address after `, client: ` begins. A message without quotes is all nginx's own:
  /// the first counts. One with a user's or a file's name may imitate the rest, and so may a
  /// referrer after it: then all that could be it must be the same.
  private static func peer(_ body: borrowing Line, _ range: Range<Int>) -> Int? {
    guard let first = body.find(", client: ", in: range) else { return nil }
    let start = first &+ 10
    if body.find(UInt8(ascii: "\""), in: range.lowerBound ..| first) == first { return start }
    let text = start ..| body.find(UInt8(ascii: ","), in: start ..| body.end)
    var next = start
    while let other = body.find(", client: ", in: next ..| range.upperBound) {
      next = other &+ 10
      let end = body.find(UInt8(ascii: ","), in: next ..| body.end)
      guard body.holdsSame(text, next ..| end) else { return nil }
    }
    return start
  }

  /// The mail proxy's `client 192.0.2.7:46610 connected to 0.0.0.0:143`.
  private static func addMailPeer(
    _ body: borrowing Line, _ offset: Int, _ range: Range<Int>, _ event: inout EventWriter
  ) -> Range<Int> {
    if let end = body.endOfAddress(at: offset, splitsPort: false) {
      event.addEnd(
        .source, body.addressParts(offset ..| end, splitsPort: false), isAddress: true, in: body)
      if let server = body.after(" connected to ", at: end),
        let last = body.endOfAddress(at: server, splitsPort: false)
      {
        event.addEnd(
          .destination, body.addressParts(server ..| last, splitsPort: false), isAddress: true,
          in: body)
      }
    }
    return range
  }

  private static func addMeaning(
    _ body: borrowing Line, _ message: Range<Int>, _ event: inout EventWriter
  ) {
    let start = message.lowerBound
    if let user = body.after("user \"", at: start),
      let end = body.findLast("\": password mismatch", in: message)
        ?? body.findLast("\" was not found in \"", in: message)
        ?? body.findLast("\" mismatch", in: message)
    {
      event.addAuthentication(.start, .loginFailed, .failure)
      if user <= end { event.addNonEmpty(.userName, user ..| end) }
    } else if body.has("access forbidden by rule", at: start) {
      event.addMeaning(.web, .denied, .deny)
    } else if body.has("limiting ", at: start) || body.has("delaying request", at: start) {
      event.addMeaning(.web, .denied, .limit)
    } else if body.has("SSL_do_handshake() failed", at: start) {
      event.addMeaning(.network, .info, .probe)
    } else if body.has("ModSecurity: ", at: start) {
      event.addModSecurity(message, in: body)
    } else if let next = body.after("FastCGI sent in stderr: \"", at: start) {
      event.addScriptMessage(next ..| message.upperBound, in: body)
    } else {
      event.add(.eventCategory, .web)
      event.add(.eventType, .error)
    }
    if let open = body.after("open() \"", at: start),
      let end = body.find("\" failed (", in: open ..| message.upperBound)
    {
      event.addNonEmpty(.filePath, open ..| end)
    }
  }
}

extension Line {
  /// The offset after `yyyy/mm/dd hh:mm:ss [level] `, or nil.
  var nginxErrorBody: Int? {
    guard count > 30, self[start &+ 4] == UInt8(ascii: "/"), self[start &+ 7] == UInt8(ascii: "/"),
      self[start &+ 10] == 0x20, self[start &+ 19] == 0x20, self[start &+ 20] == UInt8(ascii: "["),
      self[start] &- 0x30 < 10
    else { return nil }
    let close = find(UInt8(ascii: "]"), in: start &+ 21 ..| min(start &+ 30, end))
    guard close < end, self[close] == UInt8(ascii: "]"), has(" ", at: close &+ 1) else {
      return nil
    }
    let digits = close &+ 2
    guard digits < end, self[digits] &- 0x30 < 10 else { return nil }
    let mark = find(UInt8(ascii: "#"), in: digits ..| min(digits &+ 12, end))
    return mark < end && self[mark] == UInt8(ascii: "#") ? digits : nil
  }

  /// Where a request in quotes that are not escaped ends: at the last quote before nginx's own
  /// `, host: ` or `, upstream: `, or before the end.
  func requestEnd(from offset: Int) -> Int {
    findLast("\", upstream: \"", in: offset ..| end) ?? findLast("\", host: \"", in: offset ..| end)
      ?? findLast(UInt8(ascii: "\""), in: offset ..| end) ?? end
  }
}

extension EventWriter {
  /// Adds what a script wrote about a login: `PHP message: Failed login for USER`.
  mutating func addScriptMessage(_ range: Range<Int>, in line: borrowing Line) {
    let start = line.after("PHP message: ", at: range.lowerBound) ?? range.lowerBound
    let end = line.findLast(UInt8(ascii: "\""), in: start ..| range.upperBound) ?? range.upperBound
    if let user = line.after("Failed login for ", at: start) {
      addAuthentication(.start, .loginFailed, .failure)
      addNonEmpty(.userName, user ..| max(end, user))
    } else if let user = line.after("user ", at: start),
      let last = line.findLast(" authentication failure", in: user ..| range.upperBound)
    {
      addAuthentication(.start, .loginFailed, .failure)
      addNonEmpty(.userName, user ..| last)
    } else {
      add(.eventCategory, .web)
      add(.eventType, .error)
    }
  }
}
