import Detect

// What the walk over a message found, as fields.

extension CiscoASA {
  /// Adds both ends, the opener of the connection as the source.
  static func addEnds(
    _ found: inout Found, _ number: UInt32, _ meaning: Meaning, _ text: borrowing Line,
    _ writer: inout EventWriter
  ) {
    if let address = found.globalAddress, found.isForeignFirst {
      found.destination.natText = found.globalText
      found.destination.natAddress = address
      found.destination.natPort = found.globalPort
    }
    if isSwapped(found, number, meaning, text) {
      swap(&found.source, &found.destination)
    }
    if found.source.interface.isEmpty { found.source.interface = found.interface }
    if isVictimOnly(number, text) { swap(&found.source, &found.destination) }
    writer.addSource(found.source, in: text)
    writer.addDestination(found.destination, in: text)
    if let address = found.source.address ?? found.destination.address {
      writer.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6)
    }
    if meaning.report == .start || meaning.report == .packet {
      if found.isOutbound { writer.add(.networkDirection, .outbound) }
      if found.isInbound { writer.add(.networkDirection, .inbound) }
    }
    writer.addNonEmpty(.sourceUserName, afterBackslash(found.source.user, in: text))
    writer.addNonEmpty(.destinationUserName, afterBackslash(found.destination.user, in: text))
    var user = found.user
    if user.isEmpty { user = found.source.user }
    if user.isEmpty { user = found.destination.user }
    if user.isEmpty { user = found.destination.lastUser }
    if user.isEmpty { user = found.source.lastUser }
    writer.addUser(user, in: text)
  }

  /// Whether the end that stands second opened the connection. A "Built" line says so by
  /// `outbound`: its ends stand in the order of their interfaces' security. A "Teardown" says
  /// nothing; there the end with a low port answered.
  private static func isSwapped(
    _ found: Found, _ number: UInt32, _ meaning: Meaning, _ text: borrowing Line
  ) -> Bool {
    guard found.hasSource, found.hasDestination else { return false }
    if meaning.report == .start, found.isOutbound { return true }
    guard meaning.report == .end, !found.isForeignFirst,
      let first = text.unsigned(in: found.source.port),
      let second = text.unsigned(in: found.destination.port)
    else { return false }
    return first < 1024 && second >= 1024
  }

  /// Whether the only address is the target's (733101 `Host A is targeted`).
  private static func isVictimOnly(_ number: UInt32, _ text: borrowing Line) -> Bool {
    number == 733101 && text.find(" is targeted", in: text.range) != nil
  }

  private static func afterBackslash(_ user: Range<Int>, in text: borrowing Line) -> Range<Int> {
    guard let slash = text.findLast(UInt8(ascii: "\\"), in: user) else { return user }
    return slash &+ 1..<user.upperBound
  }

  static func addDetails(
    _ found: Found, _ number: UInt32, _ text: borrowing Line, _ writer: inout EventWriter
  ) {
    if !found.protocolText.isEmpty {
      writer.addTransport(found.protocolText, in: text)
    } else if let transport = transport(found, number, text) {
      writer.add(.networkTransport, transport)
    }
    writer.addInteger(.networkBytes, found.bytes, in: text)
    writer.addNonEmpty(.ruleName, found.rule)
    if !found.bytes.isEmpty { writer.addNonEmpty(.eventReason, found.reason) }
    if let nanoseconds = nanoseconds(in: found.duration, of: text) {
      writer.addMade(.eventDuration, nanoseconds)
    }
    if let hits = text.unsigned(in: found.hits) {
      writer.event.repetitions = UInt32(clamping: max(hits, 1))
    }
    if number == 111008 || number == 111009 || number == 111010 { addCommand(text, &writer) }
  }

  private static func transport(
    _ found: Found, _ number: UInt32, _ text: borrowing Line
  ) -> Word? {
    if number == 313001 || number == 313004 || number == 302020 || number == 302021 { return .icmp }
    if number == 313008 { return .ipv6ICMP }
    if number == 106013 { return .icmp }
    return found.transport
  }

  /// `H:MM:SS` in nanoseconds, or nil.
  private static func nanoseconds(in range: Range<Int>, of text: borrowing Line) -> UInt64? {
    var seconds: UInt64 = 0
    var part: UInt64 = 0
    var colons = 0
    guard !range.isEmpty, range.count <= 12 else { return nil }
    for index in range {
      let byte = text[index]
      if byte == UInt8(ascii: ":") {
        seconds = (seconds &+ part) &* 60
        part = 0
        colons += 1
      } else if byte &- 0x30 < 10 {
        part = part &* 10 &+ UInt64(byte &- 0x30)
      } else {
        return nil
      }
    }
    guard colons == 2, seconds &+ part < 1 << 33 else { return nil }
    return (seconds &+ part) &* 1_000_000_000
  }

  /// Adds what an administrator entered: `executed the 'cmd' command`, `executed cmd: cmd`,
  /// `executed 'cmd'`.
  private static func addCommand(_ text: borrowing Line, _ writer: inout EventWriter) {
    if let mark = text.find("executed cmd: ", in: text.range) {
      writer.addNonEmpty(.processCommandLine, mark + 14..<text.end)
    } else if let mark = text.findLast("executed ", in: text.range) {
      let open = text.find(UInt8(ascii: "'"), from: mark)
      guard open < text.end, let close = text.findLast(UInt8(ascii: "'"), in: open + 1..<text.end)
      else { return }
      writer.addNonEmpty(.processCommandLine, open + 1..<close)
    }
  }
}
