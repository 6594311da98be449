import Detect
import Response

/// How commands on the state print: tables for people, a JSON object a line for programs.
package enum StateFormat: String, Sendable, CaseIterable { case human, ndjson }

/// Where a command on the state prints to.
struct StateOutput {
  let output = Output.standardOutput()
  let errors = Output.standardError()
  let isHuman: Bool
  let isColoured: Bool

  /// - Parameter format: Human on a terminal and NDJSON elsewhere, when nil.
  init(_ format: StateFormat?) {
    isHuman = (format ?? (output.isTerminal ? .human : .ndjson)) == .human
    isColoured = output.isTerminal && Environment.allowsColour
  }

  /// The columns that a line may take; unlimited when nobody looks.
  var columns: Int { output.isTerminal ? output.columns : 400 }

  func print(_ document: Document) { output.write(document.json() + [0x0a]) }

  func printLine(_ text: String) { output.writeLine(text) }

  /// Opens the state and runs `body` on it.
  ///
  /// - Returns: The exit code of DESIGN 4: that of `body`, or 2 when it cannot begin.
  func with(
    _ place: StatePlace, _ body: (StatePlace.Opened) throws(StatePlace.Failure) -> Int32
  ) -> Int32 {
    var status: Int32 = 2
    do throws(StatePlace.Failure) {
      status = try body(try place.open())
    } catch {
      for message in error.messages {
        errors.writeLine("detectd: " + TerminalText.clean(message))
      }
    }
    output.flush()
    errors.flush()
    return status
  }
}

/// A table that fits the terminal: columns are as wide as what stands in them, the last takes what
/// is left, and where too little is left the ones that matter least go first.
struct StateTable {
  struct Column {
    let title: String
    /// The lower goes first; 0 stays always.
    var rank = 0
    var alignsRight = false
  }

  private let columns: [Column]
  private var rows: [[String]] = []
  private static let leastOfLast = 16

  init(_ columns: [Column]) { self.columns = columns }

  var isEmpty: Bool { rows.isEmpty }

  /// - Parameter cells: Any text; it is made clean here.
  mutating func add(_ cells: [String]) { rows.append(cells.map { TerminalText.clean($0) }) }

  func lines(columns limit: Int) -> [String] {
    var widths = columns.indices.map { place in
      rows.reduce(TerminalText.width(columns[place].title)) {
        max($0, TerminalText.width($1[place]))
      }
    }
    let last = columns.count - 1
    var shown = Array(columns.indices)
    func left() -> Int { limit - shown.dropLast().reduce(0) { $0 + widths[$1] + 2 } }
    while left() < min(StateTable.leastOfLast, widths[last]) {
      let candidates = shown.dropLast().filter { columns[$0].rank > 0 }
      guard let least = candidates.min(by: { columns[$0].rank < columns[$1].rank }) else { break }
      shown.removeAll { $0 == least }
    }
    // What stays must fit too, however narrow the terminal is.
    if left() < StateTable.leastOfLast,
      let widest = shown.dropLast().max(by: { widths[$0] < widths[$1] })
    {
      widths[widest] = max(8, widths[widest] - (StateTable.leastOfLast - left()))
    }
    widths[last] = max(1, min(widths[last], left()))
    return ([columns.map(\.title)] + rows).map { row in
      shown.map { place in
        place == last
          ? TerminalText.cut(row[place], columns: widths[place])
          : TerminalText.fit(
            row[place], columns: widths[place], alignRight: columns[place].alignsRight)
      }.joined(separator: "  ")
    }
  }
}

/// Times as people say them.
enum TimeWords {
  /// `in 3h59m`, `12m ago`, `never` for what does not end.
  static func relative(_ seconds: Int64, now: Int64) -> String {
    if seconds == Decision.never { return "never" }
    let distance = seconds - now
    return distance >= 0 ? "in \(short(distance))" : "\(short(-distance)) ago"
  }

  /// The two largest units.
  static func short(_ seconds: Int64) -> String {
    let unit: Int64 = seconds >= 86_400 ? 3600 : seconds >= 3600 ? 60 : 1
    return DurationText.text(seconds: seconds / unit * unit)
  }

  /// Unix seconds of `24h` (that long ago) or of `2026-01-05T01:00:00Z`; nil for anything else.
  package static func since(_ text: String, now: Int64) -> Int64? {
    if let duration = DurationText.seconds(text) { return now - duration }
    return TimeReading.seconds(text)
  }
}
