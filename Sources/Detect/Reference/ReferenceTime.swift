/// A date and time of day where it was written, by counting.
struct ReferenceTime {
  var year = 1970
  var month = 1
  var day = 1
  var hour = 0
  var minute = 0

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  init(nanoseconds: Int64, offsetMinutes: Int) {
    var seconds = Int(nanoseconds) / 1_000_000_000
    if Int(nanoseconds) % 1_000_000_000 < 0 { seconds -= 1 }
    seconds += offsetMinutes * 60
    var days = seconds / 86400
    if seconds % 86400 < 0 { days -= 1 }
    let second = seconds - days * 86400
    hour = second / 3600
    minute = second / 60 % 60
    while days < 0 {
      year -= 1
      days += Self.isLeap(year) ? 366 : 365
    }
    while days >= (Self.isLeap(year) ? 366 : 365) {
      days -= Self.isLeap(year) ? 366 : 365
      year += 1
    }
    while days >= Self.days(inMonth: month, of: year) {
      days -= Self.days(inMonth: month, of: year)
      month += 1
    }
    day = days + 1
  }

  /// Reads `2026-01-02`, or that with `T` or a space and `03:04`, `03:04:05` or `03:04:05.6`, and
  /// then `Z`, `+01:00`, `+0100` or `+01`.
  init?(text: [UInt8]) {
    var rest = String(decoding: text, as: UTF8.self)[...]
    func take(_ count: Int) -> Int? {
      let digits = rest.prefix(count)
      guard digits.utf8.count == count, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
        return nil
      }
      rest = rest.dropFirst(count)
      return Int(digits)
    }
    func skip(_ characters: String) -> Bool {
      guard let first = rest.first, characters.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    guard let year = take(4), skip("-"), let month = take(2), skip("-"), let day = take(2),
      (1...12).contains(month), (1...Self.days(inMonth: month, of: year)).contains(day)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    if rest.isEmpty { return }
    guard skip("Tt "), let hour = take(2), hour < 24, skip(":"), let minute = take(2), minute < 60
    else { return nil }
    (self.hour, self.minute) = (hour, minute)
    if skip(":") {
      guard let second = take(2), second <= 60 else { return nil }
      if skip(".") {
        guard take(1) != nil else { return nil }
        while take(1) != nil {}
      }
    }
    if skip("Zz") || rest.isEmpty {
      if rest.isEmpty { return } else { return nil }
    }
    guard skip("+-"), let hours = take(2), hours < 24 else { return nil }
    if rest.isEmpty { return }
    _ = skip(":")
    guard let minutes = take(2), minutes < 60, rest.isEmpty else { return nil }
  }

  private var dayOfYear: Int {
    (1..<month).reduce(day - 1) { $0 + Self.days(inMonth: $1, of: year) }
  }

  /// Monday is 0. 1 January 1970 was a Thursday.
  private var weekday: Int {
    let years = year >= 1970 ? Array(1970..<year) : Array(year..<1970)
    let days = years.reduce(0) { $0 + (Self.isLeap($1) ? 366 : 365) }
    return (((year >= 1970 ? days : -days) + dayOfYear + 3) % 7 + 7) % 7
  }

  func part(_ part: TimePart) -> Int {
    switch part {
    case .minute: return minute
    case .hour: return hour
    case .day: return day
    case .month: return month
    case .year: return year
    case .week:
      // ISO 8601: the week belongs to the year that holds its Thursday.
      let thursday = dayOfYear - weekday + 3
      if thursday < 0 { return (thursday + (Self.isLeap(year - 1) ? 366 : 365)) / 7 + 1 }
      let length = Self.isLeap(year) ? 366 : 365
      return (thursday >= length ? thursday - length : thursday) / 7 + 1
    }
  }
}
