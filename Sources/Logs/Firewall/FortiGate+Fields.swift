import Detect

extension FortiGate {
  /// Writes a pair that is one field by itself.
  static func addField(
    _ key: FortiGateKey, _ value: Range<Int>, isEscaped: Bool, in body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    switch key {
    case .sourcePort: writer.addPort(.sourcePort, value, in: body)
    case .destinationPort: writer.addPort(.destinationPort, value, in: body)
    case .transport: writer.addTransport(value, in: body)
    case .sourceNAT: addTranslated(.sourceNATIP, value, in: body, &writer)
    case .destinationNAT: addTranslated(.destinationNATIP, value, in: body, &writer)
    case .sourceNATPort: addTranslatedPort(.sourceNATPort, value, in: body, &writer)
    case .destinationNATPort: addTranslatedPort(.destinationNATPort, value, in: body, &writer)
    case .sourceMAC: writer.addMAC(.sourceMAC, value, in: body)
    case .destinationMAC: writer.addMAC(.destinationMAC, value, in: body)
    case .fileSize: writer.addInteger(.fileSize, value, in: body)
    case .requestBytes: writer.addInteger(.httpRequestBytes, value, in: body)
    case .responseBytes: writer.addInteger(.httpResponseBytes, value, in: body)
    case .statusCode: writer.addInteger(.httpResponseStatusCode, value, in: body)
    case .risk: writer.addInteger(.eventRiskScore, value, in: body)
    case .duration: addDuration(value, in: body, &writer)
    case .hash: addHash(value, &writer)
    case .resolved: addResolved(value, in: body, &writer)
    default:
      guard let field = textField(of: key), writer.keeps(field) else { return }
      if isEscaped {
        writer.addUnquoted(field, value, in: body)
      } else {
        writer.add(field, value)
      }
    }
  }

  /// The field of a key whose value is text and nothing more.
  private static func textField(of key: FortiGateKey) -> Field? {
    switch key {
    case .deviceName: .observerName
    case .device: .observerSerialNumber
    case .code: .eventCode
    case .level: .logLevel
    case .ingress: .observerIngressInterfaceName
    case .egress: .observerEgressInterfaceName
    case .policy: .ruleUUID
    case .policyID: .ruleID
    case .policyName, .attack, .virus: .ruleName
    case .policyType, .profile: .ruleRuleset
    case .service: .networkProtocol
    case .application: .networkApplication
    case .category: .ruleCategory
    case .sourceCountry: .sourceGeoCountryName
    case .destinationCountry: .destinationGeoCountryName
    case .sourceName: .sourceDomain
    case .destinationName: .destinationDomain
    case .destinationUser: .destinationUserName
    case .group: .groupName
    case .description: .ruleDescription
    case .agent: .userAgentOriginal
    case .method: .httpRequestMethod
    case .referer: .httpRequestReferrer
    case .fileName: .fileName
    case .fileType: .fileType
    case .query: .dnsQuestionName
    case .queryType: .dnsQuestionType
    case .queryClass: .dnsQuestionClass
    case .queryID: .dnsID
    case .sender: .emailFromAddress
    case .recipient: .emailToAddress
    case .subject: .emailSubject
    case .certificate: .tlsServerSubject
    case .certificateIssuer: .tlsServerIssuer
    case .forwarded: .networkForwardedIP
    case .reference: .ruleReference
    case .severity: .vulnerabilitySeverity
    default: nil
    }
  }

  /// `0.0.0.0` and port 0 mean that nothing was translated.
  private static func addTranslated(
    _ field: Field, _ value: Range<Int>, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    guard let address = body.address(in: value), !address.isIPv4 || address.ipv4 != 0 else {
      return
    }
    writer.add(field, address, value)
  }

  private static func addTranslatedPort(
    _ field: Field, _ value: Range<Int>, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    if !body.equals("0", in: value) { writer.addPort(field, value, in: body) }
  }

  /// Seconds to nanoseconds.
  private static func addDuration(
    _ value: Range<Int>, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    guard let seconds = body.unsigned(in: value), seconds < 1 << 33 else { return }
    writer.addMade(.eventDuration, seconds * 1_000_000_000)
  }

  /// A hash, by the number of its digits.
  private static func addHash(_ value: Range<Int>, _ writer: inout EventWriter) {
    switch value.count {
    case 32: writer.add(.fileHashMD5, value)
    case 40: writer.add(.fileHashSHA1, value)
    case 64: writer.add(.fileHashSHA256, value)
    default: break
    }
  }

  /// The answers of a DNS response: `192.0.2.1, 192.0.2.2`.
  private static func addResolved(
    _ value: Range<Int>, in body: borrowing Line, _ writer: inout EventWriter
  ) {
    var start = value.lowerBound
    while start < value.upperBound {
      let comma = body.find(UInt8(ascii: ","), in: start..<value.upperBound)
      writer.addAddress(.dnsResolvedIP, body.trimmed(start..<comma), in: body)
      start = comma + 1
    }
  }
}
