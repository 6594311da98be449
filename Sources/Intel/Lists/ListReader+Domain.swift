import Detect

extension ListReader {
  /// Adds a domain written as `x`, `x.`, `*.x`, `.x` or `||x^`.
  ///
  /// - Returns: Why it is none.
  mutating func addDomain(
    _ range: Range<Int>, _ line: borrowing Line, listed: Range<Int>, in source: borrowing Line,
    _ builder: inout IndicatorTableBuilder
  ) -> ListReport.Reason? {
    var name = range
    if line.has("||", at: name.lowerBound) {
      guard line[name.upperBound - 1] == UInt8(ascii: "^"), name.count > 3 else {
        return .notAValue
      }
      name = name.dropFirst(2).dropLast()
    }
    if line.has("*.", at: name.lowerBound) {
      name = name.dropFirst(2)
    } else if line.has(".", at: name.lowerBound) {
      name = name.dropFirst()
    }
    if let last = name.last, line[last] == UInt8(ascii: ".") { name = name.dropLast() }
    if let problem = problem(withDomain: name, line) { return problem }
    let isAdded =
      report.indicators < limits.indicators
      && line.withBytes(in: name) { domain in
        source.withBytes(in: listed) { bytes in
          builder.add(
            domain: domain, listed: bytes, feed: feed, confidence: confidence,
            expiresSeconds: expiresSeconds)
        }
      }
    if isAdded { report.domains += 1 } else { report.overLimit += 1 }
    return nil
  }

  /// Labels of 1 to 63 letters, digits, `-` and `_` (or bytes of an unencoded name), at least two,
  /// the last not a number, 253 bytes in all (RFC 1035, 2.3.4; RFC 3696, 2).
  func problem(
    withDomain range: Range<Int>, _ line: borrowing Line
  ) -> ListReport.Reason? {
    guard !range.isEmpty, range.count <= 253 else { return .notAValue }
    var labelStart = range.lowerBound
    var labels = 1
    var lastIsNumber = true
    for index in range {
      let byte = line[index]
      if byte == UInt8(ascii: ".") {
        if index == labelStart || index - labelStart > 63 { return .notAValue }
        labelStart = index + 1
        labels += 1
        lastIsNumber = true
        continue
      }
      let isDigit = byte &- 0x30 < 10
      let isLetter = (byte | 0x20) &- 0x61 < 26
      guard
        isDigit || isLetter || byte >= 0x80 || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "_")
      else { return .notAValue }
      if !isDigit { lastIsNumber = false }
    }
    let last = range.upperBound - labelStart
    if last == 0 || last > 63 || lastIsNumber { return .notAValue }
    return labels < 2 ? .singleLabel : nil
  }
}
