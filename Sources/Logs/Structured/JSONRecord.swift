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
    let scratch = event.jsonScratch()
    let first = scratch.tape.count
    var walk = JSONWalk(scratch)
    let result = walk.decode(body, context, &event)
    scratch.tape.truncate(to: first)
    return result
  }
}

/// One walk over the members of a JSON record: what it met.
struct JSONWalk: ~Copyable {
  private let tape: JSONTape
  private let names: NameMemory
  /// The place of the record's object on the tape.
  let first: Int
  /// The rank of the name that gave the event its time; a lower one is better.
  private var timeRank = Int.max
  private var evidence = JSONEvidence()
  /// Whether a member named `message` was met.
  private(set) var hasMessage = false
  /// The top-level names that were met.
  private var notice: NameFacts.Notice = []
  /// The names by which products are known that were met.
  private var marks = ProductMarks()
  private let tables = ProductTables.shared

  init(_ scratch: JSONScratch) {
    tape = scratch.tape
    names = scratch.names
    first = scratch.tape.count
  }

  /// The product that wrote the record, as a place in ``ProductTables/products``.
  var product: Int? { marks.product(in: tables) }
  /// Whether the record is a journal entry (`__REALTIME_TIMESTAMP` and `MESSAGE`).
  var isJournalEntry: Bool { notice.isSuperset(of: .journal) }
  /// Whether it is a container runtime's (`log`, `stream` and `time`).
  var isContainerLine: Bool { notice.isSuperset(of: .container) }
  /// Whether a member was met that a web server or an application names so.
  var isService: Bool { notice.contains(.service) }

  /// Reads the record onto the tape and adds its fields.
  mutating func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) -> DecodeResult {
    let start = body.afterJSONBlanks(body.start)
    guard start < body.end, body[start] == UInt8(ascii: "{") else { return .notMine }
    let reading = tape.read(body, at: start)
    if reading.isLimited { event.event.flags.insert(.limited) }
    members(
      of: first, in: Parent(name: start..<start, number: NameMemory.root, depth: 0), body, context,
      &event)
    event.event.logSource = evidence.logSource(event.allText())
    return reading.isWhole && body.afterJSONBlanks(reading.next) == body.end ? .event : .malformed
  }

  /// The object that members stand in.
  private struct Parent {
    /// Its whole name, where it stands written; empty for the record's own, for one that is named
    /// by nothing, and where ``number`` says it.
    var name: Range<Int>
    /// What the memory of names calls it.
    var number: UInt32
    /// Of the record's own object 0.
    var depth: Int
  }

  /// Adds the members of the object at a place of the tape.
  private mutating func members(
    of object: Int, in parent: Parent, _ body: borrowing Line,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) {
    let end = Int(tape[object].after)
    var place = object &+ 1
    while place < end {
      let after = Int(tape[place].after)
      member(at: place, in: parent, body, context, &event)
      place = after
    }
  }

  private mutating func member(
    at place: Int, in parent: Parent, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) {
    var entry = tape[place]
    let stored = event.storePosition
    if !entry.keyHasEscapes, parent.number != NameMemory.unknown {
      entry.name = names.find(parent.number, entry.key, body)
    }
    var name = entry.key
    let facts: NameFacts
    if entry.name != NameMemory.unknown, !event.keepsAllFields {
      facts = names[entry.name].facts
      if !isTop(parent) { name = stored..<stored }
    } else {
      guard let whole = wholeName(of: entry, in: parent, body, &event) else {
        event.event.flags.insert(.limited)
        event.forgetStored(from: stored)
        return
      }
      name = whole
      if entry.name != NameMemory.unknown {
        facts = names[entry.name].facts
      } else {
        let isPlain = !entry.keyHasEscapes
        facts = NameFacts(
          name, isTop: isPlain && isTop(parent), event.allText(), event)
        if isPlain, parent.number != NameMemory.unknown {
          entry.name = names.keep(
            facts, parent.number, entry.key, name: name, event.allText())
        }
      }
    }
    tape[place] = entry
    evidence.marks.formUnion(facts.marks)
    if parent.depth == 0 { notice.formUnion(facts.notice) }
    if facts.markNode > 0, parent.depth <= 2 { marks.take(facts.markNode, entry, body, tables) }
    let known = Known(name: name, facts: facts, number: entry.name)
    value(at: place, known, depth: parent.depth, body, context, &event)
    // Nothing points at the name when it stands last in the arena still.
    if event.storePosition == name.upperBound, !event.keepsAllFields {
      event.forgetStored(from: stored)
    }
  }

  private func isTop(_ parent: Parent) -> Bool { parent.number == NameMemory.root }

  /// Where the dotted name of a member stands, written into the arena if need be; nil when it is
  /// too long, or the arena is full.
  private func wholeName(
    of entry: JSONTape.Entry, in parent: Parent, _ body: borrowing Line,
    _ event: inout EventWriter
  ) -> Range<Int>? {
    // An object whose own name is empty gives its members none.
    let isNamed = !parent.name.isEmpty || parent.number != NameMemory.unknown && !isTop(parent)
    if !isNamed, !entry.keyHasEscapes { return entry.key }
    var start = event.storePosition
    if isNamed {
      if parent.name.isEmpty {
        guard names.store(parent.number, in: &event) else { return nil }
      } else if parent.name.upperBound == start {
        // The name before it stands last in the arena: this one goes on from it.
        start = parent.name.lowerBound
      } else {
        let line = event.arenaLine(parent.name)
        for index in parent.name { guard event.storeByte(line[index]) else { return nil } }
      }
      guard event.storePosition &- start &+ entry.key.count < JSONRecord.nameBytesMaximum,
        event.storeByte(UInt8(ascii: "."))
      else { return nil }
    } else if entry.key.count >= JSONRecord.nameBytesMaximum {
      return nil
    }
    guard event.storeJSON(entry.key, of: body) != nil else { return nil }
    return start..<event.storePosition
  }
}

extension JSONWalk {
  /// The name of a value, with what it means.
  private struct Known {
    /// Where the whole name stands; empty where only ``number`` says it.
    let name: Range<Int>
    let facts: NameFacts
    let number: UInt32

    var id: FieldID? { facts.field == .unnamed ? nil : facts.field }
    var rank: Int { facts.timeRank == 255 ? .max : Int(facts.timeRank) }
  }

  private mutating func value(
    at place: Int, _ known: Known, depth: Int, _ body: borrowing Line,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) {
    let entry = tape[place]
    switch entry.kind {
    case .string, .escaped, .unescaped: string(at: place, known, body, context, &event)
    case .object:
      members(
        of: place, in: Parent(name: known.name, number: known.number, depth: depth &+ 1), body,
        context, &event)
    case .array:
      let end = Int(entry.after)
      var element = place &+ 1
      while element < end {
        value(at: element, known, depth: depth &+ 1, body, context, &event)
        element = Int(tape[element].after)
      }
    case .passedOver: break
    default: word(entry, known, body, context, &event)
    }
  }

  private mutating func string(
    at place: Int, _ known: Known, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ event: inout EventWriter
  ) {
    let (id, rank, role) = (known.id, known.rank, known.facts.role)
    if id == FieldID(.message) { hasMessage = true }
    guard id != nil || event.keepsAllFields || rank < timeRank || role.needsValue else { return }
    var entry = tape[place]
    if entry.kind == .escaped {
      guard let stored = event.storeJSON(entry.value, of: body) else { return }
      entry.kind = .unescaped
      entry.start = UInt32(truncatingIfNeeded: stored.lowerBound)
      entry.end = UInt32(truncatingIfNeeded: stored.upperBound)
      tape[place] = entry
    }
    let text = entry.value
    if role.needsValue { evidence.take(role, text, event.allText()) }
    let line = event.arenaLine(text)
    if rank < timeRank, let found = line.time(at: text.lowerBound, context.clock),
      found.end == text.upperBound
    {
      timeRank = rank
      event.setTime(found.time)
      if id == FieldID(.timestamp) { return }
    }
    event.addNamed(id, known.name, text, line)
  }

  private mutating func word(
    _ entry: JSONTape.Entry, _ known: Known, _ body: borrowing Line,
    _ context: borrowing DecodeContext, _ event: inout EventWriter
  ) {
    let range = entry.value
    let (id, name, role) = (known.id, known.name, known.facts.role)
    if role.needsValue { evidence.take(role, range, event.allText()) }
    switch entry.kind {
    case .true: event.addNamed(id, name, .boolean, range, value: 1)
    case .false: event.addNamed(id, name, .boolean, range, value: 0)
    case .null: event.addNamed(id, name, .null, range, value: 0)
    case .whole, .decimal:
      if known.rank < timeRank, let found = body.part(range).epochTime(at: range.lowerBound),
        found.end == range.upperBound
      {
        timeRank = known.rank
        event.setTime(found.time)
        if id == FieldID(.timestamp) { return }
      }
      if entry.kind == .whole, let whole = body.wholeNumber(in: range) {
        event.addNamed(id, name, whole, range)
      } else {
        event.addNamed(id, name, .decimal, range, value: 0)
      }
    default: if !range.isEmpty { event.addNamed(id, name, .text, range, value: 0) }
    }
  }
}
