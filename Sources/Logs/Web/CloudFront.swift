import Detect

/// Amazon CloudFront's standard log: columns between tabs
/// (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html):
/// `date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer)
/// cs(User-Agent) cs-uri-query … cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol
/// ssl-cipher x-edge-response-result-type cs-protocol-version …`.
package enum CloudFront {
  package static let decoder = Decoder(
    name: "aws_cloudfront", recognises: { body, _ in body.isCloudFront }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    guard body.isCloudFront else { return .notMine }
    event.event.logSource = KnownLogSource.cloudFront.index
    if let text = body.isoTimeWithTab(context.clock) { event.setTime(text) }
    event.add(.eventCategory, .web)
    event.add(.eventType, .access)
    var start = body.start
    var place = 0
    while start < body.end, place < 24 {
      let end = body.find(0x09, from: start)
      addColumn(place, start ..| end, body, &event)
      place &+= 1
      start = end &+ 1
    }
    return .event
  }

  private static func addColumn(
    _ place: Int, _ text: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    if text.isEmpty || body.equals("-", in: text) { return }
    switch place {
    case 3: event.addInteger(.httpResponseBytes, text, in: body)
    case 4: event.addClient(text, in: body)
    case 5: event.add(.httpRequestMethod, text)
    case 6: event.add(.urlDomain, text)
    case 7:
      event.add(.urlOriginal, text)
      event.add(.urlPath, text)
      event.addDecodedRequest(text, in: body)
    case 8: event.addStatus(text, in: body)
    case 9: event.add(.httpRequestReferrer, text)
    case 10: event.add(.userAgentOriginal, text)
    case 11:
      event.add(.urlQuery, text)
      event.addDecodedRequest(text, in: body)
    case 14: event.add(.eventID, text)
    case 16: event.add(.urlScheme, text)
    case 17: event.addInteger(.httpRequestBytes, text, in: body)
    case 20: event.add(.tlsVersion, text)
    case 21: event.add(.tlsCipher, text)
    case 23:
      if let version = body.after("HTTP/", at: text.lowerBound) {
        event.addNonEmpty(.httpVersion, version ..| text.upperBound)
      }
    default: break
    }
  }
}

extension Line {
  /// `yyyy-mm-dd<TAB>hh:mm:ss<TAB>`.
  var isCloudFront: Bool {
    count > 40 && self[start &+ 4] == UInt8(ascii: "-") && self[start &+ 10] == 0x09
      && self[start &+ 19] == 0x09 && self[start] &- 0x30 < 10
  }

  /// The time, which has a tab between its parts, in UTC.
  func isoTimeWithTab(_ clock: borrowing TimeReference) -> Timestamp? {
    guard let year = year(at: start), count > 19 else { return nil }
    var time = CivilTime()
    time.year = year
    time.month = twoDigits(at: start &+ 5)
    time.day = twoDigits(at: start &+ 8)
    guard timeOfDay(at: start &+ 11, into: &time) != nil else { return nil }
    time.offsetSeconds = 0
    return time.timestamp(clock)
  }
}
