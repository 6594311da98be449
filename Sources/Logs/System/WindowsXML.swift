import Detect

/// Windows events as XML, as `wevtutil`, `Get-WinEvent`, Winlogbeat and NXLog write them
/// (https://learn.microsoft.com/windows/win32/wes/eventschema-schema), on one line or many.
///
/// A value goes out under its name in the event's schema, as in JSON: `SubjectUserName`. Windows
/// writes the values of others with entities for what means something in XML, so that a value can
/// begin no element.
package enum WindowsXML {
  package static let decoder = Decoder(
    name: "windows_xml", recognises: { body, _ in start(of: body) != nil }, decode: decode)

  /// The parts of an event, which are its children.
  private enum Part { case none, system, eventData, userData, rendering }

  /// Elements in elements that are followed.
  private static let depthMaximum = 16

  static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let start = start(of: body) else { return .notMine }
    var walk = XMLWalk(from: start)
    var event = WindowsEvent()
    var part = Part.none
    var depth = 0
    var isWhole = false
    while let step = walk.next(in: body) {
      if step == .end {
        depth &-= 1
        if depth <= 0 {
          isWhole = true
          break
        }
        if depth == 1 { part = .none }
        continue
      }
      if depth == 0, !body.equals("Event", in: walk.name) {
        if body.equals("Events", in: walk.name) { continue }
        return .notMine
      }
      if depth == 1 { part = WindowsXML.part(walk.name, body) }
      if depth > 1 { read(walk, part, depth, &event, body, context, &writer) }
      if !walk.isEmpty {
        depth &+= 1
        if depth > depthMaximum { return .malformed }
      } else if depth == 1 {
        part = .none
      }
    }
    event.finish(body, context, &writer)
    return isWhole ? .event : .malformed
  }

  /// Where `<Event` or what may stand before it begins; nil when it is something else.
  static func start(of body: borrowing Line) -> Int? {
    guard !body.isEmpty else { return nil }
    let start = body.afterBlanks(body.start)
    guard start < body.end, body[start] == UInt8(ascii: "<") else { return nil }
    if body.has("<Event", at: start) { return start }
    guard body.has("<?xml", at: start),
      body.find("<Event", in: start..<min(start &+ 200, body.end)) != nil
    else { return nil }
    return start
  }

  private static func part(_ name: Range<Int>, _ body: borrowing Line) -> Part {
    if body.equals("System", in: name) { return .system }
    if body.equals("EventData", in: name) { return .eventData }
    if body.equals("UserData", in: name) || body.equals("DebugData", in: name) {
      return .userData
    }
    return body.equals("RenderingInfo", in: name) ? .rendering : .none
  }

  private static func read(
    _ walk: XMLWalk, _ part: Part, _ depth: Int, _ event: inout WindowsEvent,
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) {
    switch part {
    case .none: break
    case .system: event.readHeader(walk, body, context, &writer)
    case .eventData:
      let name = walk.attribute("Name", in: body)
      event.addValue(name.isEmpty ? walk.name : name, walk, body, &writer)
    case .userData:
      // The first element only holds the others.
      if depth > 2 { event.addValue(walk.name, walk, body, &writer) }
    case .rendering:
      if body.equals("Message", in: walk.name) {
        event.addValue(walk.name, walk, body, &writer)
      }
    }
  }
}
