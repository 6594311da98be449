import Detect

// From a piece of a record to a field.

extension CustomProgram {
  /// Writes a value to its field, with what it means.
  ///
  /// - Returns: False when it is not what the target's kind wants; nothing is written then.
  func put(
    _ target: Target, _ range: Range<Int>, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ event: inout EventWriter
  ) -> Bool {
    let line = event.arenaLine(range)
    let isAbsent = range.isEmpty || absent.number(of: range, in: line) >= 0
    if target.values >= 0, let entry = meaning(target, range, line, isAbsent: isAbsent) {
      for index in entry.constants { add(constants[index], texts, &event) }
      if entry.replacement >= 0 {
        add(constants[entry.replacement], texts, &event)
        return true
      }
    }
    if isAbsent || target.isHidden && !target.isTimestamp { return true }
    return write(target, range, line, context, texts, &event)
  }

  private func meaning(
    _ target: Target, _ range: Range<Int>, _ line: borrowing Line, isAbsent: Bool
  ) -> ValueTable.Entry? {
    let table = target.values
    let number = tables[table].names.number(of: range, in: line)
    if number >= 0 { return tables[table].entries[number] }
    guard !isAbsent, tables[table].other >= 0 else { return nil }
    return tables[table].entries[tables[table].other]
  }

  private func write(
    _ target: Target, _ range: Range<Int>, _ line: borrowing Line,
    _ context: borrowing DecodeContext, _ texts: borrowing ConstantText, _ event: inout EventWriter
  ) -> Bool {
    switch target.kind {
    case .text, .word, .quoted, .last:
      add(target.field, .text, range, texts, &event)
    case .ip:
      guard let address = line.address(in: range) else { return false }
      add(address, target.field, range, texts, &event)
    case .host:
      if let address = line.address(in: range) {
        add(address, target.address, range, texts, &event)
      } else {
        add(target.field, .text, range, texts, &event)
      }
    case .port:
      guard range.count <= 5, let value = line.unsigned(in: range), value <= 65535 else {
        return false
      }
      add(target.field, .integer, range, texts, &event, value: UInt32(value))
    case .integer:
      guard let number = line.wholeNumber(in: range) else { return false }
      guard let field = field(target.field, texts, &event) else { return true }
      event.add(field, number, range)
    case .number: return addNumber(target, range, line, texts, &event)
    case .mac:
      guard range.count == 17, let field = target.field.id.field else {
        add(target.field, .text, range, texts, &event)
        return true
      }
      event.addMAC(field, range, in: line)
    case .transport: event.addTransport(range, in: line)
    case .time:
      guard let found = time(target, at: range.lowerBound, line, context),
        found.end == range.upperBound
      else { return false }
      set(found.time, target, range, texts, &event)
    }
    return true
  }

  private func addNumber(
    _ target: Target, _ range: Range<Int>, _ line: borrowing Line,
    _ texts: borrowing ConstantText, _ event: inout EventWriter
  ) -> Bool {
    let number = line.jsonNumber(in: range)
    guard number.isNumber else { return false }
    guard let field = field(target.field, texts, &event) else { return true }
    if number.isWhole, let whole = line.wholeNumber(in: range) {
      event.add(field, whole, range)
    } else {
      event.append(field, .decimal, range)
    }
    return true
  }

  /// The time that begins at `offset`, in the target's form or in any that is known.
  func time(
    _ target: Target, at offset: Int, _ line: borrowing Line, _ context: borrowing DecodeContext
  ) -> TimeText? {
    target.timeFormat < 0
      ? line.time(at: offset, context.clock)
      : timeFormats[target.timeFormat].time(at: offset, in: line, context.clock)
  }

  /// Gives the event its time; a time of any other field is kept as text.
  func set(
    _ time: Timestamp, _ target: Target, _ range: Range<Int>, _ texts: borrowing ConstantText,
    _ event: inout EventWriter
  ) {
    if target.isTimestamp {
      event.setTime(time)
    } else if !target.isHidden {
      add(target.field, .text, range, texts, &event)
    }
  }

  /// Keeps a piece until the others of its field are there.
  func join(
    _ target: Target, _ range: Range<Int>, _ run: inout Run, _ event: inout EventWriter
  ) {
    let old = run.slots[target.slot]
    guard !old.isEmpty else {
      run.slots[target.slot] = range
      return
    }
    let start = event.storePosition
    guard event.storeCopy(of: old), event.storeByte(0x20), event.storeCopy(of: range) else {
      return
    }
    run.slots[target.slot] = start..<event.storePosition
  }

  /// Puts a piece, or keeps it when it is to be joined.
  @inline(__always) func take(
    _ target: Int, _ range: Range<Int>, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    if targets[target].slot >= 0 {
      join(targets[target], range, &run, &event)
      return true
    }
    return put(targets[target], range, context, texts, &event)
  }
}

extension CustomProgram {
  /// The number of a field, whose name was written before it if it has none; nil when nothing wants
  /// the field.
  func field(
    _ field: FieldRef, _ texts: borrowing ConstantText, _ event: inout EventWriter
  ) -> FieldID? {
    if field.id != .unnamed { return field.id }
    if let id = event.field(named: field.name, of: texts) { return id }
    guard event.keepsAllFields, let name = event.constant(field.name, of: texts) else {
      return nil
    }
    event.append(.nameOfNext, .text, name)
    return .unnamed
  }

  func add(
    _ field: FieldRef, _ kind: ValueKind, _ range: Range<Int>, _ texts: borrowing ConstantText,
    _ event: inout EventWriter, value: UInt32 = 0
  ) {
    guard let id = self.field(field, texts, &event) else { return }
    event.append(id, kind, range, value: value)
  }

  private func add(
    _ address: Address, _ field: FieldRef, _ range: Range<Int>, _ texts: borrowing ConstantText,
    _ event: inout EventWriter
  ) {
    guard let id = self.field(field, texts, &event) else { return }
    event.add(id, address, range)
  }

  func add(_ constant: Constant, _ texts: borrowing ConstantText, _ event: inout EventWriter) {
    guard let range = event.constant(constant.text, of: texts) else { return }
    add(constant.field, constant.kind, range, texts, &event, value: constant.value)
  }
}

extension EventWriter {
  /// Copies text of the block into the arena; false when there is no room.
  mutating func storeCopy(of range: Range<Int>) -> Bool {
    let line = arenaLine(range)
    for offset in range { guard storeByte(line[offset]) else { return false } }
    return true
  }
}
