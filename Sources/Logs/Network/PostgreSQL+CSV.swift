import Detect

// `log_destination = csvlog`: time, user, database, process, "host:port", session, line, command,
// start, transactions, level, code, message, …; quotes in a value are doubled.

extension PostgreSQL {
  static func decodeCSV(
    _ body: borrowing Line, _ offset: Int, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) -> DecodeResult {
    _ = event.readTime(at: body.start, in: body, context.clock)
    var next = offset
    var place = 1
    while next <= body.end, place < 14 {
      let column = body.csvColumn(at: next)
      add(body, column.text, place, &event)
      next = column.next
      place += 1
    }
    return .event
  }

  private static func add(
    _ body: borrowing Line, _ text: Range<Int>, _ place: Int, _ event: inout EventWriter
  ) {
    if text.isEmpty { return }
    switch place {
    case 1: event.add(.userName, text)
    case 3: event.addInteger(.processPid, text, in: body)
    case 4:
      event.addEnd(
        .source, body.addressParts(text, splitsPort: true), isAddress: true, in: body)
    case 11: event.add(.logLevel, text)
    case 12: event.add(.errorCode, text)
    case 13:
      let isRefused =
        body.find(" authentication failed for user ", in: text) != nil
        || body.has("no pg_hba.conf entry for host ", at: text.lowerBound)
      if isRefused {
        event.addAuthentication(.start, .loginFailed, .failure)
      } else {
        event.add(.eventCategory, .database)
      }
    default: break
    }
  }
}

extension Line {
  /// The offset of the user in `yyyy-mm-dd hh:mm:ss.fff ZONE,USER,DATABASE,PID,`; nil for others.
  var postgresColumns: Int? {
    guard count > 50, self[start] &- 0x30 < 10, self[start &+ 4] == UInt8(ascii: "-"),
      self[start &+ 10] == 0x20, self[start &+ 19] == UInt8(ascii: ".")
    else { return nil }
    let comma = find(UInt8(ascii: ","), in: start &+ 23 ..| min(start &+ 32, end))
    guard comma < end, self[comma] == UInt8(ascii: ","), self[start &+ 23] == 0x20 else {
      return nil
    }
    let database = csvColumn(at: csvColumn(at: comma &+ 1).next)
    guard database.next < end else { return nil }
    return unsigned(in: csvColumn(at: database.next).text) == nil ? nil : comma &+ 1
  }

  /// The column that begins at `offset`, without its quotes, and where the next begins.
  func csvColumn(at offset: Int) -> (text: Range<Int>, next: Int) {
    let first = min(offset, end)
    guard has("\"", at: first) else {
      let comma = find(UInt8(ascii: ","), from: first)
      return (first ..| comma, comma &+ 1)
    }
    var next = first &+ 1
    while true {
      next = find(UInt8(ascii: "\""), from: min(next, end))
      guard has("\"\"", at: next) else { break }
      next &+= 2
    }
    return (min(first &+ 1, next) ..| next, min(find(UInt8(ascii: ","), from: next), end) &+ 1)
  }
}
