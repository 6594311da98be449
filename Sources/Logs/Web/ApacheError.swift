import Detect

/// The error log of Apache httpd, 2.2 and 2.4, and ModSecurity's messages in it:
/// `[TIME] [module:level] [pid N[:tid N]] [client ADDRESS[:PORT]] [AH01234: ]MESSAGE[, referer: URL]`
/// (https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat).
///
/// What the client chose comes only after the `[client …]` that the server writes; the first one
/// counts.
package enum ApacheError {
  package static let decoder = Decoder(
    name: "apache_error", recognises: { $0.isApacheError(hasHeader: $1.hasHeader) },
    readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard body.isApacheError(hasHeader: context.hasHeader) else { return .notMine }
    event.event.logSource = KnownLogSource.apacheError.index
    let hasTime = event.readTime(at: body.start &+ 1, in: body, context.clock) != nil
    var next = hasTime ? body.find(UInt8(ascii: "]"), from: body.start) : body.start &- 1
    var isFirst = true
    while let part = body.bracketed(at: body.afterBlanks(next &+ 1)) {
      next = part.upperBound
      if let client = body.after("client ", at: part.lowerBound)
        ?? body.after("remote ", at: part.lowerBound)
      {
        if isFirst { addClient(body, client ..| part.upperBound, &event) }
        isFirst = false
      } else if isFirst {
        addPart(body, part, &event)
      } else {
        break
      }
    }
    let start = body.afterBlanks(min(next &+ 1, body.end))
    addMessage(body, start ..| body.end, &event)
    return .event
  }

  /// `ADDRESS`, `ADDRESS:PORT`: of what is no address whole, the last number is the port. A full
  /// IPv6 address of eight groups with a port behind it has nine.
  private static func addClient(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    var parts = body.addressParts(range, splitsPort: false)
    if body.find(UInt8(ascii: "."), in: range) == range.upperBound,
      let colon = body.findLast(UInt8(ascii: ":"), in: range),
      range.upperBound &- colon > 5, body.isAddress(range.lowerBound ..| colon)
    {
      parts = (range.lowerBound ..| colon, colon &+ 1 ..| range.upperBound)
    }
    event.addEnd(.source, parts, isAddress: false, in: body)
  }

  /// `module:level`, `level`, `pid 42:tid 140`.
  private static func addPart(
    _ body: borrowing Line, _ part: Range<Int>, _ event: inout EventWriter
  ) {
    if let pid = body.after("pid ", at: part.lowerBound) {
      let end = body.find(UInt8(ascii: ":"), in: pid ..| part.upperBound)
      event.addInteger(.processPid, pid ..| end, in: body)
      if let thread = body.after(":tid ", at: end) {
        event.addInteger(.processThreadID, thread ..| part.upperBound, in: body)
      }
      return
    }
    guard body.find(0x20, in: part) == part.upperBound else { return }
    let colon = body.find(UInt8(ascii: ":"), in: part)
    if colon < part.upperBound {
      event.addNonEmpty(.logLogger, part.lowerBound ..| colon)
      event.addNonEmpty(.logLevel, colon &+ 1 ..| part.upperBound)
    } else {
      event.addNonEmpty(.logLevel, part)
    }
  }

  private static func addMessage(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    var text = range
    if let referrer = body.findLast(", referer: ", in: range) {
      event.addNonEmpty(.httpRequestReferrer, referrer &+ 11 ..| range.upperBound)
      text = range.lowerBound ..| referrer
    }
    // `AH01617: ` names the message.
    if body.has("AH", at: text.lowerBound) {
      let colon = body.find(UInt8(ascii: ":"), in: text)
      if colon &- text.lowerBound == 7 {
        event.add(.eventCode, text.lowerBound ..| colon)
        text = body.afterBlanks(colon &+ 1) ..| text.upperBound
      }
    }
    if body.has("ModSecurity", at: text.lowerBound) {
      event.addModSecurity(text, in: body)
    } else if !event.addApacheLogin(text, in: body) {
      event.addApacheDenial(text, in: body)
    }
  }
}

extension Line {
  /// `[Mon Jan 05 09:00:00…] `, or, where syslog took the time, `[module:level] [pid `. A record
  /// without anything before it may also begin with `[error] [client `: behind a header that would
  /// be too little to tell it from another program's text.
  func isApacheError(hasHeader: Bool) -> Bool {
    guard count > 30, self[start] == UInt8(ascii: "[") else { return false }
    if self[start &+ 4] == 0x20 { return self[start &+ 8] == 0x20 && month(at: start &+ 5) > 0 }
    let close = find(UInt8(ascii: "]"), in: start ..| min(start &+ 30, end))
    if !hasHeader, has("] [client ", at: close) {
      let level = start &+ 1 ..| close
      return equals("error", in: level) || equals("warn", in: level) || equals("notice", in: level)
        || equals("crit", in: level) || equals("alert", in: level) || equals("emerg", in: level)
    }
    return has("] [pid ", at: close) && find(":", in: start ..| close) != nil
  }

  /// The text in the brackets that open at `offset`, or nil.
  func bracketed(at offset: Int) -> Range<Int>? {
    guard offset < end, self[offset] == UInt8(ascii: "[") else { return nil }
    let close = find(UInt8(ascii: "]"), in: offset ..| min(offset &+ 400, end))
    guard close < end, self[close] == UInt8(ascii: "]") else { return nil }
    return offset &+ 1 ..| close
  }
}
