import Detect

/// Access logs in the Common Log Format and what servers make of it: nginx, Apache (common,
/// combined, vhost_combined, with fields added), Tomcat, Traefik, lighttpd.
///
/// `HOST IDENT USER [TIME] "REQUEST" STATUS BYTES ["REFERER" "USER AGENT"] …`, also with the virtual
/// host before it, or with the time first.
/// https://nginx.org/en/docs/http/ngx_http_log_module.html,
/// https://httpd.apache.org/docs/2.4/mod/mod_log_config.html,
/// https://doc.traefik.io/traefik/observability/access-logs/
///
/// User, request, referrer and user agent are the client's words. Servers escape quotes in all of
/// them, so that the first quote that is not escaped begins the request; the client's address
/// stands before anything it chose.
package enum AccessLog {
  package static let decoder = Decoder(
    name: "access",
    programs: [
      "nginx", "apache", "apache2", "httpd", "httpd_access", "lighttpd", "traefik", "tomcat",
    ],
    recognises: { body, _ in body.isAccessLog }, readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard let parts = body.accessParts() else { return .notMine }
    event.event.logSource = KnownLogSource.webAccess.index
    _ = event.readTime(at: parts.time.lowerBound, in: body, context.clock)
    event.add(.eventCategory, .web)
    event.add(.eventType, .access)
    addClient(body, body.start ..| parts.time.lowerBound &- 1, parts, &event)
    event.addRequest(parts.request, in: body)
    addResponse(body, min(parts.request.upperBound &+ 1, body.end), &event)
    return .event
  }

  /// What stands before the time: `[VHOST ]CLIENT IDENT USER`.
  private static func addClient(
    _ body: borrowing Line, _ head: Range<Int>, _ parts: AccessParts, _ event: inout EventWriter
  ) {
    var start = head.lowerBound
    // A quoted list of forwarded addresses is the client's word; the peer comes after it.
    if start < head.upperBound, body[start] == UInt8(ascii: "\"") {
      let close = body.find(UInt8(ascii: "\""), in: start &+ 1 ..| head.upperBound)
      start = body.afterBlanks(min(close &+ 1, head.upperBound))
    }
    // So is one without quotes: `A, B PEER - - `.
    while let list = body.listItem(at: start, before: head.upperBound) { start = list }
    let first = body.token(in: start ..| head.upperBound)
    guard !first.isEmpty else {
      addAfterTime(body, parts, &event)
      return
    }
    let second = body.token(in: body.afterBlanks(first.upperBound) ..| head.upperBound)
    let isVirtualHost =
      !second.isEmpty && body.isClient(second) && !body.isAddress(first)
      || body.isAddress(first) && !body.equals("-", in: second)
        && body.equals("- - ", in: min(second.upperBound &+ 1, head.upperBound) ..| head.upperBound)
    let client = isVirtualHost ? second : first
    if isVirtualHost { event.addVirtualHost(first, in: body) }
    event.addClient(client, in: body)
    let ident = body.token(in: body.afterBlanks(client.upperBound) ..| head.upperBound)
    let user = body.trimmed(min(ident.upperBound &+ 1, head.upperBound) ..| head.upperBound)
    if user.isEmpty || body.equals("-", in: user) || body.equals("\"\"", in: user) { return }
    // `CLIENT - - - [TIME]`: further fields that are none.
    let name = body.has("- ", at: user.lowerBound) ? 0 ..| 0 : user
    event.addNonEmpty(.userName, name)
  }

  /// `[TIME] CLIENT PROTOCOL CIPHER "REQUEST"`, which mod_ssl's log has.
  private static func addAfterTime(
    _ body: borrowing Line, _ parts: AccessParts, _ event: inout EventWriter
  ) {
    let between = body.afterBlanks(parts.time.upperBound &+ 1) ..| parts.request.lowerBound &- 1
    guard !between.isEmpty else { return }
    let client = body.token(in: between)
    event.addClient(client, in: body)
    let version = body.token(in: body.afterBlanks(client.upperBound) ..| between.upperBound)
    if body.has("TLS", at: version.lowerBound) || body.has("SSL", at: version.lowerBound) {
      event.add(.tlsVersion, version)
      let rest = body.afterBlanks(version.upperBound) ..| between.upperBound
      event.addNonEmpty(.tlsCipher, body.token(in: rest))
    }
  }

  /// ` STATUS BYTES …`, and the first two quoted texts: referrer and user agent.
  private static func addResponse(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    let status = body.token(in: body.afterBlanks(offset) ..| body.end)
    event.addStatus(status, in: body)
    let bytes = body.token(in: body.afterBlanks(status.upperBound) ..| body.end)
    // mod_ssl's log has the bytes alone.
    let size = bytes.isEmpty && status.count != 3 ? status : bytes
    if body.unsigned(in: size) != nil { event.addInteger(.httpResponseBodyBytes, size, in: body) }
    var next = bytes.upperBound
    // Traefik writes a missing referrer without quotes.
    let isReferrerMissing = body.has(" - \"", at: next)
    let first = body.quoted(from: next)
    guard !first.isEmpty || first.lowerBound < body.end else { return }
    next = min(first.upperBound &+ 1, body.end)
    if isReferrerMissing {
      event.addText(.userAgentOriginal, first, in: body)
    } else {
      let second = body.quoted(from: next)
      guard second.lowerBound < body.end else {
        event.addText(
          body.has("http", at: first.lowerBound) ? .httpRequestReferrer : .userAgentOriginal,
          first, in: body)
        return
      }
      event.addText(.httpRequestReferrer, first, in: body)
      event.addText(.userAgentOriginal, second, in: body)
      next = min(second.upperBound &+ 1, body.end)
    }
    addIngress(body, next, &event)
    addBackend(body, next, &event)
  }

  /// ` REQUEST-LENGTH REQUEST-TIME [UPSTREAM]` of Kubernetes' ingress controller.
  private static func addIngress(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    let length = body.token(in: body.afterBlanks(offset) ..| body.end)
    let time = body.next(after: length)
    guard body.unsigned(in: length) != nil, body.has(" [", at: time.upperBound) else { return }
    event.addInteger(.httpRequestBytes, length, in: body)
  }

  /// Traefik's ` COUNT "ROUTER" "http://ADDRESS:PORT" 42ms` at the end.
  private static func addBackend(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    guard body.end &- offset > 8, body.has("ms", at: body.end &- 2) else { return }
    let router = body.quoted(from: offset)
    let server = body.quoted(from: min(router.upperBound &+ 1, body.end))
    guard
      let host = body.after("http://", at: server.lowerBound)
        ?? body.after(
          "https://", at: server.lowerBound)
    else { return }
    let end = body.find(UInt8(ascii: "/"), in: host ..| max(server.upperBound, host))
    let parts = body.addressParts(host ..| end, splitsPort: true)
    event.addEnd(.destination, parts, isAddress: true, in: body)
  }
}

/// The fixed points of an access log's record.
struct AccessParts {
  /// Between the brackets.
  var time: Range<Int>
  /// Between the quotes.
  var request: Range<Int>
}

extension Line {
  /// A cheap look: an access log's record has `] "` or `[..] `, digits and a quote. Nearly free for
  /// others, since their first word is looked at first.
  var isAccessLog: Bool {
    guard count > 24 else { return false }
    let first = self[start]
    // An address, a name, a quoted list, or the time in brackets.
    guard first > 0x20, first != UInt8(ascii: "<"), first != UInt8(ascii: "{") else { return false }
    return accessParts() != nil
  }

  /// The time in brackets before the first quote that is not escaped, and the request in quotes.
  func accessParts() -> AccessParts? {
    var from = start
    if from < end, self[from] == UInt8(ascii: "\"") {
      from = min(find(UInt8(ascii: "\""), from: from &+ 1) &+ 1, end)
    }
    let quote = unescapedQuote(from: from)
    guard quote < end, quote > start &+ 22, self[quote &- 1] == 0x20 else { return nil }
    guard let open = findLast(UInt8(ascii: "["), in: from ..| quote), open &+ 20 < quote,
      self[open &+ 1] &- 0x30 < 10,
      self[open &+ 3] == UInt8(ascii: "/") || self[open &+ 2] == UInt8(ascii: "/")
    else { return nil }
    let close = find(UInt8(ascii: "]"), in: open ..| quote)
    guard close < quote else { return nil }
    var request = quote &+ 1 ..| unescapedQuote(from: quote &+ 1)
    // A quoted value that is none, before the request.
    if equals("-", in: request), has(" \"", at: request.upperBound &+ 1) {
      let next = request.upperBound &+ 3
      if next < end, self[next] &- 0x41 < 26 { request = next ..| unescapedQuote(from: next) }
    }
    return AccessParts(time: open &+ 1 ..| close, request: request)
  }

  /// The offset of the first quote at or after `offset` with no backslash before it, or `end`.
  func unescapedQuote(from offset: Int) -> Int {
    var next = offset
    while true {
      next = findEither(UInt8(ascii: "\""), UInt8(ascii: "\\"), from: min(next, end))
      if next >= end { return end }
      if self[next] == UInt8(ascii: "\"") { return next }
      next &+= 2
    }
  }

  /// The next quoted text at or after `offset`, without its quotes; `end..<end` when there is none.
  func quoted(from offset: Int) -> Range<Int> {
    let open = find(UInt8(ascii: "\""), in: min(offset, end) ..| end)
    guard open < end else { return end ..| end }
    return open &+ 1 ..| unescapedQuote(from: open &+ 1)
  }

  /// The text up to the first blank of `range`.
  func token(in range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else { return range.upperBound ..| range.upperBound }
    return range.lowerBound ..| find(0x20, in: range)
  }

  func isAddress(_ range: Range<Int>) -> Bool { address(in: range) != nil }

  /// After `A, ` and, where the list ends, after its last item; nil when no list begins here.
  fileprivate func listItem(at offset: Int, before limit: Int) -> Int? {
    let word = token(in: offset ..| limit)
    guard word.count > 2, self[word.upperBound &- 1] == UInt8(ascii: ",") else { return nil }
    let next = self.next(after: word)
    guard next.upperBound < limit, !next.isEmpty else { return nil }
    return self[next.upperBound &- 1] == UInt8(ascii: ",")
      ? next.lowerBound : min(next.upperBound &+ 1, limit)
  }

  /// Whether the word is a client's address rather than an ident or a user: strictly an address.
  func isClient(_ range: Range<Int>) -> Bool { range.count >= 2 && isAddress(range) }
}
