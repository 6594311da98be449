package import Detect

/// Reads a feed of any format, whole.
package struct FeedReader {
  private let bytes: UnsafeRawBufferPointer
  package let format: FeedFormat

  /// - Parameter bytes: The feed; not kept beyond a call.
  package init(_ bytes: UnsafeRawBufferPointer, as format: FeedFormat? = nil) {
    self.bytes = bytes
    self.format = format ?? FeedFormat.recognise(bytes)
  }

  /// Hands out the entries in order, each with the line that it begins on, from 1; 0 where the lines
  /// say nothing. Not for ``FeedFormat/list``.
  ///
  /// - Returns: What was no entry.
  @discardableResult
  package func eachRecord(_ body: (FeedRecord, _ line: Int) -> Void) -> FeedRest {
    switch format {
    case .list: FeedRest()
    case .json: eachOfJSON(body)
    case .csv: eachOfCSV(body)
    }
  }

  private func eachOfJSON(_ body: (FeedRecord, Int) -> Void) -> FeedRest {
    var rest = FeedRest()
    func take(_ json: FeedJSON, _ line: Int) {
      let found = FeedRecords(json)
      rest.others += found.others
      for record in found.records { body(record, line) }
    }
    // NDJSON, unless the first line alone is not a whole value.
    let first = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    if first == bytes.endIndex || FeedJSON(withoutMark(bytes[..<first])) == nil {
      if let whole = FeedJSON(withoutMark(bytes[...])) {
        take(whole, 0)
      } else {
        rest.note(unreadable: 1, bytes)
      }
      return rest
    }
    eachLine { line, number in
      guard line.contains(where: { $0 != 0x20 && $0 != 0x0d && $0 != 0x09 }) else { return }
      if let json = FeedJSON(withoutMark(line)) {
        take(json, number)
      } else {
        rest.note(unreadable: number, line)
      }
    }
    return rest
  }

  private func eachOfCSV(_ body: (FeedRecord, Int) -> Void) -> FeedRest {
    var rest = FeedRest()
    var rows = FeedCSV()
    var hasRows = false
    eachLine { bytes, number in
      let line = bytes.drop(while: { $0 == 0x20 || $0 == 0x09 })
      guard let first = line.first, first != 0x0d else { return }
      let text = String(decoding: line, as: UTF8.self)
      if first == UInt8(ascii: "#") || !hasRows, rows.takesNames(text) { return }
      guard first != UInt8(ascii: "#") else { return }
      hasRows = true
      if let record = rows.record(text) {
        body(record, number)
      } else {
        rest.note(unreadable: number, line)
      }
    }
    return rest
  }

  /// Without a byte order mark.
  private func withoutMark(_ part: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    part.starts(with: [0xef, 0xbb, 0xbf]) ? part.dropFirst(3) : part
  }

  private func eachLine(_ body: (Slice<UnsafeRawBufferPointer>, Int) -> Void) {
    var start = bytes.startIndex
    var number = 0
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      number += 1
      body(bytes[start..<end], number)
      start = end == bytes.endIndex ? end : end + 1
    }
  }

  /// Reads all into a table.
  ///
  /// - Parameters:
  ///   - feed: The place of the feed in the table of feeds.
  ///   - confidence: 0 to 100; an entry may be less sure, and never more.
  ///   - expiresSeconds: Unix seconds from which it no longer holds; an entry may end before.
  /// - Throws: ``ListError/webPage``, before anything was added.
  package func read(
    feed: Int, confidence: UInt8, expiresSeconds: Int64?, limits: ListLimits = ListLimits(),
    into builder: inout IndicatorTableBuilder
  ) throws(ListError) -> ListReport {
    var reader = ListReader(
      feed: feed, confidence: confidence, expiresSeconds: expiresSeconds, limits: limits)
    guard format != .list else {
      try reader.read(bytes, into: &builder)
      return try reader.finish(into: &builder)
    }
    let rest = eachRecord { record, line in
      reader.read(
        record, line: line, confidence: confidence, expiresSeconds: expiresSeconds, &builder)
    }
    reader.take(rest)
    return reader.report
  }
}

/// What of a feed is no entry.
package struct FeedRest: Hashable, Sendable {
  /// Objects that are none: authors, malware, markings.
  package var others = 0
  /// Lines or texts that cannot be read, the first of them with their beginning.
  package private(set) var unreadable = 0
  package private(set) var named: [ListReport.Rejection] = []

  package init() {}

  /// What a plain list refused.
  package init(_ report: ListReport) {
    unreadable = report.rejected
    named = report.rejections
  }

  mutating func note(unreadable line: Int, _ bytes: some Collection<UInt8>) {
    unreadable += 1
    guard named.count < 20 else { return }
    let text = String(decoding: bytes.prefix(80), as: UTF8.self)
    named.append(.init(line: line, reason: .notAnEntry, text: text))
  }
}
