import Detect

/// Values that are compared as a whole: URLs, digests of files, mail addresses.
extension ListReader {
  /// Adds a URL with a scheme, a digest or a mail address.
  ///
  /// - Returns: False when it is none of these.
  mutating func readExact(
    _ range: Range<Int>, _ line: borrowing Line, listed: Range<Int>, in source: borrowing Line,
    _ builder: inout IndicatorTableBuilder
  ) -> Bool {
    if line.find("://", in: range) != nil {
      addURL(range, line, listed: listed, in: source, &builder)
      return true
    }
    if line.find(UInt8(ascii: "@"), in: range) < range.upperBound {
      addMail(range, line, listed: listed, in: source, &builder)
      return true
    }
    guard [32, 40, 64, 128].contains(range.count),
      range.allSatisfy({ line.hexDigit(at: $0) != nil })
    else { return false }
    let isAdded =
      hasRoom
      && source.withBytes(in: listed) { bytes in
        builder.add(
          digest: range, in: line, listed: bytes, feed: feed, confidence: confidence,
          expiresSeconds: expiresSeconds)
      }
    if isAdded { report.digests += 1 } else { report.overLimit += 1 }
    return true
  }

  /// Adds `scheme://host/path`, or the same without its scheme.
  mutating func addURL(
    _ range: Range<Int>, _ line: borrowing Line, listed: Range<Int>, in source: borrowing Line,
    _ builder: inout IndicatorTableBuilder
  ) {
    guard hasHost(range, line) else { return reject(.notAValue, listed, source) }
    let isAdded =
      hasRoom
      && source.withBytes(in: listed) { bytes in
        builder.add(
          url: range, in: line, listed: bytes, feed: feed, confidence: confidence,
          expiresSeconds: expiresSeconds)
      }
    if isAdded { report.urls += 1 } else { report.overLimit += 1 }
  }

  /// Whether a URL names a domain or an address, with or without user and port. A host of one
  /// label needs a scheme before it.
  private func hasHost(_ range: Range<Int>, _ line: borrowing Line) -> Bool {
    let scheme = line.find("://", in: range)
    let start = scheme.map { $0 + 3 } ?? range.lowerBound
    let end = (start..<range.upperBound).first { "/?#\\".utf8.contains(line[$0]) }
    var host = start..<(end ?? range.upperBound)
    if let user = line.findLast(UInt8(ascii: "@"), in: host) { host = user + 1..<host.upperBound }
    if addressBeforePort(host, line) != nil || line.address(in: host) != nil { return true }
    if let first = host.first, line[first] == UInt8(ascii: "["), host.count > 2 {
      return line.address(in: host.dropFirst().dropLast()) != nil
    }
    if let colon = line.findLast(UInt8(ascii: ":"), in: host) {
      guard let port = line.unsigned(in: colon + 1..<host.upperBound), port <= 65_535 else {
        return false
      }
      host = host.lowerBound..<colon
    }
    if let last = host.last, line[last] == UInt8(ascii: ".") { host = host.dropLast() }
    switch problem(withDomain: host, line) {
    case nil: return true
    case .singleLabel: return scheme != nil
    default: return false
    }
  }

  private mutating func addMail(
    _ range: Range<Int>, _ line: borrowing Line, listed: Range<Int>, in source: borrowing Line,
    _ builder: inout IndicatorTableBuilder
  ) {
    let sign = line.findLast(UInt8(ascii: "@"), in: range) ?? range.lowerBound
    guard sign > range.lowerBound, problem(withDomain: sign + 1..<range.upperBound, line) == nil
    else { return reject(.notAValue, listed, source) }
    let isAdded =
      hasRoom
      && line.withBytes(in: range) { mail in
        source.withBytes(in: listed) { bytes in
          builder.add(
            mail: mail, listed: bytes, feed: feed, confidence: confidence,
            expiresSeconds: expiresSeconds)
        }
      }
    if isAdded { report.mails += 1 } else { report.overLimit += 1 }
  }

  private var hasRoom: Bool { report.indicators < limits.indicators }
}
