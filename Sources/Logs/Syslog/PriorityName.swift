import Detect

/// A priority in words, `local0.info` or `<auth.notice>`, with the names of syslog.conf(5), case
/// aside.
struct PriorityName {
  let priority: Int
  /// Without its brackets.
  let text: Range<Int>
  /// The offset after it.
  let next: Int

  /// Reads the word at `offset`; nil when it is no priority.
  ///
  /// - Complexity: O(1); most words end at their first letter.
  init?(_ line: borrowing Line, at offset: Int) {
    guard offset < line.end else { return nil }
    let isBracketed = line[offset] == UInt8(ascii: "<")
    let start = isBracketed ? offset &+ 1 : offset
    let limit = min(line.end, start &+ 9)
    // Letters and digits.
    let dot = line.skip(
      low: 0x03ff_0000_0000_0000, high: 0x07ff_fffe_07ff_fffe, in: start..<limit)
    guard dot > start, dot < limit, line[dot] == UInt8(ascii: ".") else { return nil }
    let facility = PriorityName.facilities.code(of: start..<dot, in: line)
    guard facility > 0 else { return nil }
    var end = dot &+ 1
    while end < line.end, (line[end] | 0x20) &- 0x61 < 26, end &- dot < 16 { end &+= 1 }
    let severity = PriorityName.severities.code(of: dot &+ 1..<end, in: line)
    guard severity > 0 else { return nil }
    text = start..<end
    if isBracketed {
      guard end < line.end, line[end] == UInt8(ascii: ">") else { return nil }
      end &+= 1
    }
    if end < line.end, line[end] != 0x20, line[end] != 0x09 { return nil }
    next = end
    priority = (Int(facility) &- 1) &* 8 &+ Int(severity) &- 1
  }

  /// Codes from 1, a facility's and a severity's number and one.
  private static let facilities = KeyTable(
    [
      ("kern", 1), ("user", 2), ("mail", 3), ("daemon", 4), ("auth", 5), ("security", 5),
      ("syslog", 6), ("lpr", 7), ("news", 8), ("uucp", 9), ("cron", 10), ("authpriv", 11),
      ("ftp", 12), ("ntp", 13), ("audit", 14), ("alert", 15), ("clock", 16), ("local0", 17),
      ("local1", 18), ("local2", 19), ("local3", 20), ("local4", 21), ("local5", 22),
      ("local6", 23), ("local7", 24), ("kernel", 1), ("system", 4),
    ].map { ($0.0, UInt8($0.1)) }, folds: true)

  private static let severities = KeyTable(
    [
      ("emerg", 1), ("panic", 1), ("emergency", 1), ("alert", 2), ("crit", 3), ("critical", 3),
      ("err", 4), ("error", 4), ("warn", 5), ("warning", 5), ("notice", 6), ("info", 7),
      ("informational", 7), ("debug", 8),
    ].map { ($0.0, UInt8($0.1)) }, folds: true)
}

extension Line {
  /// The host in `[192.0.2.1]` at `offset`, or nil.
  func bracketedHost(at offset: Int) -> Range<Int>? {
    guard offset < end, self[offset] == UInt8(ascii: "[") else { return nil }
    let close = find(UInt8(ascii: "]"), in: offset..<min(end, offset &+ 48))
    guard close < end, self[close] == UInt8(ascii: "]"),
      close &+ 1 == end || self[close &+ 1] == 0x20,
      address(in: offset &+ 1..<close) != nil
    else { return nil }
    return offset &+ 1..<close
  }

  /// Whether a message begins at `offset` beyond doubt: a tag with a number, the kernel's, a Cisco
  /// code, `key=value`, CEF or LEEF.
  func beginsLikeMessage(at offset: Int) -> Bool {
    guard offset < end else { return false }
    if self[offset] == UInt8(ascii: "%") { return true }
    if let tag = syslogTag(at: offset) {
      return !tag.processID.isEmpty || equals("kernel", in: tag.program)
    }
    let word = skipName(in: offset..<min(end, offset &+ 32))
    if word > offset, word < end, self[word] == UInt8(ascii: "=") { return true }
    return has("CEF:", at: offset) || has("LEEF:", at: offset)
  }
}
