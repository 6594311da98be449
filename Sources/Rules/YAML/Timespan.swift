/// Lengths of time as Sigma writes them: a whole number above zero and a unit, nothing between.
package enum Timespan {
  package enum Failure: Error, Equatable {
    case notATimespan
    case minuteOrMonth(String)
    case zero
    case tooLong

    package var hint: String {
      switch self {
      case .notATimespan: "write a number and s, m, h, d, w, M (month) or y, such as 15m"
      case .minuteOrMonth(let text): "write '\(text)m' for minutes, '\(text)M' for months"
      case .zero: "it must be at least 1s"
      case .tooLong: "it may be at most 200y"
      }
    }
  }

  private static let secondsOf: [Character: Int64] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_592_000, "y": 31_536_000,
  ]

  /// Nanoseconds. A month has 30 days and a year 365.
  package static func parse(_ text: String) -> Result<Int64, Failure> {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text.dropFirst(digits.count)
    guard !digits.isEmpty, unit.count == 1, let letter = unit.first,
      let seconds = secondsOf[letter]
    else {
      let isMinute = ["min", "mins", "minute", "minutes"].contains(unit.lowercased())
      return .failure(isMinute ? .minuteOrMonth(String(digits)) : .notATimespan)
    }
    guard let count = Int64(digits), count <= 200 * 31_536_000 / seconds else {
      return .failure(.tooLong)
    }
    return count == 0 ? .failure(.zero) : .success(count * seconds * 1_000_000_000)
  }
}
