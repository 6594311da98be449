import Detect

// Messages about people: logins by AAA, VPN sessions, IKE tunnels, web access. Strangers choose
// user and group names before they are let in, so an address is taken only where a name cannot
// have put it: once in the message, or after the last such mark.

extension CiscoASA {
  /// `Group <g> User <U> IP <A> text`, also without the angle brackets.
  static func decodeSession(
    _ text: borrowing Line, _ number: UInt32, _ writer: inout EventWriter
  ) {
    var meaning = meaning(of: number)
    if meaning.report == .notice { meaning = Meaning(.session) }
    writer.addMeaning(meaning)
    let isBracketed = text.find(UInt8(ascii: "<"), in: text.range) < text.end
    let group = part(after: "Group ", before: " User ", of: text)
    if let policy = text.find(" GroupPolicy ", in: group) {
      writer.addNonEmpty(.groupName, withoutBrackets(group.lowerBound..<policy, in: text))
      writer.addNonEmpty(.ruleName, withoutBrackets(policy + 13..<group.upperBound, in: text))
    } else {
      writer.addNonEmpty(.groupName, withoutBrackets(group, in: text))
    }
    writer.addUser(
      withoutBrackets(part(after: " User ", before: " IP ", of: text), in: text), in: text)
    addSessionEnds(text, isBracketed: isBracketed, &writer)
    addSessionDetails(text, number, &writer)
  }

  /// Adds the peer: the one ` IP ` of the message, or the address a resumed session comes from.
  private static func addSessionEnds(
    _ text: borrowing Line, isBracketed: Bool, _ writer: inout EventWriter
  ) {
    let mark: StaticString = isBracketed ? "> IP <" : " IP "
    let skip = isBracketed ? 6 : 4
    guard let first = text.find(mark, in: text.range), text.findLast(mark, in: text.range) == first
    else { return }
    let address = address(at: first + skip, in: text)
    let origin: StaticString = "Connection from "
    if let from = text.find(origin, in: address.upperBound..<text.end) {
      let start = from + origin.utf8CodeUnitCount
      let isWrapped = text.has("<", at: start)
      writer.addAddress(
        .sourceIP, self.address(at: isWrapped ? start + 1 : start, in: text), in: text)
      writer.addAddress(.destinationIP, address, in: text)
    } else {
      writer.addAddress(.sourceIP, address, in: text)
    }
    addTransport(address.upperBound..<text.end, of: text, &writer)
  }

  private static func addTransport(
    _ range: Range<Int>, of text: borrowing Line, _ writer: inout EventWriter
  ) {
    if text.find(" TCP SVC ", in: range) != nil { writer.add(.networkTransport, .tcp) }
    if text.find(" UDP SVC ", in: range) != nil { writer.add(.networkTransport, .udp) }
  }

  private static func addSessionDetails(
    _ text: borrowing Line, _ number: UInt32, _ writer: inout EventWriter
  ) {
    if let mark = text.find("Client Type: ", in: text.range) {
      writer.addNonEmpty(.userAgentOriginal, mark + 13..<text.end)
    }
    if number == 716003 || number == 716004, let quote = text.find("\"", in: text.range) {
      writer.addURL(quote + 1..<text.find(UInt8(ascii: "\""), from: quote + 1), in: text)
    }
  }

  /// `Group = g, Username = U, IP = A, text`, of which only `IP` is sure to be there.
  static func decodeTunnel(
    _ text: borrowing Line, _ number: UInt32, _ writer: inout EventWriter
  ) {
    var meaning = meaning(of: number)
    if meaning.report == .notice { meaning = Meaning(.session) }
    writer.addMeaning(meaning)
    writer.addNonEmpty(.groupName, part(after: "Group = ", before: ",", of: text))
    writer.addUser(part(after: "Username = ", before: ",", of: text), in: text)
    guard let first = text.find("IP = ", in: text.range),
      text.findLast("IP = ", in: text.range) == first
    else { return }
    writer.addAddress(.sourceIP, address(at: first + 5, in: text), in: text)
    writer.addInteger(.sourceBytes, digits(after: "Bytes rcv: ", of: text), in: text)
    writer.addInteger(.destinationBytes, digits(after: "Bytes xmt: ", of: text), in: text)
    if let reason = text.find("Reason: ", in: first..<text.end) {
      writer.addNonEmpty(.eventReason, reason + 8..<text.end)
    }
  }

  /// `AAA user authentication Rejected : reason = r : server = S : user = U : user IP = A`, and
  /// the like. The user's address is the last of the message and ends it.
  static func decodeAAA(
    _ text: borrowing Line, _ number: UInt32, _ writer: inout EventWriter
  ) {
    var meaning = meaning(of: number)
    let colon = text.find(UInt8(ascii: ":"), in: text.range)
    let head = text.start..<text.find(UInt8(ascii: ","), in: colon..<text.end)
    if meaning.verdict == .unknown, meaning.report == .login {
      if text.find("uccessful", in: head) != nil {
        meaning = Meaning(.login, .allowed, .login)
      } else if text.find("ejected", in: head) != nil {
        meaning = Meaning(.login, .denied, .loginFailed)
      }
    }
    if meaning.report == .session { meaning = Meaning(.login) }
    writer.addMeaning(meaning)
    writer.addNonEmpty(.eventReason, part(after: "reason = ", before: ":", of: text))
    if let mark = text.find("server = ", in: text.range) {
      let start = text.has(" ", at: mark + 9) ? mark + 10 : mark + 9
      writer.addAddress(.destinationIP, address(at: start, in: text), in: text)
    }
    let mark = text.findLast("user IP = ", in: text.range)
    addAAAUser(text, before: mark ?? text.end, &writer)
    if let mark, text.address(in: text.trimmed(mark + 10..<text.end)) != nil {
      writer.addAddress(.sourceIP, text.trimmed(mark + 10..<text.end), in: text)
    }
  }

  private static func addAAAUser(
    _ text: borrowing Line, before end: Int, _ writer: inout EventWriter
  ) {
    if let mark = text.find("user = ", in: text.start..<end) {
      var name = text.trimmed(mark + 7..<end)
      let comma = text.find(UInt8(ascii: ","), in: name)
      name = text.trimmed(name.lowerBound..<comma)
      if let last = name.last, text[last] == UInt8(ascii: ":") {
        name = text.trimmed(name.lowerBound..<last)
      }
      writer.addUser(name, in: text)
    } else if let mark = text.find(" for user ", in: text.start..<end) {
      writer.addUser(withoutComma(text.trimmed(mark + 10..<end), in: text), in: text)
    }
  }

  /// `A Accessed URL B:url`, `Access denied URL url SRC A DEST B on interface I`.
  static func decodeWeb(
    _ text: borrowing Line, _ number: UInt32, _ writer: inout EventWriter
  ) {
    writer.addMeaning(meaning(of: number))
    if number == 304002 {
      decodeDeniedURL(text, &writer)
      return
    }
    let source = endpoint(at: text.start, in: text)
    writer.addSource(source, in: text)
    writer.addUser(source.user, in: text)
    guard let mark = text.find("URL ", in: source.end..<text.end) else { return }
    // The server may have a user before it; the URL begins after the colon that ends its address.
    let rest = mark + 4..<text.end
    guard let colon = serverEnd(rest, in: text) else { return }
    let at = text.findLast(UInt8(ascii: "@"), in: rest.lowerBound..<colon)
    writer.addAddress(.destinationIP, (at.map { $0 + 1 } ?? rest.lowerBound)..<colon, in: text)
    writer.addURL(colon + 1..<text.end, in: text)
  }

  private static func serverEnd(_ range: Range<Int>, in text: borrowing Line) -> Int? {
    var colon = text.find(UInt8(ascii: ":"), in: range)
    while colon < range.upperBound {
      let next = colon + 1
      if next == range.upperBound || text[next] == UInt8(ascii: "/") || text.has("http", at: next)
        || text.has("ftp:", at: next)
      {
        return colon
      }
      colon = text.find(UInt8(ascii: ":"), in: next..<range.upperBound)
    }
    return nil
  }

  /// The addresses stand after the URL, which may hold text that looks like them: the last count.
  private static func decodeDeniedURL(_ text: borrowing Line, _ writer: inout EventWriter) {
    guard let source = text.findLast(" SRC ", in: text.range),
      let destination = text.findLast(" DEST ", in: text.range), source < destination
    else { return }
    writer.addSource(endpoint(at: source + 5, in: text), in: text)
    writer.addDestination(endpoint(at: destination + 6, in: text), in: text)
    if let mark = text.findLast(" on interface ", in: text.range), mark > destination {
      let name = withoutComma(text.trimmed(mark + 14..<text.end), in: text)
      writer.addNonEmpty(.observerIngressInterfaceName, name)
    }
    if let url = text.find("URL ", in: text.start..<source) {
      writer.addURL(url + 4..<source, in: text)
    }
  }
}

extension CiscoASA {
  /// The text between the first `start` and the first `end` after it; empty when either is absent.
  private static func part(
    after start: StaticString, before end: StaticString, of text: borrowing Line
  ) -> Range<Int> {
    guard let mark = text.find(start, in: text.range) else { return text.start..<text.start }
    let from = mark + start.utf8CodeUnitCount
    guard let to = text.find(end, in: from..<text.end) else { return from..<from }
    return text.trimmed(from..<to)
  }

  private static func withoutBrackets(_ range: Range<Int>, in text: borrowing Line) -> Range<Int> {
    guard range.count >= 2, text[range.lowerBound] == UInt8(ascii: "<"),
      text[range.upperBound - 1] == UInt8(ascii: ">")
    else { return range }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  /// The bytes of an address that begins at `start`, without what follows it.
  private static func address(at start: Int, in text: borrowing Line) -> Range<Int> {
    var end = min(start, text.end)
    while end < text.end {
      let byte = text[end]
      guard
        byte &- 0x30 < 10 || byte | 0x20 &- 0x61 < 6 || byte == UInt8(ascii: ".")
          || byte == UInt8(ascii: ":")
      else { break }
      end += 1
    }
    while end > start, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    return min(start, end)..<end
  }

  private static func digits(after mark: StaticString, of text: borrowing Line) -> Range<Int> {
    guard let found = text.find(mark, in: text.range) else { return text.start..<text.start }
    let start = found + mark.utf8CodeUnitCount
    var end = start
    while end < text.end, text[end] &- 0x30 < 10 { end += 1 }
    return start..<end
  }
}
