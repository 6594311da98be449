import Detect

// What access logs of all servers have: the request line, the client, the virtual host.

extension EventWriter {
  /// Adds `METHOD URL HTTP/1.1`: method, URL and its parts, version. What is no request is left as
  /// it is: peers that speak another protocol are told by the status alone.
  mutating func addRequest(_ range: Range<Int>, in line: borrowing Line, withDomain: Bool = true) {
    var end = range.upperBound
    if let mark = line.findLast(" HTTP/", in: range) {
      addNonEmpty(.httpVersion, line.token(in: mark &+ 6 ..| end))
      end = mark
    }
    let method = line.methodWord(in: range.lowerBound ..| end)
    guard !method.isEmpty else { return }
    add(.httpRequestMethod, method)
    let url = line.trimmed(min(method.upperBound &+ 1, end) ..| end)
    if !line.equals("-", in: url) { addURL(url, in: line, withDomain: withDomain) }
  }

  /// Adds the client of a request: an address, or a name when the server looks names up.
  mutating func addClient(_ range: Range<Int>, in line: borrowing Line) {
    let parts = line.addressParts(range, splitsPort: false)
    addEnd(.source, parts, isAddress: false, in: line)
  }

  /// Adds `NAME[:PORT]` of a virtual host; an address is the destination.
  mutating func addVirtualHost(_ range: Range<Int>, in line: borrowing Line) {
    var name = range
    if let colon = line.findLast(UInt8(ascii: ":"), in: range),
      line.unsigned(in: colon &+ 1 ..| range.upperBound) != nil
    {
      name = range.lowerBound ..| colon
      addPort(.destinationPort, colon &+ 1 ..| range.upperBound, in: line)
    }
    if !addAddress(.destinationIP, name, in: line) { addText(.urlDomain, name, in: line) }
  }

  /// Adds text that is neither empty nor a dash.
  mutating func addText(_ field: Field, _ range: Range<Int>, in line: borrowing Line) {
    if range.isEmpty || range.count == 1 && line[range.lowerBound] == UInt8(ascii: "-") { return }
    add(field, range)
  }
}

extension Line {
  /// The method that begins `range`: up to 20 capital letters, dashes and underscores, and then a
  /// blank or the end; empty when there is none.
  func methodWord(in range: Range<Int>) -> Range<Int> {
    var next = range.lowerBound
    let limit = min(range.upperBound, next &+ 20)
    while next < limit {
      let byte = self[next]
      guard byte &- 0x41 < 26 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") else {
        break
      }
      next &+= 1
    }
    let isWord = next > range.lowerBound &+ 1 && (next == range.upperBound || self[next] == 0x20)
    return range.lowerBound ..| (isWord ? next : range.lowerBound)
  }
}
