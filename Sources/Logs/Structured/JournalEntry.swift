import Detect

/// The members of a journal entry (`journalctl -o json`) that say where its message comes from
/// (systemd.journal-fields(7)).
///
/// Names that begin with `_` are journald's own; any local process can write the others. So the
/// program is the one that journald saw, and the one that the message names only where no other
/// user than root could have written it.
struct JournalEntry {
  /// Ranges of the block: in the record, or in the arena.
  var message = 0..<0
  var host = 0..<0
  private var command = 0..<0
  private var executable = 0..<0
  private var identifier = 0..<0
  private var trustedID = 0..<0
  private var statedID = 0..<0
  private var severity = 0..<0
  private var facility = 0..<0
  private var isKernel = false
  private var isOtherUser = false
  private var time: Timestamp?
  private var hasSourceTime = false

  /// Reads the members of a well-formed object.
  init(_ body: borrowing Line, _ event: inout EventWriter) {
    var next = body.afterJSONBlanks(body.start) &+ 1
    while true {
      next = body.afterJSONBlanks(next)
      guard next < body.end, body[next] == UInt8(ascii: "\"") else { return }
      let key = body.jsonString(at: next).text
      let start = body.afterJSONBlanks(body.afterJSONBlanks(key.upperBound &+ 1) &+ 1)
      guard let end = body.afterJSONValue(at: start) else { return }
      read(key, start..<end, body, &event)
      next = body.afterJSONBlanks(end) &+ 1
    }
  }

  /// Reads an entry of the journal's export format: `KEY=value`, each on a line of its own
  /// (https://systemd.io/JOURNAL_EXPORT_FORMATS/). Values of bytes, which stand behind their length,
  /// are passed over.
  init(export body: borrowing Line) {
    var next = body.start
    while next < body.end {
      let end = body.find(0x0a, from: next)
      let equals = body.find(UInt8(ascii: "="), in: next..<end)
      if equals < end {
        let key = next..<equals
        if body.equals("MESSAGE", in: key) {
          message = equals &+ 1..<end
        } else if equals &+ 1 < end {
          readText(key, equals &+ 1..<end, body)
        }
      }
      next = end &+ 1
    }
  }

  /// The program that wrote the message, as far as that is certain.
  func program(_ body: borrowing Line) -> Range<Int> {
    if isKernel { return identifier }
    if !command.isEmpty { return command }
    if !executable.isEmpty {
      let slash = body.findLast(UInt8(ascii: "/"), in: executable)
      return (slash.map { $0 &+ 1 } ?? executable.lowerBound)..<executable.upperBound
    }
    return isOtherUser ? 0..<0 : identifier
  }

  private mutating func read(
    _ key: Range<Int>, _ value: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    if body.equals("MESSAGE", in: key) {
      message = JournalEntry.bytes(value, body, &event)
      return
    }
    // The others are plain strings, or not looked at.
    guard value.count > 2, body[value.lowerBound] == UInt8(ascii: "\"") else { return }
    readText(key, value.lowerBound &+ 1..<value.upperBound &- 1, body)
  }

  private mutating func readText(_ key: Range<Int>, _ text: Range<Int>, _ body: borrowing Line) {
    guard !key.isEmpty else { return }
    switch body[key.lowerBound] {
    case UInt8(ascii: "_"): readTrusted(key, text, body)
    case UInt8(ascii: "P"): if body.equals("PRIORITY", in: key) { severity = text }
    case UInt8(ascii: "S"):
      if body.equals("SYSLOG_IDENTIFIER", in: key) { identifier = text }
      if body.equals("SYSLOG_PID", in: key) { statedID = text }
      if body.equals("SYSLOG_FACILITY", in: key) { facility = text }
    default: break
    }
  }

  private mutating func readTrusted(
    _ key: Range<Int>, _ text: Range<Int>, _ body: borrowing Line
  ) {
    if body.equals("_COMM", in: key) { command = text }
    if body.equals("_EXE", in: key) { executable = text }
    if body.equals("_PID", in: key) { trustedID = text }
    if body.equals("_UID", in: key) { isOtherUser = !body.equals("0", in: text) }
    if body.equals("_HOSTNAME", in: key) { host = text }
    if body.equals("_TRANSPORT", in: key) { isKernel = body.equals("kernel", in: text) }
    let isSourceTime = body.equals("_SOURCE_REALTIME_TIMESTAMP", in: key)
    if isSourceTime || !hasSourceTime && body.equals("__REALTIME_TIMESTAMP", in: key),
      let microseconds = body.unsigned(in: text), microseconds <= 9_223_286_000_000_000
    {
      time = Timestamp(nanoseconds: Int64(microseconds) * 1000, fractionDigits: 6)
      hasSourceTime = isSourceTime
    }
  }

  /// A value's bytes: a string, an array of the numbers of bytes, or the first of an array of
  /// either.
  private static func bytes(
    _ value: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) -> Range<Int> {
    var start = value.lowerBound
    if body[start] == UInt8(ascii: "[") {
      let first = body.afterJSONBlanks(start &+ 1)
      guard first < value.upperBound else { return 0..<0 }
      if body[first] &- 0x30 < 10 { return numbers(first..<value.upperBound, body, &event) }
      if body[first] == UInt8(ascii: "[") {
        return numbers(first &+ 1..<value.upperBound, body, &event)
      }
      start = first
    }
    guard body[start] == UInt8(ascii: "\"") else { return 0..<0 }
    let string = body.jsonString(at: start)
    return string.hasEscapes ? event.storeJSON(string.text, of: body) ?? 0..<0 : string.text
  }

  /// Stores the bytes whose numbers stand in `range`, up to its first `]`.
  private static func numbers(
    _ range: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) -> Range<Int> {
    let start = event.storePosition
    var next = range.lowerBound
    while next < range.upperBound {
      let end = body.afterJSONWord(at: next)
      guard let byte = body.unsigned(in: next..<end), byte <= 255,
        event.storeByte(UInt8(truncatingIfNeeded: byte))
      else { break }
      next = body.afterJSONBlanks(end)
      guard next < range.upperBound, body[next] == UInt8(ascii: ",") else { break }
      next = body.afterJSONBlanks(next &+ 1)
    }
    return start..<event.storePosition
  }

  /// Writes what the entry says beside its message.
  func write(_ body: borrowing Line, to event: inout EventWriter) {
    if let time { event.setTime(time) }
    event.addNonEmpty(.hostName, host)
    event.addNonEmpty(.processName, program(body))
    event.addInteger(.processPid, trustedID.isEmpty ? statedID : trustedID, in: body)
    event.addNonEmpty(.processExecutable, executable)
    event.addInteger(.logSyslogSeverityCode, severity, in: body)
    event.addInteger(.logSyslogFacilityCode, facility, in: body)
  }
}
