import Detect

/// Records of the Linux audit system: `type=SYSCALL msg=audit(1767574800.123:42): arch=… comm="…"`,
/// as auditd writes them to its file and `audisp-syslog` to syslog, as the kernel logs them
/// (`audit: type=1400 audit(…): …`), and as journald forwards them (`audit[1]: USER_LOGIN pid=…`).
///
/// Format: https://github.com/linux-audit/audit-documentation. Fields keep their own names, by
/// which published rules ask for them, and the few that ECS has are also written under its names.
/// Several records of one event, each a line, may come as one record.
package enum Audit {
  package static let decoder = Decoder(
    name: "auditd",
    programs: ["audispd", "audisp-syslog", "audisp-remote", "auditd", "audit", "tag_audit_log"],
    recognises: { body, _ in AuditHead(body, at: body.start) != nil }, decode: decode)

  static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    var record = AuditRecord()
    var start = body.start
    var count = 0
    while start < body.end, count < AuditRecord.recordsMaximum {
      let end = body.find(0x0a, from: start)
      let line = body.part(start..<end)
      if let head = AuditHead(line, at: start) ?? journalHead(line, context, writer) {
        record.read(line, head, &writer)
        count &+= 1
      } else if count == 0 {
        return .notMine
      }
      start = end &+ 1
    }
    guard count > 0 else { return .notMine }
    record.finish(body, &writer)
    return record.isContradictory ? .malformed : .event
  }

  /// `USER_LOGIN pid=…` of the program `audit`: journald keeps time and serial to itself.
  private static func journalHead(
    _ line: borrowing Line, _ context: borrowing DecodeContext, _ writer: borrowing EventWriter
  ) -> AuditHead? {
    guard context.program.count == 5 else { return nil }
    let program = writer.arenaLine(context.program)
    guard program.equals("audit", in: program.range) else { return nil }
    var head = AuditHead(next: line.find(0x20, from: line.start))
    head.type = line.start..<head.next
    return AuditKind(type: head.type, in: line) == nil ? nil : head
  }
}

/// What begins an audit record.
struct AuditHead {
  /// `type`, and its value: a name, or a number in the kernel's log.
  var key = 0..<0
  var type = 0..<0
  var node = 0..<0
  var epoch = 0..<0
  var serial = 0..<0
  /// Where the pairs begin.
  var next: Int

  fileprivate init(next: Int) { self.next = next }

  /// Nil when no audit record begins at `offset`.
  ///
  /// - Complexity: O(1): at most some 300 bytes are looked at, and one where it is none.
  init?(_ line: borrowing Line, at offset: Int) {
    next = line.afterBlanks(offset)
    guard next < line.end else { return nil }
    switch line[next] {
    case UInt8(ascii: "t"), UInt8(ascii: "n"): break
    case UInt8(ascii: "["):
      // The kernel's stamp.
      let close = line.find(UInt8(ascii: "]"), in: next..<min(next &+ 24, line.end))
      next = line.afterBlanks(close &+ 1)
      guard line.has("audit: ", at: next) else { return nil }
      next &+= 7
    case UInt8(ascii: "a"):
      if line.has("audit: ", at: next) { next &+= 7 }
      guard line.has("type=", at: next) || line.has("audit(", at: next) else { return nil }
    default: return nil
    }
    guard readNames(line), readStamp(line) else { return nil }
  }

  private mutating func readNames(_ line: borrowing Line) -> Bool {
    if line.has("node=", at: next) {
      let end = line.find(0x20, in: next..<min(next &+ 260, line.end))
      node = next &+ 5..<end
      next = min(end &+ 1, line.end)
    }
    if line.has("type=", at: next) {
      key = next..<next &+ 4
      let end = line.find(0x20, in: next..<min(next &+ 48, line.end))
      type = next &+ 5..<end
      next = min(end &+ 1, line.end)
    }
    if line.has("msg=", at: next) { next &+= 4 }
    return true
  }

  /// `audit(1767574800.123:42): `.
  private mutating func readStamp(_ line: borrowing Line) -> Bool {
    guard line.has("audit(", at: next) else { return false }
    let limit = min(next &+ 64, line.end)
    let colon = line.find(UInt8(ascii: ":"), in: next..<limit)
    let close = line.find(UInt8(ascii: ")"), in: next..<limit)
    guard colon < close, close < limit, line[next &+ 6] &- 0x30 < 10 else { return false }
    epoch = next &+ 6..<colon
    serial = colon &+ 1..<close
    next = close &+ 1
    if next < line.end, line[next] == UInt8(ascii: ":") { next &+= 1 }
    return true
  }
}
