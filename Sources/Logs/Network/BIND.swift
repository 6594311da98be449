import Detect

/// BIND 9 (https://bind9.readthedocs.io/en/latest/reference.html#logging-statement-grammar,
/// lib/ns/client.c, bin/named/query.c): `[TIME ][CATEGORY: ][SEVERITY: ]client [@0x… ]ADDRESS#PORT[
/// (NAME)]: [view NAME: ]MESSAGE`.
///
/// The peer comes before the name that it chose. UDP lets it choose the address as well.
package enum BIND {
  package static let decoder = Decoder(
    name: "bind", programs: ["named", "named-sdb", "named-pkcs11"],
    recognises: { body, context in body.hasBINDHead(context.clock) }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    // Infoblox writes what its policies did in CEF.
    if body.has("CEF:", at: body.start) { return .notMine }
    event.event.logSource = KnownLogSource.nameServer.index
    let start = body.bindMessage(context.clock)
    if start.time > body.start { _ = event.readTime(at: body.start, in: body, context.clock) }
    guard var next = body.after("client ", at: start.next) else {
      return resolving(body, start.next, &event) || !context.program.isEmpty ? .event : .notMine
    }
    if body.has("@", at: next) {
      next = body.afterBlanks(body.token(in: next ..| body.end).upperBound)
    }
    let peer = next ..| body.peerEnd(from: next)
    guard addPeer(body, peer, &event) else { return context.program.isEmpty ? .notMine : .event }
    next = peer.upperBound
    var name = next ..| next
    if body.has(" (", at: next), let close = body.find("): ", in: next ..| body.end) {
      name = next &+ 2 ..| close
      next = close &+ 3
    } else {
      next = body.afterBlanks(min(next &+ 1, body.end))
    }
    if let view = body.after("view ", at: next) {
      next = body.afterBlanks(body.token(in: view ..| body.end).upperBound)
    }
    message(body, next, name, &event)
    return .event
  }

  /// `ADDRESS#PORT`.
  private static func addPeer(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) -> Bool {
    let mark = body.find(UInt8(ascii: "#"), in: range)
    guard event.addAddress(.sourceIP, range.lowerBound ..| mark, in: body) else { return false }
    if mark < range.upperBound {
      event.addPort(.sourcePort, mark &+ 1 ..| range.upperBound, in: body)
    }
    return true
  }

  private static func message(
    _ body: borrowing Line, _ start: Int, _ name: Range<Int>, _ event: inout EventWriter
  ) {
    var offset = start
    if body.has("UDP: ", at: start) || body.has("TCP: ", at: start) {
      // Infoblox: `UDP: query: NAME IN TYPE response: RCODE`.
      event.addTransport(start..<start &+ 3, in: body)
      offset = start &+ 5
    }
    if let query = body.after("query: ", at: offset) ?? body.after("answer: ", at: offset) {
      event.addMeaning(of: .query)
      let question = body.token(in: query ..| body.end)
      event.addQuestion(question, in: body)
      let kind = body.next(after: question)
      event.addNonEmpty(.dnsQuestionClass, kind)
      let type = body.next(after: kind)
      event.addNonEmpty(.dnsQuestionType, type)
      if let arrow = body.find(" -> ", in: type.upperBound ..| body.end) {
        event.addNonEmpty(.dnsResponseCode, body.token(at: arrow &+ 4))
      } else if let code = body.after(" response: ", at: type.upperBound) {
        event.addNonEmpty(.dnsResponseCode, body.token(at: code))
        return
      }
      if let open = body.findLast(" (", in: question.upperBound ..| body.end) {
        let close = body.find(UInt8(ascii: ")"), in: open ..| body.end)
        event.addAddress(.destinationIP, open &+ 2 ..| close, in: body)
      }
      return
    }
    let isDenied =
      body.find(" denied", in: offset ..| body.end) != nil
      || body.has("bad zone transfer request", at: offset)
      || body.has("rate limit drop", at: offset) || body.has("rpz ", at: offset)
    event.addMeaning(of: isDenied ? .denied : .info)
    if isDenied { event.add(.networkProtocol, .dns) }
    let quote = body.find(UInt8(ascii: "'"), in: offset ..| body.end)
    if quote < body.end {
      let close = body.find(UInt8(ascii: "'"), in: quote &+ 1 ..| body.end)
      addQuestion(body, quote &+ 1 ..| close, &event)
    } else if !name.isEmpty {
      event.addQuestion(name, in: body)
    }
  }

  /// `NAME/TYPE/CLASS`, from the end: a name may hold slashes.
  private static func addQuestion(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    guard let last = body.findLast(UInt8(ascii: "/"), in: range) else { return }
    let final = last &+ 1 ..| range.upperBound
    guard
      body.equals("IN", in: final) || body.equals("CH", in: final) || body.equals("HS", in: final)
    else {
      // `NAME/TYPE`.
      event.addQuestion(range.lowerBound ..| last, in: body)
      event.addNonEmpty(.dnsQuestionType, final)
      return
    }
    event.addNonEmpty(.dnsQuestionClass, last &+ 1 ..| range.upperBound)
    guard let middle = body.findLast(UInt8(ascii: "/"), in: range.lowerBound ..| last) else {
      event.addQuestion(range.lowerBound ..| last, in: body)
      return
    }
    event.addQuestion(range.lowerBound ..| middle, in: body)
    event.addNonEmpty(.dnsQuestionType, middle &+ 1 ..| last)
  }

  /// `… resolving 'NAME/TYPE/CLASS': ADDRESS#PORT`: another server's failure; `validating NAME/TYPE:
  /// …`; `transfer of 'ZONE/CLASS' from ADDRESS#PORT: …`; `zone ZONE/CLASS: notify from …`.
  private static func resolving(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) -> Bool {
    if let name = body.after("transfer of '", at: offset),
      let from = body.find("' from ", in: name ..| body.end)
    {
      event.addMeaning(of: .info)
      addZone(body, name ..| from, &event)
      return addPeer(body, from &+ 7 ..| body.peerEnd(from: from &+ 7), &event)
    }
    if body.has("zone ", at: offset),
      let from = body.find(": notify from ", in: offset ..| body.end)
    {
      event.addMeaning(of: .info)
      addZone(body, offset &+ 5 ..| from, &event)
      return addPeer(body, from &+ 14 ..| body.peerEnd(from: from &+ 14), &event)
    }
    if body.has("validating ", at: offset) {
      let word = body.token(at: offset &+ 11)
      guard let last = word.last, body[last] == UInt8(ascii: ":") else { return false }
      event.addMeaning(of: .info)
      addQuestion(body, word.lowerBound..<last, &event)
      return true
    }
    guard let word = body.find("resolving '", in: offset ..| body.end) else { return false }
    let end = body.find(UInt8(ascii: "'"), in: word &+ 11 ..| body.end)
    event.addMeaning(of: .query)
    guard let close = body.findLast("': ", in: word ..| body.end) else {
      addQuestion(body, word &+ 11 ..| end, &event)
      return end < body.end
    }
    addQuestion(body, word &+ 11 ..| close, &event)
    let server = body.token(at: close &+ 3)
    let mark = body.find(UInt8(ascii: "#"), in: server)
    event.addPort(.destinationPort, mark &+ 1 ..| server.upperBound, in: body)
    return event.addAddress(.destinationIP, server.lowerBound ..| mark, in: body)
  }

  /// `ZONE/CLASS`.
  private static func addZone(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    guard let slash = body.findLast(UInt8(ascii: "/"), in: range) else { return }
    event.addQuestion(range.lowerBound ..| slash, in: body)
  }
}

extension Line {
  /// Where the time ends and where the message begins, after `CATEGORY: ` and `SEVERITY: `.
  fileprivate func bindMessage(_ clock: borrowing TimeReference) -> (time: Int, next: Int) {
    var next = start
    if !isEmpty, self[start] &- 0x30 < 10, let text = dayFirstTime(at: start, clock) {
      next = afterBlanks(text.end)
    }
    let time = next
    for _ in 0..<2 {
      let word = token(in: next ..| end)
      guard word.count > 1, self[word.upperBound &- 1] == UInt8(ascii: ":"), word.count < 24 else {
        break
      }
      next = afterBlanks(word.upperBound)
    }
    // `infoblox-responses: 05-Jan-2026 09:00:00.123 client …`, `view internal: …`.
    if next > time, next < end, self[next] &- 0x30 < 10, let text = dayFirstTime(at: next, clock) {
      next = afterBlanks(text.end)
    } else if has("view ", at: next) {
      next = afterBlanks(find(UInt8(ascii: ":"), from: next) &+ 1)
    }
    return (time, min(next, end))
  }

  /// Where the peer ends: before ` (`, `: ` or the end.
  fileprivate func peerEnd(from offset: Int) -> Int {
    let end = token(in: offset ..| self.end).upperBound
    return end > offset && self[end &- 1] == UInt8(ascii: ":") ? end &- 1 : end
  }

  fileprivate func hasBINDHead(_ clock: borrowing TimeReference) -> Bool {
    guard count > 24 else { return false }
    if has("client ", at: start) { return true }
    guard self[start &+ 2] == UInt8(ascii: "-"), self[start &+ 11] == 0x20 else { return false }
    return has("client ", at: bindMessage(clock).next)
  }
}
