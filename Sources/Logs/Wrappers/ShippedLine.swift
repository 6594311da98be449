import Detect

/// A line of another program's log in the JSON of what ships it: Filebeat, Fluentd and Fluent Bit,
/// rsyslog, syslog-ng, Vector.
///
/// Any program may write JSON with a `message`, and strangers what stands in it. So the line counts
/// only beside members that a shipper adds: the program that syslog named, the file that it was
/// read from, the container.
struct ShippedLine {
  /// The text of the line, still escaped.
  private(set) var message = 0..<0
  private(set) var program = 0..<0
  private var marks = 0

  /// Reads the members of a well-formed object.
  ///
  /// - Complexity: O(length of the object).
  init(_ text: borrowing Line) {
    var next = text.afterJSONBlanks(text.start) &+ 1
    while true {
      next = text.afterJSONBlanks(next)
      guard next < text.end, text[next] == UInt8(ascii: "\"") else { return }
      let key = text.jsonString(at: next).text
      let start = text.afterJSONBlanks(text.afterJSONBlanks(key.upperBound &+ 1) &+ 1)
      guard let end = text.afterJSONValue(at: start), end > start else { return }
      read(key, start..<end, text)
      next = text.afterJSONBlanks(end) &+ 1
    }
  }

  var isShipped: Bool { !message.isEmpty && (marks > 0 || !program.isEmpty) }

  private mutating func read(_ key: Range<Int>, _ value: Range<Int>, _ text: borrowing Line) {
    guard let name = Name(rawValue: Name.table.code(of: key, in: text)) else { return }
    let isText = value.count >= 2 && text[value.lowerBound] == UInt8(ascii: "\"")
    let inner = isText ? value.lowerBound &+ 1..<value.upperBound &- 1 : value
    switch name {
    case .message: if isText { message = inner }
    case .log:
      if isText {
        if message.isEmpty { message = inner }
      } else if text.find("\"file\"", in: value) != nil {
        marks += 1
      }
    case .program: if isText, program.isEmpty { program = ShippedLine.tag(inner, text) }
    case .agent: if text.find("\"filebeat\"", in: value) != nil { marks += 1 }
    case .mark: marks += 1
    }
  }

  /// `sshd` of `sshd[42]:`.
  private static func tag(_ value: Range<Int>, _ text: borrowing Line) -> Range<Int> {
    var end = text.find(UInt8(ascii: "["), in: value)
    if end > value.lowerBound, text[end &- 1] == UInt8(ascii: ":") { end &-= 1 }
    return value.lowerBound..<end
  }

  private enum Name: UInt8 {
    case message = 1, log, program, agent, mark

    static let table = KeyTable(
      [
        ("message", Name.message), ("msg", .message), ("MESSAGE", .message), ("log", .log),
        ("programname", .program), ("program", .program), ("ident", .program),
        ("PROGRAM", .program), ("syslogtag", .program), ("syslog-tag", .program),
        ("app-name", .program), ("agent", .agent), ("kubernetes", .mark), ("container_id", .mark),
        ("container_name", .mark), ("container_image", .mark), ("source_type", .mark),
      ].map { ($0.0, $0.1.rawValue) })
  }
}

extension RecordDecoder {
  /// Decodes the line that a shipper's JSON holds, by its program or as a line of its own; false
  /// when there is none, or nothing knows it.
  func decodeShippedLine(
    _ text: borrowing Line, depth: Int, into event: inout EventWriter
  ) -> Bool {
    let shipped = ShippedLine(text)
    guard shipped.isShipped else { return false }
    let mark = event.mark
    let before = event.event
    guard let stored = event.storeJSON(shipped.message, of: text) else { return false }
    let line = event.arenaLine(stored)
    let inner = line.part(line.textRange)
    if shipped.program.isEmpty {
      if decode(text: inner, depth: depth + 1, into: &event) { return true }
    } else {
      var context = DecodeContext(clock: clock)
      context.hasHeader = true
      context.program = shipped.program
      context.depth = depth + 1
      let isKnown = decodeBody(inner, text, context, into: &event)
      if isKnown, event.event.decoder != UInt16(Decoders.plain) { return true }
    }
    event.rewind(to: mark)
    event.event = before
    return false
  }
}
