import Detect

// The parts that times are made of.

extension Line {
  /// The value of two decimal digits, or −1. Both must be inside the line.
  @inline(__always) func twoDigits(at offset: Int) -> Int {
    let tens = self[offset] &- 0x30
    let ones = self[offset &+ 1] &- 0x30
    return tens < 10 && ones < 10 ? Int(tens) &* 10 &+ Int(ones) : -1
  }

  /// 1 to 12 for an English month's first three letters, or 0. They must be inside the line.
  @inline(__always) func month(at offset: Int) -> Int {
    let letters =
      UInt32(self[offset]) | UInt32(self[offset &+ 1]) << 8 | UInt32(self[offset &+ 2]) << 16
    return Line.month(letters)
  }

  /// The same of the three lowest bytes, the first the lowest.
  @inline(__always) static func month(_ letters: UInt32) -> Int {
    switch (letters.byteSwapped >> 8) | 0x20_2020 {
    case 0x6a_616e: 1
    case 0x66_6562: 2
    case 0x6d_6172: 3
    case 0x61_7072: 4
    case 0x6d_6179: 5
    case 0x6a_756e: 6
    case 0x6a_756c: 7
    case 0x61_7567: 8
    case 0x73_6570: 9
    case 0x6f_6374: 10
    case 0x6e_6f76: 11
    case 0x64_6563: 12
    default: 0
    }
  }

  /// Four digits, or nil.
  @inline(__always) func year(at offset: Int) -> Int? {
    guard offset &+ 4 <= end else { return nil }
    let century = twoDigits(at: offset)
    let rest = twoDigits(at: offset &+ 2)
    return century >= 0 && rest >= 0 ? century &* 100 &+ rest : nil
  }

  /// ` yyyy` after a time, when it is a year of log lines and no host name or number.
  func trailingYear(at offset: Int) -> Int? {
    guard offset &+ 5 <= end, self[offset] == 0x20, self[offset &+ 1] &- 0x31 < 2,
      let year = year(at: offset &+ 1),
      year >= 1990, year < 2100
    else { return nil }
    guard offset &+ 5 < end else { return year }
    let next = self[offset &+ 5]
    if next == 0x20 || next == UInt8(ascii: "]") { return year }
    return next == UInt8(ascii: ":") && has(": ", at: offset &+ 5) ? year : nil
  }

  /// One or two digits; returns the offset after them.
  @inline(__always) func day(at offset: Int, into time: inout CivilTime) -> Int? {
    guard offset < end else { return nil }
    let first = self[offset] &- 0x30
    guard first < 10 else { return nil }
    guard offset &+ 1 < end, self[offset &+ 1] &- 0x30 < 10 else {
      time.day = Int(first)
      return offset &+ 1
    }
    time.day = Int(first) &* 10 &+ Int(self[offset &+ 1] &- 0x30)
    return offset &+ 2
  }

  /// `hh:mm:ss[.fraction]`; returns the offset after it. A second of 60 is the next minute's first.
  @inline(__always) func timeOfDay(at offset: Int, into time: inout CivilTime) -> Int? {
    guard let second = secondOfDay(at: offset) else { return nil }
    time.secondOfDay = second
    return fraction(at: offset &+ 8, into: &time)
  }

  /// `hh:mm:ss` in seconds, or nil.
  @inline(__always) func secondOfDay(at offset: Int) -> Int? {
    guard offset &+ 8 <= end else { return nil }
    // Each digit's value, and zero for each colon, when they stand where they should.
    let digits = word(at: offset) ^ 0x3030_3a30_303a_3030
    guard digits & 0xf0f0_fff0_f0ff_f0f0 == 0,
      (digits &+ 0x0606_0006_0600_0606) & 0xf0f0_fff0_f0ff_f0f0 == 0
    else { return nil }
    let hour = Int(digits & 0xf) &* 10 &+ Int(digits >> 8 & 0xf)
    let minute = Int(digits >> 24 & 0xf) &* 10 &+ Int(digits >> 32 & 0xf)
    let second = Int(digits >> 48 & 0xf) &* 10 &+ Int(digits >> 56)
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    return hour &* 3600 &+ minute &* 60 &+ second
  }

  /// A point or comma and digits, of which nine count; returns the offset after them.
  @inline(__always) func fraction(at offset: Int, into time: inout CivilTime) -> Int {
    guard offset &+ 1 < end, self[offset] == 0x2e || self[offset] == 0x2c,
      self[offset &+ 1] &- 0x30 < 10
    else { return offset }
    var next = offset &+ 1
    var value: Int64 = 0
    var digits = 0
    while next < end, self[next] &- 0x30 < 10 {
      if digits < 9 {
        value = value &* 10 &+ Int64(self[next] &- 0x30)
        digits &+= 1
      }
      next &+= 1
    }
    time.fractionDigits = UInt8(truncatingIfNeeded: digits)
    for _ in digits..<9 { value = value &* 10 }
    time.nanoseconds = value
    return next
  }

  /// `Z`, `±hh:mm`, `±hhmm`, `±hh`, and (`afterSpace`) the signed ones, UTC and GMT after one
  /// space; returns the offset after it.
  func zone(at offset: Int, into time: inout CivilTime, afterSpace: Bool) -> Int {
    guard offset < end else { return offset }
    var next = offset
    if afterSpace, self[next] == 0x20, next &+ 1 < end {
      next &+= 1
      if (has("UTC", at: next) || has("GMT", at: next)) && isWordEnd(next &+ 3) {
        time.offsetSeconds = 0
        return next &+ 3
      }
    } else if self[next] | 0x20 == UInt8(ascii: "z") {
      time.offsetSeconds = 0
      return next &+ 1
    }
    guard let after = signedZone(at: next, into: &time) else { return offset }
    return after
  }

  private func signedZone(at offset: Int, into time: inout CivilTime) -> Int? {
    let sign = self[offset]
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), offset &+ 3 <= end else {
      return nil
    }
    let hours = twoDigits(at: offset &+ 1)
    guard hours >= 0, hours < 24 else { return nil }
    var next = offset &+ 3
    var minutes = 0
    let colon = next < end && self[next] == UInt8(ascii: ":") ? 1 : 0
    if next &+ colon &+ 2 <= end {
      let found = twoDigits(at: next &+ colon)
      if found >= 0, found < 60 {
        minutes = found
        next &+= colon &+ 2
      }
    }
    // Some templates write the offset and a `Z` after it.
    if next < end, self[next] == UInt8(ascii: "Z"), isWordEnd(next &+ 1) { next &+= 1 }
    guard isWordEnd(next) else { return nil }
    let seconds = hours &* 3600 &+ minutes &* 60
    time.offsetSeconds = sign == UInt8(ascii: "-") ? -seconds : seconds
    return next
  }

  /// Whether no letter or digit stands at `offset`.
  func isWordEnd(_ offset: Int) -> Bool {
    guard offset < end else { return true }
    let byte = self[offset]
    return byte &- 0x30 >= 10 && (byte | 0x20) &- 0x61 >= 26
  }

  /// The offset after `Mon ` or `Mon, `, for any weekday.
  func afterWeekday(at offset: Int) -> Int? {
    guard offset &+ 5 <= end else { return nil }
    let letters =
      UInt32(self[offset]) << 16 | UInt32(self[offset &+ 1]) << 8 | UInt32(self[offset &+ 2])
    switch letters | 0x20_2020 {
    case 0x6d_6f6e, 0x74_7565, 0x77_6564, 0x74_6875, 0x66_7269, 0x73_6174, 0x73_756e: break
    default: return nil
    }
    if self[offset &+ 3] == 0x20 { return offset &+ 4 }
    return has(", ", at: offset &+ 3) ? offset &+ 5 : nil
  }
}
