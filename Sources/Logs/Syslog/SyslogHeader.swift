import Detect

/// What stands before the message of a syslog record, as far as it is there.
///
/// RFC 3164 (BSD) as it really looks, and RFC 5424. The header never hides the body: what cannot be
/// a part of a header begins the body. Ranges are empty for what is missing.
struct SyslogHeader: ~Copyable {
  /// The message: after the header, without the blanks before it.
  var body = 0..<0
  /// Whether there was anything of a header.
  var isPresent = false
  /// 0 to 191, or −1.
  var priority = -1
  var priorityText = 0..<0
  /// Of RFC 5424; where it was lost, the time stands for it.
  var version = 0..<0
  var time: Timestamp?
  var host = 0..<0
  var program = 0..<0
  var processID = 0..<0
  /// Whether a wireless controller of Cisco's wrote it, whose programs are tasks.
  var isController = false
  var messageID = 0..<0
  var structuredData = 0..<0
  /// How many equal messages it stands for ("message repeated 3 times").
  var repetitions: UInt32 = 1

  /// Reads the header of the record.
  ///
  /// - Complexity: O(length of the header); allocates nothing.
  init(_ line: borrowing Line, _ clock: borrowing TimeReference) {
    body = line.range
    read(line, at: line.afterOctetCount(), clock, isNested: false)
    unwrapRepetition(line)
  }

  /// Reads a header at `offset`; a second one, which a relay wrapped, overrides what it states.
  private mutating func read(
    _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference, isNested: Bool
  ) {
    let next = readPriority(line, at: offset)
    if readVersion5424(line, at: next, clock)
      || priority >= 0 && readVersionless5424(line, at: next, clock)
    {
      isPresent = true
    } else if priority >= 0, SyslogHeader.mayBeginCiscoParts(line, at: next),
      readCiscoParts(line, at: next, clock)
    {
      return
    } else if readBSD(line, at: next, clock) {
      isPresent = true
      settleCisco(line, clock)
    } else {
      body = line.afterBlanks(next)..<line.end
      if priority >= 0, !readController(line, at: body.lowerBound, clock) {
        readWithoutTime(line, at: body.lowerBound)
      }
    }
    if program.isEmpty, isPresent, !isNested, beginsHeader(line, at: body.lowerBound) {
      read(line, at: body.lowerBound, clock, isNested: true)
    }
  }

  /// `<n>` of one to three digits, 0 to 191, without a leading zero; anything else is no priority.
  private mutating func readPriority(_ line: borrowing Line, at offset: Int) -> Int {
    guard offset < line.end, line[offset] == UInt8(ascii: "<") else { return offset }
    var next = offset &+ 1
    var value = 0
    while next < line.end, line[next] &- 0x30 < 10, next &- offset <= 3 {
      value = value &* 10 &+ Int(line[next] &- 0x30)
      next &+= 1
    }
    let digits = next &- offset &- 1
    guard digits > 0, next < line.end, line[next] == UInt8(ascii: ">"), value <= 191,
      digits == 1 || line[offset &+ 1] != 0x30
    else { return offset }
    if priority < 0 {
      priority = value
      priorityText = offset &+ 1..<next
    }
    isPresent = true
    return next &+ 1
  }

  /// Whether a syslog header begins at `offset`: strictly, since it may be text of a message.
  private func beginsHeader(_ line: borrowing Line, at offset: Int) -> Bool {
    guard offset &+ 16 <= line.end else { return false }
    if line[offset] == UInt8(ascii: "<") { return line[offset &+ 1] &- 0x30 < 10 }
    if line.month(at: offset) > 0 { return line[offset &+ 3] == 0x20 }
    let isVersion = line.has("1 ", at: offset)
    let date = isVersion ? offset &+ 2 : offset
    return line.year(at: date) != nil && line[date &+ 4] == 0x2d
      && line.find("T", in: date &+ 10..<date &+ 11) != nil
  }

  /// `[host] program[n]: ` after a priority, when the record has no time.
  private mutating func readWithoutTime(_ line: borrowing Line, at offset: Int) {
    if let tag = line.syslogTag(at: offset) {
      setTag(tag, line)
      return
    }
    let token = line.hostToken(at: offset)
    guard !token.isEmpty else { return }
    let next = line.afterBlanks(token.upperBound)
    guard let tag = line.syslogTag(at: next), !tag.processID.isEmpty else { return }
    host = token
    setTag(tag, line)
  }

  /// `[host] program[n]: ` at the very beginning, where a time was cut off: taken only for a program
  /// that has a decoder, since nothing else says that this is a header.
  mutating func readKnownTag(_ line: borrowing Line, _ programs: borrowing ProgramTable) {
    var token = body.lowerBound..<body.lowerBound
    var found = line.syslogTag(at: token.lowerBound)
    if found == nil {
      token = line.hostToken(at: token.lowerBound)
      guard !token.isEmpty else { return }
      found = line.syslogTag(at: line.afterBlanks(token.upperBound))
    }
    guard let tag = found, line.unsigned(in: tag.processID) != nil,
      line[tag.next &- 1] == UInt8(ascii: ":"),
      programs.decoder(of: tag.program, in: line) >= 0
    else { return }
    isPresent = true
    host = token
    setTag(tag, line)
  }

  mutating func setTag(_ tag: SyslogTag, _ line: borrowing Line) {
    program = tag.program
    processID = tag.processID
    body = line.afterSolarisID(line.afterBlanks(tag.next))..<line.end
  }
}

extension Line {
  /// After the length that RFC 6587 puts before a message (`58 <13>…`), where a relay wrote it to a
  /// file; the line's start when there is none.
  fileprivate func afterOctetCount() -> Int {
    guard count > 8, self[start] &- 0x31 < 9 else { return start }
    var next = start &+ 1
    while next < start &+ 6, self[next] &- 0x30 < 10 { next &+= 1 }
    let isMessage =
      self[next] == 0x20 && self[next &+ 1] == UInt8(ascii: "<") && self[next &+ 2] &- 0x30 < 10
    return isMessage ? next &+ 1 : start
  }
}

extension SyslogHeader {
  /// Strips `message repeated n times: [ … ]` from around the message, and counts it.
  private mutating func unwrapRepetition(_ line: borrowing Line) {
    guard isPresent, body.count > 20 else { return }
    let first = line[body.lowerBound]
    if first == UInt8(ascii: "m"), line.has("message repeated ", at: body.lowerBound) {
      guard let count = repetitionCount(line, from: body.lowerBound &+ 17),
        line.has(" times: [", at: count.next), line[body.upperBound &- 1] == UInt8(ascii: "]")
      else { return }
      repetitions = count.value
      body = line.trimmed(count.next &+ 9..<body.upperBound &- 1)
    } else if first == UInt8(ascii: "l"), line.has("last message repeated ", at: body.lowerBound),
      let count = repetitionCount(line, from: body.lowerBound &+ 22)
    {
      repetitions = count.value
    }
  }

  /// The count that stands before ` times`, at most nine digits, and where it ends.
  private func repetitionCount(
    _ line: borrowing Line, from offset: Int
  ) -> (value: UInt32, next: Int)? {
    let end = line.find(0x20, in: offset..<min(offset &+ 10, body.upperBound))
    guard let count = line.unsigned(in: offset..<end), count >= 1, count < 1_000_000_000,
      line.has(" times", at: end)
    else { return nil }
    return (UInt32(count), end)
  }
}
