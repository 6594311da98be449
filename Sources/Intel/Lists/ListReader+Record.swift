import Detect

// Entries of feeds that say more than a value.
extension ListReader {
  /// Adds what an entry warns of. What stands beside it is not added: the address that a hostile URL
  /// resolved to serves others too.
  mutating func read(
    _ record: FeedRecord, line: Int, confidence most: UInt8, expiresSeconds latest: Int64?,
    _ builder: inout IndicatorTableBuilder
  ) {
    report.lines = line
    if record.idle != nil {
      report.idle += 1
      return
    }
    if let unevaluated = record.unevaluated { report.unevaluated[unevaluated, default: 0] += 1 }
    confidence = record.confidence.map { min(most, UInt8(clamping: $0)) } ?? most
    expiresSeconds = [record.validUntilSeconds, latest].compactMap(\.self).min()
    for value in record.values where value.isSubject && value.kind != .fileName {
      var bytes = Array(FeedText.plain(value.text).utf8)
      guard bytes.count <= limits.lineBytes else { continue }
      bytes.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let text = Line(base: base, start: 0, end: buffer.count)
        readEntry(text.range, text, &builder)
      }
    }
    confidence = most
    expiresSeconds = latest
  }

  mutating func take(_ rest: FeedRest) {
    report.rejected += rest.unreadable
    report.rejections += rest.named
    report.ignored += rest.others
  }
}
