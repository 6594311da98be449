/// The parts of a URL that tell whether two mean the same (RFC 3986, 6.2).
///
/// `http` and `https` mean the same place, as does a URL without its scheme. The scheme and the
/// host are compared without case, the path and the query with it; a default port, user names, a
/// dot after the host, a fragment and a path of `/` alone are left out.
struct URLParts {
  /// Longer ones are not compared; web servers bear 8,000 bytes at most (RFC 9110, 4.1).
  static let maximum = 8192

  /// With its `://`; empty when the URL has none.
  let scheme: Range<Int>
  /// Whether the scheme is http, https or left out.
  let isWeb: Bool
  let host: Range<Int>
  /// Digits; empty when it is the default.
  let port: Range<Int>
  /// Begins with a slash, or empty.
  let path: Range<Int>
  /// Behind the question mark.
  let query: Range<Int>?

  /// The parts of a URL with a host: `https://host:port/path?query`, `host/path`, `host:port`.
  ///
  /// - Complexity: O(bytes).
  init?(_ range: Range<Int>, in line: borrowing Line) {
    guard let first = range.first, range.count <= URLParts.maximum, line[first] != 0x2f else {
      return nil
    }
    scheme = URLParts.scheme(range, line)
    let authorityStart = scheme.upperBound
    var authorityEnd = authorityStart
    while authorityEnd < range.upperBound, !URLParts.endsAuthority(line[authorityEnd]) {
      authorityEnd += 1
    }
    let user = line.findLast(UInt8(ascii: "@"), in: authorityStart..<authorityEnd)
    let authority = (user.map { $0 + 1 } ?? authorityStart)..<authorityEnd
    let isPlain = scheme.isEmpty || line.equalsFolded("http://", in: scheme)
    let isTLS = scheme.isEmpty || line.equalsFolded("https://", in: scheme)
    isWeb = isPlain || isTLS
    guard let (host, port) = URLParts.hostAndPort(authority, line) else { return nil }
    self.host = host
    let isDefault =
      isPlain && line.equals("80", in: port) || isTLS && line.equals("443", in: port)
      || line.equalsFolded("ftp://", in: scheme) && line.equals("21", in: port)
    self.port = isDefault ? port.upperBound..<port.upperBound : port
    let end = line.find(UInt8(ascii: "#"), in: authorityEnd..<range.upperBound)
    let question = line.find(UInt8(ascii: "?"), in: authorityEnd..<end)
    path = authorityEnd..<question
    query = question < end ? question + 1..<end : nil
  }

  /// A host, a path and a query that stand apart in a block.
  ///
  /// - Parameter query: Of a path that holds none.
  init(
    host: Range<Int>, port: Range<Int>, path: Range<Int>, query other: Range<Int>?,
    in line: borrowing Line
  ) {
    scheme = host.lowerBound..<host.lowerBound
    isWeb = true
    self.host = host
    let isDefault = line.equals("80", in: port) || line.equals("443", in: port)
    self.port = isDefault ? port.upperBound..<port.upperBound : port
    let end = line.find(UInt8(ascii: "#"), in: path)
    let question = line.find(UInt8(ascii: "?"), in: path.lowerBound..<end)
    self.path = path.lowerBound..<question
    query = question < end ? question + 1..<end : other
  }

  /// Where the part that is compared begins in canonical text: behind `http://` and `https://`.
  static func keyStart(_ text: Range<Int>, in pool: [UInt8]) -> Int {
    for scheme in ["http://", "https://"]
    where pool[text].prefix(scheme.utf8.count).elementsEqual(scheme.utf8) {
      return text.lowerBound + scheme.utf8.count
    }
    return text.lowerBound
  }

  /// Gives the bytes that are compared, until `body` answers false.
  @inline(__always) func forEachKeyByte(
    in line: borrowing Line, withScheme: Bool = true, _ body: (UInt8) -> Bool
  ) {
    if !isWeb, withScheme {
      for index in scheme where !body(asciiLowercase(line[index])) { return }
    }
    for index in host where !body(asciiLowercase(line[index])) { return }
    if !port.isEmpty {
      guard body(UInt8(ascii: ":")) else { return }
      for index in port where !body(line[index]) { return }
    }
    if path.count > 1 {
      for index in path where !body(line[index]) { return }
    } else if query != nil, !body(UInt8(ascii: "/")) {
      return
    }
    guard let query, body(UInt8(ascii: "?")) else { return }
    for index in query where !body(line[index]) { return }
  }
}

extension URLParts {
  /// `scheme://` at the start, or an empty range there.
  private static func scheme(_ range: Range<Int>, _ line: borrowing Line) -> Range<Int> {
    var index = range.lowerBound
    let limit = min(range.upperBound, range.lowerBound + 16)
    while index < limit, isSchemeByte(line[index]) { index += 1 }
    guard index > range.lowerBound, index + 3 <= range.upperBound, line.has("://", at: index)
    else { return range.lowerBound..<range.lowerBound }
    return range.lowerBound..<index + 3
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// Browsers take a backslash for a slash (WHATWG URL, 4.4).
  private static func endsAuthority(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
      || byte == 0x5c
  }

  private static func hostAndPort(
    _ authority: Range<Int>, _ line: borrowing Line
  ) -> (host: Range<Int>, port: Range<Int>)? {
    guard let first = authority.first else { return nil }
    let none = authority.upperBound..<authority.upperBound
    var host = authority
    var port = none
    if let colon = line.findLast(UInt8(ascii: ":"), in: authority),
      (colon + 1..<authority.upperBound).allSatisfy({ line[$0] &- 0x30 < 10 }),
      line[first] != UInt8(ascii: "[") || line[colon - 1] == UInt8(ascii: "]")
    {
      host = authority.lowerBound..<colon
      port = colon + 1..<authority.upperBound
      guard port.count <= 5 else { return nil }
    }
    if let last = host.last, line[last] == UInt8(ascii: ".") { host = host.dropLast() }
    return host.isEmpty ? nil : (host, port)
  }
}
