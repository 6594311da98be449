import Detect

/// What the records of one audit event say, while they are read.
///
/// Of two values of a key the first counts: the kernel writes its own before those of user space.
/// Who logged in from where, and with what outcome, must not be said twice differently; then nobody
/// is blamed.
struct AuditRecord {
  /// Records of one event that are read: as many paths as a call of the kernel can have.
  static let recordsMaximum = 32
  /// Arguments of a command that get a field each.
  static let argumentsMaximum = 64

  private var values: [64 of Range<Int>] = .init(repeating: 0..<0)
  private(set) var isContradictory = false
  private(set) var head: AuditHead?
  /// The kind of the first record, and whether there is a record of a program that was run.
  private(set) var kind: AuditKind?
  private(set) var isExecution = false
  /// What a policy said: denied or granted.
  private(set) var wasDenied: Bool?
  var callName = 0..<0
  var command = 0..<0
  var arguments: [64 of Range<Int>] = .init(repeating: 0..<0)
  var argumentCount = 0

  subscript(key: AuditKey) -> Range<Int> { values[Int(key.rawValue)] }

  func has(_ key: AuditKey) -> Bool { !self[key].isEmpty }

  /// Reads one record: every pair goes out under its own name, and what means something is kept.
  mutating func read(
    _ line: borrowing Line, _ head: AuditHead, _ writer: inout EventWriter
  ) {
    let kind = addType(line, head, &writer)
    if self.head == nil {
      self.head = head
      self.kind = kind
    }
    var walk = AuditWalk(from: head.next)
    if kind == .execution { readArguments(line, head, &writer) }
    while walk.next(in: line) {
      if walk.isWord {
        readWord(walk.value, line)
        continue
      }
      // Arguments of a program were read already; those of a call are numbers.
      if kind == .execution, AuditRecord.argument(walk.key, in: line) != nil { continue }
      take(walk, kind, line, &writer)
    }
  }

  private mutating func readWord(_ word: Range<Int>, _ line: borrowing Line) {
    guard wasDenied == nil, word.count >= 6 else { return }
    if line.equals("denied", in: word) { wasDenied = true }
    if line.equals("granted", in: word) { wasDenied = false }
  }

  private mutating func take(
    _ walk: AuditWalk, _ kind: AuditKind?, _ line: borrowing Line, _ writer: inout EventWriter
  ) {
    guard !line.isAbsentInAudit(walk.value) else { return }
    let key = AuditKey(walk.key, line)
    var value = walk.value
    if !walk.isQuoted, key?.mayBeEncoded == true, line.isAuditHex(value) {
      guard let text = writer.storeHex(value, of: line) else { return }
      value = text
    }
    let id = writer.fieldID(named: walk.key)
    writer.addNamed(id, walk.key, .text, value, value: 0)
    guard let key else { return }
    keep(key, value, writer)
    if key == .name || key == .path, kind == .path || kind == .denial { writer.addFile(value) }
    if key == .apparmor { wasDenied = line.equals("DENIED", in: value) }
  }

  private mutating func keep(
    _ key: AuditKey, _ value: Range<Int>, _ writer: borrowing EventWriter
  ) {
    let place = Int(key.rawValue)
    if values[place].isEmpty {
      values[place] = value
    } else if key == .addr || key == .res || key == .acct {
      if !writer.allText().holdsSame(values[place], value) { isContradictory = true }
    }
  }
}

extension AuditRecord {
  /// Writes the type under its name; that of the kernel's log is a number.
  private func addType(
    _ line: borrowing Line, _ head: AuditHead, _ writer: inout EventWriter
  ) -> AuditKind? {
    var type = head.type
    var name: StaticString?
    if type.isEmpty { name = "AVC" }
    if let number = line.unsigned(in: type) { name = AuditNames.type(number) }
    if let name {
      guard let text = writer.storeText(name) else { return nil }
      type = text
    }
    var key = head.key
    if key.isEmpty {
      guard let text = writer.storeText("type") else { return nil }
      key = text
    }
    writer.addNamed(writer.fieldID(named: key), key, .text, type, value: 0)
    return AuditKind(type: type, in: writer.allText())
  }

  /// The number of an argument by its key, `a3` or `a3[0]` (a part of a long one); nil when the key
  /// is another, as that of an argument's length (`a3_len`).
  static func argument(_ key: Range<Int>, in line: borrowing Line) -> (
    number: Range<Int>, part: Bool
  )? {
    guard key.count >= 2, line[key.lowerBound] == UInt8(ascii: "a") else { return nil }
    var end = key.lowerBound &+ 1
    while end < key.upperBound, line[end] &- 0x30 < 10 { end &+= 1 }
    guard end > key.lowerBound &+ 1 else { return nil }
    let number = key.lowerBound..<end
    if end == key.upperBound { return (number, false) }
    return line[end] == UInt8(ascii: "[") ? (number, true) : nil
  }

  /// Puts the arguments of a program together, in the arena, with blanks between them.
  private mutating func readArguments(
    _ line: borrowing Line, _ head: AuditHead, _ writer: inout EventWriter
  ) {
    isExecution = true
    let start = writer.storePosition
    var last = 0..<0
    var argumentStart = start
    var walk = AuditWalk(from: head.next)
    while walk.next(in: line) {
      guard !walk.isWord, let key = AuditRecord.argument(walk.key, in: line) else { continue }
      let continues = key.part && !last.isEmpty && line.holdsSame(key.number, last)
      if !continues {
        finishArgument(last, argumentStart..<writer.storePosition, &writer)
        if writer.storePosition > start, !writer.storeByte(0x20) { return }
        argumentStart = writer.storePosition
      }
      last = key.number
      guard writer.storeAuditText(walk, of: line) else { return }
    }
    finishArgument(last, argumentStart..<writer.storePosition, &writer)
    if command.isEmpty { command = start..<writer.storePosition }
  }

  private mutating func finishArgument(
    _ key: Range<Int>, _ text: Range<Int>, _ writer: inout EventWriter
  ) {
    guard !key.isEmpty else { return }
    if argumentCount < AuditRecord.argumentsMaximum {
      arguments[argumentCount] = text
      argumentCount &+= 1
      writer.addNamed(writer.fieldID(named: key), key, .text, text, value: 0)
    }
  }
}

extension Line {
  /// Whether an audit value stands for none.
  func isAbsentInAudit(_ value: Range<Int>) -> Bool {
    switch value.count {
    case 0: true
    case 1: self[value.lowerBound] == UInt8(ascii: "?")
    case 5: equals("unset", in: value)
    case 6: equals("(null)", in: value) || equals("(none)", in: value)
    default: false
    }
  }

  /// Whether an unquoted value is text in capital hexadecimal digits.
  func isAuditHex(_ value: Range<Int>) -> Bool {
    guard value.count >= 2, value.count & 1 == 0 else { return false }
    for index in value where self[index] &- 0x30 >= 10 && self[index] &- 0x41 >= 6 { return false }
    return true
  }
}

extension EventWriter {
  /// Writes a constant into the arena; nil when there is no room.
  mutating func storeText(_ text: StaticString) -> Range<Int>? {
    let start = storePosition
    for place in 0..<text.utf8CodeUnitCount {
      // SAFETY: the place is below the length of the text.
      guard storeByte(unsafe text.utf8Start[place]) else { return nil }
    }
    return start..<storePosition
  }

  /// Writes the text that hexadecimal digits stand for; a NUL, which separates arguments, becomes a
  /// blank.
  mutating func storeHex(_ value: Range<Int>, of line: borrowing Line) -> Range<Int>? {
    let start = storePosition
    var index = value.lowerBound
    while index &+ 1 < value.upperBound {
      guard let high = line.hexDigit(at: index), let low = line.hexDigit(at: index &+ 1) else {
        return nil
      }
      let byte = high << 4 | low
      guard storeByte(byte == 0 ? 0x20 : byte) else { return nil }
      index &+= 2
    }
    return start..<storePosition
  }

  /// Appends the text of an argument, decoded where it is hexadecimal.
  fileprivate mutating func storeAuditText(_ walk: AuditWalk, of line: borrowing Line) -> Bool {
    if !walk.isQuoted, line.isAuditHex(walk.value) {
      return storeHex(walk.value, of: line) != nil
    }
    for index in walk.value { guard storeByte(line[index]) else { return false } }
    return true
  }

  /// Adds a file by its path.
  fileprivate mutating func addFile(_ path: Range<Int>) {
    add(.filePath, path)
  }
}
