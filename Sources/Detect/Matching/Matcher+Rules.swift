// Evaluating the rules that may hold for an event.

/// The spans of an event, by place; and its record as one more value.
struct EventView: BitwiseCopyable {
  let event: Event
  let firstField: Int
  let fieldCount: Int

  @inline(__always) init(_ event: Event) {
    self.event = event
    firstField = Int(event.firstField)
    fieldCount = Int(event.fieldCount)
  }

  /// The record as a value of a field without a name.
  var record: FieldSpan {
    FieldSpan(
      field: .unnamed, kind: .text, offset: event.recordStart,
      length: event.recordEnd &- event.recordStart, value: 0)
  }
}

/// Walks the steps of a rule.
func ruleHolds(
  _ tables: ProgramTables, _ partition: Partition, _ expressions: [RegularExpression],
  _ rule: UInt32, _ text: BlockText, _ columns: borrowing EventColumns, _ view: EventView,
  _ state: inout MatchState
) -> Bool {
  let steps = partition.steps
  var step = partition.entries[rule]
  while step < Step.absent {
    let current = steps[step]
    let holds =
      current.operand & Step.firedBit != 0
      ? state.fired.contains(current.operand & ~Step.firedBit)
      : atomHolds(tables, expressions, Int(current.operand), text, columns, view, &state)
    step = holds ? current.onTrue : current.onFalse
  }
  return step == Step.accept
}

/// Whether an atom holds: by memory, or by looking.
@inline(never)
private func atomHolds(
  _ tables: ProgramTables, _ expressions: [RegularExpression], _ index: Int, _ text: BlockText,
  _ columns: borrowing EventColumns, _ view: EventView, _ state: inout MatchState
) -> Bool {
  let memo = state.memo[index]
  if memo &>> 1 == state.generation { return memo & 1 != 0 }
  let holds = testAtom(tables, expressions, tables.atoms[index], text, columns, view, &state)
  state.memo[index] = state.generation &<< 1 | (holds ? 1 : 0)
  return holds
}

/// Makes a test on the values of the event.
private func testAtom(
  _ tables: ProgramTables, _ expressions: [RegularExpression], _ atom: Atom, _ text: BlockText,
  _ columns: borrowing EventColumns, _ view: EventView, _ state: inout MatchState
) -> Bool {
  let isAnywhere = atom.slot == Atom.anywhere
  switch atom.operation {
  case .present: return isAnywhere || state.head(Int(atom.slot)) != 0
  case .absent: return !isAnywhere && state.head(Int(atom.slot)) == 0
  case .null where !isAnywhere && state.head(Int(atom.slot)) == 0: return true
  case .timePart where isAnywhere || atom.slot == tables.timeSlot:
    if timeHolds(atom, view.event) { return true }
    if isAnywhere { return false }
  default: break
  }
  if !isAnywhere {
    var place = state.head(Int(atom.slot))
    while place != 0 {
      let span = columns[field: view.firstField &+ place &- 1]
      if testValue(tables, expressions, atom, span, text, columns, view, &state) { return true }
      place = Int(state.previous[place &- 1])
    }
    return false
  }
  for place in 0..<view.fieldCount {
    let span = columns[field: view.firstField &+ place]
    if span.field != .nameOfNext,
      testValue(tables, expressions, atom, span, text, columns, view, &state)
    {
      return true
    }
  }
  return testValue(tables, expressions, atom, view.record, text, columns, view, &state)
}

/// Makes a test on one value.
private func testValue(
  _ tables: ProgramTables, _ expressions: [RegularExpression], _ atom: Atom, _ span: FieldSpan,
  _ text: BlockText, _ columns: borrowing EventColumns, _ view: EventView,
  _ state: inout MatchState
) -> Bool {
  if span.kind == .null { return atom.operation == .null }
  let first = Int(atom.first)
  switch atom.operation {
  case .null, .present, .absent: return false
  case .equals, .startsWith, .endsWith, .contains, .pattern:
    return testText(tables, atom, span, text, columns)
  case .wholeNumber, .decimalNumber, .compareWhole, .compareDecimal:
    return testNumber(atom, span, text, columns)
  case .boolean:
    return span.kind == .boolean && (span.value != 0) == atom.flag
      || text.line().equalsFolded(atom.flag ? "true" : "false", in: span.range)
  case .network:
    guard let address = columns.address(of: span) ?? text.line().address(in: span.range) else {
      return false
    }
    // A method passed to `map` would be a closure with a context on the heap.
    return tables.networks[first].contains(address)
  case .timePart:
    guard let time = text.civilTime(in: span.range) else { return false }
    return partHolds(atom, time)
  case .expression:
    return state.expressions.match(expressions[first], span.range, in: text.line()) == .matches
  case .relation: return testRelation(atom, span, text, columns, view, state)
  }
}

private func testText(
  _ tables: ProgramTables, _ atom: Atom, _ span: FieldSpan, _ text: BlockText,
  _ columns: borrowing EventColumns
) -> Bool {
  let range = span.range
  let bytes = tables.patterns.bytes
  let count = Int(atom.count)
  let literal = Int(atom.first)..<Int(atom.first) &+ count
  switch atom.operation {
  case .startsWith:
    return count <= range.count
      && hasLiteral(bytes, literal, text, at: range.lowerBound, isCased: atom.flag)
  case .endsWith:
    return count <= range.count
      && hasLiteral(bytes, literal, text, at: range.upperBound &- count, isCased: atom.flag)
  case .contains: return containsLiteral(bytes, literal, text, range, isCased: atom.flag)
  case .equals:
    if count == range.count,
      hasLiteral(bytes, literal, text, at: range.lowerBound, isCased: atom.flag)
    {
      return true
    }
    guard atom.number > 0, let address = columns.address(of: span) else { return false }
    return address == tables.addresses[Int(truncatingIfNeeded: atom.number) &- 1]
  default: return matchesPattern(tables.patterns, literal, text, range, isCased: atom.flag)
  }
}

private func testNumber(
  _ atom: Atom, _ span: FieldSpan, _ text: BlockText, _ columns: borrowing EventColumns
) -> Bool {
  guard let quantity = text.quantity(span, columns) else { return false }
  let order: Int?
  switch atom.operation {
  case .wholeNumber, .compareWhole:
    let number =
      atom.isNegative ? Number(Int64(bitPattern: atom.number)) : Number(atom.number)
    order = quantity.order(to: number)
  default: order = quantity.order(to: Double(bitPattern: atom.number), in: text)
  }
  guard let order else { return false }
  let isComparison = atom.operation == .compareWhole || atom.operation == .compareDecimal
  return isComparison ? Comparison.holds(atom.comparison, order: order) : order == 0
}

private func testRelation(
  _ atom: Atom, _ span: FieldSpan, _ text: BlockText, _ columns: borrowing EventColumns,
  _ view: EventView, _ state: borrowing MatchState
) -> Bool {
  let address = columns.address(of: span)
  var place = state.head(Int(atom.first))
  while place != 0 {
    let other = columns[field: view.firstField &+ place &- 1]
    place = Int(state.previous[place &- 1])
    if other.kind == .null { continue }
    if stands(atom.comparison, span.range, to: other.range, text) { return true }
    let isEquality = atom.comparison == FieldRelation.equals.ordinal
    if isEquality, let address, address == columns.address(of: other) { return true }
  }
  return false
}

private func timeHolds(_ atom: Atom, _ event: Event) -> Bool {
  guard event.flags.contains(.hasTime) else { return false }
  return partHolds(
    atom,
    CivilTime(nanoseconds: event.timeNanoseconds, offsetMinutes: Int(event.offsetMinutes)))
}

private func partHolds(_ atom: Atom, _ time: CivilTime) -> Bool {
  let value =
    switch atom.part {
    case 0: time.minute
    case 1: time.hour
    case 2: time.day
    case 3: time.week
    case 4: time.month
    default: time.year
    }
  let wanted = Int(Int64(bitPattern: atom.number))
  return Comparison.holds(
    atom.comparison, order: value < wanted ? -1 : value > wanted ? 1 : 0)
}
