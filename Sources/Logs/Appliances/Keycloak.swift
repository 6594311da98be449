import Detect

/// Keycloak's events in its server log:
/// `2026-01-05 09:00:00,123 WARN  [org.keycloak.events] (task-1) type=LOGIN_ERROR, realmId=…, …`.
///
/// Format: `JBossLoggingEventListenerProvider`; values are quoted since version 22. Whoever logs in
/// chooses `username`, which stands behind `ipAddress`; an address that stands twice is nobody's.
package enum Keycloak {
  package static let decoder = Decoder(
    name: "keycloak", recognises: { body, _ in start(of: body) != nil }, readsWhole: true,
    decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard var next = start(of: body) else { return .notMine }
    if let time = body.isoTime(at: body.start, context.clock) { writer.setTime(time.time) }
    writer.event.logSource = KnownLogSource.application.index
    writer.addService("keycloak")
    let level = body.token(at: body.afterBlanks(body.start &+ 23))
    writer.addNonEmpty(.logLevel, level)
    var record = DeviceRecord()
    while next < body.end {
      let equals = body.find(UInt8(ascii: "="), from: next)
      guard equals < body.end else { break }
      let value = value(at: equals &+ 1, body)
      let code = keys.code(of: body.trimmed(next..<equals), in: body)
      if code > 0 { record.take(keys[code], code: code, value, in: body, &writer) }
      next = body.find(UInt8(ascii: ","), from: value.upperBound) &+ 1
      if next < body.end { next = body.afterBlanks(next) }
    }
    finish(&record, writer.wideLine(body), &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// Where the pairs begin: after the logger and the thread.
  private static func start(of body: borrowing Line) -> Int? {
    guard body.count > 60, body[body.start] &- 0x30 < 10,
      body[body.start &+ 4] == UInt8(ascii: "-"), body[body.start &+ 10] == 0x20
    else { return nil }
    let open = body.find(UInt8(ascii: "["), in: body.start &+ 20..<body.start &+ 40)
    guard body.has("[org.keycloak.events", at: open) else { return nil }
    let close = body.find(UInt8(ascii: "]"), from: open)
    var next = body.afterBlanks(min(close &+ 1, body.end))
    if next < body.end, body[next] == UInt8(ascii: "(") {
      next = body.find(UInt8(ascii: ")"), from: next) &+ 1
    }
    guard next < body.end else { return nil }
    return body.afterBlanks(next)
  }

  private static func value(at offset: Int, _ body: borrowing Line) -> Range<Int> {
    if offset < body.end, body[offset] == 0x22 {
      let close = body.find("\",", in: offset &+ 1..<body.end)
      let end = close ?? (body[body.end &- 1] == 0x22 ? max(body.end &- 1, offset &+ 1) : body.end)
      return offset &+ 1..<end
    }
    return offset..<(body.find(", ", in: offset..<body.end) ?? body.end)
  }

  private static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    record.addWeb(line, &writer)
    let type = record[.type]
    let isError = line.findLast("_ERROR", in: type) != nil || record.has(.reason)
    let isLogin = type.count >= 5 && line.has("LOGIN", at: type.lowerBound)
    let isLogout = type.count >= 6 && line.has("LOGOUT", at: type.lowerBound)
    let kind: DeviceKind = isLogin ? .login : isLogout ? .logout : .iam
    record.addKind(
      kind, verdict: .unknown, outcome: isError ? .failure : .success, verb: type, &writer)
  }

  private static let keys = KeyMap([
    ("type", .keep(.type)), ("operationType", .keep(.type)), ("ipAddress", .keep(.source)),
    ("error", .keep(.reason)), ("username", .keep(.user)), ("userId", .text(.userID)),
    ("redirect_uri", .keep(.url)), ("realmId", .text(.userDomain)), ("realmName", .nothing),
  ])
}
