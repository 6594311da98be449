import Detect

/// Envoy's default access log
/// (https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage):
/// `[TIME] "REQUEST" STATUS FLAGS RECEIVED SENT DURATION UPSTREAM "FORWARDED-FOR" "USER AGENT"
/// "REQUEST-ID" "AUTHORITY" "UPSTREAM HOST"`, also after the `ACCESS ` of Ambassador.
///
/// The address is that of `x-forwarded-for`: Envoy appends the peer's to it, so the last one counts.
package enum Envoy {
  package static let decoder = Decoder(
    name: "envoy", programs: ["envoy"], recognises: { body, _ in body.envoyTime != nil },
    readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard let open = body.envoyTime else { return .notMine }
    event.event.logSource = KnownLogSource.envoy.index
    _ = event.readTime(at: open, in: body, context.clock)
    event.add(.eventCategory, .web)
    event.add(.eventType, .access)
    let request = body.quoted(from: open)
    event.addRequest(request, in: body)
    let status = body.token(
      in: body.afterBlanks(min(request.upperBound &+ 1, body.end)) ..| body.end)
    event.addStatus(status, in: body)
    var next = body.next(after: status)
    // A flag, and with newer versions more that may be quoted, before the bytes.
    while next.count > 0, body.unsigned(in: next) == nil {
      let isQuoted = body.has("\"", at: next.lowerBound)
      next = body.next(
        after: isQuoted
          ? next.lowerBound ..| min(body.quoted(from: next.lowerBound).upperBound &+ 1, body.end)
          : next)
    }
    let sent = body.next(after: next)
    event.addInteger(.httpRequestBodyBytes, next, in: body)
    event.addInteger(.httpResponseBodyBytes, sent, in: body)
    addQuoted(body, sent.upperBound, &event)
    return .event
  }

  private static func addQuoted(
    _ body: borrowing Line, _ offset: Int, _ event: inout EventWriter
  ) {
    let forwarded = body.quoted(from: offset)
    let comma = body.findLast(UInt8(ascii: ","), in: forwarded)
    let last = body.trimmed(
      (comma.map { $0 &+ 1 } ?? forwarded.lowerBound) ..| forwarded.upperBound)
    event.addClient(last, in: body)
    let agent = body.quoted(from: min(forwarded.upperBound &+ 1, body.end))
    event.addText(.userAgentOriginal, agent, in: body)
    let id = body.quoted(from: min(agent.upperBound &+ 1, body.end))
    event.addText(.eventID, id, in: body)
    let authority = body.quoted(from: min(id.upperBound &+ 1, body.end))
    let colon = body.find(UInt8(ascii: ":"), in: authority)
    event.addText(.urlDomain, authority.lowerBound ..| colon, in: body)
    let upstream = body.quoted(from: min(authority.upperBound &+ 1, body.end))
    event.addEnd(
      .destination, body.addressParts(upstream, splitsPort: true), isAddress: true, in: body)
  }
}

extension Line {
  /// The offset of the time in `[yyyy-mm-ddThh:mm:ss…] "`, also after `ACCESS `.
  var envoyTime: Int? {
    guard count > 40 else { return nil }
    let open = after("ACCESS ", at: start) ?? start
    guard open &+ 30 < end, self[open] == UInt8(ascii: "["), self[open &+ 5] == UInt8(ascii: "-"),
      self[open &+ 11] == UInt8(ascii: "T")
    else { return nil }
    let close = find(UInt8(ascii: "]"), in: open ..| min(open &+ 40, end))
    return has("] \"", at: close) ? open &+ 1 : nil
  }
}
