import Detect

/// PostgreSQL's log (https://www.postgresql.org/docs/current/runtime-config-logging.html):
/// `PREFIX LEVEL:  MESSAGE`, the prefix as `log_line_prefix` has it, by default
/// `TIME ZONE [PID] USER@DATABASE `.
///
/// User and database are the client's. An address counts only where nothing of the client's can
/// stand before it: at the start, joined to the time (`UTC:ADDRESS(PORT):`), after the last
/// `,client=`, and in PostgreSQL's own messages about pg_hba.conf.
package enum PostgreSQL {
  package static let decoder = Decoder(
    name: "postgresql", programs: ["postgres", "postgresql"],
    recognises: { body, context in
      body.postgresLevel(context.clock) != nil || body.postgresColumns != nil
    }, readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    event.event.logSource = KnownLogSource.database.index
    if let columns = body.postgresColumns { return decodeCSV(body, columns, context, &event) }
    let level = body.postgresLevel(context.clock)
    guard level != nil || !context.program.isEmpty else { return .notMine }
    guard let level = level ?? body.levelWord(in: body.range) else { return .event }
    addPrefix(body, body.start ..| level.lowerBound, context, &event)
    event.add(.logLevel, level)
    addMessage(body, body.afterBlanks(min(level.upperBound &+ 1, body.end)), &event)
    return .event
  }

  private static func addPrefix(
    _ body: borrowing Line, _ range: Range<Int>, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) {
    guard !range.isEmpty else { return }
    var next = range.lowerBound
    if let end = body.endOfAddress(at: next, splitsPort: false), body.has(" ", at: end) {
      event.addClient(next ..| end, in: body)
      next = body.afterBlanks(end)
    }
    if let end = event.readTime(at: next, in: body, context.clock) {
      next = end
      addJoined(body, next ..| range.upperBound, &event)
    }
    if let open = body.find("[", in: next ..| range.upperBound) {
      let close = body.find(UInt8(ascii: "]"), in: open ..| range.upperBound)
      if body.unsigned(in: open &+ 1 ..| max(close, open &+ 1)) != nil {
        event.addInteger(.processPid, open &+ 1 ..| close, in: body)
      }
    }
    if let client = body.findLast(",client=", in: range) {
      event.addClient(body.token(in: client &+ 8 ..| range.upperBound), in: body)
    }
    if let at = body.findLast(UInt8(ascii: "@"), in: range) {
      var start = at
      while start > next, body[start &- 1] > 0x20, body[start &- 1] != UInt8(ascii: ":") {
        start &-= 1
      }
      event.addNonEmpty(.userName, start ..| at)
    }
  }

  /// ` UTC:ADDRESS(PORT):` after the time.
  private static func addJoined(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    var next = body.afterBlanks(range.lowerBound)
    while next < range.upperBound, body[next] &- 0x41 < 26 { next &+= 1 }
    guard body.has(":", at: next),
      let end = body.endOfAddress(at: next &+ 1, splitsPort: false)
    else { return }
    event.addClient(next &+ 1 ..| end, in: body)
    guard let port = body.after("(", at: end) else { return }
    event.addPort(
      .sourcePort, port ..| body.find(UInt8(ascii: ")"), in: port ..| range.upperBound), in: body)
  }

  private static func addMessage(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    let message = offset ..| body.end
    let isRefused =
      body.find(" authentication failed for user \"", in: message) != nil
      || body.has("role \"", at: offset) && body.findLast("\" does not exist", in: message) != nil
    let host =
      body.after("no pg_hba.conf entry for host \"", at: offset)
      ?? body.after("pg_hba.conf rejects connection for host \"", at: offset)
    guard isRefused || host != nil else {
      event.add(.eventCategory, .database)
      return
    }
    event.addAuthentication(.start, .loginFailed, .failure)
    if let host {
      event.addClient(host ..| body.find(UInt8(ascii: "\""), in: host ..| body.end), in: body)
    }
    let quote = body.find("user \"", in: message).map { $0 &+ 6 } ?? offset &+ 6
    guard quote < body.end else { return }
    let end =
      host == nil
      ? body.findLast(UInt8(ascii: "\""), in: quote ..| body.end) ?? body.end
      : body.find("\", database \"", in: quote ..| body.end) ?? body.end
    event.addNonEmpty(.userName, quote ..| end)
  }
}

extension Line {
  /// The level of a line that begins with a time, or with an address and a time; nil when this is
  /// no line of PostgreSQL's.
  func postgresLevel(_ clock: borrowing TimeReference) -> Range<Int>? {
    guard count > 40, self[start] &- 0x30 < 10 else { return nil }
    var next = start
    if self[start &+ 4] != UInt8(ascii: "-") {
      guard let end = endOfAddress(at: start, splitsPort: false), has(" ", at: end) else {
        return nil
      }
      next = end &+ 1
    }
    guard next &+ 20 < end, self[next &+ 4] == UInt8(ascii: "-"), self[next &+ 10] == 0x20 else {
      return nil
    }
    return levelWord(in: next &+ 19 ..| end)
  }

  /// The first of PostgreSQL's levels with a colon and two blanks behind it.
  func levelWord(in range: Range<Int>) -> Range<Int>? {
    guard
      let colon = find(
        ":  ", in: range.lowerBound ..| min(range.upperBound, range.lowerBound &+ 300))
    else { return nil }
    var first = colon
    while first > range.lowerBound, self[first &- 1] &- 0x41 < 26 { first &-= 1 }
    let word = first ..| colon
    let isLevel =
      equals("LOG", in: word) || equals("FATAL", in: word) || equals("ERROR", in: word)
      || equals("WARNING", in: word) || equals("STATEMENT", in: word) || equals("DETAIL", in: word)
      || equals("HINT", in: word) || equals("NOTICE", in: word) || equals("PANIC", in: word)
      || equals("LOCATION", in: word) || equals("QUERY", in: word)
      || equals("CONTEXT", in: word) || equals("INFO", in: word) || equals("DEBUG", in: word)
    return isLevel ? word : nil
  }
}
