import Detect

extension FirepowerEvent {
  /// Adds what several values decide together: the kind of event, the verdict, sums and the URL.
  static func finish(
    _ values: Values, _ number: UInt32, _ text: borrowing Line, _ writer: inout EventWriter
  ) {
    switch number {
    case 430002, 430003:
      writer.add(.eventCategory, .network)
      writer.add(.eventType, .connection)
      writer.add(.eventType, number == 430002 ? .start : .end)
      writer.addVerdict(verdict(values.action, text))
      writer.addNonEmpty(.eventAction, values.action)
    case 430001:
      writer.add(.eventCategory, .intrusionDetection)
      writer.add(.eventCategory, .network)
      writer.add(.eventType, .info)
      writer.addVerdict(inlineVerdict(values.inline, text))
      writer.addNonEmpty(.eventAction, values.inline)
    default:
      writer.add(.eventCategory, .file)
      if number == 430005 || text.equals("Malware", in: values.disposition) {
        writer.add(.eventCategory, .malware)
      }
      writer.add(.eventCategory, .network)
      writer.add(.eventType, .info)
      let isBlocked = text.find("Block", in: values.fileAction) != nil
      writer.addVerdict(isBlocked ? .denied : .unknown)
      writer.addNonEmpty(.eventAction, values.fileAction)
    }
    writer.addSum(.networkBytes, values.sent, values.received, in: text)
    writer.addSum(.networkPackets, values.sentPackets, values.receivedPackets, in: text)
    writer.addURL(values.url, in: text)
    if text.find("://", in: values.url) == nil { writer.addNonEmpty(.urlDomain, values.host) }
  }

  /// The first packet's time has a zone, and most headers have none. At the end of a connection
  /// it is long past, so there the header's stands.
  static func addTime(
    _ values: Values, _ number: UInt32, _ text: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    guard number != 430003 || !context.hasHeader, !values.first.isEmpty,
      let found = text.isoTime(at: values.first.lowerBound, context.clock)
    else { return }
    writer.setTime(found.time)
  }

  /// Allow, Trust and Fastpath let traffic through; Monitor does not say; each Block stops it.
  private static func verdict(_ action: Range<Int>, _ text: borrowing Line) -> Verdict {
    if action.isEmpty { return .unknown }
    if text.find("Block", in: action) != nil { return .denied }
    let isAllowed =
      text.equals("Allow", in: action) || text.equals("Trust", in: action)
      || text.equals("Fastpath", in: action)
    return isAllowed ? .allowed : .unknown
  }

  /// `Dropped` and `Blocked`; `Would have dropped` let the packet through.
  private static func inlineVerdict(_ result: Range<Int>, _ text: borrowing Line) -> Verdict {
    text.equals("Dropped", in: result) || text.equals("Blocked", in: result) ? .denied : .unknown
  }
}
