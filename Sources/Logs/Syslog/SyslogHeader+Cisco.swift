import Detect

// What stands before a message of Cisco IOS and NX-OS: sequence numbers, the device's name, its
// uptime or the time with a zone, each with a colon: `45: gw1: 000046: 2y10w: %SYS-5-CONFIG_I: …`.

extension SyslogHeader {
  /// Reads such parts from `offset` up to a `%`. False, and nothing is changed, when anything else
  /// stands there.
  ///
  /// - Complexity: O(1); at most some 160 bytes are looked at.
  mutating func readCiscoParts(
    _ line: borrowing Line, at offset: Int, _ clock: borrowing TimeReference
  ) -> Bool {
    var next = offset
    var name = 0..<0
    var stamp: Timestamp?
    for _ in 0..<6 {
      while next < line.end, line[next] == 0x20 || line[next] == UInt8(ascii: ":") { next &+= 1 }
      guard next &+ 1 < line.end, next &- offset < 160 else { return false }
      if line[next] == UInt8(ascii: "%") {
        guard line[next &+ 1] &- 0x41 < 26 else { return false }
        if !name.isEmpty { host = name }
        if let stamp { time = stamp }
        body = next..<line.end
        isPresent = true
        return true
      }
      let number = line.afterNumber(at: next)
      if number > next {
        next = number
      } else if let text = line.headerTime(at: next, clock) {
        guard stamp == nil else { return false }
        stamp = text.time
        next = line.afterCiscoZone(at: text.end, &stamp)
      } else {
        let token = line.hostToken(at: next)
        guard token.count > 1, line[token.upperBound &- 1] == UInt8(ascii: ":") else {
          return false
        }
        let word = token.lowerBound..<token.upperBound &- 1
        if !line.isUptime(word), !line.isZoneName(word) {
          guard name.isEmpty else { return false }
          name = word
        }
        next = token.upperBound
      }
    }
    return false
  }

  /// Whether the parts may begin here: a number and a colon, or a colon.
  static func mayBeginCiscoParts(_ line: borrowing Line, at offset: Int) -> Bool {
    guard offset &+ 4 < line.end else { return false }
    return line[offset] == UInt8(ascii: ":") || line.afterNumber(at: offset) > offset
  }

  /// What a zone's name was taken for, and a second time after the host.
  mutating func settleCisco(_ line: borrowing Line, _ clock: borrowing TimeReference) {
    guard body.lowerBound &+ 4 < body.upperBound, processID.isEmpty else { return }
    let first = line[body.lowerBound]
    if program.isEmpty {
      let isYear = first == UInt8(ascii: "2") && line[body.lowerBound &+ 4] == 0x20
      if isYear { _ = readCiscoParts(line, at: body.lowerBound, clock) }
    } else if first == UInt8(ascii: "%"), line[body.lowerBound &+ 1] &- 0x41 < 26,
      line.isZoneName(program)
    {
      program = 0..<0
    }
  }
}

extension Line {
  /// `2y10w`, `1d03h`, `00:00:12` are how long a device runs.
  fileprivate func isUptime(_ word: Range<Int>) -> Bool {
    guard word.count >= 3, self[word.lowerBound] &- 0x30 < 10 else { return false }
    for index in word {
      let byte = self[index]
      let isUnit =
        byte == UInt8(ascii: "y") || byte == UInt8(ascii: "w") || byte == UInt8(ascii: "d")
        || byte == UInt8(ascii: "h") || byte == UInt8(ascii: ":")
      if !isUnit, byte &- 0x30 >= 10 { return false }
    }
    return true
  }

  /// `UTC`, `AEST`, `mdt`: letters, the last a T or a C.
  fileprivate func isZoneName(_ word: Range<Int>) -> Bool {
    guard (3...5).contains(word.count) else { return false }
    for index in word where (self[index] | 0x20) &- 0x61 >= 26 { return false }
    let last = self[word.upperBound &- 1] | 0x20
    return last == UInt8(ascii: "t") || equals("UTC", in: word)
  }

  /// After ` UTC`, ` UTC+1`, ` mdt` behind a time. Only UTC says an offset for certain.
  fileprivate func afterCiscoZone(at offset: Int, _ stamp: inout Timestamp?) -> Int {
    guard offset < end, self[offset] == 0x20 else { return offset }
    var next = offset &+ 1
    while next < end, (self[next] | 0x20) &- 0x61 < 26 { next &+= 1 }
    let name = offset &+ 1..<next
    guard !name.isEmpty else { return offset }
    if equals("UTC", in: name) || equals("GMT", in: name), next < end,
      self[next] == UInt8(ascii: ":")
    {
      stamp = stamp?.withOffset(minutes: 0)
    }
    while next < end,
      self[next] &- 0x30 < 10 || self[next] == UInt8(ascii: "+")
        || self[next] == UInt8(ascii: "-")
    {
      next &+= 1
    }
    return next
  }
}
