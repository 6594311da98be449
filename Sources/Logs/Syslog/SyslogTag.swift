import Detect

/// A program name with its process number, and where the text goes on after its colon.
struct SyslogTag {
  var program: Range<Int>
  var processID: Range<Int>
  var next: Int
}

extension Line {
  /// The offset of the first byte of `range` that cannot be in a program's or host's name: anything
  /// but a letter, a digit or one of `# % + - . / @ _ ~`, and, where `colon`, the colon.
  @inline(__always) func skipName(in range: Range<Int>, colon: Bool = false) -> Int {
    let low: UInt64 = colon ? 0x07ff_e828_0000_0000 : 0x03ff_e828_0000_0000
    return skip(low: low, high: 0x47ff_fffe_87ff_ffff, in: range)
  }

  /// The tag that begins at `offset`: `name: `, `name[pid]: ` or `name[pid] `, the name also with
  /// `/ - _ . @` and parentheses (`pam_unix(sshd:auth)`). Nil when there is none.
  func syslogTag(at offset: Int) -> SyslogTag? {
    var next = offset
    let limit = min(end, offset &+ 128)
    // Cisco's `%ASA-6-302013: ` begins the body.
    if next < limit, self[next] == UInt8(ascii: "%") { return nil }
    while true {
      next = skipName(in: next..<limit)
      guard next < limit else { return nil }
      let byte = self[next]
      if byte == UInt8(ascii: "[") {
        return next > offset ? tagWithNumber(offset..<next) : nil
      } else if byte == UInt8(ascii: ":") {
        if endsTag(colon: next) {
          guard next > offset, self[next &- 1] != UInt8(ascii: ":") else { return nil }
          return SyslogTag(program: offset..<next, processID: next..<next, next: next &+ 1)
        }
        next &+= 1
      } else if byte == UInt8(ascii: "(") {
        guard let close = closingParenthesis(from: next &+ 1, limit: limit) else { return nil }
        next = close &+ 1
      } else {
        return nil
      }
    }
  }

  /// Whether the colon is followed by a blank, the end, or a kernel's uptime in brackets.
  private func endsTag(colon: Int) -> Bool {
    guard colon &+ 1 < end else { return true }
    return self[colon &+ 1] == 0x20 || self[colon &+ 1] == UInt8(ascii: "[")
  }

  private func closingParenthesis(from offset: Int, limit: Int) -> Int? {
    var next = offset
    while next < limit, self[next] != 0x20, self[next] != UInt8(ascii: ")") { next &+= 1 }
    return next < limit && self[next] == UInt8(ascii: ")") ? next : nil
  }

  /// `[pid]:` or `[pid] ` after a name.
  private func tagWithNumber(_ name: Range<Int>) -> SyslogTag? {
    let start = name.upperBound &+ 1
    var next = start
    while next < end, self[next] > 0x20, self[next] != UInt8(ascii: "]"), next &- start < 32 {
      next &+= 1
    }
    guard next > start, next < end, self[next] == UInt8(ascii: "]") else { return nil }
    let number = start..<next
    next &+= 1
    if next < end, self[next] == UInt8(ascii: ":") {
      next &+= 1
    } else if next < end, self[next] != 0x20 {
      return nil
    }
    return SyslogTag(program: name, processID: number, next: next)
  }

  /// `Two Words[pid]: `, as macOS writes; the first begins with a capital.
  func spacedTag(at offset: Int) -> SyslogTag? {
    guard offset < end, self[offset] &- 0x41 < 26 else { return nil }
    var next = offset
    let limit = min(end, offset &+ 64)
    repeat {
      next = skipName(in: min(afterBlanks(next), limit)..<limit)
    } while next < limit && self[next] == 0x20
    guard next < limit, self[next] == UInt8(ascii: "["), self[next &- 1] != 0x20,
      let tag = tagWithNumber(offset..<next), self[tag.next &- 1] == UInt8(ascii: ":"),
      unsigned(in: tag.processID) != nil
    else { return nil }
    return tag
  }

  /// `name CEF:0|` and `name -: CEF:0|`: products that forget the colon after their name.
  func tagBeforeCEF(at offset: Int) -> SyslogTag? {
    let name = hostToken(at: offset)
    guard !name.isEmpty, self[name.upperBound &- 1] != UInt8(ascii: ":") else { return nil }
    var next = afterBlanks(name.upperBound)
    if has("-: ", at: next) { next = afterBlanks(next &+ 3) }
    guard has("CEF:", at: next) else { return nil }
    return SyslogTag(program: name, processID: name.upperBound..<name.upperBound, next: next)
  }

  /// Whether what looks like a tag is the name of a Cisco device: `fw1: %ASA-…`.
  func isCiscoHost(_ tag: SyslogTag) -> Bool {
    guard tag.processID.isEmpty else { return false }
    let next = afterBlanks(tag.next)
    return next &+ 1 < end && self[next] == UInt8(ascii: "%") && self[next &+ 1] &- 0x41 < 26
  }

  /// A host name or address at `offset`, up to the next blank; empty when it cannot be one. The
  /// colon after a Cisco host's name is not part of it.
  func hostToken(at offset: Int) -> Range<Int> {
    let limit = min(end, offset &+ 256)
    let next = skipName(in: offset..<limit, colon: true)
    guard next > offset, next == end || self[next] == 0x20 || self[next] == 0x09,
      self[offset] != UInt8(ascii: "%"),
      self[offset] != UInt8(ascii: "/")
    else { return offset..<offset }
    return offset..<next
  }

  /// After Cisco IOS's sequence number `45: `, or `offset` when there is none.
  func afterNumber(at offset: Int) -> Int {
    var next = offset
    while next < end, self[next] &- 0x30 < 10, next &- offset < 12 { next &+= 1 }
    return next > offset && has(": ", at: next) ? next &+ 2 : offset
  }

  @inline(__always) func afterBlanks(_ offset: Int) -> Int {
    var next = offset
    while next < end, self[next] == 0x20 || self[next] == 0x09 { next &+= 1 }
    return next
  }

  /// After Solaris's `[ID 800047 auth.info] `.
  func afterSolarisID(_ offset: Int) -> Int {
    guard offset < end, self[offset] == UInt8(ascii: "["), has("[ID ", at: offset) else {
      return offset
    }
    let close = find(UInt8(ascii: "]"), in: offset..<min(offset &+ 48, end))
    guard close < end, self[close] == UInt8(ascii: "]") else { return offset }
    return afterBlanks(close &+ 1)
  }
}
