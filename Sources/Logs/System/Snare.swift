import Detect

/// Windows events as Snare sends them, its columns between tabs: `MSWinEventLog 1 Security 4242 Mon
/// Jan 05 09:00:00 2026 4625 Microsoft-Windows-Security-Auditing bob User Failure Audit HOST Logon
/// data An account failed to log on. …`.
///
/// Format: "Snare Enterprise Agent for Windows, user guide", appendix "Snare output format". Values
/// stand only in the rendered message, where names that strangers typed precede the address that
/// Windows saw: the last one counts.
package enum Snare {
  package static let decoder = Decoder(
    name: "snare", recognises: { body, _ in body.has("MSWinEventLog\t", at: body.start) },
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard body.has("MSWinEventLog\t", at: body.start) else { return .notMine }
    var columns: [14 of Range<Int>] = .init(repeating: body.end..<body.end)
    var start = body.start
    for place in 0..<14 where start <= body.end {
      let end = place == 13 ? body.end : body.find(0x09, from: start)
      columns[place] = start..<end
      start = end &+ 1
    }
    guard body.unsigned(in: columns[5]) != nil else { return .malformed }
    addHeader(columns, body, context, &writer)
    let text = body.trimmed(columns[13].isEmpty ? columns[12] : columns[13])
    addMessage(text, code: columns[5], body, &writer)
    let isFailure = body.find("Failure", in: columns[9]) != nil
    if isFailure || body.find("Success", in: columns[9]) != nil {
      writer.add(.eventOutcome, isFailure ? .failure : .success)
    }
    return .event
  }

  private static func addHeader(
    _ columns: [14 of Range<Int>], _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    var marks = WindowsMarks()
    marks.take(.channel, columns[2], body)
    marks.take(.eventID, columns[5], body)
    marks.take(.provider, columns[6], body)
    writer.event.logSource =
      marks.logSource(body)
      ?? UInt16(truncatingIfNeeded: KnownLogSource.windowsStart + WindowsLogSource.anyWindows)
    writer.addNonEmpty(.winlogChannel, columns[2])
    writer.addInteger(.winlogEventID, columns[5], in: body)
    writer.addInteger(.eventCode, columns[5], in: body)
    writer.addNonEmpty(.winlogProviderName, columns[6])
    writer.addNonEmpty(.winlogComputerName, columns[10])
    if let time = body.time(at: columns[4].lowerBound, context.clock),
      !writer.event.flags.contains(.hasTime)
    {
      writer.setTime(time.time)
    }
    if body.equals("N/A", in: columns[7]) { return }
    writer.addAccount(columns[7], in: body)
  }

  /// What a logon's message says of the other end.
  private static func addMessage(
    _ text: Range<Int>, code: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.addNonEmpty(.eventReason, text)
    switch body.unsigned(in: code) {
    case 4624, 4625, 4768, 4769, 4771, 4776: break
    default: return
    }
    writer.add(.eventCategory, .authentication)
    writer.add(.eventType, .start)
    if let mark = body.findLast("Source Network Address:", in: text)
      ?? body.findLast(
        "Client Address:", in: text)
    {
      let colon = body.find(UInt8(ascii: ":"), from: mark)
      let address = body.token(at: body.afterSpaces(colon &+ 1))
      let mapped = body.has("::ffff:", at: address.lowerBound)
      writer.addAddress(
        .sourceIP, (mapped ? address.lowerBound &+ 7 : address.lowerBound) ..| address.upperBound,
        in: body)
      if let port = body.find("Port:", in: address.upperBound ..| text.upperBound) {
        writer.addPort(.sourcePort, body.token(at: body.afterSpaces(port &+ 5)), in: body)
      }
    }
  }
}
