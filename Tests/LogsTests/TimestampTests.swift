import Detect
import Logs
import Testing

@Suite struct TimestampTests {
  /// 5 January 2026, 10:00:00 UTC.
  static let clock = TimeReference(nowSeconds: 1_767_607_200)

  static func read(_ text: String, _ clock: TimeReference = clock) -> (text: String, rest: String)?
  {
    let block = Block(capacity: 256)
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() { block.base[Block.recordsStart + index] = byte }
    let line = block.line(start: Block.recordsStart, end: Block.recordsStart + bytes.count)
    guard let found = line.time(at: line.start, clock) else { return nil }
    var event = Event()
    event.timeNanoseconds = found.time.nanoseconds
    event.offsetMinutes = found.time.offsetMinutes
    event.fractionDigits = found.time.fractionDigits
    return (ECSDocument.time(of: event), line.string(in: found.end..<line.end))
  }

  @Test(arguments: [
    ("Jan  5 09:00:00 host", "2026-01-05T09:00:00Z", " host"),
    ("Jan 5 09:00:00 host", "2026-01-05T09:00:00Z", " host"),
    ("Jan 05 09:00:00", "2026-01-05T09:00:00Z", ""),
    ("Jan  5 09:00:00.123 host", "2026-01-05T09:00:00.123Z", " host"),
    ("Jan  5 2025 09:00:00 fw", "2025-01-05T09:00:00Z", " fw"),
    ("Jan  5 09:00:00 2025 fw", "2025-01-05T09:00:00Z", " fw"),
    ("Mon Jan  5 09:00:00 2026] x", "2026-01-05T09:00:00Z", "] x"),
    ("2026 Jan  5 09:00:00 x", "2026-01-05T09:00:00Z", " x"),
    ("2026-01-05T09:00:00Z x", "2026-01-05T09:00:00Z", " x"),
    ("2026-01-05T09:00:00.123456+08:00 x", "2026-01-05T09:00:00.123456+08:00", " x"),
    ("2026-01-05T09:00:00,5-0330", "2026-01-05T09:00:00.5-03:30", ""),
    ("2026-01-05 09:00:00.123456789+00:00", "2026-01-05T09:00:00.123456789Z", ""),
    ("2026-01-05 09:00:00 +0800 x", "2026-01-05T09:00:00+08:00", " x"),
    ("2026/01/05 09:00:00 [error]", "2026-01-05T09:00:00Z", " [error]"),
    ("2026-01-05T09:00:00.1234567891234Z", "2026-01-05T09:00:00.123456789Z", ""),
    ("05/Jan/2026:09:00:00 +0800] x", "2026-01-05T09:00:00+08:00", "] x"),
    ("05-Jan-2026 09:00:00.123 x", "2026-01-05T09:00:00.123Z", " x"),
    ("Mon, 5 Jan 2026 09:00:00 -0500", "2026-01-05T09:00:00-05:00", ""),
    ("1767600000 x", "2026-01-05T08:00:00Z", " x"),
    ("1767600000.541 x", "2026-01-05T08:00:00.541Z", " x"),
    ("1767600000541", "2026-01-05T08:00:00.541Z", ""),
    ("1767600000541000", "2026-01-05T08:00:00.541000Z", ""),
    ("1767600000123456789", "2026-01-05T08:00:00.123456789Z", ""),
    ("2026-01-05T23:59:60Z", "2026-01-06T00:00:00Z", ""),
  ])
  func `reads a time and stops after it`(text: String, time: String, rest: String) throws {
    let found = try #require(TimestampTests.read(text))
    #expect(found.text == time)
    #expect(found.rest == rest)
  }

  @Test(arguments: [
    "", "J", "Jan", "Jan  5", "Jan  5 09:00", "Jan 32 09:00:00", "Foo  5 09:00:00",
    "Feb 30 2026 09:00:00", "2026-13-05T09:00:00Z", "2026-02-29T09:00:00Z", "2026-01-05T24:00:00Z",
    "2026-01-05T09:60:00Z", "2026-01-05T09:00:61Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "12345678", "12345678901234567890", "99999999999999999999999999", "05/Foo/2026:09:00:00 +0800",
    "2026-01-05x09:00:00", "Jan  5 0a:00:00", "Jan  5 09;00;00",
  ])
  func `is nil for what is no time`(text: String) {
    #expect(TimestampTests.read(text) == nil)
  }

  /// Now, a time without a year, and the year it must get.
  @Test(arguments: [
    ("2026-01-01T00:00:10Z", "Dec 31 23:59:59", "2025-12-31T23:59:59Z"),
    ("2025-12-31T23:59:50Z", "Jan  1 00:00:05", "2026-01-01T00:00:05Z"),
    ("2026-01-05T10:00:00Z", "Jan  6 09:59:00", "2026-01-06T09:59:00Z"),
    ("2026-01-05T10:00:00Z", "Jan  6 10:01:00", "2025-01-06T10:01:00Z"),
    ("2026-01-05T10:00:00Z", "Jul  1 00:00:00", "2025-07-01T00:00:00Z"),
    ("2026-03-05T10:00:00Z", "Feb 29 12:00:00", "2024-02-29T12:00:00Z"),
    ("2028-03-05T10:00:00Z", "Feb 29 12:00:00", "2028-02-29T12:00:00Z"),
    ("2028-02-28T11:00:00Z", "Feb 29 10:00:00", "2028-02-29T10:00:00Z"),
    ("2103-03-05T10:00:00Z", "Feb 29 10:00:00", "2096-02-29T10:00:00Z"),
  ])
  func `gives a time without a year the right one`(now: String, text: String, time: String) throws {
    let seconds = try #require(Naive.seconds(now))
    #expect(TimestampTests.read(text, TimeReference(nowSeconds: seconds))?.text == time)
  }

  @Test func `takes the year that the user names`() {
    let clock = TimeReference(nowSeconds: 1_767_607_200, year: 2021)
    #expect(TimestampTests.read("Dec 31 23:00:00", clock)?.text == "2021-12-31T23:00:00Z")
    #expect(TimestampTests.read("Feb 29 23:00:00", clock)?.text == "2020-02-29T23:00:00Z")
  }

  /// Central European time around the changes of 2025.
  @Test(arguments: [
    ("Mar 30 01:59:59 2025", "2025-03-30T01:59:59+01:00"),
    ("Mar 30 02:30:00 2025", "2025-03-30T02:30:00+01:00"),
    ("Mar 30 03:00:00 2025", "2025-03-30T03:00:00+02:00"),
    ("Oct 26 02:30:00 2025", "2025-10-26T02:30:00+02:00"),
    ("Oct 26 03:00:00 2025", "2025-10-26T03:00:00+01:00"),
    ("Jan  1 00:00:00 2001", "2001-01-01T00:00:00+01:00"),
  ])
  func `reads local times by the given zone`(text: String, time: String) {
    let zone = TimeReference.Zone(changes: [
      (.min, 3600), (1_743_296_400, 7200), (1_761_440_400, 3600),
    ])
    let clock = TimeReference(nowSeconds: 1_767_607_200, zone: zone)
    #expect(TimestampTests.read(text, clock)?.text == time)
  }

  /// The zone of two equal offsets takes the long way.
  @Test(arguments: [
    "Jan  5 09:00:00 h", "Jan 05 09:00:00 h", "Jan 31 23:59:59 h", "Feb 29 12:00:00 h",
    "Feb 30 12:00:00 h", "Dec 31 00:00:00 h", "Jan 40 00:00:00 h", "Jan  x 00:00:00 h",
    "jan  5 09:00:00 h", "Jan  5 24:00:00 h", "Jan  5 09:00:60 h", "Jan  5 09:00:00 2020 h",
    "Jan  5 09:00:00 10.0.0.1 h", "Jan  5 09:00:00Z h", "Jan  7 09:00:00 h", "Jan -5 09:00:00 h",
    "Jan  5 09:00:0: h", "Jan  5 09:0/:00 h", "Jan  5 09-00-00 h", "Jan  0 09:00:00 h",
  ])
  func `reads the common case as it reads all others`(text: String) {
    for offset in [Int32(0), 28_800, -12_600] {
      let fixed = TimeReference.Zone(changes: [(.min, offset)])
      let changing = TimeReference.Zone(changes: [(.min, offset), (0, offset)])
      let quick = TimestampTests.read(text, TimeReference(nowSeconds: 1_767_607_200, zone: fixed))
      let slow = TimestampTests.read(text, TimeReference(nowSeconds: 1_767_607_200, zone: changing))
      #expect(quick?.text == slow?.text)
      #expect(quick?.rest == slow?.rest)
    }
  }

  @Test func `agrees with a calendar counted day by day`() {
    var days = Naive.days(fromYear: 1678)
    for year in 1678...2261 {
      for month in 1...12 {
        for day in 1...31 {
          let date = CivilDate(year: year, month: month, day: day)
          let isValid = day <= Naive.daysInMonth(month, year)
          #expect(date.isValid == isValid)
          guard isValid else { continue }
          if date.unixDays != days || CivilDate(unixDays: days) != date {
            Issue.record("\(date) is day \(days), not \(date.unixDays)")
          }
          days += 1
        }
      }
    }
  }
}

/// The calendar counted, not calculated.
enum Naive {
  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && year % 100 != 0 || year % 400 == 0 }

  static func daysInMonth(_ month: Int, _ year: Int) -> Int {
    [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  static func days(fromYear year: Int) -> Int {
    var days = 0
    for past in year..<1970 { days -= isLeap(past) ? 366 : 365 }
    return days
  }

  /// `2026-01-05T09:00:00Z`.
  static func seconds(_ text: String) -> Int64? {
    let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard parts.count == 6 else { return nil }
    var days = 0
    for year in 1970..<parts[0] { days += isLeap(year) ? 366 : 365 }
    for month in 1..<parts[1] { days += daysInMonth(month, parts[0]) }
    days += parts[2] - 1
    return Int64(days * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5])
  }
}
