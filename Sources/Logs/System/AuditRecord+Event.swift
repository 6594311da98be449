import Detect

extension AuditRecord {
  /// Writes what the records say together.
  func finish(_ body: borrowing Line, _ writer: inout EventWriter) {
    guard let head else { return }
    let line = writer.wideLine(body)
    addLogSource(&writer)
    if !head.node.isEmpty { writer.add(.hostName, head.node) }
    if !head.epoch.isEmpty, let time = line.epochTime(at: head.epoch.lowerBound) {
      writer.setTime(time.time)
    }
    if !head.serial.isEmpty { writer.addInteger(.eventSequence, head.serial, in: line) }
    addCall(line, &writer)
    addMeaning(line, head, &writer)
    addProcess(line, &writer)
    addUser(line, &writer)
    addPeer(line, &writer)
  }

  private func addLogSource(_ writer: inout EventWriter) {
    let source: KnownLogSource =
      switch kind {
      case _ where isExecution: .auditdProcess
      case .login, .logout, .credential, .sessionStart, .sessionEnd: .auditdAuthentication
      default: .auditd
      }
    writer.event.logSource = source.index
  }

  /// The call's name, which the enriched format has and the raw format has not.
  private func addCall(_ line: borrowing Line, _ writer: inout EventWriter) {
    guard has(.syscall), !has(.syscallName), let number = line.unsigned(in: self[.syscall]),
      let name = AuditNames.call(number, architecture: self[.arch], in: line),
      let key = writer.storeText("SYSCALL"), let text = writer.storeText(name)
    else { return }
    writer.addNamed(writer.fieldID(named: key), key, .text, text, value: 0)
  }

  private func addMeaning(
    _ line: borrowing Line, _ head: AuditHead, _ writer: inout EventWriter
  ) {
    addKind(&writer)
    addAction(line, head, &writer)
    guard !isContradictory else { return }
    if let outcome = outcome(line) { writer.add(.eventOutcome, outcome) }
  }

  private func addKind(_ writer: inout EventWriter) {
    if isExecution {
      writer.add(.eventCategory, .process)
      writer.add(.eventType, .start)
      return
    }
    switch kind {
    case .login, .logout, .credential:
      writer.add(.eventCategory, .authentication)
      writer.add(.eventType, kind == .login ? .start : kind == .logout ? .end : .info)
    case .sessionStart, .sessionEnd:
      writer.add(.eventCategory, .session)
      writer.add(.eventType, kind == .sessionStart ? .start : .end)
    case .accountAdded, .accountRemoved, .accountChanged:
      writer.add(.eventCategory, .iam)
      writer.add(
        .eventType,
        kind == .accountAdded ? .creation : kind == .accountRemoved ? .deletion : .change)
    case .command, .execution, .serviceStarted, .serviceStopped, .call, .anomaly, .title:
      writer.add(.eventCategory, .process)
      let isStart = kind == .command || kind == .serviceStarted
      writer.add(.eventType, isStart ? .start : kind == .serviceStopped ? .end : .info)
    case .configuration:
      writer.add(.eventCategory, .configuration)
      writer.add(.eventType, .change)
    case .packet, .socket, .cryptography:
      writer.add(.eventCategory, .network)
      writer.add(.eventType, kind == .packet ? .connection : .info)
    case .path:
      writer.add(.eventCategory, .file)
      writer.add(.eventType, .info)
    case .denial, nil:
      writer.add(.eventCategory, .host)
      writer.add(.eventType, .info)
    }
  }

  /// The type in lower case, as `ausearch` users know it.
  private func addAction(
    _ line: borrowing Line, _ head: AuditHead, _ writer: inout EventWriter
  ) {
    let start = writer.storePosition
    for index in head.type {
      let byte = line[index]
      guard writer.storeByte(byte &- 0x41 < 26 ? byte | 0x20 : byte) else { return }
    }
    writer.addNonEmpty(.eventAction, start..<writer.storePosition)
  }

  /// `res=success`, `res=1`, `success=yes`, a policy's word. A denial is a failure, whatever the
  /// call returned.
  private func outcome(_ line: borrowing Line) -> Word? {
    if let wasDenied { return wasDenied ? .failure : .success }
    let value = has(.res) ? self[.res] : has(.result) ? self[.result] : self[.success]
    guard let first = value.first else { return nil }
    switch line[first] | 0x20 {
    case UInt8(ascii: "s"), UInt8(ascii: "y"), 0x31: return .success
    case UInt8(ascii: "f"), UInt8(ascii: "n"), 0x30: return .failure
    default: return nil
    }
  }
}

extension AuditRecord {
  private func addProcess(_ line: borrowing Line, _ writer: inout EventWriter) {
    writer.addInteger(.processPid, self[.pid], in: line)
    writer.addInteger(.processParentPid, self[.ppid], in: line)
    writer.addNonEmpty(.processName, self[.comm])
    // The name that a program was called by stands in for its file where that is not told.
    let executable = has(.exe) || !isExecution ? self[.exe] : arguments[0]
    writer.addNonEmpty(.processExecutable, executable)
    writer.addNonEmpty(.processWorkingDirectory, self[.cwd])
    writer.addNonEmpty(.processTitle, self[.proctitle])
    let terminal = has(.tty) ? self[.tty] : self[.terminal]
    writer.addNonEmpty(.processTTYName, terminal)
    let whole = command.isEmpty ? self[.cmd] : command
    writer.addNonEmpty(.processCommandLine, whole)
    for place in 0..<argumentCount { writer.addNonEmpty(.processArgs, arguments[place]) }
    if kind == .serviceStarted || kind == .serviceStopped {
      writer.addNonEmpty(.serviceName, self[.unit])
    }
  }

  private func addUser(_ line: borrowing Line, _ writer: inout EventWriter) {
    let isPerson = kind?.isOfPerson == true && line.isAuditUser(self[.auid])
    writer.addNonEmpty(.userID, isPerson ? self[.auid] : self[.uid])
    writer.addNonEmpty(.userEffectiveID, self[.euid])
    writer.addNonEmpty(.userEffectiveName, self[.effectiveUserName])
    writer.addNonEmpty(.userGroupID, self[.gid])
    writer.addNonEmpty(.userGroupName, self[.groupName])
    guard !isContradictory else { return }
    let account = line.isUnknownAccount(self[.acct]) ? 0..<0 : self[.acct]
    let acting = isPerson ? self[.auditUserName] : self[.userName]
    if kind?.isOfAccount == true {
      writer.addNonEmpty(.userTargetName, account)
      writer.addNonEmpty(.userName, acting)
    } else {
      writer.addNonEmpty(.userName, account.isEmpty ? acting : account)
    }
  }

  /// The peer: of a login `addr`, of a packet its ends, of a socket what the kernel was given.
  private func addPeer(_ line: borrowing Line, _ writer: inout EventWriter) {
    if !isContradictory, writer.addAddress(.sourceIP, self[.addr], in: line) {
      let isName = has(.hostname) && line.address(in: self[.hostname]) == nil
      if isName { writer.add(.sourceDomain, self[.hostname]) }
    }
    switch kind {
    case .cryptography:
      writer.addPort(.sourcePort, self[.rport], in: line)
      writer.addAddress(.destinationIP, self[.laddr], in: line)
      writer.addPort(.destinationPort, self[.lport], in: line)
    case .packet:
      writer.addAddress(.sourceIP, self[.saddr], in: line)
      writer.addAddress(.destinationIP, self[.daddr], in: line)
      writer.addPort(.sourcePort, self[.sport], in: line)
      writer.addPort(.destinationPort, self[.dport], in: line)
      if has(.proto) { writer.addTransport(self[.proto], in: line) }
    default:
      addSocket(line, &writer)
    }
  }

  /// `saddr=02000050C6336407…`: the family in the machine's byte order, then port and address in
  /// the network's. Which end it is only the call tells.
  private func addSocket(_ line: borrowing Line, _ writer: inout EventWriter) {
    let value = self[.saddr]
    guard value.count >= 16, line.isAuditHex(value), let end = AuditSocket(value, in: line),
      let text = writer.storeAddress(end)
    else { return }
    let peer = writer.arenaLine(text)
    let isAccept = has(.syscall) && callIsAccept(line)
    if !has(.syscall) {
      writer.addAddress(.relatedIP, text, in: peer)
    } else {
      writer.addAddress(isAccept ? .sourceIP : .destinationIP, text, in: peer)
      writer.addMade(isAccept ? .sourcePort : .destinationPort, UInt64(end.port))
    }
  }

  private func callIsAccept(_ line: borrowing Line) -> Bool {
    let name = self[.syscallName]
    if !name.isEmpty { return name.count >= 6 && line.has("accept", at: name.lowerBound) }
    guard let number = line.unsigned(in: self[.syscall]) else { return false }
    let isARM = line.equals("c00000b7", in: self[.arch])
    return isARM ? number == 202 || number == 242 : number == 43 || number == 288
  }
}

/// An address of the Internet in an audit record's `saddr`.
struct AuditSocket {
  var port: UInt16
  /// Four bytes, or sixteen.
  var bytes: [16 of UInt8] = .init(repeating: 0)
  var count: Int

  /// Nil for other families, and for the address of any host.
  init?(_ value: Range<Int>, in line: borrowing Line) {
    func byte(_ place: Int) -> UInt8 {
      let index = value.lowerBound &+ place &* 2
      guard index &+ 1 < value.upperBound, let high = line.hexDigit(at: index),
        let low = line.hexDigit(at: index &+ 1)
      else { return 0 }
      return high << 4 | low
    }
    let family = byte(0) | byte(1)
    guard family == 2 || family == 10 else { return nil }
    count = family == 2 ? 4 : 16
    let start = family == 2 ? 4 : 8
    guard value.count >= (start &+ count) &* 2 else { return nil }
    port = UInt16(byte(2)) << 8 | UInt16(byte(3))
    var isAny = true
    for place in 0..<count {
      bytes[place] = byte(start &+ place)
      if bytes[place] != 0 { isAny = false }
    }
    if isAny { return nil }
  }
}

extension EventWriter {
  /// Writes an address as text.
  fileprivate mutating func storeAddress(_ end: AuditSocket) -> Range<Int>? {
    let start = storePosition
    for place in 0..<end.count {
      let byte = end.bytes[place]
      if end.count == 4 {
        if place > 0, !storeByte(UInt8(ascii: ".")) { return nil }
        if byte >= 100, !storeByte(0x30 &+ byte / 100) { return nil }
        if byte >= 10, !storeByte(0x30 &+ byte / 10 % 10) { return nil }
        guard storeByte(0x30 &+ byte % 10) else { return nil }
      } else {
        if place > 0, place & 1 == 0, !storeByte(UInt8(ascii: ":")) { return nil }
        guard storeHexDigit(byte >> 4), storeHexDigit(byte & 15) else { return nil }
      }
    }
    return start..<storePosition
  }

  private mutating func storeHexDigit(_ digit: UInt8) -> Bool {
    storeByte(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
  }
}

extension Line {
  /// Whether an audit user id is set: not 4294967295 or −1.
  fileprivate func isAuditUser(_ value: Range<Int>) -> Bool {
    !value.isEmpty && self[value.lowerBound] != UInt8(ascii: "-")
      && !equals("4294967295", in: value)
  }

  /// Whether an account is what a daemon writes for one that does not exist.
  fileprivate func isUnknownAccount(_ value: Range<Int>) -> Bool {
    guard value.count >= 9, self[value.lowerBound] == UInt8(ascii: "(") else { return false }
    return has("(unknown", at: value.lowerBound) || has("(invalid", at: value.lowerBound)
  }
}
