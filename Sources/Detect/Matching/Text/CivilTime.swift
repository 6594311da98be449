/// A date and time of day where it was written.
struct CivilTime: Equatable {
  let year: Int
  let month: Int
  let day: Int
  let hour: Int
  let minute: Int

  init(year: Int, month: Int, day: Int, hour: Int, minute: Int) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
  }

  /// The date and time of an instant at an offset from UTC.
  init(nanoseconds: Int64, offsetMinutes: Int) {
    let seconds = CivilTime.floorDivide(Int(nanoseconds), 1_000_000_000) + offsetMinutes * 60
    let days = CivilTime.floorDivide(seconds, 86400)
    let second = seconds - days * 86400
    hour = second / 3600
    minute = second / 60 % 60
    // Days since 1 March of year 0, in eras of 400 years
    // (https://howardhinnant.github.io/date_algorithms.html).
    let shifted = days + 719_468
    let era = CivilTime.floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  private static func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : (a + 1) / b - 1 }

  static func isLeap(_ year: Int) -> Bool {
    year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days before the first of each month in a common year.
  private static func daysBefore(month: Int) -> Int {
    let before: [12 of Int] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    return before[month - 1]
  }

  private var dayOfYear: Int {
    CivilTime.daysBefore(month: month) + day - 1 + (month > 2 && CivilTime.isLeap(year) ? 1 : 0)
  }

  /// The week by ISO 8601, 1 to 53: weeks begin on Monday and belong to the year of their Thursday.
  var week: Int {
    let before = year - 1
    let days =
      before * 365 + CivilTime.floorDivide(before, 4)
      - CivilTime.floorDivide(before, 100) + CivilTime.floorDivide(before, 400)
    // 1 January of year 1 was a Monday.
    let weekday = ((days + dayOfYear) % 7 + 7) % 7
    let thursday = dayOfYear - weekday + 3
    let length = CivilTime.isLeap(year) ? 366 : 365
    if thursday < 0 { return (thursday + (CivilTime.isLeap(before) ? 366 : 365)) / 7 + 1 }
    return (thursday >= length ? thursday - length : thursday) / 7 + 1
  }

  func part(_ part: TimePart) -> Int {
    switch part {
    case .minute: minute
    case .hour: hour
    case .day: day
    case .week: week
    case .month: month
    case .year: year
    }
  }
}

extension BlockText {
  /// The time that fills `range`, as RFC 3339 and ISO 8601 write it, without regard to its offset:
  /// `2026-01-02`, or that with `T` or a space and `03:04`, `03:04:05` or `03:04:05.6`, and then
  /// nothing, `Z`, `+01:00`, `+0100` or `+01`.
  func civilTime(in range: Range<Int>) -> CivilTime? {
    let start = range.lowerBound
    let end = range.upperBound
    guard range.count >= 10, let year = digits(4, at: start), isByte("-", at: start + 4),
      let month = digits(2, at: start + 5), (1...12).contains(month), isByte("-", at: start + 7),
      let day = digits(2, at: start + 8), day >= 1, day <= days(inMonth: month, of: year)
    else { return nil }
    if range.count == 10 {
      return CivilTime(year: year, month: month, day: day, hour: 0, minute: 0)
    }
    let separator = self[start + 10]
    guard separator == 0x20 || separator | 0x20 == UInt8(ascii: "t"), range.count >= 16,
      let hour = digits(2, at: start + 11), hour < 24, isByte(":", at: start + 13),
      let minute = digits(2, at: start + 14), minute < 60
    else { return nil }
    var index = start + 16
    if index < end, isByte(":", at: index) {
      guard end - index >= 3, let second = digits(2, at: index + 1), second <= 60 else {
        return nil
      }
      index += 3
      if index < end, isByte(".", at: index) {
        let fraction = index + 1
        index = fraction
        while index < end, self[index] &- 0x30 < 10 { index += 1 }
        guard index > fraction else { return nil }
      }
    }
    guard isOffset(index..<end) else { return nil }
    return CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)
  }

  private func isByte(_ byte: Unicode.Scalar, at index: Int) -> Bool {
    self[index] == UInt8(ascii: byte)
  }

  private func digits(_ count: Int, at start: Int) -> Int? {
    var value = 0
    for index in start..<start + count {
      let digit = self[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  private func days(inMonth month: Int, of year: Int) -> Int {
    month == 2
      ? (CivilTime.isLeap(year) ? 29 : 28)
      : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  }

  private func isOffset(_ range: Range<Int>) -> Bool {
    if range.isEmpty { return true }
    let start = range.lowerBound
    if self[start] | 0x20 == UInt8(ascii: "z") { return range.count == 1 }
    guard isByte("+", at: start) || isByte("-", at: start), range.count >= 3,
      let hours = digits(2, at: start + 1), hours < 24
    else { return false }
    if range.count == 3 { return true }
    let minutesAt = isByte(":", at: start + 3) ? start + 4 : start + 3
    guard range.upperBound - minutesAt == 2, let minutes = digits(2, at: minutesAt) else {
      return false
    }
    return minutes < 60
  }
}
