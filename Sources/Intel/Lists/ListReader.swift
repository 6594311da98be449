package import Detect

/// What a list may hold.
package struct ListLimits: Sendable {
  /// Bytes of a line; longer ones are rejected.
  package var lineBytes = 4096
  package var indicators = 20_000_000
  /// Rejected lines that are named; the rest are only counted.
  package var rejectionsNamed = 20
  /// Whether networks wider than /8 (IPv4) or /16 (IPv6) are taken.
  package var allowsWideNetworks = false

  package init() {}
}

/// Reads a plain list: one value a line, from bytes in pieces of any size.
///
/// A value is an address, a network, a range `a-b`, a domain (also `*.x`, `.x`, `||x^`, or a line of
/// a hosts file), a URL, the MD5, SHA-1, SHA-256 or SHA-512 of a file in hexadecimal or a mail
/// address, each also quoted, with a port or defanged. `#`, `;` and `!` begin a comment line,
/// `;` and a space and `#` a comment. Nothing is allocated for a line but what the builder keeps.
package struct ListReader: ~Copyable {
  let feed: Int
  /// Of what is read next; an entry of a feed may have its own.
  var confidence: UInt8
  var expiresSeconds: Int64?
  let limits: ListLimits
  /// The line under way, when it began in an earlier piece.
  private var carried: [UInt8] = []
  private var isAtStart = true
  private var isChecked = false
  var scratch: [UInt8] = []
  package internal(set) var report = ListReport()

  /// - Parameters:
  ///   - feed: The place of the list in the table of feeds.
  ///   - confidence: 0 to 100; a list given by hand is trusted with 80.
  ///   - expiresSeconds: Unix seconds from which its lines no longer hold; nil does not expire.
  package init(
    feed: Int, confidence: UInt8 = 80, expiresSeconds: Int64? = nil,
    limits: ListLimits = ListLimits()
  ) {
    self.feed = feed
    self.confidence = confidence
    self.expiresSeconds = expiresSeconds
    self.limits = limits
  }

  /// Reads a piece of the list.
  ///
  /// - Throws: ``ListError/webPage``, before anything was added.
  package mutating func read(
    _ piece: UnsafeRawBufferPointer, into builder: inout IndicatorTableBuilder
  ) throws(ListError) {
    guard let base = piece.bindMemory(to: UInt8.self).baseAddress else { return }
    var next = 0
    while next < piece.count {
      let line = Line(base: base, start: next, end: piece.count)
      let end = line.find(UInt8(ascii: "\n"), from: next)
      if end == piece.count || !carried.isEmpty {
        carry(base, next..<end)
        if end < piece.count { try finishCarried(&builder) }
      } else {
        try readLine(line.part(next..<end), &builder)
      }
      next = end + 1
    }
  }

  /// Reads the last line, when no line end follows it.
  package mutating func finish(
    into builder: inout IndicatorTableBuilder
  ) throws(ListError) -> ListReport {
    if !carried.isEmpty { try finishCarried(&builder) }
    return report
  }

  private mutating func carry(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) {
    let room = limits.lineBytes + 1 - carried.count
    let kept = UnsafeBufferPointer(start: base + range.lowerBound, count: min(range.count, room))
    carried.append(contentsOf: kept)
  }

  private mutating func finishCarried(
    _ builder: inout IndicatorTableBuilder
  ) throws(ListError) {
    var bytes: [UInt8] = []
    swap(&bytes, &carried)
    var failure: ListError?
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      do throws(ListError) {
        try readLine(Line(base: base, start: 0, end: buffer.count), &builder)
      } catch {
        failure = error
      }
    }
    bytes.removeAll(keepingCapacity: true)
    swap(&bytes, &carried)
    if let failure { throw failure }
  }

  /// Reads a line without its line feed.
  private mutating func readLine(
    _ line: borrowing Line, _ builder: inout IndicatorTableBuilder
  ) throws(ListError) {
    report.lines += 1
    var range = line.range
    if isAtStart {
      isAtStart = false
      if line.has("\u{feff}", at: range.lowerBound) { range = range.dropFirst(3) }
    }
    if line.count > limits.lineBytes { return reject(.tooLong, range, line) }
    if let last = range.last, line[last] == UInt8(ascii: "\r") { range = range.dropLast() }
    range = line.trimmed(range)
    guard let first = range.first else {
      report.blank += 1
      return
    }
    switch line[first] {
    case UInt8(ascii: "#"), UInt8(ascii: ";"), UInt8(ascii: "!"):
      report.comments += 1
      return
    case UInt8(ascii: "<") where !isChecked:
      throw .webPage
    default: isChecked = true
    }
    range = undecorated(line.trimmed(withoutComment(range, line)), line)
    if range.isEmpty { return reject(.notAValue, line.range, line) }
    readEntry(range, line, &builder)
  }

  /// The part of a line before ` #` or `;`; in a URL a space stands before that too.
  private func withoutComment(_ range: Range<Int>, _ line: borrowing Line) -> Range<Int> {
    for index in range.dropFirst() {
      let byte = line[index]
      let isApart = line[index - 1] == 0x20 || line[index - 1] == 0x09
      if byte == UInt8(ascii: "#"), isApart { return range.lowerBound..<index }
      if byte == UInt8(ascii: ";"),
        isApart || line.find("//", in: range.lowerBound..<index) == nil
      {
        return range.lowerBound..<index
      }
    }
    return range
  }

  /// Without quotes around and commas behind.
  func undecorated(_ range: Range<Int>, _ line: borrowing Line) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while high > low, line[high - 1] == UInt8(ascii: ",") || line[high - 1] == 0x22 { high -= 1 }
    while low < high, line[low] == 0x22 { low += 1 }
    return low..<high
  }

  mutating func reject(
    _ reason: ListReport.Reason, _ range: Range<Int>, _ line: borrowing Line
  ) {
    report.rejected += 1
    guard report.rejections.count < limits.rejectionsNamed else { return }
    let shown = range.prefix(min(80, limits.lineBytes))
    let text = line.string(in: shown)
    report.rejections.append(.init(line: report.lines, reason: reason, text: text))
  }
}
