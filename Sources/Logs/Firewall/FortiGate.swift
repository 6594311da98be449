import Detect

/// Fortinet FortiGate's own log format: `key=value` pairs in any order, strings in quotes.
///
/// Format and fields: "FortiOS Log Message Reference". FortiManager and FortiAuthenticator write
/// the same shape with some other names.
package enum FortiGate {
  package static let decoder = Decoder(
    name: "fortigate",
    recognises: { body, context in context.program.isEmpty && isFortiGate(body) },
    decode: decode)

  static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard isFortiGate(body) else { return .notMine }
    writer.add(.observerVendor, .fortinet)
    writer.add(.observerProduct, .fortigate)
    writer.add(.observerType, .firewall)
    let keys = FortiGateKey.table
    var record = FortiGateRecord()
    var walk = KeyValueWalk(from: body.start, separator: separator(of: body))
    while walk.next(in: body) {
      let code = keys.code(of: walk.key, first: walk.keyWord, body)
      guard let key = FortiGateKey(rawValue: code), !isPlaceholder(walk.value, in: body) else {
        continue
      }
      guard record.isFirst(key, walk.value, in: body) else { continue }
      record.take(key, walk.value, isEscaped: walk.hasEscapes, in: body, &writer)
    }
    record.finish(body, context, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// Whether the line begins like a FortiOS record and has the keys that all of them have.
  static func isFortiGate(_ body: borrowing Line) -> Bool {
    var start = body.start
    while start < body.end, body[start] == 0x20 { start &+= 1 }
    guard
      body.has("date=", at: start) || body.has("time=", at: start)
        || body.has("devname=", at: start)
        || body.has("devid=", at: start) || body.has("logid=", at: start)
        || body.has("eventtime=", at: start) || body.has("timestamp=", at: start)
        || body.has("logver=", at: start) || body.has("itime=", at: start)
        || body.has("type=\"", at: start)
    else { return false }
    let head = start..<min(body.end, start &+ headLength)
    return body.find(" logid=", in: head) != nil || body.find(" subtype=", in: head) != nil
      || body.find(",logid=", in: head) != nil || body.has("logid=", at: start)
      || body.find(" log_id=", in: head) != nil || body.find(",log_id=", in: head) != nil
      || body.find(" desc=", in: head) != nil
  }

  /// How far the keys that all records have may stand from the start.
  private static let headLength = 400

  /// A comma when the device was told `set format csv`.
  private static func separator(of body: borrowing Line) -> UInt8 {
    let end = min(body.end, body.start &+ 64)
    let comma = body.find(UInt8(ascii: ","), in: body.start..<end)
    let space = body.find(0x20, in: body.start..<end)
    return comma < space ? UInt8(ascii: ",") : 0x20
  }

  /// Whether a value stands for none: `N/A`, `(null)`, `none` in a few keys, or nothing.
  private static func isPlaceholder(_ value: Range<Int>, in body: borrowing Line) -> Bool {
    switch value.count {
    case 0: true
    case 3: body.has("N/A", at: value.lowerBound)
    case 6: body.has("(null)", at: value.lowerBound)
    default: false
    }
  }
}
