package import Detect

/// An instant as a record states it.
package struct Timestamp: Equatable, Sendable {
  /// Since the Unix epoch.
  package var nanoseconds: Int64
  /// East of UTC, as stated or given.
  package var offsetMinutes: Int16
  /// Digits of the second's fraction in the record, 0 to 9.
  package var fractionDigits: UInt8

  package init(nanoseconds: Int64, offsetMinutes: Int16 = 0, fractionDigits: UInt8 = 0) {
    self.nanoseconds = nanoseconds
    self.offsetMinutes = offsetMinutes
    self.fractionDigits = fractionDigits
  }

  /// The seconds that 64 bits of nanoseconds can hold: 1677 to 2262, less a day at each end.
  static let secondsMinimum: Int64 = -9_223_286_000
  static let secondsMaximum: Int64 = 9_223_286_000
}

/// A time and where its text ends.
package struct TimeText: Equatable, Sendable {
  package var time: Timestamp
  package var end: Int
}

/// The parts of a date and time as they are read, before year and zone are settled.
struct CivilTime {
  /// Nil when the record has none.
  var year: Int?
  var month = 0
  var day = 0
  var secondOfDay = 0
  var nanoseconds: Int64 = 0
  var fractionDigits: UInt8 = 0
  /// East of UTC; nil when the record has none.
  var offsetSeconds: Int?

  /// The instant, or nil when there is no such day or it is out of range.
  func timestamp(_ clock: borrowing TimeReference) -> Timestamp? {
    if let year { return timestamp(in: year, clock) }
    guard month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
    // At most nine steps: from a year before 1904 back over 1900, which was not a leap year.
    for step in 0..<9 {
      let year = clock.latestYear - step
      guard let time = timestamp(in: year, clock) else { continue }
      if time.nanoseconds / 1_000_000_000 <= clock.latestSeconds { return time }
    }
    return nil
  }

  private func timestamp(in year: Int, _ clock: borrowing TimeReference) -> Timestamp? {
    guard year >= 1678, year <= 2261 else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isValid else { return nil }
    let local = Int64(date.unixDays &* 86_400 &+ secondOfDay)
    let offset =
      offsetSeconds
      ?? Int(clock.fixedOffsetSeconds ?? clock.zone.offset(atLocalSeconds: local))
    return Timestamp(
      nanoseconds: (local &- Int64(offset)) &* 1_000_000_000 &+ nanoseconds,
      offsetMinutes: Int16(truncatingIfNeeded: offset / 60), fractionDigits: fractionDigits)
  }
}

extension EventWriter {
  /// Gives the event under way its time.
  package mutating func setTime(_ time: Timestamp) {
    event.timeNanoseconds = time.nanoseconds
    event.offsetMinutes = time.offsetMinutes
    event.fractionDigits = time.fractionDigits
    event.flags.insert(.hasTime)
  }

  /// Reads the time that begins at `offset`, in any form that ``Detect/Line/time(at:_:)`` knows,
  /// into the event under way.
  ///
  /// - Returns: The offset after the time; nil, and nothing is changed, when there is none.
  package mutating func readTime(
    at offset: Int, in line: borrowing Line, _ clock: borrowing TimeReference
  ) -> Int? {
    guard let text = line.time(at: offset, clock) else { return nil }
    setTime(text.time)
    return text.end
  }
}
