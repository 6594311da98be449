package import Detect

/// A plain list: one address, network, range or domain a line.
///
/// Blank lines and comments (`#` or `;`, to the end of the line) are passed over, as are a byte
/// order mark and carriage returns. Defanged forms (`hxxp://`, `[.]`) are read as what they mean.
/// Lines of hosts files (`0.0.0.0 bad.example`), of ad-block lists (`||bad.example^`) and names
/// with a leading `*.` or `.` give their domain.
package struct PlainList: Sendable {
  /// What a list may hold.
  package struct Limits: Sendable {
    package var lineBytes = 4096
    package var entries = 20_000_000
    /// Networks wider than these are refused: one typing error must not list half the world.
    package var ipv4Length = 8
    package var ipv6Length = 16
    /// Refused lines that are kept with their reason; the others are counted.
    package var keptRefusals = 20

    package init() {}
  }

  /// A line that was refused.
  package struct Refusal: Hashable, Sendable {
    /// From 1.
    package let line: Int
    package let text: String
    package let reason: RefusalReason
  }

  /// Why a line is no indicator. The message says what to write instead.
  package enum RefusalReason: Hashable, Sendable {
    case notUnderstood
    case tooLong
    case tooWide(minimumLength: Int)
    case rangeBackwards
    case rangeMixed
    /// A kind of indicator that is recognised and cannot be matched yet.
    case unsupported(kind: String)
    case tooMany
  }

  package private(set) var entryCount = 0
  package private(set) var refusedCount = 0
  package private(set) var refusals: [Refusal] = []
  /// Networks that were written with host bits set, and read without them.
  package private(set) var maskedCount = 0
  /// Whether the whole looks like a web page (an error page in place of the list).
  package private(set) var isWebPage = false
  private let limits: Limits

  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Reads a list and hands on each entry: its value, and the range of its text in `bytes`.
  ///
  /// - Complexity: O(bytes); a range gives at most 2 × 128 networks.
  package mutating func read(
    _ bytes: UnsafeRawBufferPointer, _ onEntry: (Indicator.Value, Range<Int>) -> Void
  ) {
    guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    let whole = Line(base: base, start: 0, end: bytes.count)
    if whole.looksLikeWebPage {
      isWebPage = true
      return
    }
    var start = whole.has("\u{feff}", at: 0) ? 3 : 0
    var number = 0
    while start < whole.end {
      let end = whole.find(UInt8(ascii: "\n"), from: start)
      number += 1
      readLine(whole, start..<end, number, onEntry)
      start = end + 1
    }
  }

  private mutating func readLine(
    _ line: borrowing Line, _ range: Range<Int>, _ number: Int,
    _ onEntry: (Indicator.Value, Range<Int>) -> Void
  ) {
    guard range.count <= limits.lineBytes else {
      refuse(line, range.prefix(80), number, .tooLong)
      return
    }
    let entry = line.listEntry(in: range)
    if entry.isEmpty { return }
    guard entryCount < limits.entries else {
      refuse(line, entry, number, .tooMany)
      return
    }
    do throws(ListEntryError) {
      let values = try ListEntry.values(of: entry, in: line, limits, &maskedCount)
      for value in values { onEntry(value, entry) }
      entryCount += 1
    } catch {
      refuse(line, entry, number, error.reason)
    }
  }

  private mutating func refuse(
    _ line: borrowing Line, _ range: Range<Int>, _ number: Int, _ reason: RefusalReason
  ) {
    refusedCount += 1
    guard refusals.count < limits.keptRefusals else { return }
    refusals.append(
      Refusal(line: number, text: line.string(in: range.prefix(80)), reason: reason))
  }
}

extension PlainList.RefusalReason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notUnderstood:
      "is no address, network, range or domain; write one a line, such as 203.0.113.0/24"
    case .tooLong: "is longer than a line of a list may be"
    case .tooWide(let minimum): "is too wide; list networks of /\(minimum) or longer"
    case .rangeBackwards: "ends before it begins; write the lower address first"
    case .rangeMixed: "begins and ends in different families"
    case .unsupported(let kind): "is a \(kind), which lists cannot match yet"
    case .tooMany: "is more than a list may hold"
    }
  }
}

extension Range<Int> {
  fileprivate func prefix(_ count: Int) -> Range<Int> {
    lowerBound..<Swift.min(upperBound, lowerBound + count)
  }
}
