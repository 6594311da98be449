import Detect

/// Zeek's logs as columns between tabs (`TSV`), told apart by what stands in their columns.
///
/// A log's header (`#fields`) names its columns; it stands once in a file, and a record is read
/// without it, so that logs with columns in another order than Zeek's own give only the connection.
/// What a peer sent may hold no tab: Zeek writes it as `\x09`.
package enum Zeek {
  package static let decoder = Decoder(
    name: "zeek",
    recognises: { body, _ in isRecord(body) || isHeader(body) }, readsWhole: true, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    if isHeader(body) { return .event }
    guard isRecord(body) else { return .notMine }
    let layout = layout(of: body)
    if let time = body.epochTime(at: body.start) { writer.setTime(time.time) }
    var record = DeviceRecord()
    var walk = CSVWalk(from: body.start, separator: 0x09)
    while walk.next(in: body), walk.column < layout.columns.count {
      take(layout.columns[walk.column], walk, body, &record, &writer)
    }
    finish(layout, &record, body, &writer)
    return .event
  }

  /// `1767574800.123456`, a tab, and an identifier that begins with C, F, S or `-`.
  static func isRecord(_ body: borrowing Line) -> Bool {
    guard body.count > 24, body[body.start] &- 0x30 < 10,
      body[body.start &+ 10] == UInt8(ascii: "."), body[body.start &+ 17] == 0x09
    else { return false }
    let first = body[body.start &+ 18]
    guard first == UInt8(ascii: "C") || first == UInt8(ascii: "F") || first == UInt8(ascii: "-")
    else { return false }
    let end = body.find(0x09, in: body.start &+ 18..<min(body.start &+ 44, body.end))
    return end < body.end && body[end] == 0x09
  }

  private static func isHeader(_ body: borrowing Line) -> Bool {
    guard !body.isEmpty, body[body.start] == UInt8(ascii: "#") else { return false }
    return body.has("#separator ", at: body.start) || body.has("#fields\tts\t", at: body.start)
      || body.has("#types\ttime\t", at: body.start) || body.has("#set_separator\t", at: body.start)
      || body.has("#empty_field\t", at: body.start) || body.has("#unset_field\t", at: body.start)
      || body.has("#path\t", at: body.start) || body.has("#open\t", at: body.start)
      || body.has("#close\t", at: body.start)
  }

  private static func take(
    _ column: ZeekColumn, _ walk: CSVWalk, _ body: borrowing Line,
    _ record: inout DeviceRecord, _ writer: inout EventWriter
  ) {
    let value = walk.value
    guard !isUnset(value, body) else { return }
    let stored = writer.storePosition
    guard let name = writer.storeText(column.name) else { return }
    let id = writer.fieldID(named: name)
    let isECS = id.map { Int($0.rawValue) < Field.types.count } ?? false
    if isECS || id == nil && !writer.keepsAllFields {
      writer.forgetStored(from: stored)
    } else {
      writer.addNamed(id, name, .text, value, value: 0)
    }
    record.take(column.meaning, code: walk.column, value, in: body, &writer)
  }

  private static func isUnset(_ value: Range<Int>, _ body: borrowing Line) -> Bool {
    value.isEmpty || body.equals("-", in: value) || body.equals("(empty)", in: value)
  }
}

extension Zeek {
  /// Which log a record is of, by its columns.
  private static func layout(of body: borrowing Line) -> ZeekLayout {
    if body[body.start &+ 18] == UInt8(ascii: "F") {
      let third = column(2, body)
      let isNew = !third.isEmpty && body[third.lowerBound] == UInt8(ascii: "C")
      return isNew ? .newFiles : .files
    }
    let first = column(6, body)
    let second = after(first, body)
    if Transport.word(named: first, in: body) != nil
      || body.equals("unknown_transport", in: first)
    {
      if body.unsigned(in: second) != nil { return .dns }
      return body.unsigned(in: column(13, body)) != nil ? .oldConn : .conn
    }
    if body.unsigned(in: first) != nil, first.count <= 3 {
      if second.count == 1 { return .ssh }
      let version = after(after(after(after(second, body), body), body), body)
      return body.methodWord(in: second) == second || body.equals("-", in: second)
        ? isVersion(version, body) ? .http : .oldHTTP : .other
    }
    return later(first, second, body)
  }

  private static func later(
    _ first: Range<Int>, _ second: Range<Int>, _ body: borrowing Line
  ) -> ZeekLayout {
    if first.count > 4,
      body.has("TLSv", at: first.lowerBound) || body.has("SSLv", at: first.lowerBound)
        || body.has("DTLSv", at: first.lowerBound)
    {
      let history = column(14, body)
      let isOld = history.isEmpty || body[history.lowerBound] == UInt8(ascii: "F")
      return isOld || body.equals("(empty)", in: history) ? .ssl : .newSSL
    }
    let third = after(second, body)
    if body.find("::", in: column(10, body)) != nil { return .notice }
    if isFlag(third, body) { return .weird }
    return isCommand(third, body) ? .ftp : .other
  }

  /// The column of that number, from 0; empty when there are fewer.
  private static func column(_ number: Int, _ body: borrowing Line) -> Range<Int> {
    var range = body.start..<body.find(0x09, from: body.start)
    for _ in 0..<number { range = after(range, body) }
    return range
  }

  private static func after(_ range: Range<Int>, _ body: borrowing Line) -> Range<Int> {
    guard range.upperBound < body.end else { return body.end..<body.end }
    let start = range.upperBound &+ 1
    return start..<body.find(0x09, from: start)
  }

  private static func isVersion(_ range: Range<Int>, _ body: borrowing Line) -> Bool {
    body.equals("-", in: range)
      || range.count == 3 && body[range.lowerBound] &- 0x30 < 4
        && body[range.lowerBound &+ 1] == UInt8(ascii: ".")
  }

  private static func isFlag(_ range: Range<Int>, _ body: borrowing Line) -> Bool {
    body.equals("T", in: range) || body.equals("F", in: range)
  }

  private static func isCommand(_ range: Range<Int>, _ body: borrowing Line) -> Bool {
    guard range.count == 4 else { return false }
    for index in range where body[index] &- 0x41 >= 26 { return false }
    return true
  }
}

extension Zeek {
  private static func finish(
    _ layout: ZeekLayout, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    let path = layout.path
    writer.add(.observerType, .ids)
    if let text = writer.storeText(path) {
      let place = ZeekLog.place(text, writer.allText())
      writer.event.logSource = UInt16(truncatingIfNeeded: KnownLogSource.jsonStart + place)
    }
    // The host that a notice is about stands in for a connection.
    if body.equals("-", in: column(2, body)) {
      record.addEnds(body, &writer)
    } else if record.has(.transport) {
      writer.addTransport(record[.transport], in: body)
    }
    record.addVolume(body, &writer)
    record.addWeb(body, &writer)
    addAnswers(record[.first], body, &writer)
    addMeaning(layout, record, body, &writer)
  }

  private static func addMeaning(
    _ layout: ZeekLayout, _ record: borrowing DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    switch layout.subject {
    case .request: writer.addKind(.web)
    case .resolution:
      writer.addKind(.dns)
      writer.add(.networkProtocol, .dns)
    case .finding:
      writer.addKind(.intrusion)
      writer.addNonEmpty(.eventReason, record[.message])
    case .login:
      writer.addKind(.login)
      writer.add(.networkProtocol, .ssh)
      let status = record[.status]
      if isFlag(status, body) {
        writer.add(.eventOutcome, body.equals("T", in: status) ? .success : .failure)
      }
    case .file:
      writer.add(.eventCategory, .file)
      writer.add(.eventType, .info)
    case .connection: writer.addKind(.end)
    }
  }

  /// `192.0.2.1,www.example.com`: addresses and names.
  private static func addAnswers(
    _ answers: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    var start = answers.lowerBound
    while start < answers.upperBound {
      let end = body.find(UInt8(ascii: ","), in: start..<answers.upperBound)
      writer.addNonEmpty(.dnsAnswersData, start..<end)
      writer.addAddress(.dnsResolvedIP, start..<end, in: body)
      start = end &+ 1
    }
  }
}
