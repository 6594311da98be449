private import Foundation

/// Times as people type them.
enum TimeReading {
  /// Unix seconds of `2026-01-05T01:00:00Z` or `2026-01-05` (UTC); nil for anything else.
  static func seconds(_ text: String) -> Int64? {
    let format = ISO8601DateFormatter()
    for options in [
      ISO8601DateFormatter.Options.withInternetDateTime, [.withFullDate],
    ] {
      format.formatOptions = options
      if let date = format.date(from: text) { return Int64(date.timeIntervalSince1970) }
    }
    return nil
  }
}
