import Detect

/// Squid's native access log (https://wiki.squid-cache.org/Features/LogFormat):
/// `TIME ELAPSED CLIENT RESULT/STATUS BYTES METHOD URL USER HIERARCHY/PEER TYPE`.
///
/// The URL and the user are the client's; Squid escapes blanks in both, so that words count.
package enum Squid {
  package static let decoder = Decoder(
    name: "squid", programs: ["squid", "squid3", "(squid-1)"],
    recognises: { body, _ in body.isSquid }, readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard body.isSquid else { return .notMine }
    event.event.logSource = KnownLogSource.squid.index
    guard let text = body.epochTime(at: body.start) else { return .notMine }
    event.setTime(text.time)
    event.add(.eventCategory, .web)
    let elapsed = body.next(after: body.start ..| text.end)
    let client = body.next(after: elapsed)
    event.addEnd(
      .source, (client, client.upperBound ..| client.upperBound), isAddress: false, in: body)
    let result = body.next(after: client)
    let slash = body.find(UInt8(ascii: "/"), in: result)
    event.addNonEmpty(.eventAction, result.lowerBound ..| slash)
    let isDenied = body.find("DENIED", in: result) != nil
    event.add(.eventType, .access)
    if isDenied { event.add(.eventType, .denied) }
    event.addStatus(min(slash &+ 1, result.upperBound) ..| result.upperBound, in: body)
    let bytes = body.next(after: result)
    event.addInteger(.httpResponseBytes, bytes, in: body)
    let method = body.next(after: bytes)
    event.addText(.httpRequestMethod, method, in: body)
    let url = body.next(after: method)
    if body.has("error:", at: url.lowerBound) {
      event.add(.urlOriginal, url)
    } else if body.equals("CONNECT", in: method) {
      event.add(.urlOriginal, url)
      let colon = body.findLast(UInt8(ascii: ":"), in: url) ?? url.upperBound
      event.addNonEmpty(.urlDomain, url.lowerBound ..| colon)
      event.addPort(.urlPort, min(colon &+ 1, url.upperBound) ..| url.upperBound, in: body)
    } else {
      event.addURL(url, in: body)
    }
    let user = body.next(after: url)
    event.addText(.userName, user, in: body)
    addPeer(body, body.next(after: user), &event)
    return .event
  }

  /// `HIER_DIRECT/192.0.2.1` and the type of the content.
  private static func addPeer(
    _ body: borrowing Line, _ word: Range<Int>, _ event: inout EventWriter
  ) {
    let slash = body.find(UInt8(ascii: "/"), in: word)
    if slash < word.upperBound {
      let peer = slash &+ 1 ..| word.upperBound
      event.addEnd(
        .destination, (peer, peer.upperBound ..| peer.upperBound), isAddress: false, in: body)
    }
    event.addText(.httpResponseMimeType, body.next(after: word), in: body)
  }
}

extension Line {
  /// `1767574800.541 …` with a word and a slash where the result stands.
  var isSquid: Bool {
    guard count > 40, self[start] &- 0x30 < 10, self[start &+ 10] == UInt8(ascii: ".") else {
      return false
    }
    let time = token(in: range)
    let elapsed = next(after: time)
    guard time.count <= 18, unsigned(in: elapsed) != nil else { return false }
    let result = next(after: next(after: elapsed))
    let slash = find(UInt8(ascii: "/"), in: result)
    return slash < result.upperBound && result.lowerBound < slash
      && self[result.lowerBound] &- 0x41 < 26
  }
}
