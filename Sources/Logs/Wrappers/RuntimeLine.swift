import Detect

/// A line as Kubernetes' container runtimes write it: `2026-01-05T09:00:00.123456789Z stdout F TEXT`
/// (https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md).
struct RuntimeLine {
  /// What the container wrote.
  let text: Range<Int>

  /// Nil when the line is something else.
  ///
  /// - Complexity: O(1).
  init?(_ line: borrowing Line) {
    guard line.count > 30, line[line.start] &- 0x30 < 10,
      line[line.start &+ 10] == UInt8(ascii: "T")
    else { return nil }
    let start = line.start &+ 19
    let space = line.find(0x20, in: start..<min(start &+ 24, line.end))
    guard line.has(" stdout ", at: space) || line.has(" stderr ", at: space) else { return nil }
    let tag = space &+ 8
    guard tag < line.end, line[tag] == UInt8(ascii: "F") || line[tag] == UInt8(ascii: "P") else {
      return nil
    }
    let end = line.find(0x20, in: tag..<min(tag &+ 24, line.end))
    guard end < line.end, line[end] == 0x20 else { return nil }
    text = end &+ 1..<line.end
  }
}

extension RecordDecoder {
  /// Decodes what a container wrote by its own decoder; the runtime's time counts where that has
  /// none.
  func decode(
    _ wrapped: RuntimeLine, in line: borrowing Line, depth: Int, into event: inout EventWriter
  ) {
    _ = decode(text: line.part(wrapped.text), depth: depth + 1, into: &event)
    if !event.event.flags.contains(.hasTime), let time = line.isoTime(at: line.start, clock) {
      event.setTime(time.time)
    }
  }
}

extension Line {
  /// Whether the message is JSON behind a CEE cookie: `@cee: {…}` (rsyslog's mmjsonparse).
  var hasCookie: Bool { !isEmpty && self[start] == UInt8(ascii: "@") && has("@cee:", at: start) }
}
