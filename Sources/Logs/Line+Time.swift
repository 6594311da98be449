package import Detect

// The forms in which logs write times. Each reader takes the offset of the first byte and gives the
// time and the offset after it, or nil when that form does not begin there.

extension Line {
  /// Reads a time of any form that logs use: syslog (`Jan  5 09:00:00`, with a year before or
  /// after, with a weekday), ISO 8601 and RFC 3339, Common Log Format, `2026/01/05`, `05-Jan-2026`,
  /// and epoch seconds, milli-, micro- and nanoseconds.
  ///
  /// - Complexity: O(1); at most some 50 bytes are looked at. Allocates nothing.
  package func time(at offset: Int, _ clock: borrowing TimeReference) -> TimeText? {
    guard offset >= start, offset < end else { return nil }
    if self[offset] &- 0x30 < 10 {
      return isoTime(at: offset, clock) ?? dayFirstTime(at: offset, clock)
        ?? yearFirstTime(at: offset, clock) ?? epochTime(at: offset)
    }
    if let found = syslogTime(at: offset, clock) { return found }
    guard let next = afterWeekday(at: offset) else { return nil }
    return syslogTime(at: next, clock) ?? dayFirstTime(at: next, clock)
  }

  /// `Mmm [d]d [yyyy] hh:mm:ss[.fraction] [yyyy]` (RFC 3164 section 4.1.2, and what devices make
  /// of it).
  package func syslogTime(at offset: Int, _ clock: borrowing TimeReference) -> TimeText? {
    guard offset >= start, offset &+ 14 <= end else { return nil }
    if let common = plainSyslogTime(at: offset, clock) { return common }
    var time = CivilTime()
    time.month = month(at: offset)
    guard time.month > 0, self[offset &+ 3] == 0x20 else { return nil }
    var next = offset &+ 4
    if self[next] == 0x20 { next &+= 1 }
    guard let afterDay = day(at: next, into: &time) else { return nil }
    guard afterDay < end, self[afterDay] == 0x20 else { return nil }
    next = afterDay &+ 1
    if next &+ 4 < end, self[next &+ 4] == 0x20, let year = year(at: next) {
      time.year = year
      next &+= 5
    }
    guard var after = timeOfDay(at: next, into: &time) else { return nil }
    if time.year == nil, let year = trailingYear(at: after) {
      time.year = year
      after &+= 5
    }
    after = zone(at: after, into: &time, afterSpace: false)
    return time.timestamp(clock).map { TimeText(time: $0, end: after) }
  }

  /// ``syslogTime(at:_:)`` for the common case alone: `Mmm dd hh:mm:ss ` without year, fraction and
  /// zone, of this year, in a zone of one offset.
  @inline(__always) private func plainSyslogTime(
    at offset: Int, _ clock: borrowing TimeReference
  ) -> TimeText? {
    guard offset &+ 17 <= end, let zone = clock.fixedOffsetSeconds else { return nil }
    let date = word(at: offset)
    let day = (Int(date >> 32) & 0xff, Int(date >> 40) & 0xff)
    let month = Line.month(UInt32(truncatingIfNeeded: date))
    // ` d ` or `dd `, then the time, a blank, and no digit that could begin a year.
    let tens = day.0 == 0x20 ? 0 : day.0 &- 0x30
    let ones = day.1 &- 0x30
    guard month > 0, date >> 24 & 0xff == 0x20, date >> 48 & 0xff == 0x20, tens >= 0, tens <= 3,
      ones >= 0, ones <= 9, self[offset &+ 15] == 0x20, self[offset &+ 16] &- 0x31 >= 2,
      let second = secondOfDay(at: offset &+ 7)
    else { return nil }
    let civil = CivilDate(year: clock.latestYear, month: month, day: tens &* 10 &+ ones)
    guard civil.isValid, clock.latestYear >= 1678, clock.latestYear <= 2261 else { return nil }
    let seconds = Int64(civil.unixDays &* 86_400 &+ second) &- Int64(zone)
    guard seconds <= clock.latestSeconds else { return nil }
    let time = Timestamp(
      nanoseconds: seconds &* 1_000_000_000, offsetMinutes: Int16(truncatingIfNeeded: zone / 60))
    return TimeText(time: time, end: offset &+ 15)
  }

  /// `yyyy-mm-ddThh:mm:ss[.fraction][zone]` (RFC 3339; ISO 8601 with a comma), the `T` also a
  /// space, the dashes also slashes, the zone also without colon, after a space, or missing.
  package func isoTime(at offset: Int, _ clock: borrowing TimeReference) -> TimeText? {
    guard offset >= start, offset &+ 19 <= end else { return nil }
    let separator = self[offset &+ 4]
    guard
      separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/")
        || separator == UInt8(ascii: ":"), self[offset &+ 7] == separator
    else { return nil }
    let between = self[offset &+ 10] | 0x20
    // Sophos UTM writes `2026:01:05-09:00:00`.
    let isUTM = separator == UInt8(ascii: ":")
    let isPlain =
      between == UInt8(ascii: "t") || between == 0x20 || self[offset &+ 10] == 0x09
    guard isUTM ? between == 0x2d : isPlain else {
      return nil
    }
    var time = CivilTime()
    guard let year = year(at: offset) else { return nil }
    time.year = year
    time.month = twoDigits(at: offset &+ 5)
    time.day = twoDigits(at: offset &+ 8)
    guard var after = timeOfDay(at: offset &+ 11, into: &time) else { return nil }
    after = zone(at: after, into: &time, afterSpace: true)
    return time.timestamp(clock).map { TimeText(time: $0, end: after) }
  }

  /// `05/Jan/2026:09:00:00 +0800` (Common Log Format), `05-Jan-2026 09:00:00.123` (BIND),
  /// `5 Jan 2026 09:00:00` (RFC 5322).
  package func dayFirstTime(at offset: Int, _ clock: borrowing TimeReference) -> TimeText? {
    guard offset >= start, offset &+ 19 <= end else { return nil }
    var time = CivilTime()
    guard let afterDay = day(at: offset, into: &time), afterDay &+ 9 < end else { return nil }
    let separator = self[afterDay]
    guard separator == 0x2f || separator == 0x2d || separator == 0x20 else { return nil }
    time.month = month(at: afterDay &+ 1)
    guard time.month > 0, self[afterDay &+ 4] == separator, let year = year(at: afterDay &+ 5)
    else { return nil }
    time.year = year
    let between = self[afterDay &+ 9]
    guard between == UInt8(ascii: ":") || between == 0x20 || between | 0x20 == 0x74 else {
      return nil
    }
    guard var after = timeOfDay(at: afterDay &+ 10, into: &time) else { return nil }
    after = zone(at: after, into: &time, afterSpace: true)
    return time.timestamp(clock).map { TimeText(time: $0, end: after) }
  }

  /// `2026 Jan  5 09:00:00`.
  package func yearFirstTime(at offset: Int, _ clock: borrowing TimeReference) -> TimeText? {
    guard offset &+ 19 <= end, let year = year(at: offset), self[offset &+ 4] == 0x20 else {
      return nil
    }
    var time = CivilTime()
    time.year = year
    time.month = month(at: offset &+ 5)
    guard time.month > 0, self[offset &+ 8] == 0x20 else { return nil }
    let next = self[offset &+ 9] == 0x20 ? offset &+ 10 : offset &+ 9
    guard let afterDay = day(at: next, into: &time), afterDay < end, self[afterDay] == 0x20,
      var after = timeOfDay(at: afterDay &+ 1, into: &time)
    else { return nil }
    after = zone(at: after, into: &time, afterSpace: false)
    return time.timestamp(clock).map { TimeText(time: $0, end: after) }
  }

  /// Epoch time: 9 to 11 digits are seconds, with an optional fraction; 12 to 14 milliseconds, 15
  /// to 17 microseconds, 18 and 19 nanoseconds.
  package func epochTime(at offset: Int) -> TimeText? {
    var next = offset
    var value: Int64 = 0
    while next < end, self[next] &- 0x30 < 10, next &- offset < 19 {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int64(self[next] &- 0x30))
      if overflow || carry { return nil }
      value = sum
      next &+= 1
    }
    if next < end, self[next] &- 0x30 < 10 { return nil }
    let count = next &- offset
    guard count >= 9 else { return nil }
    guard count <= 11 else {
      let digits = count <= 14 ? 3 : count <= 17 ? 6 : 9
      let unit: Int64 = digits == 3 ? 1_000_000 : digits == 6 ? 1_000 : 1
      let (nanoseconds, overflow) = value.multipliedReportingOverflow(by: unit)
      if overflow { return nil }
      return TimeText(
        time: Timestamp(nanoseconds: nanoseconds, fractionDigits: UInt8(digits)), end: next)
    }
    guard value <= Timestamp.secondsMaximum else { return nil }
    var parts = CivilTime()
    next = fraction(at: next, into: &parts)
    let time = Timestamp(
      nanoseconds: value &* 1_000_000_000 &+ parts.nanoseconds,
      fractionDigits: parts.fractionDigits)
    return TimeText(time: time, end: next)
  }
}
