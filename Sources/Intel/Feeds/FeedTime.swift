/// Times as feeds write them.
enum FeedTime {
  /// Unix seconds of `2026-01-05T01:00:00.123Z`, `2026-01-05 01:00:00 UTC`, with an offset, a day
  /// alone, or a number of seconds or milliseconds since 1970; nil for anything else.
  static func seconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    if let number = Int64(text) { return epoch(number) }
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = days(year, month, day)
    guard bytes.count >= 19 else { return bytes.count == 10 ? days * 86_400 : nil }
    guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
      let second = number(bytes[17..<19]), hour < 24, minute < 60, second < 61
    else { return nil }
    let rest = bytes[19...].drop { $0 == UInt8(ascii: ".") || $0 &- 0x30 < 10 }
    return days * 86_400 + hour * 3600 + minute * 60 + second - offset(rest)
  }

  static func epoch(_ number: Int64) -> Int64? {
    guard number > 0 else { return nil }
    return number > 100_000_000_000 ? number / 1000 : number
  }

  /// Seconds east of UTC of `Z`, ` UTC`, `+08:00` or `+0800`; 0 for anything else.
  private static func offset(_ rest: ArraySlice<UInt8>) -> Int64 {
    let digits = rest.filter { $0 &- 0x30 < 10 }
    guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      digits.count == 4, let hours = number(digits[0..<2]), let minutes = number(digits[2..<4])
    else { return 0 }
    return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 &- 0x30) }
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
