import Detect

// Messages about packets and connections. All are read by one walk over their words: the words
// before an address (`from`, `src`, `faddr`) say what it is. The first of its kind counts, because
// names that strangers chose stand after the addresses.

extension CiscoASA {
  private enum Keyword: UInt8 {
    case from = 1
    case to, arrow, next, foreign, global, local, on, duration, bytes, accessGroup
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
  struct Found {
    var source = Endpoint()
    var destination = Endpoint()
    var globalText = 0..<0
    var globalAddress: Address?
    var globalPort = 0..<0
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
    var found = Found()
    walk(text, number, &found)
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
    addEnds(&found, number, meaning, text, &writer)
    addDetails(found, number, text, &writer)
  }

  private static func walk(_ text: borrowing Line, _ number: UInt32, _ found: inout Found) {
    let keywords = keywords
    var index = connectionStart(text, number, &found)
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
  }

  /// Where the ends of the commonest messages begin: `Built outbound TCP connection 42 for …`.
  private static func connectionStart(
    _ text: borrowing Line, _ number: UInt32, _ found: inout Found
  ) -> Int {
    guard number >= 302013, number <= 302016 else { return text.start }
    let head = text.start..<min(text.end, text.start &+ 64)
    guard let mark = text.find(" for ", in: head) else { return text.start }
    found.transport = number <= 302014 ? .tcp : .udp
    found.isOutbound = text.has("Built outbound", at: text.start)
    found.isInbound = text.has("Built inbound", at: text.start)
    return mark &+ 1
  }

  private static func step(
    _ keyword: Keyword, _ word: Range<Int>, _ found: inout Found, _ index: inout Int,
    _ text: borrowing Line
  ) {
    let value = index..<text.find(0x20, from: index)
    switch keyword {
    case .from, .next, .foreign:
      if !found.hasSource {
        takeSource(at: index, &found, &index, text)
        found.isForeignFirst = keyword == .foreign && found.hasSource
      }
    case .to, .arrow:
      if !found.hasDestination { takeDestination(at: index, &found, &index, text) }
    case .local:
      if !found.hasSource {
        takeSource(at: index, &found, &index, text)
      } else if !found.hasDestination {
        takeDestination(at: index, &found, &index, text)
      }
    case .global:
      let global = endpoint(at: index, in: text)
      found.globalText = global.text
      found.globalAddress = global.address
      found.globalPort = global.port
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
      index = text.end
    case .accessGroup, .accessList:
      if found.rule.isEmpty { found.rule = withoutQuotes(value, in: text) }
      // Only hashes of the rule follow the name of an access group.
      index = keyword == .accessGroup ? text.end : min(value.upperBound &+ 1, text.end)
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

  /// Reads the end at `start` into its place; text that is no end leaves the place empty.
  private static func takeSource(
    at start: Int, _ found: inout Found, _ index: inout Int, _ text: borrowing Line
  ) {
    read(&found.source, at: start, in: text)
    found.hasSource = found.source.isCertain
    if found.hasSource { index = max(index, found.source.end) } else { found.source = Endpoint() }
  }

  private static func takeDestination(
    at start: Int, _ found: inout Found, _ index: inout Int, _ text: borrowing Line
  ) {
    read(&found.destination, at: start, in: text)
    found.hasDestination = found.destination.isCertain
    if found.hasDestination {
      index = max(index, found.destination.end)
    } else {
      found.destination = Endpoint()
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
