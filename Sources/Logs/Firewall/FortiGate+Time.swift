import Detect

extension FortiGateRecord {
  /// Sets the event's time. `eventtime` is best: an epoch in seconds or nanoseconds by version,
  /// while `date` and `time` are local, and old versions do not say where.
  func addTime(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) {
    var civil = CivilTime()
    if !zone.isEmpty { _ = body.zone(at: zone.lowerBound, into: &civil, afterSpace: false) }
    if var time = epoch(eventTime, body) ?? epoch(timestamp, body) {
      time.offsetMinutes = Int16(truncatingIfNeeded: (civil.offsetSeconds ?? 0) / 60)
      writer.setTime(time)
    } else if let time = local(civil, body, context) {
      writer.setTime(time)
    }
  }

  private func epoch(_ range: Range<Int>, _ body: borrowing Line) -> Timestamp? {
    guard !range.isEmpty, let text = body.epochTime(at: range.lowerBound),
      text.end == range.upperBound
    else { return nil }
    return text.time
  }

  /// `date=2026-01-05 time=09:00:00`, in the zone that `tz` gave.
  private func local(
    _ zoned: CivilTime, _ body: borrowing Line, _ context: borrowing DecodeContext
  ) -> Timestamp? {
    var civil = zoned
    let start = date.lowerBound
    guard date.count == 10, body[start + 4] == UInt8(ascii: "-"),
      body[start + 7] == UInt8(ascii: "-"), let year = body.year(at: start), !time.isEmpty,
      body.timeOfDay(at: time.lowerBound, into: &civil) != nil
    else { return nil }
    civil.year = year
    civil.month = body.twoDigits(at: start + 5)
    civil.day = body.twoDigits(at: start + 8)
    return civil.timestamp(context.clock)
  }
}
