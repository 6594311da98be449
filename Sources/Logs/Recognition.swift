package import Detect

/// Turns each record into exactly one event, whatever its bytes.
///
/// A record goes through its syslog header, if it has one, to the decoder of the program that the
/// header names; if no decoder has that program, to the first whose shape it has; and is plain text
/// if none has. A user's own decoders are asked before the others. It keeps nothing between records:
/// the same bytes give the same event.
package struct RecordDecoder: Sendable {
  let clock: TimeReference
  /// The place of the decoder that the user named, or nil for recognition.
  let named: Int?
  let programs: ProgramTable
  /// The user's own decoders.
  let custom: CustomDecoders
  /// Whether they are to be asked.
  let asksCustom: Bool
  /// The place of the one that the user named.
  let namedCustom: Int?
  /// The name of each decoder by ``Event/decoder``: the built-in ones, then the user's.
  package let datasets: [String]
  /// What rules may ask of events; ``Event/logSource`` is a place in it.
  package var logSources: [LogSource] { KnownLogSource.all + custom.logSources }
  private let decoders = Decoders.all

  /// - Parameter format: A decoder's name; nil or `auto` recognises each record by itself.
  /// - Throws: ``FormatError`` when no decoder has the name.
  package init(
    clock: TimeReference, format: String? = nil, custom: CustomDecoders = .none
  ) throws(FormatError) {
    self.clock = clock
    self.custom = custom
    datasets = Decoders.names + custom.names
    if let format, format != "auto" {
      guard let place = datasets.lastIndex(of: format) else {
        throw .unknownFormat(format, known: datasets)
      }
      named = place
    } else {
      named = nil
    }
    let builtIn = Decoders.all.count
    namedCustom = named.flatMap { $0 < builtIn ? nil : $0 - builtIn }
    asksCustom = !custom.isEmpty && (named == nil || namedCustom != nil)
    programs = ProgramTable(Decoders.all)
  }

  /// Decodes one record into one event of `event.columns`.
  ///
  /// - Parameter isCut: Whether the record was longer than the limit.
  /// - Complexity: O(length of the record); nothing is allocated beyond the columns.
  package func decode(_ record: borrowing Line, isCut: Bool, into event: inout EventWriter) {
    event.beginEvent(record: record.range)
    if isCut { event.event.flags.insert(.isCut) }
    let isKnown = decode(text: record.part(record.textRange), depth: 0, into: &event)
    if !isKnown { event.event.flags.insert(.unrecognised) }
    event.endEvent()
  }

  /// The value of `event.dataset`.
  ///
  /// - Parameter datasets: Those of the record decoder that made the event.
  package static func dataset(
    of event: Event, datasets: [String] = Decoders.names
  ) -> String {
    event.flags.contains(.unrecognised) ? "unrecognised" : datasets[Int(event.decoder)]
  }
}

extension RecordDecoder {
  /// Decodes a record, or the text of one that stood in another; false when it is plain text
  /// without a header.
  func decode(text: borrowing Line, depth: Int, into event: inout EventWriter) -> Bool {
    var context = DecodeContext(clock: clock)
    context.depth = depth
    if asksCustom, decodeWholeRecord(text, context, into: &event) { return true }
    if let line = RuntimeLine(text), depth < RecordDecoder.depthMaximum {
      decode(line, in: text, depth: depth, into: &event)
      return true
    }
    if text.isJournalExport, depth < RecordDecoder.depthMaximum {
      decode(JournalEntry(export: text), in: text, depth: depth, into: &event)
      return true
    }
    if text.looksLikeJSONStart, named == nil || named == Decoders.json {
      let object = text.part(text.start..<text.endOfArrayElement)
      if decodeJSON(object, context, into: &event) { return true }
    }
    var header = SyslogHeader(text, clock)
    if !header.isPresent { header.readKnownTag(text, programs) }
    if isBare(header, text), decodeWhole(text, header, context, into: &event) { return true }
    header.write(text, to: &event)
    context.hasHeader = header.isPresent
    context.program = header.program
    context.isController = header.isController
    context.data = header.dataRange(in: text)
    return decodeBody(text.part(header.body), text, context, into: &event) || header.isPresent
  }

  /// Whether what was read as a header may as well be the beginning of a program's own format: there
  /// is no priority, no process and no known program, and no month begins it.
  private func isBare(_ header: borrowing SyslogHeader, _ text: borrowing Line) -> Bool {
    guard header.priority < 0, header.version.isEmpty, header.processID.isEmpty,
      namedCustom == nil
    else {
      return false
    }
    if named != nil { return true }
    // Syslog never writes a date with slashes.
    if text.count > 20, text[text.start &+ 4] == UInt8(ascii: "/") { return true }
    if header.time != nil, text.month(at: text.start) > 0 { return false }
    return programs.decoder(of: header.program, in: text) < 0
  }

  /// Finds the decoder of a record that has no syslog header; false when none knows it.
  private func decodeWhole(
    _ text: borrowing Line, _ header: borrowing SyslogHeader,
    _ context: borrowing DecodeContext, into event: inout EventWriter
  ) -> Bool {
    let mark = event.mark
    event.add(.message, text.range)
    for place in Decoders.wholes where named == nil || named == place {
      guard decoders[place].recognises(text, context) else { continue }
      if run(place, text, context, into: &event) {
        if !event.event.flags.contains(.hasTime), let time = header.time { event.setTime(time) }
        return true
      }
    }
    event.rewind(to: mark)
    return false
  }

  /// Finds the decoder of a body and runs it; false when none knows it.
  ///
  /// - Parameter text: Holds the program's name.
  func decodeBody(
    _ body: borrowing Line, _ text: borrowing Line, _ context: borrowing DecodeContext,
    into event: inout EventWriter
  ) -> Bool {
    if asksCustom, decodeCustom(body, text, context, into: &event) { return true }
    if body.looksLikeJSON, named == nil || named == Decoders.json,
      decodeJSON(body, context, into: &event)
    {
      return true
    }
    if body.hasCookie, named == nil || named == Decoders.json,
      decodeJSON(
        body.part(body.afterBlanks(body.start &+ 5)..<body.end), context, into: &event)
    {
      return true
    }
    event.add(.message, body.range)
    if decodeStructured(text, context, into: &event) { return true }
    if let named, named < decoders.count {
      // PAM speaks in the name of every program that asks it.
      let place = Decoders.authentication.contains(named) && body.pamPrefix != nil
      if run(place ? Decoders.pam : named, body, context, into: &event) { return true }
    } else if named == nil {
      if body.has("pam_", at: body.start) || body.has("(pam_unix) ", at: body.start),
        run(Decoders.pam, body, context, into: &event)
      {
        return true
      }
      if text.isOldPAMTag(context.program) {
        let whole = text.part(context.program.lowerBound..<body.end)
        if run(Decoders.pam, whole, context, into: &event) { return true }
      }
      let place = programs.decoder(of: context.program, in: text)
      if place >= 0 {
        if run(place, body, context, into: &event) { return true }
      } else if text.has("pam_", at: context.program.lowerBound), !context.program.isEmpty {
        // `pam_unix(sshd:auth): …` with the module as the tag.
        let whole = text.part(context.program.lowerBound..<body.end)
        if run(Decoders.pam, whole, context, into: &event) { return true }
      }
      for place in Decoders.shapes where decoders[place].recognises(body, context) {
        if run(place, body, context, into: &event) { return true }
      }
    }
    return run(Decoders.plain, body, context, into: &event) && context.hasHeader
  }

  /// Devices that put what happened into structured data, or into what looks like it, have it read
  /// from the message's identifier on; false when the record is none of theirs.
  private func decodeStructured(
    _ text: borrowing Line, _ context: borrowing DecodeContext, into event: inout EventWriter
  ) -> Bool {
    guard !context.data.isEmpty else { return false }
    let line = text.part(context.data)
    for place in Decoders.structured where named == nil || named == place {
      if decoders[place].recognises(line, context), run(place, line, context, into: &event) {
        return true
      }
    }
    return false
  }

  /// Runs one decoder. False, with nothing left behind, when the body is not its own.
  private func run(
    _ place: Int, _ body: borrowing Line, _ context: borrowing DecodeContext,
    into event: inout EventWriter
  ) -> Bool {
    let mark = event.mark
    let before = event.event
    event.event.decoder = UInt16(truncatingIfNeeded: place)
    switch decoders[place].decode(body, context, &event) {
    case .event: return true
    case .malformed:
      event.event.flags.insert(.malformed)
      return true
    case .notMine:
      event.rewind(to: mark)
      event.event = before
      return false
    }
  }
}

extension RecordDecoder {
  /// The deepest log line in a log line that is followed.
  static let depthMaximum = 2

  /// Decodes a JSON object and the log line that it may wrap; false when it is none.
  private func decodeJSON(
    _ text: borrowing Line, _ context: borrowing DecodeContext, into event: inout EventWriter
  ) -> Bool {
    let depth = context.depth
    let scratch = event.jsonScratch()
    var walk = JSONWalk(scratch)
    let result = walk.decode(text, context, &event)
    guard result != .notMine else { return false }
    if result == .malformed { event.event.flags.insert(.malformed) }
    let isWrapped = result == .event && decodeWrapped(text, walk, depth: depth, into: &event)
    if !isWrapped {
      event.event.decoder = UInt16(Decoders.json)
      if result == .event {
        if walk.isService, walk.product == nil { ServiceJSON.write(text, context, to: &event) }
        ProductWalk.write(
          text, at: walk.first, product: walk.product, in: .shared, scratch, context, to: &event)
      }
      if !walk.hasMessage { event.add(.message, text.range) }
    }
    scratch.tape.truncate(to: walk.first)
    return true
  }

  /// Decodes the log line that a JSON object wraps; false when it wraps none that is known.
  private func decodeWrapped(
    _ text: borrowing Line, _ walk: borrowing JSONWalk, depth: Int, into event: inout EventWriter
  ) -> Bool {
    guard depth < RecordDecoder.depthMaximum else { return false }
    if walk.isJournalEntry {
      decodeJournalEntry(text, depth: depth, into: &event)
      return true
    }
    if walk.isContainerLine, decodeContainerLine(text, depth: depth, into: &event) { return true }
    // A record of a known product speaks for itself.
    return event.event.logSource == KnownLogSource.json.index
      && decodeShippedLine(text, depth: depth, into: &event)
  }

  /// `journalctl -o json`: the message goes to the decoder of the program that journald saw.
  private func decodeJournalEntry(
    _ text: borrowing Line, depth: Int, into event: inout EventWriter
  ) {
    decode(JournalEntry(text, &event), in: text, depth: depth, into: &event)
  }

  /// Gives an entry's message to the decoder of the program that journald saw.
  private func decode(
    _ entry: JournalEntry, in text: borrowing Line, depth: Int, into event: inout EventWriter
  ) {
    entry.write(text, to: &event)
    var context = DecodeContext(clock: clock)
    context.hasHeader = true
    context.program = entry.program(text)
    context.depth = depth + 1
    let message = event.arenaLine(entry.message)
    let body = message.part(message.trimmed(message.textRange))
    _ = decodeBody(body, text, context, into: &event)
  }

  /// Docker's json-file driver and its like: `log` holds a line as the container wrote it. False
  /// when that line is nothing known.
  private func decodeContainerLine(
    _ text: borrowing Line, depth: Int, into event: inout EventWriter
  ) -> Bool {
    guard let value = text.jsonMember("log"), value.count > 2,
      text[value.lowerBound] == UInt8(ascii: "\"")
    else { return false }
    let mark = event.mark
    let before = event.event
    let quoted = value.lowerBound &+ 1..<value.upperBound &- 1
    guard let stored = event.storeJSON(quoted, of: text) else { return false }
    let line = event.arenaLine(stored)
    if decode(text: line.part(line.textRange), depth: depth + 1, into: &event) { return true }
    event.rewind(to: mark)
    event.event = before
    return false
  }
}

extension Line {
  /// Whether a tag is `su(pam_unix)`: a program with the module that speaks in its name.
  fileprivate func isOldPAMTag(_ program: Range<Int>) -> Bool {
    guard program.count > 6, self[program.upperBound &- 1] == UInt8(ascii: ")") else {
      return false
    }
    return find("(pam_", in: program) != nil
  }

  /// The line without a byte order mark before it and without NUL, CR and LF after it.
  var textRange: Range<Int> {
    var last = end
    while last > start, self[last &- 1] == 0 || self[last &- 1] == 0x0d || self[last &- 1] == 0x0a {
      last &-= 1
    }
    return (has("\u{feff}", at: start) && last >= start &+ 3 ? start &+ 3 : start)..<last
  }

  /// Whether an entry of the journal's export format begins.
  fileprivate var isJournalExport: Bool {
    !isEmpty && self[start] == UInt8(ascii: "_")
      && (has("__CURSOR=", at: start) || has("__REALTIME_TIMESTAMP=", at: start))
  }

  fileprivate var looksLikeJSONStart: Bool {
    let first = isEmpty || self[start] > 0x20 ? start : afterJSONBlanks(start)
    return first < end && self[first] == UInt8(ascii: "{")
  }
}

/// Why a format cannot be used. The message says what to write instead.
package enum FormatError: Error, Equatable, Sendable {
  case unknownFormat(String, known: [String])
}

extension FormatError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownFormat(let name, let known):
      "unknown format '\(name)'; write auto or one of \(known.joined(separator: ", "))"
    }
  }
}
