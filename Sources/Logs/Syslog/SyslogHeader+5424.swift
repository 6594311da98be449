import Detect

// RFC 5424 section 6: `VERSION SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP SD [SP
// MSG]`.

extension SyslogHeader {
  /// Reads from the version on. False, and nothing is changed, when it is no such header.
  mutating func readVersion5424(
    _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference
  ) -> Bool {
    guard offset &+ 3 < line.end, line[offset] &- 0x31 < 9 else { return false }
    var next = offset &+ 1
    while next < line.end, line[next] &- 0x30 < 10, next &- offset < 3 { next &+= 1 }
    guard next &+ 1 < line.end, line[next] == 0x20 else { return false }
    let version = offset..<next
    next &+= 1
    if line.has("- ", at: next), priority >= 0 {
      next &+= 2
    } else {
      guard let text = line.isoTime(at: next, clock), line[next &+ 10] | 0x20 == 0x74,
        text.end < line.end, line[text.end] == 0x20
      else { return false }
      time = text.time
      next = text.end &+ 1
    }
    self.version = version
    body = next..<line.end
    readNames(line, at: next)
    return true
  }

  /// The same without the version, as relays make it that lost it: only where a time with a `T`, a
  /// host and a program are followed by a number or `-`, an identifier, and structured data or `-`.
  /// False, and nothing is changed, when it is no such header.
  mutating func readVersionless5424(
    _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference
  ) -> Bool {
    let start = line.afterBlanks(offset)
    guard start < line.end, line[start] &- 0x30 < 10, let text = line.isoTime(at: start, clock),
      line[start &+ 10] == UInt8(ascii: "T"), text.end < line.end
    else { return false }
    // Some write both an offset and a `Z`.
    var next = line.has("Z ", at: text.end) ? text.end &+ 2 : text.end &+ 1
    guard line[next &- 1] == 0x20 else { return false }
    let names = next
    guard let host = line.headerWord(at: &next, limit: 255), !host.isEmpty,
      line.hasNames5424(at: next), line.headerWord(at: &next, limit: 48) != nil,
      let process = line.headerWord(at: &next, limit: 128),
      process.isEmpty || line.unsigned(in: process) != nil,
      line.headerWord(at: &next, limit: 32) != nil, next &+ 1 < line.end,
      line[next] == UInt8(ascii: "[") || line.has("- ", at: next)
    else { return false }
    time = text.time
    version = start..<text.end
    body = names..<line.end
    readNames(line, at: names)
    return true
  }

  /// From the message's identifier on, when structured data, well formed or not, follows it; empty
  /// otherwise.
  func dataRange(in line: borrowing Line) -> Range<Int> {
    guard !version.isEmpty else { return 0..<0 }
    let data = structuredData.isEmpty ? body.lowerBound : structuredData.lowerBound
    guard data < line.end, line[data] == UInt8(ascii: "[") else { return 0..<0 }
    let isNamed = messageID.lowerBound > version.lowerBound
    return (isNamed ? messageID.lowerBound : data)..<line.end
  }

  private mutating func readNames(_ line: borrowing Line, at offset: Int) {
    var next = offset
    guard let host = line.headerWord(at: &next, limit: 255) else { return }
    if !host.isEmpty { self.host = host }
    body = next..<line.end
    guard line.hasNames5424(at: next) else {
      // The rest is as in RFC 3164, or the message itself.
      body = line.afterBlanks(next)..<line.end
      if let tag = line.syslogTag(at: body.lowerBound) { setTag(tag, line) }
      return
    }
    guard let program = line.headerWord(at: &next, limit: 48) else { return }
    if !program.isEmpty { self.program = program }
    body = next..<line.end
    guard let processID = line.headerWord(at: &next, limit: 128) else { return }
    if !processID.isEmpty { self.processID = processID }
    body = next..<line.end
    guard let messageID = line.headerWord(at: &next, limit: 32) else { return }
    self.messageID = messageID
    body = next..<line.end
    readStructuredData(line, at: next)
  }

  private mutating func readStructuredData(_ line: borrowing Line, at offset: Int) {
    guard let end = line.afterStructuredData(at: offset) else { return }
    if end &- offset > 1 { structuredData = offset..<end }
    var next = end
    if next < line.end { next &+= 1 }
    if line.has("\u{feff}", at: next) { next &+= 3 }
    body = line.afterBlanks(next)..<line.end
    // A relay that knows no program leaves it to the message.
    if program.isEmpty, let tag = line.syslogTag(at: body.lowerBound) { setTag(tag, line) }
  }
}

extension Line {
  /// Whether `APP-NAME PROCID MSGID` begin at `offset`, and not a message: a name has no colon, no
  /// bracket and no `=`.
  fileprivate func hasNames5424(at offset: Int) -> Bool {
    let name = skipName(in: offset..<end)
    return name > offset && (name == end || self[name] == 0x20) && self[offset] != 0x25
  }

  /// The word at `offset`, which then moves past the blank after it: empty for `-`; nil, and
  /// nothing moves, when it is empty, too long or not printable ASCII.
  func headerWord(at offset: inout Int, limit: Int) -> Range<Int>? {
    var next = offset
    while next < end, self[next] > 0x20, self[next] < 0x7f { next &+= 1 }
    let word = offset..<next
    guard !word.isEmpty, word.count <= limit, next == end || self[next] == 0x20 else { return nil }
    offset = min(next &+ 1, end)
    return word.count == 1 && self[word.lowerBound] == UInt8(ascii: "-") ? next..<next : word
  }

  /// The offset after `-` or the structured-data elements at `offset`; nil when they are not well
  /// formed, or no blank or end follows.
  func afterStructuredData(at offset: Int) -> Int? {
    guard offset < end else { return nil }
    var next = offset
    if self[next] == UInt8(ascii: "-") {
      next &+= 1
    } else {
      while next < end, self[next] == UInt8(ascii: "[") {
        guard let after = afterElement(at: next) else { return nil }
        next = after
      }
      if next == offset { return nil }
    }
    return next == end || self[next] == 0x20 ? next : nil
  }

  /// The offset after one `[SD-ID name="value" …]`.
  private func afterElement(at offset: Int) -> Int? {
    guard var next = afterName(at: offset &+ 1) else { return nil }
    while next < end, self[next] == 0x20 {
      guard let afterName = afterName(at: next &+ 1), has("=\"", at: afterName),
        let after = afterValue(at: afterName &+ 2)
      else { return nil }
      next = after
    }
    return next < end && self[next] == UInt8(ascii: "]") ? next &+ 1 : nil
  }

  /// The offset after an SD-NAME: 1 to 32 printable characters but `=`, `]` and `"`.
  private func afterName(at offset: Int) -> Int? {
    var next = offset
    while next < end, self[next] > 0x20, self[next] < 0x7f, self[next] != UInt8(ascii: "="),
      self[next] != UInt8(ascii: "]"), self[next] != UInt8(ascii: "\"")
    {
      next &+= 1
    }
    return next > offset && next &- offset <= 32 ? next : nil
  }

  /// The offset after a PARAM-VALUE and its closing quote. `\"`, `\\` and `\]` are escapes; a
  /// backslash before anything else is itself.
  private func afterValue(at offset: Int) -> Int? {
    var next = offset
    while next < end {
      let byte = self[next]
      if byte == UInt8(ascii: "\"") { return next &+ 1 }
      if byte == UInt8(ascii: "]") { return nil }
      let isEscape =
        byte == UInt8(ascii: "\\") && next &+ 1 < end
        && (self[next &+ 1] == 0x22 || self[next &+ 1] == 0x5c || self[next &+ 1] == 0x5d)
      next &+= isEscape ? 2 : 1
    }
    return nil
  }
}
