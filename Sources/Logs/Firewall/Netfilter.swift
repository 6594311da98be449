import Detect

/// The Linux kernel's packet log (iptables LOG, nft `log`) and what builds on it: UFW, firewalld,
/// Proxmox, UniFi, Shorewall, CSF. Format: net/netfilter/nf_log_syslog.c in the kernel's source.
///
/// The packet's fields begin at `IN=`. What stands before is text that the administrator chose,
/// and holds the verdict by convention only (`Netfilter+Prefix.swift`).
package enum Netfilter {
  package static let decoder = Decoder(
    name: "netfilter",
    programs: ["kernel", "ulogd", "ulogd2", "pve-firewall", "pvefw-logger", "firewalld"],
    recognises: { body, context in
      let head = body.part(body.start..<min(body.end, body.start &+ prefixMaximum &+ headLength))
      guard let fields = fieldsStart(in: head) else { return false }
      // Other programs write what strangers send them: theirs is only the line whose "program" is
      // a log prefix that stood where a tag stands.
      return context.program.isEmpty
        ? fields &- body.start <= prefixMaximum : fields == body.start
    },
    decode: decode)

  /// The longest text before `IN=`, in bytes: a prefix of 127 and UniFi's description.
  private static let prefixMaximum = 256
  /// From `IN=` to the fields that tell the kernel's line from another; a beheaded one is short.
  private static let headLength = 256

  static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    guard let fields = fieldsStart(in: body) else { return .notMine }
    writer.event.logSource = KnownLogSource.netfilter.index
    if fields == body.start, !context.program.isEmpty {
      let program = writer.arenaLine(context.program)
      let word = VerdictWord.last(in: program.range, of: program)
      let isOwn = isOwn(program)
      guard word.verdict != .unknown || isOwn else { return .notMine }
      addVerdict(word, named: isOwn ? fields..<fields : context.program, &writer)
    } else {
      addPrefix(body.start..<fields, of: body, context, &writer)
    }
    writer.add(.observerType, .firewall)
    return addPacket(from: fields, in: body, &writer)
  }

  private static func isOwn(_ program: borrowing Line) -> Bool {
    let range = program.range
    return program.equals("kernel", in: range) || program.equals("ulogd", in: range)
      || program.equals("ulogd2", in: range) || program.equals("pve-firewall", in: range)
      || program.equals("pvefw-logger", in: range) || program.equals("firewalld", in: range)
  }

  /// Where `IN=` stands that begins the packet: glued to the prefix or not, with an interface name
  /// and one of the fields that the kernel writes next. For a line that lost its beginning, the
  /// first whole field; nil when the line is something else.
  static func fieldsStart(in body: borrowing Line) -> Int? {
    var equals = body.find(UInt8(ascii: "="), from: body.start)
    while equals < body.end {
      if equals &- 2 >= body.start, body.has("IN=", at: equals &- 2) {
        var next = equals &+ 1
        while next < body.end, body[next] != 0x20, next &- equals <= 17 { next &+= 1 }
        if body.has(" OUT=", at: next) || body.has(" SRC=", at: next)
          || body.has(" MAC=", at: next) || body.has(" PHYSIN=", at: next)
          || body.has(" ARP HTYPE=", at: next)
        {
          return equals &- 2
        }
      } else if body.has("TTL=", at: equals &- 3), isBeheaded(body, at: equals &- 3) {
        return equals &- 3
      }
      equals = body.find(UInt8(ascii: "="), from: equals &+ 1)
    }
    return nil
  }

  /// Whether the line begins in the middle of a packet: `TTL=… ID=… PROTO=… SPT=…`.
  private static func isBeheaded(_ body: borrowing Line, at start: Int) -> Bool {
    start &- body.start <= 32 && body.find(" ID=", in: start..<min(body.end, start &+ 12)) != nil
      && body.find(" PROTO=", in: start..<body.end) != nil
  }
}

extension Netfilter {
  private enum Key: UInt8 {
    case ingress = 1
    case egress, source, destination, length, transport, sourcePort, destinationPort
    case mac, sourceMAC, destinationMAC, vlan, owner, arpSource, arpDestination, next
  }

  private static let keys = KeyTable([
    ("IN", Key.ingress.rawValue), ("OUT", Key.egress.rawValue), ("SRC", Key.source.rawValue),
    ("DST", Key.destination.rawValue), ("LEN", Key.length.rawValue),
    ("PROTO", Key.transport.rawValue), ("SPT", Key.sourcePort.rawValue),
    ("DPT", Key.destinationPort.rawValue), ("MAC", Key.mac.rawValue),
    ("MACSRC", Key.sourceMAC.rawValue), ("MACDST", Key.destinationMAC.rawValue),
    ("VID", Key.vlan.rawValue), ("UID", Key.owner.rawValue), ("IPSRC", Key.arpSource.rawValue),
    ("IPDST", Key.arpDestination.rawValue),
  ])

  /// Adds the fields from `IN=` on. The first of equal keys counts: UDP has a second `LEN=`, and
  /// the packet inside an ICMP error, which stands in brackets, has all of them again.
  private static func addPacket(
    from start: Int, in body: borrowing Line, _ writer: inout EventWriter
  ) -> DecodeResult {
    let keys = keys
    var walk = KeyValueWalk(from: start)
    var seen: UInt32 = 0
    var hasInside = false
    var hasOutside = false
    while walk.next(in: body) {
      if body[walk.key.lowerBound] == UInt8(ascii: "[") {
        walk.position = body.find(UInt8(ascii: "]"), from: walk.key.lowerBound)
        continue
      }
      let code = keys.code(of: walk.key, first: walk.keyWord, body)
      guard code != 0, seen & 1 << UInt32(code) == 0, let key = Key(rawValue: code) else {
        continue
      }
      let value = walk.value
      // The kernel ends each field with a space: an address that ends the line was cut.
      guard !value.isEmpty else { continue }
      let isCut = value.upperBound == body.end
      seen |= 1 << UInt32(code)
      switch key {
      case .ingress:
        hasInside = true
        writer.add(.observerIngressInterfaceName, value)
      case .egress:
        hasOutside = true
        writer.add(.observerEgressInterfaceName, value)
      case .source, .arpSource:
        if !addEnd(.sourceIP, value, isCut: isCut, body, &writer) { seen &= ~(1 << UInt32(code)) }
      case .destination, .arpDestination:
        if !isCut || key == .arpDestination {
          writer.addAddress(.destinationIP, value, in: body)
        }
      case .length: writer.addInteger(.networkBytes, value, in: body)
      case .transport: writer.addTransport(value, in: body)
      case .sourcePort: writer.addPort(.sourcePort, value, in: body)
      case .destinationPort: writer.addPort(.destinationPort, value, in: body)
      case .mac: addLinkHeader(value, in: body, &writer)
      case .sourceMAC: writer.addMAC(.sourceMAC, value, in: body)
      case .destinationMAC: writer.addMAC(.destinationMAC, value, in: body)
      case .vlan: writer.addInteger(.networkVLANID, value, in: body)
      case .owner: writer.addInteger(.userID, value, in: body)
      case .next: break
      }
    }
    if hasInside != hasOutside { writer.add(.networkDirection, hasInside ? .inbound : .outbound) }
    if seen & 1 << UInt32(Key.arpSource.rawValue) != 0 { writer.add(.networkProtocol, .arp) }
    let ends: UInt32 = 1 << UInt32(Key.source.rawValue) | 1 << UInt32(Key.arpSource.rawValue)
    return seen & ends == 0 ? .malformed : .event
  }

  /// Adds the source and says of which family the packet is.
  private static func addEnd(
    _ field: Field, _ range: Range<Int>, isCut: Bool, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) -> Bool {
    guard !isCut, let address = body.address(in: range) else { return false }
    writer.add(field, address, range)
    writer.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6)
    return true
  }

  /// Adds what `MAC=` holds: six octets of destination, six of source, then the type, or a VLAN
  /// tag (81:00) and the type. Some kernels print bytes of the packet after it.
  private static func addLinkHeader(
    _ range: Range<Int>, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    guard range.count >= 35 else { return }
    let start = range.lowerBound
    writer.addMAC(.destinationMAC, start..<start &+ 17, in: body)
    writer.addMAC(.sourceMAC, start &+ 18..<start &+ 35, in: body)
    guard range.count >= 47, body.has(":81:00:", at: start &+ 35) else { return }
    var tag: UInt64 = 0
    for place in 42..<47 where place != 44 {
      guard let digit = body.hexDigit(at: start &+ place) else { return }
      tag = tag << 4 | UInt64(digit)
    }
    writer.addMade(.networkVLANID, tag & 0xfff)
  }
}
