/// What a decoder writes the fields of one event through.
///
/// It holds the worker's columns and the block's arena while a block is decoded.
@safe @usableFromInline package struct EventWriter: ~Copyable {
  @usableFromInline package var columns: EventColumns
  /// The event under way. Decoders set its time, log source, decoder and repetitions.
  @usableFromInline package var event = Event()
  /// Names that something reads; a field of any other name may be left out.
  package let names: FieldNames
  /// Whether fields of other names are kept too (`parse`, and records that raised something).
  package let keepsAllFields: Bool
  @usableFromInline let kept: FieldSet
  @usableFromInline var base: UnsafeMutablePointer<UInt8>?
  @usableFromInline var arenaNext = 0
  @usableFromInline var arenaEnd = 0
  /// Where the words of the lexicon stand, at hand so that no lazy global is asked for each field.
  @usableFromInline let words = unsafe Lexicon.immortalEntries
  var constants = ConstantPlaces()
  /// Made when the first decoder needs it.
  package var captures: RegularExpressionCaptures?
  /// Made when the first decoder needs it.
  package var memory: (any DecoderMemory)?

  /// - Parameters:
  ///   - keepsAllFields: Whether fields without a number are kept too, under their names.
  ///   - kept: Of the fields of ECS, those to keep; nil keeps all.
  package init(names: FieldNames, keepsAllFields: Bool, keeping kept: Set<FieldID>? = nil) {
    columns = EventColumns()
    self.names = names
    self.keepsAllFields = keepsAllFields
    self.kept = kept.map { FieldSet($0) } ?? .all
    captures = nil
    memory = nil
    unsafe base = nil
  }

  /// Forgets all events and makes the arena of `block` the place for unescaped text. The caller
  /// keeps the block alive until the next call.
  package mutating func begin(_ block: Block) {
    columns.removeAll()
    constants.entries.removeAll(keepingCapacity: true)
    constants.end = 0
    unsafe base = block.base
    arenaNext = block.arenaStart
    arenaEnd = block.bufferBytes
    memory?.beginBlock()
  }

  /// Begins the event of the record in `range`.
  @inlinable package mutating func beginEvent(record range: Range<Int>) {
    columns.reserveEvent()
    event = Event()
    event.recordStart = UInt32(truncatingIfNeeded: range.lowerBound)
    event.recordEnd = UInt32(truncatingIfNeeded: range.upperBound)
    event.firstField = UInt32(truncatingIfNeeded: columns.fieldCount)
  }

  /// Appends the event under way to the columns.
  @inlinable package mutating func endEvent() {
    event.fieldCount = UInt16(
      truncatingIfNeeded: columns.fieldCount &- Int(event.firstField))
    columns.append(event)
  }

  /// Adds further fields to an event that has ended: it moves to the end of the columns, where
  /// `body` goes on writing it. Places of its fields from before stay valid.
  package mutating func extend(eventAt place: Int, _ body: (inout EventWriter) -> Void) {
    columns.reserveEvent()
    event = columns[event: place]
    let old = columns.fields(of: event)
    event.firstField = UInt32(truncatingIfNeeded: columns.fieldCount)
    for index in old { columns.append(columns[field: index]) }
    body(&self)
    event.fieldCount = UInt16(truncatingIfNeeded: columns.fieldCount &- Int(event.firstField))
    columns.replace(eventAt: place, with: event)
  }

  /// The number of fields written so far, for ``rewind(to:)``.
  @inlinable package var mark: Int { columns.fieldCount }

  /// Forgets the fields written since `mark`, when a decoder gives the record up.
  package mutating func rewind(to mark: Int) { columns.truncateFields(to: mark) }

  @inlinable var isFull: Bool {
    columns.fieldCount &- Int(event.firstField) >= EventColumns.fieldsPerEventMaximum
  }

  /// Whether a field would be kept; what costs something to make is not made for one that is not.
  @inlinable package func keeps(_ field: Field) -> Bool { kept.contains(FieldID(field)) }

  /// Appends a span, if its field is kept; the root of all `add` methods.
  @inlinable package mutating func append(
    _ field: FieldID, _ kind: ValueKind, _ range: Range<Int>, value: UInt32 = 0
  ) {
    guard kept.contains(field) else { return }
    if isFull {
      event.flags.insert(.limited)
      return
    }
    columns.append(
      FieldSpan(
        field: field, kind: kind, offset: UInt32(truncatingIfNeeded: range.lowerBound),
        length: UInt32(truncatingIfNeeded: range.count), value: value))
  }
}

extension EventWriter {
  /// Adds text as it stands.
  @inlinable package mutating func add(_ field: Field, _ range: Range<Int>) {
    append(FieldID(field), .text, range)
  }

  /// Adds text, unless it is empty.
  @inlinable package mutating func addNonEmpty(_ field: Field, _ range: Range<Int>) {
    if !range.isEmpty { add(field, range) }
  }

  /// Adds a word of the lexicon.
  @inlinable package mutating func add(_ field: Field, _ word: Word) {
    guard keeps(field) else { return }
    // SAFETY: there is an entry for each word, and raw values count from 0.
    let entry = unsafe words[Int(word.rawValue)]
    let start = Int(entry.offset)
    append(FieldID(field), .text, start..<start + Int(entry.length))
  }

  /// Adds the address in `range`, typed. Text that is not strictly an address is left out.
  ///
  /// - Returns: Whether it was an address.
  @inlinable @discardableResult
  package mutating func addAddress(
    _ field: Field, _ range: Range<Int>, in line: borrowing Line
  ) -> Bool {
    guard let address = line.address(in: range) else { return false }
    add(field, address, range)
    return true
  }

  /// Adds an address that was parsed already; `range` is its text.
  @inlinable package mutating func add(_ field: Field, _ address: Address, _ range: Range<Int>) {
    add(FieldID(field), address, range)
  }

  @inlinable package mutating func add(_ field: FieldID, _ address: Address, _ range: Range<Int>) {
    if address.isIPv4 {
      append(field, .ipv4, range, value: address.ipv4)
    } else {
      append(field, .ipv6, range, value: columns.intern(address))
    }
  }

  /// Adds the whole number in `range`, typed; other text is added as text.
  @inlinable package mutating func addInteger(
    _ field: Field, _ range: Range<Int>, in line: borrowing Line
  ) {
    addInteger(FieldID(field), range, in: line)
  }

  @inlinable package mutating func addInteger(
    _ field: FieldID, _ range: Range<Int>, in line: borrowing Line
  ) {
    guard !range.isEmpty, kept.contains(field) else { return }
    guard let value = line.unsigned(in: range) else {
      append(field, .text, range)
      return
    }
    add(field, Number(value), range)
  }

  /// Adds a whole number whose text is `range`.
  @inlinable package mutating func add(_ field: FieldID, _ number: Number, _ range: Range<Int>) {
    if !number.isNegative, number.bits <= UInt64(UInt32.max) {
      append(field, .integer, range, value: UInt32(truncatingIfNeeded: number.bits))
    } else {
      append(field, .wideInteger, range, value: columns.intern(number))
    }
  }

  /// Adds a port (1 to 65,535, or 0) in decimal; other text is left out.
  @inlinable package mutating func addPort(
    _ field: Field, _ range: Range<Int>, in line: borrowing Line
  ) {
    guard range.count <= 5, keeps(field), let value = line.unsigned(in: range), value <= 65535
    else { return }
    append(FieldID(field), .integer, range, value: UInt32(truncatingIfNeeded: value))
  }
}

extension EventWriter {
  /// Writes text of the decoder's making into the arena, for values that stand nowhere in the
  /// record, and returns where it stands; nil (and the event is marked) when there is no room.
  package mutating func store(_ bytes: some Sequence<UInt8>) -> Range<Int>? {
    let start = arenaNext
    for byte in bytes { if !storeByte(byte) { return nil } }
    return start..<arenaNext
  }

  /// The place where the next ``storeByte(_:)`` writes; text between two such places is one value.
  @inlinable package var storePosition: Int { arenaNext }

  /// Gives back what was stored since `position`, when nothing points at it.
  package mutating func forgetStored(from position: Int) {
    precondition(position <= arenaNext, "nothing was stored there")
    arenaNext = position
  }

  /// Appends one byte to the arena.
  ///
  /// - Returns: False when the arena is full; the event is marked.
  @inlinable package mutating func storeByte(_ byte: UInt8) -> Bool {
    guard arenaNext < arenaEnd, let base = unsafe base else {
      event.flags.insert(.limited)
      return false
    }
    // SAFETY: between the arena's start and its end, which are inside the block's buffer.
    unsafe base[arenaNext] = byte
    arenaNext &+= 1
    return true
  }

  /// Appends the `count` least significant bytes of `word`, the first the least significant.
  ///
  /// - Parameter count: 1 to 8.
  /// - Returns: False when the arena has no room for eight bytes; the event is marked.
  @inlinable package mutating func storeWord(_ word: UInt64, count: Int) -> Bool {
    precondition(count >= 1 && count <= 8)
    guard arenaNext &+ 8 <= arenaEnd, let base = unsafe base else {
      event.flags.insert(.limited)
      return false
    }
    // SAFETY: eight bytes between the arena's start and its end, which are inside the buffer.
    unsafe UnsafeMutableRawPointer(base + arenaNext)
      .storeBytes(of: word.littleEndian, as: UInt64.self)
    arenaNext &+= count
    return true
  }

  /// A line over arena text, so that it can be decoded like a record (a log line inside JSON).
  @_lifetime(immortal)
  @inlinable package func arenaLine(_ range: Range<Int>) -> Line {
    precondition(range.lowerBound >= 0 && range.upperBound <= arenaNext)
    guard let base = unsafe base else { preconditionFailure("no block begun") }
    // SAFETY: inside the buffer; `begin` asked the caller to keep the block alive.
    return unsafe Line(base: UnsafePointer(base), start: range.lowerBound, end: range.upperBound)
  }

  /// A line over the block's words and records and all that was stored, for look-ups of names
  /// that may stand in any of them.
  @_lifetime(immortal)
  @inlinable package func allText() -> Line { arenaLine(0..<arenaNext) }
}
