import Detect

/// What an event's header and values say, while they are read.
struct WindowsEvent {
  private var marks = WindowsMarks()
  private var code = 0..<0
  private var computer = 0..<0
  private var provider = 0..<0
  private var processID = 0..<0
  private var userID = 0..<0
  private var keywords = 0..<0
  private var values: [32 of Range<Int>] = .init(repeating: 0..<0)

  /// Reads an element of `System`.
  mutating func readHeader(
    _ walk: XMLWalk, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ writer: inout EventWriter
  ) {
    let name = walk.name
    if body.equals("Provider", in: name) {
      provider = walk.attribute("Name", in: body)
      add("Provider_Name", provider, body, &writer)
      marks.take(.provider, provider, writer.wideLine(body))
    } else if body.equals("TimeCreated", in: name) {
      let time = walk.attribute("SystemTime", in: body)
      if let found = body.part(time).time(at: time.lowerBound, context.clock) {
        writer.setTime(found.time)
      }
    } else if body.equals("Execution", in: name) {
      processID = walk.attribute("ProcessID", in: body)
      add("ProcessID", processID, body, &writer)
      add("ThreadID", walk.attribute("ThreadID", in: body), body, &writer)
    } else if body.equals("Security", in: name) {
      userID = walk.attribute("UserID", in: body)
      add("UserID", userID, body, &writer)
    } else if body.equals("Correlation", in: name) {
      add("ActivityID", walk.attribute("ActivityID", in: body), body, &writer)
    } else {
      readElement(walk, body, &writer)
    }
  }

  private mutating func readElement(
    _ walk: XMLWalk, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    let name = walk.name
    let text = walk.text
    if body.equals("EventID", in: name) {
      code = text
      marks.take(.eventID, text, body)
    }
    if body.equals("Channel", in: name) { marks.take(.channel, text, body) }
    if body.equals("Computer", in: name) { computer = text }
    if body.equals("Keywords", in: name) { keywords = text }
    addValue(name, walk, body, &writer)
  }

  /// Writes a value under its name.
  mutating func addValue(
    _ name: Range<Int>, _ walk: XMLWalk, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    guard !walk.text.isEmpty, !name.isEmpty,
      let text = walk.isLiteral ? walk.text : writer.storeXML(walk.text, of: body)
    else { return }
    let all = writer.wideLine(body)
    if body.equals("EventType", in: name) { marks.take(.registryChange, text, all) }
    if let value = WindowsValue(name, body), !all.meansNothing(text) {
      values[Int(value.rawValue)] = text
    }
    writer.addNamed(writer.fieldID(named: name), name, text, writer.wideLine(body))
  }

  private func add(
    _ name: StaticString, _ value: Range<Int>, _ body: borrowing Line, _ writer: inout EventWriter
  ) {
    guard !value.isEmpty, let text = writer.storeXML(value, of: body),
      let key = writer.storeText(name)
    else { return }
    writer.addNamed(writer.fieldID(named: key), key, text, writer.wideLine(body))
  }

  private subscript(value: WindowsValue) -> Range<Int> { values[Int(value.rawValue)] }

  /// Writes the log source and what ECS has fields for, as Winlogbeat's modules do.
  func finish(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ writer: inout EventWriter
  ) {
    let all = writer.wideLine(body)
    writer.event.logSource =
      marks.logSource(all)
      ?? UInt16(truncatingIfNeeded: KnownLogSource.windowsStart + WindowsLogSource.anyWindows)
    writer.addInteger(.eventCode, code, in: body)
    writer.addNonEmpty(.eventProvider, provider)
    writer.addNonEmpty(.hostName, computer)
    // Sysmon says when it happened, the header when it was written.
    let stamp = self[.utcTime]
    if !stamp.isEmpty, let time = all.isoTime(at: stamp.lowerBound, context.clock) {
      writer.setTime(time.time.withOffset(minutes: 0))
    }
    addMeaning(all, &writer)
    addProcess(all, &writer)
    addUser(all, &writer)
    writer.addNonEmpty(.fileName, all.baseName(of: self[.targetFilename]))
    if !self[.protocolName].isEmpty { writer.addTransport(self[.protocolName], in: all) }
  }

  /// The category of a logon, and the outcome that the audit's keywords say.
  private func addMeaning(_ line: borrowing Line, _ writer: inout EventWriter) {
    switch line.unsigned(in: code) {
    case 4624, 4625, 4648, 4768, 4769, 4770, 4771, 4776:
      writer.add(.eventCategory, .authentication)
      writer.add(.eventType, .start)
    case 4634, 4647:
      writer.add(.eventCategory, .authentication)
      writer.add(.eventType, .end)
    default: break
    }
    guard keywords.count == 18 else { return }
    // 0x0020… is a success of the audit, 0x0010… a failure.
    let digit = line[keywords.lowerBound &+ 4]
    if digit == UInt8(ascii: "2") { writer.add(.eventOutcome, .success) }
    if digit == UInt8(ascii: "1") { writer.add(.eventOutcome, .failure) }
  }

  private func addProcess(_ line: borrowing Line, _ writer: inout EventWriter) {
    let image = self[.image]
    let own = self[.newProcessID].isEmpty ? self[.processID] : self[.newProcessID]
    let parent = self[.newProcessID].isEmpty ? self[.parentProcessID] : self[.processID]
    writer.addProcessID(.processPid, own.isEmpty ? processID : own, in: line)
    writer.addProcessID(.processParentPid, parent, in: line)
    writer.addNonEmpty(.processName, line.baseName(of: image))
    writer.addNonEmpty(.processParentName, line.baseName(of: self[.parentImage]))
    var start = self[.hashes].lowerBound
    let end = self[.hashes].upperBound
    while start < end {
      let comma = line.find(UInt8(ascii: ","), in: start..<end)
      let equals = line.find(UInt8(ascii: "="), in: start..<comma)
      writer.addProcessHash(start..<equals, min(equals &+ 1, comma)..<comma, in: line)
      start = comma &+ 1
    }
  }

  /// Who did it: of a logon the one who logs on, of others the subject; of Sysmon's `DOMAIN\user`.
  private func addUser(_ line: borrowing Line, _ writer: inout EventWriter) {
    if !self[.user].isEmpty {
      writer.addAccount(self[.user], in: line)
      writer.addNonEmpty(.userID, userID)
      return
    }
    let isTarget =
      switch line.unsigned(in: code) {
      case 4624, 4625, 4634, 4647, 4768, 4769, 4770, 4771, 4776: !self[.targetName].isEmpty
      default: self[.subjectName].isEmpty
      }
    writer.addNonEmpty(.userName, isTarget ? self[.targetName] : self[.subjectName])
    writer.addNonEmpty(.userDomain, isTarget ? self[.targetDomain] : self[.subjectDomain])
    let identifier = isTarget ? self[.targetSID] : self[.subjectSID]
    writer.addNonEmpty(.userID, identifier.isEmpty ? userID : identifier)
  }
}

/// Values of Windows events from which others are made.
enum WindowsValue: UInt8 {
  case image = 1, processID, newProcessID, parentProcessID, parentImage, user, subjectName
  case subjectDomain, subjectSID, targetName, targetDomain, targetSID, hashes, protocolName
  case targetFilename, utcTime

  private static let table = KeyTable(
    [
      ("Image", Self.image), ("NewProcessName", .image), ("ProcessName", .image),
      ("ProcessId", .processID), ("NewProcessId", .newProcessID),
      ("ParentProcessId", .parentProcessID), ("ParentImage", .parentImage),
      ("ParentProcessName", .parentImage), ("User", .user), ("SubjectUserName", .subjectName),
      ("SubjectDomainName", .subjectDomain), ("SubjectUserSid", .subjectSID),
      ("TargetUserName", .targetName), ("TargetDomainName", .targetDomain),
      ("TargetUserSid", .targetSID), ("TargetSid", .targetSID), ("Hashes", .hashes),
      ("Protocol", .protocolName), ("TargetFilename", .targetFilename), ("UtcTime", .utcTime),
    ].map { ($0.0, $0.1.rawValue) })

  init?(_ name: Range<Int>, _ line: borrowing Line) {
    self.init(rawValue: WindowsValue.table.code(of: name, in: line))
  }
}

extension Line {
  /// The part of a path after its last backslash or slash.
  fileprivate func baseName(of path: Range<Int>) -> Range<Int> {
    let back = findLast(UInt8(ascii: "\\"), in: path) ?? path.lowerBound &- 1
    let slash = findLast(UInt8(ascii: "/"), in: path) ?? path.lowerBound &- 1
    return max(back, slash) &+ 1 ..| path.upperBound
  }
}

extension EventWriter {
  /// Adds the number of a process, which the security log writes in hexadecimal.
  fileprivate mutating func addProcessID(
    _ field: Field, _ range: Range<Int>, in line: borrowing Line
  ) {
    guard range.count > 2, line.has("0x", at: range.lowerBound) else {
      addInteger(field, range, in: line)
      return
    }
    var value: UInt64 = 0
    for index in range.lowerBound &+ 2..<range.upperBound {
      guard let digit = line.hexDigit(at: index), value < 1 << 32 else { return }
      value = value << 4 | UInt64(digit)
    }
    addMade(field, value)
  }

  fileprivate mutating func addProcessHash(
    _ name: Range<Int>, _ value: Range<Int>, in line: borrowing Line
  ) {
    if line.equals("MD5", in: name) { addNonEmpty(.processHashMD5, value) }
    if line.equals("SHA1", in: name) { addNonEmpty(.processHashSHA1, value) }
    if line.equals("SHA256", in: name) { addNonEmpty(.processHashSHA256, value) }
  }
}
