import Detect

extension CiscoASA {
  /// One end of a connection: `[interface:]address[/port] [(NAT address[/port])][(user)]`.
  ///
  /// The address may be a name (of an object, or of the `names` command). Ranges that are empty
  /// say nothing.
  struct Endpoint {
    var interface = 0..<0
    var text = 0..<0
    var address: Address?
    var port = 0..<0
    var natText = 0..<0
    var natAddress: Address?
    var natPort = 0..<0
    var user = 0..<0
    /// A user that stands apart from both ends, at the end of the message.
    var lastUser = 0..<0
    /// Where the end's text ends.
    var end = 0

    /// Whether it is surely an end: it holds an address, or a name with an interface and a port.
    var isCertain: Bool { address != nil || !interface.isEmpty && !port.isEmpty && !text.isEmpty }
  }

  /// Reads an end of `interface:address/port` form.
  static func endpoint(at start: Int, in text: borrowing Line) -> Endpoint {
    var endpoint = Endpoint()
    read(&endpoint, at: start, in: text)
    return endpoint
  }

  /// Reads an end of `interface:address/port` form into an empty one.
  static func read(_ endpoint: inout Endpoint, at start: Int, in text: borrowing Line) {
    var start = start
    let isWrapped = start < text.end && text[start] == UInt8(ascii: "(")
    if isWrapped { start &+= 1 }
    var end = text.findEither(0x20, UInt8(ascii: "("), from: start)
    endpoint.end = end
    while end > start, isPunctuation(text[end &- 1]) { end &-= 1 }
    var left = start..<end
    if let slash = text.findLast(UInt8(ascii: "/"), in: left) {
      endpoint.port = slash &+ 1..<end
      left = start..<slash
    }
    split(left, into: &endpoint, in: text)
    if !isWrapped, endpoint.end < text.end { readNotes(into: &endpoint, in: text) }
  }

  /// Reads an end of `interface/address(port)` form, as access-list messages write it.
  static func slashEndpoint(at start: Int, in text: borrowing Line) -> Endpoint {
    let end = text.findEither(0x20, UInt8(ascii: "("), from: start)
    var endpoint = Endpoint()
    endpoint.end = end
    let slash = text.find(UInt8(ascii: "/"), in: start..<end)
    guard slash < end else { return endpoint }
    endpoint.interface = start..<slash
    endpoint.text = slash &+ 1..<end
    endpoint.address = text.address(in: endpoint.text)
    if end < text.end, text[end] == UInt8(ascii: "(") {
      let close = text.find(UInt8(ascii: ")"), from: end)
      endpoint.port = end &+ 1..<close
      endpoint.end = min(close &+ 1, text.end)
    }
    readNotes(into: &endpoint, in: text)
    return endpoint
  }

  /// Splits `interface:address`: the first colon ends the interface's name, unless the whole is an
  /// IPv6 address. `user@address` gives the user.
  private static func split(
    _ range: Range<Int>, into endpoint: inout Endpoint, in text: borrowing Line
  ) {
    let colon = text.find(UInt8(ascii: ":"), in: range)
    endpoint.text = range
    if colon == range.upperBound {
      if let ipv4 = text.ipv4Address(in: range) {
        endpoint.address = Address(ipv4: ipv4)
      } else if let at = text.findLast(UInt8(ascii: "@"), in: range) {
        endpoint.user = range.lowerBound..<at
        endpoint.text = at &+ 1..<range.upperBound
        endpoint.address = text.address(in: endpoint.text)
      }
      return
    }
    let rest = colon &+ 1..<range.upperBound
    if let ipv4 = text.ipv4Address(in: rest) {
      endpoint.address = Address(ipv4: ipv4)
    } else if let whole = text.address(in: range) {
      endpoint.address = whole
      return
    } else {
      endpoint.address = text.address(in: rest)
    }
    endpoint.interface = range.lowerBound..<colon
    endpoint.text = rest
  }

  /// Reads what stands in parentheses after an end: the translated address, the user.
  private static func readNotes(into endpoint: inout Endpoint, in text: borrowing Line) {
    while true {
      let isApart = text.has(" (", at: endpoint.end)
      let open = isApart ? endpoint.end &+ 1 : endpoint.end
      guard open < text.end, text[open] == UInt8(ascii: "(") else { return }
      let close = noteEnd(from: open, in: text)
      let note = open &+ 1..<close
      if readTranslation(note, into: &endpoint, in: text) {
        endpoint.end = min(close &+ 1, text.end)
        continue
      }
      let hasDomain = text.find(UInt8(ascii: "\\"), in: note) < note.upperBound
      if isApart && !hasDomain && (endpoint.natText.isEmpty || close &+ 1 < text.end) { return }
      let name = userName(in: note, of: text)
      if isApart { endpoint.lastUser = name } else if !name.isEmpty { endpoint.user = name }
      endpoint.end = min(close &+ 1, text.end)
    }
  }

  /// The `)` that ends a note: users' names may hold others.
  private static func noteEnd(from open: Int, in text: borrowing Line) -> Int {
    var close = text.find(UInt8(ascii: ")"), from: open)
    while close &+ 1 < text.end {
      let next = text[close &+ 1]
      if next == 0x20 || next == UInt8(ascii: "(") || isPunctuation(next) { return close }
      close = text.find(UInt8(ascii: ")"), from: close &+ 1)
    }
    return close
  }

  private static func readTranslation(
    _ note: Range<Int>, into endpoint: inout Endpoint, in text: borrowing Line
  ) -> Bool {
    guard endpoint.natText.isEmpty, endpoint.user.isEmpty else { return false }
    let slash = text.find(UInt8(ascii: "/"), in: note)
    let nested = text.find(UInt8(ascii: "("), in: note)
    let end = min(slash, nested)
    let natText = note.lowerBound..<end
    // Most are the same address again: it was read already.
    let isSame = endpoint.address != nil && text.holdsSame(natText, endpoint.text)
    guard let address = isSame ? endpoint.address : text.address(in: natText) else { return false }
    endpoint.natText = natText
    endpoint.natAddress = address
    endpoint.natPort = min(end &+ 1, note.upperBound)..<note.upperBound
    return true
  }

  /// The user in `LOCAL\alice, 123`; empty for a security group (`9999:name`) alone.
  private static func userName(in note: Range<Int>, of text: borrowing Line) -> Range<Int> {
    let name = note.lowerBound..<text.find(UInt8(ascii: ","), in: note)
    let colon = text.find(UInt8(ascii: ":"), in: name)
    let isGroup =
      colon < name.upperBound && text.unsigned(in: name.lowerBound..<colon) != nil
    return isGroup ? name.lowerBound..<name.lowerBound : name
  }

  static func isPunctuation(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
      || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ")")
  }
}

extension EventWriter {
  /// Adds an end as the source, and its interface as the one the packet came in by.
  mutating func addSource(_ end: CiscoASA.Endpoint, in text: borrowing Line) {
    if let address = end.address {
      add(.sourceIP, address, end.text)
    } else if !end.text.isEmpty {
      add(.sourceAddress, end.text)
      add(.sourceDomain, end.text)
    }
    addPort(.sourcePort, end.port, in: text)
    addNonEmpty(.observerIngressInterfaceName, end.interface)
    if let address = end.natAddress {
      if address != end.address { add(.sourceNATIP, address, end.natText) }
      if differs(end.natPort, end.port, in: text) { addPort(.sourceNATPort, end.natPort, in: text) }
    }
  }

  /// Adds an end as the destination, and its interface as the one the packet leaves by.
  mutating func addDestination(_ end: CiscoASA.Endpoint, in text: borrowing Line) {
    if let address = end.address {
      add(.destinationIP, address, end.text)
    } else if !end.text.isEmpty {
      add(.destinationAddress, end.text)
      add(.destinationDomain, end.text)
    }
    if text.unsigned(in: end.port) != nil {
      addPort(.destinationPort, end.port, in: text)
    } else {
      addNonEmpty(.networkProtocol, end.port)
    }
    addNonEmpty(.observerEgressInterfaceName, end.interface)
    if let address = end.natAddress {
      if address != end.address { add(.destinationNATIP, address, end.natText) }
      if differs(end.natPort, end.port, in: text) {
        addPort(.destinationNATPort, end.natPort, in: text)
      }
    }
  }

  private func differs(_ a: Range<Int>, _ b: Range<Int>, in text: borrowing Line) -> Bool {
    !text.holdsSame(a, b)
  }

  /// Adds a user as Cisco writes it: `name`, `DOMAIN\name` or `name@domain`.
  mutating func addUser(_ range: Range<Int>, in text: borrowing Line) {
    guard !range.isEmpty else { return }
    if let slash = text.findLast(UInt8(ascii: "\\"), in: range) {
      addNonEmpty(.userDomain, range.lowerBound..<slash)
      addNonEmpty(.userName, slash + 1..<range.upperBound)
    } else if let at = text.findLast(UInt8(ascii: "@"), in: range), at > range.lowerBound {
      add(.userName, range.lowerBound..<at)
      addNonEmpty(.userDomain, at + 1..<range.upperBound)
      add(.userEmail, range)
    } else {
      add(.userName, range)
    }
  }
}
