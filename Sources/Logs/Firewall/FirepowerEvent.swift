import Detect

/// The security events of Firepower Threat Defense: messages 430001 to 430005, written as
/// `Key: Value, Key: Value`.
///
/// Values are not quoted and may hold commas. A pair ends where a comma, a space and something
/// shaped like a key follow; a value that imitates a key changes nothing, because the device
/// writes its own keys first and the first of equal keys counts.
enum FirepowerEvent {
  private enum Key: UInt8 {
    case source = 1, destination, sourcePort, destinationPort, transport, ingress, egress
    case ingressZone, egressZone, action, reason, rule, user, application, service, url, uri, agent
    case referer, status, host, query, recordType, responseType, duration, sourcePackets
    case destinationPackets, sourceBytes, destinationBytes, message, signature, revision
    case classification, inline, hash, fileName, fileSize, fileType, fileAction, threat, disposition
    case natSource, natDestination, natSourcePort, natDestinationPort, vlan, policy, client
    case connection, first, intrusionPolicy
  }

  private static let keys = KeyTable(
    [
      ("SrcIP", Key.source), ("InitiatorIP", .source), ("DstIP", .destination),
      ("ResponderIP", .destination), ("SrcPort", .sourcePort), ("DstPort", .destinationPort),
      ("Protocol", .transport), ("IngressInterface", .ingress), ("EgressInterface", .egress),
      ("IngressZone", .ingressZone), ("EgressZone", .egressZone),
      ("AccessControlRuleAction", .action), ("AccessControlRuleReason", .reason),
      ("AccessControlRuleName", .rule), ("User", .user), ("Client", .client),
      ("ApplicationProtocol", .service), ("WebApplication", .application), ("URL", .url),
      ("URI", .uri), ("UserAgent", .agent), ("HTTPReferer", .referer), ("HTTPResponse", .status),
      ("ReferencedHost", .host), ("DNSQuery", .query), ("DNSRecordType", .recordType),
      ("DNSResponseType", .responseType), ("ConnectionDuration", .duration),
      ("InitiatorPackets", .sourcePackets), ("ResponderPackets", .destinationPackets),
      ("InitiatorBytes", .sourceBytes), ("ResponderBytes", .destinationBytes),
      ("Message", .message), ("SID", .signature), ("Revision", .revision),
      ("Classification", .classification), ("InlineResult", .inline), ("FileSHA256", .hash),
      ("FileName", .fileName), ("FileSize", .fileSize), ("FileType", .fileType),
      ("FileAction", .fileAction), ("ThreatName", .threat), ("SHA_Disposition", .disposition),
      ("NAT_InitiatorIP", .natSource), ("NAT_ResponderIP", .natDestination),
      ("NAT_InitiatorPort", .natSourcePort), ("NAT_ResponderPort", .natDestinationPort),
      ("VLAN_ID", .vlan), ("ACPolicy", .policy), ("IntrusionPolicy", .intrusionPolicy),
      ("ConnectionID", .connection), ("FirstPacketSecond", .first),
    ].map { ($0.0, $0.1.rawValue) })

  /// The text of one event's values, by key.
  struct Values {
    var seen: UInt64 = 0
    var action = 0..<0
    var inline = 0..<0
    var fileAction = 0..<0
    var disposition = 0..<0
    var url = 0..<0
    var host = 0..<0
    var sent = 0..<0
    var received = 0..<0
    var sentPackets = 0..<0
    var receivedPackets = 0..<0
    var first = 0..<0
    var hasSource = false
  }

  static func decode(
    _ text: borrowing Line, _ number: UInt32, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) -> DecodeResult {
    let keys = keys
    var values = Values()
    var index = text.start
    while index < text.end {
      let colon = keyEnd(from: index, in: text)
      guard let colon else { break }
      let key = index..<colon
      let end = valueEnd(from: colon &+ 2, in: text)
      let value = text.trimmed(min(colon &+ 2, end)..<end)
      index = min(end &+ 2, text.end)
      let code = keys.code(of: key, in: text)
      guard let known = Key(rawValue: code), values.seen & 1 << UInt64(code) == 0, !value.isEmpty
      else { continue }
      values.seen |= 1 << UInt64(code)
      add(known, value, &values, text, &writer)
    }
    finish(values, number, text, &writer)
    addTime(values, number, text, context, &writer)
    return values.hasSource ? .event : .malformed
  }

  /// The colon after a key that begins at `start`, or nil when something else begins there.
  private static func keyEnd(from start: Int, in text: borrowing Line) -> Int? {
    var index = start
    var spaces = 0
    guard start < text.end, text[start] &- 0x41 < 26 else { return nil }
    while index < text.end, index &- start <= 32 {
      let byte = text[index]
      if byte == UInt8(ascii: ":") {
        return index &+ 1 == text.end || text[index &+ 1] == 0x20 ? index : nil
      }
      if byte == 0x20 {
        spaces &+= 1
        if spaces > 2 { return nil }
      } else if byte | 0x20 &- 0x61 >= 26, byte != UInt8(ascii: "_"), byte &- 0x30 >= 10 {
        return nil
      }
      index &+= 1
    }
    return nil
  }

  /// Where a value ends: at a comma and a space before a key, or at the end of the text.
  private static func valueEnd(from start: Int, in text: borrowing Line) -> Int {
    var comma = text.find(UInt8(ascii: ","), from: min(start, text.end))
    while comma < text.end {
      if text.has(", ", at: comma), keyEnd(from: comma &+ 2, in: text) != nil { return comma }
      comma = text.find(UInt8(ascii: ","), from: comma &+ 1)
    }
    return text.end
  }

  private static func add(
    _ key: Key, _ value: Range<Int>, _ values: inout Values, _ text: borrowing Line,
    _ writer: inout EventWriter
  ) {
    switch key {
    case .source:
      values.hasSource = writer.addAddress(.sourceIP, value, in: text)
    case .destination: writer.addAddress(.destinationIP, value, in: text)
    case .sourcePort: writer.addPort(.sourcePort, value, in: text)
    case .destinationPort: writer.addPort(.destinationPort, value, in: text)
    case .natSource: writer.addAddress(.sourceNATIP, value, in: text)
    case .natDestination: writer.addAddress(.destinationNATIP, value, in: text)
    case .natSourcePort: writer.addPort(.sourceNATPort, value, in: text)
    case .natDestinationPort: writer.addPort(.destinationNATPort, value, in: text)
    case .transport: writer.addTransport(value, in: text)
    case .sourceBytes:
      values.sent = value
      writer.addInteger(.sourceBytes, value, in: text)
    case .destinationBytes:
      values.received = value
      writer.addInteger(.destinationBytes, value, in: text)
    case .sourcePackets:
      values.sentPackets = value
      writer.addInteger(.sourcePackets, value, in: text)
    case .destinationPackets:
      values.receivedPackets = value
      writer.addInteger(.destinationPackets, value, in: text)
    case .status: writer.addInteger(.httpResponseStatusCode, value, in: text)
    case .fileSize: writer.addInteger(.fileSize, value, in: text)
    case .vlan: writer.addInteger(.networkVLANID, value, in: text)
    case .action: values.action = value
    case .inline: values.inline = value
    case .fileAction: values.fileAction = value
    case .disposition: values.disposition = value
    case .url, .uri: values.url = value
    case .host: values.host = value
    case .first:
      values.first = value
      writer.add(.eventStart, value)
    case .user:
      if !text.equals("No Authentication Required", in: value), !text.equals("Unknown", in: value) {
        writer.addUser(value, in: text)
      }
    case .recordType: addRecordType(value, text, &writer)
    case .message:
      let inside = unquoted(value, in: text)
      writer.addNonEmpty(.ruleName, inside)
    default:
      if let field = textField(of: key) { writer.add(field, value) }
    }
  }

  /// The field of a key whose value is text and nothing more.
  private static func textField(of key: Key) -> Field? {
    switch key {
    case .ingress: .observerIngressInterfaceName
    case .egress: .observerEgressInterfaceName
    case .ingressZone: .observerIngressZone
    case .egressZone: .observerEgressZone
    case .reason: .eventReason
    case .rule: .ruleName
    case .client, .application: .networkApplication
    case .service: .networkProtocol
    case .agent: .userAgentOriginal
    case .referer: .httpRequestReferrer
    case .query: .dnsQuestionName
    case .responseType: .dnsResponseCode
    case .signature: .ruleID
    case .revision: .ruleVersion
    case .classification: .ruleCategory
    case .hash: .fileHashSHA256
    case .fileName: .fileName
    case .fileType: .fileType
    case .threat: .threatSoftwareName
    case .policy, .intrusionPolicy: .ruleRuleset
    case .connection: .eventID
    default: nil
    }
  }

  private static func unquoted(_ range: Range<Int>, in text: borrowing Line) -> Range<Int> {
    guard range.count >= 2, text[range.lowerBound] == UInt8(ascii: "\""),
      text[range.upperBound - 1] == UInt8(ascii: "\"")
    else { return range }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  /// The device describes the type of a DNS record in words.
  private static func addRecordType(
    _ value: Range<Int>, _ text: borrowing Line, _ writer: inout EventWriter
  ) {
    if text.equals("a host address", in: value) {
      writer.addMade(.dnsQuestionType, "A")
    } else if text.equals("IP6 Address", in: value) {
      writer.addMade(.dnsQuestionType, "AAAA")
    } else if text.equals("a domain name pointer", in: value) {
      writer.addMade(.dnsQuestionType, "PTR")
    } else if text.equals("mail exchange", in: value) {
      writer.addMade(.dnsQuestionType, "MX")
    } else if text.equals("text strings", in: value) {
      writer.addMade(.dnsQuestionType, "TXT")
    } else if text.equals("Server Selection", in: value) {
      writer.addMade(.dnsQuestionType, "SRV")
    } else if text.equals("an authoritative name server", in: value) {
      writer.addMade(.dnsQuestionType, "NS")
    } else if text.equals("the canonical name for an alias", in: value) {
      writer.addMade(.dnsQuestionType, "CNAME")
    } else if text.equals("marks the start of a zone of authority", in: value) {
      writer.addMade(.dnsQuestionType, "SOA")
    } else {
      writer.add(.dnsQuestionType, value)
    }
  }
}
