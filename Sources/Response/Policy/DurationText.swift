/// Durations as people write them: `90s`, `15m`, `4h`, `7d`, `1h30m`.
package enum DurationText {
  private static let units: [(letter: UInt8, seconds: Int64)] = [
    (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3600), (UInt8(ascii: "m"), 60),
    (UInt8(ascii: "s"), 1),
  ]

  /// Seconds, or nil: whole numbers each with its unit, from the longest unit to the shortest.
  package static func seconds(_ text: String) -> Int64? {
    var total: Int64 = 0
    var number: Int64?
    var rest = units[...]
    for byte in text.utf8 {
      if byte &- 0x30 < 10 {
        let (tens, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
        guard !overflow, tens < 1_000_000_000_000 else { return nil }
        number = tens + Int64(byte &- 0x30)
        continue
      }
      guard let count = number, let place = rest.firstIndex(where: { $0.letter == byte }) else {
        return nil
      }
      total += count * rest[place].seconds
      rest = rest[(place + 1)...]
      number = nil
    }
    return number == nil && !text.isEmpty ? total : nil
  }

  /// The shortest such text: `4h`, `1d12h`, `0s`.
  package static func text(seconds: Int64) -> String {
    guard seconds > 0 else { return "0s" }
    var rest = seconds
    var out = ""
    for (letter, size) in units where rest >= size {
      out += "\(rest / size)\(Character(Unicode.Scalar(letter)))"
      rest %= size
    }
    return out
  }
}
