import Detect

/// The keys of CEF extensions, and those that vendors add, each with a prefix of its own.
///
/// Keys: "Micro Focus Security ArcSight Common Event Format", revision 26; Fortinet's `FTNTFGT…`,
/// Palo Alto's `PanOS…`, Ubiquiti's `UNIFI…`; Check Point writes the field names of its own log.
enum CEFKeys {
  static let map = KeyMap(ends + acts + rest + fortinet + others)

  private static let ends: [(String, Meaning)] = [
    ("src", .keep(.source)), ("dst", .keep(.destination)), ("spt", .keep(.sourcePort)),
    ("dpt", .keep(.destinationPort)), ("smac", .mac(.sourceMAC)), ("dmac", .mac(.destinationMAC)),
    ("shost", .text(.sourceDomain)), ("dhost", .text(.destinationDomain)),
    ("sourceTranslatedAddress", .translated(.sourceNATIP)),
    ("sourceTranslatedPort", .translatedPort(.sourceNATPort)),
    ("destinationTranslatedAddress", .translated(.destinationNATIP)),
    ("destinationTranslatedPort", .translatedPort(.destinationNATPort)),
    ("suser", .keep(.user)), ("duser", .keep(.otherUser)), ("suid", .text(.sourceUserID)),
    ("sntdom", .text(.sourceUserDomain)), ("dntdom", .text(.destinationUserDomain)),
    ("proto", .keep(.transport)), ("app", .text(.networkProtocol)),
    ("in", .keep(.sent)), ("out", .keep(.received)),
    ("deviceInboundInterface", .keep(.ingress)), ("deviceOutboundInterface", .keep(.egress)),
    ("deviceDirection", .keep(.direction)), ("dvc", .address(.observerIP)),
    ("dvchost", .text(.hostName)), ("deviceExternalId", .text(.observerSerialNumber)),
  ]

  private static let acts: [(String, Meaning)] = [
    ("act", .keep(.action)), ("outcome", .keep(.status)), ("reason", .keep(.reason)),
    ("msg", .keep(.message)), ("cat", .keep(.subtype)), ("rt", .keep(.stamp)),
    ("start", .keep(.date)), ("end", .keep(.time)), ("externalId", .text(.eventID)),
    ("eventId", .text(.eventID)),
  ]

  private static let rest: [(String, Meaning)] = [
    ("request", .keep(.url)), ("requestMethod", .text(.httpRequestMethod)),
    ("method", .text(.httpRequestMethod)), ("requestUrl", .keep(.url)),
    ("requestClientApplication", .text(.userAgentOriginal)),
    ("requestContext", .text(.httpRequestReferrer)), ("fname", .text(.fileName)),
    ("filePath", .text(.filePath)), ("fsize", .integer(.fileSize)), ("fileHash", .hash),
    ("fileType", .text(.fileType)), ("sproc", .text(.processName)),
    ("dproc", .text(.processName)), ("deviceProcessName", .text(.processName)),
    ("spid", .integer(.processPid)), ("dpid", .integer(.processPid)),
  ]

  private static let fortinet: [(String, Meaning)] = [
    ("FTNTFGTlogid", .text(.eventCode)), ("FTNTFGTlevel", .text(.logLevel)),
    ("FTNTFGTtype", .keep(.type)), ("FTNTFGTsubtype", .keep(.type)),
    ("FTNTFGTpolicyid", .text(.ruleID)), ("FTNTFGTpoluuid", .text(.ruleUUID)),
    ("FTNTFGTpolicyname", .text(.ruleName)), ("FTNTFGTattack", .text(.ruleName)),
    ("FTNTFGTvirus", .text(.ruleName)), ("FTNTFGThostname", .keep(.host)),
    ("FTNTFGTagent", .text(.userAgentOriginal)), ("FTNTFGTduration", .seconds),
    ("FTNTFGTsentpkt", .keep(.sentPackets)), ("FTNTFGTrcvdpkt", .keep(.receivedPackets)),
    ("FTNTFGTqname", .text(.dnsQuestionName)), ("FTNTFGTqtype", .text(.dnsQuestionType)),
    ("FTNTFGTui", .keep(.client)), ("FTNTFGTremip", .keep(.client)),
    ("FTNTFGTcatdesc", .text(.ruleCategory)), ("FTNTFGTmsg", .keep(.message)),
    ("FTNTFGTtz", .keep(.zone)), ("FTNTFGTapp", .text(.networkApplication)),
    ("FTNTFGTfilehash", .hash), ("FTNTFGTuser", .keep(.user)),
  ]

  private static let others: [(String, Meaning)] = [
    ("PanOSRuleUUID", .text(.ruleUUID)), ("PanOSPacketsSent", .keep(.sentPackets)),
    ("PanOSPacketsReceived", .keep(.receivedPackets)),
    ("PanOSThreatCategory", .text(.ruleCategory)),
    ("PanOSReferer", .text(.httpRequestReferrer)), ("PanOSActionFlags", .nothing),
    ("PanOSSourceZone", .text(.observerIngressZone)),
    ("PanOSDestinationZone", .text(.observerEgressZone)),
    ("PanOSSourceUserName", .keep(.user)), ("PanOSRuleName", .text(.ruleName)),
    ("PanOSHTTPMethod", .text(.httpRequestMethod)), ("PanOSXForwarderfor", .nothing),
    ("PanOSApplicationSubcategory", .nothing), ("PanOSDeviceSN", .text(.observerSerialNumber)),
    ("UNIFIsrcZone", .text(.observerIngressZone)), ("UNIFIdstZone", .text(.observerEgressZone)),
    ("UNIFIdirection", .keep(.direction)), ("UNIFIpolicyName", .text(.ruleName)),
    ("UNIFIadmin", .keep(.user)), ("UNIFIcategory", .keep(.subtype)),
    ("UNIFIsubCategory", .keep(.type)), ("UNIFIipsSignature", .text(.ruleName)),
    ("UNIFIipsSignatureId", .text(.ruleID)), ("UNIFIutcTime", .keep(.stamp)),
    ("UNIFIclientIp", .keep(.client)), ("UNIFIclientMac", .mac(.sourceMAC)),
    ("UNIFItotalBytes", .keep(.bytes)), ("UNIFItotalPackets", .keep(.packets)),
    ("UNIFIhost", .text(.observerName)), ("UNIFIdeviceName", .text(.observerName)),
    ("ifname", .keep(.interface)), ("ifdir", .keep(.direction)),
    ("inzone", .text(.observerIngressZone)),
    ("outzone", .text(.observerEgressZone)), ("conn_direction", .keep(.direction)),
    ("rule_name", .text(.ruleName)), ("rule_uid", .text(.ruleUUID)), ("origin", .text(.observerIP)),
    ("service", .keep(.destinationPort)), ("service_id", .text(.networkProtocol)),
    ("s_port", .keep(.sourcePort)), ("xlatesrc", .translated(.sourceNATIP)),
    ("xlatedst", .translated(.destinationNATIP)), ("xlatesport", .translatedPort(.sourceNATPort)),
    ("xlatedport", .translatedPort(.destinationNATPort)), ("src_user_name", .keep(.user)),
    ("user_agent", .text(.userAgentOriginal)), ("resource", .keep(.url)),
    ("protection_name", .text(.ruleName)), ("attack", .text(.ruleDescription)),
    ("client_inbound_bytes", .nothing), ("product", .nothing), ("packets", .keep(.packets)),
    ("bytes", .keep(.bytes)), ("server_inbound_bytes", .keep(.received)),
    ("server_outbound_bytes", .keep(.sent)), ("http_method", .text(.httpRequestMethod)),
    ("user", .keep(.user)), ("elapsed", .seconds), ("sn", .text(.observerSerialNumber)),
    ("susr", .keep(.user)), ("snpt", .translatedPort(.sourceNATPort)),
    ("dnpt", .translatedPort(.destinationNATPort)), ("spkt", .keep(.sentPackets)),
    ("rpkt", .keep(.receivedPackets)), ("usrName", .keep(.user)),
    ("srcZone", .text(.observerIngressZone)),
    ("dstZone", .text(.observerEgressZone)), ("fw_action", .keep(.otherAction)),
    ("md5", .hash), ("sha1", .hash), ("sha256", .hash),
  ]

  /// What the texts of `cs1Label` and its like say that the value is.
  static let labels = KeyMap(
    [
      ("rule", .text(.ruleName)), ("rule name", .text(.ruleName)), ("policy", .text(.ruleName)),
      ("rulename", .text(.ruleName)), ("policy name", .text(.ruleName)),
      ("security rule name", .text(.ruleName)), ("ruleid", .text(.ruleID)),
      ("rule id", .text(.ruleID)), ("ruleuuid", .text(.ruleUUID)), ("rule uid", .text(.ruleUUID)),
      ("source zone", .text(.observerIngressZone)), ("sourcezone", .text(.observerIngressZone)),
      ("source_zone", .text(.observerIngressZone)), ("from zone", .text(.observerIngressZone)),
      ("inzone", .text(.observerIngressZone)), ("destination zone", .text(.observerEgressZone)),
      ("destinationzone", .text(.observerEgressZone)), ("to zone", .text(.observerEgressZone)),
      ("destination_zone", .text(.observerEgressZone)), ("outzone", .text(.observerEgressZone)),
      ("url", .keep(.url)), ("url category", .text(.ruleCategory)),
      ("matched category", .text(.ruleCategory)), ("category", .text(.ruleCategory)),
      ("application name", .text(.networkApplication)), ("sessionid", .nothing),
      ("packets", .keep(.packets)), ("total bytes", .keep(.bytes)), ("elapsed time", .seconds),
      ("elapsed time in seconds", .seconds), ("threat id", .text(.ruleID)),
      ("threat name", .text(.ruleName)), ("threat prevention rule name", .text(.ruleName)),
      ("protection name", .text(.ruleName)), ("signature", .text(.ruleName)),
      ("malware name", .text(.ruleName)), ("virus name", .text(.ruleName)),
      ("sha1", .hash), ("sha256", .hash), ("md5", .hash), ("file hash", .hash),
      ("user agent", .text(.userAgentOriginal)), ("referer", .text(.httpRequestReferrer)),
      ("sender", .text(.emailFromAddress)), ("recipient", .text(.emailToAddress)),
      ("subject", .text(.emailSubject)), ("email subject", .text(.emailSubject)),
      ("serial number", .text(.observerSerialNumber)), ("command", .text(.processCommandLine)),
      ("ids signature", .text(.ruleName)), ("virtual system", .nothing),
      ("reason", .keep(.reason)), ("verdict", .keep(.otherAction)),
      ("http response code", .integer(.httpResponseStatusCode)),
      ("response code", .integer(.httpResponseStatusCode)),
      ("source ipv6 address", .keep(.source)), ("source ipv6", .keep(.source)),
      ("destination ipv6 address", .keep(.destination)), ("destination ipv6", .keep(.destination)),
      ("device ipv6 address", .nothing), ("dst vlan", .nothing), ("lan", .nothing),
    ], folds: true)
}

/// The custom fields of CEF: `cs1` to `cs6`, `cn1` to `cn3`, `c6a1` to `c6a4` and their like, whose
/// meaning `cs1Label` says, before or after.
struct CEFCustom {
  private var values: [32 of Range<Int>] = .init(repeating: 0..<0)
  private var names: [32 of Range<Int>] = .init(repeating: 0..<0)

  private static let table: KeyTable = {
    var names: [(String, UInt8)] = []
    var code: UInt8 = 0
    let kinds = [
      ("cs", 6), ("cn", 5), ("cfp", 4), ("c6a", 4), ("flexString", 4), ("flexNumber", 4),
    ]
    for (kind, count) in kinds {
      for number in 1...count {
        code += 1
        names.append(("\(kind)\(number)", code))
        names.append(("\(kind)\(number)Label", code | 128))
      }
    }
    return KeyTable(names)
  }()

  /// Keeps a value or a label; false when the key is neither.
  mutating func take(_ key: Range<Int>, _ value: Range<Int>, in line: borrowing Line) -> Bool {
    guard key.count >= 3 else { return false }
    let code = Int(CEFCustom.table.code(of: key, in: line))
    guard code > 0 else { return false }
    let place = code & 31
    if code & 128 != 0 {
      if names[place].isEmpty { names[place] = value }
    } else if values[place].isEmpty {
      values[place] = value
    }
    return true
  }

  /// Hands each value with a known label to the record.
  func write(
    into record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    // SonicWall puts the translated addresses where labels should stand.
    if values[1].isEmpty { writer.addAddress(.sourceNATIP, names[1], in: line) }
    if values[2].isEmpty { writer.addAddress(.destinationNATIP, names[2], in: line) }
    for place in 0..<32 where !names[place].isEmpty && !values[place].isEmpty {
      let code = CEFKeys.labels.code(of: names[place], in: line)
      guard code > 0 else { continue }
      // Labels have numbers of their own, above those of the keys.
      record.take(
        CEFKeys.labels[code], code: 192 + place, values[place], .backslash, in: line, &writer)
    }
  }
}
