/// What ECS says the values of a field are, as far as it matters here.
package enum FieldType: UInt8, Sendable {
  /// Keywords and text.
  case text
  /// `ip`.
  case address
  /// `long`, and ports.
  case integer
}

extension Field {
  /// What ECS says of the field.
  package var type: FieldType {
    switch self {
    case .sourceIP, .sourceNATIP, .destinationIP, .destinationNATIP, .clientIP, .serverIP, .hostIP,
      .observerIP, .networkForwardedIP, .dnsResolvedIP, .threatIndicatorIP, .relatedIP:
      .address
    case .sourcePort, .sourceBytes, .sourcePackets, .sourceNATPort, .destinationPort,
      .destinationBytes, .destinationPackets, .destinationNATPort, .clientPort, .serverPort,
      .networkBytes, .networkPackets, .eventSeverity, .eventDuration, .eventSequence,
      .logSyslogPriority, .logSyslogFacilityCode, .logSyslogSeverityCode, .processPid,
      .processParentPid, .processThreadID, .fileSize, .urlPort, .httpRequestBytes,
      .httpRequestBodyBytes, .httpResponseStatusCode, .httpResponseBytes,
      .httpResponseBodyBytes:
      .integer
    default: .text
    }
  }

  /// Whether ECS has the field as an array even when there is one value.
  package var isArray: Bool {
    switch self {
    case .eventCategory, .eventType, .tags, .relatedIP, .relatedUser, .relatedHosts,
      .dnsResolvedIP, .threatTechniqueID, .threatTacticName, .userRoles, .processArgs:
      true
    default: false
    }
  }

  /// The types of all fields, by ``ordinal``.
  package static let types: [FieldType] = allCases.map(\.type)
}

extension FieldID {
  /// The ECS field of this number, or nil for names that only rules or records use.
  package var field: Field? {
    Int(rawValue) < Field.allCases.count ? Field.allCases[Int(rawValue)] : nil
  }
}
