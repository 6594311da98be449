import Detect

/// Palo Alto Networks PAN-OS: comma-separated values, with columns by the type in the fourth.
///
/// Columns: "PAN-OS Administrator's Guide, Syslog Field Descriptions", 6.1 to 11.1. New versions add
/// columns at the end, so that a place means the same in all of them.
package enum PANOS {
  package static let decoder = Decoder(
    name: "panos",
    recognises: { body, _ in start(of: body) != nil }, decode: decode)

  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) -> DecodeResult {
    if body.looksLikeJSON { return PANOSJSON.decode(body, context, &writer) }
    guard let start = start(of: body) else { return .notMine }
    var walk = CSVWalk(from: start, knowsBraces: true)
    var head: [7 of Range<Int>] = .init(repeating: 0..<0)
    for column in 0..<7 {
      guard walk.next(in: body) else { return .notMine }
      head[column] = walk.value
    }
    let code = PANOSColumns.types.code(of: head[3], in: body)
    guard let type = PANOSType(rawValue: code) else { return .notMine }
    var record = DeviceRecord()
    record[.type] = head[3]
    record[.subtype] = head[4]
    if !body.meansNothing(head[2]) { writer.add(.observerSerialNumber, head[2]) }
    let columns = PANOSColumns.map(of: type)
    while walk.column < columns.count - 1, walk.next(in: body) {
      record.take(
        columns[walk.column], code: walk.column, walk.value, walk.escaping, in: body, &writer)
    }
    if !record.has(.stamp) { record[.stamp] = head[6].isEmpty ? head[1] : head[6] }
    PANOSEvent(type: type).finish(&record, writer.wideLine(body), context, &writer)
    return .event
  }

  /// Where the first column begins, when the line begins like PAN-OS': a short number or nothing,
  /// the time of receipt, a serial number, and a type in capitals.
  static func start(of body: borrowing Line) -> Int? {
    var next = body.start
    while next < body.end, body[next] == 0x20 { next &+= 1 }
    let start = next
    while next < body.end, body[next] &- 0x30 < 10, next &- start < 4 { next &+= 1 }
    guard next &+ 24 < body.end, body[next] == UInt8(ascii: ","),
      body[next &+ 5] == UInt8(ascii: "/"), body[next &+ 8] == UInt8(ascii: "/"),
      body[next &+ 11] == 0x20, body[next &+ 20] == UInt8(ascii: ",")
    else { return nil }
    let serial = body.find(UInt8(ascii: ","), in: next &+ 21..<min(next &+ 64, body.end))
    guard serial &+ 1 < body.end, body[serial] == UInt8(ascii: ","),
      body[serial &+ 1] &- 0x41 < 26
    else { return nil }
    return start
  }

  /// The log source of an event that another format carries.
  static func source(of kind: DeviceKind) -> KnownLogSource {
    switch kind {
    case .login, .logout: .panosAuthentication
    case .sessionStart, .sessionEnd, .session: .panosGlobalProtect
    case .intrusion, .malware: .panosThreat
    case .web, .dns, .utm, .email: .panosURL
    case .traffic, .start, .end: .panosTraffic
    case .configuration: .panosConfig
    case .notice, .process, .iam: .panosSystem
    }
  }
}

/// The types of PAN-OS logs.
enum PANOSType: UInt8 {
  case traffic = 1, threat, system, config, globalProtect, authentication, userID, hipMatch
  case decryption, tunnel, ipTag, correlation
}

/// What stands in the columns, from 0, by type.
enum PANOSColumns {
  static let types = KeyTable(
    [
      ("TRAFFIC", PANOSType.traffic), ("THREAT", .threat), ("URL", .threat), ("DATA", .threat),
      ("WILDFIRE", .threat), ("SYSTEM", .system), ("CONFIG", .config),
      ("GLOBALPROTECT", .globalProtect), ("AUTHENTICATION", .authentication),
      ("AUTH", .authentication),
      ("USERID", .userID), ("HIPMATCH", .hipMatch), ("HIP-MATCH", .hipMatch),
      ("DECRYPTION", .decryption), ("TUNNEL", .tunnel), ("START", .tunnel), ("END", .tunnel),
      ("SCTP", .tunnel), ("GTP", .tunnel), ("IPTAG", .ipTag), ("CORRELATION", .correlation),
    ].map { ($0.0, $0.1.rawValue) })

  static func map(of type: PANOSType) -> ColumnMap {
    switch type {
    case .traffic: traffic
    case .threat: threat
    case .system: system
    case .config: config
    case .globalProtect: globalProtect
    case .authentication: authentication
    case .userID: userID
    case .hipMatch: hipMatch
    case .decryption: decryption
    case .tunnel: tunnel
    case .ipTag: ipTag
    case .correlation: correlation
    }
  }

  /// What all records of a session share, up to the action.
  private static let session: [(Int, Meaning)] = [
    (7, .keep(.source)), (8, .keep(.destination)), (9, .translated(.sourceNATIP)),
    (10, .translated(.destinationNATIP)), (11, .text(.ruleName)), (12, .keep(.user)),
    (13, .keep(.otherUser)), (14, .text(.networkApplication)), (16, .text(.observerIngressZone)),
    (17, .text(.observerEgressZone)), (18, .keep(.ingress)), (19, .keep(.egress)),
    (24, .keep(.sourcePort)), (25, .keep(.destinationPort)), (26, .translatedPort(.sourceNATPort)),
    (27, .translatedPort(.destinationNATPort)), (29, .keep(.transport)), (30, .keep(.action)),
  ]

  private static let traffic = ColumnMap(
    session + [
      (31, .keep(.bytes)), (32, .keep(.sent)), (33, .keep(.received)), (34, .keep(.packets)),
      (36, .seconds), (37, .text(.ruleCategory)), (38, .nothing),
      (41, .text(.sourceGeoCountryName)),
      (42, .text(.destinationGeoCountryName)), (44, .keep(.sentPackets)),
      (45, .keep(.receivedPackets)), (46, .keep(.reason)), (52, .device),
      (65, .text(.ruleUUID)), (102, .keep(.stamp)),
    ])

  private static let threat = ColumnMap(
    session + [
      (31, .keep(.first)), (32, .keep(.second)), (33, .text(.ruleCategory)),
      (34, .keep(.severity)), (35, .keep(.direction)), (38, .text(.sourceGeoCountryName)),
      (39, .text(.destinationGeoCountryName)), (43, .hash), (46, .text(.userAgentOriginal)),
      (47, .text(.fileType)), (49, .text(.httpRequestReferrer)), (50, .text(.emailFromAddress)),
      (51, .text(.emailSubject)), (52, .text(.emailToAddress)), (59, .device),
      (63, .keep(.third)), (69, .keep(.fourth)), (76, .text(.ruleUUID)), (107, .keep(.stamp)),
    ])

  private static let system = ColumnMap([
    (8, .keep(.action)), (9, .keep(.first)), (13, .text(.logLevel)), (14, .keep(.message)),
    (22, .device), (25, .keep(.stamp)),
  ])

  private static let config = ColumnMap([
    (7, .keep(.source)), (9, .keep(.action)), (10, .keep(.user)), (11, .nothing),
    (12, .keep(.status)), (13, .keep(.first)), (15, .keep(.second)), (21, .keep(.third)),
    (23, .keep(.fourth)),
  ])

  private static let globalProtect = ColumnMap([
    (8, .keep(.action)), (9, .keep(.first)), (10, .nothing), (12, .keep(.user)),
    (13, .text(.sourceGeoCountryName)), (14, .text(.sourceDomain)), (15, .keep(.source)),
    (16, .keep(.client)), (17, .keep(.second)), (22, .text(.hostOSName)), (25, .keep(.reason)),
    (26, .keep(.message)), (28, .keep(.status)), (33, .text(.destinationAddress)),
    (36, .keep(.stamp)), (47, .device),
  ])

  private static let authentication = ColumnMap([
    (8, .keep(.source)), (9, .keep(.user)), (10, .keep(.otherUser)), (12, .text(.ruleName)),
    (18, .keep(.message)), (19, .nothing), (20, .keep(.status)), (29, .device),
    (33, .keep(.stamp)),
  ])

  private static let userID = ColumnMap([
    (8, .keep(.source)), (9, .keep(.user)), (14, .keep(.sourcePort)),
    (15, .nothing), (25, .device), (36, .keep(.stamp)),
  ])

  private static let hipMatch = ColumnMap([
    (7, .keep(.user)), (9, .text(.sourceDomain)), (10, .text(.hostOSName)), (11, .keep(.source)),
    (12, .text(.ruleName)), (24, .device), (26, .keep(.client)),
    (29, .mac(.sourceMAC)), (30, .keep(.stamp)),
  ])

  private static let decryption = ColumnMap(
    session + [
      (36, .text(.ruleUUID)), (39, .text(.tlsVersion)), (41, .text(.tlsCipher)),
      (60, .text(.tlsServerSubject)), (61, .text(.tlsServerIssuer)),
      (63, .text(.tlsClientServerName)), (64, .keep(.message)),
    ])

  private static let tunnel = ColumnMap(session)

  private static let ipTag = ColumnMap([
    (8, .keep(.source)), (9, .keep(.first)), (10, .keep(.action)), (23, .device),
  ])

  private static let correlation = ColumnMap([
    (7, .keep(.source)), (8, .keep(.user)), (11, .text(.logLevel)), (17, .device),
    (19, .text(.ruleName)), (20, .text(.ruleID)), (21, .keep(.message)),
  ])
}
