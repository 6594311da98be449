import Detect

/// ``CustomCSV``, compiled.
struct CSVCode: Sendable {
  struct Column: Sendable {
    /// A place in the targets, or −1.
    var target = -1
    /// The text that must stand here, or −1.
    var literal = -1
  }

  var separator: UInt8
  var quote: UInt8
  var columns: [Column]
  var columnsMinimum: Int
}

extension CustomProgram {
  /// Reads the columns of the line; what follows the last described one is passed over.
  ///
  /// - Returns: False when there are too few, or one does not hold the text that it should, or not
  ///   an address where there must be one.
  /// - Complexity: O(length of the line).
  func read(
    _ code: borrowing CSVCode, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    var next = line.start
    var index = 0
    while index < code.columns.count {
      var column = CSVColumn()
      column.read(line, from: next, code)
      let wanted = code.columns[index]
      if wanted.literal >= 0 {
        let text = literals[wanted.literal]
        guard column.range.count == text.count, holds(text, at: column.range.lowerBound, line)
        else { return false }
      } else if wanted.target >= 0 {
        var range = column.range
        if column.hasDoubled { range = event.storeHalved(range, code.quote, of: line) ?? range }
        _ = take(wanted.target, range, context, texts, &run, &event)
      }
      index &+= 1
      guard column.after < line.end else { break }
      next = column.after &+ 1
    }
    return index >= code.columnsMinimum
  }
}

/// One value between separators.
struct CSVColumn {
  /// Without its quotes and the blanks around it.
  var range = 0..<0
  var hasDoubled = false
  /// The separator after it, or the end of the line.
  var after = 0

  mutating func read(_ line: borrowing Line, from start: Int, _ code: borrowing CSVCode) {
    let first = code.separator == 0x20 ? start : line.afterBlanks(start)
    guard code.quote != 0, first < line.end, line[first] == code.quote else {
      after = line.find(code.separator, from: start)
      range = line.trimmed(start..<after)
      return
    }
    var close = first &+ 1
    while close < line.end {
      close = line.find(code.quote, from: close)
      guard close &+ 1 < line.end, line[close &+ 1] == code.quote else { break }
      hasDoubled = true
      close &+= 2
    }
    close = min(close, line.end)
    range = first &+ 1..<close
    after = line.find(code.separator, from: min(close &+ 1, line.end))
  }
}

extension EventWriter {
  /// Writes the text into the arena with one quote for two; nil when there is no room.
  mutating func storeHalved(
    _ range: Range<Int>, _ quote: UInt8, of line: borrowing Line
  ) -> Range<Int>? {
    let start = storePosition
    var index = range.lowerBound
    while index < range.upperBound {
      guard storeByte(line[index]) else { return nil }
      let isDoubled =
        line[index] == quote && index &+ 1 < range.upperBound && line[index &+ 1] == quote
      index &+= isDoubled ? 2 : 1
    }
    return start..<storePosition
  }
}
