private import Foundation
package import Logs

extension TimeReference.Zone {
  /// The offsets of a named time zone, from 1970 to 2038.
  ///
  /// - Parameter name: `UTC`, a name of the time zone database (`Asia/Taipei`), or an offset
  ///   (`+08:00`).
  /// - Returns: Nil when there is no such zone.
  package init?(named name: String) {
    if let offset = Self.offsetSeconds(name) {
      self.init(changes: [(.min, offset)])
      return
    }
    guard let zone = TimeZone(identifier: name) else { return nil }
    var instant = Date(timeIntervalSince1970: 0)
    var changes = [
      (fromSeconds: Int64.min, offsetSeconds: Int32(zone.secondsFromGMT(for: instant)))
    ]
    let end = Date(timeIntervalSince1970: 2_147_483_647)
    while let next = zone.nextDaylightSavingTimeTransition(after: instant), next < end,
      next > instant
    {
      changes.append(
        (Int64(next.timeIntervalSince1970.rounded()), Int32(zone.secondsFromGMT(for: next))))
      instant = next
    }
    self.init(changes: changes)
  }

  /// `+08:00`, `-0330` or `+8` as seconds east of UTC.
  private static func offsetSeconds(_ text: String) -> Int32? {
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard !digits.isEmpty, digits.count <= 4, digits.allSatisfy(\.isNumber),
      let number = Int32(digits)
    else { return nil }
    let (hours, minutes) = digits.count <= 2 ? (number, 0) : (number / 100, number % 100)
    guard hours <= 14, minutes < 60 else { return nil }
    return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
