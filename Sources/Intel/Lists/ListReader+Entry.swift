import Detect

extension ListReader {
  /// Reads what stands on a line besides comments: one value, or a line of a hosts file.
  mutating func readEntry(
    _ range: Range<Int>, _ line: borrowing Line, _ builder: inout IndicatorTableBuilder
  ) {
    if let address = line.address(in: range) {
      add(Prefix(host: address), range, line, &builder)
      return
    }
    if let blank = range.first(where: { line[$0] == 0x20 || line[$0] == 0x09 }) {
      readParts(range, blank, line, &builder)
      return
    }
    let isDefanged =
      hasDefangedScheme(range, line)
      || range.contains { index in
        let byte = line[index]
        return byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "{")
      }
    if isDefanged {
      readDefanged(range, line, &builder)
    } else {
      readValue(range, line, listed: range, in: line, &builder)
    }
  }

  /// A range with spaces around its dash, or a line of a hosts file.
  private mutating func readParts(
    _ range: Range<Int>, _ blank: Int, _ line: borrowing Line,
    _ builder: inout IndicatorTableBuilder
  ) {
    let head = range.lowerBound..<blank
    let rest = line.trimmed(blank..<range.upperBound)
    let sink = line.address(in: head)
    if sink != nil, line[rest.lowerBound] == UInt8(ascii: "-") {
      let second = line.trimmed(rest.dropFirst())
      return addRange(head, second, range, line, listed: range, in: line, &builder)
    }
    guard let sink, sink.isSink else {
      return readBeforeText(undecorated(head, line), range, line, &builder)
    }
    var start = rest.lowerBound
    while start < rest.upperBound {
      let end =
        (start..<rest.upperBound).first { line[$0] == 0x20 || line[$0] == 0x09 }
        ?? rest.upperBound
      readHostsName(start..<end, line, &builder)
      start = line.trimmed(end..<rest.upperBound).lowerBound
    }
  }

  /// An address or network with text after it, which is passed over. After a domain it is not:
  /// a sentence must not become one.
  private mutating func readBeforeText(
    _ value: Range<Int>, _ range: Range<Int>, _ line: borrowing Line,
    _ builder: inout IndicatorTableBuilder
  ) {
    let slash = line.find(UInt8(ascii: "/"), in: value)
    guard line.address(in: value.lowerBound..<slash) != nil else {
      return reject(.trailingText, range, line)
    }
    report.trailing += 1
    readValue(value, line, listed: value, in: line, &builder)
  }

  private mutating func readHostsName(
    _ range: Range<Int>, _ line: borrowing Line, _ builder: inout IndicatorTableBuilder
  ) {
    let isLocal =
      line.equalsFolded("localhost", in: range) || line.equalsFolded("local", in: range)
      || line.equalsFolded("localhost.localdomain", in: range)
      || line.equalsFolded("broadcasthost", in: range) || line.has("ip6-", at: range.lowerBound)
      || line.address(in: range) != nil
    if isLocal {
      report.ignored += 1
    } else if let problem = addDomain(range, line, listed: range, in: line, &builder) {
      reject(problem, range, line)
    }
  }

  private func hasDefangedScheme(_ range: Range<Int>, _ line: borrowing Line) -> Bool {
    range.count > 4
      && line.equalsFolded("hxxp", in: range.lowerBound..<range.lowerBound + 4)
  }

  /// Reads a value after `[.]`, `(.)`, `{.}`, `[:]`, `[://]`, `[dot]` and `hxxp` were undone.
  private mutating func readDefanged(
    _ range: Range<Int>, _ line: borrowing Line, _ builder: inout IndicatorTableBuilder
  ) {
    var plain: [UInt8] = []
    swap(&plain, &scratch)
    plain.removeAll(keepingCapacity: true)
    var index = range.lowerBound
    if hasDefangedScheme(range, line) {
      plain.append(contentsOf: "http".utf8)
      index += 4
    }
    while index < range.upperBound {
      if index + 5 <= range.upperBound, line.has("[://]", at: index) {
        plain.append(contentsOf: "://".utf8)
        index += 5
        continue
      }
      let (byte, length) = refanged(index, range.upperBound, line)
      plain.append(byte)
      index += length
    }
    plain.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let value = Line(base: base, start: 0, end: buffer.count)
      readValue(value.range, value, listed: range, in: line, &builder)
    }
    swap(&plain, &scratch)
  }

  /// The byte that stands at `index` and how many bytes it takes.
  private func refanged(
    _ index: Int, _ end: Int, _ line: borrowing Line
  ) -> (byte: UInt8, length: Int) {
    let byte = line[index]
    guard byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: "{")
    else { return (byte, 1) }
    // `[` and `{` close two after themselves, `(` one.
    let close = byte == UInt8(ascii: "(") ? byte + 1 : byte + 2
    if index + 2 < end, line[index + 2] == close {
      let inner = line[index + 1]
      if inner == UInt8(ascii: ".") || inner == UInt8(ascii: ":") { return (inner, 3) }
    }
    if index + 4 < end, line[index + 4] == close,
      line.equalsFolded("dot", in: index + 1..<index + 4)
    {
      return (UInt8(ascii: "."), 5)
    }
    return (byte, 1)
  }
}

// MARK: One value

extension ListReader {
  /// Reads a value that fills `range` of `line`; the feed wrote it as `listed` of `source`.
  private mutating func readValue(
    _ range: Range<Int>, _ line: borrowing Line, listed: Range<Int>,
    in source: borrowing Line, _ builder: inout IndicatorTableBuilder
  ) {
    if let address = line.address(in: range) {
      return add(Prefix(host: address), listed, source, &builder)
    }
    if readExact(range, line, listed: listed, in: source, &builder) { return }
    if isAutonomousSystem(range, line) {
      report.unsupported[.autonomousSystem, default: 0] += 1
      return
    }
    if let dash = range.first(where: { line[$0] == UInt8(ascii: "-") }),
      line.address(in: range.lowerBound..<dash) != nil
    {
      let second = dash + 1..<range.upperBound
      return addRange(
        range.lowerBound..<dash, second, range, line, listed: listed, in: source, &builder)
    }
    if let slash = line.findLast(UInt8(ascii: "/"), in: range),
      let address = line.address(in: range.lowerBound..<slash)
    {
      return addNetwork(address, slash + 1..<range.upperBound, line, listed, source, &builder)
    }
    if line.find(UInt8(ascii: "/"), in: range) < range.upperBound {
      return addURL(range, line, listed: listed, in: source, &builder)
    }
    if let address = addressBeforePort(range, line) {
      report.ports += 1
      return add(Prefix(host: address), listed, source, &builder)
    }
    if let problem = addDomain(range, line, listed: listed, in: source, &builder) {
      reject(problem, listed, source)
    }
  }

  private func isAutonomousSystem(_ range: Range<Int>, _ line: borrowing Line) -> Bool {
    range.count > 2 && range.count <= 12
      && line.equalsFolded("as", in: range.lowerBound..<range.lowerBound + 2)
      && line.unsigned(in: range.dropFirst(2)) != nil
  }

  /// `198.51.100.7:443` or `[2001:db8::7]:443`.
  func addressBeforePort(_ range: Range<Int>, _ line: borrowing Line) -> Address? {
    guard let first = range.first,
      let colon = line.findLast(UInt8(ascii: ":"), in: range)
    else { return nil }
    let port = colon + 1..<range.upperBound
    guard port.count <= 5, let number = line.unsigned(in: port), number <= 65_535 else {
      return nil
    }
    let host = range.lowerBound..<colon
    guard line[first] == UInt8(ascii: "[") else {
      return line.ipv4Address(in: host).map { Address(ipv4: $0) }
    }
    guard host.count > 2, line[host.upperBound - 1] == UInt8(ascii: "]") else { return nil }
    return line.address(in: host.dropFirst().dropLast())
  }

  private mutating func addNetwork(
    _ address: Address, _ digits: Range<Int>, _ line: borrowing Line, _ listed: Range<Int>,
    _ source: borrowing Line, _ builder: inout IndicatorTableBuilder
  ) {
    guard digits.count <= 3, let length = line.unsigned(in: digits),
      digits.count == 1 || line[digits.lowerBound] != UInt8(ascii: "0"),
      let network = Prefix(address, length: Int(length))
    else { return reject(.badLength, listed, source) }
    if !limits.allowsWideNetworks, ListReader.isTooWide(network) {
      return reject(.tooWide, listed, source)
    }
    if network.address != address { report.masked += 1 }
    add(network, listed, source, &builder)
  }

  private static func isTooWide(_ network: Prefix) -> Bool {
    network.length < (network.isIPv4 ? 8 : 16)
  }

  private mutating func addRange(
    _ first: Range<Int>, _ second: Range<Int>, _ range: Range<Int>, _ line: borrowing Line,
    listed: Range<Int>, in source: borrowing Line, _ builder: inout IndicatorTableBuilder
  ) {
    guard let low = line.address(in: first), let high = line.address(in: second) else {
      return reject(.notAValue, listed, source)
    }
    guard low.isIPv4 == high.isIPv4 else { return reject(.rangeMixed, listed, source) }
    guard low <= high else { return reject(.rangeBackwards, listed, source) }
    let networks = AddressRange(low, high).networks
    if !limits.allowsWideNetworks, networks.contains(where: ListReader.isTooWide) {
      return reject(.tooWide, listed, source)
    }
    for network in networks { add(network, listed, source, &builder) }
  }

  private mutating func add(
    _ network: Prefix, _ listed: Range<Int>, _ source: borrowing Line,
    _ builder: inout IndicatorTableBuilder
  ) {
    let isAdded =
      report.indicators < limits.indicators
      && source.withBytes(in: listed) { bytes in
        builder.add(
          network: network, listed: bytes, feed: feed, confidence: confidence,
          expiresSeconds: expiresSeconds)
      }
    if !isAdded {
      report.overLimit += 1
    } else if network.isHost {
      report.addresses += 1
    } else {
      report.networks += 1
    }
  }
}

extension Address {
  /// Whether hosts files send names here: `0.0.0.0`, `127.0.0.1`, `::`, `::1`.
  fileprivate var isSink: Bool {
    high == 0 && (low <= 1 || low == 0xffff_0000_0000 || low == 0xffff_7f00_0001)
  }
}
