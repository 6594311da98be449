import Detect

/// A JSON object a record. Nested names are joined by dots, arrays repeat their field.
///
/// A name that stands twice is a repeated field: rules see both values. Whole numbers are kept to
/// the last digit. A record that breaks off keeps what was read, and is marked.
package enum JSONRecord {
  /// Names in names that are followed; deeper ones are passed over, and the event is marked.
  package static let depthMaximum = 64
  /// Bytes of a dotted name; members of longer ones are passed over, and the event is marked.
  package static let nameBytesMaximum = 1024

  package static let decoder = Decoder(
    name: "json",
    recognises: { body, _ in body.looksLikeJSON }, decode: decode)

  /// Decodes the object alone; ``RecordDecoder`` also follows the log lines that are wrapped in
  /// one.
  @Sendable static func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    var walk = JSONWalk(at: body.start)
    return walk.decode(body, context, &event)
  }
}

/// One walk over a JSON record: where it is and what it met.
struct JSONWalk {
  var next: Int
  /// The rank of the name that gave the event its time; a lower one is better.
  private var timeRank = Int.max
  private var evidence = JSONEvidence()
  /// Whether a member named `message` was met.
  private(set) var hasMessage = false
  /// Whether the record is a journal entry (`__REALTIME_TIMESTAMP` and `MESSAGE`).
  private(set) var journalMarks = 0
  /// Whether it is a container runtime's (`log`, `stream` and `time`).
  private(set) var containerMarks = 0
  /// The names by which products are known that were met.
  private var marks = ProductMarks()
  private let tables = ProductTables.shared
  /// Whether a member was met that a web server or an application names so.
  private(set) var isService = false

  init(at offset: Int) { next = offset }

  /// The product that wrote the record, as a place in ``ProductTables/products``.
  var product: Int? { marks.product(in: tables) }
  var isJournalEntry: Bool { journalMarks == 3 }
  var isContainerLine: Bool { containerMarks == 7 }

  mutating func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    next = body.afterJSONBlanks(next)
    guard next < body.end, body[next] == UInt8(ascii: "{") else { return .notMine }
    let isWhole = object(body, prefix: next..<next, depth: 0, context, &event)
    event.event.logSource = evidence.logSource(event.allText())
    return isWhole && body.afterJSONBlanks(next) == body.end ? .event : .malformed
  }

  /// Reads the object that begins here; false when it is broken.
  private mutating func object(
    _ body: borrowing Line, prefix: Range<Int>, depth: Int, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) -> Bool {
    next = body.afterJSONBlanks(next &+ 1)
    if next < body.end, body[next] == UInt8(ascii: "}") {
      next &+= 1
      return true
    }
    while next < body.end {
      guard body[next] == UInt8(ascii: "\"") else { return false }
      let key = body.jsonString(at: next)
      next = body.afterJSONBlanks(key.next)
      guard key.isClosed, next < body.end, body[next] == UInt8(ascii: ":") else { return false }
      next = body.afterJSONBlanks(next &+ 1)
      guard member(body, key, prefix: prefix, depth: depth, context, &event) else { return false }
      next = body.afterJSONBlanks(next)
      guard next < body.end else { return false }
      if body[next] == UInt8(ascii: "}") {
        next &+= 1
        return true
      }
      guard body[next] == UInt8(ascii: ",") else { return false }
      next = body.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  /// Reads the value of a key: joins its name, looks it up, and passes the value over when nothing
  /// wants it.
  private mutating func member(
    _ body: borrowing Line, _ key: JSONString, prefix: Range<Int>, depth: Int,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> Bool {
    let stored = event.storePosition
    var name = key.text
    if !prefix.isEmpty || key.hasEscapes {
      guard let joined = join(prefix, key, body, &event) else {
        event.event.flags.insert(.limited)
        event.forgetStored(from: stored)
        return skip(body)
      }
      name = joined
    }
    if depth == 0 { notice(name, body, &event) }
    if depth <= 2 { marks.take(name, event.allText(), valueAt: next, body, tables) }
    let isKnown = value(body, named: name, depth: depth, context, &event)
    // Nothing points at the name when it stands last in the arena still.
    if event.storePosition == name.upperBound, !event.keepsAllFields {
      event.forgetStored(from: stored)
    }
    return isKnown
  }

  private func join(
    _ prefix: Range<Int>, _ key: JSONString, _ body: borrowing Line, _ event: inout EventWriter
  ) -> Range<Int>? {
    guard prefix.count &+ key.text.count < JSONRecord.nameBytesMaximum else { return nil }
    var start = event.storePosition
    if !prefix.isEmpty {
      if prefix.upperBound == start {
        // The prefix stands last in the arena: the name goes on from it.
        start = prefix.lowerBound
      } else {
        let line = event.arenaLine(prefix)
        for index in prefix { guard event.storeByte(line[index]) else { return nil } }
      }
      guard event.storeByte(UInt8(ascii: ".")) else { return nil }
    }
    guard event.storeJSON(key.text, of: body) != nil else { return nil }
    return start..<event.storePosition
  }

  private mutating func skip(_ body: borrowing Line) -> Bool {
    guard let after = body.afterJSONValue(at: next) else {
      next = body.end
      return false
    }
    next = after
    return true
  }

  /// Remembers the top-level names by which wrapped log lines are known.
  private mutating func notice(
    _ name: Range<Int>, _ body: borrowing Line, _ event: inout EventWriter
  ) {
    guard name.lowerBound >= body.start, name.upperBound <= body.end, name.count > 2 else { return }
    if !isService { isService = ServiceJSON.isMark(name, in: body) }
    switch body[name.lowerBound] {
    case UInt8(ascii: "_"):
      if body.equals("__REALTIME_TIMESTAMP", in: name) { journalMarks |= 1 }
    case UInt8(ascii: "M"): if body.equals("MESSAGE", in: name) { journalMarks |= 2 }
    case UInt8(ascii: "l"): if body.equals("log", in: name) { containerMarks |= 1 }
    case UInt8(ascii: "s"): if body.equals("stream", in: name) { containerMarks |= 2 }
    case UInt8(ascii: "t"): if body.equals("time", in: name) { containerMarks |= 4 }
    default: break
    }
  }
}

extension JSONWalk {
  /// Reads the value here under its full name; false when it is broken.
  private mutating func value(
    _ body: borrowing Line, named name: Range<Int>, depth: Int,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> Bool {
    guard next < body.end else { return false }
    switch body[next] {
    case UInt8(ascii: "{"):
      guard depth < JSONRecord.depthMaximum else {
        event.event.flags.insert(.limited)
        return skip(body)
      }
      return object(body, prefix: name, depth: depth &+ 1, context, &event)
    case UInt8(ascii: "["):
      guard depth < JSONRecord.depthMaximum else {
        event.event.flags.insert(.limited)
        return skip(body)
      }
      return array(body, named: name, depth: depth &+ 1, context, &event)
    case UInt8(ascii: "\""): return string(body, named: name, context, &event)
    default: return word(body, named: name, context, &event)
    }
  }

  private mutating func array(
    _ body: borrowing Line, named name: Range<Int>, depth: Int,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> Bool {
    next = body.afterJSONBlanks(next &+ 1)
    if next < body.end, body[next] == UInt8(ascii: "]") {
      next &+= 1
      return true
    }
    while next < body.end {
      guard value(body, named: name, depth: depth, context, &event) else { return false }
      next = body.afterJSONBlanks(next)
      guard next < body.end else { return false }
      if body[next] == UInt8(ascii: "]") {
        next &+= 1
        return true
      }
      guard body[next] == UInt8(ascii: ",") else { return false }
      next = body.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  private mutating func string(
    _ body: borrowing Line, named name: Range<Int>, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) -> Bool {
    let id = event.fieldID(named: name)
    if id == FieldID(.message) { hasMessage = true }
    let rank = JSONTime.rank(of: name, in: event.allText())
    let role = evidence.role(id, name, event.allText())
    guard id != nil || event.keepsAllFields || rank < timeRank || role.needsValue else {
      let string = body.jsonString(at: next)
      next = string.next
      return string.isClosed
    }
    let (found, isClosed) = text(body, &event)
    guard let text = found else { return isClosed }
    if role.needsValue { evidence.take(role, text, event.allText()) }
    let line = event.arenaLine(text)
    if rank < timeRank, let found = line.time(at: text.lowerBound, context.clock),
      found.end == text.upperBound
    {
      timeRank = rank
      event.setTime(found.time)
      if id == FieldID(.timestamp) { return isClosed }
    }
    event.addNamed(id, name, text, line)
    return isClosed
  }

  /// The text of the string here, its escapes undone in the arena; nil when there is no room. And
  /// whether its closing quote is there.
  private mutating func text(
    _ body: borrowing Line, _ event: inout EventWriter
  ) -> (text: Range<Int>?, isClosed: Bool) {
    let start = next &+ 1
    let stop = body.findFarEither(UInt8(ascii: "\""), UInt8(ascii: "\\"), from: start)
    if stop == body.end || body[stop] == UInt8(ascii: "\"") {
      next = min(stop &+ 1, body.end)
      return (start..<stop, stop < body.end)
    }
    let stored = event.storePosition
    guard let end = event.storeJSONString(from: start, of: body) else {
      let string = body.jsonString(at: next)
      next = string.next
      return (nil, string.isClosed)
    }
    next = min(end &+ 1, body.end)
    return (stored..<event.storePosition, end < body.end)
  }

  private mutating func word(
    _ body: borrowing Line, named name: Range<Int>, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) -> Bool {
    let range = next..<body.afterJSONWord(at: next)
    next = range.upperBound
    let id = event.fieldID(named: name)
    let role = evidence.role(id, name, event.allText())
    if role.needsValue { evidence.take(role, range, event.allText()) }
    if body.equals("true", in: range) || body.equals("false", in: range) {
      event.addNamed(id, name, .boolean, range, value: range.count == 4 ? 1 : 0)
      return true
    }
    if body.equals("null", in: range) {
      event.addNamed(id, name, .null, range, value: 0)
      return true
    }
    let number = body.jsonNumber(in: range)
    guard number.isNumber else {
      if !range.isEmpty { event.addNamed(id, name, .text, range, value: 0) }
      return false
    }
    let rank = JSONTime.rank(of: name, in: event.allText())
    if rank < timeRank, let found = body.part(range).epochTime(at: range.lowerBound),
      found.end == range.upperBound
    {
      timeRank = rank
      event.setTime(found.time)
      if id == FieldID(.timestamp) { return true }
    }
    if number.isWhole, let whole = body.wholeNumber(in: range) {
      event.addNamed(id, name, whole, range)
    } else {
      event.addNamed(id, name, .decimal, range, value: 0)
    }
    return true
  }
}
