import Detect

// What several values of a record decide together, written after the last pair.

extension FortiGateRecord {
  /// Writes the ends, the kind of event, the verdict, sums, the URL and the time.
  mutating func finish(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) {
    let kind = kind(in: body)
    writer.event.logSource = logSource(kind, body).index
    if !isContradictory { addEnds(kind, body, &writer) }
    addKind(kind, body, &writer)
    writer.addNonEmpty(.eventAction, action)
    writer.addNonEmpty(.userName, user.isEmpty ? otherUser : user)
    writer.addNonEmpty(.eventReason, reason.isEmpty ? message : reason)
    addVolume(body, &writer)
    addDirection(body, &writer)
    addWeb(kind, body, &writer)
    addTime(body, context, &writer)
  }

  enum Kind {
    case traffic, virus, intrusion, web, dns, email, utm
    case login, logout, session, sessionStart, sessionEnd, configuration, notice
  }

  private func kind(in body: borrowing Line) -> Kind {
    if body.equals("traffic", in: type) { return .traffic }
    if body.equals("event", in: type) || type.isEmpty { return eventKind(in: body) }
    return switch true {
    case body.equals("virus", in: subtype): .virus
    case body.equals("ips", in: subtype), body.equals("anomaly", in: subtype),
      body.equals("anomaly", in: type), body.equals("waf", in: subtype):
      .intrusion
    case body.equals("webfilter", in: subtype): .web
    case body.equals("dns", in: subtype): .dns
    case body.equals("emailfilter", in: subtype): .email
    default: .utm
    }
  }

  private func logSource(_ kind: Kind, _ body: borrowing Line) -> KnownLogSource {
    switch kind {
    case .traffic: .fortigateTraffic
    case .virus: .fortigateVirus
    case .web: .fortigateWebFilter
    case .dns: .fortigateDNS
    case .intrusion:
      body.equals("anomaly", in: subtype) || body.equals("anomaly", in: type)
        ? .fortigateAnomaly : .fortigateIPS
    case .email, .utm: body.equals("app-ctrl", in: subtype) ? .fortigateAppControl : .fortigateUTM
    case .login, .logout:
      body.equals("vpn", in: subtype) ? .fortigateVPN : .fortigateAuthentication
    case .session, .sessionStart, .sessionEnd: .fortigateVPN
    case .configuration: .fortigateEvent
    case .notice: type.isEmpty ? .fortigate : .fortigateEvent
    }
  }

  /// Logins are told by their verb, and where there is none (FortiManager) by the result.
  private func eventKind(in body: borrowing Line) -> Kind {
    if !configuration.isEmpty { return .configuration }
    if action.isEmpty { return result.isEmpty ? .notice : .login }
    if body.equalsFolded("login", in: action) || body.equalsFolded("authentication", in: action)
      || body.equals("ssl-login-fail", in: action) || body.equals("auth-logon", in: action)
      || body.equals("FSSO-logon", in: action)
    {
      return .login
    }
    if body.equalsFolded("logout", in: action) || body.equals("auth-logout", in: action)
      || body.equals("FSSO-logoff", in: action)
    {
      return .logout
    }
    if body.equals("tunnel-up", in: action) || body.equals("ssl-new-con", in: action) {
      return .sessionStart
    }
    if body.equals("tunnel-down", in: action) || body.equals("ssl-exit-fail", in: action) {
      return .sessionEnd
    }
    return body.equals("vpn", in: subtype) ? .session : .notice
  }
}

extension FortiGateRecord {
  private func addKind(_ kind: Kind, _ body: borrowing Line, _ writer: inout EventWriter) {
    switch kind {
    case .traffic:
      writer.add(.eventCategory, .network)
      writer.add(.eventType, .connection)
      let verdict = isContradictory ? .unknown : verdict(in: body)
      if verdict != .denied { writer.add(.eventType, isStart(in: body) ? .start : .end) }
      writer.addVerdict(verdict)
      return
    case .virus, .intrusion, .web, .dns, .email, .utm:
      if let word = FortiGateRecord.category(of: kind) { writer.add(.eventCategory, word) }
      writer.add(.eventCategory, .network)
      writer.add(.eventType, kind == .web ? .access : kind == .dns ? .protocol : .info)
      writer.addVerdict(isContradictory ? .unknown : verdict(in: body))
      return
    case .login, .logout:
      writer.add(.eventCategory, .authentication)
      writer.add(.eventType, kind == .login ? .start : .end)
    case .session, .sessionStart, .sessionEnd:
      writer.add(.eventCategory, .session)
      writer.add(.eventCategory, .network)
      writer.add(.eventType, .connection)
      if kind == .sessionStart { writer.add(.eventType, .start) }
      if kind == .sessionEnd { writer.add(.eventType, .end) }
    case .configuration:
      writer.add(.eventCategory, .configuration)
      writer.add(.eventType, .change)
    case .notice:
      writer.add(.eventCategory, .host)
      writer.add(.eventType, .info)
    }
    if !isContradictory, let outcome = outcome(in: body) { writer.add(.eventOutcome, outcome) }
  }

  private static func category(of kind: Kind) -> Word? {
    switch kind {
    case .virus: .malware
    case .intrusion: .intrusionDetection
    case .web: .web
    case .email: .email
    default: nil
    }
  }

  private func isStart(in body: borrowing Line) -> Bool { body.equals("start", in: action) }

  /// FortiOS names what it stopped; every other verb means that the policy let the traffic pass.
  /// A session that was accepted and then stopped by a security profile says so in `utmaction`.
  private func verdict(in body: borrowing Line) -> Verdict {
    if stops(utmAction, in: body) || stops(action, in: body) { return .denied }
    if action.isEmpty || body.equals("detected", in: action) { return .unknown }
    return .allowed
  }

  private func stops(_ verb: Range<Int>, in body: borrowing Line) -> Bool {
    guard let first = verb.first else { return false }
    return switch body[first] | 0x20 {
    case UInt8(ascii: "d"):
      body.has("deny", at: first) || body.has("denied", at: first) || body.has("drop", at: first)
    case UInt8(ascii: "b"): body.has("block", at: first) || body.has("ban", at: first)
    case UInt8(ascii: "r"): body.has("reset", at: first) || body.has("reject", at: first)
    case UInt8(ascii: "c"): body.has("clear_session", at: first)
    case UInt8(ascii: "q"): body.has("quarantine", at: first)
    default: false
    }
  }

  /// Success or failure by `status`, by the verb, or by FortiManager's `authmsg`.
  private func outcome(in body: borrowing Line) -> Word? {
    if !action.isEmpty, body.find("-fail", in: action) != nil { return .failure }
    let text = status.isEmpty ? result : status
    guard let first = text.first else { return nil }
    let rest = first..<text.upperBound
    func begins(_ word: StaticString) -> Bool {
      let count = word.utf8CodeUnitCount
      return rest.count >= count && body.equalsFolded(word, in: first..<first + count)
    }
    if begins("succe") || body.equalsFolded("ok", in: text) || begins("logon") || begins("done") {
      return .success
    }
    let isFailure =
      begins("fail") || begins("den") || begins("error") || begins("timeout")
      || body.find("_error", in: text) != nil
    return isFailure ? .failure : nil
  }
}

extension FortiGateRecord {
  /// Adds both ends. Where there is no `srcip`, the peer of a VPN, or the address from which
  /// somebody works (`ui="https(192.0.2.1)"`), is the source.
  private func addEnds(_ kind: Kind, _ body: borrowing Line, _ writer: inout EventWriter) {
    if source.isEmpty, !remote.isEmpty, isOpenedHere(in: body) {
      addEnd(.sourceIP, .sourceAddress, local, body, &writer)
      addEnd(.destinationIP, .destinationAddress, remote, body, &writer)
      writer.addPort(.sourcePort, localPort, in: body)
      writer.addPort(.destinationPort, remotePort, in: body)
      return
    }
    addEnd(.sourceIP, .sourceAddress, sourceText(in: body), body, &writer)
    let other = destination.isEmpty ? local : destination
    addEnd(.destinationIP, .destinationAddress, other, body, &writer)
    if source.isEmpty {
      writer.addPort(.sourcePort, remotePort, in: body)
      writer.addPort(.destinationPort, localPort, in: body)
    }
  }

  private func sourceText(in body: borrowing Line) -> Range<Int> {
    if !source.isEmpty { return source }
    if !remote.isEmpty { return remote }
    if !client.isEmpty { return client }
    guard let last = ui.last, body[last] == UInt8(ascii: ")"),
      let open = body.findLast(UInt8(ascii: "("), in: ui)
    else { return client }
    return open + 1..<last
  }

  /// Whether this device opened the tunnel.
  private func isOpenedHere(in body: borrowing Line) -> Bool {
    body.equals("outbound", in: direction) || body.equals("initiator", in: role)
  }

  private func addEnd(
    _ field: Field, _ other: Field, _ range: Range<Int>, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    guard !range.isEmpty else { return }
    guard let address = body.address(in: range) else {
      writer.add(other, range)
      return
    }
    writer.add(field, address, range)
    if field == .sourceIP { writer.add(.networkType, address.isIPv4 ? .ipv4 : .ipv6) }
  }

  private func addVolume(_ body: borrowing Line, _ writer: inout EventWriter) {
    writer.addInteger(.sourceBytes, sent, in: body)
    writer.addInteger(.destinationBytes, received, in: body)
    writer.addInteger(.sourcePackets, sentPackets, in: body)
    writer.addInteger(.destinationPackets, receivedPackets, in: body)
    writer.addSum(.networkBytes, sent, received, in: body)
    writer.addSum(.networkPackets, sentPackets, receivedPackets, in: body)
  }

  private func addDirection(_ body: borrowing Line, _ writer: inout EventWriter) {
    if body.equals("incoming", in: direction) || body.equals("inbound", in: direction) {
      writer.add(.networkDirection, .inbound)
    } else if body.equals("outgoing", in: direction) || body.equals("outbound", in: direction) {
      writer.add(.networkDirection, .outbound)
    }
  }

  /// Adds the URL and its host. In events of the device itself `hostname` is a client's name.
  private func addWeb(_ kind: Kind, _ body: borrowing Line, _ writer: inout EventWriter) {
    writer.addURL(url, in: body, withDomain: host.isEmpty)
    guard !host.isEmpty else { return }
    switch kind {
    case .traffic, .virus, .intrusion, .web, .dns, .email, .utm: writer.add(.urlDomain, host)
    default: writer.add(.sourceDomain, host)
    }
  }
}
