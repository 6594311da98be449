import HTTPTypes
import Hummingbird

/// What a request makes its answer depend on (RFC 9110, section 13).
enum Conditions {
  /// Whether the client has these bytes already. A tag beats a date, as the RFC has it.
  static func isUnchanged(_ headers: HTTPFields, _ cached: CachedList) -> Bool {
    if let tags = headers[.ifNoneMatch] {
      return tags.split(separator: ",").contains { tag in
        var tag = tag.drop { $0 == " " }
        while tag.last == " " { tag.removeLast() }
        if tag.hasPrefix("W/") { tag.removeFirst(2) }
        return tag == "*" || tag == "\"\(cached.tag)\"" || tag == "\"\(cached.tag)-gzip\""
      }
    }
    guard let since = headers[.ifModifiedSince] else { return false }
    return since == HTTPDate.text(cached.modifiedSeconds)
  }

  /// `gzip` or `*` among the encodings, and not with a weight of zero.
  static func takesGzip(_ headers: HTTPFields) -> Bool {
    var isTaken = false
    for entry in (headers[.acceptEncoding] ?? "").lowercased().split(separator: ",") {
      let parts = entry.split(separator: ";").map { $0.filter { $0 != " " } }
      guard let name = parts.first, name == "gzip" || name == "*" else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
      let isRefused = weight.map { $0.allSatisfy { "0.".contains($0) } } ?? false
      if name == "gzip" { return !isRefused }
      isTaken = !isRefused
    }
    return isTaken
  }
}

/// Times as HTTP has them (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// - Parameter seconds: Unix seconds, not negative.
  static func text(_ seconds: Int64) -> String {
    let (day, rest) = max(0, seconds).quotientAndRemainder(dividingBy: 86_400)
    // Days from 0000-03-01, in eras of 400 years.
    let (era, dayOfEra) = (day + 719_468).quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = Int(shifted < 10 ? shifted + 2 : shifted - 10)
    let year = yearOfEra + era * 400 + (month < 2 ? 1 : 0)
    let date = "\(pad(dayOfYear - (153 * shifted + 2) / 5 + 1)) \(months[month]) \(year)"
    let time = "\(pad(rest / 3600)):\(pad(rest / 60 % 60)):\(pad(rest % 60))"
    return "\(days[Int(day % 7)]), \(date) \(time) GMT"
  }

  private static func pad(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
