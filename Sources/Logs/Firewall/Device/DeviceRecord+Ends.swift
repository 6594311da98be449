import Detect

extension DeviceRecord {
  /// Writes both ends with their ports, the protocol, and `network.type`. What is no address goes
  /// to `source.address`. Where there is no source, the client is it.
  func addEnds(_ line: borrowing Line, _ writer: inout EventWriter) {
    if !isContradictory {
      let source = has(.source) ? self[.source] : self[.client]
      addEnd(.sourceIP, .sourceAddress, .sourcePort, source, self[.sourcePort], line, &writer)
    }
    let destination = has(.destination) ? self[.destination] : self[.server]
    addEnd(
      .destinationIP, .destinationAddress, .destinationPort, destination, self[.destinationPort],
      line, &writer)
    guard has(.transport) else { return }
    // `udp/dns`.
    let name = self[.transport]
    let cut = name.lowerBound..<line.find(UInt8(ascii: "/"), in: name)
    writer.addTransport(line.wholePart(of: cut), in: line)
  }

  private func addEnd(
    _ field: Field, _ other: Field, _ portField: Field, _ value: Range<Int>, _ port: Range<Int>,
    _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.addPort(portField, line.wholePart(of: port), in: line)
    guard !value.isEmpty else { return }
    if let address = line.address(in: value) {
      writer.add(field, address, value)
      if field == .sourceIP { writer.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6) }
      return
    }
    guard let end = line.splitEnd(value) else {
      writer.add(other, value)
      return
    }
    writer.addAddress(field, end.address, in: line)
    if port.isEmpty { writer.addPort(portField, end.port, in: line) }
  }

  /// Writes bytes and packets of each side, and their sums where the record gives none.
  func addVolume(_ line: borrowing Line, _ writer: inout EventWriter) {
    add(.sourceBytes, .sent, line, &writer)
    add(.destinationBytes, .received, line, &writer)
    add(.sourcePackets, .sentPackets, line, &writer)
    add(.destinationPackets, .receivedPackets, line, &writer)
    if has(.bytes) {
      add(.networkBytes, .bytes, line, &writer)
    } else {
      addSum(.networkBytes, .sent, .received, line, &writer)
    }
    if has(.packets) {
      add(.networkPackets, .packets, line, &writer)
    } else {
      addSum(.networkPackets, .sentPackets, .receivedPackets, line, &writer)
    }
  }

  private func add(
    _ field: Field, _ slot: Slot, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    let digits = line.wholePart(of: self[slot])
    if line.unsigned(in: digits) != nil { writer.addInteger(field, digits, in: line) }
  }

  /// The sum of both sides; one side alone is the sum when the record gives no other.
  private func addSum(
    _ field: Field, _ first: Slot, _ second: Slot, _ line: borrowing Line,
    _ writer: inout EventWriter
  ) {
    guard writer.keeps(field) else { return }
    let a = line.wholePart(of: self[first])
    let b = line.wholePart(of: self[second])
    if a.isEmpty || b.isEmpty {
      let digits = a.isEmpty ? b : a
      if line.unsigned(in: digits) != nil { writer.addInteger(field, digits, in: line) }
    } else {
      writer.addSum(field, a, b, in: line)
    }
  }

  /// Writes the user, and the domain of `DOMAIN\user`.
  func addUser(_ line: borrowing Line, _ writer: inout EventWriter) {
    guard !isContradictory else { return }
    writer.addAccount(has(.user) ? self[.user] : self[.otherUser], in: line)
  }

  /// Writes the URL and its parts; `host`, `path` and `query` count where the record has them.
  func addWeb(_ line: borrowing Line, _ writer: inout EventWriter) {
    let host = self[.host]
    if has(.url) {
      writer.addLooseURL(self[.url], in: line, withDomain: host.isEmpty)
    } else {
      writer.addNonEmpty(.urlPath, self[.path])
      if let first = self[.query].first {
        let isMarked = line[first] == UInt8(ascii: "?")
        writer.addNonEmpty(.urlQuery, (isMarked ? first + 1 : first)..<self[.query].upperBound)
      }
    }
    if !host.isEmpty { writer.addHost(host, in: line) }
    if has(.version) {
      let version = self[.version]
      let number = line.findLast(UInt8(ascii: "/"), in: version).map { $0 + 1 }
      writer.addNonEmpty(.httpVersion, (number ?? version.lowerBound)..<version.upperBound)
    }
  }
}

extension EventWriter {
  /// Adds `user.name`, and `user.domain` of `DOMAIN\user` (the backslash also doubled).
  mutating func addAccount(_ value: Range<Int>, in line: borrowing Line) {
    guard let mark = line.findLast(UInt8(ascii: "\\"), in: value), mark > value.lowerBound else {
      addNonEmpty(.userName, value)
      return
    }
    addNonEmpty(.userName, mark + 1..<value.upperBound)
    let end = line[mark &- 1] == UInt8(ascii: "\\") ? mark &- 1 : mark
    addNonEmpty(.userDomain, value.lowerBound..<end)
  }

  /// Adds a host of a URL, `host:port` too.
  mutating func addHost(_ value: Range<Int>, in line: borrowing Line) {
    guard let colon = line.findLast(UInt8(ascii: ":"), in: value), line.address(in: value) == nil,
      line.unsigned(in: colon + 1..<value.upperBound) != nil
    else {
      add(.urlDomain, value)
      return
    }
    addNonEmpty(.urlDomain, value.lowerBound..<colon)
    addPort(.urlPort, colon + 1..<value.upperBound, in: line)
  }

  /// Adds a URL, also one without a scheme (`www.example.com/a?b`), as proxies and firewalls write
  /// them.
  mutating func addLooseURL(
    _ range: Range<Int>, in line: borrowing Line, withDomain: Bool = true
  ) {
    guard let first = range.first else { return }
    let slash = line.find(UInt8(ascii: "/"), in: range)
    let mark = line.find(UInt8(ascii: "?"), in: range)
    let end = min(slash, mark)
    if line[first] == UInt8(ascii: "/") || line.has("://", at: slash &- 1) {
      addURL(range, in: line, withDomain: withDomain)
      return
    }
    add(.urlOriginal, range)
    if withDomain, !line.meansNothing(first..<end) { addHost(first..<end, in: line) }
    let hash = line.find(UInt8(ascii: "#"), in: end..<range.upperBound)
    if slash < min(mark, hash) { addNonEmpty(.urlPath, slash..<min(mark, hash)) }
    if mark < hash { addNonEmpty(.urlQuery, mark + 1..<hash) }
  }
}

extension Line {
  /// The address and the port of `192.0.2.1:80`, `[2001:db8::1]:80` and of an IPv6 address of eight
  /// groups with a ninth part; nil when it is none of these.
  func splitEnd(_ value: Range<Int>) -> (address: Range<Int>, port: Range<Int>)? {
    guard value.count > 4 else { return nil }
    if self[value.lowerBound] == UInt8(ascii: "[") {
      let close = find(UInt8(ascii: "]"), in: value)
      guard close < value.upperBound, address(in: value.lowerBound + 1..<close) != nil else {
        return nil
      }
      let port =
        close + 1 < value.upperBound && self[close + 1] == UInt8(ascii: ":")
        ? close + 2..<value.upperBound : close..<close
      return (value.lowerBound + 1..<close, port)
    }
    guard let colon = findLast(UInt8(ascii: ":"), in: value) else {
      let slash = find(UInt8(ascii: "/"), in: value)
      guard slash < value.upperBound, address(in: value.lowerBound..<slash) != nil else {
        return nil
      }
      return (value.lowerBound..<slash, slash + 1..<value.upperBound)
    }
    guard address(in: value.lowerBound..<colon) != nil else { return nil }
    return (value.lowerBound..<colon, colon + 1..<value.upperBound)
  }
}
