import Detect

/// ArcSight's Common Event Format: `CEF:0|Vendor|Product|Version|Signature|Name|Severity|k=v …`.
///
/// Format: "Micro Focus Security ArcSight Common Event Format", revision 26. In the header a
/// backslash guards `|` and `\`, in values `=` and `\`. Also taken: a blank after `CEF:`, a lost
/// `CEF:` (`0|Vendor|…`), values with unguarded equals signs.
package enum CEF {
  package static let decoder = Decoder(
    name: "cef", programs: ["CEF"],
    recognises: { body, _ in start(of: body) != nil }, decode: decode)

  /// The places of the header's fields.
  struct Header {
    var vendor = 0..<0
    var product = 0..<0
    var version = 0..<0
    var signature = 0..<0
    var name = 0..<0
    var severity = 0..<0
    /// Where the extension begins.
    var next = 0
  }

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let start = start(of: body), let header = header(from: start, in: body) else {
      return .notMine
    }
    var record = DeviceRecord()
    var custom = CEFCustom()
    var walk = ExtensionWalk(from: header.next, in: body)
    while walk.next(in: body) {
      let code = CEFKeys.map.code(of: walk.key, in: body)
      if code > 0 {
        record.take(CEFKeys.map[code], code: code, walk.value, walk.escaping, in: body, &writer)
      } else {
        _ = custom.take(walk.key, walk.value, in: body)
      }
    }
    custom.write(into: &record, body, &writer)
    SecurityEvent(header: header).finish(&record, writer.wideLine(body), context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// Where the version's digit stands, when the line begins like CEF.
  static func start(of body: borrowing Line) -> Int? {
    var next = body.start
    if body.has("CEF:", at: next) { next &+= 4 }
    while next < body.end, body[next] == 0x20 { next &+= 1 }
    guard next &+ 2 < body.end, body[next] &- 0x30 < 2, body[next &+ 1] == UInt8(ascii: "|") else {
      return nil
    }
    return next
  }

  /// Splits the header; nil when it has too few fields.
  private static func header(from start: Int, in body: borrowing Line) -> Header? {
    var header = Header()
    var next = start &+ 2
    // A pipe too many before the vendor has been seen.
    if next < body.end, body[next] == UInt8(ascii: "|") { next &+= 1 }
    for place in 0..<6 {
      let end = fieldEnd(from: next, in: body)
      guard end < body.end || place == 5 else { return nil }
      let value = body.trimmed(next..<end)
      switch place {
      case 0: header.vendor = value
      case 1: header.product = value
      case 2: header.version = value
      case 3: header.signature = value
      case 4: header.name = value
      default: header.severity = value
      }
      next = min(end &+ 1, body.end)
    }
    header.next = next
    return header
  }

  /// The offset of the next `|` that no backslash guards, or the end.
  static func fieldEnd(from offset: Int, in body: borrowing Line) -> Int {
    var index = offset
    while true {
      index = body.findEither(UInt8(ascii: "|"), UInt8(ascii: "\\"), from: index)
      guard index < body.end, body[index] == UInt8(ascii: "\\") else { return index }
      index = min(index &+ 2, body.end)
    }
  }
}
