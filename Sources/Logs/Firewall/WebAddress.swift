import Detect

extension EventWriter {
  /// Adds a URL as it stands and its parts: scheme, host and port when it is absolute, path and
  /// query. It is not decoded or checked: attackers chose it, and rules look for what they wrote.
  mutating func addURL(_ range: Range<Int>, in line: borrowing Line, withDomain: Bool = true) {
    guard !range.isEmpty else { return }
    add(.urlOriginal, range)
    addDecodedRequest(range, in: line)
    var rest = range
    let colon = line.find(UInt8(ascii: ":"), in: range)
    let slash = line.find(UInt8(ascii: "/"), in: range)
    if colon < slash, line.has("://", at: colon) {
      let mark = colon
      add(.urlScheme, range.lowerBound..<mark)
      let host = mark + 3
      var end = host
      while end < range.upperBound, !isAuthorityEnd(line[end]) { end &+= 1 }
      if withDomain { addAuthority(host..<end, in: line) }
      rest = end..<range.upperBound
    } else if line[range.lowerBound] != UInt8(ascii: "/") {
      return
    }
    let query = line.find(UInt8(ascii: "?"), in: rest)
    let fragment = line.find(UInt8(ascii: "#"), in: rest)
    addNonEmpty(.urlPath, rest.lowerBound..<min(query, fragment))
    if query < fragment { addNonEmpty(.urlQuery, query + 1..<fragment) }
  }

  private func isAuthorityEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
  }

  /// Adds the host and the port of `[user@]host[:port]`.
  private mutating func addAuthority(_ range: Range<Int>, in line: borrowing Line) {
    let host = (line.findLast(UInt8(ascii: "@"), in: range).map { $0 + 1 }) ?? range.lowerBound
    guard let colon = line.findLast(UInt8(ascii: ":"), in: host..<range.upperBound),
      line.unsigned(in: colon + 1..<range.upperBound) != nil
    else {
      addNonEmpty(.urlDomain, host..<range.upperBound)
      return
    }
    addNonEmpty(.urlDomain, host..<colon)
    addPort(.urlPort, colon + 1..<range.upperBound, in: line)
  }
}
