import Detect

// Messages about packets and connections. All are read by one walk over their words: the words
// before an address (`from`, `src`, `faddr`) say what it is. The first of its kind counts, because
// names that strangers chose stand after the addresses.

extension CiscoASA {
  private enum Keyword: UInt8 {
    case from = 1, to, arrow, next, foreign, global, local, on, duration, bytes, accessGroup
    case accessList, hits, user, person, uname, `protocol`, address, original, outbound, inbound,
      verb
    case ipAddress
  }

  private static let keywords = KeyTable(
    [
      ("from", Keyword.from), ("src", .from), ("client", .from), ("local-host", .from),
      ("flow", .from), ("packet:", .from), ("Host", .from), ("host", .from), ("Object", .from),
      ("configuration:", .from),
      ("to", .to), ("dst", .to), ("dest", .to), ("server", .to), ("->", .arrow), ("==>", .arrow),
      ("for", .next), ("faddr", .foreign), ("gaddr", .global), ("laddr", .local), ("on", .on),
      ("duration", .duration), ("bytes", .bytes), ("access-group", .accessGroup),
      ("access-list", .accessList), ("list", .accessList), ("hit-cnt", .hits), ("user", .user),
      ("User", .person), ("Uname:", .uname), ("protocol", .protocol), ("address", .address),
      ("address:", .address), ("IP", .ipAddress), ("Original", .original),
      ("outbound", .outbound), ("inbound", .inbound), ("Inbound", .inbound), ("denied", .verb),
      ("permitted", .verb), ("est-allowed", .verb), ("monitored", .verb), ("dropped", .verb),
    ].map { ($0.0, $0.1.rawValue) })

  /// What the walk found.
  private struct Found {
    var source = Endpoint()
    var destination = Endpoint()
    var global = Endpoint()
    var hasSource = false
    var hasDestination = false
    var isForeignFirst = false
    var isOutbound = false
    var isInbound = false
    var transport: Word?
    var protocolText = 0..<0
    var interface = 0..<0
    var bytes = 0..<0
    var duration = 0..<0
    var rule = 0..<0
    var hits = 0..<0
    var user = 0..<0
    var verb = 0..<0
    var reason = 0..<0
  }

  /// Decodes a message about a packet, a connection, a login or the configuration.
  static func decodeMessage(
    _ text: borrowing Line, _ number: UInt32, _ writer: inout EventWriter
  ) {
    var found = walk(text, number)
    var meaning = meaning(of: number)
    if number == 111010, let mark = text.find("' from IP ", in: text.range) {
      let end = endpoint(at: mark &+ 10, in: text)
      if end.address != nil { found.source = end }
    }
    if meaning.verdict == .unknown, !found.verb.isEmpty, meaning.report != .end {
      let word = VerdictWord.last(in: found.verb, of: text)
      meaning.verdict = text[found.verb.lowerBound] == UInt8(ascii: "e") ? .allowed : word.verdict
      writer.add(.eventAction, found.verb)
      meaning.action = nil
    }
    writer.addMeaning(meaning)
    addEnds(found, number, meaning, text, &writer)
    addDetails(found, number, text, &writer)
  }

  private static func walk(_ text: borrowing Line, _ number: UInt32) -> Found {
    let keywords = keywords
    var found = Found()
    var index = text.start
    let isAccessList = number == 106100 || number == 106102 || number == 106103
    while index < text.end {
      while index < text.end, text[index] == 0x20 { index &+= 1 }
      let end = text.find(0x20, from: index)
      let word = index..<end
      index = min(end &+ 1, text.end)
      guard let keyword = Keyword(rawValue: keywords.code(of: word, in: text)) else {
        if found.transport == nil, found.protocolText.isEmpty, word.count <= 9 {
          found.transport = Transport.word(named: withoutComma(word, in: text), in: text)
        }
        if isAccessList, !found.hasSource, !found.verb.isEmpty {
          take(slashEndpoint(at: word.lowerBound, in: text), asSource: true, &found, &index)
        }
        continue
      }
      if isAccessList, keyword == .arrow {
        take(slashEndpoint(at: index, in: text), asSource: false, &found, &index)
        continue
      }
      step(keyword, word, &found, &index, text)
    }
    return found
  }

  private static func step(
    _ keyword: Keyword, _ word: Range<Int>, _ found: inout Found, _ index: inout Int,
    _ text: borrowing Line
  ) {
    let value = index..<text.find(0x20, from: index)
    switch keyword {
    case .from, .next, .foreign:
      if !found.hasSource {
        take(endpoint(at: index, in: text), asSource: true, &found, &index)
        found.isForeignFirst = keyword == .foreign && found.hasSource
      }
    case .to, .arrow:
      if !found.hasDestination {
        take(endpoint(at: index, in: text), asSource: false, &found, &index)
      }
    case .local:
      let isSource = !found.hasSource
      if isSource || !found.hasDestination {
        take(endpoint(at: index, in: text), asSource: isSource, &found, &index)
      }
    case .global: found.global = endpoint(at: index, in: text)
    case .address, .ipAddress:
      let end = endpoint(at: index, in: text)
      if end.address != nil, !found.hasSource || !found.hasDestination {
        take(end, asSource: !found.hasSource, &found, &index)
      }
    case .on:
      if found.interface.isEmpty { found.interface = interface(after: value, in: text) }
    case .duration: if found.duration.isEmpty { found.duration = value }
    case .bytes:
      if found.bytes.isEmpty {
        found.bytes = value
        found.reason = text.trimmed(value.upperBound..<text.end)
      }
    case .accessGroup, .accessList:
      if found.rule.isEmpty { found.rule = withoutQuotes(value, in: text) }
      index = min(value.upperBound &+ 1, text.end)
    case .hits: if found.hits.isEmpty { found.hits = value }
    case .protocol:
      if found.protocolText.isEmpty, found.transport == nil, text.unsigned(in: value) != nil {
        found.protocolText = value
      }
    case .user, .uname: takeUser(value, &found, &index, text)
    case .person:
      // `User 'bob' executed` names one; `User logged out: Uname: bob` does not.
      if text.has("'", at: index) { takeUser(value, &found, &index, text) }
    case .outbound: if !found.hasSource { found.isOutbound = true }
    case .inbound: if !found.hasSource { found.isInbound = true }
    case .verb: if found.verb.isEmpty, !found.hasSource { found.verb = word }
    case .original: index = text.end
    }
  }

  private static func take(
    _ end: Endpoint, asSource: Bool, _ found: inout Found, _ index: inout Int
  ) {
    guard end.isCertain else { return }
    if asSource {
      found.source = end
      found.hasSource = true
    } else {
      found.destination = end
      found.hasDestination = true
    }
    index = max(index, end.end)
  }

  /// A quoted user ends at the last such quote of the message: names may hold quotes, and what
  /// stands inside them is nobody's address.
  private static func takeUser(
    _ value: Range<Int>, _ found: inout Found, _ index: inout Int, _ text: borrowing Line
  ) {
    guard found.user.isEmpty, let first = value.first else { return }
    let quote = text[first]
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      found.user = withoutComma(value, in: text)
      index = min(value.upperBound &+ 1, text.end)
      return
    }
    let inside = first &+ 1..<text.end
    let close = text.find(quote, in: inside)
    found.user = inside.lowerBound..<close
    index = min((text.findLast(quote, in: inside) ?? close) &+ 1, text.end)
  }

  /// The interface in `on interface outside` and `on outside interface`.
  private static func interface(after word: Range<Int>, in text: borrowing Line) -> Range<Int> {
    if text.equals("interface", in: word) {
      let start = min(word.upperBound &+ 1, text.end)
      return withoutComma(start..<text.find(0x20, from: start), in: text)
    }
    return text.has(" interface", at: word.upperBound) ? word : word.lowerBound..<word.lowerBound
  }

  static func withoutComma(_ range: Range<Int>, in text: borrowing Line) -> Range<Int> {
    var range = range
    while let last = range.last, isPunctuation(text[last]) { range = range.lowerBound..<last }
    return range
  }

  private static func withoutQuotes(_ range: Range<Int>, in text: borrowing Line) -> Range<Int> {
    guard let first = range.first, text[first] == UInt8(ascii: "\"") else { return range }
    let inside = first &+ 1..<text.end
    return inside.lowerBound..<text.find(UInt8(ascii: "\""), in: inside)
  }
}

extension CiscoASA {
  /// Adds both ends, the opener of the connection as the source.
  private static func addEnds(
    _ found: Found, _ number: UInt32, _ meaning: Meaning, _ text: borrowing Line,
    _ writer: inout EventWriter
  ) {
    var found = found
    if found.global.natText.isEmpty, let address = found.global.address, found.isForeignFirst {
      found.destination.natText = found.global.text
      found.destination.natAddress = address
      found.destination.natPort = found.global.port
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

  private static func addDetails(
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
