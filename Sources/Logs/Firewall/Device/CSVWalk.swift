import Detect

/// Walks the columns of a line of comma-separated values.
///
/// A column in double quotes may hold commas; a quote in it is written twice. A quote ends the
/// column only when a comma or the end of the line follows, because devices that escape nothing
/// write quotes inside quotes. The column is left in the walk itself: nothing is copied.
struct CSVWalk {
  /// Where the next step begins.
  private(set) var position: Int
  /// The place of the column, from 0.
  private(set) var column = -1
  /// The column without its quotes.
  private(set) var value: Range<Int>
  /// Whether the column holds quotes that are written twice.
  private(set) var escaping = Escaping.none
  private let separator: UInt8
  /// Whether commas in braces (`{a,b}`) belong to the column.
  private let knowsBraces: Bool
  private var isDone = false

  init(from position: Int, separator: UInt8 = UInt8(ascii: ","), knowsBraces: Bool = false) {
    self.position = position
    self.separator = separator
    self.knowsBraces = knowsBraces
    value = position..<position
  }

  /// Goes to the next column, or returns false after the last.
  ///
  /// - Complexity: O(length of the column).
  @inline(__always) mutating func next(in line: borrowing Line) -> Bool {
    if isDone { return false }
    column &+= 1
    let start = position
    escaping = .none
    if start < line.end, line[start] == UInt8(ascii: "\"") {
      readQuoted(from: start &+ 1, in: line)
      return true
    }
    if knowsBraces, start < line.end, line[start] == UInt8(ascii: "{") {
      let close = line.find(UInt8(ascii: "}"), from: start)
      let end = line.find(separator, from: close)
      value = start..<end
      finish(at: end, in: line)
      return true
    }
    let end = line.find(separator, from: start)
    value = start..<end
    finish(at: end, in: line)
    return true
  }

  private mutating func finish(at end: Int, in line: borrowing Line) {
    position = end &+ 1
    isDone = end >= line.end
  }

  private mutating func readQuoted(from start: Int, in line: borrowing Line) {
    var index = start
    while true {
      index = line.find(UInt8(ascii: "\""), from: index)
      let after = index &+ 1
      if index >= line.end || after >= line.end || line[after] == separator {
        value = start..<min(index, line.end)
        finish(at: min(after, line.end), in: line)
        return
      }
      if line[after] == UInt8(ascii: "\"") {
        escaping = .doubled
        index &+= 1
      }
      index &+= 1
    }
  }
}
