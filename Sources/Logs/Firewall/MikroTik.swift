import Detect

/// MikroTik RouterOS: firewall rules with `log=yes`, and logins.
///
/// `firewall,info PREFIX input: in:ether1 out:(unknown 0), src-mac …, proto TCP (SYN),
/// 192.0.2.1:5->198.51.100.2:22, NAT …, len 60`. The topics stand there only by default; the verdict
/// only in the prefix (https://help.mikrotik.com/docs/display/ROS/Log).
package enum MikroTik {
  package static let decoder = Decoder(
    name: "mikrotik",
    recognises: { body, context in packet(in: body) != nil || login(in: body) != nil },
    readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    if let start = packet(in: body) {
      readPacket(at: start, body, &writer)
    } else if let mark = login(in: body) {
      readLogin(at: mark, body, &writer)
    } else {
      return .notMine
    }
    writer.add(.observerVendor, .mikrotik)
    writer.add(.observerType, .router)
    return .event
  }

  /// Where ` in:` of a packet begins: after the chain's name and a colon.
  private static func packet(in body: borrowing Line) -> Int? {
    let limit = min(body.end, body.start &+ 160)
    guard let mark = body.find(": in:", in: body.start..<limit),
      body.find(" out:", in: mark..<min(body.end, mark &+ 80)) != nil
    else { return nil }
    return mark &+ 2
  }

  private static func readPacket(
    at start: Int, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.event.logSource = KnownLogSource.mikrotik.index
    let topics = body.find(0x20, in: body.start..<start)
    let hasTopics = body.has("firewall,", at: body.start)
    let prefix = body.trimmed((hasTopics ? topics : body.start)..<start &- 2)
    // The last word is the chain.
    let chain = body.findLast(0x20, in: prefix).map { $0 + 1 } ?? prefix.lowerBound
    let words = body.trimmed(prefix.lowerBound..<chain)
    let verb = VerdictWord.last(in: words, of: body)
    writer.addConnection(verb.verdict)
    writer.add(.eventAction, verb.action)
    writer.addNonEmpty(.ruleName, words)
    writer.addNonEmpty(.ruleRuleset, chain..<prefix.upperBound)
    addInterface(.observerIngressInterfaceName, at: start &+ 3, body, &writer)
    let out = body.find(" out:", in: start..<body.end) ?? body.end &- 5
    addInterface(.observerEgressInterfaceName, at: out &+ 5, body, &writer)
    if let mac = body.find("src-mac ", in: out..<body.end), mac &+ 25 <= body.end {
      writer.addMAC(.sourceMAC, mac + 8..<mac + 25, in: body)
    }
    guard let proto = body.find("proto ", in: out..<body.end) else { return }
    var end = proto &+ 6
    while end < body.end, body[end] != 0x20, body[end] != 0x2c { end &+= 1 }
    writer.addTransport(proto + 6..<end, in: body)
    addEnds(from: end, body, &writer)
  }

  /// `192.0.2.1:5->198.51.100.2:22`, and the translation after it.
  private static func addEnds(
    from start: Int, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    guard let arrow = body.find("->", in: start..<body.end) else { return }
    var from = arrow
    while from > start, body[from &- 1] != 0x20 { from &-= 1 }
    if let source = body.endText(at: from, in: from..<arrow) {
      writer.addAddress(.sourceIP, source.address, in: body)
      writer.addPort(.sourcePort, source.port, in: body)
      if let address = body.address(in: source.address) {
        writer.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6)
      }
    }
    guard let target = body.endText(at: arrow &+ 2, in: arrow &+ 2..<body.end) else { return }
    writer.addAddress(.destinationIP, target.address, in: body)
    writer.addPort(.destinationPort, target.port, in: body)
    guard let nat = body.find("NAT ", in: target.next..<body.end) else { return }
    addTranslation(at: nat &+ 4, target, body, &writer)
  }

  /// `(a->A)->b` when the source was translated, `a->(B->b)` when the destination was: B is what
  /// the packet asked for.
  private static func addTranslation(
    at start: Int, _ target: EndText, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    let open = body.find(UInt8(ascii: "("), from: start)
    guard open < body.end, let inner = body.find("->", in: open..<body.end),
      let translated = body.endText(at: inner &+ 2, in: inner &+ 2..<body.end)
    else { return }
    let isSource = open == start
    writer.addAddress(
      isSource ? .sourceNATIP : .destinationNATIP, translated.address, in: body)
    writer.addPort(isSource ? .sourceNATPort : .destinationNATPort, translated.port, in: body)
  }

  private static func addInterface(
    _ field: Field, at start: Int, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    var end = start
    while end < body.end, body[end] != 0x20, body[end] != 0x2c { end &+= 1 }
    if start < end, body[start] != UInt8(ascii: "(") { writer.add(field, start..<end) }
  }
}

extension MikroTik {
  /// Where `user ` of a login begins: `login failure for user bob from 192.0.2.1 via ssh`, `user bob
  /// logged in from 192.0.2.1 via ssh`.
  private static func login(in body: borrowing Line) -> Int? {
    var start = body.start
    if body.has("system,", at: start) { start = body.find(0x20, from: start) &+ 1 }
    guard start < body.end else { return nil }
    if body.has("login failure for user ", at: start) { return start }
    guard body.has("user ", at: start), body.findLast(" via ", in: start..<body.end) != nil,
      body.findLast(" logged ", in: start..<body.end) != nil
    else { return nil }
    return start
  }

  private static func readLogin(
    at start: Int, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    let isFailure = body.has("login failure", at: start)
    let name = start &+ (isFailure ? 23 : 5)
    let via = body.findLast(" via ", in: start..<body.end) ?? body.end
    let from = body.findLast(" from ", in: start..<via)
    var userEnd = from ?? via
    let logged = isFailure ? nil : body.findLast(" logged ", in: start..<userEnd)
    let isLogout = logged.map { body.has(" logged out", at: $0) } ?? false
    if let logged { userEnd = logged }
    writer.event.logSource = KnownLogSource.mikrotikAuthentication.index
    writer.add(.eventCategory, .authentication)
    writer.add(.eventType, isLogout ? .end : .start)
    writer.add(.eventAction, isLogout ? .logout : .login)
    writer.add(.eventOutcome, isFailure ? .failure : .success)
    if name < userEnd { writer.add(.userName, name..<userEnd) }
    if let from {
      if writer.addAddress(.sourceIP, from + 6..<via, in: body) {
        writer.add(
          .networkType, body.address(in: from + 6..<via)?.isIPv4 == true ? .ipv4 : .ipv6)
      } else {
        writer.addNonEmpty(.sourceAddress, from + 6..<via)
      }
    }
    if via &+ 5 < body.end { writer.add(.networkProtocol, via + 5..<body.end) }
  }
}
