/// Times as RFC 3339 text in UTC.
package enum TimeText {
  /// `2026-01-05T01:00:00.123Z`, with as many of 0, 3, 6 or 9 decimals as the time needs.
  package static func utc(nanoseconds: Int64) -> String {
    let (seconds, rest) = floorDivide(nanoseconds, 1_000_000_000)
    var text: [UInt8] = []
    append(civil: seconds, to: &text)
    if rest != 0 {
      var digits = Array(pad(rest, 9).utf8)
      while digits.count > 3, digits.suffix(3).allSatisfy({ $0 == UInt8(ascii: "0") }) {
        digits.removeLast(3)
      }
      text.append(UInt8(ascii: "."))
      text.append(contentsOf: digits)
    }
    text.append(UInt8(ascii: "Z"))
    return String(decoding: text, as: UTF8.self)
  }

  /// `2026-01-05T01:00:00Z`.
  package static func utc(seconds: Int64) -> String {
    var text: [UInt8] = []
    append(seconds: seconds, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// `2026-01-05 01:00:00`, for people.
  package static func short(nanoseconds: Int64) -> String {
    var text: [UInt8] = []
    let seconds = floorDivide(nanoseconds, 1_000_000_000).quotient
    append(civil: seconds, between: UInt8(ascii: " "), to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends `2026-01-05T01:00:00Z`, or `2026-01-05T01:00:00.000Z`.
  static func append(seconds: Int64, milliseconds: Bool = false, to out: inout [UInt8]) {
    append(civil: seconds, to: &out)
    ListText.append(milliseconds ? ".000Z" : "Z", to: &out)
  }

  /// Appends `2026-01-05T01:00:00`.
  private static func append(
    civil seconds: Int64, between: UInt8 = UInt8(ascii: "T"), to out: inout [UInt8]
  ) {
    let (days, rest) = floorDivide(seconds, 86_400)
    let (year, month, day) = date(days)
    // A list has a million times: the text is made whole and appended once.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 17) { text in
      text.initialize(repeating: UInt8(ascii: "-"))
      put(year % 100, at: 0, in: text)
      put(month, at: 3, in: text)
      put(day, at: 6, in: text)
      text[8] = between
      put(rest / 3600, at: 9, in: text)
      text[11] = UInt8(ascii: ":")
      put(rest / 60 % 60, at: 12, in: text)
      text[14] = UInt8(ascii: ":")
      put(rest % 60, at: 15, in: text)
      guard (0...9999).contains(year) else {
        out.append(contentsOf: pad(year, 4).utf8)
        return out.append(contentsOf: text[2...])
      }
      let century = UInt8(truncatingIfNeeded: year / 100)
      out.append(century / 10 &+ 0x30)
      out.append(century % 10 &+ 0x30)
      out.append(contentsOf: text)
    }
  }

  /// Two digits of a number from 0 to 99.
  private static func put(
    _ number: Int64, at place: Int, in text: UnsafeMutableBufferPointer<UInt8>
  ) {
    let number = UInt8(truncatingIfNeeded: number)
    text[place] = number / 10 &+ 0x30
    text[place + 1] = number % 10 &+ 0x30
  }

  /// The proleptic Gregorian date of a day counted from 1970-01-01: years of 400 years' days,
  /// shifted so that leap days end them.
  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = floorDivide(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? (quotient - 1, remainder + b) : (quotient, remainder)
  }

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
