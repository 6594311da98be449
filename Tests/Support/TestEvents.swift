package import Detect

/// Events of a block from Swift literals, for tests of what reads events.
///
///     let events = TestEvents([
///       TestEvent("root logged in", [("user.name", "root"), ("source.port", 22)])
///     ])
///     matcher.match(events.block, events.columns, into: &hits)
package struct TestEvents: ~Copyable {
  package let block: Block
  private var writer: EventWriter

  package var columns: EventColumns { _read { yield writer.columns } }

  /// - Parameter names: The numbers of field names; a field of any other name is unnamed.
  package init(_ events: [TestEvent], names: FieldNames = .ecs) {
    let records = events.map { $0.record.count + 1 }.reduce(0, +)
    block = Block(capacity: max(records, events.map(\.textCount).reduce(0, +)) + 64)
    writer = EventWriter(names: names, keepsAllFields: true)
    writer.begin(block)
    var start = Block.recordsStart
    for event in events {
      let end = start + event.record.count
      block.recordBytes[(start - Block.recordsStart)..<(end - Block.recordsStart)]
        .copyBytes(from: event.record)
      block.recordBytes[end - Block.recordsStart] = 0x0a
      write(event, start..<end)
      start = end + 1
    }
    block.recordsEnd = start
    block.recordCount = events.count
  }

  private mutating func write(_ event: TestEvent, _ record: Range<Int>) {
    writer.beginEvent(record: record)
    writer.event.logSource = UInt16(event.logSource)
    writer.event.timeNanoseconds = event.timeNanoseconds ?? 0
    writer.event.offsetMinutes = Int16(event.offsetMinutes)
    if event.timeNanoseconds != nil { writer.event.flags.insert(.hasTime) }
    for (name, value) in event.fields {
      if let id = writer.names.id(of: name) {
        write(id, value, record)
      } else {
        writer.append(.nameOfNext, .text, stored(Array(name.utf8)))
        write(.unnamed, value, record)
      }
    }
    writer.endEvent()
  }

  private mutating func stored(_ bytes: [UInt8]) -> Range<Int> {
    writer.store(bytes) ?? Block.recordsStart..<Block.recordsStart
  }

  private mutating func write(_ id: FieldID, _ value: TestValue, _ record: Range<Int>) {
    switch value {
    case .text(let text): writer.append(id, .text, stored(Array(text.utf8)))
    case .bytes(let bytes): writer.append(id, .text, stored(bytes))
    case .inRecord(let range):
      writer.append(
        id, .text, record.lowerBound + range.lowerBound..<record.lowerBound + range.upperBound)
    case .word(let word):
      let field = Int(id.rawValue) < Field.allCases.count ? Field.allCases[Int(id.rawValue)] : nil
      if let field { writer.add(field, word) } else { write(id, .text(word.text), record) }
    case .number(let number, let text):
      writer.add(id, number, stored(Array((text ?? number.description).utf8)))
    case .decimal(let text): writer.append(id, .decimal, stored(Array(text.utf8)))
    case .boolean(let flag, let text):
      writer.append(
        id, .boolean, stored(Array((text ?? (flag ? "true" : "false")).utf8)),
        value: flag ? 1 : 0)
    case .null: writer.append(id, .null, stored(Array("null".utf8)))
    case .address(let text):
      let range = stored(Array(text.utf8))
      guard let address = Address(text), Int(id.rawValue) < Field.allCases.count else {
        writer.append(id, .text, range)
        return
      }
      writer.add(Field.allCases[Int(id.rawValue)], address, range)
    }
  }
}

/// One event: its record, its fields by name, its log source and time.
package struct TestEvent {
  package var record: [UInt8]
  package var fields: [(name: String, value: TestValue)]
  package var logSource = 0
  package var timeNanoseconds: Int64?
  package var offsetMinutes = 0

  package init(_ record: String = "", _ fields: [(String, TestValue)] = []) {
    self.init(Array(record.utf8), fields)
  }

  package init(_ record: [UInt8], _ fields: [(String, TestValue)]) {
    self.record = record
    self.fields = fields.map { (name: $0.0, value: $0.1) }
  }

  /// Bytes of text that may go to the arena, at most.
  var textCount: Int {
    fields.map { $0.name.utf8.count + $0.value.textCount }.reduce(0, +)
  }
}

/// One value of a field. Text goes to the block's arena unless it says otherwise.
package enum TestValue {
  case text(String)
  case bytes([UInt8])
  /// The bytes of the record in this range.
  case inRecord(Range<Int>)
  case word(Word)
  /// A whole number, and its text if that is another.
  case number(Number, String?)
  case decimal(String)
  case boolean(Bool, String?)
  case null
  /// An address typed as one, for an ECS field; other text stays text.
  case address(String)

  var textCount: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .text(let text), .decimal(let text), .address(let text): text.utf8.count
    default: 64
    }
  }
}

extension TestValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral text: String) { self = .text(text) }
  package init(integerLiteral value: Int64) { self = .number(Number(value), nil) }
  package init(booleanLiteral flag: Bool) { self = .boolean(flag, nil) }
  package init(nilLiteral: ()) { self = .null }
}
