/// Which lines of an input belong together as one record.
///
/// Most logs write a record a line. Of the others it is told from the first lines of the input, so
/// that no text in the middle of a log can join what does not belong together.
@frozen @usableFromInline package enum RecordGrouping: UInt8, Sendable {
  /// Every line is a record.
  case lines
  /// The Linux audit system: lines that follow each other and have the same `audit(TIME:SERIAL)`.
  case audit
  /// XML: from a line that begins with `<Event` to the one that ends the element.
  case events
  /// Snort's full alerts and the journal's export: up to the next empty line.
  case paragraphs

  /// Tells an input from its first lines; `.lines` when they say nothing.
  ///
  /// - Parameter line: Covers the input's first bytes.
  package init(firstBytes line: borrowing Line) {
    self = .lines
    var next = line.start
    for _ in 0..<RecordGrouping.linesLookedAt where next < line.end && self == .lines {
      let end = line.find(0x0a, from: next)
      if line.auditStamp(in: next..<end) != nil { self = .audit }
      if line.beginsEvent(in: next..<end) { self = .events }
      if line.beginsParagraph(in: next..<end) { self = .paragraphs }
      next = end &+ 1
    }
  }

  private static let linesLookedAt = 8
  /// Lines of one record, at most.
  static let linesMaximum = 512

  /// The end of the record that begins with the line in `first`, before its line end; and where the
  /// next record begins.
  ///
  /// - Parameter line: Covers the block's records.
  /// - Complexity: O(length of the record).
  func extent(
    of first: Range<Int>, in line: borrowing Line, limit: Int
  ) -> (end: Int, next: Int) {
    switch self {
    case .lines: (first.upperBound, first.upperBound &+ 1)
    case .audit: line.auditExtent(of: first, limit: limit)
    case .events: line.eventExtent(of: first, limit: limit)
    case .paragraphs: line.paragraphExtent(of: first, limit: limit)
    }
  }
}

extension Line {
  /// The line after the line end at `offset`, or nil at the end or when it goes over the limit.
  fileprivate func following(_ offset: Int, limit: Int) -> Range<Int>? {
    let next = offset &+ 1
    let bound = min(end, limit)
    guard next < bound else { return nil }
    let stop = find(0x0a, in: next..<bound)
    return stop < bound || bound == end ? next..<stop : nil
  }

  /// The node, the type's place and the stamp of an audit record that begins in `range`.
  fileprivate func auditStamp(in range: Range<Int>) -> Range<Int>? {
    guard has("type=", at: range.lowerBound) || has("node=", at: range.lowerBound) else {
      return nil
    }
    let head = range.lowerBound..<min(range.upperBound, range.lowerBound &+ 360)
    guard let start = find("msg=audit(", in: head) else { return nil }
    let close = find(UInt8(ascii: ")"), in: start..<head.upperBound)
    return close < head.upperBound ? start..<close : nil
  }

  /// What stands before `type=`: the name of the node.
  private func auditNode(before stamp: Range<Int>, from start: Int) -> Range<Int> {
    start..<(has("node=", at: start) ? find(0x20, in: start..<stamp.lowerBound) : start)
  }

  fileprivate func auditExtent(of first: Range<Int>, limit: Int) -> (end: Int, next: Int) {
    var end = first.upperBound
    guard let stamp = auditStamp(in: first) else { return (end, end &+ 1) }
    let node = auditNode(before: stamp, from: first.lowerBound)
    for _ in 0..<RecordGrouping.linesMaximum {
      guard let next = following(end, limit: limit), let other = auditStamp(in: next),
        holdsSame(stamp, other),
        holdsSame(node, auditNode(before: other, from: next.lowerBound))
      else { break }
      end = next.upperBound
    }
    return (end, end &+ 1)
  }

  fileprivate func beginsEvent(in range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while start < range.upperBound, self[start] == 0x20 || self[start] == 0x09 { start &+= 1 }
    return has("<Event>", at: start) || has("<Event ", at: start)
  }

  fileprivate func eventExtent(of first: Range<Int>, limit: Int) -> (end: Int, next: Int) {
    var end = first.upperBound
    guard beginsEvent(in: first), find("</Event>", in: first) == nil else { return (end, end &+ 1) }
    for _ in 0..<RecordGrouping.linesMaximum {
      guard let next = following(end, limit: limit), !beginsEvent(in: next) else { break }
      end = next.upperBound
      if find("</Event>", in: next) != nil { break }
    }
    return (end, end &+ 1)
  }

  fileprivate func beginsParagraph(in range: Range<Int>) -> Bool {
    has("[**] [", at: range.lowerBound) || has("__CURSOR=", at: range.lowerBound)
      || has("__REALTIME_TIMESTAMP=", at: range.lowerBound)
  }

  fileprivate func paragraphExtent(of first: Range<Int>, limit: Int) -> (end: Int, next: Int) {
    var end = first.upperBound
    guard beginsParagraph(in: first) else { return (end, end &+ 1) }
    for _ in 0..<RecordGrouping.linesMaximum {
      guard let next = following(end, limit: limit), !has("[**] [", at: next.lowerBound) else {
        break
      }
      if next.isEmpty || next.count == 1 && self[next.lowerBound] == 0x0d {
        // The empty line is no record of its own.
        return (end, next.upperBound &+ 1)
      }
      end = next.upperBound
    }
    return (end, end &+ 1)
  }
}
