/// The slow and obvious evaluator: one condition on one event, straight from the meaning of each
/// test. No tables, no order of tests, no memory of anything; the matcher must agree with it.
package struct ReferenceEvaluator: ~Copyable {
  private var expressions: [Expression: RegularExpression] = [:]
  private var scratch: RegularExpressionScratch

  package init(limits: RegularExpressionLimits = RegularExpressionLimits()) {
    scratch = RegularExpressionScratch(limits: limits)
  }

  /// Whether `condition` holds for an event. The log source is not asked.
  ///
  /// - Complexity: O(size of the condition × size of the event) and worse. Allocates.
  package mutating func holds(
    _ condition: Condition, _ event: Event, _ columns: borrowing EventColumns, _ block: Block
  ) -> Bool {
    evaluate(condition, on: ReferenceEvent(event, columns, block))
  }

  /// Which values make a test hold, each by itself: places of fields in `columns`, and whether the
  /// record does, which keywords also look at.
  ///
  /// - Complexity: As of ``holds(_:_:_:_:)``, for each value.
  package mutating func matching(
    _ predicate: Predicate, _ event: Event, _ columns: borrowing EventColumns, _ block: Block
  ) -> (places: [Int], isInRecord: Bool) {
    let reference = ReferenceEvent(event, columns, block)
    var places: [Int] = []
    for (place, field) in zip(columns.fields(of: event), reference.fields) {
      let isAsked =
        switch predicate.subject {
        case .field(let id): field.id == id
        case .anywhere: field.id != .nameOfNext
        }
      if isAsked, holds(predicate, of: [field.value], on: reference) { places.append(place) }
    }
    let isInRecord =
      predicate.subject == .anywhere && holds(predicate, of: [reference.record], on: reference)
    return (places, isInRecord)
  }

  private mutating func evaluate(_ condition: Condition, on event: ReferenceEvent) -> Bool {
    switch condition {
    case .all(let parts):
      for part in parts where !evaluate(part, on: event) { return false }
      return true
    case .any(let parts):
      for part in parts where evaluate(part, on: event) { return true }
      return false
    case .not(let part): return !evaluate(part, on: event)
    case .test(let predicate): return holds(predicate, on: event)
    }
  }

  private mutating func holds(_ predicate: Predicate, on event: ReferenceEvent) -> Bool {
    holds(predicate, of: event.values(of: predicate.subject), on: event)
  }

  private mutating func holds(
    _ predicate: Predicate, of values: [ReferenceValue], on event: ReferenceEvent
  ) -> Bool {
    switch predicate.test {
    case .null: return values.isEmpty || values.contains { $0.kind == .null }
    case .exists(let wanted): return values.isEmpty != wanted
    case .timePart(let part, let comparison, let number):
      return event.times(of: predicate.subject).contains {
        comparison.holds($0.part(part), number)
      }
    case .field(let relation, let other):
      let others = event.values(of: .field(other))
      return values.contains { value in others.contains { value.stands(relation, to: $0) } }
    case .expression(let expression):
      for value in values where value.kind != .null && matches(expression, value.text) {
        return true
      }
      return false
    case .text(let pattern): return values.contains { $0.matches(pattern) }
    case .number(let literal): return values.contains { $0.order(to: literal) == 0 }
    case .boolean(let flag): return values.contains { $0.isBoolean(flag) }
    case .network(let network):
      return values.contains { $0.anyAddress.map(network.contains) ?? false }
    case .compare(let comparison, let literal):
      return values.contains { value in
        value.order(to: literal).map { comparison.holds($0, 0) } ?? false
      }
    }
  }

  private mutating func matches(_ expression: Expression, _ text: [UInt8]) -> Bool {
    if expressions[expression] == nil {
      expressions[expression] = try? RegularExpression(expression)
    }
    guard let compiled = expressions[expression] else { return false }
    let block = Block(capacity: text.count + 1)
    // SAFETY: copies no more than the capacity, which was made for it.
    unsafe block.recordBytes.copyBytes(from: text)
    let start = Block.recordsStart
    let line = block.line(start: start, end: start + text.count)
    return scratch.match(compiled, line.range, in: line) == .matches
  }
}

/// One event, unpacked.
struct ReferenceEvent {
  let fields: [(id: FieldID, value: ReferenceValue)]
  let record: ReferenceValue
  let time: ReferenceTime?

  init(_ event: Event, _ columns: borrowing EventColumns, _ block: Block) {
    let bytes = { (range: Range<Int>) in
      let line = block.line(start: range.lowerBound, end: range.upperBound)
      return range.map { line[$0] }
    }
    var fields: [(id: FieldID, value: ReferenceValue)] = []
    for place in columns.fields(of: event) {
      let span = columns[field: place]
      let value = ReferenceValue(
        kind: span.kind, text: bytes(span.range), address: columns.address(of: span),
        number: columns.number(of: span), flag: span.value != 0)
      fields.append((span.field, value))
    }
    self.fields = fields
    let range = Int(event.recordStart)..<Int(event.recordEnd)
    record = ReferenceValue(
      kind: .text, text: bytes(range), address: nil, number: nil, flag: false)
    time =
      event.flags.contains(.hasTime)
      ? ReferenceTime(
        nanoseconds: event.timeNanoseconds, offsetMinutes: Int(event.offsetMinutes)) : nil
  }

  /// The values that a test looks at, each by itself.
  func values(of subject: Predicate.Subject) -> [ReferenceValue] {
    switch subject {
    case .field(let id): fields.filter { $0.id == id }.map(\.value)
    case .anywhere: fields.filter { $0.id != .nameOfNext }.map(\.value) + [record]
    }
  }

  /// The times that a test of a part looks at: the event's own for its time field and for no field
  /// in particular, and the field's values that read as times.
  func times(of subject: Predicate.Subject) -> [ReferenceTime] {
    guard case .field(let id) = subject else { return time.map { [$0] } ?? [] }
    let own = id == FieldID(.timestamp) ? time.map { [$0] } ?? [] : []
    let values = values(of: subject).filter { $0.kind != .null }
    return own + values.compactMap { ReferenceTime(text: $0.text) }
  }
}
