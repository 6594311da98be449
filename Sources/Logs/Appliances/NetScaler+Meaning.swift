import Detect

/// What begins a NetScaler message: `DATE [GMT] HOST PPE : [default] MODULE EVENT N N : `.
struct NetScalerHead {
  private let start: Int
  /// After the time.
  private let timeEnd: Int
  var host = 0..<0
  var module = 0..<0
  var event = 0..<0
  /// Where the text begins.
  var next: Int

  /// Nil when the line begins otherwise. `default CMD_EXECUTED 500593 0 : ` stands for one that
  /// lost its beginning.
  init?(_ body: borrowing Line) {
    var first = body.start
    while first < body.end, body[first] == 0x22 || body[first] == 0x20 { first &+= 1 }
    start = first
    guard first < body.end else { return nil }
    var middle = first
    if body[first] &- 0x30 < 10 {
      timeEnd = first &+ 19
      guard let colon = body.find(" : ", in: first..<min(first &+ 160, body.end)) else {
        return nil
      }
      middle = colon &+ 3
      var name = body.token(at: body.afterBlanks(min(timeEnd, body.end)))
      if body.equals("GMT", in: name) { name = body.token(at: body.afterBlanks(name.upperBound)) }
      host = name.upperBound <= colon ? name : 0..<0
    } else {
      timeEnd = first
    }
    let limit = min(middle &+ 120, body.end)
    let colon = body.find(" :", in: middle..<limit) ?? limit
    guard colon < limit else { return nil }
    next = min(colon &+ 2, body.end)
    var words: [4 of Range<Int>] = .init(repeating: 0..<0)
    var count = 0
    var word = body.token(at: body.afterBlanks(middle))
    while word.upperBound <= colon, !word.isEmpty {
      if count > 0 || !body.equals("default", in: word) {
        if count < 4 { words[count] = word }
        count &+= 1
      }
      word = body.token(at: body.afterBlanks(word.upperBound))
    }
    guard count == 3 || count == 4, body.unsigned(in: words[count &- 1]) != nil,
      body.unsigned(in: words[count &- 2]) != nil
    else { return nil }
    event = words[count &- 3]
    if count == 4 { module = words[0] }
  }

  /// `01/05/2026:09:00:00`, the day before the month where it must be, or `2026/01/05:09:00:00`.
  func time(_ body: borrowing Line, _ clock: borrowing TimeReference) -> Timestamp? {
    guard timeEnd > start, timeEnd &+ 1 < body.end else { return nil }
    var civil = CivilTime()
    if body[start &+ 2] == UInt8(ascii: "/") {
      civil.month = body.twoDigits(at: start)
      civil.day = body.twoDigits(at: start &+ 3)
      if civil.month > 12 { swap(&civil.month, &civil.day) }
      civil.year = body.year(at: start &+ 6)
    } else {
      civil.year = body.year(at: start)
      civil.month = body.twoDigits(at: start &+ 5)
      civil.day = body.twoDigits(at: start &+ 8)
    }
    guard civil.year != nil, let end = body.timeOfDay(at: start &+ 11, into: &civil) else {
      return nil
    }
    _ = body.zone(at: end, into: &civil, afterSpace: true)
    return civil.timestamp(clock)
  }
}

extension NetScaler {
  static func finish(
    _ head: NetScalerHead, _ record: inout DeviceRecord, _ body: borrowing Line,
    _ writer: inout EventWriter
  ) {
    let line = writer.wideLine(body)
    settle(&record, line)
    record.addEnds(line, &writer)
    addTranslation(record[.first], line, &writer)
    addUser(&record, line, &writer)
    record.addVolume(line, &writer)
    record.addWeb(line, &writer)
    let kind = kind(head, record, line)
    var verdict = Verdict(verb: record[.action], in: line)
    if line.find("DENIED", in: head.event) != nil
      || line.find(" is Deny", in: head.next..<body.end) != nil
    {
      verdict = .denied
    }
    let verb = record.has(.action) ? record[.action] : head.event
    record.addKind(
      kind, verdict: verdict, outcome: outcome(head, record, line), verb: verb, &writer)
  }

  /// A client and a source that differ: somebody wrote a key into a name.
  private static func settle(_ record: inout DeviceRecord, _ line: borrowing Line) {
    guard record.has(.source), record.has(.client) else { return }
    let source = line.splitEnd(record[.source])?.address ?? record[.source]
    let client = line.splitEnd(record[.client])?.address ?? record[.client]
    if !line.holdsSame(source, client) { record.markContradictory() }
  }

  /// `bob`, `Name: bob`, `bob@example.com` where a port of the VPN says so, `bob:example.com`.
  private static func addUser(
    _ record: inout DeviceRecord, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    guard !record.isContradictory else { return }
    if !record.has(.user), record.has(.second) {
      let value = record[.second]
      let colon = line.find(UInt8(ascii: ":"), in: value)
      writer.addNonEmpty(.userName, value.lowerBound..<colon)
      if colon < value.upperBound { writer.addNonEmpty(.userDomain, colon &+ 1..<value.upperBound) }
      return
    }
    var user = record.has(.user) ? record[.user] : record[.otherUser]
    if user.count > 6, line.has("Name: ", at: user.lowerBound) {
      user = user.lowerBound &+ 6..<user.upperBound
    }
    guard let mark = line.findLast(UInt8(ascii: "@"), in: user), mark > user.lowerBound else {
      writer.addAccount(user, in: line)
      return
    }
    writer.add(.userName, user.lowerBound..<mark)
    writer.addNonEmpty(.userDomain, mark &+ 1..<user.upperBound)
  }

  private static func addTranslation(
    _ value: Range<Int>, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    guard let end = line.splitEnd(value) else { return }
    writer.addAddress(.sourceNATIP, end.address, in: line)
    writer.addPort(.sourceNATPort, end.port, in: line)
  }

  private static func kind(
    _ head: NetScalerHead, _ record: borrowing DeviceRecord, _ line: borrowing Line
  ) -> DeviceKind {
    let event = head.event
    if line.find("LOGIN", in: event) != nil { return .login }
    if line.find("LOGOUT", in: event) != nil { return .logout }
    if line.equals("CMD_EXECUTED", in: event) { return .configuration }
    if line.find("HTTP", in: event) != nil { return .web }
    if line.equals("APPFW", in: head.module) { return .web }
    if line.equals("DNS", in: head.module) { return .dns }
    if line.equals("ICASTART", in: event) || line.equals("SESSION_SETUP", in: event) {
      return .sessionStart
    }
    if line.find("DELINK", in: event) != nil || line.find("TERMINATE", in: event) != nil
      || line.find("STAT", in: event) != nil
    {
      return .end
    }
    return record.has(.destination) ? .traffic : .notice
  }

  private static func outcome(
    _ head: NetScalerHead, _ record: borrowing DeviceRecord, _ line: borrowing Line
  ) -> Word? {
    if line.find("FAILED", in: head.event) != nil { return .failure }
    let status = record[.status]
    if !status.isEmpty {
      if line.find("ERROR", in: status) != nil { return .failure }
      return DeviceRecord.outcome(status, in: line)
    }
    return line.equals("LOGIN", in: head.event) ? .success : nil
  }
}
