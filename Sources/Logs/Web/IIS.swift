import Detect

/// IIS in W3C extended format, without its `#Fields` line, which another record holds
/// (https://learn.microsoft.com/windows/win32/http/w3c-logging).
///
/// Columns may be left out but not moved: `date time [s-sitename] [s-computername] s-ip cs-method
/// cs-uri-stem cs-uri-query s-port cs-username c-ip [cs-version] cs(User-Agent) [cs(Cookie)]
/// [cs(Referer)] [cs-host] sc-status sc-substatus sc-win32-status [sc-bytes] [cs-bytes]
/// time-taken`. The method after an address fixes the ones before, the status and two numbers
/// the others. IIS writes blanks as `+`, so that no value of the client's adds a column.
package enum IIS {
  package static let decoder = Decoder(
    name: "iis", recognises: { body, _ in body.isIIS }, readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard body.isIIS, let method = body.methodColumn else { return .notMine }
    event.event.logSource = KnownLogSource.iis.index
    _ = event.readTime(at: body.start, in: body, context.clock)
    event.add(.eventCategory, .web)
    event.add(.eventType, .access)
    addServer(body, body.start &+ 20 ..| method.lowerBound, &event)
    event.add(.httpRequestMethod, method)
    let stem = body.next(after: method)
    let query = body.next(after: stem)
    event.addText(.urlOriginal, stem, in: body)
    event.addText(.urlPath, stem, in: body)
    event.addText(.urlQuery, query, in: body)
    event.addDecodedRequest(stem.lowerBound ..| query.upperBound, in: body)
    let port = body.next(after: query)
    event.addPort(.destinationPort, port, in: body)
    let user = body.next(after: port)
    event.addText(.userName, user, in: body)
    let client = body.next(after: user)
    let parts = body.addressParts(client, splitsPort: false)
    event.addEnd(.source, parts, isAddress: false, in: body)
    addRest(body, client, &event)
    return .event
  }

  /// `[SITE] [COMPUTER] ADDRESS`.
  private static func addServer(
    _ body: borrowing Line, _ range: Range<Int>, _ event: inout EventWriter
  ) {
    let head = body.trimmed(range)
    let space = body.findLast(0x20, in: head)
    let address = (space.map { $0 &+ 1 } ?? head.lowerBound) ..| head.upperBound
    event.addEnd(
      .destination, body.addressParts(address, splitsPort: false), isAddress: true, in: body)
    guard let space else { return }
    let site = body.token(in: head)
    let computer = body.next(after: site)
    if computer.upperBound <= space { event.addText(.hostName, computer, in: body) }
  }

  /// What follows the client: version, texts, and the numbers at the end.
  private static func addRest(
    _ body: borrowing Line, _ client: Range<Int>, _ event: inout EventWriter
  ) {
    var texts = body.next(after: client)
    if body.has("HTTP/", at: texts.lowerBound) {
      event.addNonEmpty(.httpVersion, texts.lowerBound &+ 5 ..| texts.upperBound)
      texts = body.next(after: texts)
    }
    let numbers = body.statusColumn(after: client.upperBound)
    addTexts(body, texts, before: numbers, &event)
    let status = body.token(in: numbers ..| body.end)
    event.addStatus(status, in: body)
    var columns: [3 of Range<Int>] = .init(repeating: 0..<0)
    var count = 1
    var word = body.next(after: status)
    while !word.isEmpty {
      if count >= 3, count < 6 { columns[count &- 3] = word }
      count &+= 1
      word = body.next(after: word)
    }
    if count >= 6, body.unsigned(in: columns[1]) != nil, body.unsigned(in: columns[2]) != nil {
      event.addInteger(.httpResponseBodyBytes, columns[0], in: body)
      event.addInteger(.httpRequestBodyBytes, columns[1], in: body)
    }
  }

  /// `cs(User-Agent) [cs(Cookie)] [cs(Referer)] [cs-host]`: of what may be left out, a referrer is
  /// told by its scheme, and a host by having neither blank nor `=`.
  private static func addTexts(
    _ body: borrowing Line, _ first: Range<Int>, before numbers: Int, _ event: inout EventWriter
  ) {
    guard first.lowerBound < numbers else { return }
    event.addText(.userAgentOriginal, first, in: body)
    var word = body.next(after: first)
    var place = 1
    while word.lowerBound < numbers, !word.isEmpty {
      let isLast = body.next(after: word).lowerBound >= numbers
      if body.has("http", at: word.lowerBound), body.find("://", in: word) != nil {
        event.add(.httpRequestReferrer, word)
      } else if isLast, place >= 2, body.find(UInt8(ascii: "="), in: word) == word.upperBound {
        event.addVirtualHost(word, in: body)
      }
      place &+= 1
      word = body.next(after: word)
    }
  }
}

extension Line {
  /// `yyyy-mm-dd hh:mm:ss ` and a method after an address.
  var isIIS: Bool {
    guard count > 40, self[start] &- 0x30 < 10, self[start &+ 4] == UInt8(ascii: "-"),
      self[start &+ 10] == 0x20, self[start &+ 19] == 0x20
    else { return false }
    return methodColumn != nil
  }

  /// The method: the second to fifth word after the time, in capitals, after an address.
  var methodColumn: Range<Int>? {
    var previous = token(in: start &+ 20 ..| end)
    for _ in 0..<4 {
      let word = next(after: previous)
      guard !word.isEmpty else { return nil }
      if methodWord(in: word) == word,
        has("/", at: next(after: word).lowerBound)
          || has(
            "*", at: next(after: word).lowerBound)
      {
        let address = addressParts(previous, splitsPort: false).address
        return isAddress(address) ? word : nil
      }
      previous = word
    }
    return nil
  }

  /// Where the status stands: the first word of three digits with two numbers after it.
  func statusColumn(after offset: Int) -> Int {
    var word = token(in: afterBlanks(offset) ..| end)
    while !word.isEmpty {
      if word.count == 3, unsigned(in: word) != nil {
        let second = next(after: word)
        if unsigned(in: second) != nil, unsigned(in: next(after: second)) != nil {
          return word.lowerBound
        }
      }
      word = next(after: word)
    }
    return end
  }
}
