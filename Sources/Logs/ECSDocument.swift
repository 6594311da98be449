package import Detect

/// Events as documents: what `parse` prints and what alerts carry.
package enum ECSDocument {
  /// The event with ECS names, nested, in the order in which its decoder wrote it.
  ///
  /// Numbers are numbers where ECS has a number, and where the record's own name has one; addresses
  /// are canonical; a field is an array where it repeats or where ECS says so. What befell the
  /// record (`cut`, `malformed`, `limited`) stands in `tags`, and how many equal events it stands
  /// for, if more than one, in `detectd.repetitions`. A plain value under the name of an object
  /// goes to `NAME.value`. The caller adds `event.original`.
  ///
  /// - Parameters:
  ///   - names: Those that the event was decoded with.
  ///   - datasets: Those of the record decoder that made the event.
  ///   - withTime: Whether the event's time becomes `@timestamp`.
  package static func document(
    of event: Event, in columns: borrowing EventColumns, _ block: Block, names: FieldNames,
    datasets: [String] = Decoders.names, withTime: Bool = true
  ) -> Document {
    var document = Document()
    let hasTime = event.flags.contains(.hasTime)
    if hasTime, withTime {
      document.set(Field.timestamp.documentName, .text(ECSDocument.time(of: event)))
    }
    document.set(dataset, .text(RecordDecoder.dataset(of: event, datasets: datasets)))
    let datasetID = names.id(of: "event.dataset")
    var name: String?
    for index in columns.fields(of: event) {
      let span = columns[field: index]
      let line = block.line(start: span.range.lowerBound, end: span.range.upperBound)
      if span.field == .nameOfNext {
        name = line.string(in: line.range)
        continue
      }
      let own = span.field == .unnamed ? name ?? "?" : nil
      name = nil
      if hasTime, span.field == time || own == Field.timestamp.rawValue { continue }
      if own == "event.dataset" || span.field == datasetID { continue }
      let key = own.map { DocumentName($0) } ?? names.documentName(of: span.field)
      let isList = span.field.field?.isArray ?? false
      if let value = value(of: span, in: columns, line) {
        document.add(key, value, isList: isList)
      } else {
        document.add(key, line, line.range, isList: isList)
      }
    }
    if event.repetitions > 1 {
      document.set(repetitions, .number(Number(Int64(event.repetitions))))
    }
    for (flag, tag) in [
      (Event.Flags.isCut, "cut"), (.malformed, "malformed"), (.limited, "limited"),
    ]
    where event.flags.contains(flag) {
      document.add(Field.tags.documentName, .text(tag), isList: true)
    }
    return document
  }

  private static let dataset: DocumentName = "event.dataset"
  private static let repetitions: DocumentName = "detectd.repetitions"
  private static let time = FieldID(.timestamp)

  /// The typed value of a field; nil for what is only text.
  private static func value(
    of span: FieldSpan, in columns: borrowing EventColumns, _ line: borrowing Line
  ) -> Document.Value? {
    switch span.kind {
    case .ipv4, .ipv6:
      if let address = columns.address(of: span) { return .address(address) }
    case .integer, .wideInteger:
      if isNumber(span.field), let number = columns.number(of: span) { return .number(number) }
    case .decimal:
      if line.jsonNumber(in: line.range).isNumber { return .decimal(line.string(in: line.range)) }
    case .boolean: return .boolean(span.value != 0)
    case .null: return .null
    case .text: break
    }
    return nil
  }

  /// Whether ECS has a number there; what is not a field of ECS may be one.
  private static func isNumber(_ id: FieldID) -> Bool {
    guard Int(id.rawValue) < Field.types.count else { return true }
    return switch Field.types[Int(id.rawValue)] {
    case .integer: true
    case .text, .address: false
    }
  }

  /// The event's time as RFC 3339, with the offset and the precision that the record has.
  package static func time(of event: Event) -> String {
    let offset = Int64(event.offsetMinutes)
    let shifted = event.timeNanoseconds.addingReportingOverflow(offset * 60_000_000_000)
    let local = shifted.overflow ? event.timeNanoseconds : shifted.partialValue
    var seconds = local / 1_000_000_000
    var nanoseconds = local % 1_000_000_000
    if nanoseconds < 0 {
      seconds -= 1
      nanoseconds += 1_000_000_000
    }
    var days = seconds / 86_400
    var second = seconds % 86_400
    if second < 0 {
      days -= 1
      second += 86_400
    }
    let date = CivilDate(unixDays: Int(days))
    var text = "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))T"
    text += "\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))"
    if event.fractionDigits > 0 {
      text += "." + digits(nanoseconds, 9).prefix(Int(min(event.fractionDigits, 9)))
    }
    if shifted.overflow || offset == 0 { return text + "Z" }
    let size = abs(offset)
    return text + (offset < 0 ? "-" : "+") + "\(digits(size / 60, 2)):\(digits(size % 60, 2))"
  }

  private static func digits(_ value: some BinaryInteger, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
