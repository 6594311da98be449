extension EventWriter {
  /// Drops, of the fields written since `mark`, those that the event had before: what is known
  /// from two readings of one record counts once. An address field that held other text is no
  /// reading.
  ///
  /// - Complexity: O(number of fields).
  package mutating func dropRepeats(since mark: Int) {
    var had = FieldSet.none
    for index in Int(event.firstField)..<mark {
      let span = columns[field: index]
      if let field = span.field.field {
        let isText = span.kind == .text && field.type == .address
        if span.kind != .null, !isText { had.insert(field) }
      }
    }
    var end = mark
    for index in mark..<columns.fieldCount {
      let span = columns[field: index]
      if let field = span.field.field, had.has(field) { continue }
      columns.replace(fieldAt: end, with: span)
      end &+= 1
    }
    columns.truncateFields(to: end)
  }
}
