import Detect

// RFC 3164: `Mmm dd hh:mm:ss HOST TAG[PID]: MSG`, and what devices make of it.

extension SyslogHeader {
  /// Reads from the time on. False, and nothing is changed, when there is no time.
  mutating func readBSD(
    _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference
  ) -> Bool {
    guard offset < line.end else { return false }
    var start = offset
    var origin = 0..<0
    var text = line.headerTime(at: start, clock)
    if text == nil {
      (start, origin) = line.afterSequence(at: offset)
      guard start > offset || origin.count > 0 else { return false }
      text = line.headerTime(at: start, clock)
    }
    guard let text else { return false }
    time = text.time
    if !origin.isEmpty { host = origin }
    // After a weekday stands a priority, where a host would be.
    let isUsual = line[start] < UInt8(ascii: "A") ? true : line.month(at: start) > 0
    if isUsual, readPlainTail(line, at: text.end) { return true }
    readAfterTime(line, at: text.end)
    return true
  }

  /// ` HOST TAG[PID]: ` and ` HOST TAG: ` in one go, which is what nearly all records have. False,
  /// and nothing is changed, when anything is out of the ordinary.
  @inline(__always) private mutating func readPlainTail(
    _ line: borrowing Line, at offset: Int
  ) -> Bool {
    let end = line.end
    guard offset < end, line[offset] == 0x20 else { return false }
    let hostEnd = line.skipName(in: offset &+ 1..<end, colon: true)
    let tag = hostEnd &+ 1
    guard hostEnd > offset &+ 2, tag < end, line[hostEnd] == 0x20,
      line[hostEnd &- 1] != UInt8(ascii: ":"), line[tag] >= UInt8(ascii: "A"),
      line[offset &+ 1] >= UInt8(ascii: "0")
    else { return false }
    let tagEnd = line.skipName(in: tag..<end)
    var next = tagEnd
    guard next < end else { return false }
    if line[next] == UInt8(ascii: "[") {
      next &+= 1
      while next < end, line[next] &- 0x30 < 10 { next &+= 1 }
      guard next > tagEnd &+ 1, next < end, line[next] == UInt8(ascii: "]") else { return false }
      processID = tagEnd &+ 1..<next
      next &+= 1
    }
    guard next &+ 2 < end, line[next] == UInt8(ascii: ":"), line[next &+ 1] == 0x20,
      line[next &+ 2] != UInt8(ascii: "["), line[next &+ 2] > 0x20
    else {
      processID = 0..<0
      return false
    }
    host = offset &+ 1..<hostEnd
    program = tag..<tagEnd
    body = next &+ 2..<end
    return true
  }

  private mutating func readAfterTime(_ line: borrowing Line, at offset: Int) {
    var next = offset
    if let zone = line.afterZoneName(at: next) {
      if zone.isUTC, let stated = time { time = stated.withOffset(minutes: 0) }
      next = zone.next
    }
    next = line.afterBlanks(next)
    if next < line.end, line[next] == UInt8(ascii: ":") {
      // Cisco without a host: `Jan 05 2026 09:00:00: %ASA-6-302013: …`.
      body = line.afterBlanks(next &+ 1)..<line.end
      return
    }
    next = readPriorityName(line, at: next)
    body = next..<line.end
    let token = line.hostToken(at: next)
    // A host's name is the common case; only a colon or a bracket can make it a tag.
    if token.isEmpty || line[token.upperBound &- 1] == UInt8(ascii: ":"),
      let tag = line.syslogTag(at: next), !line.isCiscoHost(tag)
    {
      setTag(tag, line)
    } else if !token.isEmpty {
      readHost(line, token, after: token.upperBound)
    } else if let inner = line.bracketedHost(at: next) {
      readHost(line, inner, after: inner.upperBound &+ 1)
    }
  }

  /// - Parameter offset: Where the text goes on after the host and what is around it.
  private mutating func readHost(
    _ line: borrowing Line, _ token: Range<Int>, after offset: Int
  ) {
    if line.has("Message forwarded from ", at: token.lowerBound) {
      readForwarded(line, at: token.lowerBound)
      return
    }
    setHost(token, line)
    var next = line.afterBlanks(offset)
    if next < line.end, line[next] == UInt8(ascii: ":") { next = line.afterBlanks(next &+ 1) }
    // Some devices write their name twice.
    let again = next..<next &+ token.count
    if again.upperBound < line.end, line[again.upperBound] == 0x20, line.holdsSame(again, token) {
      next = line.afterBlanks(again.upperBound)
    }
    next = readPriorityName(line, at: next)
    next = readSecondHost(line, at: next)
    next = line.afterNumber(at: next)
    body = next..<line.end
    if let tag = line.syslogTag(at: next) ?? line.spacedTag(at: next) ?? line.tagBeforeCEF(at: next)
    {
      setTag(tag, line)
    }
  }

  /// The sender's own name after the address that a relay put before it, or the address after the
  /// name. What follows must begin
  /// like a message, so that the first word of a text is not taken for a name.
  private mutating func readSecondHost(_ line: borrowing Line, at offset: Int) -> Int {
    let second = line.hostToken(at: offset)
    guard !host.isEmpty, second.count > 1, line[second.upperBound &- 1] != UInt8(ascii: ":") else {
      return offset
    }
    let isFirst = line[host.lowerBound] &- 0x30 < 10 && line.address(in: host) != nil
    // A name may also stand before the address.
    guard isFirst || line[second.lowerBound] &- 0x30 < 10 && line.address(in: second) != nil else {
      return offset
    }
    let next = line.afterBlanks(second.upperBound)
    guard line.beginsLikeMessage(at: next) else { return offset }
    if isFirst { host = second }
    return next
  }

  /// `kern.warn`, `<auth.info>`: what BSD's syslogd, OpenWrt and Kiwi write for the priority.
  private mutating func readPriorityName(_ line: borrowing Line, at offset: Int) -> Int {
    guard let name = PriorityName(line, at: offset) else { return offset }
    if priority < 0 {
      priority = name.priority
      priorityText = name.text
    }
    return line.afterBlanks(name.next)
  }

  /// Takes a host, without the colon that Cisco writes after its name; `-` is none.
  private mutating func setHost(_ token: Range<Int>, _ line: borrowing Line) {
    let last = token.upperBound &- 1
    if token.count == 1 {
      if line[last] != UInt8(ascii: "-"), line[last] != UInt8(ascii: ":") { host = token }
    } else if line[last] == UInt8(ascii: ":"), line[last &- 1] != UInt8(ascii: ":") {
      host = token.lowerBound..<last
    } else {
      host = token
    }
  }

  /// AIX: `Message forwarded from HOST: TAG[PID]: MSG`.
  private mutating func readForwarded(_ line: borrowing Line, at offset: Int) {
    guard line.has("Message forwarded from ", at: offset) else { return }
    let start = offset &+ 23
    let end = line.find(UInt8(ascii: ":"), in: start..<min(start &+ 256, line.end))
    guard end < line.end, line[end] == UInt8(ascii: ":") else { return }
    host = start..<end
    body = line.afterBlanks(end &+ 1)..<line.end
    if let tag = line.syslogTag(at: body.lowerBound) { setTag(tag, line) }
  }
}

extension Timestamp {
  /// The same wall clock read with another offset.
  func withOffset(minutes: Int16) -> Timestamp {
    let shift = Int64(offsetMinutes &- minutes) &* 60_000_000_000
    return Timestamp(
      nanoseconds: nanoseconds &+ shift, offsetMinutes: minutes, fractionDigits: fractionDigits)
  }
}

extension Line {
  /// The times that begin a header: syslog's, ISO 8601, and a year before syslog's.
  func headerTime(at offset: Int, _ clock: borrowing TimeReference) -> TimeText? {
    guard offset < end else { return nil }
    if let next = afterWeekday(at: offset), let text = syslogTime(at: next, clock),
      PriorityName(self, at: afterBlanks(text.end)) != nil
    {
      return text
    }
    if self[offset] &- 0x30 < 10 {
      return isoTime(at: offset, clock) ?? yearFirstTime(at: offset, clock)
        ?? journalEpoch(at: offset)
    }
    if let text = syslogTime(at: offset, clock) { return text }
    // `journalctl -o short-full`.
    if let next = afterWeekday(at: offset), next < end, self[next] &- 0x30 < 10 {
      return isoTime(at: next, clock)
    }
    let byte = self[offset]
    if byte == UInt8(ascii: "@") { return tai64nTime(at: offset) }
    guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: ".") else { return nil }
    return syslogTime(at: offset &+ 1, clock)
  }

  /// TAI64N, as multilog and s6-log write it: `@`, 16 hexadecimal digits of seconds from 2^62 + 10
  /// on and 8 of nanoseconds, then a blank (https://cr.yp.to/libtai/tai64.html, and
  /// https://cr.yp.to/daemontools/tai64n.html for the ten seconds).
  private func tai64nTime(at offset: Int) -> TimeText? {
    let next = offset &+ 25
    guard next < end, self[next] == 0x20 else { return nil }
    var value: (seconds: UInt64, nanoseconds: UInt64) = (0, 0)
    for place in offset &+ 1..<next {
      guard let digit = hexDigit(at: place) else { return nil }
      if place < offset &+ 17 {
        value.seconds = value.seconds &<< 4 | UInt64(digit)
      } else {
        value.nanoseconds = value.nanoseconds &<< 4 | UInt64(digit)
      }
    }
    let seconds = Int64(bitPattern: value.seconds &- (1 << 62 + 10))
    guard (0...Timestamp.secondsMaximum).contains(seconds), value.nanoseconds < 1_000_000_000
    else { return nil }
    return TimeText(
      time: Timestamp(
        nanoseconds: seconds &* 1_000_000_000 &+ Int64(value.nanoseconds), fractionDigits: 9),
      end: next)
  }

  /// `journalctl -o short-unix`: seconds with six digits of a fraction, before a host and a tag.
  private func journalEpoch(at offset: Int) -> TimeText? {
    guard offset &+ 24 < end, self[offset &+ 10] == UInt8(ascii: "."), self[offset &+ 17] == 0x20,
      let text = epochTime(at: offset), text.end == offset &+ 17
    else { return nil }
    let host = hostToken(at: offset &+ 18)
    return !host.isEmpty && syslogTag(at: host.upperBound &+ 1) != nil ? text : nil
  }

  /// After Cisco IOS's `45: ` and `45: host: `: where the time would begin, and the host.
  func afterSequence(at offset: Int) -> (next: Int, host: Range<Int>) {
    var next = afterNumber(at: offset)
    if next == offset, self[offset] &- 0x30 < 10 { return (offset, 0..<0) }
    var host = 0..<0
    let token = hostToken(at: next)
    if token.count > 1, self[token.upperBound &- 1] == UInt8(ascii: ":"),
      token.upperBound < end, self[token.upperBound] == 0x20
    {
      host = token.lowerBound..<token.upperBound &- 1
      next = token.upperBound &+ 1
    }
    return (next, host)
  }

  /// ` CST:` after a time: a zone's name and where the text goes on, before the colon.
  func afterZoneName(at offset: Int) -> (isUTC: Bool, next: Int)? {
    guard offset &+ 3 < end, self[offset] == 0x20 else { return nil }
    var next = offset &+ 1
    while next < end, self[next] &- 0x41 < 26, next &- offset <= 5 { next &+= 1 }
    guard next < end, self[next] == UInt8(ascii: ":"), next &- offset >= 2 else { return nil }
    let name = offset &+ 1..<next
    if equals("UTC", in: name) || equals("GMT", in: name) || equals("Z", in: name) {
      return (true, next)
    }
    // Names of zones end in T (CST, CEST), but for Moscow's.
    let isZone = name.count >= 3 && self[next &- 1] == UInt8(ascii: "T")
    return isZone || equals("MSK", in: name) ? (false, next) : nil
  }
}
