import Detect

extension DeviceRecord {
  /// Sets the event's time from the record's own. A time without a zone counts only where the
  /// header gave none: headers often know the zone.
  func addTime(
    _ line: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) {
    let hasTime = writer.event.flags.contains(.hasTime)
    if has(.stamp) {
      if let text = line.time(at: self[.stamp].lowerBound, context.clock),
        !hasTime || line.isZoned(self[.stamp])
      {
        writer.setTime(text.time)
      }
      return
    }
    guard has(.time), has(.date), !hasTime || has(.zone), let time = local(line, context) else {
      return
    }
    writer.setTime(time)
  }

  /// A date, a time and perhaps a zone that stand apart.
  private func local(
    _ line: borrowing Line, _ context: borrowing DecodeContext
  ) -> Timestamp? {
    var civil = CivilTime()
    let start = self[.date].lowerBound
    guard self[.date].count == 10, let year = line.year(at: start),
      line.timeOfDay(at: self[.time].lowerBound, into: &civil) != nil
    else { return nil }
    civil.year = year
    civil.month = line.twoDigits(at: start &+ 5)
    civil.day = line.twoDigits(at: start &+ 8)
    if has(.zone) {
      _ = line.zone(at: self[.zone].lowerBound, into: &civil, afterSpace: false)
    }
    return civil.timestamp(context.clock)
  }
}

extension Line {
  /// Whether the text of a time says its zone: an epoch, `Z`, UTC, GMT or an offset at its end.
  func isZoned(_ range: Range<Int>) -> Bool {
    guard range.count >= 9 else { return false }
    let last = self[range.upperBound &- 1]
    if last | 0x20 == UInt8(ascii: "z") || last == UInt8(ascii: "C") || last == UInt8(ascii: "T") {
      return true
    }
    if range.count < 24, find(UInt8(ascii: ":"), in: range) == range.upperBound { return true }
    let sign = self[range.upperBound &- 5]
    let far = self[range.upperBound &- 6]
    return sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") || far == UInt8(ascii: "+")
      || far == UInt8(ascii: "-") && find(UInt8(ascii: "T"), in: range) < range.upperBound
  }
}
