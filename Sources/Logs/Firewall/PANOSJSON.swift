import Detect

/// PAN-OS records as JSON, as Strata Logging Service and Prisma Access forward them.
///
/// Names: "Strata Logging Service, Log Reference", default JSON profile.
enum PANOSJSON {
  static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    var json = DeviceJSON(keys)
    json.read(body, &writer)
    var record = json.record
    let line = writer.wideLine(body)
    guard let type = PANOSType(rawValue: PANOSColumns.types.code(of: record[.type], in: line))
    else {
      return .notMine
    }
    if type == .config { record[.fourth] = record[.fifth] }
    PANOSEvent(type: type).finish(&record, line, context, &writer)
    return json.isBroken ? .malformed : .event
  }

  private static let keys = KeyMap([
    ("LogType", .keep(.type)), ("Subtype", .keep(.subtype)), ("LogSubtype", .keep(.subtype)),
    ("DeviceSN", .text(.observerSerialNumber)), ("LogSourceID", .text(.observerSerialNumber)),
    ("DeviceName", .device), ("LogSourceName", .device),
    ("TimeGenerated", .keep(.stamp)), ("TimeGeneratedHighResolution", .keep(.stamp)),
    ("EventTime", .keep(.stamp)), ("SourceAddress", .keep(.source)), ("SourceIP", .keep(.source)),
    ("DestinationAddress", .keep(.destination)), ("DestinationIP", .keep(.destination)),
    ("NATSource", .translated(.sourceNATIP)), ("NATDestination", .translated(.destinationNATIP)),
    ("NATSourcePort", .translatedPort(.sourceNATPort)),
    ("NATDestinationPort", .translatedPort(.destinationNATPort)),
    ("SourcePort", .keep(.sourcePort)), ("DestinationPort", .keep(.destinationPort)),
    ("Protocol", .keep(.transport)), ("Action", .keep(.action)), ("Rule", .text(.ruleName)),
    ("RuleMatched", .text(.ruleName)), ("RuleUUID", .text(.ruleUUID)),
    ("RuleMatchedUUID", .text(.ruleUUID)), ("SourceUser", .keep(.user)),
    ("SourceUserName", .keep(.user)), ("DestinationUser", .keep(.otherUser)),
    ("User", .keep(.user)), ("UserName", .keep(.user)),
    ("Application", .text(.networkApplication)), ("FromZone", .text(.observerIngressZone)),
    ("ToZone", .text(.observerEgressZone)), ("InboundInterface", .keep(.ingress)),
    ("OutboundInterface", .keep(.egress)), ("Bytes", .keep(.bytes)), ("BytesTotal", .keep(.bytes)),
    ("BytesSent", .keep(.sent)), ("BytesReceived", .keep(.received)),
    ("PacketsSent", .keep(.sentPackets)), ("PacketsReceived", .keep(.receivedPackets)),
    ("PacketsTotal", .keep(.packets)), ("SessionDuration", .seconds),
    ("SessionEndReason", .keep(.reason)), ("ThreatID", .keep(.second)),
    ("ThreatName", .text(.ruleDescription)), ("ThreatCategory", .text(.ruleCategory)),
    ("URL", .keep(.first)), ("FileName", .keep(.first)), ("URLCategory", .text(.ruleCategory)),
    ("VendorSeverity", .keep(.severity)), ("Severity", .keep(.severity)),
    ("HTTPMethod", .keep(.third)), ("UserAgent", .text(.userAgentOriginal)),
    ("Referer", .text(.httpRequestReferrer)), ("FileHash", .hash), ("FileSHA256", .hash),
    ("EventIDValue", .keep(.action)), ("EventName", .keep(.action)), ("Stage", .keep(.first)),
    ("EventDescription", .keep(.message)), ("EventStatus", .keep(.status)),
    ("ConnectionErrorValue", .keep(.reason)), ("Description", .keep(.message)),
    ("PublicIPv4", .keep(.source)), ("PublicIPv6", .keep(.client)), ("PrivateIPv4", .keep(.second)),
    ("EndpointDeviceName", .text(.sourceDomain)), ("EndpointOSType", .text(.hostOSName)),
    ("HipMatchName", .text(.ruleName)), ("HIPMatchName", .text(.ruleName)),
    ("SourceMAC", .mac(.sourceMAC)), ("SourceDeviceMac", .mac(.sourceMAC)),
    ("DestinationDeviceMac", .mac(.destinationMAC)), ("AuthEvent", .keep(.status)),
    ("AuthenticatedUserName", .keep(.user)), ("Operation", .keep(.action)),
    ("EventResult", .keep(.status)), ("Admin", .keep(.user)), ("Host", .keep(.source)),
  ])
}
