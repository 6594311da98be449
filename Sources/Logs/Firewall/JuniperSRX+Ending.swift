import Detect

extension JuniperSRX {
  static func finish(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    writer.add(.observerVendor, .juniper)
    writer.add(.observerProduct, .srx)
    writer.add(.observerType, .firewall)
    let name = record[.type]
    let kind = kind(name, line)
    writer.event.logSource =
      (kind == .login
      ? KnownLogSource.juniperAuthentication
      : kind == .intrusion || kind == .malware ? .juniperIDS : .juniper).index
    writer.addNonEmpty(.eventCode, name)
    record.addEnds(line, &writer)
    record.addUser(line, &writer)
    writer.addNonEmpty(.observerIngressInterfaceName, record[.ingress])
    writer.addNonEmpty(.observerEgressInterfaceName, record[.egress])
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    let action = record[.action]
    record.addKind(
      kind, verdict: verdict(name, action, line), outcome: outcome(name, line),
      verb: action.isEmpty ? name : action, &writer)
    record.addTime(line, context, &writer)
  }

  private static func kind(_ name: Range<Int>, _ line: borrowing Line) -> DeviceKind {
    let start = name.lowerBound
    func holds(_ text: StaticString) -> Bool { line.find(text, in: name) != nil }
    if line.has("RT_FLOW_", at: start) || line.has("APPTRACK_", at: start) {
      return holds("_CREATE") ? .start : holds("_CLOSE") ? .end : .traffic
    }
    if line.has("WEBFILTER_", at: start) || line.has("CONTENT_", at: start) { return .web }
    if line.has("ANTISPAM_", at: start) { return .email }
    if holds("AV_") || holds("AAMW") || holds("SECINTEL") { return .malware }
    if line.has("RT_SCREEN", at: start) || line.has("IDP_", at: start) || holds("RT_IDS") {
      return .intrusion
    }
    if holds("LOGIN") || holds("AUTH") { return .login }
    if holds("LOGOUT") { return .logout }
    if line.has("UI_C", at: start) { return .configuration }
    return line.has("RT_", at: start) ? .traffic : .notice
  }

  private static func verdict(
    _ name: Range<Int>, _ action: Range<Int>, _ line: borrowing Line
  ) -> Verdict {
    if line.find("_DENY", in: name) != nil || line.find("_BLOCKED", in: name) != nil {
      return .denied
    }
    if line.find("alarm-without-drop", in: action) != nil { return .allowed }
    if line.find("SESSION_C", in: name) != nil || line.find("_PERMITTED", in: name) != nil
      || line.find("SESSION_VOL", in: name) != nil || line.find("SESSION_ROUTE", in: name) != nil
    {
      return .allowed
    }
    if line.find("DROP", in: action) != nil { return .denied }
    return Verdict(verb: action, in: line)
  }

  private static func outcome(_ name: Range<Int>, _ line: borrowing Line) -> Word? {
    if line.find("FAIL", in: name) != nil { return .failure }
    return line.find("LOGIN", in: name) != nil ? .success : nil
  }

  static let keys = KeyMap([
    ("source-address", .keep(.source)), ("source-port", .keep(.sourcePort)),
    ("destination-address", .keep(.destination)), ("destination-port", .keep(.destinationPort)),
    ("src-address", .keep(.source)), ("src-ip", .keep(.source)),
    ("dst-address", .keep(.destination)),
    ("dst-ip", .keep(.destination)), ("src-port", .keep(.sourcePort)),
    ("dst-port", .keep(.destinationPort)), ("client-ip", .keep(.client)),
    ("peer-source-address", .nothing), ("peer-destination-address", .nothing),
    ("nat-source-address", .translated(.sourceNATIP)),
    ("nat-source-port", .translatedPort(.sourceNATPort)),
    ("nat-destination-address", .translated(.destinationNATIP)),
    ("nat-destination-port", .translatedPort(.destinationNATPort)),
    ("protocol-id", .keep(.transport)), ("protocol-name", .keep(.transport)),
    ("service-name", .text(.networkProtocol)), ("application", .keep(.first)),
    ("nested-application", .keep(.second)), ("policy-name", .text(.ruleName)),
    ("rule-name", .text(.ruleID)), ("rulebase-name", .text(.ruleRuleset)),
    ("source-zone-name", .text(.observerIngressZone)),
    ("destination-zone-name", .text(.observerEgressZone)),
    ("source-zone", .text(.observerIngressZone)),
    ("destination-zone", .text(.observerEgressZone)), ("interface-name", .keep(.ingress)),
    ("packet-incoming-interface", .keep(.ingress)), ("source-interface-name", .keep(.ingress)),
    ("destination-interface-name", .keep(.egress)), ("username", .keep(.user)),
    ("user", .keep(.user)), ("roles", .text(.userRoles)), ("reason", .keep(.reason)),
    ("message", .keep(.message)), ("action", .keep(.action)),
    ("attack-name", .text(.ruleDescription)),
    ("threat-severity", .text(.logLevel)), ("packets-from-client", .keep(.sentPackets)),
    ("bytes-from-client", .keep(.sent)), ("packets-from-server", .keep(.receivedPackets)),
    ("bytes-from-server", .keep(.received)), ("inbound-bytes", .keep(.received)),
    ("outbound-bytes", .keep(.sent)), ("inbound-packets", .keep(.receivedPackets)),
    ("outbound-packets", .keep(.sentPackets)), ("elapsed-time", .seconds),
    ("url", .keep(.host)), ("obj", .keep(.path)), ("category", .text(.ruleCategory)),
    ("filename", .text(.fileName)), ("file-name", .text(.fileName)), ("sample-sha256", .hash),
    ("file-hash-lookup", .hash), ("hostname", .text(.sourceDomain)),
    ("name", .text(.ruleDescription)),
    ("source-name", .nothing), ("malware-info", .text(.threatSoftwareName)),
    ("http-host", .text(.urlDomain)), ("list-hit", .nothing), ("sub-category", .nothing),
    ("connection-tag", .nothing), ("icmp-type", .nothing), ("username-local", .nothing),
  ])
}
