import Detect

/// A user-defined decoder, compiled: flat tables that a record is run through. Nothing of its text
/// is read again, and nothing is allocated for a record.
///
/// Immutable; shared by all threads.
final class CustomProgram: Sendable {
  /// Which field a value goes to.
  struct FieldRef: Sendable {
    /// ``FieldID/unnamed`` for a name that ECS does not have.
    var id = FieldID.unnamed
    /// The number of its name among the constants.
    var name = 0
  }

  /// A ``CustomTarget``, resolved.
  struct Target: Sendable {
    var field = FieldRef()
    /// Of ``CustomTarget/Kind/host``: where an address goes.
    var address = FieldRef()
    var kind = CustomTarget.Kind.text
    /// Its ``ValueTable``, or −1.
    var values = -1
    /// Where pieces to be joined are kept, or −1.
    var slot = -1
    /// Its ``CustomTimeFormat``, or −1 for any known form.
    var timeFormat = -1
    var isTimestamp = false
    /// Nothing is written.
    var isHidden = false
  }

  struct Literal: Sendable {
    /// The first eight bytes, the missing ones zero.
    var first: UInt64 = 0
    var start = 0
    var count = 0
  }

  /// One step of a pattern.
  struct Step: Sendable {
    enum Code: UInt8, Sendable { case literal, repeated, piece, rest }
    var code: Code
    /// Of a piece: the target; otherwise unused.
    var target = 0
    /// The text itself, or the one after a piece; −1 for none: to the end.
    var literal = -1
    /// Whether the first byte of the text after a piece may fill the piece up.
    var isPadded = false
  }

  struct Constant: Sendable {
    var field = FieldRef()
    var text = 0
    var kind = ValueKind.text
    var value: UInt32 = 0
  }

  /// What a value of a field means, by its number in the table of names.
  struct ValueTable: Sendable {
    struct Entry: Sendable {
      /// The constant that stands in the value's place, or −1.
      var replacement = -1
      var constants = 0..<0
    }

    var names = NameTable([])
    var entries: [Entry] = []
    /// The entry of any other value, or −1.
    var other = -1
  }

  enum Body: Sendable {
    case none
    case keyValue(Int)
    case csv(Int)
    case json(Int)
    case expression(Int)
  }

  struct Message: Sendable {
    var starts = 0..<0
    var contains = 0..<0
    var steps = 0..<0
    var body = Body.none
    var constants = 0..<0
    /// The joined targets, by slot.
    var slots = 0..<0
    /// A place in the log sources of all decoders.
    var source: UInt16 = 0
  }

  let messages: [Message]
  let starts: Range<Int>
  let contains: Range<Int>
  let steps: [Step]
  let targets: [Target]
  let slotTargets: [Int]
  let literals: [Literal]
  let bytes: [UInt8]
  let constants: [Constant]
  let tables: [ValueTable]
  let timeFormats: [CustomTimeFormat]
  let absent: NameTable
  let keyValues: [KeyValueCode]
  let csvs: [CSVCode]
  let jsons: [JSONCode]
  let expressions: [ExpressionCode]
  /// Whether `message` is one of its fields.
  let writesMessage: Bool

  /// The most fields of one message whose pieces are joined.
  static let slotsMaximum = 4

  init(_ code: CustomCompiler) {
    messages = code.messages
    starts = code.starts
    contains = code.contains
    steps = code.steps
    targets = code.targets
    slotTargets = code.slotTargets
    literals = code.literals
    bytes = code.bytes
    constants = code.constants
    tables = code.tables
    timeFormats = code.timeFormats
    absent = code.absent
    keyValues = code.keyValues
    csvs = code.csvs
    jsons = code.jsons
    expressions = code.expressions
    let message = FieldID(.message)
    writesMessage =
      targets.contains { $0.field.id == message } || constants.contains { $0.field.id == message }
  }

  /// What one record needs while it is decoded.
  struct Run {
    /// The pieces joined so far.
    var slots: [4 of Range<Int>] = .init(repeating: 0..<0)
    /// What the pattern hands over.
    var rest: Range<Int>
  }
}

extension CustomProgram {
  /// Decodes the message by the first shape that it has.
  ///
  /// - Returns: False when it has none; then nothing is written.
  func decode(
    _ body: borrowing Line, _ context: borrowing DecodeContext, _ texts: borrowing ConstantText,
    _ event: inout EventWriter
  ) -> Bool {
    guard begins(body, starts) else { return false }
    let mark = event.mark
    let stored = event.storePosition
    let before = event.event
    for message in messages.indices {
      if decode(messages[message], body, context, texts, &event) { return true }
      event.rewind(to: mark)
      event.event = before
      event.forgetStoredAfterConstants(from: stored)
    }
    return false
  }

  private func decode(
    _ message: Message, _ body: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ event: inout EventWriter
  ) -> Bool {
    guard begins(body, message.starts), mayMatch(message.steps, body) else { return false }
    event.event.logSource = message.source
    for index in message.constants { add(constants[index], texts, &event) }
    var run = Run(rest: body.range)
    // A search through the whole message comes last: most others have ended before.
    guard match(message.steps, body, context, texts, &run, &event), holds(body, contains),
      holds(body, message.contains)
    else { return false }
    let rest = body.part(run.rest)
    let fits =
      switch message.body {
      case .none: true
      case .keyValue(let index): read(keyValues[index], rest, context, texts, &run, &event)
      case .csv(let index): read(csvs[index], rest, context, texts, &run, &event)
      case .json(let index): read(jsons[index], rest, context, texts, &run, &event)
      case .expression(let index): read(expressions[index], rest, context, texts, &run, &event)
      }
    guard fits else { return false }
    for (slot, index) in message.slots.enumerated() where !run.slots[slot].isEmpty {
      _ = put(targets[slotTargets[index]], run.slots[slot], context, texts, &event)
    }
    return true
  }

  /// Whether the message can begin as its pattern does: with its text, or with an address. Most
  /// messages of other decoders end here.
  private func mayMatch(_ range: Range<Int>, _ body: borrowing Line) -> Bool {
    guard !range.isEmpty else { return true }
    let first = steps[range.lowerBound]
    switch first.code {
    case .literal: return holds(literals[first.literal], at: body.start, body)
    case .piece where targets[first.target].kind == .ip: return mayBeginAddress(body)
    default: return true
    }
  }

  /// Whether a bracket or the first separator of an address stands where it must.
  private func mayBeginAddress(_ body: borrowing Line) -> Bool {
    for index in body.start..<min(body.end, body.start &+ 5) {
      let byte = body[index]
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "[") {
        return true
      }
    }
    return false
  }

  /// Whether the message begins with one of the texts, or none is asked for.
  private func begins(_ body: borrowing Line, _ texts: Range<Int>) -> Bool {
    if texts.isEmpty { return true }
    for index in texts where holds(literals[index], at: body.start, body) { return true }
    return false
  }

  private func holds(_ body: borrowing Line, _ texts: Range<Int>) -> Bool {
    for index in texts where find(literals[index], in: body.range, body) == nil { return false }
    return true
  }
}

extension CustomProgram {
  @inline(__always) func holds(_ text: Literal, at offset: Int, _ line: borrowing Line) -> Bool {
    guard offset &+ text.count <= line.end else { return false }
    if line.word(at: offset, count: min(8, text.count)) != text.first { return false }
    var index = 8
    while index < text.count {
      if line[offset &+ index] != bytes[text.start &+ index] { return false }
      index &+= 1
    }
    return true
  }

  /// Where the text first begins in `range`, or nil.
  func find(_ text: Literal, in range: Range<Int>, _ line: borrowing Line) -> Int? {
    let first = UInt8(truncatingIfNeeded: text.first)
    let limit = range.upperBound &- text.count &+ 1
    var next = range.lowerBound
    while next < limit {
      next = line.find(first, in: next..<limit)
      if next == limit { return nil }
      if text.count == 1 || holds(text, at: next, line) { return next }
      next &+= 1
    }
    return nil
  }

  /// Where the text last begins in `range`, or nil.
  func findLast(_ text: Literal, in range: Range<Int>, _ line: borrowing Line) -> Int? {
    let first = UInt8(truncatingIfNeeded: text.first)
    var next = range.upperBound &- text.count
    while next >= range.lowerBound {
      if line[next] == first, holds(text, at: next, line) { return next }
      next &-= 1
    }
    return nil
  }
}
