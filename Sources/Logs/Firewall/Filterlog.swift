import Detect

/// pf's packet log as pfSense and OPNsense write it: CSV from the program `filterlog`.
///
/// Formats: Netgate's "Raw Filter Log Format"; OPNsense writes a hash or a UUID where pfSense
/// writes a tracker, and another tail for ICMP. Columns are found by their place, so that empty
/// ones count.
package enum Filterlog {
  package static let decoder = Decoder(
    name: "filterlog", programs: ["filterlog"],
    recognises: { body, context in
      context.program.isEmpty && isFilterlog(body)
    },
    decode: decode)

  /// The columns that all records have.
  private struct Head {
    var anchor = 0..<0
    var label = 0..<0
    var interface = 0..<0
    var reason = 0..<0
    var action = 0..<0
    var isIn = false
    /// The version of IP, as its digit.
    var version: UInt8 = 0

    /// Reads the columns; false when they are not a record's.
    mutating func read(_ columns: inout Columns, in body: borrowing Line) -> Bool {
      guard body.count > 20, body[body.start] &- 0x30 < 10 else { return false }
      columns.skip(2, in: body)
      anchor = columns.next(in: body)
      label = columns.next(in: body)
      interface = columns.next(in: body)
      reason = columns.next(in: body)
      action = columns.next(in: body)
      let direction = columns.next(in: body)
      let version = columns.next(in: body)
      isIn = body.equals("in", in: direction)
      guard version.count == 1, (4...11).contains(action.count),
        isIn || body.equals("out", in: direction)
      else { return false }
      self.version = body[version.lowerBound]
      return true
    }
  }

  static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    var columns = Columns(from: body.start)
    var head = Head()
    guard head.read(&columns, in: body) else { return .notMine }
    writer.event.logSource = KnownLogSource.filterlog.index
    addVerdict(head.action, in: body, &writer)
    addOrigin(label: head.label, in: body, &writer)
    writer.addNonEmpty(.ruleRuleset, head.anchor)
    writer.addNonEmpty(.eventReason, head.reason)
    addInterface(head.interface, isIn: head.isIn, in: body, &writer)
    switch head.version {
    case UInt8(ascii: "4"): return addIPv4(&columns, in: body, &writer)
    case UInt8(ascii: "6"): return addIPv6(&columns, in: body, &writer)
    default: return .event
    }
  }

  /// Whether columns 6 to 8 are an action, a direction and a version of IP.
  static func isFilterlog(_ body: borrowing Line) -> Bool {
    var columns = Columns(from: body.start)
    var head = Head()
    return head.read(&columns, in: body)
  }

  private static func addVerdict(
    _ action: Range<Int>, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    let isDenied = body.equals("block", in: action) || body.equals("reject", in: action)
    let isAllowed = body.equals("pass", in: action)
    writer.addConnection(isDenied ? .denied : isAllowed ? .allowed : .unknown)
    writer.add(.eventAction, action)
    writer.add(.observerType, .firewall)
  }

  /// Adds the rule, and which of the two products its label tells of: rule numbers change when
  /// rules are loaded, trackers and labels do not.
  private static func addOrigin(
    label: Range<Int>, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    if label.isEmpty || body.equals("0", in: label) { return }
    writer.add(.ruleID, label)
    if label.count >= 32 {
      writer.add(.observerProduct, .opnsense)
      writer.event.logSource = KnownLogSource.opnsense.index
    } else if body.unsigned(in: label) != nil {
      writer.add(.observerVendor, .netgate)
      writer.add(.observerProduct, .pfsense)
      writer.event.logSource = KnownLogSource.pfsense.index
    }
  }

  /// Adds the interface by the direction, and the VLAN in a name such as `igb1.12`.
  private static func addInterface(
    _ interface: Range<Int>, isIn: Bool, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    writer.add(.networkDirection, isIn ? .inbound : .outbound)
    guard !interface.isEmpty else { return }
    writer.add(isIn ? .observerIngressInterfaceName : .observerEgressInterfaceName, interface)
    guard let dot = body.findLast(UInt8(ascii: "."), in: interface) else { return }
    let tag = dot + 1..<interface.upperBound
    if let number = body.unsigned(in: tag), number <= 4094 {
      writer.addInteger(.networkVLANID, tag, in: body)
    }
  }
}

extension Filterlog {
  /// tos, ecn, ttl, id, offset, flags, protocol number, protocol, length, source, destination.
  private static func addIPv4(
    _ columns: inout Columns, in body: borrowing Line, _ writer: inout EventWriter
  ) -> DecodeResult {
    columns.skip(6, in: body)
    let number = columns.next(in: body)
    let name = columns.next(in: body)
    return addEnds(&columns, number: number, name: name, type: .ipv4, in: body, &writer)
  }

  /// class, flow label, hop limit, protocol, protocol number (the other way round), length, source,
  /// destination.
  private static func addIPv6(
    _ columns: inout Columns, in body: borrowing Line, _ writer: inout EventWriter
  ) -> DecodeResult {
    columns.skip(3, in: body)
    let name = columns.next(in: body)
    let number = columns.next(in: body)
    return addEnds(&columns, number: number, name: name, type: .ipv6, in: body, &writer)
  }

  private static func addEnds(
    _ columns: inout Columns, number: Range<Int>, name: Range<Int>, type: Word,
    in body: borrowing Line, _ writer: inout EventWriter
  ) -> DecodeResult {
    writer.add(.networkType, type)
    let value = body.unsigned(in: number)
    if value != nil { writer.addInteger(.networkIANANumber, number, in: body) }
    let word = Transport.word(named: name, in: body) ?? value.flatMap(Transport.word(number:))
    if let word {
      writer.add(.networkTransport, word)
    } else {
      writer.addNonEmpty(.networkTransport, name)
    }
    writer.addInteger(.networkBytes, columns.next(in: body), in: body)
    let source = columns.next(in: body)
    let destination = columns.next(in: body)
    // An address that ends the line may have been cut short: it names nobody.
    guard destination.upperBound < body.end || word != .tcp && word != .udp,
      writer.addAddress(.sourceIP, source, in: body),
      writer.addAddress(.destinationIP, destination, in: body)
    else { return .malformed }
    if word == .tcp || word == .udp || word == .sctp {
      writer.addPort(.sourcePort, columns.next(in: body), in: body)
      writer.addPort(.destinationPort, columns.next(in: body), in: body)
    }
    return .event
  }

  /// Reads comma-separated columns from left to right.
  struct Columns {
    var position: Int

    init(from position: Int) { self.position = position }

    /// The next column; empty after the last one.
    mutating func next(in body: borrowing Line) -> Range<Int> {
      let start = min(position, body.end)
      var end = start
      // Most columns are short: looking at eight bytes at once pays for the others.
      while end < body.end, end &- start < 4, body[end] != UInt8(ascii: ",") { end &+= 1 }
      if end &- start == 4 { end = body.find(UInt8(ascii: ","), from: end) }
      position = end + 1
      return start..<end
    }

    mutating func skip(_ count: Int, in body: borrowing Line) {
      for _ in 0..<count { _ = next(in: body) }
    }
  }
}
