private import CKernels

extension EventWriter {
  /// Appends text of a JSON string to the arena, its escapes of one letter undone.
  ///
  /// - Returns: The offset after what was taken. There stands a quote, an escape that needs a closer
  ///   look, or the end of `range`; or anything, when the arena is nearly full.
  package mutating func storeUnescaped(_ range: Range<Int>, of line: borrowing Line) -> Int {
    precondition(range.lowerBound >= line.start && range.upperBound <= line.end)
    guard let base = unsafe base else { return range.lowerBound }
    // SAFETY: reads inside the line, writes between the arena's next byte and its end.
    let copied = unsafe ckernels_unescape(
      line.base + range.lowerBound, range.count, base + arenaNext, arenaEnd &- arenaNext)
    arenaNext &+= copied.written
    return range.lowerBound &+ copied.read
  }
}
